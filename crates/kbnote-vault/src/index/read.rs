//! Builds the index from the stored one and the files.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use kbnote_note::NoteSummary;
use rayon::prelude::*;

use super::cache::{self, MIN_CHANGES_TO_STORE, Stored, StoredNote};
use super::hash::{content_hash, fingerprint};
use super::names::{NamedNote, VaultNames};
use super::stamp::{self, Stamp};
use super::{IndexedNote, VaultIndex};
use crate::notes::{name_below, path_order, with_slashes};
use crate::walk::{self, FoundFile};
use crate::{FileError, NotesError, Vault, files};

/// Whether the stored index is read and written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Cache {
    Used,
    PassedBy,
    /// Even for few changes.
    #[cfg(test)]
    SummaryPart,
}

impl Cache {
    fn is_stored_after(self, reread_count: usize) -> bool {
        match self {
            Self::Used => reread_count >= MIN_CHANGES_TO_STORE,
            Self::PassedBy => false,
            #[cfg(test)]
            Self::SummaryPart => reread_count > 0,
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
    let (bytes, found) = rayon::join(|| bytes(vault, cache), || find(vault));
    let NoteFiles {
        notes: found,
        others,
        mut unreadable,
    } = found?;
    let stored = stored(vault, bytes.as_deref());
    let gathered = gather::<NoteSummary>(matched(found, stored.notes), stored.time);
    if cache.is_stored_after(gathered.reread_count) {
        cache::write(vault, stamp::nanoseconds(time), &gathered.notes);
    }
    let mut notes: Vec<IndexedNote> = gathered.notes.into_iter().map(|(note, _)| note).collect();
    for IndexedNote { summary, .. } in &mut notes {
        let known = summary.recording.as_deref().zip(summary.video.as_ref());
        if let Some(stored) = known.and_then(|(value, id)| vault.stored_as(id, value)) {
            summary.video = Some(stored);
        }
    }
    unreadable.extend(gathered.unreadable);
    Ok(VaultIndex {
        fingerprint: fingerprint(notes.iter().map(|note| (note.name.as_str(), note.hash))),
        notes,
        others,
        folder: vault.notes_folder(),
        unreadable,
        reread_count: gathered.reread_count,
    })
}

/// Names the notes; `time` is now. Where many notes have changed, the index is made anew, and stored.
pub(super) fn names(
    vault: &Vault,
    cache: Cache,
    time: SystemTime,
) -> Result<VaultNames, NotesError> {
    let (bytes, found) = rayon::join(|| bytes(vault, cache), || find(vault));
    let found = found?.notes;
    let stored = stored(vault, bytes.as_deref());
    let matched = matched(found, stored.notes);
    let is_known = |(found, known): &&Match<'_>| {
        let known = known.as_ref();
        known.is_some_and(|known| is_settled(found, known, stored.time))
    };
    if cache.is_stored_after(matched.len() - matched.iter().filter(is_known).count()) {
        drop(matched);
        drop(bytes);
        return Ok(VaultNames::of(index(vault, cache, time)?));
    }
    let notes = gather::<NoteTitles>(matched, stored.time).notes;
    let notes: Vec<NamedNote> = notes
        .into_iter()
        .map(|(note, _)| NamedNote {
            path: note.path,
            name: note.name,
            hash: note.hash,
            title: note.summary.title,
            aliases: note.summary.aliases,
        })
        .collect();
    Ok(VaultNames::new(notes))
}

fn bytes(vault: &Vault, cache: Cache) -> Option<Vec<u8>> {
    (cache != Cache::PassedBy)
        .then(|| cache::bytes(vault))
        .flatten()
}

fn stored<'a>(vault: &Vault, bytes: Option<&'a [u8]>) -> Stored<'a> {
    let stored = bytes.and_then(|bytes| cache::read(vault, bytes));
    stored.unwrap_or(Stored {
        time: 0,
        notes: Vec::new(),
    })
}

/// The entries of the found notes.
struct IndexEntries<S> {
    notes: Vec<(IndexedNote<S>, Stamp)>,
    unreadable: Vec<FileError>,
    reread_count: usize,
}

fn gather<S: SummaryPart>(matched: Vec<Match<'_>>, stored_at: i64) -> IndexEntries<S> {
    let read: Vec<Option<Result<IndexedEntry<S>, FileError>>> = matched
        .into_par_iter()
        .map(|(found, known)| read(found, known.as_ref(), stored_at))
        .collect();
    let mut gathered = IndexEntries {
        notes: Vec::with_capacity(read.len()),
        unreadable: Vec::new(),
        reread_count: 0,
    };
    for outcome in read.into_iter().flatten() {
        match outcome {
            Ok(read) => {
                gathered.reread_count += usize::from(read.anew);
                gathered.notes.push((read.note, read.stamp));
            }
            Err(error) => gathered.unreadable.push(error),
        }
    }
    gathered
}

/// The part of a summary that an index contains.
trait SummaryPart: Sized + Send {
    fn from_stored(note: &StoredNote<'_>) -> Option<Self>;
    fn from_summary(summary: NoteSummary) -> Self;
}

impl SummaryPart for NoteSummary {
    fn from_stored(note: &StoredNote<'_>) -> Option<Self> {
        note.summary()
    }

