//! Links of a note to the other notes of the vault: which words become links.

use std::path::Path;

use kbnote_core::Fingerprint;
use kbnote_engine::link_decisions::{LinkDecisions, UnstoredDecisions};
use kbnote_links::{
    LinkIndex, NoteFacts, StoredIndex, SuggestOptions, Suggestion, VaultFacts, link_splices,
    suggest, writable,
};
use kbnote_note::{FileLink, LinkStyle, Note, Splice};
use kbnote_vault::{NamedNote, Vault, VaultNames, files};
use rayon::prelude::*;

use crate::link_form::LinkForm;
use crate::{Error, Workspace};

/// Where the index of the suggester is stored, among what may be lost.
const STORED: &str = "links.idx";

/// Where what it is made of is stored.
const FACTS: &str = "links.facts";

/// From so many changed notes on what is known of all is stored anew.
const STORE_FROM_CHANGED: usize = 32;

/// How many notes are read before what is known of them is packed.
const READ_CHUNK: usize = 1024;

/// Suggests links to the notes of a vault.
#[derive(Debug)]
pub struct Linker {
    index: LinkIndex,
    style: LinkStyle,
    form: LinkForm,
    notes: VaultNames,
    /// The fingerprint of the names and titles of the vault's notes.
    pub titles: Fingerprint,
    /// The notes whose links are decided on.
    pub decisions: LinkDecisions,
}

impl Linker {
    /// Reads the stored index of the vault's notes, or makes it if it is out of date.
    ///
    /// # Errors
    /// If the names of the notes cannot be read.
    pub fn new(workspace: &Workspace) -> Result<Self, Error> {
        workspace.writer.depend_on_names(&workspace.vault);
        let (notes, stored) = rayon::join(|| workspace.vault.names(), || stored(workspace));
        let notes = notes?;
        let stored = stored.and_then(|stored| stored.with_stamp(notes.fingerprint()));
        let index = stored.unwrap_or_else(|| index(workspace, &notes));
        let called = notes.titles_fingerprint();
        let style = &workspace.vault.settings().wikilink;
        Ok(Self {
            style: style.style(index.is_mostly_spaced()),
            form: LinkForm::of(&workspace.vault),
            decisions: read_decisions(workspace, called),
            titles: called,
            index,
            notes,
        })
    }

