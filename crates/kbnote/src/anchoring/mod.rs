//! Notes and captions brought together: which anchor goes where.
//!
//! [`Plan::make`] decides; nothing is written here. [`tracks`] says which captions a note is
//! held against, [`asked`] what the aligner is asked, [`since`] what its author did since the last
//! time, [`pinning`] makes times the author's by command.

mod asked;
mod contradictions;
#[cfg(test)]
mod edits_test;
mod language;
pub(crate) mod pinning;
mod plan;
mod planned;
#[cfg(test)]
mod rewording_test;
mod shifts;
mod since;
mod tracks;
mod unpinning;

pub(crate) use asked::{aligner, to_align};
pub(crate) use contradictions::contradictions;
pub(crate) use language::same_language;
pub(crate) use plan::{Moments, Places, Policy, cue_at};
pub(crate) use planned::{Plan, PlannedClaim, Status, Warning, confidence_word};
pub(crate) use tracks::{
    Captions, CaptionsArgs, TrackChoice, end_of, named, one_of_each_language, pick, preferred,
    stored,
};
pub(crate) use unpinning::unpin;
