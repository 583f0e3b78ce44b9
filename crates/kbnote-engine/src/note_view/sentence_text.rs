//! The source text of a claim without its anchors.
//!
//! An anchor is mostly placed before the full stop of its sentence, so a claim consists of pieces.
//! A person edits one text; the changes are applied to the pieces, and the anchors stay.

use std::ops::Range;

use kbnote_note::{Claim, Note, Splice};

/// The source text of a claim, in the pieces between its anchors.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SentenceText {
    /// The range of each piece in the note.
    pieces: Vec<Range<usize>>,
    /// The concatenated pieces, as they are in the file.
    text: String,
}

impl SentenceText {
    /// The source text of a claim; `None` if it is not valid UTF-8.
    pub(super) fn of(note: &Note, claim: &Claim) -> Option<Self> {
        let pieces = pieces(note, claim);
        let mut text = String::new();
        for piece in &pieces {
            text += std::str::from_utf8(note.bytes().get(piece.clone())?).ok()?;
        }
        Some(Self { pieces, text })
    }

    /// The text to edit, with `\n` as line end.
    pub(super) fn shown(&self) -> String {
        self.text.replace("\r\n", "\n")
    }

    /// The splices that turn the text into `new`, whose line end is `\n`. Only the difference is
    /// written, with `line_end` after each new line.
    pub(super) fn reworded(&self, new: &str, line_end: &str) -> Vec<Splice> {
        let (changed, rest) = difference(&self.shown(), new);
        let changed = self.in_file(changed.start)..self.in_file(changed.end);
        let rest = &rest.replace('\n', line_end);
        let (first, last) = (self.piece_at(changed.start), self.piece_at(changed.end));
        let (Some((first, from)), Some((last, to))) = (first, last) else {
            return Vec::new();
        };
        if first == last {
            return vec![Splice::replace(from..to, rest)];
        }
        // The change spans an anchor, which stays before the full stop.
        let (words, stop) = before_stop(rest);
        let end = |piece: usize| self.pieces.get(piece).map_or(to, |piece| piece.end);
        let start = |piece: usize| self.pieces.get(piece).map_or(from, |piece| piece.start);
        let between = self.pieces.get(first + 1..last).unwrap_or(&[]);
        let mut splices = vec![Splice::replace(from..end(first), words)];
        splices.extend(between.iter().cloned().map(Splice::remove));
        splices.push(Splice::replace(start(last)..to, stop));
        splices
    }

    /// Converts an offset in the text to edit to an offset in the text of the file.
    fn in_file(&self, shown: usize) -> usize {
        let ends = self.text.match_indices("\r\n").map(|(end, _)| end);
        let before = ends
            .enumerate()
            .filter(|(number, end)| end - number < shown);
        shown + before.count()
    }

    /// The piece that contains an offset of the text, and its offset in the note. An offset between
    /// two pieces belongs to the end of the first.
    fn piece_at(&self, place: usize) -> Option<(usize, usize)> {
        let mut before = 0;
        for (number, piece) in self.pieces.iter().enumerate() {
            if place <= before + piece.len() {
                return Some((number, piece.start + place - before));
            }
            before += piece.len();
        }
        None
    }
}

/// The spans of a claim outside its anchors and the spaces and commas that belong to them.
fn pieces(note: &Note, claim: &Claim) -> Vec<Range<usize>> {
    let text = note.text();
    let is_inside =
        |range: &Range<usize>| claim.range.start <= range.start && range.end <= claim.range.end;
    let anchors = note.anchors().iter();
    let parts_only = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let mut pieces: Vec<Range<usize>> = Vec::new();
    // A byte order mark is not part of the text.
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut start = claim.range.start.max(mark).min(claim.range.end);
    for anchor in anchors.filter(|anchor| is_inside(&anchor.range)) {
        let hole = anchor.remove(text).range;
        let before = start..hole.start.max(start);
        let written = text.get(before.clone()).unwrap_or_default();
        // Separators between two anchors are not text.
        if pieces.is_empty() || !written.chars().all(parts_only) {
            pieces.push(before);
        }
        start = hole.end;
    }
    pieces.push(start..claim.range.end);
    pieces
}

