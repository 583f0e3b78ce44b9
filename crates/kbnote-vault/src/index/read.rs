//! Making the index: what is stored and what the folder holds, brought together.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kbnote_note::NoteSummary;
use rayon::prelude::*;
use twox_hash::XxHash3_64;

use super::cache::{self, Stored, StoredNote};
use super::stamp::{self, Stamp};
use super::{IndexedNote, VaultIndex};
use crate::notes::{joined, path_order};
use crate::walk::{self, Found};
use crate::{FileError, NotesError, Vault, files};

/// The index is stored once this many notes had to be read: fewer take less time to read than it
/// takes to write them all down.
pub(super) const WORTH_STORING: usize = 32;

/// Whether the stored index is read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cache {
    Used,
    PassedBy,
    /// However little is new.
    #[cfg(test)]
    Kept,
}

impl Cache {
    fn is_stored_after(self, read_anew: usize) -> bool {
        match self {
            Self::Used => read_anew >= WORTH_STORING,
            Self::PassedBy => false,
            #[cfg(test)]
            Self::Kept => read_anew > 0,
        }
    }
}

/// A note that was found.
struct FoundNote {
    path: PathBuf,
    name: String,
    stamp: Stamp,
}

/// Makes the index; `time` is now.
pub(super) fn index(
    vault: &Vault,
    cache: Cache,
    time: SystemTime,
) -> Result<VaultIndex, NotesError> {
    let time = stamp::nanoseconds(time);
    let stored = || {
        (cache != Cache::PassedBy)
            .then(|| cache::read(vault))
            .flatten()
    };
    let (stored, found) = rayon::join(stored, || find(vault));
    let (found, others) = found?;
    let stored = stored.unwrap_or(Stored {
        time: 0,
        notes: Vec::new(),
    });
    let read: Vec<Option<Result<Read, FileError>>> = matched(found, stored.notes)
        .into_par_iter()
        .map(|(found, known)| read(found, known, stored.time))
        .collect();
    let mut notes = Vec::with_capacity(read.len());
    let mut unreadable = Vec::new();
    let mut read_anew = 0;
    for outcome in read.into_iter().flatten() {
        match outcome {
            Ok(read) => {
                read_anew += usize::from(read.anew);
                notes.push((read.note, read.stamp));
            }
            Err(error) => unreadable.push(error),
        }
    }
    if cache.is_stored_after(read_anew) {
        cache::write(vault, time, &notes);
    }
    let notes: Vec<IndexedNote> = notes.into_iter().map(|(note, _)| note).collect();
    Ok(VaultIndex {
        fingerprint: fingerprint(&notes),
        notes,
        others,
        unreadable,
        read_anew,
    })
}

/// The notes in order of their paths, and the paths of the other files.
fn find(vault: &Vault) -> Result<(Vec<FoundNote>, Vec<String>), NotesError> {
    let dir = vault.notes_dir();
    if !dir.is_dir() {
        return Ok((Vec::new(), Vec::new()));
    }
    let found = walk::files_below(&dir, &vault.drafts_dir())?;
    let (notes, others): (Vec<Found>, Vec<Found>) = found
        .into_iter()
        .partition(|found| walk::is_note(&found.path));
    let mut notes: Vec<FoundNote> = notes.into_iter().map(|found| named(&dir, found)).collect();
    notes.par_sort_unstable_by(|a, b| {
        path_order(&a.name, &b.name).then_with(|| a.path.cmp(&b.path))
    });
    let below = |found: &Found| {
        let path = found.path.strip_prefix(&dir).unwrap_or(&found.path);
        let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
        parts.join("/")
    };
    let mut others: Vec<String> = others.iter().map(below).collect();
    others.sort_unstable();
    Ok((notes, others))
}

fn named(dir: &Path, found: Found) -> FoundNote {
    FoundNote {
        name: joined(found.path.strip_prefix(dir).unwrap_or(&found.path)),
        stamp: Stamp::of(&found.metadata),
        path: found.path,
    }
}

/// Each note that was found with what is known of it; both lists are in order.
fn matched(found: Vec<FoundNote>, stored: Vec<StoredNote>) -> Vec<(FoundNote, Option<StoredNote>)> {
    let mut stored = stored.into_iter().peekable();
    let mut known = |found: &FoundNote| {
        while stored
            .next_if(|known| path_order(&known.name, &found.name).is_lt())
            .is_some()
        {}
        stored.next_if(|known| known.name == found.name)
    };
    let pair = |found| {
        let known = known(&found);
        (found, known)
    };
    found.into_iter().map(pair).collect()
}

struct Read {
    note: IndexedNote,
    stamp: Stamp,
    /// Whether the file had to be read.
    anew: bool,
}

/// What there is to know of a note; nothing if it has gone in the meantime.
fn read(
    found: FoundNote,
    known: Option<StoredNote>,
    stored_at: i64,
) -> Option<Result<Read, FileError>> {
    let FoundNote { path, name, stamp } = found;
    let done = |path, hash, summary, anew| Read {
        note: IndexedNote {
            path,
            name,
            size: stamp.size,
            hash,
            summary,
        },
        stamp,
        anew,
    };
    let is_settled = |known: &StoredNote| known.stamp == stamp && stamp.is_settled_at(stored_at);
    match known {
        Some(known) if is_settled(&known) => Some(Ok(done(path, known.hash, known.summary, false))),
        known => {
            let bytes = match files::read(&path) {
                Ok(bytes) => bytes,
                Err(error) if error.is_missing() => return None,
                Err(error) => return Some(Err(error)),
            };
            let hash = XxHash3_64::oneshot(&bytes);
            let summary = match known {
                Some(known) if known.hash == hash && known.stamp.size == bytes.len() as u64 => {
                    known.summary
                }
                _ => NoteSummary::read(bytes),
            };
            Some(Ok(done(path, hash, summary, true)))
        }
    }
}

fn fingerprint(notes: &[IndexedNote]) -> u64 {
    let mut state = Vec::with_capacity(notes.len() * 64);
    for note in notes {
        state.extend_from_slice(note.name.as_bytes());
        state.push(0);
        state.extend_from_slice(&note.hash.to_le_bytes());
    }
    XxHash3_64::oneshot(&state)
}
