//! The note as text: front matter, claims, anchors, wikilinks, rendering.
//!
//! A [`Note`] keeps the bytes of its file and knows what they mean as ranges into them: its
//! [`FrontMatter`], its [`Block`]s and [`Heading`]s, its [`Anchor`]s, its [`Wikilink`]s, and its
//! [`Claim`]s, the pieces of prose that are anchored one by one. Changes are [`Splice`]s; what no
//! splice touches stays byte for byte.
//!
//! New notes come from [`render`]; their names are [`Slug`]s, their prose may come as a [`Draft`].
//!
//! ```
//! use kbnote_core::Timestamp;
//! use kbnote_note::{AnchorFormat, AnchorStyle, Note};
//!
//! let note = Note::parse("---\nvideoId: kbnoteDemo1\n---\n\nStarlings   share a roost.\n");
//! let format = AnchorFormat::from(AnchorStyle::Markdown);
//! let splices = format.insert(&note, &note.claims()[0], &[Timestamp::from_secs(42)]);
//! assert_eq!(
//!     note.edited(&splices).unwrap().text(),
//!     "---\nvideoId: kbnoteDemo1\n---\n\n\
//!      Starlings   share a roost [00:00:42](https://youtu.be/kbnoteDemo1?t=42).\n",
//! );
//! ```
//!
//! `examples/edit_note.rs` puts an anchor behind every sentence that has none.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod anchor;
mod anchor_change;
mod anchor_format;
mod anchor_trial;
mod block;
mod body;
mod channel_index;
mod claim;
pub mod conflict;
mod content;
mod dead_place;
pub mod diff;
mod draft;
mod encoding;
mod escape;
mod fence;
mod file_link;
mod front_matter;
mod heading;
mod inline;
mod link_style;
mod linkable;
mod mask;
mod math;
mod memory;
mod metadata_line;
mod note;
mod obsidian_files;
mod only_links;
mod outline;
mod part_contents;
mod parts;
mod percent;
mod place;
mod plain;
mod recording;
mod renaming;
pub mod render;
mod resolve;
mod sentence;
mod slug;
mod splice;
mod structure;
mod summary;
mod text;
mod wikilink;
pub mod yaml;

pub use anchor::{
    Anchor, AnchorForm, AnchorStyle, CustomStyle, CustomStyles, Stamp, StampForm, StampPlace,
    TemplateError, TemplateProblem,
};
pub use anchor_change::AnchorChange;
pub use anchor_format::AnchorFormat;
pub use block::{Block, BlockKind, Heading};
pub use channel_index::{
    ChannelIndex, IndexPlan, IndexPlanError, IndexRecord, IndexedVideo, RecordStep, Topic, by_date,
};
pub use claim::{Claim, ClaimRole};
pub use content::{Align, Content, ContentKind};
pub use dead_place::DeadPlace;
pub use draft::Draft;
pub use encoding::is_utf16;
pub use escape::escaped_text;
pub use fence::Fence;
pub use file_link::{FileLink, FileLinkKind};
pub use front_matter::{FrontMatter, FrontMatterEntry};
pub use heading::heading_text;
pub use link_style::{LinkPlace, LinkStyle, display_text, is_linkable_target};
pub use memory::{
    ClaimState, LinkState, MergeBase, NoteState, ParsedState, TemplateBase, TrackState,
};
pub use note::Note;
pub use obsidian_files::{ObsidianFile, ObsidianFileError, ObsidianFileKind};
pub use only_links::{only_adds_file_links, only_adds_links, reads_the_same};
pub use parts::{NotePart, RecordingNames, Word};
pub use percent::link_destination;
pub use recording::{MEDIA_KEYS, VIDEO_KEY};
pub use renaming::{LinkRewrite, LinkSource, Renaming};
pub use resolve::{LinkPaths, NearMiss, NotesFolder, Outcome, Resolution, Resolver};
pub use slug::{ParseSlugError, Slug, SlugRule, channel_folder, is_device_name};
pub use splice::{EditError, Splice};
pub use summary::{NoteSummary, SummaryFileLink, SummaryHeading, SummaryLink};
pub use wikilink::Wikilink;