    fn from_summary(summary: NoteSummary) -> Self {
        summary
    }
}

/// The title and the aliases alone.
struct NoteTitles {
    title: String,
    aliases: Vec<String>,
}

impl SummaryPart for NoteTitles {
    fn from_stored(note: &StoredNote<'_>) -> Option<Self> {
        let aliases = note.aliases.iter().map(|&alias| alias.to_owned());
        Some(Self {
            title: note.title.to_owned(),
            aliases: aliases.collect(),
        })
    }

    fn from_summary(summary: NoteSummary) -> Self {
        Self {
            title: summary.title,
            aliases: summary.aliases,
        }
    }
}

/// The files below the folder of the notes.
#[derive(Default)]
struct NoteFiles {
    /// In order of their paths.
    notes: Vec<FoundNote>,
    /// The paths of the other files.
    others: Vec<String>,
    /// Links that lead out of the vault.
    unreadable: Vec<FileError>,
}

fn find(vault: &Vault) -> Result<NoteFiles, NotesError> {
    let dir = vault.notes_dir();
    if !dir.is_dir() {
        return Ok(NoteFiles::default());
    }
    let mut found = walk::files_below(&dir, &vault.folders_without_notes())?;
    for folder in vault.other_folders() {
        found.extend(files_of_other_folder(&dir, &folder)?);
    }
    let mut unreadable = Vec::new();
    found.retain(|found| {
        if found.is_link {
            let kept = vault.check_note_access(&found.path);
            let is_kept = kept.is_ok();
            unreadable.extend(kept.err().filter(|_| walk::is_note(&found.path)));
            is_kept
        } else {
            true
        }
    });
    let (notes, others): (Vec<FoundFile>, Vec<FoundFile>) = found
        .into_iter()
        .partition(|found| walk::is_note(&found.path));
    let mut notes: Vec<FoundNote> = notes.into_iter().map(|found| named(&dir, found)).collect();
    notes.par_sort_unstable_by(|a, b| {
        path_order(&a.name, &b.name).then_with(|| a.path.cmp(&b.path))
    });
    let below =
        |found: &FoundFile| with_slashes(found.path.strip_prefix(&dir).unwrap_or(&found.path));
    let mut others: Vec<String> = others.iter().map(below).collect();
    others.sort_unstable();
    unreadable.sort_by_key(ToString::to_string);
    Ok(NoteFiles {
        notes,
        others,
        unreadable,
    })
}

/// What drafts and the like show: files that a link may lead to, but no notes.
fn files_of_other_folder(notes: &Path, folder: &Path) -> Result<Vec<FoundFile>, NotesError> {
    if folder == notes || !folder.starts_with(notes) || !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = walk::files_below(folder, &[])?;
    found.retain(|found| !walk::is_note(&found.path));
    Ok(found)
}

fn named(dir: &Path, found: FoundFile) -> FoundNote {
    FoundNote {
        name: name_below(found.path.strip_prefix(dir).unwrap_or(&found.path)),
        stamp: Stamp::of(&found.metadata),
        path: found.path,
    }
}

/// A found note, with its stored entry.
type Match<'a> = (FoundNote, Option<StoredNote<'a>>);

/// Matches found notes with their stored entries; both lists are sorted.
fn matched<'a>(found: Vec<FoundNote>, stored: Vec<StoredNote<'a>>) -> Vec<Match<'a>> {
    let mut stored = stored.into_iter().peekable();
    let mut known = |found: &FoundNote| {
        while stored
            .next_if(|known| path_order(known.name, &found.name).is_lt())
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

struct IndexedEntry<S> {
    note: IndexedNote<S>,
    stamp: Stamp,
    /// Whether the file had to be read.
    anew: bool,
}

/// Whether the stored entry of a note is certainly valid.
fn is_settled(found: &FoundNote, known: &StoredNote<'_>, stored_at: i64) -> bool {
    known.stamp == found.stamp && found.stamp.is_settled_at(stored_at)
}

/// The entry of a note; `None` if it was removed in the meantime.
fn read<S: SummaryPart>(
    found: FoundNote,
    known: Option<&StoredNote<'_>>,
    stored_at: i64,
) -> Option<Result<IndexedEntry<S>, FileError>> {
    let settled = known.filter(|known| is_settled(&found, known, stored_at));
    let settled = settled.and_then(|known| Some((known.hash, S::from_stored(known)?)));
    let FoundNote { path, name, stamp } = found;
    let done = |path, hash, summary, anew| IndexedEntry {
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
    if let Some((hash, summary)) = settled {
        return Some(Ok(done(path, hash, summary, false)));
    }
    let bytes = match files::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.is_missing() => return None,
        Err(error) => return Some(Err(error)),
    };
    let hash = content_hash(&bytes);
    let is_same =
        |known: &&StoredNote<'_>| known.hash == hash && known.stamp.size == bytes.len() as u64;
    let summary = known.filter(is_same).and_then(S::from_stored);
    let summary = summary.unwrap_or_else(|| S::from_summary(NoteSummary::read(bytes)));
    Some(Ok(done(path, hash, summary, true)))
}
