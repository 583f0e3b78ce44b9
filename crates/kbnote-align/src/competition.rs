//! Competition between claims: how likely each segment belongs to each claim of the note.
//!
//! A place that another claim fits better is less likely this one's, and a claim is likely near
//! its neighbours' best places. Both are judged by words alone, before any path is searched.

use std::ops::Range;

use crate::segment::SegmentIndex;

/// The edges, in milliseconds, between which the odds of claims are summed up around a place.
const EDGES: [i64; 12] = [
    -180_000, -60_000, -40_000, -10_000, -8_000, -5_000, 5_000, 8_000, 10_000, 40_000, 60_000,
    180_000,
];

/// How many claims of a section before and after another are considered.
const NEIGHBOURS: usize = 12;

/// For each segment of a track, which segments begin in the time around it.
#[derive(Debug)]
pub(crate) struct WindowIndex {
    /// For each segment and edge, the first segment that begins there or later; after the segment
    /// itself, the first that begins later.
    edges: Vec<[u32; EDGES.len()]>,
}

impl WindowIndex {
    pub(crate) fn new(starts: &[i64]) -> Self {
        let mut at_edges = [0; EDGES.len()];
        let edges = starts.iter().map(|start| {
            for (at, edge) in at_edges.iter_mut().zip(EDGES) {
                let is_before = |&other: &i64| other < start + edge + i64::from(edge > 0);
                let further = starts[*at as usize..].iter().take_while(|s| is_before(s));
                *at += u32::try_from(further.count()).unwrap_or(0);
            }
            at_edges
        });
        Self {
            edges: edges.collect(),
        }
    }

    /// The segments from one edge to another, both among those in `EDGES`.
    fn between(&self, at: SegmentIndex, from: i64, to: i64) -> Range<usize> {
        let edge = |millis: i64| EDGES.iter().position(|&edge| edge == millis);
        let bound = |millis: i64, own: usize| {
            edge(millis).map_or(own, |edge| self.edges[at][edge] as usize)
        };
        bound(from, at)..bound(to, at + 1)
    }
}

/// The odds of each claim of a note at each place.
#[derive(Debug)]
pub(crate) struct ClaimCompetition {
    /// For each claim, the summed odds of the segments before each.
    sums: Vec<Vec<f32>>,
    /// The sums of all claims.
    all: Vec<f32>,
    /// For each segment, the claim with the greatest odds there.
    best: Vec<Best>,
    /// The number of the section of each claim, in order.
    sections: Vec<usize>,
}

/// The claim with the greatest odds at a place, these odds, and the second greatest.
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    claim: usize,
    first: f32,
    second: f32,
}

impl ClaimCompetition {
    /// From the likelihoods of so many segments, a row a claim, and the numbers of their sections.
    pub(crate) fn new(
        segments: usize,
        likelihood: impl Iterator<Item = Vec<f64>>,
        sections: Vec<usize>,
    ) -> Self {
        let mut competition = Self {
            sums: Vec::new(),
            all: vec![0.0; segments + 1],
            best: vec![Best::default(); segments],
            sections,
        };
        for (claim, row) in likelihood.enumerate() {
            competition.join(claim, &row);
        }
        competition
    }

    /// Adds a claim.
    fn join(&mut self, claim: usize, likelihood: &[f64]) {
        let share = 1.0 / likelihood.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let mut sum = 0.0;
        let mut sums = Vec::with_capacity(self.all.len());
        sums.push(0.0);
        let rows = self.best.iter_mut().zip(&mut self.all[1..]);
        for ((best, all), likelihood) in rows.zip(likelihood) {
            let odds = likelihood * share;
            best.meet(claim, narrow(odds));
            sum += odds;
            sums.push(narrow(sum));
            *all += narrow(sum);
        }
        self.sums.push(sums);
    }

    /// The odds of a claim at some segments.
    fn of(&self, claim: usize, segments: Range<usize>) -> f32 {
        let sums = &self.sums[claim];
        sums[segments.end] - sums[segments.start]
    }

    /// The odds of all claims at some segments.
    fn of_all(&self, segments: Range<usize>) -> f32 {
        self.all[segments.end] - self.all[segments.start]
    }

    /// The greatest odds that any other claim has at a place.
    fn rival(&self, claim: usize, at: SegmentIndex) -> f32 {
        let best = self.best[at];
        if best.claim == claim {
            best.second
        } else {
            best.first
        }
    }
}

