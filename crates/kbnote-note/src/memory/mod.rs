//! The memory of a note: what kbnote last wrote into it, and its JSON.

mod json;
mod merge_base;
mod parts;
mod recovery;
mod state;

pub use merge_base::{LinkState, MergeBase, TemplateBase};
pub use state::{ClaimState, NoteState, ParsedState, TrackState};
