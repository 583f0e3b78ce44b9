//! The index as it is stored: a head that says what it is, a hash of the rest, then the notes in
//! chunks that are read in parallel.
//!
//! Numbers are little-endian. A chunk is its length in bytes and that many bytes of
//! [postcard](https://postcard.jamesmunns.com/wire-format).

use std::path::PathBuf;

use kbnote_note::NoteSummary;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use twox_hash::XxHash3_64;

use super::IndexedNote;
use super::stamp::Stamp;
use crate::{Vault, files};

/// Rises with every change of what is stored, or of what is read from notes.
const FORMAT: u32 = 1;

/// How many notes go into one chunk.
const CHUNK: usize = 512;

/// A stored index.
pub(super) struct Stored {
    /// When it was made, before the first note was read, in nanoseconds since 1970.
    pub(super) time: i64,
    /// The notes in order of their paths.
    pub(super) notes: Vec<StoredNote>,
}

/// A note in a stored index.
#[derive(Debug, Deserialize)]
pub(super) struct StoredNote {
    pub(super) name: String,
    pub(super) stamp: Stamp,
    pub(super) hash: u64,
    pub(super) summary: NoteSummary,
}

/// The same, to be written.
#[derive(Serialize)]
struct StoredNoteRef<'a> {
    name: &'a str,
    stamp: Stamp,
    hash: u64,
    summary: &'a NoteSummary,
}

/// The stored index of a vault; `None` if there is none that can be trusted.
pub(super) fn read(vault: &Vault) -> Option<Stored> {
    let bytes = files::read(&path(vault)).ok()?;
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
    let notes: Option<Vec<Vec<StoredNote>>> = chunks
        .into_par_iter()
        .map(|chunk| postcard::from_bytes(chunk).ok())
        .collect();
    Some(Stored {
        time: i64::from_le_bytes(*time),
        notes: notes?.into_iter().flatten().collect(),
    })
}

/// Stores an index. What cannot be stored is read again next time.
pub(super) fn write(vault: &Vault, time: i64, notes: &[(IndexedNote, Stamp)]) {
    let chunks: Vec<Vec<u8>> = notes
        .par_chunks(CHUNK)
        .filter_map(|chunk| {
            let chunk: Vec<StoredNoteRef<'_>> = chunk.iter().map(stored).collect();
            postcard::to_allocvec(&chunk).ok()
        })
        .collect();
    let mut body = time.to_le_bytes().to_vec();
    for chunk in chunks {
        body.extend_from_slice(&(chunk.len() as u64).to_le_bytes());
        body.extend_from_slice(&chunk);
    }
    let mut bytes = head(vault);
    bytes.extend_from_slice(&XxHash3_64::oneshot(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    let _ = vault
        .ignore_caches()
        .and_then(|()| files::replace_aid(&path(vault), &bytes));
}

fn stored((note, stamp): &(IndexedNote, Stamp)) -> StoredNoteRef<'_> {
    StoredNoteRef {
        name: &note.name,
        stamp: *stamp,
        hash: note.hash,
        summary: &note.summary,
    }
}

pub(super) fn path(vault: &Vault) -> PathBuf {
    vault.cache_dir().join("notes.idx")
}

/// What must stand at the beginning: the format, who wrote it, and for which folder.
fn head(vault: &Vault) -> Vec<u8> {
    let version = env!("CARGO_PKG_VERSION");
    let notes = &vault.settings().notes;
    format!("kbnote.index/{FORMAT} {version} {notes}\n").into_bytes()
}
