//! Numbers and lists as bytes, and what stands before them in a file.
//!
//! After the magic number come the version, the stamp and the hash of the rest, eight bytes each. All
//! numbers are little-endian; an array has its length before it.

use twox_hash::XxHash3_64;

use crate::lists::Lists;
use crate::topics::{DIMS, Direction};

/// What stands before the arrays.
const HEAD: usize = 32;

/// Why bytes are not what was stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadIndexError {
    /// They are none, or of another version of kbnote.
    #[error("not of this version of the link index")]
    Version,
    /// They were made from other notes than are there now.
    #[error("the link index is out of date")]
    Stale,
    /// They are cut off or changed.
    #[error("the link index is damaged")]
    Damaged,
}

/// Which file it is, and of which version.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) magic: [u8; 8],
    /// Raised with each change of what is stored, or of how it is made.
    pub(crate) version: u64,
}

impl Kind {
    /// A file: its head, and what is put behind it. The stamp says what it was made from.
    pub(crate) fn file(self, stamp: u64, put: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut bytes = vec![0; HEAD];
        put(&mut bytes);
        let hash = XxHash3_64::oneshot(&bytes[HEAD..]);
        let magic = u64::from_le_bytes(self.magic);
        for (at, number) in [magic, self.version, stamp, hash].into_iter().enumerate() {
            bytes[at * 8..at * 8 + 8].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// The stamp of a file, and what stands behind its head.
    pub(crate) fn open(self, bytes: &[u8]) -> Result<(u64, &[u8]), ReadIndexError> {
        let mut rest = bytes;
        let mut number = || u64::take(&mut rest).ok_or(ReadIndexError::Version);
        if (number()?, number()?) != (u64::from_le_bytes(self.magic), self.version) {
            return Err(ReadIndexError::Version);
        }
        let (stamp, hash) = (number()?, number()?);
        if hash != XxHash3_64::oneshot(rest) {
            return Err(ReadIndexError::Damaged);
        }
        Ok((stamp, rest))
    }
}

/// What can be put behind each other as bytes.
pub(crate) trait Flat: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// What always takes the same number of bytes.
pub(crate) trait Fixed: Copy {
    const SIZE: usize;
    fn put(&self, out: &mut Vec<u8>);
    /// Reads it from as many bytes as it takes.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! fixed_number {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            const SIZE: usize = size_of::<Self>();
            fn put(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }
            fn read(bytes: &[u8]) -> Self {
                let mut own = [0; Self::SIZE];
                own.copy_from_slice(bytes);
                Self::from_le_bytes(own)
            }
        }
    )*};
}
fixed_number!(u8, u16, u32, u64);

impl Fixed for (u32, u16) {
    const SIZE: usize = 6;
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn read(bytes: &[u8]) -> Self {
        (u32::read(&bytes[..4]), u16::read(&bytes[4..]))
    }
}

impl Fixed for Direction {
    const SIZE: usize = DIMS;
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.map(i8::cast_unsigned));
    }
    fn read(bytes: &[u8]) -> Self {
        std::array::from_fn(|at| bytes[at].cast_signed())
    }
}

impl Flat for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        Fixed::put(self, out);
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let (own, rest) = from.split_at_checked(8)?;
        *from = rest;
        Some(Self::read(own))
    }
}

impl<T: Fixed> Flat for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        Flat::put(&(self.len() as u64), out);
        self.iter().for_each(|item| item.put(out));
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let count = usize::try_from(u64::take(from)?).ok()?;
        let (own, rest) = from.split_at_checked(count.checked_mul(T::SIZE)?)?;
        *from = rest;
        Some(own.chunks_exact(T::SIZE).map(T::read).collect())
    }
}

impl<T: Fixed> Flat for Lists<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.ends.put(out);
        self.items.put(out);
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let (ends, items): (Vec<u32>, Vec<T>) = (Vec::take(from)?, Vec::take(from)?);
        let all = ends.last().map_or(0, |&end| end as usize);
        (ends.is_sorted() && all == items.len()).then_some(Self { ends, items })
    }
}

/// Gives a changed file the hash of what it holds.
#[cfg(test)]
pub(crate) fn rehash(bytes: &mut [u8]) {
    if let Some((head, rest)) = bytes.split_at_mut_checked(HEAD) {
        head[HEAD - 8..].copy_from_slice(&XxHash3_64::oneshot(rest).to_le_bytes());
    }
}
