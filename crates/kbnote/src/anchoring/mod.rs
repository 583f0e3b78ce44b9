//! Notes and captions brought together: which anchor goes where.
//!
//! [`Plan::make`] decides; nothing is written here. [`tracks`] says which captions a note is
//! held against, [`since`] what its author did since the last time.

mod plan;
mod since;
mod tracks;

pub(crate) use plan::{Places, Plan, PlannedClaim, Policy, Status, Warning};
pub(crate) use tracks::{Captions, CaptionsArgs, TrackChoice};
