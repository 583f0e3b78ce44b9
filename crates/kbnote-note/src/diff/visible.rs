//! What a reader of a unit sees, and the words of it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::unit::{Unit, UnitKind};
use crate::note::Note;
use crate::text::blanks_before;

/// The stretches of a unit that are neither anchors nor the brackets of links, in order.
pub(super) fn parts(note: &Note, unit: &Unit) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut at = unit.range.start;
    for hole in holes(note, unit) {
        let end = hole.start.min(unit.range.end);
        if end > at {
            parts.push(at..end);
        }
        at = at.max(hole.end);
    }
    if at < unit.range.end {
        parts.push(at..unit.range.end);
    }
    parts
}

/// What a reader sees, white space folded to single blanks.
pub(super) fn text(note: &Note, unit: &Unit) -> String {
    let mut seen = String::with_capacity(unit.range.len());
    for part in parts(note, unit) {
        let text = &note.text()[part];
        let mut words = text.split(char::is_whitespace);
        seen.push_str(words.next().unwrap_or_default());
        for word in words {
            if !seen.is_empty() && !seen.ends_with(' ') {
                seen.push(' ');
            }
            seen.push_str(word);
        }
    }
    seen.truncate(seen.trim_end().len());
    seen
}

/// The words a reader sees, with every mark a word of its own; blanks are left out.
pub(super) fn words(note: &Note, unit: &Unit) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    for part in parts(note, unit) {
        let text = &note.text()[part.clone()];
        for chunk in text.split_whitespace() {
            // A chunk is a slice of the text: its place is where its bytes lie.
            let start = part.start + (chunk.as_ptr() as usize - text.as_ptr() as usize);
            if chunk.is_ascii() {
                ascii_words(chunk, start, &mut words);
            } else {
                let pieces = chunk.split_word_bound_indices();
                words.extend(pieces.map(|(at, piece)| start + at..start + at + piece.len()));
            }
        }
    }
    words
}

/// The same words in plain ASCII, many times as fast.
fn ascii_words(chunk: &str, start: usize, words: &mut Vec<Range<usize>>) {
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'\'';
    let mut at = 0;
    while at < chunk.len() {
        let rest = &chunk.as_bytes()[at..];
        let length = rest.iter().take_while(|&&b| is_word(b)).count().max(1);
        words.push(start + at..start + at + length);
        at += length;
    }
}

/// The stretches that a reader does not see, in order of place; they may touch or overlap.
fn holes(note: &Note, unit: &Unit) -> Vec<Range<usize>> {
    if unit.kind == UnitKind::Line || unit.kind == UnitKind::Entry {
        return Vec::new();
    }
    let mut holes = anchor_holes(note, unit);
    for link in &note.wikilinks()[unit.links.clone()] {
        if link.live && !link.embed {
            let shown = link.shown();
            holes.push(link.range.start..shown.start);
            holes.push(shown.end..link.range.end);
        }
    }
    holes.sort_by_key(|hole| (hole.start, hole.end));
    holes
}

/// The anchors with the blanks before them; of a run of them, what stands between too.
fn anchor_holes(note: &Note, unit: &Unit) -> Vec<Range<usize>> {
    let text = note.text();
    let mut holes: Vec<Range<usize>> = Vec::new();
    for anchor in &note.anchors()[unit.anchors.clone()] {
        if !anchor.live {
            continue;
        }
        let start = blanks_before(text, anchor.range.start).max(unit.range.start);
        match holes.last_mut() {
            Some(last) if separates(&text[last.end..start.max(last.end)]) => {
                last.end = anchor.range.end;
            }
            _ => holes.push(start..anchor.range.end),
        }
    }
    holes
}

/// Whether this only stands between two anchors of one place.
fn separates(between: &str) -> bool {
    matches!(between.trim(), "" | ",")
}

impl Unit {
    /// The stretches of the note that a reader of this unit sees: without its anchors, and of its
    /// links what they show.
    #[must_use]
    pub fn visible(&self, note: &Note) -> Vec<Range<usize>> {
        parts(note, self)
    }

    /// What a reader of this unit sees, white space folded to single blanks.
    #[must_use]
    pub fn text(&self, note: &Note) -> String {
        text(note, self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::units;

    fn seen(text: &str) -> Vec<&str> {
        let note = Note::parse(text);
        let units = units(&note);
        let ranges = units.iter().flat_map(|unit| words(&note, unit));
        ranges.map(|range| &text[range]).collect()
    }

    #[test]
    fn words_and_marks_are_distinguished() {
        assert_eq!(
            seen(
                "It's **3.5 m** [[a|b]]<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>."
            ),
            ["It's", "*", "*", "3", ".", "5", "m", "*", "*", "b", "."]
        );
        assert_eq!(
            seen("Café 日本 👨‍👩‍👧 e\u{301}a"),
            ["Café", "日", "本", "👨‍👩‍👧", "e\u{301}a"]
        );
    }
}
