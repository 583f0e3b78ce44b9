//! The notes of the vault, and how many anchors of each are in doubt.
//!
//! The list is there at once. Counting goes on in the background, a video after the other, and what
//! was counted is counted again only if its files have changed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use hyper::body::Bytes;
use kbnote_core::VideoId;
use kbnote_note::Note;
use kbnote_vault::{IndexedNote, Vault, files};
use rayon::prelude::*;
use serde::Serialize;

use super::desk::{Desk, lock};
use super::refusal::Refusal;
use crate::error::CliError;
use kbnote_engine::note_view::{DoubtCounter, DoubtCounts};

/// What was counted so far.
#[derive(Debug, Default)]
pub(super) struct Counting {
    counted: Mutex<BTreeMap<PathBuf, Counted>>,
    runs: AtomicBool,
}

/// A note that was counted.
#[derive(Clone, Debug)]
struct Counted {
    basis: Basis,
    /// `None` if there are no captions to hold it against.
    tally: Option<DoubtCounts>,
}

/// What a count was made from. Times of files will do: a list that is behind by a moment misleads
/// nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Basis {
    note: u64,
    transcript: Option<Stamp>,
    state: Option<Stamp>,
}

/// The length and time of a file.
type Stamp = (u64, Option<SystemTime>);

#[derive(Serialize)]
struct NotesSheet {
    schema: &'static str,
    notes: Vec<NoteRow>,
    /// Whether more is being counted.
    counting: bool,
}

#[derive(Serialize)]
struct NoteRow {
    path: String,
    title: String,
    video: Option<VideoId>,
    doubtful: Option<usize>,
    missing: Option<usize>,
}

impl Desk {
    /// The notes of the vault, and begins to count them anew.
    pub(super) fn notes(desk: &Arc<Self>) -> Result<Bytes, Refusal> {
        if !desk.counting.runs.swap(true, Ordering::SeqCst) {
            let desk = Arc::clone(desk);
            // It ends with the process: it writes nothing that could be left half done.
            std::thread::spawn(move || {
                let _ends = Ends(&desk.counting.runs);
                desk.count();
            });
        }
        desk.counts()
    }

    /// The notes of the vault with what is counted so far.
    pub(super) fn counts(&self) -> Result<Bytes, Refusal> {
        // Asked first: whoever is told that all is counted is told all counts.
        let counting = self.counting.runs.load(Ordering::SeqCst);
        let index = self.vault.index()?;
        let counted = lock(&self.counting.counted);
        let rows = index.notes().iter();
        let rows = rows.filter_map(|note| row(&self.vault, note, counted.get(&note.path)));
        let mut notes: Vec<NoteRow> = rows.collect();
        drop(counted);
        notes.sort_by_cached_key(NoteRow::order);
        let sheet = NotesSheet {
            schema: "kbnote.serve-notes/1",
            notes,
            counting,
        };
        let document = serde_json::to_vec(&sheet).map_err(std::io::Error::from);
        Ok(document.map_err(CliError::from)?.into())
    }

    /// Counts all notes on videos, each transcript being read once.
    fn count(&self) {
        // A vault that cannot be walked is told to whoever asks for the list.
        let Ok(index) = self.vault.index() else {
            return;
        };
        let mut by_video: BTreeMap<&VideoId, Vec<&IndexedNote>> = BTreeMap::new();
        for note in index.notes() {
            if let Some(video) = &note.summary.video {
                by_video.entry(video).or_default().push(note);
            }
        }
        by_video
            .par_iter()
            .for_each(|(video, notes)| self.count_on(video, notes));
    }

    fn count_on(&self, video: &VideoId, notes: &[&IndexedNote]) {
        let transcript = stamp(&self.vault.transcript_path(video));
        let outdated: Vec<(&IndexedNote, Basis)> = notes
            .iter()
            .map(|note| (*note, basis(&self.vault, note, transcript)))
            .filter(|(note, basis)| {
                let counted = lock(&self.counting.counted);
                counted
                    .get(&note.path)
                    .is_none_or(|known| known.basis != *basis)
            })
            .collect();
        if outdated.is_empty() {
            return;
        }
        let transcript = self.vault.read_transcript(video).ok().flatten();
        let mut tallier = transcript.as_ref().map(DoubtCounter::new);
        for (note, basis) in outdated {
            let tally = tallier
                .as_mut()
                .and_then(|tallier| tally_of(tallier, &self.vault, note));
            let counted = Counted { basis, tally };
            lock(&self.counting.counted).insert(note.path.clone(), counted);
        }
    }
}

fn tally_of(
    tallier: &mut DoubtCounter<'_>,
    vault: &Vault,
    indexed: &IndexedNote,
) -> Option<DoubtCounts> {
    let note = Note::parse(files::read(&indexed.path).ok()?);
    let state = vault.read_state(&indexed.path).ok()?;
    tallier.count_doubts(&note, state.as_ref())
}

/// Says that counting has ended, however it did.
struct Ends<'a>(&'a AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl NoteRow {
    /// Those with anchors in doubt first, then those that lack some, then as their paths are.
    fn order(&self) -> (std::cmp::Reverse<(usize, usize)>, bool, String) {
        let counts = (self.doubtful.unwrap_or(0), self.missing.unwrap_or(0));
        let without_video = self.video.is_none();
        (std::cmp::Reverse(counts), without_video, self.path.clone())
    }
}

/// A note in the list; none for one whose name no request can hold.
fn row(vault: &Vault, note: &IndexedNote, counted: Option<&Counted>) -> Option<NoteRow> {
    let tally = counted.and_then(|counted| counted.tally);
    Some(NoteRow {
        path: String::from_utf8(vault.name_below_root(&note.path)).ok()?,
        title: note.summary.title.clone(),
        video: note.summary.video.clone(),
        doubtful: tally.map(|tally| tally.doubtful),
        missing: tally.map(|tally| tally.missing),
    })
}

fn basis(vault: &Vault, note: &IndexedNote, transcript: Option<Stamp>) -> Basis {
    Basis {
        note: note.hash,
        transcript,
        state: vault.state_path(&note.path).as_deref().and_then(stamp),
    }
}

fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}
