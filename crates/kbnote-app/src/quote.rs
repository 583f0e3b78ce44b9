//! The captions behind the sentences of a line, as quotations.

use std::path::Path;

use kbnote_core::VideoId;
use kbnote_engine::passages::{
    Quotation, claim_passages, insert_quotations, merged, quotation_lines, quotations,
};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{AnchorFormat, AnchorStyle, Claim, NoteState};
use serde::Serialize;

use crate::captioned_note::SentenceEntry;
use crate::{
    CaptionedNote, CaptionedPart, Captions, Error, ErrorKind, NoteFile, NotePlace, Workspace,
};

/// The captions behind the sentences of a line.
#[derive(Debug)]
pub struct QuoteReport<'a> {
    /// The file of the note.
    pub file: NoteFile,
    /// Its path as documents have it.
    path: String,
    /// What is said in each of the recordings that the line is on; mostly one.
    parts: Vec<QuotedPart>,
    /// The sentences that the captions do not support.
    pub unsupported: Vec<Claim>,
    state: Option<NoteState>,
    style: AnchorStyle<'a>,
}

/// What a recording says of the sentences of a line.
#[derive(Debug)]
struct QuotedPart {
    read: CaptionedNote,
    /// In order of time.
    quotations: Vec<Quotation>,
    /// The last sentence of the line.
    last: Claim,
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
    ) -> Result<QuoteReport<'_>, Error> {
        self.quote_note(self.read_one_note(&place.note)?, place, captions, track)
    }

    pub(crate) fn quote_note(
        &self,
        file: NoteFile,
        place: &NotePlace,
        captions: Option<&Path>,
        track: Option<&str>,
    ) -> Result<QuoteReport<'_>, Error> {
        let state = file.state(self)?;
        let captions = Captions::new(self, captions, track)?;
        let parts = captions.of_parts(self, file.note(), state.as_ref());
        let mut report = QuoteReport {
            path: file.document_path(&self.vault),
            file,
            parts: Vec::new(),
            unsupported: Vec::new(),
            state,
            style: self.vault.settings().anchor.style(),
        };
        for (CaptionedPart { part, captions, .. }, meant) in place.parts(parts)? {
            report.add(CaptionedNote::new(part, captions?), meant);
        }
        if report.parts.is_empty() {
            return Err(not_supported(place));
        }
        Ok(report)
    }
}

fn not_supported(place: &NotePlace) -> Error {
    let message = format!("the captions do not support what {place} says");
    Error::new(ErrorKind::NotFound, "no-passage", message)
        .with_next_step(format!("`kbnote why {place}` shows what comes closest"))
}

impl QuoteReport<'_> {
    fn add(&mut self, read: CaptionedNote, mut meant: Vec<Claim>) {
        let mut passages = Vec::new();
        let aligned = read.claims.iter().zip(&read.alignments).enumerate();
        for (index, (claim, alignment)) in aligned {
            if !meant.contains(claim) {
                continue;
            }
            let found = claim_passages(&read.part.note, &read.track, (index, claim), alignment);
            if found.is_empty() {
                self.unsupported.push(claim.clone());
            }
            passages.extend(found);
        }
        passages.sort_by_key(|passage| (passage.start, passage.end));
        let quotations = quotations(&read.track, &merged(passages));
        if let Some(last) = meant.pop().filter(|_| !quotations.is_empty()) {
            self.parts.push(QuotedPart {
                read,
                quotations,
                last,
            });
        }
    }

    /// All quotations, each with the form of its anchor.
    fn all(&self) -> Vec<(&Quotation, AnchorFormat<'_>)> {
        let parts = self
            .parts
            .iter()
            .map(|part| (part, part.read.format(self.style)));
        let quoted = parts.flat_map(|(part, format)| {
            part.quotations
                .iter()
                .map(move |quotation| (quotation, format))
        });
        quoted.collect()
    }

    /// The quotations in Markdown, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        quotation_lines(&self.all())
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
        let note = self.file.note();
        let Some(QuotedPart { last, .. }) = self.parts.first() else {
            return Ok(Applied::new(note, None));
        };
        let inserted = insert_quotations(&note, last, &self.all(), self.state.as_ref());
        let inserted = inserted.map_err(|error| {
            Error::from_error(ErrorKind::InvalidEdit, "no-room", &error)
                .with_next_step("without --insert the quotation is printed")
        })?;
        let (note, state) = inserted.unwrap_or((note, None));
        Ok(Applied::new(note, state))
    }

    /// The JSON document; `inserted` is the note with the quotations, and `text` whether it is
    /// part of the document.
    #[must_use]
    pub fn document<'a>(&'a self, inserted: Option<&'a Applied>, text: bool) -> QuoteDocument<'a> {
        let parts = self
            .parts
            .iter()
            .map(|part| (part, part.read.format(self.style)));
        let entries = parts.flat_map(|(part, format)| {
            let entry = move |quotation: &'a Quotation| QuotationEntry {
                time_ms: quotation.start.floor_to_second().as_millis(),
                end_ms: quotation.end.as_millis(),
                video: part.read.part.other_video().map(VideoId::as_str),
                speaker: quotation.speaker.as_deref(),
                text: &quotation.text,
                markdown: quotation.markdown(format),
                sentences: part.read.sentences(&quotation.claims),
            };
            part.quotations.iter().map(entry)
        });
        let first = self.parts.first().map(|part| &part.read);
        QuoteDocument {
            schema: "kbnote.quote/1",
            path: self.path.clone(),
            video: first.map_or("", |read| read.part.video.as_str()),
            track: first.map_or("", |read| read.track.id.as_str()),
            changed: inserted.map(|applied| applied.note.bytes() != self.file.bytes),
            quotations: entries.collect(),
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
    /// The video, if it is not that of the note's front matter.
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<&'a str>,
    /// The speaker, if the captions name one.
    speaker: Option<&'a str>,
    /// The words of the captions.
    text: &'a str,
    /// The quotation with its anchor, without the `>`.
    markdown: String,
    /// The sentences that rest on it.
    sentences: Vec<SentenceEntry>,
}
