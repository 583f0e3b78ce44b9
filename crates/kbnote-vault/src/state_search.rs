//! Finds the state of a note that was moved outside of kbnote.
//!
//! Decisions belong to the note, not to its path. A note moved outside of kbnote has no state at
//! its new path, and its old path has a state but no note. It is recognized by its video and its
//! sentences. All states are read at most once per run, and only for a note without a state of its
//! own.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, MutexGuard, PoisonError};

use kbnote_core::{Fingerprint, Timestamp};
use kbnote_note::{Anchor, Claim, ClaimState, Note, NoteState};
use rayon::prelude::*;

use crate::known_states::{
    Adoption, Candidate, FormerPath, KnownStates, StateSearch, Texts, of_sentence, sentences,
    texts_of, video_of_frame,
};
use crate::paths::{real_path, relative};
use crate::state::{self, StateError};
use crate::{FileError, Vault, files, walk};

/// The state of a note, and its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundState {
    /// What is known.
    pub state: NoteState,
    /// The note it was written for.
    pub origin: StateOrigin,
    /// Whether the author decided anything, and all of it is so in this note.
    pub decisions_hold: bool,
}

/// The note that a state was written for, relative to the root of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateOrigin {
    /// This note at its present path.
    Own,
    /// This note at its former path, where no note is now.
    MovedFrom(PathBuf),
    /// Another existing note with the same sentences.
    CopyOf(PathBuf),
}

impl Vault {
    /// What is known of a note, wherever it lay when that was written.
    ///
    /// # Errors
    /// If a possible state of the note cannot be read or was written by a newer kbnote, or if the
    /// note could be one of several missing ones.
    pub fn find_state(&self, note: &Path) -> Result<Option<FoundState>, StateError> {
        let Some(below) = relative(self.root(), note) else {
            return Ok(None);
        };
        let own = self.own_state(note)?;
        let former = self.searched().former.get(&below).cloned();
        if let Some(former) = former {
            return self.state_from_author(&below, own.is_some(), &former);
        }
        let Some(bytes) = files::read_if_present(note)? else {
            return Ok(own.map(FoundState::own));
        };
        if own.as_ref().is_some_and(|own| self.is_of(own, &bytes)) {
            return Ok(own.map(FoundState::own));
        }
        let found = self.search_elsewhere(&below, bytes)?;
        let adoption = Adoption {
            sets_own_aside: own.is_some(),
            state: found.as_ref().map(|(found, _)| found.state.clone()),
            leaves: found.iter().flat_map(|(_, left)| left.clone()).collect(),
        };
        if own.is_some() || found.is_some() {
            let mut search = self.searched();
            search.to_adopt.insert(below, adoption);
        }
        Ok(found.map(|(found, _)| found).or(own.map(FoundState::own)))
    }

    /// Whether anything is known of any note.
    #[must_use]
    pub fn has_states(&self) -> bool {
        let states = std::fs::read_dir(self.states_dir());
        states.is_ok_and(|mut states| states.next().is_some())
    }

    /// Sets the former path of a note for this run, instead of searching it.
    pub fn set_former_path(&self, note: &Path, former: FormerPath) {
        if let Some(below) = relative(self.root(), note) {
            self.searched().former.insert(below, former);
        }
    }

    /// Discards the search results: files may have been moved since.
    pub fn forget_found_states(&self) {
        self.searched().all = None;
    }

    /// Moves the state of a moved note to its present path. Must be called before the note or its
    /// state is written.
    pub(crate) fn adopt_state(&self, note: &Path) -> Result<(), StateError> {
        let Some(below) = relative(self.root(), note) else {
            return Ok(());
        };
        let adoption = self.searched().to_adopt.remove(&below);
        let Some(adoption) = adoption else {
            return Ok(());
        };
        if adoption.sets_own_aside {
            self.set_state_aside(note)?;
            self.forget_found_states();
        }
        if let Some(state) = &adoption.state {
            self.write_state(note, state)?;
        }
        for file in &adoption.leaves {
            self.remove_own(file)?;
            self.remove_own(&state::pending(file))?;
        }
        Ok(())
    }

