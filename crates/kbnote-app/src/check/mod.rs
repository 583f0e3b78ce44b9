//! Checks of notes and vault, and their repair.

pub(crate) mod baseline;
mod checker;
mod finding;
mod names;
mod open_notes;
mod outdated;
mod personal_notes;
mod recordings;
mod report;
mod run;
mod videos;
mod write;

pub use baseline::BaselineReport;
pub use finding::{Excerpt, LocatedFinding};
pub use open_notes::OpenNoteChecker;
pub use report::{CaptionCheck, CheckReport, CheckRequest, CheckedNote};
