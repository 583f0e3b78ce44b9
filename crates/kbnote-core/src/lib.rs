//! The basic types, caption formats in and out, and the transcript file.
//!
//! A [`Transcript`] contains the [`Video`] metadata, the [`Chapter`]s and the caption [`Track`]s of one
//! video. A track is a list of [`Cue`]s, each a piece of text with its [`TimeSpan`]. Times are
//! [`Timestamp`]s: whole milliseconds from the start of the video.
//!
//! Everything here is values in, values out: no clock, file, socket or printing.
//!
//! `examples/read_captions.rs` prints the cues of any caption file.
//!
//! ```
//! use kbnote_core::{Cue, TimeSpan, Timestamp};
//!
//! let span = TimeSpan::new(Timestamp::from_millis(1_500), Timestamp::from_millis(4_000));
//! let cue = Cue::new(span, "Flocks are counted at dusk.");
//! assert_eq!(cue.start().to_string(), "00:00:01");
//! ```

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod address;
pub mod caption;
mod chapter;
mod cue;
mod description_chapters;
pub mod file_name;
mod fingerprint;
mod info_json;
mod language;
mod language_codes;
mod language_names;
mod language_of_text;
mod near_name;
mod page;
mod punctuation;
mod seek;
mod time;
mod track;
mod transcript;
mod video;
mod video_id;

pub use address::{
    address_at, is_media_file, is_recording_address, names_recording, opens_at_a_time,
};
pub use chapter::{Chapter, ChapterSource};
pub use cue::{Cue, CueIndex, Word};
pub use description_chapters::chapters_in_description;
pub use fingerprint::Fingerprint;
pub use info_json::{InfoJsonError, Metadata};
pub use language::{LanguageTag, ParseLanguageTagError};
pub use near_name::nearest_name;
pub use page::without_password;
pub use punctuation::{is_closing_mark, is_sentence_stop, is_unspaced_stop};
pub use time::{ParseTimestampError, TimeSpan, Timestamp};
pub use track::{Track, TrackId, TrackKind};
pub use transcript::{Transcript, TranscriptError};
pub use video::{Channel, Site, Video};
pub use video_id::{ParseVideoIdError, VideoId};
