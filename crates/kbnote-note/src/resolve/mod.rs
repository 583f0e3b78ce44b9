//! Which note a link leads to, in Quartz and in Obsidian.
//!
//! The two do not always agree: Quartz minds case and knows nothing of the folder that a link
//! stands in, Obsidian looks for the nearest note of that name. So a [`Resolution`] has both
//! answers.

mod files;
mod link_paths;
mod near_miss;
mod notes_folder;
mod obsidian;
mod outcome;
mod quartz;
mod resolver;

pub use self::link_paths::LinkPaths;
pub use self::near_miss::NearMiss;
pub use self::notes_folder::NotesFolder;
pub use self::outcome::{Outcome, Resolution};
pub use self::resolver::Resolver;
pub(crate) use self::resolver::relative;

#[cfg(test)]
mod tests;
