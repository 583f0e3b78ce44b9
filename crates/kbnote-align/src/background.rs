//! How common words are in speech at large.

/// The share of a term in common speech; 0 for one that is not among the commonest.
pub(crate) fn frequency(_form: &str) -> f64 {
    0.0
}