    /// The links that a note could have, but for those refused; `path` is where it stands, if it
    /// does.
    #[must_use]
    pub fn suggest(
        &self,
        workspace: &Workspace,
        note: &Note,
        path: Option<&Path>,
        refused: Vec<String>,
    ) -> Vec<Suggestion> {
        let text = note.text();
        let live = note.wikilinks().iter().filter(|link| link.live);
        let own_path = match path {
            Some(path) => workspace.vault.note_name(path),
            None => self.same_note(note),
        };
        let own = own_path.as_deref().unwrap_or_default();
        let files = note.file_links().iter().filter(|link| link.live);
        let wikilinks = live.map(|link| text[link.target.clone()].to_owned());
        let targets = wikilinks.chain(files.map(FileLink::decoded));
        let options = SuggestOptions {
            linked: self.form.names(own, targets),
            refused: self.form.names(own, refused.into_iter()),
            own_path: own_path.clone(),
            ..SuggestOptions::default()
        };
        let found = suggest(note, &self.index, &options);
        let found = writable(note, found, self.style);
        self.form.written(note, own, found)
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
    #[must_use]
    pub fn is_decided(
        &self,
        workspace: &Workspace,
        note: &Note,
        path: Option<&Path>,
        least: f64,
    ) -> bool {
        let name = path.and_then(|path| workspace.vault.note_name(path));
        self.decisions.is_decided(name.as_deref(), note, least)
    }

    /// The edits that write suggestions into their note.
    #[must_use]
    pub fn splices(&self, note: &Note, suggestions: &[Suggestion]) -> Vec<Splice> {
        self.form
            .splices(suggestions)
            .unwrap_or_else(|| link_splices(note, suggestions, self.style))
    }
}

/// Where the decisions on links are stored, among what may be lost.
const DECISIONS: &str = "links.seen";

/// The decisions that are stored, if the notes still have the names they were made for.
#[must_use]
pub fn read_decisions(workspace: &Workspace, names: Fingerprint) -> LinkDecisions {
    LinkDecisions::parse(
        &workspace.vault.read_cache(DECISIONS).unwrap_or_default(),
        names,
    )
}

/// Stores all decisions of a run, those on notes that did not change too.
///
/// # Errors
/// If the names of the notes cannot be read.
pub fn store_decisions(workspace: &Workspace, decisions: LinkDecisions) -> Result<(), Error> {
    if decisions.is_worth_storing() {
        let names = decisions.has_new_titles().then(|| workspace.vault.names());
        let names = names.transpose()?.map(|names| names.titles_fingerprint());
        workspace
            .vault
            .write_cache(DECISIONS, decisions.to_stored(names).as_bytes());
    }
    Ok(())
}

/// Stores decisions on the links of a note that is about to be written.
pub(crate) fn store_unstored(vault: &Vault, decisions: &UnstoredDecisions) {
    match decisions {
        UnstoredDecisions::File(text) => vault.write_cache(DECISIONS, text.as_bytes()),
        UnstoredDecisions::Lines(lines) => vault.append_to_cache(DECISIONS, lines.as_bytes()),
    }
}

/// The index that is stored, whatever notes it was made from.
fn stored(workspace: &Workspace) -> Option<StoredIndex> {
    StoredIndex::from_bytes(&workspace.vault.read_sealed_cache(STORED)?).ok()
}

/// The index of the notes as they are, which is stored if that saves time.
fn index(workspace: &Workspace, notes: &VaultNames) -> LinkIndex {
    let FreshFacts {
        facts,
        is_consistent,
    } = read(workspace, notes);
    let index = LinkIndex::from_facts(facts);
    if is_consistent && notes.is_worth_storing() {
        let bytes = index.to_bytes(notes.fingerprint());
        workspace.vault.write_sealed_cache(STORED, &bytes);
    }
    index
}

/// What is known of the notes of a vault.
struct FreshFacts {
    facts: VaultFacts,
    /// Whether no note has changed since the vault was looked at.
    is_consistent: bool,
}

/// Reads the notes that have changed since their facts were stored, and stores them if they are
/// many: a few take less time to read again. One that cannot be read is left out.
fn read(workspace: &Workspace, notes: &VaultNames) -> FreshFacts {
    let stored = workspace.vault.read_sealed_cache(FACTS);
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
    let mut is_consistent = true;
    for chunk in missing.chunks(READ_CHUNK) {
        let read = |&number: &usize| facts_of(workspace, &all[number]);
        let read: Vec<_> = chunk.par_iter().filter_map(read).collect();
        is_consistent &= read.len() == chunk.len();
        for (note, hash, is_same) in &read {
            facts.add(note, *hash);
            is_consistent &= is_same;
        }
    }
    if changes >= STORE_FROM_CHANGED && notes.is_worth_storing() {
        workspace.vault.write_sealed_cache(FACTS, &facts.to_bytes());
    }
    FreshFacts {
        facts,
        is_consistent,
    }
}

/// What is known of a note, with the hash of its bytes, and whether that is the one it was named
/// with; nothing if it cannot be read.
fn facts_of(workspace: &Workspace, named: &NamedNote) -> Option<(NoteFacts, u64, bool)> {
    let bytes = files::read(&named.path).ok()?;
    let hash = kbnote_vault::content_hash(&bytes);
    let mut facts = NoteFacts::read(named.name.as_str(), &workspace.vault.note(bytes));
    facts.is_index = named.is_index();
    Some((facts, hash, hash == named.hash))
}
