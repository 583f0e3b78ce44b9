//! Hashes that detect changes of content.

use std::fmt;

/// A hash that is the same on every machine. (FNV-1a, 64 bits:
/// <http://www.isthe.com/chongo/tech/comp/fnv/>.)
///
/// It detects changes, but is not secure against somebody who constructs collisions.
///
/// ```
/// # use kbnote_core::Fingerprint;
/// assert_eq!(Fingerprint::of(b"a").to_string(), "af63dc4c8601ec8c");
/// assert_eq!(Fingerprint::of(b"ab"), Fingerprint::of(b"a").and(b"b"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of no bytes.
    #[must_use]
    pub const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// The fingerprint of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self::new().and(bytes)
    }

    /// The fingerprint after appending these bytes.
    #[must_use]
    pub fn and(self, bytes: &[u8]) -> Self {
        let add = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(bytes.iter().fold(self.0, add))
    }
}

impl Default for Fingerprint {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
