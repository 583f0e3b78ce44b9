//! `kbnote.align/1`.

use kbnote_align::LikelyMoment;
use kbnote_app::{Error, SkippedPart};
use kbnote_core::{Timestamp, VideoId};
use kbnote_engine::anchoring::{PlannedAnchor, PlannedClaim, confidence_word};
use serde::Serialize;

use crate::ui::rounded;

/// `kbnote align`: the sentences of each note and their anchors.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct AlignedNoteEntry {
    /// The note.
    pub(crate) path: String,
    /// The video that it is on.
    pub(crate) video: Option<String>,
    /// The caption track that it was aligned with.
    pub(crate) track: Option<String>,
    /// Whether its text changed, or would change.
    pub(crate) changed: bool,
    /// Its sentences, or the parts of one before each anchor.
    pub(crate) claims: Vec<ClaimEntry>,
    /// The recordings whose sentences were left alone, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) skipped: Vec<SkippedPartEntry>,
    /// Its new text, if it came by standard input or is only printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SkippedPartEntry {
    /// The recording.
    video: String,
    /// Why.
    #[cfg_attr(test, schemars(with = "super::error_entry::ErrorEntry"))]
    error: Error,
}

impl From<&SkippedPart> for SkippedPartEntry {
    fn from(skipped: &SkippedPart) -> Self {
        Self {
            video: skipped.video.to_string(),
            error: skipped.reason.clone(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClaimEntry {
    /// Where it starts in the note as it was read.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its text without markup.
    text: String,
    /// The line on which it starts.
    line: usize,
    /// The video that it is on, if that is not the one of the note's front matter. A sentence with anchors on
    /// several is there once for each.
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<String>,
    /// `placed`, `moved`, `kept`, `pinned` or `unsupported`.
    status: &'static str,
    /// Whether its author removed its anchor, so that it gets none.
    #[serde(skip_serializing_if = "Option::is_none")]
    removed: Option<bool>,
    /// How probable it is that it is said within 10 s of the best moment, from 0 to 1.
    score: f64,
    /// `high`, `low` or `none`.
    confidence: &'static str,
    /// Its anchors, as they are or would be written.
    anchors: Vec<AnchorEntry>,
    /// All places where it may be said, the likeliest first.
    moments: Vec<MomentEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AnchorEntry {
    /// Where it starts in the note as it is written.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its time; null if it cannot be read.
    time_ms: Option<u64>,
    /// When the passage ends that says the sentence.
    end_ms: Option<u64>,
    /// Its time as `hh:mm:ss`.
    text: Option<String>,
    /// The captions that it rests on.
    cues: [usize; 2],
    /// Whether the time is an estimate inside a long caption.
    estimated: bool,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct MomentEntry {
    /// When it starts.
    time_ms: u64,
    /// When the passage ends.
    end_ms: u64,
    /// How probable it is that the sentence is said there, from 0 to 1.
    score: f64,
}

impl ClaimEntry {
    pub(crate) fn new(planned: &PlannedClaim, other_video: Option<&VideoId>) -> Self {
        Self {
            start: planned.claim.range.start,
            end: planned.claim.range.end,
            text: planned.claim.text.clone(),
            line: planned.claim.line,
            video: other_video.map(ToString::to_string),
            status: planned.status.word(),
            removed: planned.is_removed().then_some(true),
            score: rounded(planned.score),
            confidence: confidence_word(planned.confidence),
            anchors: planned.anchors.iter().map(AnchorEntry::from).collect(),
            moments: planned.moments.iter().map(MomentEntry::from).collect(),
        }
    }
}

impl From<&PlannedAnchor> for AnchorEntry {
    fn from(anchor: &PlannedAnchor) -> Self {
        Self {
            start: anchor.range.start,
            end: anchor.range.end,
            time_ms: anchor.time.map(Timestamp::as_millis),
            end_ms: anchor.end.map(Timestamp::as_millis),
            text: anchor.time.map(|time| time.to_string()),
            cues: [anchor.cues.start, anchor.cues.end],
            estimated: anchor.estimated,
        }
    }
}

impl From<&LikelyMoment> for MomentEntry {
    fn from(found: &LikelyMoment) -> Self {
        Self {
            time_ms: found.moment.time.floor_to_second().as_millis(),
            end_ms: found.moment.end.as_millis(),
            score: rounded(found.score),
        }
    }
}
