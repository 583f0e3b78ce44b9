//! Captions as they are shown, shared by all views of notes on them.

use std::ops::Range;
use std::sync::Arc;

use kbnote_core::Track;
use serde::{Serialize, Serializer};

/// A caption as it is shown.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(crate) struct CueView {
    /// When it starts.
    start_ms: u64,
    /// When it ends.
    end_ms: u64,
    /// What is said.
    pub(super) text: String,
    /// The name of the speaker in the captions, if any.
    speaker: Option<String>,
}

/// The captions of a track.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShownCues(Arc<[CueView]>);

impl ShownCues {
    pub(crate) fn new(track: &Track) -> Self {
        let cues = track.cues.iter().map(|cue| CueView {
            start_ms: cue.start().as_millis(),
            end_ms: cue.end().as_millis(),
            text: cue.text().to_owned(),
            speaker: cue.speaker().map(str::to_owned),
        });
        Self(cues.collect())
    }

    pub(super) fn get(&self, cues: Range<usize>) -> Option<&[CueView]> {
        self.0.get(cues)
    }
}

impl Serialize for ShownCues {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(&*self.0)
    }
}
