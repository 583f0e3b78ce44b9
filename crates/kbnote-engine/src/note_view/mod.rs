//! A note as the page of `kbnote serve` and an editor show it, and a person's edits of it.
//!
//! [`NoteView`] is made of the note, its state and its [`Captions`]; its claims come with a
//! [`ReviewStatus`], which [`DoubtCounter`] counts. [`review`] gives an editor the same. [`apply_edit`] makes a new note and state of a
//! [`NoteEdit`]; an edited sentence is put back around its anchors.

mod alignments;
mod captions;
mod content;
mod counts;
pub(crate) mod cue_view;
mod doubts;
mod edit;
mod problem;
mod recording;
mod review_status;
mod reviewed_claim;
mod revision;
mod sentence_text;
mod view;

pub use captions::Captions;
pub use counts::DoubtCounter;
pub use doubts::{DoubtfulClaim, DoubtfulPlace};
pub use edit::{
    EditedNote, NoteEdit, NoteEditError, UnresolvedConflict, apply_edit, check_conflicts,
};
pub use problem::Problem;
pub use recording::{OtherInput, RecordingInput};
pub use review_status::{DoubtCounts, ReviewStatus};
pub use reviewed_claim::{ReviewedClaim, review};
pub use revision::{Revision, RevisionConflict};
pub use view::{NoteInput, NoteView};
