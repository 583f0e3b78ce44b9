//! Finding where something was said.
//!
//! A [`PhraseMatcher`] finds the phrases of a [`Query`] in one track after another,
//! [`PhraseStatistics`] counts how common each is in all of them, and [`hits`] makes of that the spans
//! in which all are said, with a score. [`excerpt()`] gives the text of one, [`TrackSpeakers`] who says it.

mod excerpt;
mod matcher;
mod query;
mod ranking;
mod speakers;
mod spelling;
mod statistics;
mod track_text;

pub use excerpt::{ExcerptPart, excerpt};
pub use matcher::{PhraseMatcher, TrackMatches};
pub use query::Query;
pub use ranking::{Hit, hits};
pub use speakers::{SpeakerQuery, TrackSpeakers};
pub use statistics::PhraseStatistics;
pub use track_text::TrackText;
