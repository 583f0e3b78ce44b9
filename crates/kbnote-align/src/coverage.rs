//! How much of a claim is said in the time around each segment.

use crate::index::TrackIndex;
use crate::query::Query;

/// The lengths of the windows that begin with a segment, in milliseconds. The first is that of
/// the segment alone.
pub(crate) const AHEAD: [i64; 6] = [0, 4_000, 9_000, 18_000, 40_000, 80_000];

/// The lengths of the windows that end where a segment begins, in milliseconds.
pub(crate) const BEHIND: [i64; 3] = [5_000, 15_000, 40_000];

/// How far the window around the start of a segment reaches, in milliseconds.
pub(crate) const AROUND: i64 = 30_000;

/// The number of windows: those ahead, then those before, then the one around.
pub(crate) const WINDOWS: usize = AHEAD.len() + BEHIND.len() + 1;

/// For each segment and window, the summed rarity of the claim's terms said there, each once.
///
/// The windows of a segment lie side by side, so all of them are summed up at once.
#[derive(Debug)]
pub(crate) struct Coverage {
    /// One row a segment.
    pub(crate) rows: Vec<[f32; WINDOWS]>,
}

/// The segments whose windows reach a segment, for all windows.
#[derive(Debug)]
pub(crate) struct Reach {
    /// For each window ahead and segment, the first segment whose window holds it.
    ahead: [Vec<u32>; AHEAD.len()],
    /// For each window before and segment, the first segment whose window no longer holds it.
    behind: [Vec<u32>; BEHIND.len()],
    /// For each segment, the segments whose windows around hold it.
    around: Vec<(u32, u32)>,
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
        let around = |(own, &start): (usize, &i64)| {
            let first = starts.partition_point(|&s| s <= start - AROUND).min(own);
            let end = starts.partition_point(|&s| s <= start + AROUND);
            (count(first), count(end.max(own + 1)))
        };
        let around = starts.iter().enumerate().map(around).collect();
        Self {
            ahead,
            behind,
            around,
        }
    }
}

/// Terms that tell no more are said nearly everywhere, and add nearly nothing.
const FAINT: f32 = 1.0;

impl Coverage {
    pub(crate) fn new(query: &Query, index: &TrackIndex, reach: &Reach) -> Self {
        let mut rows = vec![[0.0; WINDOWS]; index.len() + 1];
        for term in query.terms.iter().filter(|term| term.rarity > FAINT) {
            let segments = index.segments_of(term.id);
            for (window, first) in reach.ahead.iter().enumerate() {
                let spans = segments.iter().map(|&s| (first[s as usize], s + 1));
                add_union(&mut rows, window, term.rarity, spans);
            }
            for (window, end) in reach.behind.iter().enumerate() {
                let spans = segments.iter().map(|&s| (s + 1, end[s as usize]));
                add_union(&mut rows, AHEAD.len() + window, term.rarity, spans);
            }
            let spans = segments.iter().map(|&s| reach.around[s as usize]);
            add_union(&mut rows, WINDOWS - 1, term.rarity, spans);
        }
        sum_up(&mut rows);
        Self { rows }
    }

    /// The greatest value of each window.
    pub(crate) fn peaks(&self) -> [f32; WINDOWS] {
        let greater = |peaks: [f32; WINDOWS], row: &[f32; WINDOWS]| {
            std::array::from_fn(|window| peaks[window].max(row[window]))
        };
        self.rows.iter().fold([0.0; WINDOWS], greater)
    }
}

/// Adds a weight to one window of all places in some of the spans, which come in order; as
/// differences.
fn add_union(
    rows: &mut [[f32; WINDOWS]],
    window: usize,
    weight: f32,
    spans: impl Iterator<Item = (u32, u32)>,
) {
    let mut covered = 0;
    for (from, to) in spans {
        let from = from.max(covered);
        if from < to {
            rows[from as usize][window] += weight;
            rows[to as usize][window] -= weight;
            covered = to;
        }
    }
}

/// Turns differences into values. Rounding may leave a trace below zero: it is cut off.
fn sum_up(rows: &mut Vec<[f32; WINDOWS]>) {
    rows.pop();
    let mut sums = [0.0; WINDOWS];
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += *value;
            *value = if *sum > 1e-3 { *sum } else { 0.0 };
        }
    }
}
