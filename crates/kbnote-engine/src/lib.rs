//! What kbnote decides on notes and captions: values in, values out.
//!
//! - [`anchoring`]: which sentence gets which timestamp;
//! - [`link_decisions`]: for which notes link suggestions are settled;
//! - [`note_view`]: a note as the page and an editor show it, and a person's edits of it;
//! - [`passages`]: the captions behind sentences, as quotations, clips and chapters;
//! - [`prepared_transcript`]: a transcript with what is made of its tracks, once for all notes on it;
//! - [`regenerate`]: what kbnote would write into a note now, and what becomes of the author's changes;
//! - [`search`]: where something was said;
//! - [`transcript_merge`] and [`transcript_changes`]: new captions and metadata over stored ones;
//! - [`wording`]: whether quotations and numbers are what the captions say.
//!
//! Nothing here reads a file, a clock or a socket, and nothing is printed.

pub mod anchoring;
pub mod link_decisions;
pub mod note_view;
pub mod passages;
pub mod prepared_transcript;
pub mod regenerate;
pub mod search;
pub mod text;
pub mod transcript_changes;
pub mod transcript_merge;
pub mod wording;
