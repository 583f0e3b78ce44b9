//! A note on its way through the rules.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::{AnchorFormat, Note, NotePart};

use crate::CheckContext;

/// A note on its way through the rules.
pub(crate) struct Subject<'a> {
    pub(crate) note: &'a Note,
    pub(crate) text: &'a str,
    pub(crate) around: &'a CheckContext<'a>,
    /// The part that it is of a note on several recordings.
    pub(crate) part: Option<&'a NotePart>,
}

impl Subject<'_> {
    /// Whether the note is on a recording: it names one surely, or one that is stored.
    pub(crate) fn is_on_recording(&self) -> bool {
        let is_stored = self.around.video.is_some_and(|video| video.is_stored);
        self.part.is_some()
            || self.note.surely_names_recording()
            || (is_stored && self.note.video_id().is_some())
    }

    /// An anchor to a time of the recording.
    pub(crate) fn anchor(&self, time: Timestamp) -> String {
        let other_video = self.part.and_then(NotePart::other_video);
        let own = || self.note.address().filter(|_| other_video.is_none());
        let address = self.around.address.map(str::to_owned).or_else(own);
        let format = AnchorFormat {
            style: self.around.anchor_style,
            address: address.as_deref(),
            other_video,
        };
        format.write(time)
    }

    /// Where the value of a key of the front matter stands; the start of the note if it has none.
    pub(crate) fn place_of(&self, key: &str) -> Range<usize> {
        let front = self.note.front_matter();
        let entry = front.and_then(|front| front.entry(self.text, key));
        entry.map_or(0..0, |entry| entry.value.clone())
    }
}
