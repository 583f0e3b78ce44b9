//! How common words are in speech at large.
//!
//! A word that is said once in a short talk may still be one that is said everywhere.

mod terms;

/// The share of a term in common English speech; 0 for one that is not among the commonest.
pub(crate) fn frequency(form: &str) -> f64 {
    let place = terms::TERMS.binary_search_by_key(&form, |(term, _)| term);
    place.map_or(0.0, |at| f64::from(terms::TERMS[at].1) / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        assert!(terms::TERMS.is_sorted_by_key(|(term, _)| term));
        assert!(frequency("the") > 0.02 && frequency("okay") > 0.0001);
        assert!(frequency("zymurgi") < 1e-9);
    }
}
