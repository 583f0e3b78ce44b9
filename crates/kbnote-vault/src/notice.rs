//! Notices: what the user should know of besides the result of a command.

use std::path::PathBuf;

/// Something that the user is to be told of, though it is no failure of what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// A text of the author's had lost its place to another edit of the same note, and was kept.
    TextKept {
        /// The note.
        note: PathBuf,
        /// The file with the text.
        kept: PathBuf,
    },
    /// A rename that had been cut short was finished.
    RenameFinished,
    /// A note was changed before the rename was finished: the author's text stands, and links in it
    /// may still name the note by its old name.
    NotRelinked {
        /// The note.
        note: PathBuf,
    },
    /// The vault holds a plan, as earlier versions left one there, which is not carried out: whoever
    /// made the vault may have written it.
    PlanIgnored {
        /// The plan.
        plan: PathBuf,
    },
}
