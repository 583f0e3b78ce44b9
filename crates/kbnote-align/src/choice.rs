//! From probabilities to moments: the places with the most probability around them.

use std::ops::Range;

use crate::segment::SegmentIndex;

/// How far from the truth a moment still counts as right, in milliseconds.
const RIGHT_MILLIS: u64 = 10_000;

/// How far from the truth a moment is still worth something, in milliseconds.
const WORTH_MILLIS: u64 = 30_000;

/// How far apart two places are that are not one passage, in milliseconds.
const APART_MILLIS: u64 = 15_000;

/// How many places of a claim come into question.
const CONTENDERS: usize = 8;

/// A place at which a claim may rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contender {
    /// The number of the candidate.
    pub candidate: usize,
    /// How probable it is by the chain that it is right.
    pub probability: f64,
}

/// The candidates of a claim with their probabilities, and the times they are of.
#[derive(Clone, Copy, Debug)]
pub struct Odds<'a> {
    /// The segments of the candidates, in order of time.
    pub segments: &'a [SegmentIndex],
    /// How probable each is.
    pub mass: &'a [f64],
    /// When each segment of the track begins, in milliseconds.
    pub starts: &'a [i64],
}

impl Odds<'_> {
    /// The segments of `count` moments of a claim, in order of time: that of the candidate chosen for
    /// the first, and further ones by the probabilities that the same candidates have for each of
    /// them, or how the passage continues where none are given. No place is chosen twice.
    #[must_use]
    pub fn choose(&self, best: usize, further: &[Vec<f64>], count: usize) -> Vec<SegmentIndex> {
        let mut segments = vec![self.segments[best]];
        while segments.len() < count {
            let mass = further.get(segments.len() - 1);
            let next = mass.and_then(|mass| self.next(mass, &segments));
            let Some(next) = next.or_else(|| self.onward(&segments)) else {
                break;
            };
            segments.push(next);
        }
        segments.sort_unstable();
        segments
    }

    /// The places that come into question: the one at which one would listen, all in all, then those
    /// at a distance from it and from each other, the likeliest first.
    #[must_use]
    pub fn contenders(&self) -> Vec<Contender> {
        let around = self.all_around(RIGHT_MILLIS);
        let right = |at: usize| self.mass[around[at].clone()].iter().sum::<f64>();
        // Mass further away may belong to the passage of a place already found.
        let close = self.worth(&around);
        let mut worth = self.worth(&self.all_around(WORTH_MILLIS));
        let mut found: Vec<Contender> = Vec::new();
        while found.len() < CONTENDERS {
            let is_apart = |at: usize| {
                let others = found.iter().map(|f| self.segments[f.candidate]);
                others
                    .into_iter()
                    .all(|f| self.distance(at, f) >= APART_MILLIS)
            };
            let Some(candidate) = self.best_of(&worth, is_apart) else {
                break;
            };
            found.push(Contender {
                candidate,
                probability: right(candidate).min(1.0),
            });
            worth.clone_from(&close);
        }
        found
    }

    /// How probable it is that a place within so many milliseconds of a candidate is right.
    pub(crate) fn within(&self, at: usize, millis: u64) -> f64 {
        self.mass[self.around(at, millis)].iter().sum()
    }

    /// The candidates that are no further than so many milliseconds from one.
    fn around(&self, at: usize, millis: u64) -> Range<usize> {
        let (start, reach) = (self.start(at), millis.cast_signed());
        let first = |is_before: &dyn Fn(i64) -> bool| {
            self.segments
                .partition_point(|&segment| is_before(self.starts[segment]))
        };
        first(&|other| other < start - reach)..first(&|other| other <= start + reach)
    }

    /// The same for each: one after the other, since they come in order of time.
    fn all_around(&self, millis: u64) -> Vec<Range<usize>> {
        let reach = millis.cast_signed();
        let starts: Vec<i64> = self.segments.iter().map(|&s| self.starts[s]).collect();
        let (mut first, mut end) = (0, 0);
        let around = starts.iter().map(|start| {
            while starts
                .get(first)
                .is_some_and(|&other| other < start - reach)
            {
                first += 1;
            }
            while starts.get(end).is_some_and(|&other| other <= start + reach) {
                end += 1;
            }
            first..end.max(first)
        });
        around.collect()
    }

    fn distance(&self, at: usize, segment: SegmentIndex) -> u64 {
        self.start(at).abs_diff(self.starts[segment])
    }

    fn start(&self, at: usize) -> i64 {
        self.starts[self.segments[at]]
    }

    fn best_of(&self, worth: &[f64], is_free: impl Fn(usize) -> bool) -> Option<usize> {
        (0..worth.len())
            .filter(|&at| is_free(at))
            .reduce(|best, at| if worth[at] > worth[best] { at } else { best })
    }

    /// The best segment by other probabilities that was not chosen yet.
    fn next(&self, mass: &[f64], chosen: &[SegmentIndex]) -> Option<SegmentIndex> {
        let odds = Odds { mass, ..*self };
        let is_free = |at: usize| !chosen.contains(&odds.segments[at]);
        let best = odds.best_of(&odds.worth(&odds.all_around(WORTH_MILLIS)), is_free)?;
        Some(odds.segments[best])
    }

    /// The next segment after the first that was chosen, or, at the end of the track, the last
    /// that was not.
    fn onward(&self, chosen: &[SegmentIndex]) -> Option<SegmentIndex> {
        let first = *chosen.first()?;
        let is_free = |segment: &SegmentIndex| !chosen.contains(segment);
        let mut later = first..self.starts.len();
        let mut earlier = (0..first).rev();
        later.find(is_free).or_else(|| earlier.find(is_free))
    }

    /// How much each candidate is worth, given those around it: their probability, the nearer the more.
    fn worth(&self, around: &[Range<usize>]) -> Vec<f64> {
        let near = |at: usize| {
            let others = around[at].clone();
            others
                .map(|other| {
                    self.mass[other] * nearness(self.start(at).abs_diff(self.start(other)))
                })
                .sum::<f64>()
        };
        (0..self.mass.len())
            .map(|at| EXACT_WORTH * self.mass[at] + near(at))
            .collect()
    }
}

