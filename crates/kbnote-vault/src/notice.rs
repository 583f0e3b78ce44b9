//! Notices for the user besides the result of a command.

use std::path::PathBuf;

/// A notice for the user, independent of the success of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// A text of the author was displaced by another edit of the same note, and was kept.
    TextKept {
        /// The note.
        note: PathBuf,
        /// The file with the text.
        kept: PathBuf,
    },
    /// An interrupted rename was finished.
    RenameFinished,
    /// A note was changed before an interrupted rename was finished: it keeps the author's text,
    /// and its links may still have the old name.
    NotRelinked {
        /// The note.
        note: PathBuf,
    },
    /// The vault has a rename plan, as written by earlier versions. It is not executed, since the
    /// author of the vault may have forged it.
    PlanIgnored {
        /// The plan.
        plan: PathBuf,
    },
}
