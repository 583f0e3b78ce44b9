//! Showing what changed between two notes: by sentence, by word, side by side, in numbers, as a
//! patch, as JSON.
//!
//! [`ShowArgs`] is what can be asked for, [`Shown`] one note then and now. Each form has a file;
//! [`text`] holds what they share: pieces of text with a mark, wrapped to the terminal.

mod details;
mod document;
mod page;
mod pager;
mod sentences;
mod side_by_side;
mod stat;
mod summary;
pub(crate) mod text;
mod words;

use kbnote_note::diff::{Change, NoteDiff, patch};

pub(crate) use details::shift_text;
pub(crate) use document::to_json;
pub(crate) use pager::page;
pub(crate) use stat::Totals;

use crate::ui::{Ui, terminal_width};

/// An anchor that moved by no more than this, in milliseconds, is only counted.
const SMALL_MOVE: u64 = 2_000;

/// The least width at which two columns are readable.
const TWO_COLUMNS: usize = 90;

/// Narrower terminals are written to as if they had this width.
const LEAST_WIDTH: usize = 20;

/// How the change is shown (default: by sentence)
#[derive(clap::Args, Clone, Copy, Debug, Default)]
#[group(multiple = false)]
pub(crate) struct ShowArgs {
    /// Show numbers only, a line a note
    #[arg(long)]
    pub(crate) stat: bool,
    /// Show each changed sentence once, with what went and what came in it
    #[arg(long)]
    pub(crate) words: bool,
    /// Show the notes in two columns, where the terminal is wide enough
    #[arg(long)]
    pub(crate) side_by_side: bool,
    /// Show a patch as `git apply` and `patch` take it
    #[arg(long)]
    pub(crate) unified: bool,
}

/// How wide and how colourful the output is, and whether small things are shown one by one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// In columns; none if lines are not to be broken.
    pub(crate) width: Option<usize>,
    pub(crate) color: bool,
    pub(crate) unfold: bool,
}

impl Look {
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
pub(crate) struct Shown<'a> {
    /// What it is called on the screen.
    pub(crate) title: &'a str,
    /// Its path from the root of the vault, for a patch.
    pub(crate) name: &'a [u8],
    pub(crate) diff: &'a NoteDiff<'a>,
}

impl ShowArgs {
    /// Tells once what cannot be shown as asked.
    pub(crate) fn accept(mut self, ui: Ui, look: Look) -> Self {
        let columns = look.width.unwrap_or(80);
        if self.side_by_side && columns < TWO_COLUMNS {
            ui.say(format_args!(
                "two columns need a terminal of {TWO_COLUMNS} columns, this one has {columns}: \
                 shown one above the other"
            ));
            self.side_by_side = false;
        }
        self
    }

    /// The change of one note, as it is printed; nothing for a note that does not change.
    pub(crate) fn show(self, shown: Shown<'_>, look: Look, totals: &mut Totals) -> Vec<u8> {
        totals.add(shown.diff);
        if shown.diff.is_empty() {
            return Vec::new();
        }
        if self.unified {
            return patch(shown.diff.old.bytes(), shown.diff.new.bytes(), shown.name);
        }
        let text = match self {
            Self { stat: true, .. } => stat::show(shown),
            Self { words: true, .. } => words::show(shown, look),
            Self {
                side_by_side: true, ..
            } => side_by_side::show(shown, look),
            _ => sentences::show(shown, look),
        };
        text.into_bytes()
    }

    /// What follows all notes.
    pub(crate) fn end(self, totals: &Totals) -> String {
        if self.stat {
            totals.line()
        } else {
            String::new()
        }
    }
}

/// The changes that are shown one by one; the others are only counted.
fn unfolded<'a>(diff: &'a NoteDiff<'_>, look: Look) -> impl Iterator<Item = &'a Change> + use<'a> {
    let all = diff.changes().iter();
    all.filter(move |change| {
        look.unfold || !(change.is_form_only() || change.is_small_move(SMALL_MOVE))
    })
}
