//! Hashes of notes, which tell whether one has changed.

use twox_hash::XxHash3_64;

/// A hash of the bytes of a note, as [`IndexedNote::hash`](super::IndexedNote::hash) has it.
#[must_use]
pub fn content_hash(bytes: &[u8]) -> u64 {
    XxHash3_64::oneshot(bytes)
}

/// A fingerprint of the names and hashes of all notes.
pub(super) fn fingerprint<'a>(notes: impl Iterator<Item = (&'a str, u64)>) -> u64 {
    let mut state = Vec::new();
    for (name, hash) in notes {
        state.extend_from_slice(name.as_bytes());
        state.push(0);
        state.extend_from_slice(&hash.to_le_bytes());
    }
    XxHash3_64::oneshot(&state)
}
