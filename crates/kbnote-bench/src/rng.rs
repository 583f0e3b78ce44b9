//! A pseudorandom number generator with a fixed seed.

/// A pseudorandom number generator (xorshift, Marsaglia 2003).
pub struct Rng(u64);

impl Rng {
    /// A generator that starts with a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number from 0 up to 1.
    #[allow(clippy::cast_precision_loss)]
    pub fn unit(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A share of the numbers below `end`, at least one.
    pub fn pick(&mut self, end: usize, share: f64) -> Vec<usize> {
        let mut picked: Vec<usize> = (0..end).filter(|_| self.unit() < share).collect();
        if picked.is_empty() {
            picked.push(0);
        }
        picked
    }

    /// A number from 0 up to `end`, which is at least 1.
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss
    )]
    pub fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }
}
