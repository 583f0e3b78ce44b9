//! Values as bytes, to be stored: a line with the format, then
//! [postcard](https://postcard.jamesmunns.com/wire-format).

use serde::{Deserialize, Serialize};

/// Why bytes cannot be read as an index or as facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadIndexError {
    /// They have another format.
    #[error("not in this version's format")]
    Version,
    /// The notes have changed since.
    #[error("the link index is out of date")]
    Stale,
    /// They are cut off or changed.
    #[error("the link index is damaged")]
    Damaged,
}

/// The bytes of a value in a format.
pub(crate) fn to_bytes(format: &[u8], value: &impl Serialize) -> Vec<u8> {
    // Fails for sequences of unknown length only, and none is stored.
    postcard::to_extend(value, format.to_vec()).unwrap_or_default()
}

/// Reads a value in a format.
pub(crate) fn from_bytes<'a, T: Deserialize<'a>>(
    format: &[u8],
    bytes: &'a [u8],
) -> Result<T, ReadIndexError> {
    let bytes = bytes.strip_prefix(format);
    let bytes = bytes.ok_or(ReadIndexError::Version)?;
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(ReadIndexError::Damaged),
    }
}
