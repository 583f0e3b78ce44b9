//! Exponential and logarithm from basic arithmetic alone.
//!
//! Those of the system differ in the last bit between machines, and a decision may hang on it.
//! These give the same bits everywhere: only sums, products and quotients, in a fixed order.

/// The coefficients of the exponential series: one over the factorial of their place.
#[allow(clippy::cast_precision_loss)]
const SERIES: [f64; 12] = {
    let mut series = [1.0; 12];
    let mut n = 1;
    while n < series.len() {
        series[n] = series[n - 1] / n as f64;
        n += 1;
    }
    series
};

/// Adding and subtracting it rounds a number to a whole one.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// `e` to the power `x`, to about twelve digits; 0 below -700, and `x` is cut off at 700. Without a
/// branch, so that a compiler can make vectors of many.
#[inline]
pub fn exp(x: f64) -> f64 {
    let rounded = x.min(700.0) * std::f64::consts::LOG2_E + ROUNDING;
    let rest = x.min(700.0) - (rounded - ROUNDING) * std::f64::consts::LN_2;
    let sum = SERIES
        .iter()
        .rev()
        .fold(0.0, |sum, coefficient| sum * rest + coefficient);
    // The whole number is in the last bits of the rounded one.
    let power = f64::from_bits(rounded.to_bits().wrapping_add(1023) << 52);
    if x < -700.0 { 0.0 } else { sum * power }
}

/// The natural logarithm of a positive normal number; anything smaller counts as the least one.
pub fn ln(x: f64) -> f64 {
    let bits = x.max(f64::MIN_POSITIVE).to_bits();
    #[allow(clippy::cast_possible_wrap)]
    let exponent = (bits >> 52) as i64 - 1023;
    let mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    let ratio = (mantissa - 1.0) / (mantissa + 1.0);
    let square = ratio * ratio;
    let mut sum = 0.0;
    for n in (0..14).rev() {
        sum = sum * square + 1.0 / f64::from(2 * n + 1);
    }
    #[allow(clippy::cast_precision_loss)]
    let whole = exponent as f64 * std::f64::consts::LN_2;
    whole + 2.0 * ratio * sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agree_with_the_systems() {
        for step in -6000..6000 {
            let x = f64::from(step) / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-11, "exp {x}");
            let y = x.abs() + 1e-6;
            assert!((ln(y) - y.ln()).abs() < 1e-11, "ln {y}");
        }
        assert_eq!((exp(-1e9), exp(0.0), ln(1.0)), (0.0, 1.0, 0.0));
    }
}
