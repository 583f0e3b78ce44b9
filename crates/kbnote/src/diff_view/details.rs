//! What stands beside a changed sentence: its anchors and links.

use kbnote_core::Timestamp;
use kbnote_note::diff::{AnchorChange, Change, LinkChange, NoteDiff, PlacedAnchor, Unit};
use kbnote_note::{Anchor, Note};

use super::text::{Line, Mark, Piece};

/// A line for each anchor and link of a unit that changed.
pub(super) fn details(diff: &NoteDiff<'_>, change: &Change) -> Vec<Line> {
    let anchors = change
        .anchors
        .iter()
        .map(|anchor| anchor_line(diff, anchor));
    let links = change.links.iter().map(|link| link_line(diff, link));
    anchors.chain(links).collect()
}

/// `00:08:42 → 00:08:50 (+8 s)`.
pub(super) fn anchor_line(diff: &NoteDiff<'_>, change: &AnchorChange) -> Line {
    let was = |anchor: &PlacedAnchor| Piece::new(time(diff.old, anchor), Mark::Gone);
    let is = |anchor: &PlacedAnchor| Piece::new(time(diff.new, anchor), Mark::Come);
    let plain = |text: &str| Piece::new(text, Mark::Plain);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => match change.shift_ms() {
            Some(0) => vec![is(new), plain(" written in another way")],
            Some(shift) => {
                let by = format!(" ({})", shift_text(shift));
                vec![was(old), plain(" → "), is(new), plain(&by)]
            }
            None => vec![was(old), plain(" → "), is(new)],
        },
        (None, Some(new)) => vec![is(new), plain(" added")],
        (Some(old), None) => vec![was(old), plain(" removed")],
        (None, None) => Line::new(),
    }
}

fn time(note: &Note, anchor: &PlacedAnchor) -> String {
    let as_written = || crate::ui::plain(&note.text()[anchor.range.clone()]);
    anchor
        .time
        .as_ref()
        .map_or_else(as_written, Timestamp::to_string)
}

/// `+8 s`, `-1 min 5 s`.
pub(crate) fn shift_text(millis: i64) -> String {
    let sign = if millis < 0 { '-' } else { '+' };
    let seconds = millis.unsigned_abs() / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "h"), (minutes, "min"), (seconds, "s")];
    let described: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    format!("{sign}{}", described.join(" "))
}

fn link_line(diff: &NoteDiff<'_>, change: &LinkChange) -> Line {
    let piece = |note: &Note, range: &std::ops::Range<usize>, mark| {
        Piece::new(crate::ui::plain(&note.text()[range.clone()]), mark)
    };
    let plain = |text| Piece::new(text, Mark::Plain);
    match (&change.old, &change.new) {
        (Some(old), Some(new)) => vec![
            piece(diff.old, old, Mark::Gone),
            plain(" → "),
            piece(diff.new, new, Mark::Come),
        ],
        (None, Some(new)) => vec![piece(diff.new, new, Mark::Come), plain(" added")],
        (Some(old), None) => vec![piece(diff.old, old, Mark::Gone), plain(" removed")],
        (None, None) => Line::new(),
    }
}

/// The times of a unit as a reader sees them behind it: `[00:08:42]`.
pub(super) fn times(note: &Note, unit: &Unit) -> String {
    let anchors = note.anchors()[unit.anchors.clone()].iter();
    anchors
        .filter(|anchor| anchor.live)
        .filter_map(Anchor::time)
        .map(|time| format!(" [{time}]"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_given_in_the_units_that_it_needs() {
        assert_eq!(shift_text(8_000), "+8 s");
        assert_eq!(shift_text(-65_000), "-1 min 5 s");
        assert_eq!(shift_text(3_600_000), "+1 h");
    }
}
