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

/// For each segment, the summed rarity of a claim's terms said in some windows, each term once.
///
/// The windows of a segment lie side by side, so all of them are summed up at once.
#[derive(Debug)]
pub(crate) struct Coverage<const N: usize> {
    /// One row a segment.
    pub(crate) rows: Vec<[f32; N]>,
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

    /// The segments whose window with a number holds a segment, from the first to before the last.
    fn of(&self, window: usize, segment: u32) -> (u32, u32) {
        let at = segment as usize;
        if let Some(first) = self.ahead.get(window) {
            (first[at], segment + 1)
        } else if let Some(end) = self.behind.get(window - AHEAD.len()) {
            (segment + 1, end[at])
        } else {
            self.around[at]
        }
    }
}

/// Terms that tell no more are said nearly everywhere, and add nearly nothing.
const FAINT: f32 = 1.0;

impl<const N: usize> Coverage<N> {
    /// The coverage in the windows with some numbers.
    pub(crate) fn new(
        query: &Query,
        index: &TrackIndex,
        reach: &Reach,
        windows: [usize; N],
    ) -> Self {
        let mut rows = vec![[0.0; N]; index.len() + 1];
        for term in query.terms.iter().filter(|term| term.rarity > FAINT) {
            let segments = index.segments_of(term.id);
            for (column, window) in windows.into_iter().enumerate() {
                let spans = segments.iter().map(|&s| reach.of(window, s));
                add_union(&mut rows, column, term.rarity, spans);
            }
        }
        sum_up(&mut rows);
        Self { rows }
    }

    /// The greatest value of each window.
    pub(crate) fn peaks(&self) -> [f32; N] {
        let greater = |peaks: [f32; N], row: &[f32; N]| {
            std::array::from_fn(|window| peaks[window].max(row[window]))
        };
        self.rows.iter().fold([0.0; N], greater)
    }
}

/// Adds a weight to one window of all places in some of the spans, which come in order; as
/// differences.
fn add_union<const N: usize>(
    rows: &mut [[f32; N]],
    column: usize,
    weight: f32,
    spans: impl Iterator<Item = (u32, u32)>,
) {
    let mut covered = 0;
    for (from, to) in spans {
        let from = from.max(covered);
        if from < to {
            rows[from as usize][column] += weight;
            rows[to as usize][column] -= weight;
            covered = to;
        }
    }
}

/// Turns differences into values. Rounding may leave a trace below zero: it is cut off.
fn sum_up<const N: usize>(rows: &mut Vec<[f32; N]>) {
    rows.pop();
    let mut sums = [0.0; N];
    for row in rows {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += *value;
            *value = if *sum > 1e-3 { *sum } else { 0.0 };
        }
    }
}
