//! What regenerating a note would change, change by change.
//!
//! kbnote owns only certain slots of a note: anchors, links, keys of the front matter, headings.
//! [`RegenerationBuilder`] compares each slot with what kbnote last wrote there and with what it would
//! write now, and proposes a [`Change`] where they differ. [`Regeneration::apply`] gives the note and
//! the state after verdicts on the changes.

mod anchors;
#[cfg(test)]
mod author_model_test;
mod change;
mod entries;
mod kinds;
mod link_memory;
mod links;
mod markers;
mod offset_map;
mod regeneration;
mod template;
#[cfg(test)]
mod template_model_test;
mod verdict;

use kbnote_note::AnchorStyle;

pub use change::{Change, ChangeId, ChangeKind, Evidence};
pub use entries::{IndexEntries, IndexRecordChange};
pub use kinds::Kinds;
pub use link_memory::LinkMemory;
pub use links::LinkProposal;
pub use regeneration::{Anchoring, Applied, Regeneration, RegenerationBuilder};
pub use template::{FrameInput, FrameSource, RenderedFrame};
pub use verdict::{ConflictPolicy, Verdict};

use crate::anchoring::AnchorPolicy;

/// How anchors are regenerated: as `align` does it, and following captions that changed.
#[must_use]
pub const fn regeneration_policy(style: AnchorStyle<'_>) -> AnchorPolicy<'_> {
    AnchorPolicy {
        follow_captions: true,
        ..AnchorPolicy::new(style)
    }
}