    /// Moves the state of another note away from a note's path, so that the other note is still
    /// recognized.
    pub(crate) fn set_state_aside(&self, note: &Path) -> Result<(), StateError> {
        let (Some(own), Some(bytes)) = (self.state_path(note), self.state_bytes(note)?) else {
            return Ok(());
        };
        let aside = |number: u32| state::aside(&own, number);
        let mut free = (1..).map(aside).filter(|place| !place.exists());
        if let Some(place) = free.next() {
            self.replace_own(&place, &bytes)?;
        }
        self.remove_own(&own)?;
        Ok(self.remove_own(&state::pending(&own))?)
    }

    /// The state at the former path given by the author.
    fn state_from_author(
        &self,
        below: &Path,
        has_own: bool,
        former: &FormerPath,
    ) -> Result<Option<FoundState>, StateError> {
        let mut adoption = Adoption {
            sets_own_aside: has_own,
            state: None,
            leaves: Vec::new(),
        };
        let mut found = None;
        if let FormerPath::At(place) = former {
            let former = self.former_below(place);
            let at = self.root().join(&former);
            let Some(state) = self.own_state(&at)? else {
                let path = place.clone();
                return Err(StateError::NothingKnown { path });
            };
            adoption.state = Some(state.clone());
            let is_gone = !at.exists();
            if is_gone {
                adoption.leaves.extend(self.state_path(&at));
            }
            let origin = if is_gone {
                StateOrigin::MovedFrom(former)
            } else {
                StateOrigin::CopyOf(former)
            };
            let note = self.note(files::read(&self.root().join(below))?);
            found = Some(FoundState {
                decisions_hold: decisions_hold(&state, &note),
                state,
                origin,
            });
        }
        self.searched().to_adopt.insert(below.to_owned(), adoption);
        Ok(found)
    }

    /// A given path relative to the root; it may not exist.
    fn former_below(&self, place: &Path) -> PathBuf {
        let absolute = std::path::absolute(place).unwrap_or_else(|_| place.to_owned());
        let root = std::path::absolute(self.root()).unwrap_or_else(|_| self.root().to_owned());
        let real_root = real_path(&root);
        let real = real_path(&absolute);
        let below = real.strip_prefix(real_root).ok().map(Path::to_owned);
        below.unwrap_or_else(|| place.to_owned())
    }

    /// The only possible state elsewhere, with its files.
    fn search_elsewhere(
        &self,
        below: &Path,
        bytes: Vec<u8>,
    ) -> Result<Option<(FoundState, Vec<PathBuf>)>, StateError> {
        let mut all = self.known_states()?;
        if all.candidates.is_empty() {
            return Ok(None);
        }
        let print = Fingerprint::of(&bytes).to_string();
        let note = self.note(bytes);
        let texts = Texts::of(&note);
        let is_gone = |candidate: &&Candidate| !candidate.file.exists();
        if all.likely(below, &print, &texts).iter().any(is_gone) {
            // Another copy of the note adopted it in this run.
            self.forget_found_states();
            all = self.known_states()?;
        }
        let mut likely = all.likely(below, &print, &texts);
        likely.retain(|candidate| {
            let is_of_these_bytes = candidate.print.as_deref() == Some(print.as_str());
            candidate.is_orphan || is_of_these_bytes || self.is_nearly(candidate, &texts)
        });
        let Some(first) = likely.first() else {
            return Ok(None);
        };
        let states = self.read_states(&likely)?;
        if disagree(&states, &texts) {
            if self.are_all_there(&likely)? {
                // It is a copy of one of them, or a new note that says the same: nothing was moved.
                return Ok(None);
            }
            return Err(StateError::Ambiguous {
                note: below.to_owned(),
                former: likely.iter().map(|other| other.note.clone()).collect(),
            });
        }
        let Some(state) = states.into_iter().next() else {
            return Ok(None);
        };
        if first.is_orphan {
            let origin = StateOrigin::MovedFrom(first.note.clone());
            let leaves = vec![state::final_path(&first.file)];
            return Ok(Some((FoundState::new(state, origin), leaves)));
        }
        let found = FoundState {
            origin: StateOrigin::CopyOf(first.note.clone()),
            decisions_hold: decisions_hold(&state, &note),
            // Where another note is at that path now, this is the note itself.
            state: match self.are_all_there(&[first])? {
                true => as_in_copy(&note, state),
                false => state,
            },
        };
        Ok(Some((found, Vec::new())))
    }

