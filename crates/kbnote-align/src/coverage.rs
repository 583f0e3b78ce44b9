//! How much of a claim is said in the time around each segment.

use crate::index::TrackIndex;
use crate::query::Query;

/// The lengths of the windows that begin with a segment, in milliseconds. The first is that of
/// the segment alone.
pub(crate) const AHEAD: [i64; 5] = [0, 4_000, 9_000, 18_000, 40_000];

/// The lengths of the windows that end where a segment begins, in milliseconds.
pub(crate) const BEHIND: [i64; 3] = [5_000, 15_000, 40_000];

/// For each segment and window, the summed rarity of the claim's terms said there, each once.
#[derive(Debug)]
pub(crate) struct Coverage {
    /// One row a window that begins with the segment.
    pub(crate) ahead: [Vec<f32>; AHEAD.len()],
    /// One row a window that ends where the segment begins.
    pub(crate) behind: [Vec<f32>; BEHIND.len()],
}

/// The segments whose windows reach a segment, for all windows.
#[derive(Debug)]
pub(crate) struct Reach {
    /// For each window ahead and segment, the first segment whose window holds it.
    ahead: [Vec<u32>; AHEAD.len()],
    /// For each window behind and segment, the first segment whose window no longer holds it.
    behind: [Vec<u32>; BEHIND.len()],
}

impl Reach {
    pub(crate) fn new(starts: &[i64]) -> Self {
        let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let ahead = AHEAD.map(|length| {
            let first = |(own, &start): (usize, &i64)| {
                count(starts.partition_point(|&s| s <= start - length).min(own))
            };
            starts.iter().enumerate().map(first).collect()
        });
        let behind = BEHIND.map(|length| {
            let end = |(own, &start): (usize, &i64)| {
                count(
                    starts
                        .partition_point(|&s| s <= start + length)
                        .max(own + 1),
                )
            };
            starts.iter().enumerate().map(end).collect()
        });
        Self { ahead, behind }
    }
}

impl Coverage {
    pub(crate) fn new(query: &Query, index: &TrackIndex, reach: &Reach) -> Self {
        let row = || vec![0.0; index.len() + 1];
        let mut coverage = Self {
            ahead: std::array::from_fn(|_| row()),
            behind: std::array::from_fn(|_| row()),
        };
        for term in &query.terms {
            let segments = index.segments_of(term.id);
            for (row, first) in coverage.ahead.iter_mut().zip(&reach.ahead) {
                let spans = segments.iter().map(|&s| (first[s as usize], s + 1));
                add_union(row, term.rarity, spans);
            }
            for (row, end) in coverage.behind.iter_mut().zip(&reach.behind) {
                let spans = segments.iter().map(|&s| (s + 1, end[s as usize]));
                add_union(row, term.rarity, spans);
            }
        }
        coverage.ahead.iter_mut().for_each(sum_up);
        coverage.behind.iter_mut().for_each(sum_up);
        coverage
    }
}

/// Adds a weight to all places in some of the spans, which come in order; as differences.
fn add_union(row: &mut [f32], weight: f32, spans: impl Iterator<Item = (u32, u32)>) {
    let mut covered = 0;
    for (from, to) in spans {
        let from = from.max(covered);
        if from < to {
            row[from as usize] += weight;
            row[to as usize] -= weight;
            covered = to;
        }
    }
}

/// Turns differences into values. Rounding may leave a trace below zero: it is cut off.
fn sum_up(row: &mut Vec<f32>) {
    row.pop();
    let mut sum = 0.0;
    for value in row {
        sum += *value;
        *value = if sum > 1e-3 { sum } else { 0.0 };
    }
}
