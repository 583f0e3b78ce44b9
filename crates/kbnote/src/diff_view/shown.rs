//! A note then and now, and how it is shown.

use kbnote_note::diff::{Change, NoteDiff};

use crate::ui::{Ui, terminal_width};

/// An anchor that moved by no more than this, in milliseconds, is only counted.
pub(super) const SMALL_MOVE: u64 = 2_000;

/// The least width at which two columns are readable.
pub(super) const TWO_COLUMNS: usize = 90;

/// Narrower terminals are written to as if they had this width.
const LEAST_WIDTH: usize = 20;

/// How wide and how colourful the output is, and whether small things are shown one by one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ViewStyle {
    /// In columns; none if lines are not to be broken.
    pub(crate) width: Option<usize>,
    pub(crate) color: bool,
    pub(crate) unfold: bool,
}

impl ViewStyle {
    pub(crate) fn of(ui: Ui) -> Self {
        Self {
            width: terminal_width().map(|width| width.max(LEAST_WIDTH)),
            color: ui.shows_color(),
            unfold: ui.verbose,
        }
    }
}

/// A note then and now.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteComparison<'a> {
    /// What it is called on the screen.
    pub(crate) title: &'a str,
    /// Its path from the root of the vault, for a patch.
    pub(crate) name: &'a [u8],
    pub(crate) diff: &'a NoteDiff<'a>,
    /// What changes, counted as regenerating counts it.
    pub(crate) counts: Option<&'a str>,
}

/// The changes that are shown one by one; the others are only counted.
pub(super) fn unfolded<'a>(
    diff: &'a NoteDiff<'_>,
    look: ViewStyle,
) -> impl Iterator<Item = &'a Change> + use<'a> {
    let all = diff.changes().iter();
    all.filter(move |change| {
        look.unfold || !(change.is_form_only() || change.is_small_move(SMALL_MOVE))
    })
}
