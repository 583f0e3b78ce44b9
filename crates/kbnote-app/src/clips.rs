//! The passages of a note as clips of its video.

use std::path::Path;

use kbnote_core::{Timestamp, VideoId};
use kbnote_engine::passages::{Passage, anchored_passages, merged};
use serde::Serialize;

use crate::captioned_note::SentenceEntry;
use crate::{CaptionedNote, CaptionedPart, Captions, Error, ErrorKind, Workspace, no_video_id};

/// `kbnote clips`: the passages that the anchors of a note lead to, merged where they overlap.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ClipsDocument {
    schema: &'static str,
    /// The note.
    path: String,
    /// The video.
    video: String,
    /// The caption track.
    track: String,
    /// The clips, in order of time.
    pub clips: Vec<Clip>,
}

/// A part of the video that the note rests on.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Clip {
    /// When it starts, rounded down to the second.
    time_ms: u64,
    /// When it ends, rounded up to the second.
    end_ms: u64,
    /// The sentences that rest on it.
    sentences: Vec<SentenceEntry>,
}

impl Clip {
    /// Its first second and its end.
    #[must_use]
    pub fn times(&self) -> (Timestamp, Timestamp) {
        let at = Timestamp::from_millis;
        (at(self.time_ms), at(self.end_ms))
    }
}

impl Workspace {
    /// The passages that the anchors of a note lead to, merged where they overlap; of a note on several
    /// recordings those of one.
    ///
    /// # Errors
    /// If the note cannot be read, or has no video, captions or anchors.
    pub fn clips(
        &self,
        note: &Path,
        video: Option<&VideoId>,
        captions: Option<&Path>,
        track: Option<&str>,
    ) -> Result<ClipsDocument, Error> {
        let file = self.read_one_note(note)?;
        let state = file.state(self)?;
        let captions = Captions::new(self, captions, track)?;
        let parts = captions.of_parts(self, file.note(), state.as_ref());
        let part = self.one_part(parts, |captioned| &captioned.part, video, &file.shown())?;
        let CaptionedPart { part, captions, .. } =
            part.ok_or_else(|| no_video_id(&file.shown()))?;
        let read = CaptionedNote::new(part, captions?);
        let note = &read.part.note;
        let passages = anchored_passages(note, &read.track, &read.claims, &read.alignments);
        if passages.is_empty() {
            return Err(no_anchors(&file.shown()));
        }
        let clip = |passage: Passage| {
            let (start, end) = passage.in_seconds();
            Clip {
                time_ms: start.as_millis(),
                end_ms: end.as_millis(),
                sentences: read.sentences(&passage.claims),
            }
        };
        Ok(ClipsDocument {
            schema: "kbnote.clips/1",
            path: file.document_path(&self.vault),
            video: read.part.video.to_string(),
            track: read.track.id.to_string(),
            clips: merged(passages).into_iter().map(clip).collect(),
        })
    }
}

/// The failure that a note has no anchors.
pub(crate) fn no_anchors(note: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        "no-anchors",
        format!("{note} has no anchors"),
    )
    .with_next_step(format!("`kbnote align {note}` finds them"))
}
