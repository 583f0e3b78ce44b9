//! The marginals of the chain for the claims of a note: how probable each is in a span of time.

use crate::chain::{ChainLink, Link, by_claim};

/// How many claims of a section before and after another are considered.
const NEIGHBOURS: usize = 12;

/// As many claims of half sureness are added to those of a note.
const DOUBTFUL_CLAIMS: f64 = 3.0;

/// The probabilities of all claims of a note that ask for a moment, for their first moments.
#[derive(Debug)]
pub struct NoteMarginals<'a> {
    claims: Vec<ClaimMarginal<'a>>,
    /// The summed sureness of all claims.
    sureness: f64,
}

#[derive(Debug)]
struct ClaimMarginal<'a> {
    starts: &'a [i64],
    /// The summed probability of the candidates before each.
    sums: Vec<f64>,
    /// The number of its section.
    section: usize,
    /// The probability of the likeliest span of twenty seconds.
    sureness: f64,
}

impl<'a> NoteMarginals<'a> {
    /// The beliefs of a chain, given the probabilities of all candidates of its moments.
    #[must_use]
    pub fn new(chain: &[ChainLink<'a>], masses: &[Vec<f64>]) -> Self {
        let mut section = 0;
        let mut claims = Vec::new();
        for moments in by_claim(chain.iter().map(|link| link.link)) {
            let (link, mass) = (&chain[moments.start], &masses[moments.start]);
            section += usize::from(link.link == Link::NextSection);
            let mut sum = 0.0;
            let mut sums = vec![0.0];
            sums.extend(mass.iter().map(|mass| {
                sum += mass;
                sum
            }));
            let mut belief = ClaimMarginal {
                starts: link.starts,
                sums,
                section,
                sureness: 0.0,
            };
            belief.sureness = belief.greatest(20_000);
            claims.push(belief);
        }
        let sureness = claims.iter().map(|claim| claim.sureness).sum();
        Self { claims, sureness }
    }

    /// How probable it is that the claim so many positions further is between two moments;
    /// negative if there is none.
    pub(crate) fn neighbour(&self, claim: usize, step: isize, from: i64, to: i64) -> f64 {
        let other = claim.checked_add_signed(step);
        let other = other.and_then(|other| self.claims.get(other));
        other.map_or(-1.0, |other| other.mass(from, to))
    }

    /// How sure the places of the other claims are, in the mean; where there are few, next to a half.
    pub(crate) fn sureness_of_others(&self, claim: usize) -> f64 {
        let own = self.claims.get(claim).map_or(0.0, |own| own.sureness);
        let others = self.claims.len().saturating_sub(1);
        #[allow(clippy::cast_precision_loss)]
        let others = others as f64;
        (self.sureness - own + 0.5 * DOUBTFUL_CLAIMS) / (others + DOUBTFUL_CLAIMS)
    }

    /// How probable it is in the mean that another claim of the section is between two moments;
    /// negative if there is none.
    pub(crate) fn section(&self, claim: usize, from: i64, to: i64) -> f64 {
        let first = claim.saturating_sub(NEIGHBOURS);
        let last = (claim + NEIGHBOURS + 1).min(self.claims.len());
        let own = self.claims.get(claim).map(|own| own.section);
        let is_of = |other: &usize| *other != claim && Some(self.claims[*other].section) == own;
        let (mut sum, mut count) = (0.0, 0.0);
        for other in (first..last).filter(is_of) {
            sum += self.claims[other].mass(from, to);
            count += 1.0;
        }
        if count > 0.0 { sum / count } else { -1.0 }
    }
}

impl ClaimMarginal<'_> {
    /// The probability of the likeliest span of so many milliseconds.
    fn greatest(&self, length: i64) -> f64 {
        let mut first = 0;
        let mut greatest: f64 = 0.0;
        for (at, &start) in self.starts.iter().enumerate() {
            while self.starts[first] < start - length {
                first += 1;
            }
            greatest = greatest.max(self.sums[at + 1] - self.sums[first]);
        }
        greatest
    }

    fn mass(&self, from: i64, to: i64) -> f64 {
        let before = |moment: i64| self.starts.partition_point(|&start| start < moment);
        let (first, end) = (before(from), before(to + 1));
        self.sums[end.max(first)] - self.sums[first]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(link: Link) -> ChainLink<'static> {
        ChainLink {
            link,
            chars_between: 0,
            starts: &[0, 10_000, 90_000],
            scores: &[0.0, 0.0, 0.0],
        }
    }

    #[test]
    fn neighbours_and_the_section_are_examined_within_a_time_span() {
        let chain = [
            link(Link::NextSection),
            link(Link::SameBlock),
            link(Link::SameClaim),
            link(Link::NextSection),
        ];
        let masses = [
            vec![0.5, 0.25, 0.25],
            vec![0.0, 1.0, 0.0],
            vec![1.0, 0.0, 0.0],
            vec![0.0, 0.0, 1.0],
        ];
        let beliefs = NoteMarginals::new(&chain, &masses);
        assert_eq!(beliefs.neighbour(1, -1, 0, 10_000), 0.75);
        assert_eq!(beliefs.neighbour(1, 1, 0, 90_000), 1.0, "the next claim");
        assert!(beliefs.neighbour(2, 1, 0, 90_000) < 0.0, "the last");
        assert_eq!(beliefs.section(0, 5_000, 20_000), 1.0);
        assert!(beliefs.section(2, 0, 90_000) < 0.0, "alone");
    }
}
