//! The captions around a moment, as words.

use std::ops::Range;

use kbnote_align::{SpokenWord, WordReader};
use kbnote_core::{Cue, Timestamp, Track};

/// The captions around a moment.
pub(super) struct SpokenWindow {
    /// The texts of the cues with a blank between them; sounds in brackets are blanks.
    pub(super) text: String,
    /// Its words.
    pub(super) words: Vec<SpokenWord>,
}

/// A longer text in brackets is speech.
const LONGEST_SOUND: usize = 40;

impl SpokenWindow {
    /// The captions from so many milliseconds before a time to so many after it.
    pub(super) fn around(
        track: &Track,
        reader: &WordReader,
        time: Timestamp,
        (before, after): (u64, u64),
    ) -> Self {
        let from = Timestamp::from_millis(time.as_millis().saturating_sub(before));
        let to = time.saturating_add(after);
        let first = track.cues.partition_point(|cue| cue.end() <= from);
        let near = track.cues[first..]
            .iter()
            .take_while(|cue| cue.start() <= to);
        let texts: Vec<&str> = near.map(Cue::text).collect();
        let text = without_sounds(texts.join(" "));
        Self {
            words: reader.words(&text),
            text,
        }
    }
}

/// The text with blanks in place of `[laughs]`, `(applause)` and notes of music.
fn without_sounds(text: String) -> String {
    if !text.contains(['[', '(', '♪']) {
        return text;
    }
    let mut bytes = text.as_bytes().to_vec();
    for (open, close) in [('[', ']'), ('(', ')')] {
        for (at, _) in text.match_indices(open) {
            let length = text[at..]
                .find(close)
                .filter(|length| *length <= LONGEST_SOUND);
            bytes[at..at + length.map_or(1, |length| length + 1)].fill(b' ');
        }
    }
    let notes = text
        .match_indices('♪')
        .map(|(at, note)| at..at + note.len());
    notes.for_each(|note: Range<usize>| bytes[note].fill(b' '));
    String::from_utf8(bytes).unwrap_or(text)
}
