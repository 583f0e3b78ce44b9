//! Captions as the tests of the readers compare them.

use super::Captions;

/// Start and end in milliseconds, and the text, of each cue.
pub(super) fn shown(captions: &Captions) -> Vec<(u64, u64, &str)> {
    captions
        .cues
        .iter()
        .map(|cue| (cue.start().as_millis(), cue.end().as_millis(), cue.text()))
        .collect()
}
