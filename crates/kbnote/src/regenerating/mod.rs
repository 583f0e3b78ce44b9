//! What regenerating a note would change, change by change.
//!
//! kbnote owns only certain slots of a note: anchors, links, keys of the front matter, headings.
//! [`regenerate_all`] compares each slot as it is with what kbnote last wrote there and with what
//! it would write now, and proposes a [`Change`] where that leaves something to decide. Nothing is
//! written here: [`Regeneration::decided`] gives the note and the state as the decisions make them.

mod anchors;
mod change;
mod entries;
mod link_memory;
mod links;
mod markers;
#[cfg(test)]
mod model_test;
mod regeneration;
mod source;
mod template;
mod way_back;
mod work;

pub(crate) use change::{Change, ChangeKind, Evidence};
pub(crate) use link_memory::LinkMemory;
pub(crate) use regeneration::{Decided, Regeneration, Verdict};
pub(crate) use source::{BUILT_IN_TEMPLATES, frame_source, template_error, today};
pub(crate) use template::{About, Frame};
pub(crate) use work::{Kinds, Outcome, regenerate_all};
