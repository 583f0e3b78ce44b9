//! A note on a recording, as it is listed.

use std::path::PathBuf;

use serde::Serialize;

use crate::doubt_cache::DoubtKey;
use crate::note_age::NoteAge;

/// A note on a video.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VideoNote {
    /// Its path.
    pub path: String,
    /// Number of its sentences.
    pub claims: usize,
    /// How many of them have no anchor and want one.
    pub unanchored: usize,
    /// Number of doubtful anchors; none where they were not counted, or there are no captions.
    pub doubtful: Option<usize>,
    #[serde(skip)]
    pub(crate) file: PathBuf,
    #[serde(skip)]
    pub(crate) age: NoteAge,
    #[serde(skip)]
    pub(crate) is_on_others: bool,
    #[serde(skip)]
    pub(crate) doubts: DoubtCount,
}

/// Whether the doubtful anchors of a note were counted.
#[derive(Clone, Debug, Default)]
pub(crate) enum DoubtCount {
    /// They were, or there are no captions to count them with.
    #[default]
    Known,
    /// They were not; the count can be kept under this key.
    Unknown {
        /// None for a note whose count depends on other recordings too.
        key: Option<DoubtKey>,
    },
}

impl DoubtCount {
    pub(crate) const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown { .. })
    }
}

impl VideoNote {
    pub(crate) fn set_doubts(&mut self, doubtful: Option<usize>) {
        self.doubtful = doubtful;
        self.doubts = DoubtCount::Known;
    }
}
