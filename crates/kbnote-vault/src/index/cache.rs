//! The stored index: a header, a hash of the rest, then the notes in chunks that are read in
//! parallel.
//!
//! Numbers are little-endian. A chunk is its length in bytes and that many bytes of
//! [postcard](https://postcard.jamesmunns.com/wire-format), in which the summary of a note is nested as postcard bytes: most commands need only the names.

use kbnote_note::NoteSummary;
use rayon::prelude::*;
use serde::{Deserialize, Serialize, Serializer};
use twox_hash::XxHash3_64;

use super::IndexedNote;
use super::stamp::Stamp;
use crate::Vault;

/// Raised with each change of what is stored, or of what is read from notes.
const FORMAT: u32 = 8;

/// The name of the file among the caches.
const NAME: &str = "notes.idx";

/// The number of notes per chunk.
const CHUNK: usize = 512;

/// A stored index.
pub(super) struct Stored<'a> {
    /// The time before the first note was read, in nanoseconds since 1970.
    pub(super) time: i64,
    /// The notes in order of their paths.
    pub(super) notes: Vec<StoredNote<'a>>,
}

/// A note in a stored index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredNote<'a> {
    pub(super) name: &'a str,
    pub(super) stamp: Stamp,
    pub(super) hash: u64,
    pub(super) title: &'a str,
    #[serde(borrow)]
    pub(super) aliases: Vec<&'a str>,
    /// Its summary, parsed only if needed.
    #[serde(serialize_with = "as_bytes")]
    summary: &'a [u8],
}

fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

impl StoredNote<'_> {
    pub(super) fn summary(&self) -> Option<NoteSummary> {
        postcard::from_bytes(self.summary).ok()
    }
}

/// The bytes of the stored index of a vault; `None` if there is none.
pub(super) fn bytes(vault: &Vault) -> Option<Vec<u8>> {
    vault.read_sealed_cache(NAME)
}

/// Parses a stored index; `None` if it cannot be trusted.
pub(super) fn read<'a>(vault: &Vault, bytes: &'a [u8]) -> Option<Stored<'a>> {
    let rest = bytes.strip_prefix(head(vault).as_slice())?;
    let (hash, rest) = rest.split_first_chunk()?;
    if XxHash3_64::oneshot(rest) != u64::from_le_bytes(*hash) {
        return None;
    }
    let (time, mut rest) = rest.split_first_chunk()?;
    let mut chunks = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk() {
        let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
        let (chunk, behind) = behind.split_at_checked(length)?;
        chunks.push(chunk);
        rest = behind;
    }
    let notes: Option<Vec<Vec<StoredNote<'a>>>> = chunks
        .into_par_iter()
        .map(|chunk| postcard::from_bytes(chunk).ok())
        .collect();
    Some(Stored {
        time: i64::from_le_bytes(*time),
        notes: notes?.into_iter().flatten().collect(),
    })
}

/// Stores an index. Failures are ignored.
pub(super) fn write(vault: &Vault, time: i64, notes: &[(IndexedNote, Stamp)]) {
    let chunks: Vec<Vec<u8>> = notes.par_chunks(CHUNK).filter_map(chunk).collect();
    let mut bytes = head(vault);
    let hash = bytes.len()..bytes.len() + size_of::<u64>();
    bytes.extend_from_slice(&[0; size_of::<u64>()]);
    bytes.extend_from_slice(&time.to_le_bytes());
    for chunk in chunks {
        bytes.extend_from_slice(&(chunk.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&chunk);
    }
    let sum = XxHash3_64::oneshot(&bytes[hash.end..]).to_le_bytes();
    bytes[hash].copy_from_slice(&sum);
    vault.write_sealed_cache(NAME, &bytes);
}

fn chunk(notes: &[(IndexedNote, Stamp)]) -> Option<Vec<u8>> {
    let summary = |(note, _): &(IndexedNote, Stamp)| postcard::to_allocvec(&note.summary).ok();
    let summaries: Vec<Vec<u8>> = notes.iter().map(summary).collect::<Option<_>>()?;
    let all = notes.iter().zip(&summaries);
    let stored = all.map(|((note, stamp), summary)| StoredNote {
        name: &note.name,
        stamp: *stamp,
        hash: note.hash,
        title: &note.summary.title,
        aliases: note.summary.aliases.iter().map(String::as_str).collect(),
        summary,
    });
    let notes: Vec<StoredNote<'_>> = stored.collect();
    postcard::to_allocvec(&notes).ok()
}

#[cfg(test)]
pub(super) fn path(vault: &Vault) -> std::path::PathBuf {
    vault.cache_dir().join(NAME)
}

/// What must stand at the beginning: the format, who wrote it, and for which folder.
fn head(vault: &Vault) -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let notes = &vault.settings().notes;
    format!("kbnote.index/{FORMAT} {version} {notes}\n").into_bytes()
}

/// The number of read notes from which the index is stored: reading fewer is faster than writing all.
pub(super) const MIN_CHANGES_TO_STORE: usize = 32;
