//! Words that are nearly the same: another ending, a slip of the ear, a compound.

/// Shorter forms are like nothing but themselves.
pub(crate) const LEAST_LENGTH: usize = 5;

/// Longer forms are no words, and are like nothing but themselves.
pub(crate) const MOST_LENGTH: usize = 100;

/// The share of a compound that each half of it represents.
pub(crate) const HALF: f32 = 0.6;

/// How alike two different forms are, if they are at all.
pub(crate) fn likeness(a: &str, b: &str) -> Option<f32> {
    let (longer, shorter) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    if shorter.len() < LEAST_LENGTH - 1 || longer.len() > shorter.len() + 5 {
        return None;
    }
    let common = longer
        .bytes()
        .zip(shorter.bytes())
        .take_while(|(x, y)| x == y)
        .count();
    if common >= 4 && 10 * common >= 7 * longer.len() {
        #[allow(clippy::cast_precision_loss)]
        return Some(0.9 * common as f32 / longer.len() as f32);
    }
    let slips = if shorter.len() >= 8 { 2 } else { 1 };
    let is_slip = longer.len() - shorter.len() <= slips && shorter.len() >= LEAST_LENGTH;
    (is_slip && distance(longer, shorter) <= slips).then_some(0.6)
}

/// The ways to cut a form into two words.
pub(crate) fn halves(form: &str) -> impl Iterator<Item = (&str, &str)> {
    const LEAST_HALF: usize = 3;
    form.char_indices()
        .map(|(at, _)| form.split_at(at))
        .filter(|(a, b)| a.len() >= LEAST_HALF && b.len() >= LEAST_HALF)
}

/// The number of letters to insert, delete or replace (Levenshtein distance).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_endings_and_slips_are_alike_other_words_are_not() {
        assert!(likeness("differenti", "differ").is_none());
        assert!(likeness("parametr", "paramet").is_some());
        assert!(likeness("fourier", "furier").is_some());
        assert!(likeness("matrix", "metric").is_none());
        assert!(likeness("plane", "plant").is_some());
        assert!(likeness("über", "uber").is_none());
    }

    #[test]
    fn compounds_are_cut_at_characters() {
        assert!(halves("rootfind").any(|h| h == ("root", "find")));
        assert!(halves("äöüäöü").all(|(a, b)| !a.is_empty() && !b.is_empty()));
    }
}