/// The range of `old` that differs from `new`, and its replacement.
fn difference<'a>(old: &str, new: &'a str) -> (Range<usize>, &'a str) {
    let alike = old.chars().zip(new.chars()).take_while(|(a, b)| a == b);
    let before: usize = alike.map(|(c, _)| c.len_utf8()).sum();
    let old_rest = old.get(before..).unwrap_or_default();
    let new_rest = new.get(before..).unwrap_or_default();
    let ends = old_rest.chars().rev().zip(new_rest.chars().rev());
    let after: usize = ends
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    let changed = new_rest.get(..new_rest.len() - after);
    (before..old.len() - after, changed.unwrap_or_default())
}

/// Splits a text before its final full stop and the closing quotes and brackets around it.
fn before_stop(text: &str) -> (&str, &str) {
    let is_stop = |c: char| ".!?…。！？\"'”’»)".contains(c);
    let words = text.trim_end_matches(is_stop);
    text.split_at(words.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ONE: &str = "[00:00:10](https://youtu.be/kbnoteDemo1?t=10)";
    const TWO: &str = "[00:00:20](https://youtu.be/kbnoteDemo1?t=20)";

    fn reworded(text: &str, new: &str) -> String {
        let note = Note::parse(text);
        let sentence_text = SentenceText::of(&note, &note.claims()[0]).unwrap();
        let edited = note
            .edited(&sentence_text.reworded(new, note.line_end()))
            .unwrap();
        edited.text().to_owned()
    }

    #[test]
    fn the_anchors_are_not_part_of_the_text() {
        let note = Note::parse(format!("Flocks\r\nroost {ONE}, {TWO}. More."));
        let sentence_text = SentenceText::of(&note, &note.claims()[0]).unwrap();
        assert_eq!(sentence_text.shown(), "Flocks\nroost.");
    }

    #[test]
    fn an_anchor_stays_before_the_full_stop() {
        let note = format!("Flocks roost {ONE}. More.");
        for (new, made) in [
            ("Flocks sleep.", format!("Flocks sleep {ONE}. More.")),
            (
                "Flocks roost at dusk.",
                format!("Flocks roost at dusk {ONE}. More."),
            ),
            ("Do flocks sleep?", format!("Do flocks sleep {ONE}? More.")),
            ("Flocks roost", format!("Flocks roost {ONE} More.")),
            (
                "Flocks roost. They do.",
                format!("Flocks roost {ONE}. They do. More."),
            ),
            ("Flocks roost.", note.clone()),
        ] {
            assert_eq!(reworded(&note, new), made, "{new}");
        }
        let two = format!("Flocks roost {ONE}, {TWO}. More.");
        assert_eq!(
            reworded(&two, "Flocks sleep!"),
            format!("Flocks sleep {ONE}, {TWO}! More.")
        );
    }

    #[test]
    fn line_ends_that_were_not_touched_stay_as_they_are() {
        for text in ["a\r\nb\nc\r\nd.", "a\nb\r\nc\nd."] {
            let changed = text.replace('c', "é");
            assert_eq!(reworded(text, "a\nb\né\nd."), changed, "{text:?}");
        }
        let added = reworded("a\r\nb.", "a\nb\nc.");
        assert_eq!(added, "a\r\nb\r\nc.");
    }

    #[test]
    fn the_mark_before_the_text_stays() {
        assert_eq!(reworded("\u{feff}Tea helps.", "É."), "\u{feff}É.");
    }

    #[test]
    fn bytes_that_are_no_text_cannot_be_edited() {
        let note = Note::parse(&b"Two \xff count. More.\n"[..]);
        let shown = note.claims();
        let shown = shown.iter().map(|claim| SentenceText::of(&note, claim));
        let shown: Vec<_> = shown.map(|w| w.map(|w| w.shown())).collect();
        assert_eq!(shown, [None, Some("More.".to_owned())]);
    }

    proptest! {
        #[test]
        fn only_the_difference_is_written(old in "[aé\n]{0,6}", new in "[aé\n]{0,6}") {
            let (range, changed) = difference(&old, &new);
            let made = format!("{}{changed}{}", &old[..range.start], &old[range.end..]);
            prop_assert_eq!(made, new);
        }

        #[test]
        fn the_editable_text_of_a_sentence_has_no_anchors(new in "[A-Zéa .!?]{1,12}") {
            let made = reworded(&format!("Flocks roost {ONE}, {TWO}."), &new);
            let bare = made.replace(&format!(" {ONE}, {TWO}"), "");
            prop_assert_eq!(bare, new);
        }
    }
}