/// The additional value of a moment that is exactly the true one.
const EXACT_WORTH: f64 = 0.4;

/// The value of a moment so many milliseconds away from the true one.
fn nearness(millis: u64) -> f64 {
    match millis {
        0..=5_300 => 1.85,
        5_301..=RIGHT_MILLIS => 1.55,
        10_001..=WORTH_MILLIS => 1.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(masses: &[[f64; 6]]) -> Vec<SegmentIndex> {
        chosen_of(masses, masses.len())
    }

    fn chosen_of(masses: &[[f64; 6]], count: usize) -> Vec<SegmentIndex> {
        let further: Vec<Vec<f64>> = masses[1..].iter().map(|mass| mass.to_vec()).collect();
        let odds = Odds {
            segments: &[0, 1, 2, 3, 4, 5],
            mass: &masses[0],
            starts: &[0, 4_000, 8_000, 60_000, 64_000, 68_000, 72_000],
        };
        let best = odds.contenders()[0].candidate;
        odds.choose(best, &further, count)
    }

    #[test]
    fn one_moment_is_the_likeliest_place() {
        assert_eq!(chosen(&[[0.0, 0.1, 0.1, 0.7, 0.1, 0.0]]), [3]);
    }

    #[test]
    fn a_further_one_has_its_own_likeliest_place() {
        let first = [0.0, 0.9, 0.0, 0.1, 0.0, 0.0];
        let second = [0.0, 0.1, 0.8, 0.1, 0.0, 0.0];
        assert_eq!(chosen(&[first, second]), [1, 2]);
        let before = [0.8, 0.2, 0.0, 0.0, 0.0, 0.0];
        assert_eq!(chosen(&[first, before]), [0, 1], "in order of time");
    }

    #[test]
    fn no_place_is_chosen_twice() {
        let one = [0.0, 0.9, 0.0, 0.1, 0.0, 0.0];
        assert_eq!(chosen(&[one, one]).len(), 2);
        assert_eq!(chosen(&[one; 8]), [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn without_probabilities_of_its_own_a_moment_goes_on_in_the_passage() {
        let one = [0.0, 0.9, 0.0, 0.1, 0.0, 0.0];
        assert_eq!(chosen_of(&[one], 3), [1, 2, 3]);
    }

    #[test]
    fn a_passage_is_likelier_than_a_lone_place() {
        let odds = Odds {
            segments: &[0, 1, 2],
            mass: &[0.3, 0.25, 0.4],
            starts: &[0, 20_000, 100_000],
        };
        assert_eq!(odds.contenders()[0].candidate, 0);
    }

    #[test]
    fn the_place_that_was_chosen_is_among_the_moments() {
        let odds = Odds {
            segments: &[0, 1, 2],
            mass: &[0.7, 0.1, 0.2],
            starts: &[0, 20_000, 100_000],
        };
        assert_eq!(odds.choose(2, &[vec![0.9, 0.1, 0.0]], 2), [0, 2]);
    }

    #[test]
    fn after_the_chosen_place_the_likeliest_come_first() {
        let odds = Odds {
            segments: &[0, 1, 2, 3],
            mass: &[0.15, 0.14, 0.5, 0.2],
            starts: &[0, 25_000, 100_000, 200_000],
        };
        let places = odds.contenders().into_iter();
        let apart: Vec<_> = places.map(|p| (p.candidate, p.probability)).collect();
        assert_eq!(apart, [(2, 0.5), (3, 0.2), (0, 0.15), (1, 0.14)]);
    }
}
