//! Vectors of topics.

/// The number of dimensions.
pub(crate) const DIMS: usize = 96;

/// A point, or a direction.
pub(crate) type Point = [f32; DIMS];

/// A direction in integers, of length about 127.
pub(crate) type Direction = [i8; DIMS];
