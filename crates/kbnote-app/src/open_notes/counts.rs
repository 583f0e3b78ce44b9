//! Counts the doubtful anchors of every note in the background.
//!
//! The list of notes is available at once; a note is counted again only if its files have changed.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kbnote_core::VideoId;
use kbnote_engine::note_view::{DoubtCounter, DoubtCounts};
use kbnote_vault::files::{self, FileStamp};
use kbnote_vault::{IndexedNote, Vault};
use rayon::prelude::*;
use serde::Serialize;

use super::note_reader::NoteReader;
use crate::error::Error;
use crate::mutex::lock;

/// The counts of the notes of a vault.
#[derive(Debug)]
pub(super) struct VaultDoubts {
    vault: Vault,
    reader: Arc<NoteReader>,
    counts: Mutex<BTreeMap<PathBuf, CachedCounts>>,
    is_running: AtomicBool,
}

#[derive(Clone, Debug)]
struct CachedCounts {
    key: CacheKey,
    /// The transcripts of other recordings that something of the note is on.
    others: OtherTranscripts,
    /// `None` if there are no captions to check the note against.
    counts: Option<DoubtCounts>,
}

type OtherTranscripts = Vec<(VideoId, Option<FileStamp>)>;

/// What counts depend on. Sizes and times of files will do: a count that is briefly out of date
/// harms nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
struct CacheKey {
    note: u64,
    transcript: Option<FileStamp>,
    state: Option<FileStamp>,
}

/// The notes of a vault, those with doubtful anchors first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct NoteList {
    schema: &'static str,
    /// The notes, those with anchors in doubt first.
    notes: Vec<NoteRow>,
    /// Whether notes are still being counted.
    counting: bool,
}

/// A note in the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct NoteRow {
    /// The note.
    path: String,
    /// Its title.
    title: String,
    /// Its video.
    #[cfg_attr(test, schemars(with = "Option<String>"), ts(type = "string | null"))]
    video: Option<VideoId>,
    /// How many anchors are in doubt; null if they are not counted yet, or cannot be.
    doubtful: Option<usize>,
    /// How many sentences lack an anchor.
    missing: Option<usize>,
}

impl VaultDoubts {
    pub(super) fn new(vault: Vault, reader: Arc<NoteReader>) -> Self {
        Self {
            vault,
            reader,
            counts: Mutex::default(),
            is_running: AtomicBool::new(false),
        }
    }

    /// Starts to count all notes, unless that is running already.
    pub(super) fn start(self: &Arc<Self>) {
        if !self.is_running.swap(true, Ordering::SeqCst) {
            let counter = Arc::clone(self);
            // The process may end at any time: the thread writes nothing.
            std::thread::spawn(move || {
                let _reset = ResetOnDrop(&counter.is_running);
                counter.count_all();
            });
        }
    }

    /// The notes of the vault with the counts so far.
    pub(super) fn list(&self) -> Result<NoteList, Error> {
        // Read first, so that `false` is only reported with complete counts.
        let counting = self.is_running.load(Ordering::SeqCst);
        let index = self.vault.index()?;
        let counts = lock(&self.counts);
        let rows = index.notes().iter();
        let rows = rows.filter_map(|note| NoteRow::new(&self.vault, note, counts.get(&note.path)));
        let mut notes: Vec<NoteRow> = rows.collect();
        drop(counts);
        notes.sort_by_cached_key(NoteRow::sort_key);
        Ok(NoteList {
            schema: "kbnote.serve-notes/1",
            notes,
            counting,
        })
    }

    /// Counts all notes; each transcript is read once.
    fn count_all(&self) {
        // If the vault cannot be read, `list` reports it.
        let Ok(index) = self.vault.index() else {
            return;
        };
        // Something of a note that is on no video of its own may be on others.
        let mut by_video: BTreeMap<Option<&VideoId>, Vec<&IndexedNote>> = BTreeMap::new();
        for note in index.notes() {
            let video = note.summary.video.as_ref();
            by_video.entry(video).or_default().push(note);
        }
        by_video
            .par_iter()
            .for_each(|(video, notes)| self.count_notes_on(*video, notes));
    }

