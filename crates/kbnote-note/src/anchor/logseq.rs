//! Anchors as Logseq writes them: `{{youtube-timestamp 42}}`.

use super::{Anchor, AnchorForm, Stamp, StampPlace};
use crate::text::run;

const OPEN: &str = "{{youtube-timestamp ";

/// Reads the anchor that begins at `start`, where a `{` stands.
pub(super) fn read(text: &str, start: usize) -> Option<Anchor> {
    if !text[start..].starts_with(OPEN) {
        return None;
    }
    let time = run(text.as_bytes(), start + OPEN.len(), |b| {
        b.is_ascii_digit() || b == b':'
    });
    if time.is_empty() || !text[time.end..].starts_with("}}") {
        return None;
    }
    Some(Anchor {
        range: start..time.end + 2,
        form: AnchorForm::Logseq,
        label: time.clone(),
        stamps: vec![Stamp::read(text, time, StampPlace::Label, 0)],
        recording: None,
        live: true,
    })
}