impl Best {
    fn meet(&mut self, claim: usize, odds: f32) {
        if odds > self.first {
            *self = Self {
                claim,
                first: odds,
                second: self.first,
            };
        } else {
            self.second = self.second.max(odds);
        }
    }
}

/// The competition from the point of view of one claim.
#[derive(Clone, Copy)]
pub(crate) struct CompetitionAt<'a> {
    pub(crate) competition: &'a ClaimCompetition,
    pub(crate) windows: &'a WindowIndex,
    /// The number of the claim in the note.
    pub(crate) claim: usize,
}

impl CompetitionAt<'_> {
    /// The odds of the claim at a place.
    pub(crate) fn own(&self, at: SegmentIndex) -> f32 {
        self.competition.of(self.claim, at..at + 1)
    }

    /// The greatest odds of another claim there.
    pub(crate) fn rival(&self, at: SegmentIndex) -> f32 {
        self.competition.rival(self.claim, at)
    }

    /// The summed odds of the other claims there.
    pub(crate) fn others(&self, at: SegmentIndex) -> f32 {
        self.competition.of_all(at..at + 1) - self.own(at)
    }

    /// The odds of the claim, and those of the others, within five seconds.
    pub(crate) fn near(&self, at: SegmentIndex) -> (f32, f32) {
        let segments = self.windows.between(at, -5_000, 5_000);
        let own = self.competition.of(self.claim, segments.clone());
        (own, self.competition.of_all(segments) - own)
    }

    /// The mean odds of the other claims of the section within so many milliseconds of a place;
    /// less than nothing if there are none.
    pub(crate) fn section(&self, at: SegmentIndex, reach: i64) -> f32 {
        let segments = self.windows.between(at, -reach, reach);
        let first = self.claim.saturating_sub(NEIGHBOURS);
        let sections = &self.competition.sections;
        let last = (self.claim + NEIGHBOURS + 1).min(sections.len());
        let is_other =
            |&other: &usize| other != self.claim && sections[other] == sections[self.claim];
        let others = (first..last).filter(is_other);
        let odds = others.map(|other| self.competition.of(other, segments.clone()));
        let (sum, count) = odds.fold((0.0, 0.0), |(sum, count), odds| (sum + odds, count + 1.0));
        if count > 0.0 { sum / count } else { -1.0 }
    }

    /// The odds of the claim so many positions further, between two edges around a place; 0
    /// for the edge of the place itself. Negative if there is no such claim.
    pub(crate) fn neighbour(&self, step: isize, at: SegmentIndex, from: i64, to: i64) -> f32 {
        let claim = self.claim.checked_add_signed(step);
        let claim = claim.filter(|&claim| claim < self.competition.sums.len());
        claim.map_or(-1.0, |claim| {
            self.competition
                .of(claim, self.windows.between(at, from, to))
        })
    }
}

#[allow(clippy::cast_possible_truncation)]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const STARTS: [i64; 4] = [0, 4_000, 9_000, 50_000];

    #[test]
    fn surroundings_are_the_segments_that_begin_between_the_edges() {
        let around = WindowIndex::new(&STARTS);
        assert_eq!(around.between(1, -5_000, 5_000), 0..3);
        assert_eq!(around.between(2, -8_000, 8_000), 1..3);
        assert_eq!(around.between(0, 0, 60_000), 0..4);
        assert_eq!(around.between(3, -40_000, 0), 3..4);
    }

    #[test]
    fn a_place_is_shared_out_among_the_claims() {
        let likelihood = vec![vec![1.0, 1.0, 6.0, 0.0], vec![2.0, 2.0, 2.0, 2.0]];
        let competition = ClaimCompetition::new(STARTS.len(), likelihood.into_iter(), vec![0, 0]);
        let windows = WindowIndex::new(&STARTS);
        let standing = |claim| CompetitionAt {
            competition: &competition,
            windows: &windows,
            claim,
        };
        assert_eq!((standing(0).own(2), standing(0).rival(2)), (0.75, 0.25));
        assert_eq!((standing(1).own(2), standing(1).rival(2)), (0.25, 0.75));
        assert_eq!(standing(1).others(0), 0.125);
        assert_eq!(standing(1).near(1), (0.75, 1.0));
        assert_eq!(standing(0).neighbour(1, 3, 0, 40_000), 0.25);
        assert!(standing(0).neighbour(-1, 3, 0, 40_000) < 0.0);
    }
}
