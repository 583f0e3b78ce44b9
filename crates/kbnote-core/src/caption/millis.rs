//! Recognizes times in milliseconds, where other programs write seconds.

use super::json::Time;

/// An entry with times.
pub(super) trait Timed {
    /// Its start; its end or its length; its text.
    fn said(&self) -> (Option<f64>, Option<f64>, &str);

    /// All times in it.
    fn times(&mut self) -> Vec<&mut Time>;
}

/// Converts the times of the entries to seconds if they are whole milliseconds.
pub(super) fn convert<'a, T: Timed + 'a>(entries: impl Iterator<Item = &'a mut T>) {
    let mut entries: Vec<&mut T> = entries.collect();
    let are_whole = |entry: &mut &mut T| entry.times().iter().all(|time| time.is_whole());
    if !entries.iter_mut().all(are_whole) || !is_too_slow(&entries) {
        return;
    }
    for time in entries.iter_mut().flat_map(|entry| entry.times()) {
        time.divide_by_thousand();
    }
}

/// Whether hardly a letter would be said in five seconds in most entries.
fn is_too_slow<T: Timed>(entries: &[&mut T]) -> bool {
    const MOST_SECONDS_A_LETTER: f64 = 5.0;
    let mut paces: Vec<f64> = (0..entries.len())
        .filter_map(|at| seconds_a_letter(&entries[at..]))
        .collect();
    paces.sort_by(f64::total_cmp);
    let median = paces.get(paces.len() / 2);
    median.is_some_and(|pace| *pace > MOST_SECONDS_A_LETTER)
}

/// The pace of the first entry; without an end it lasts until the next.
fn seconds_a_letter<T: Timed>(entries: &[&mut T]) -> Option<f64> {
    let (start, end, text) = entries.first()?.said();
    let next = || entries.get(1)?.said().0;
    let seconds = end.or_else(next)? - start?;
    // A sound or a song may be long.
    let is_sound = text.trim_start().starts_with(['[', '(', '♪', '♫', '*']);
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    let letters = letters.map(|_| 1.0).sum::<f64>();
    (letters > 0.0 && !is_sound).then(|| seconds / letters)
}
