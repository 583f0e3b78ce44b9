//! What was written into an index note, so that the author's own words can be told from it.

use std::collections::BTreeMap;

use kbnote_core::VideoId;
use serde::{Deserialize, Serialize};

/// What was last written into an index note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexRecord {
    /// The titles of videos, as they stand in headings.
    #[serde(default)]
    pub videos: BTreeMap<VideoId, String>,
    /// The display texts of entries by the names of their notes; also of those that the author has
    /// taken out since.
    #[serde(default)]
    pub entries: BTreeMap<String, String>,
}

/// What one edit of an index note changes in its record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordStep {
    /// A video that gets a heading, with its title in it.
    pub video: Option<(VideoId, String)>,
    /// The names of notes with the display texts of their entries; without one where the entry goes.
    pub entries: Vec<(String, Option<String>)>,
}

impl IndexRecord {
    /// Remembers an edit.
    pub(super) fn take(&mut self, step: &RecordStep) {
        self.videos.extend(step.video.clone());
        for (name, display) in &step.entries {
            match display {
                Some(display) => drop(self.entries.insert(name.clone(), display.clone())),
                None => drop(self.entries.remove(name)),
            }
        }
    }
}
