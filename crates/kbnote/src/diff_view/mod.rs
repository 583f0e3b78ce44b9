//! Showing what changed between two notes: by sentence, by word, side by side, in numbers, as a
//! patch, as JSON.
//!
//! [`ShowArgs`] is what can be asked for, [`NoteComparison`] one note then and now. Each form has a file;
//! [`text`] holds what they share: pieces of text with a mark, wrapped to the terminal.

mod details;
mod page;
mod sentences;
mod shown;
mod side_by_side;
mod stat;
mod summary;
pub(crate) mod text;
mod words;

use kbnote_note::diff::patch;

pub(crate) use details::shift_text;
pub(crate) use shown::{NoteComparison, ViewStyle};
pub(crate) use stat::Totals;

use self::shown::TWO_COLUMNS;
use crate::ui::Ui;

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

impl ShowArgs {
    /// Tells once what cannot be shown as asked.
    pub(crate) fn accept(mut self, ui: Ui, look: ViewStyle) -> Self {
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
    pub(crate) fn show(
        self,
        shown: NoteComparison<'_>,
        look: ViewStyle,
        totals: &mut Totals,
    ) -> Vec<u8> {
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
