//! Scores as the benchmark's own scorer does.

use kbnote_align::Claim;

use crate::development::{GoldClaim, GoldNote};

/// Counts of anchors by the size of their error.
#[derive(Default, Clone)]
pub struct Tally {
    /// The errors in seconds.
    pub errors: Vec<u64>,
}

impl Tally {
    /// The share of errors of at most `seconds`, in per cent.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn within(&self, seconds: u64) -> f64 {
        let hits = self.errors.iter().filter(|&&e| e <= seconds).count();
        100.0 * hits as f64 / self.errors.len().max(1) as f64
    }

    /// The usual four figures.
    #[must_use]
    pub fn row(&self) -> String {
        format!(
            "{:6} {:5.1} {:5.1} {:5.1} {:5.1}",
            self.errors.len(),
            self.within(2),
            self.within(5),
            self.within(10),
            self.within(30)
        )
    }
}

/// The claims of a note as the aligner gets them: one that could have an anchor requests a moment
/// too.
#[must_use]
pub fn aligner_claims(note: &GoldNote) -> Vec<Claim<'_>> {
    let moments = |claim: &GoldClaim| claim.gold.len().max(usize::from(claim.wants_anchor));
    note.claims
        .iter()
        .map(|claim| Claim {
            text: &claim.text,
            heading: &claim.heading,
            block: claim.block,
            moments: moments(claim),
        })
        .collect()
}

/// The error of each case of a claim in whole seconds, given the seconds found, in order of time.
/// Where people marked passages it is the distance of the first moment from the nearest.
#[must_use]
pub fn claim_errors(claim: &GoldClaim, found: &[u64]) -> Vec<u64> {
    if !claim.passages.is_empty() {
        let first = found.first().and_then(|s| i64::try_from(1000 * s).ok());
        let error = first.map_or(1_000_000, |first| {
            distance(&claim.passages, first)
                .unsigned_abs()
                .div_ceil(1000)
        });
        return vec![error];
    }
    let mut places = claim.places.clone();
    places.dedup();
    let error = |place: usize| {
        let here = || (0..claim.gold.len()).filter(move |&i| claim.places[i] == place);
        let golds: Vec<u64> = here().filter_map(|i| claim.gold[i]).collect();
        let last = found.len().saturating_sub(1);
        let got: Vec<u64> = here()
            .filter_map(|i| found.get(i.min(last)).copied())
            .collect();
        let all = got
            .iter()
            .flat_map(|p| golds.iter().map(move |g| p.abs_diff(*g)));
        (!golds.is_empty()).then(|| all.min().unwrap_or(1_000_000))
    };
    places.into_iter().filter_map(error).collect()
}

/// How far a moment is from the nearest of some passages, in milliseconds: 0 inside one, and up to
/// a second before it.
#[must_use]
pub fn distance(passages: &[(i64, i64)], moment: i64) -> i64 {
    let distances = passages.iter().map(|&(from, to)| {
        let from = from - 1_000;
        (from - moment).max(moment - to).max(0)
    });
    distances.min().unwrap_or(i64::MAX / 2)
}
