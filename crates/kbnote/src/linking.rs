//! Notes and the vault's other notes brought together: which words become links.

use std::path::Path;

use kbnote_core::Fingerprint;
use kbnote_links::{LinkIndex, NoteFacts, SuggestOptions, Suggestion, suggest};
use kbnote_note::{BlockKind, LinkPlace, LinkStyle, Note, Splice};
use kbnote_vault::{IndexedNote, VaultIndex, files};
use rayon::prelude::*;

use crate::context::Context;
use crate::error::CliError;
use crate::link_looks::LinkLooks;

/// The score from which on a link is written unless told otherwise.
pub(crate) const MIN_SCORE: f64 = 0.5;

/// Where the index of the suggester is stored, among what may be lost.
const STORED: &str = "links.idx";

/// Suggests links to the notes of a vault.
#[derive(Debug)]
pub(crate) struct Linker {
    index: LinkIndex,
    style: LinkStyle,
    /// Which notes the vault has, and what they are titled.
    pub(crate) called: Fingerprint,
    /// The notes whose links are decided on.
    pub(crate) looks: LinkLooks,
}

impl Linker {
    /// Reads the stored index of the vault's notes; makes it, if they are not as they were.
    pub(crate) fn new(cx: &Context) -> Result<Self, CliError> {
        let notes = cx.vault.index()?;
        let stamp = notes.fingerprint();
        let stored = cx.vault.aid(STORED);
        let stored = stored.and_then(|bytes| LinkIndex::from_bytes(&bytes, stamp).ok());
        let index = stored.unwrap_or_else(|| {
            let index = index(&notes);
            if notes.is_worth_storing() {
                cx.vault.store_aid(STORED, &index.to_bytes(stamp));
            }
            index
        });
        let called = notes.called();
        let style = &cx.vault.settings().wikilink;
        Ok(Self {
            style: style.style(index.is_mostly_spaced()),
            looks: LinkLooks::read(cx, called),
            called,
            index,
        })
    }

    /// The links that a note could have, but for those refused; `path` is where it stands, if it
    /// does.
    pub(crate) fn suggest(
        &self,
        cx: &Context,
        note: &Note,
        path: Option<&Path>,
        refused: Vec<String>,
    ) -> Vec<Suggestion> {
        let text = note.text();
        let live = note.wikilinks().iter().filter(|link| link.live);
        let options = SuggestOptions {
            own_path: path.and_then(|path| cx.vault.note_name(path)),
            linked: live
                .map(|link| text[link.target.clone()].to_owned())
                .collect(),
            refused,
            ..SuggestOptions::default()
        };
        suggest(note, &self.index, &options)
    }

    /// Whether all links of at least this score are decided on, in a note as it is.
    pub(crate) fn is_decided(
        &self,
        cx: &Context,
        note: &Note,
        path: Option<&Path>,
        least: f64,
    ) -> bool {
        let name = path.and_then(|path| cx.vault.note_name(path));
        self.looks.is_decided(name.as_deref(), note, least)
    }

    /// The edits that write suggestions into their note.
    pub(crate) fn splices(&self, note: &Note, suggestions: &[Suggestion]) -> Vec<Splice> {
        let splice = |suggestion: &Suggestion| {
            let place = place_of(note, suggestion.range.start);
            Splice::replace(
                suggestion.range.clone(),
                suggestion.write(self.style, place),
            )
        };
        suggestions.iter().map(splice).collect()
    }
}

/// The index of the notes as they are; one that cannot be read is left out.
fn index(notes: &VaultIndex) -> LinkIndex {
    let facts = |entry: &IndexedNote| {
        let note = Note::parse(files::read(&entry.path).ok()?);
        let mut facts = NoteFacts::read(entry.name.as_str(), &note);
        facts.is_index = entry.is_index();
        Some(facts)
    };
    LinkIndex::new(notes.notes().par_iter().filter_map(facts).collect())
}

fn place_of(note: &Note, offset: usize) -> LinkPlace {
    let in_cell = note
        .blocks()
        .iter()
        .any(|block| block.kind == BlockKind::TableCell && block.range.contains(&offset));
    if in_cell {
        LinkPlace::TableCell
    } else {
        LinkPlace::Prose
    }
}
