//! Counts the anchors in doubt of listed notes. Counts are kept between runs, since each note has to be aligned
//! for that.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_core::{Fingerprint, Transcript};
use kbnote_engine::anchoring::pinning;
use kbnote_engine::note_view::DoubtCounter;
use kbnote_note::{Note, NoteState};
use kbnote_vault::files;
use rayon::prelude::*;

use crate::Workspace;
use crate::doubt_cache::{DoubtCache, DoubtKey, captions_print};
use crate::video_note::{DoubtCount, VideoNote};

/// Up to so many notes are counted unasked.
pub(crate) const MOST_COUNTED: usize = 200;

/// Which notes are counted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CountScope {
    /// Whether they are counted however many they are.
    pub(crate) is_complete: bool,
    /// Whether all notes of the vault are listed.
    pub(crate) is_of_all: bool,
}

/// A stored recording with the notes on it.
pub(crate) struct RecordingNotes<'a> {
    pub(crate) transcript: &'a Transcript,
    pub(crate) notes: &'a mut [VideoNote],
}

/// Counts the anchors in doubt of the notes on these recordings, and takes sentences that are to have no anchor
/// out of the count of those without one. Where too many counts are not known, only the known ones are set.
pub(crate) fn count_doubts(
    workspace: &Workspace,
    mut recordings: Vec<RecordingNotes<'_>>,
    scope: CountScope,
) {
    let cache = DoubtCache::read(workspace);
    let look = |recording: &mut RecordingNotes<'_>| recording.look_up(workspace, &cache);
    let known: Vec<Vec<DoubtKey>> = recordings.par_iter_mut().map(look).collect();
    let uncounted = recordings.iter().flat_map(|recording| &*recording.notes);
    let uncounted = uncounted.filter(|note| note.doubts.is_unknown()).count();
    if !scope.is_complete && uncounted > MOST_COUNTED {
        return;
    }
    let new = count(workspace, &mut recordings, uncounted);
    let all: BTreeSet<DoubtKey> = known.into_iter().flatten().collect();
    cache.write(workspace, new, scope.is_of_all.then_some(&all));
}

/// Counts the notes whose counts are not known. The new counts that can be kept.
fn count(
    workspace: &Workspace,
    recordings: &mut [RecordingNotes<'_>],
    uncounted: usize,
) -> BTreeMap<DoubtKey, Option<usize>> {
    let progress = workspace.progress("counting doubts:", uncounted);
    let new = recordings.par_iter_mut().flat_map_iter(|recording| {
        let mut counter = DoubtCounter::new(recording.transcript);
        let mut new = Vec::new();
        for note in &mut *recording.notes {
            let DoubtCount::Unknown { key } = &note.doubts else {
                continue;
            };
            let key = key.clone();
            let read = ReadNote::read(workspace, recording.transcript, note);
            let counts =
                read.and_then(|read| counter.count_doubts(&read.part, read.state.as_ref()));
            let doubtful = counts.map(|counts| counts.doubtful);
            note.set_doubts(doubtful);
            new.extend(key.map(|key| (key, doubtful)));
            progress.advance();
        }
        new
    });
    new.collect()
}

impl RecordingNotes<'_> {
    /// Sets the counts that are known; returns the keys of the notes.
    fn look_up(&mut self, workspace: &Workspace, cache: &DoubtCache) -> Vec<DoubtKey> {
        let captions = captions_print(self.transcript);
        let can_be_counted = !self.transcript.tracks.is_empty();
        let mut keys = Vec::new();
        for note in &mut *self.notes {
            let Ok(bytes) = files::read(&note.file) else {
                continue;
            };
            let state = workspace.vault.read_state(&note.file).ok().flatten();
            if note.unanchored > 0
                && state
                    .as_ref()
                    .is_some_and(|state| may_have_removed(state, &bytes))
                && let Some(read) = ReadNote::read(workspace, self.transcript, note)
                && let Some(state) = &read.state
            {
                let declined = pinning::declined(&read.part, state);
                note.unanchored = note.unanchored.saturating_sub(declined);
            }
            if !can_be_counted {
                continue;
            }
            // What is on several recordings depends on all that are stored.
            let key = DoubtKey::new(captions, &bytes, state.as_ref());
            let key = (!note.is_on_others).then_some(key);
            match key.as_ref().and_then(|key| cache.get(key)) {
                Some(doubtful) => note.set_doubts(doubtful),
                None => note.doubts = DoubtCount::Unknown { key: key.clone() },
            }
            keys.extend(key);
        }
        keys
    }
}

/// Whether anchors may have been removed: by command, or by hand since the note was written.
fn may_have_removed(state: &NoteState, bytes: &[u8]) -> bool {
    let has_removed = state.claims.iter().any(|claim| claim.times.is_empty());
    has_removed || state.note != Some(Fingerprint::of(bytes).to_string())
}

/// What of a note is on a recording, with its state.
struct ReadNote {
    part: Note,
    state: Option<NoteState>,
}

impl ReadNote {
    fn read(workspace: &Workspace, transcript: &Transcript, note: &VideoNote) -> Option<Self> {
        let state = workspace.vault.read_state(&note.file).ok()?;
        let vault = &workspace.vault;
        let parts = vault.parts_of(vault.note(files::read(&note.file).ok()?));
        let at = parts
            .iter()
            .position(|part| part.video == transcript.video.id)?;
        let state = state.map(|state| state.of_part(&parts[at], &parts));
        let part = parts.into_iter().nth(at)?.note;
        Some(Self { part, state })
    }
}
