//! The application beneath every front end of kbnote.
//!
//! A [`Workspace`] is a vault with everything a run needs. What it does is reported as values; what
//! happens meanwhile goes to its [`Observer`]. A failure is an [`Error`], whose [`ErrorKind`] each
//! front end maps to its own form: an exit code, an HTTP status, a response error.
//!
//! Nothing here parses arguments, prints or ends the process.

mod channel_indexes;
pub mod check;
mod commit;
mod dangling_links;
mod error;
pub mod fetch;
pub mod import;
pub mod index_notes;
pub mod init;
pub mod list;
mod notes;
mod observer;
pub mod programs;
mod rename;
mod undo;
mod undo_list;
mod unread_notes;
mod workspace;
mod write_mode;

pub use channel_indexes::{Channels, PlannedIndex};
pub use commit::{CommitReport, IndexChange, NoteChange, StateChange, commit};
pub use dangling_links::DanglingLink;
pub use error::{
    Error, ErrorKind, conflict_error, no_video_id, reject_conflict_markers, utf16_error,
};
pub use notes::{NoteFile, NoteFiles, Unreadable, read_note_to_change};
pub use observer::{Observer, SilentObserver};
pub use rename::{KeptLink, RenameDocument, RenameReport};
pub use undo::{UndoDocument, UndoReport};
pub use undo_list::{UndoListDocument, UndoableRun};
pub use unread_notes::{UnreadNote, unread_notes};
pub use workspace::{Workspace, WorkspaceOptions, YoutubeUrl};
pub use write_mode::WriteMode;
