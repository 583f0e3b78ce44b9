//! Checks of notes that are open in an editor, again and again, against names that are read once.

use std::path::{Path, PathBuf};

use kbnote_check::{Finding, LinkedNote, check_in_vault};
use kbnote_core::VideoId;
use kbnote_note::Resolver;
use kbnote_vault::{IndexedNote, VaultIndex};
use rayon::prelude::*;

use super::checker::Checker;
use super::outdated::outdated;
use super::report::{CaptionCheck, CheckRequest};
use super::run::levels;
use crate::{Error, NoteFile, Workspace};

/// Finds in an open note what [`Workspace::check`] finds in its file, against the vault as it was when
/// this was made.
pub struct OpenNoteChecker<'a> {
    checker: Checker<'a>,
    /// Where the links of all notes lead.
    linked: Vec<LinkedNote>,
    /// Whether another note links to each.
    is_linked: Vec<bool>,
}

impl<'a> OpenNoteChecker<'a> {
    /// Reads the settings and the names of the vault.
    ///
    /// # Errors
    /// If they cannot be read.
    pub fn new(workspace: &'a Workspace) -> Result<Self, Error> {
        let request = CheckRequest {
            against_captions: CaptionCheck::Always,
            ..CheckRequest::default()
        };
        let checker = Checker::new(workspace, &request, &[], &levels(workspace)?)?;
        let numbers = 0..checker.names.channels.index.notes().len();
        let linked = numbers.into_par_iter().map(|n| checker.names.linked(n));
        let linked: Vec<LinkedNote> = linked.collect();
        let mut is_linked = vec![false; linked.len()];
        for (from, note) in linked.iter().enumerate() {
            for to in note.others(from) {
                is_linked[to] = true;
            }
        }
        Ok(Self {
            linked,
            is_linked,
            checker,
        })
    }

    /// What is wrong with a note, in order of place.
    #[must_use]
    pub fn check(&self, file: &NoteFile) -> Vec<Finding> {
        let (number, note, mut findings) = self.checker.check_open(file);
        let Checker {
            workspace,
            levels,
            names,
            ..
        } = &self.checker;
        let resolver = &names.channels.resolver;
        let Some(number) = number else {
            return findings;
        };
        let name = resolver.notes()[number].as_str();
        let open = LinkedNote::read(&note, name, resolver);
        let text = Some((number, note.bytes()));
        let stale = || {
            let own = [(number, name)];
            outdated(workspace, levels, &names.channels, &own, text).remove(&number)
        };
        // Its own links do not count.
        let in_vault = (name, self.is_linked[number]);
        findings.extend(check_in_vault(&open, in_vault, stale, levels));
        findings.sort_by_key(|finding| (finding.place.range().start, finding.rule.code));
        findings
    }

    /// The names and links of the vault's notes.
    #[must_use]
    pub fn index(&self) -> &VaultIndex {
        &self.checker.names.channels.index
    }

    /// Where links between them lead.
    #[must_use]
    pub fn resolver(&self) -> &Resolver {
        &self.checker.names.channels.resolver
    }

    /// The number of the note in a file, if it is one of the vault.
    #[must_use]
    pub fn number(&self, path: &Path) -> Option<usize> {
        self.checker.names.number(path)
    }

    /// What is known of a note.
    #[must_use]
    pub fn note(&self, number: usize) -> Option<&IndexedNote> {
        self.index().notes().get(number)
    }

    /// Whether the names, links and recordings are those of another reading.
    #[must_use]
    pub fn is_same_as(&self, other: &Self) -> bool {
        let stored =
            |checker: &Self| -> Vec<VideoId> { checker.checker.videos.stored().cloned().collect() };
        self.index().fingerprint() == other.index().fingerprint()
            && self.index().other_files() == other.index().other_files()
            && stored(self) == stored(other)
    }

    /// The numbers of the notes whose files link to a note.
    #[must_use]
    pub fn notes_linking_to(&self, number: usize) -> Vec<usize> {
        let all = self.linked.iter().enumerate();
        let linking = all.filter(|(_, note)| note.leads_to(number));
        linking.map(|(from, _)| from).collect()
    }

    /// The folder of the notes.
    #[must_use]
    pub fn notes_dir(&self) -> PathBuf {
        self.checker.workspace.vault.notes_dir()
    }
}
