//! Reviewing: what regenerating would change, and what becomes of the decisions on it.

mod decisions;
mod proposed;
mod write;

pub use decisions::{Decision, Decisions};
pub use proposed::ProposedNote;
pub use write::ReviewedNote;
