//! Notes and the vault's other notes brought together: which words become links.

use std::path::Path;

use kbnote_core::Fingerprint;
use kbnote_links::{
    LinkIndex, NoteFacts, StoredIndex, SuggestOptions, Suggestion, VaultFacts, link_splices,
    suggest, writable,
};
use kbnote_note::{LinkStyle, Note, Splice};
use kbnote_vault::{NamedNote, VaultNames, files};
use rayon::prelude::*;

use crate::context::Context;
use crate::error::CliError;
use kbnote_engine::link_decisions::LinkDecisions;

/// The score from which on a link is written unless told otherwise.
pub(crate) const MIN_SCORE: f64 = 0.5;

/// Where the index of the suggester is stored, among what may be lost.
const STORED: &str = "links.idx";

/// Where what it is made of is stored.
const FACTS: &str = "links.facts";

/// From so many changed notes on what is known of all is stored anew.
const MANY: usize = 32;

/// How many notes are read before what is known of them is packed.
const CHUNK: usize = 1024;

/// Suggests links to the notes of a vault.
#[derive(Debug)]
pub(crate) struct Linker {
    index: LinkIndex,
    style: LinkStyle,
    notes: VaultNames,
    /// Which notes the vault has, and what they are titled.
    pub(crate) called: Fingerprint,
    /// The notes whose links are decided on.
    pub(crate) decisions: LinkDecisions,
}

impl Linker {
    /// Reads the stored index of the vault's notes; makes it, if they are not as they were.
    pub(crate) fn new(cx: &Context) -> Result<Self, CliError> {
        cx.writer.rest_on_names(&cx.vault);
        let (notes, stored) = rayon::join(|| cx.vault.names(), || stored(cx));
        let notes = notes?;
        let stored = stored.and_then(|stored| stored.with_stamp(notes.fingerprint()));
        let index = stored.unwrap_or_else(|| index(cx, &notes));
        let called = notes.called();
        let style = &cx.vault.settings().wikilink;
        Ok(Self {
            style: style.style(index.is_mostly_spaced()),
            decisions: read_decisions(cx, called),
            called,
            index,
            notes,
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
            own_path: match path {
                Some(path) => cx.vault.note_name(path),
                None => self.same_note(note),
            },
            linked: live
                .map(|link| text[link.target.clone()].to_owned())
                .collect(),
            refused,
            ..SuggestOptions::default()
        };
        let found = suggest(note, &self.index, &options);
        writable(note, found, self.style)
    }

    /// The note of the vault that a note from elsewhere is: that of the same title on the same
    /// video.
    fn same_note(&self, note: &Note) -> Option<String> {
        let (title, video) = (note.title()?, note.video_id()?);
        let is_on_video = |named: &&NamedNote| {
            let bytes = files::read(&named.path).unwrap_or_default();
            Note::parse(bytes).video_id().as_ref() == Some(&video)
        };
        let all = self.notes.notes().iter();
        let mut titled = all.filter(|named| named.title == title);
        titled.find(is_on_video).map(|named| named.name.clone())
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
        self.decisions.is_decided(name.as_deref(), note, least)
    }

    /// The edits that write suggestions into their note.
    pub(crate) fn splices(&self, note: &Note, suggestions: &[Suggestion]) -> Vec<Splice> {
        link_splices(note, suggestions, self.style)
    }
}

/// Where the decisions on links are stored, among what may be lost.
const DECISIONS: &str = "links.seen";

/// The decisions that are stored, if the notes still have the names they were made for.
pub(crate) fn read_decisions(cx: &Context, names: Fingerprint) -> LinkDecisions {
    LinkDecisions::parse(&cx.vault.aid(DECISIONS).unwrap_or_default(), names)
}

/// Stores decisions on links, if there is anything to store.
pub(crate) fn store_decisions(cx: &Context, decisions: LinkDecisions) -> Result<(), CliError> {
    if decisions.is_worth_storing() {
        let names = decisions.has_new_titles().then(|| cx.vault.names());
        let names = names.transpose()?.map(|names| names.called());
        cx.vault
            .store_aid(DECISIONS, decisions.to_stored(names).as_bytes());
    }
    Ok(())
}

/// The index that is stored, whatever notes it was made from.
fn stored(cx: &Context) -> Option<StoredIndex> {
    StoredIndex::from_bytes(&cx.vault.own_aid(STORED)?).ok()
}

/// The index of the notes as they are, which is stored if that saves time.
fn index(cx: &Context, notes: &VaultNames) -> LinkIndex {
    let Read { facts, is_true } = read(cx, notes);
    let index = LinkIndex::from_facts(facts);
    if is_true && notes.is_worth_storing() {
        let bytes = index.to_bytes(notes.fingerprint());
        cx.vault.store_own_aid(STORED, &bytes);
    }
    index
}

/// What is known of the notes of a vault.
struct Read {
    facts: VaultFacts,
    /// Whether no note has changed since the vault was looked at.
    is_true: bool,
}

/// Reads the notes that have changed since their facts were stored, and stores them if they are
/// many: a few take less time to read again. One that cannot be read is left out.
fn read(cx: &Context, notes: &VaultNames) -> Read {
    let stored = cx.vault.own_aid(FACTS);
    let stored = stored.and_then(|bytes| VaultFacts::from_bytes(&bytes).ok());
    let mut facts = stored.unwrap_or_default();
    let all = notes.notes();
    let named: Vec<(&str, u64)> = all
        .iter()
        .map(|note| (note.name.as_str(), note.hash))
        .collect();
    let before = facts.len();
    let missing = facts.keep(&named);
    let changes = missing.len().max(before - facts.len());
    let mut is_true = true;
    for chunk in missing.chunks(CHUNK) {
        let read = |&number: &usize| facts_of(&all[number]);
        let read: Vec<_> = chunk.par_iter().filter_map(read).collect();
        is_true &= read.len() == chunk.len();
        for (note, hash, is_same) in &read {
            facts.add(note, *hash);
            is_true &= is_same;
        }
    }
    if changes >= MANY && notes.is_worth_storing() {
        cx.vault.store_own_aid(FACTS, &facts.to_bytes());
    }
    Read { facts, is_true }
}

/// What is known of a note, with the hash of its bytes, and whether that is the one it was named
/// with; nothing if it cannot be read.
fn facts_of(named: &NamedNote) -> Option<(NoteFacts, u64, bool)> {
    let bytes = files::read(&named.path).ok()?;
    let hash = kbnote_vault::content_hash(&bytes);
    let mut facts = NoteFacts::read(named.name.as_str(), &Note::parse(bytes));
    facts.is_index = named.is_index();
    Some((facts, hash, hash == named.hash))
}
