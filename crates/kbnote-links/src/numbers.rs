//! Logarithms that are the same on every machine.

use kbnote_model::math;

/// The natural logarithm.
pub(crate) fn ln(x: f32) -> f32 {
    math::ln(f64::from(x)) as f32
}

/// The logarithm of a count plus one.
pub(crate) fn ln_count(count: usize) -> f32 {
    ln(1.0 + count as f32)
}
