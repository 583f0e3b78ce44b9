//! From probabilities to moments: where one would listen, all in all.

use std::ops::Range;

use crate::index::SegmentIndex;

/// How far from the truth a moment still counts as right, in milliseconds.
const RIGHT_MILLIS: u64 = 10_000;

/// How far from the truth a moment is still worth something, in milliseconds.
const WORTH_MILLIS: u64 = 30_000;

/// How far apart two places are that are not one passage, in milliseconds.
const APART_MILLIS: u64 = 20_000;

/// The segments chosen for a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Their numbers, in order of time.
    pub segments: Vec<SegmentIndex>,
    /// The best candidate.
    pub best: usize,
    /// How probable it is that the best one is right.
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
    /// Chooses `count` moments of a claim: the first, and further ones by the probabilities that the
    /// same candidates have for each of them, or how the passage goes on where none are given. No
    /// place is chosen twice.
    #[must_use]
    pub fn choose(&self, further: &[Vec<f64>], count: usize) -> Option<Choice> {
        let best = self.best_of(&self.worth(), |_| true)?;
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
        Some(Choice {
            segments,
            best,
            probability: self.near(best).min(1.0),
        })
    }

    /// How probable the best place is that is another than the one chosen.
    pub(crate) fn runner_up(&self, choice: &Choice) -> f64 {
        let chosen = self.segments[choice.best];
        let others = (0..self.mass.len()).filter(|&at| self.distance(at, chosen) > APART_MILLIS);
        others.map(|at| self.near(at)).fold(0.0, f64::max)
    }

    /// The segment that is chosen, then those that stand so many milliseconds apart, the likeliest
    /// first, each with the probability that it is right.
    pub(crate) fn apart(&self, count: usize, millis: u64) -> Vec<(SegmentIndex, f64)> {
        let right: Vec<f64> = (0..self.mass.len()).map(|at| self.near(at)).collect();
        let mut worth = self.worth();
        let mut found: Vec<(SegmentIndex, f64)> = Vec::new();
        while found.len() < count {
            let away = |at: usize| found.iter().all(|f| self.distance(at, f.0) >= millis);
            let Some(at) = self.best_of(&worth, away) else {
                break;
            };
            found.push((self.segments[at], right[at].min(1.0)));
            worth.clone_from(&right);
        }
        found
    }

    /// The probability that a candidate is right.
    fn near(&self, at: usize) -> f64 {
        self.mass[self.around(at, RIGHT_MILLIS)].iter().sum()
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
        let best = odds.best_of(&odds.worth(), is_free)?;
        Some(odds.segments[best])
    }

    /// The next segment behind the first that was chosen, or, at the end of the track, the last
    /// that was not.
    fn onward(&self, chosen: &[SegmentIndex]) -> Option<SegmentIndex> {
        let first = *chosen.first()?;
        let is_free = |segment: &SegmentIndex| !chosen.contains(segment);
        let mut later = first..self.starts.len();
        let mut earlier = (0..first).rev();
        later.find(is_free).or_else(|| earlier.find(is_free))
    }

    /// How much each candidate is worth: the probability near it, the nearer the more.
    fn worth(&self) -> Vec<f64> {
        let near = |at: usize| {
            let others = self.around(at, WORTH_MILLIS);
            others
                .map(|other| {
                    self.mass[other] * nearness(self.start(at).abs_diff(self.start(other)))
                })
                .sum::<f64>()
        };
        (0..self.mass.len())
            .map(|at| 0.25 * self.mass[at] + near(at))
            .collect()
    }
}

/// What a moment is worth that lies so many milliseconds from the truth.
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
        odds.choose(&further, count).unwrap().segments
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
        assert_eq!(odds.choose(&[], 1).unwrap().segments, [0]);
    }

    #[test]
    fn behind_the_chosen_one_the_likeliest_places_come_first() {
        let odds = Odds {
            segments: &[0, 1, 2, 3],
            mass: &[0.15, 0.14, 0.5, 0.2],
            starts: &[0, 25_000, 100_000, 200_000],
        };
        let apart = odds.apart(4, 20_000);
        assert_eq!(apart, [(2, 0.5), (3, 0.2), (0, 0.15), (1, 0.14)]);
    }
}
