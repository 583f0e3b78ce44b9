//! Arrays of numbers in a file: little-endian bytes, read many times faster than number by number.
//!
//! For fields: `#[serde(with = "crate::array")]`.

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

use crate::topic_vector::{DIMS, Direction};

/// A value that always has the same number of bytes.
pub(crate) trait FixedSize: Copy {
    const SIZE: usize;
    fn write(self, out: &mut Vec<u8>);
    /// Reads a value from [`Self::SIZE`] bytes.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! fixed_size_numbers {
    ($($number:ty),*) => {$(
        impl FixedSize for $number {
            const SIZE: usize = size_of::<Self>();
            fn write(self, out: &mut Vec<u8>) {
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
fixed_size_numbers!(u8, u16, u32, u64);

impl FixedSize for (u32, u16) {
    const SIZE: usize = 6;
    fn write(self, out: &mut Vec<u8>) {
        self.0.write(out);
        self.1.write(out);
    }
    fn read(bytes: &[u8]) -> Self {
        (u32::read(&bytes[..4]), u16::read(&bytes[4..]))
    }
}

impl FixedSize for Direction {
    const SIZE: usize = DIMS;
    fn write(self, out: &mut Vec<u8>) {
        out.extend(self.map(i8::cast_unsigned));
    }
    fn read(bytes: &[u8]) -> Self {
        std::array::from_fn(|at| bytes[at].cast_signed())
    }
}

pub(crate) fn serialize<T: FixedSize, S: Serializer>(
    items: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = Vec::with_capacity(items.len() * T::SIZE);
    items.iter().for_each(|item| item.write(&mut bytes));
    serializer.serialize_bytes(&bytes)
}

pub(crate) fn deserialize<'de, T: FixedSize, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let bytes = <&[u8]>::deserialize(deserializer)?;
    let items = bytes.chunks_exact(T::SIZE);
    if items.remainder().is_empty() {
        Ok(items.map(T::read).collect())
    } else {
        Err(D::Error::custom("part of an item"))
    }
}