    fn read_states(&self, candidates: &[&Candidate]) -> Result<Vec<NoteState>, StateError> {
        let mut states = Vec::new();
        for candidate in candidates {
            if let Some(found) = &candidate.is_newer {
                let path = candidate.file.clone();
                let found = found.clone();
                return Err(StateError::Newer { path, found });
            }
            let state = state::read_any(self, &candidate.file)?;
            states.extend(state.map(|(state, _)| state));
        }
        Ok(states)
    }

    /// Whether a note with these texts is a copy of that of a state: nearly the same, unless another note is there now.
    fn is_nearly(&self, candidate: &Candidate, texts: &Texts) -> bool {
        let bytes = files::read(&self.root().join(&candidate.note));
        let state = state::read_any(self, &candidate.file);
        let (Ok(bytes), Ok(Some((state, _)))) = (bytes, state) else {
            return true;
        };
        if !self.is_of(&state, &bytes) {
            return true;
        }
        let other: HashSet<Fingerprint> = sentences(&self.note(bytes)).collect();
        let common = other.intersection(&texts.sentences).count();
        common * 4 >= other.len().max(texts.sentences.len()) * 3
    }

    /// Whether the notes of these states all are where they were written.
    fn are_all_there(&self, states: &[&Candidate]) -> Result<bool, StateError> {
        for candidate in states {
            let note = files::read_if_present(&self.root().join(&candidate.note))?;
            let state = state::read_any(self, &candidate.file)?;
            let is_there = note.zip(state);
            if !is_there.is_some_and(|(bytes, (state, _))| self.is_of(&state, &bytes)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the state at a note's path belongs to this note, not to a former one at the same path.
    /// One common sentence is enough.
    fn is_of(&self, own: &NoteState, bytes: &[u8]) -> bool {
        if own.note.is_none() || own.note == Some(Fingerprint::of(bytes).to_string()) {
            return true;
        }
        let note = self.note(bytes);
        let sentences: HashSet<Fingerprint> = sentences(&note).collect();
        let left = own.claims.iter();
        let left = left.filter(|claim| sentences.contains(&of_sentence(&claim.text)));
        let left = left.count();
        match (&own.video, note.video_id()) {
            (Some(known), Some(now)) if *known != now => left * 2 >= own.claims.len(),
            _ => left > 0 || own.claims.is_empty(),
        }
    }

    fn known_states(&self) -> Result<Arc<KnownStates>, StateError> {
        if let Some(all) = &self.searched().all {
            return Ok(Arc::clone(all));
        }
        let all = Arc::new(KnownStates::read(self)?);
        self.searched().all = Some(Arc::clone(&all));
        Ok(all)
    }

    fn searched(&self) -> MutexGuard<'_, StateSearch> {
        let search = self.state_search();
        search.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl FoundState {
    /// The state of the note itself.
    const fn new(state: NoteState, origin: StateOrigin) -> Self {
        Self {
            state,
            origin,
            decisions_hold: true,
        }
    }

    fn own(state: NoteState) -> Self {
        Self::new(state, StateOrigin::Own)
    }
}

/// Whether the author decided anything that a state knows, and all of it is so in this note.
fn decisions_hold(state: &NoteState, note: &Note) -> bool {
    let decided = |claim: &&ClaimState| claim.pinned || claim.times.is_empty();
    let mut decided = state.claims.iter().filter(decided).peekable();
    if decided.peek().is_none() && refusals(state) == Default::default() {
        return false;
    }
    let claims = note.claims();
    decided.all(|known| {
        let mut same = claims.iter().filter(|claim| claim.text == known.text);
        same.any(|claim| seconds(note, claim) == known.times)
    })
}

/// A state as it holds in this note, a copy of the one that it was written for. In the note itself other times are the
/// author's; a copy may only be older, as where a run over several copies was killed. Its own times then count as those
/// that were there before kbnote, and a sentence without any as a new one.
fn as_in_copy(note: &Note, mut state: NoteState) -> NoteState {
    let mut here: HashMap<String, Vec<Vec<u64>>> = HashMap::new();
    for claim in note.claims() {
        let times = seconds(note, &claim);
        here.entry(claim.text).or_default().push(times);
    }
    state.claims.retain_mut(|known| {
        let Some(times) = here.get(&known.text) else {
            return true;
        };
        if !times.contains(&known.times) {
            known.times = times.first().cloned().unwrap_or_default();
            (known.pinned, known.trusted) = (false, true);
            return !known.times.is_empty();
        }
        true
    });
    state
}

/// The times of a claim in whole seconds.
fn seconds(note: &Note, claim: &Claim) -> Vec<u64> {
    let anchors = note.anchors()[claim.anchors.clone()].iter();
    let times = anchors.filter_map(Anchor::time);
    times.map(Timestamp::as_secs).collect()
}

impl KnownStates {
    /// Reads all states. Unreadable ones are skipped.
    fn read(vault: &Vault) -> Result<Self, StateError> {
        let folder = vault.states_dir();
        if !folder.is_dir() {
            return Ok(Self::default());
        }
        let found = walk::files_below(&folder, &[]).map_err(|_| FileError::Read {
            path: folder.clone(),
            source: std::io::ErrorKind::Other.into(),
        })?;
        let mut paths: Vec<PathBuf> = found.into_iter().map(|found| found.path).collect();
        paths.par_sort_unstable();
        let read = |path: &PathBuf| Candidate::read(vault, path);
        let read: Vec<_> = paths.par_iter().filter_map(read).collect();
        let mut all = Self::default();
        for (candidate, texts) in read {
            let number = all.candidates.len();
            if let Some(print) = &candidate.print {
                all.by_print.entry(print.clone()).or_default().push(number);
            }
            for text in texts {
                all.by_text.entry(text).or_default().push(number);
            }
            all.candidates.push(candidate);
        }
        Ok(all)
    }
}

impl Candidate {
    /// A state file with its texts.
    fn read(vault: &Vault, file: &Path) -> Option<(Self, Vec<Fingerprint>)> {
        let note = vault.note_of_state(file)?;
        let (state, is_newer) = state::read_any(vault, file).ok()??;
        let video = state.video.clone().or_else(|| video_of_frame(&state));
        // A pending state is valid only for these exact bytes.
        let texts = if state::is_pending(file) {
            Vec::new()
        } else {
            texts_of(&state)
        };
        let candidate = Self {
            is_orphan: !vault.root().join(&note).exists(),
            note,
            file: file.to_owned(),
            is_newer,
            video,
            print: state.note.clone(),
            size: texts.len(),
            is_frame: state.claims.is_empty(),
        };
        Some((candidate, texts))
    }
}

/// Whether the states differ for the note: in a sentence that it has, or in declined changes.
fn disagree(states: &[NoteState], texts: &Texts) -> bool {
    let Some((first, others)) = states.split_first() else {
        return false;
    };
    let known_first = decisions(first, texts);
    others.iter().any(|other| {
        let differs = |(text, known): (&str, Vec<&ClaimState>)| {
            known_first.get(text).is_some_and(|first| *first != known)
        };
        refusals(first) != refusals(other) || decisions(other, texts).into_iter().any(differs)
    })
}

/// The decisions of a state on each sentence of a note.
fn decisions<'a>(state: &'a NoteState, texts: &Texts) -> BTreeMap<&'a str, Vec<&'a ClaimState>> {
    let mut decisions: BTreeMap<&str, Vec<&ClaimState>> = BTreeMap::new();
    for claim in &state.claims {
        if texts.sentences.contains(&of_sentence(&claim.text)) {
            decisions.entry(&claim.text).or_default().push(claim);
        }
    }
    decisions
}

fn refusals(state: &NoteState) -> (Vec<&str>, Vec<&str>) {
    let links = state.base.links.iter().filter(|link| link.refused);
    let links = links.map(|link| link.target.as_str()).collect();
    (
        links,
        state.base.refused.iter().map(String::as_str).collect(),
    )
}

#[cfg(test)]
mod tests;
