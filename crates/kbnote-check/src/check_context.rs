//! What is known of the world around a note.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::ops::Range;

use kbnote_core::{Timestamp, VideoId};
use kbnote_note::{AnchorStyle, LinkStyle, Note, NotePart, Resolver, SlugRule};

/// What the rules are told of the world around a note. What is not known is not judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckContext<'a> {
    /// The note's path below the folder of the notes, without `.md`, parts joined by `/`; none for
    /// a note elsewhere.
    pub name: Option<&'a str>,
    /// What is stored of its video; none where that was not looked up.
    pub video: Option<StoredVideo>,
    /// The stored address of its recording; none where the note itself has the best one.
    pub address: Option<&'a str>,
    /// Where its links lead.
    pub resolver: Option<&'a Resolver>,
    /// The names, in lower case, of the vault's files outside the folder of the notes; none where they
    /// are not known, nor which other files lie beside the notes.
    pub files_elsewhere: Option<&'a BTreeSet<String>>,
    /// The ids of the stored recordings, each with the number of a note on it; none where they are not known.
    pub stored: Option<&'a BTreeMap<String, Option<usize>>>,
    /// Whether the notes are a site of Quartz, which follows aliases.
    pub is_quartz: bool,
    /// The recordings of notes on several; none where that does not matter.
    pub recordings: Option<&'a dyn Recordings>,
    /// Its anchors that the captions contradict.
    pub contradictions: &'a [Contradiction],
    /// The captions, for comparing the words of the note with them.
    pub captions: Option<&'a dyn SpokenText>,
    /// The times in whole seconds that its author set by hand: no repair changes them.
    pub pinned: &'a [u64],
    /// How an anchor is written.
    pub anchor_style: AnchorStyle<'a>,
    /// How a link is written.
    pub link_style: LinkStyle,
    /// How a title becomes a file name.
    pub slug_rule: SlugRule,
}

impl CheckContext<'_> {
    /// Where the video ends, if that is known.
    pub(crate) fn end(&self) -> Option<Timestamp> {
        self.video.and_then(|video| video.end)
    }

    /// Whether the author set this time by hand.
    pub(crate) fn is_pinned(&self, time: Timestamp) -> bool {
        self.pinned.contains(&time.as_secs())
    }
}

/// Whether a note of this name is the index note of its folder: `channel/channel`. Case does not
/// matter, as it does not to some file systems.
pub(crate) fn is_index(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    match (parts.next(), parts.next()) {
        (Some(base), Some(folder)) => base.to_lowercase() == folder.to_lowercase(),
        _ => false,
    }
}

/// What is stored of a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoredVideo {
    /// Whether a transcript of it is stored.
    pub is_stored: bool,
    /// Where it ends: by its metadata, else by its captions.
    pub end: Option<Timestamp>,
}

/// An anchor whose words the captions have at another place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contradiction {
    /// The anchor, as an index into [`kbnote_note::Note::anchors`].
    pub anchor: usize,
    /// The better place.
    pub found: Timestamp,
}

/// An anchor whose sentence another recording of the note says at its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidElsewhere {
    /// The anchor, as an index into [`kbnote_note::Note::anchors`].
    pub anchor: usize,
    /// That recording.
    pub video: VideoId,
}

/// What is known of the recordings of notes on several.
pub trait Recordings: Debug + Sync {
    /// The parts of a note; none if it is on one recording.
    fn parts(&self, note: &Note) -> Vec<NotePart>;

    /// What is known of one of the recordings.
    fn recording(&self, video: &VideoId) -> KnownRecording<'_>;

    /// The anchors of the note, as it was when it was read, that are in the section of another recording than the one
    /// that says their sentences.
    fn said_elsewhere(&self) -> &[SaidElsewhere];
}

/// What is known of a recording.
#[derive(Clone, Copy, Debug, Default)]
pub struct KnownRecording<'a> {
    /// What is stored of it.
    pub video: StoredVideo,
    /// Its stored address.
    pub address: Option<&'a str>,
    /// Its captions.
    pub captions: Option<&'a dyn SpokenText>,
}

/// The captions of a note, word by word.
pub trait SpokenText: Debug + Sync {
    /// What the note says otherwise than the captions around its anchors, in order of place.
    fn differences(&self, note: &Note) -> Vec<WordDifference>;
}

/// Something that a note says otherwise than the captions around its anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordDifference {
    /// Its bytes in the note.
    pub range: Range<usize>,
    /// The time of the anchor.
    pub time: Timestamp,
    /// What differs.
    pub kind: DifferenceKind,
}

/// What differs between a note and its captions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// The words of a quotation, with the words of the captions.
    Words(String),
    /// Only case or punctuation of a quotation, with the text of the captions in its place, unless it
    /// cannot be written there.
    Marks {
        /// The text of the captions.
        said: String,
        /// What would be written in place of the quotation.
        replacement: Option<String>,
    },
    /// A number that is not said, with the numbers that are.
    Number(Vec<String>),
    /// A name that is spelt otherwise in the captions, as they have it.
    Name(String),
}
