//! How a run sets and changes anchors.

use kbnote_core::VideoId;
use kbnote_note::{AnchorFormat, AnchorStyle};

/// Which anchors are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnchorScope {
    /// Every sentence gets one.
    Sentence,
    /// Only sentences that have one already.
    Existing,
}

/// How many anchors a sentence gets that has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moments {
    /// As many as there are likely moments in the captions.
    Auto,
    /// One.
    One,
}

/// How anchors are set and changed.
#[derive(Clone, Copy, Debug)]
pub struct AnchorPolicy<'a> {
    /// Find every time anew but the pinned ones.
    pub retime: bool,
    /// Move the times that kbnote wrote along with captions that changed since, and to much better
    /// places that a newer aligner finds; those it found there stay.
    pub follow_captions: bool,
    /// Which sentences have an anchor.
    pub places: AnchorScope,
    /// How many anchors a sentence without any gets.
    pub moments: Moments,
    /// How a new anchor is written.
    pub format: AnchorFormat<'a>,
}

impl<'a> AnchorPolicy<'a> {
    /// The usual policy: every sentence gets an anchor, and existing ones stay.
    #[must_use]
    pub const fn new(style: AnchorStyle<'a>) -> Self {
        Self {
            retime: false,
            follow_captions: false,
            places: AnchorScope::Sentence,
            moments: Moments::One,
            format: AnchorFormat {
                style,
                address: None,
                other_video: None,
            },
        }
    }

    /// The same for a part of a note that is on another recording.
    #[must_use]
    pub fn for_part(mut self, other_video: Option<&'a VideoId>) -> Self {
        self.format.other_video = other_video;
        self
    }

    /// The same for a recording at this address.
    #[must_use]
    pub fn at_address(mut self, address: Option<&'a str>) -> Self {
        self.format.address = address;
        self
    }
}
