//! A note with the captions that its sentences rest on, aligned once.

use kbnote_align::Alignment;
use kbnote_core::Track;
use kbnote_engine::anchoring::{aligner, aligner_claims};
use kbnote_note::{AnchorFormat, AnchorStyle, Claim, NotePart};
use serde::Serialize;

use crate::ChosenTrack;

/// A part of a note and its captions, aligned.
#[derive(Debug)]
pub struct CaptionedNote {
    /// The part of the note.
    pub part: NotePart,
    /// The track that it is aligned with.
    pub track: Track,
    /// Its sentences.
    pub claims: Vec<Claim>,
    /// The address of its recording: the stored one, else that of the note.
    pub(crate) address: Option<String>,
    /// The alignment of each claim.
    pub(crate) alignments: Vec<Alignment>,
}

impl CaptionedNote {
    /// Aligns a part of a note with its captions.
    pub(crate) fn new(part: NotePart, chosen: ChosenTrack) -> Self {
        let ChosenTrack { track, address, .. } = chosen;
        let own = || part.note.address().filter(|_| part.other_video().is_none());
        let address = address.or_else(own);
        let claims = part.note.claims();
        let alignments = aligner(&track).align(&aligner_claims(&part.note, &claims));
        Self {
            part,
            track,
            claims,
            address,
            alignments,
        }
    }

    /// How anchors on its recording are written.
    pub(crate) fn format<'a>(&'a self, style: AnchorStyle<'a>) -> AnchorFormat<'a> {
        AnchorFormat {
            style,
            address: self.address.as_deref(),
            other_video: self.part.other_video(),
        }
    }

    /// The sentences with these indexes, as documents have them.
    pub(crate) fn sentences(&self, indexes: &[usize]) -> Vec<SentenceEntry> {
        let claims = indexes.iter().filter_map(|&index| self.claims.get(index));
        let sentence = |claim: &Claim| SentenceEntry {
            line: claim.line,
            text: claim.text.clone(),
        };
        claims.map(sentence).collect()
    }
}

/// A sentence of a note in a JSON document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SentenceEntry {
    /// The line on which it starts.
    line: usize,
    /// Its text without markup.
    text: String,
}
