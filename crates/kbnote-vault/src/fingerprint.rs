//! Fingerprints of texts, for recognizing them later.

use kbnote_core::Fingerprint;

/// The fingerprint of the bytes of a text.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).to_string()
}
