//! The captions behind the sentences of a line, as quotations.

use std::path::Path;

use kbnote_engine::passages::{
    Quotation, claim_passages, insert_quotations, merged, quotation_lines, quotations,
};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{AnchorFormat, AnchorStyle, Claim, Note};
use serde::Serialize;

use crate::captioned_note::SentenceEntry;
use crate::{CaptionedNote, Error, ErrorKind, NoteFile, NotePlace, Workspace};

/// The captions behind the sentences of a line.
#[derive(Debug)]
pub struct QuoteReport {
    /// The file of the note.
    pub file: NoteFile,
    /// The note with its captions.
    pub read: CaptionedNote,
    /// What is said, in order of time.
    pub quotations: Vec<Quotation>,
    /// The sentences that the captions do not support.
    pub unsupported: Vec<Claim>,
    /// The last sentence of the line.
    last: Claim,
    style: AnchorStyle,
}

impl Workspace {
    /// Quotes the captions behind the sentences at a place of a note.
    ///
    /// # Errors
    /// If the note has no video, no sentence there, or no captions that support it.
    pub fn quote(
        &self,
        place: &NotePlace,
        captions: Option<&Path>,
        track: Option<&str>,
    ) -> Result<QuoteReport, Error> {
        let file = self.read_one_note(&place.note)?;
        let read = CaptionedNote::new(self, &file, captions, track)?;
        let meant = place.claims(&read.note)?;
        let mut passages = Vec::new();
        let mut unsupported = Vec::new();
        for (claim, (index, alignment)) in
            read.claims.iter().zip(read.alignments.iter().enumerate())
        {
            if !meant.contains(claim) {
                continue;
            }
            let found = claim_passages(&read.note, &read.track, (index, claim), alignment);
            if found.is_empty() {
                unsupported.push(claim.clone());
            }
            passages.extend(found);
        }
        passages.sort_by_key(|passage| (passage.start, passage.end));
        let quotations = quotations(&read.track, &merged(passages));
        let last = meant.into_iter().next_back();
        let last = last
            .filter(|_| !quotations.is_empty())
            .ok_or_else(|| not_supported(place))?;
        Ok(QuoteReport {
            file,
            read,
            quotations,
            unsupported,
            last,
            style: self.vault.settings().anchor.style,
        })
    }
}

fn not_supported(place: &NotePlace) -> Error {
    let message = format!("the captions do not support what {place} says");
    Error::new(ErrorKind::NotFound, "no-passage", message)
        .with_next_step(format!("`kbnote why {place}` shows what comes closest"))
}

impl QuoteReport {
    fn format(&self) -> AnchorFormat<'_> {
        AnchorFormat {
            style: self.style,
            address: self.read.address.as_deref(),
        }
    }

    /// The quotations in Markdown, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        quotation_lines(&self.quotations, self.format())
    }

    /// The note with the quotations below the paragraph of the line; unchanged where they are there
    /// already.
    ///
    /// # Errors
    /// If the note cannot be changed, or nothing can be inserted there.
    pub fn inserted(&self) -> Result<Applied, Error> {
        if let Some(error) = self.file.unwritable() {
            return Err(error);
        }
        let CaptionedNote { note, state, .. } = &self.read;
        let known = state.as_ref();
        let inserted = insert_quotations(note, &self.last, &self.quotations, self.format(), known);
        let inserted = inserted.map_err(|error| {
            Error::from_error(ErrorKind::InvalidEdit, "no-room", &error)
                .with_next_step("without --insert the quotation is printed")
        })?;
        let (note, state) = inserted.unwrap_or_else(|| (Note::parse(note.bytes()), None));
        Ok(Applied::new(note, state))
    }

    /// The JSON document; `inserted` is the note with the quotations, and `text` whether it is
    /// part of the document.
    #[must_use]
    pub fn document<'a>(&'a self, inserted: Option<&'a Applied>, text: bool) -> QuoteDocument<'a> {
        let entry = |quotation: &'a Quotation| QuotationEntry {
            time_ms: quotation.start.floor_to_second().as_millis(),
            end_ms: quotation.end.as_millis(),
            speaker: quotation.speaker.as_deref(),
            text: &quotation.text,
            markdown: quotation.markdown(self.format()),
            sentences: self.read.sentences(&quotation.claims),
        };
        QuoteDocument {
            schema: "kbnote.quote/1",
            path: self.file.shown(),
            video: self.read.video.as_str(),
            track: self.read.track.id.as_str(),
            changed: inserted.map(|applied| applied.note.bytes() != self.file.bytes),
            quotations: self.quotations.iter().map(entry).collect(),
            text: inserted.filter(|_| text).map(|applied| applied.note.text()),
        }
    }
}

/// `kbnote quote`: what the captions behind the sentences of a line say, turn by turn.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct QuoteDocument<'a> {
    schema: &'static str,
    /// The note.
    path: String,
    /// The video.
    video: &'a str,
    /// The caption track.
    track: &'a str,
    /// With `--insert`: whether the text of the note changed, or would change.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed: Option<bool>,
    /// What each speaker says, in order of time.
    quotations: Vec<QuotationEntry<'a>>,
    /// The new text of the note, if it came by standard input or is only printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct QuotationEntry<'a> {
    /// When it starts, rounded down to the second.
    time_ms: u64,
    /// When it ends.
    end_ms: u64,
    /// The speaker, if the captions name one.
    speaker: Option<&'a str>,
    /// The words of the captions.
    text: &'a str,
    /// The quotation with its anchor, without the `>`.
    markdown: String,
    /// The sentences that rest on it.
    sentences: Vec<SentenceEntry>,
}
