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
