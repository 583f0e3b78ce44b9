//! Scores as the benchmark's own scorer does.

use kbnote_align::{Alignment, Claim};

use crate::development::GoldNote;

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

/// The claims of a note as the aligner gets them.
#[must_use]
pub fn asked(note: &GoldNote) -> Vec<Claim<'_>> {
    note.claims
        .iter()
        .map(|c| Claim {
            text: &c.text,
            heading: &c.heading,
            block: c.block,
            moments: c.gold.len(),
        })
        .collect()
}

/// The error of each case of a note, with the number of its claim.
#[must_use]
pub fn errors(note: &GoldNote, found: &[Alignment]) -> Vec<(usize, u64)> {
    let mut out = Vec::new();
    for (number, (claim, alignment)) in note.claims.iter().zip(found).enumerate() {
        let mut places = claim.places.clone();
        places.dedup();
        for place in places {
            let at = |i: &usize| claim.places[*i] == place;
            let golds: Vec<u64> = (0..claim.gold.len())
                .filter(at)
                .filter_map(|i| claim.gold[i])
                .collect();
            if golds.is_empty() {
                continue;
            }
            let got: Vec<u64> = (0..claim.gold.len())
                .filter(at)
                .filter_map(|i| {
                    alignment
                        .moments
                        .get(i.min(alignment.moments.len().saturating_sub(1)))
                })
                .map(|m| m.time.as_secs())
                .collect();
            let error = got
                .iter()
                .flat_map(|p| golds.iter().map(move |g| p.abs_diff(*g)))
                .min()
                .unwrap_or(1_000_000);
            out.push((number, error));
        }
    }
    out
}
