//! The index note of a channel: its videos, and below each the notes on it.
//!
//! ```text
//! ### [Counting birds in winter](https://www.youtube.com/watch?v=kbnoteDemo1)
//!
//! - [[counting_birds_in_winter | Counting birds in winter]]
//! ```
//!
//! An index note is the author's as any other: what stands in it stays, in its place and with its
//! words. What is missing is added. An entry is changed or taken out only if it still is as it was
//! written here, which an [`IndexRecord`] remembers; one that the author took out stays out.

mod additions;
mod contents;
mod order;
mod plan;
mod record;
mod section;

pub use self::contents::{ChannelIndex, IndexedVideo, Topic};
pub use self::order::by_date;
pub use self::plan::{IndexPlan, IndexPlanError};
pub use self::record::{IndexRecord, RecordStep};

#[cfg(test)]
mod tests;
