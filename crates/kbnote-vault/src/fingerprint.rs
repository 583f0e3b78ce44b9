//! Fingerprints of texts, for recognizing them later.

use kbnote_core::Fingerprint;
use twox_hash::XxHash3_64;

/// The fingerprint of the bytes of a text.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).to_string()
}

/// What fast fingerprints begin with.
const FAST: &str = "xxh3-";

/// As [`fingerprint`], many times as fast: for records of whole transcripts.
pub(crate) fn fast_fingerprint(bytes: &[u8]) -> String {
    format!("{FAST}{:016x}", XxHash3_64::oneshot(bytes))
}

/// Whether these bytes have a fingerprint of either kind. Nothing has none.
pub(crate) fn has_fingerprint(bytes: Option<&[u8]>, print: Option<&str>) -> bool {
    let make = match print {
        Some(print) if print.starts_with(FAST) => fast_fingerprint,
        _ => fingerprint,
    };
    bytes.map(make).as_deref() == print
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_of_earlier_versions_are_recognized() {
        for print in [fingerprint(b"reeds"), fast_fingerprint(b"reeds")] {
            assert!(has_fingerprint(Some(b"reeds"), Some(&print)));
            assert!(!has_fingerprint(Some(b"reed"), Some(&print)));
            assert!(!has_fingerprint(None, Some(&print)));
        }
        assert!(has_fingerprint(None, None));
        assert!(!has_fingerprint(Some(b""), None));
    }
}
