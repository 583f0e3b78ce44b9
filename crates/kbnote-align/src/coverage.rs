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
    /// The greatest value of each window.
    pub(crate) peaks: [f32; N],
}

/// Some segments, from the first to before the last.
type Span = (u32, u32);

/// The segments whose windows reach a segment, for all windows.
#[derive(Debug)]
pub(crate) struct Reach {
    /// For each window and segment, the segments whose window holds it.
    spans: [Vec<Span>; WINDOWS],
}

impl Reach {
    pub(crate) fn new(starts: &[i64]) -> Self {
        let mut spans = [(); WINDOWS].map(|()| Vec::with_capacity(starts.len()));
        for (own, &start) in starts.iter().enumerate() {
            for (spans, span) in spans.iter_mut().zip(spans_of(starts, own, start)) {
                spans.push(span);
            }
        }
        Self { spans }
    }
}

/// For each window, the segments whose window holds the segment `own` that begins at `start`.
fn spans_of(starts: &[i64], own: usize, start: i64) -> impl Iterator<Item = Span> {
    let later_than = |moment: i64| starts.partition_point(|&other| other <= moment);
    let count = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let ahead = AHEAD
        .into_iter()
        .map(move |length| (later_than(start - length).min(own), own + 1));
    let behind = BEHIND
        .into_iter()
        .map(move |length| (own + 1, later_than(start + length).max(own + 1)));
    let around = (
        later_than(start - AROUND).min(own),
        later_than(start + AROUND).max(own + 1),
    );
    let spans = ahead.chain(behind).chain([around]);
    spans.map(move |(first, end)| (count(first), count(end)))
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
                let reach = &reach.spans[window];
                let spans = segments.iter().map(|&s| reach[s as usize]);
                add_union(&mut rows, column, term.rarity, spans);
            }
        }
        rows.pop();
        let peaks = sum_up(&mut rows);
        Self { rows, peaks }
    }
}

/// Adds a weight to one window of all places in some of the spans, which come in order; as
/// differences.
fn add_union<const N: usize>(
    rows: &mut [[f32; N]],
    column: usize,
    weight: f32,
    spans: impl Iterator<Item = Span>,
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

/// Turns differences into values, and gives the greatest of each window. Rounding may leave a trace below zero: it is
/// cut off.
fn sum_up<const N: usize>(rows: &mut [[f32; N]]) -> [f32; N] {
    let (mut sums, mut peaks) = ([0.0; N], [0.0; N]);
    for row in rows {
        for ((value, sum), peak) in row.iter_mut().zip(&mut sums).zip(&mut peaks) {
            *sum += *value;
            *value = if *sum > 1e-3 { *sum } else { 0.0 };
            *peak = if *value > *peak { *value } else { *peak };
        }
    }
    peaks
}
