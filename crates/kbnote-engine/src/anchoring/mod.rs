//! Which sentence of a note gets which timestamp.
//!
//! [`AnchorPlan::new`] decides. `tracks` chooses the captions that a note is aligned with,
//! `aligner_input` makes the aligner's claims, `history` finds what the author changed since the
//! last run, and [`pinning`] sets and removes timestamps by command.

mod aligner_input;
mod captions_error;
mod contradictions;
#[cfg(test)]
mod edits_test;
mod elsewhere;
mod history;
mod language;
#[cfg(test)]
mod newer_aligner_test;
mod parts;
pub mod pinning;
mod plan;
mod planned;
mod policy;
#[cfg(test)]
mod rewording_test;
mod said_elsewhere;
mod shifts;
mod tracks;
mod unpinning;

pub use aligner_input::{aligner, aligner_claims};
pub use captions_error::{CaptionsError, OTHER_LANGUAGE};
pub use contradictions::contradictions;
pub use language::check_language;
pub use parts::{PartPlan, join_splices, joined_state};
pub use planned::{
    AnchorPlan, MoveReason, PlannedAnchor, PlannedClaim, Status, Warning, confidence_word,
};
pub use policy::{AnchorPolicy, AnchorScope, Moments};
pub use said_elsewhere::said_elsewhere;
pub use tracks::{choose_track, named, one_per_language, preferred, video_end};
pub use unpinning::{UnpinnedNote, unpin};