    fn count_notes_on(&self, video: Option<&VideoId>, notes: &[&IndexedNote]) {
        let transcript = video.and_then(|video| self.stamp(video));
        let outdated: Vec<(&IndexedNote, CacheKey)> = notes
            .iter()
            .map(|note| (*note, CacheKey::new(&self.vault, note, transcript)))
            .filter(|(note, key)| {
                let known = lock(&self.counts).get(&note.path).cloned();
                known.is_none_or(|known| known.key != *key || self.is_outdated(&known))
            })
            .collect();
        if outdated.is_empty() {
            return;
        }
        let transcript = video.and_then(|video| self.vault.read_transcript(video).ok()?);
        let mut counter = transcript.as_ref().map(DoubtCounter::new);
        for (note, key) in outdated {
            let (counts, others) = self.count(counter.as_mut(), note).unwrap_or_default();
            let cached = CachedCounts {
                key,
                others,
                counts,
            };
            lock(&self.counts).insert(note.path.clone(), cached);
        }
    }

    /// The counts of a note, and the transcripts of other recordings that they depend on.
    fn count(
        &self,
        counter: Option<&mut DoubtCounter<'_>>,
        indexed: &IndexedNote,
    ) -> Option<(Option<DoubtCounts>, OtherTranscripts)> {
        let note = self.vault.note(files::read(&indexed.path).ok()?);
        if self.vault.is_on_others(&note) {
            // As the page shows it.
            let loaded = self.reader.read("", &indexed.path).ok()?;
            let others = loaded.others().map(|(part, _)| part.video.clone());
            let stamped = |video: VideoId| {
                let stamp = self.stamp(&video);
                (video, stamp)
            };
            let others = others.map(stamped).collect();
            let counts = loaded.has_captions().then(|| loaded.view("").counts());
            return Some((counts, others));
        }
        let parts = self.vault.parts_of(note);
        let own = parts.iter().find(|part| part.is_own)?;
        let state = self.vault.read_state(&indexed.path).ok()?;
        let known = state.map(|state| state.of_part(own, &parts));
        let counts = counter?.count_doubts(&own.note, known.as_ref());
        Some((counts, Vec::new()))
    }

    fn is_outdated(&self, known: &CachedCounts) -> bool {
        let mut others = known.others.iter();
        others.any(|(video, stamp)| self.stamp(video) != *stamp)
    }

    fn stamp(&self, video: &VideoId) -> Option<FileStamp> {
        files::stamp(&self.vault.transcript_path(video))
    }
}

/// Resets a flag when dropped, even during a panic.
struct ResetOnDrop<'a>(&'a AtomicBool);

impl Drop for ResetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

impl NoteRow {
    /// `None` for a note whose name is not UTF-8, which no request can name.
    fn new(vault: &Vault, note: &IndexedNote, cached: Option<&CachedCounts>) -> Option<Self> {
        let counts = cached.and_then(|cached| cached.counts);
        Some(Self {
            path: String::from_utf8(vault.name_below_root(&note.path)).ok()?,
            title: note.summary.title.clone(),
            video: note.summary.video.clone(),
            doubtful: counts.map(|counts| counts.doubtful),
            missing: counts.map(|counts| counts.missing),
        })
    }

    /// Notes with doubtful anchors first, then those that lack anchors, then by path.
    fn sort_key(&self) -> (Reverse<(usize, usize)>, bool, String) {
        let counts = (self.doubtful.unwrap_or(0), self.missing.unwrap_or(0));
        (Reverse(counts), self.video.is_none(), self.path.clone())
    }
}

impl CacheKey {
    fn new(vault: &Vault, note: &IndexedNote, transcript: Option<FileStamp>) -> Self {
        Self {
            note: note.hash,
            transcript,
            state: vault
                .state_path(&note.path)
                .as_deref()
                .and_then(files::stamp),
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_testkit::assert_generated;
    use ts_rs::{Config, TS};

    use super::*;

    #[test]
    fn typescript_types_are_current() {
        let config = Config::new().with_large_int("number");
        let types = [NoteList::decl(&config), NoteRow::decl(&config)];
        let text: String = types.map(|decl| format!("export {decl}\n")).concat();
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../kbnote-server/src/page/note_list.d.ts"
        );
        assert_generated(path.as_ref(), &text);
    }
}
