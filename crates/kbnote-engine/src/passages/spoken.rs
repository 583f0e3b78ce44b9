//! The words of a cue that are spoken within a passage.

use std::ops::Range;

use kbnote_core::{Cue, Timestamp, is_closing_mark, is_sentence_stop};

/// A shorter cue without word times is spoken as a whole, in milliseconds.
const TURN_MILLIS: u64 = 20_000;

/// The text of a cue that is spoken from `start` to `end`.
pub(super) fn spoken(cue: &Cue, start: Timestamp, end: Timestamp) -> &str {
    let from = if start.floor_to_second() <= cue.start() {
        0
    } else {
        offset_at(cue, start).unwrap_or(0)
    };
    let to = if end >= cue.end() {
        cue.text().len()
    } else {
        offset_at(cue, end).unwrap_or(cue.text().len())
    };
    // A time between two words may leave nothing.
    let range = if from < to { from..to } else { whole(cue) };
    cue.text()[range].trim()
}

fn whole(cue: &Cue) -> Range<usize> {
    0..cue.text().len()
}

/// The offset of what is spoken from a time on: by word times, and in a long cue without them the
/// beginning of the sentence that is nearest by its share of the text.
fn offset_at(cue: &Cue, time: Timestamp) -> Option<usize> {
    let length = cue.text().len();
    if !cue.words().is_empty() {
        let next = cue.words().iter().find(|word| word.start >= time);
        return Some(next.map_or(length, |word| word.offset));
    }
    let duration = cue.span().duration_millis();
    if duration < TURN_MILLIS {
        return None;
    }
    let passed = u128::from(cue.start().abs_diff(time).min(duration));
    let estimate = usize::try_from(passed * length as u128 / u128::from(duration)).ok()?;
    sentence_starts(cue.text())
        .chain([length])
        .min_by_key(|start| start.abs_diff(estimate))
}

/// The offsets at which sentences begin.
fn sentence_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut end = 0;
    let ends = text
        .split_inclusive(char::is_whitespace)
        .filter_map(move |word| {
            end += word.len();
            let bare = word.trim_end().trim_end_matches(is_closing_mark);
            bare.ends_with(is_sentence_stop).then_some(end)
        });
    std::iter::once(0).chain(ends)
}

#[cfg(test)]
mod tests {
    use kbnote_core::{TimeSpan, Word};

    use super::*;

    fn ms(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn word_times_cut_a_cue_where_a_passage_begins_and_ends() {
        let words = [(0, 1_000), (3, 2_200), (9, 3_400)];
        let words = words.map(|(offset, start)| Word {
            offset,
            start: ms(start),
        });
        let cue = Cue::with_words(TimeSpan::new(ms(1_000), ms(5_000)), "we count birds", words);
        assert_eq!(spoken(&cue, ms(2_200), ms(9_000)), "count birds");
        assert_eq!(spoken(&cue, ms(0), ms(3_000)), "we count");
        assert_eq!(spoken(&cue, ms(4_000), ms(9_000)), "we count birds");
    }

    #[test]
    fn a_long_cue_is_cut_at_its_sentences_and_a_short_one_is_not() {
        let text = "We count them at dusk. Then we compare. They rarely differ.";
        let cue = |seconds: u64| Cue::new(TimeSpan::new(ms(0), ms(seconds * 1_000)), text);
        assert_eq!(spoken(&cue(60), ms(25_000), ms(40_000)), "Then we compare.");
        assert_eq!(spoken(&cue(12), ms(5_000), ms(8_000)), text);
    }
}
