//! The second pass: which candidate each requested moment is at, given its
//! neighbours.
//!
//! A linear chain (a conditional random field): every candidate has a score, every step from a
//! candidate of one moment to one of the next has a score by its length in time. Most claims ask for
//! one moment; the further ones of a claim follow it in the chain.

use kbnote_model::math;

use std::ops::Range;

/// Where the classes of step lengths end, in milliseconds: whole seconds.
const EDGES: [i64; 17] = [
    1_000, 3_000, 5_000, 8_000, 12_000, 17_000, 24_000, 34_000, 48_000, 70_000, 100_000, 150_000,
    230_000, 350_000, 600_000, 1_200_000, 3_000_000,
];

/// How many classes of steps there are: back, staying, forward.
pub const STEP_CLASSES: usize = 2 * EDGES.len() + 1;

/// For each whole number of seconds, at how many edges or beyond a step of that length is.
static SIZES: [u8; LONGEST + 1] = {
    let mut sizes = [0; LONGEST + 1];
    let mut edge = 0;
    while edge < EDGES.len() {
        let mut second = (EDGES[edge] / 1_000) as usize;
        while second <= LONGEST {
            sizes[second] += 1;
            second += 1;
        }
        edge += 1;
    }
    sizes
};

/// The last edge in seconds.
const LONGEST: usize = (EDGES[EDGES.len() - 1] / 1_000) as usize;

/// The class of a step of so many milliseconds.
#[must_use]
pub fn step_class(millis: i64) -> usize {
    let seconds = (millis.unsigned_abs() / 1_000).min(LONGEST as u64);
    #[allow(clippy::cast_possible_truncation)]
    let size = usize::from(SIZES[seconds as usize]);
    if millis < 0 {
        EDGES.len() - size
    } else {
        EDGES.len() + size
    }
}

/// How a requested moment follows the one before it in the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It is of the next claim in the same paragraph.
    SameBlock = 0,
    /// It is of a claim in another paragraph.
    NextBlock = 1,
    /// It is of a claim in another paragraph, and below another heading.
    NextSection = 2,
    /// It is a further moment of the same claim.
    SameClaim = 3,
}

/// The factors of steps: by [`step_row`], then by [`step_class`].
pub type StepFactors = [[f64; STEP_CLASSES]; STEP_ROWS];

/// How many rows of factors there are.
pub const STEP_ROWS: usize = PACES * LEADS;

/// The number of paces that are distinguished.
const PACES: usize = 3;

/// The number of ways of following that are distinguished: three links by three lengths of text, and the moments
/// of one claim.
const LEADS: usize = 10;

/// The row for a moment that follows another: in a note that has one every `pace` milliseconds of
/// the track, with `chars_between` characters of text from the claim of the first to that of the next. The
/// more text lies between, and the slower the note, the longer the step.
#[must_use]
pub fn step_row(link: Link, chars_between: usize, pace: i64) -> usize {
    let length = usize::from(chars_between >= 90) + usize::from(chars_between >= 170);
    let lead = match link {
        Link::SameClaim => LEADS - 1,
        link => 3 * link as usize + length,
    };
    let slowness = usize::from(pace >= 14_000) + usize::from(pace >= 28_000);
    slowness * LEADS + lead
}

/// The link that a row is for.
#[must_use]
pub fn row_link(row: usize) -> Link {
    match row % LEADS / 3 {
        0 => Link::SameBlock,
        1 => Link::NextBlock,
        2 => Link::NextSection,
        _ => Link::SameClaim,
    }
}

/// One moment of a chain.
#[derive(Clone, Debug)]
pub struct ChainLink<'a> {
    /// How it follows the one before it.
    pub link: Link,
    /// How many characters of text lead from the claim of the one before it to its own.
    pub chars_between: usize,
    /// When its candidates begin, in milliseconds, in order.
    pub starts: &'a [i64],
    /// Their scores, on a logarithmic scale.
    pub scores: &'a [f64],
}

/// Which moments are of one claim: a range for each claim, in order.
pub fn by_claim(links: impl Iterator<Item = Link>) -> Vec<Range<usize>> {
    let mut claims: Vec<Range<usize>> = Vec::new();
    for (at, link) in links.enumerate() {
        match claims.last_mut() {
            Some(claim) if link == Link::SameClaim => claim.end = at + 1,
            _ => claims.push(at..at + 1),
        }
    }
    claims
}

/// How many milliseconds of a track of `span` a note has for each of its moments.
#[must_use]
pub fn pace(span: i64, moments: usize) -> i64 {
    span / i64::try_from(moments).unwrap_or(i64::MAX).max(1)
}

/// For each moment, the probability of each of its candidates. The track lasts `span` milliseconds.
#[must_use]
pub fn marginals(chain: &[ChainLink<'_>], factors: &StepFactors, span: i64) -> Vec<Vec<f64>> {
    let pace = pace(span, chain.len());
    let factors_to = |next: &ChainLink<'_>| &factors[step_row(next.link, next.chars_between, pace)];
    let likelihood: Vec<Vec<f64>> = chain.iter().map(|link| likelihood(link.scores)).collect();
    let crossings: Vec<Crossing<'_>> = chain
        .windows(2)
        .map(|pair| Crossing::new(&pair[0], &pair[1], factors_to(&pair[1])))
        .collect();
    let mut states: Vec<Vec<f64>> = Vec::with_capacity(chain.len());
    for (at, own) in likelihood.iter().enumerate() {
        let mut state = own.clone();
        if let Some(before) = at.checked_sub(1) {
            multiply(&mut state, &crossings[before].onward(&states[before]));
        }
        states.push(state);
    }
    let mut later: Vec<f64> = Vec::new();
    for (at, mut message) in likelihood.into_iter().enumerate().rev() {
        if at + 1 < chain.len() {
            multiply(&mut states[at], &later);
            multiply(&mut message, &later);
        }
        if let Some(before) = at.checked_sub(1) {
            later = crossings[before].back(&message);
        }
    }
    states
}

/// The scores as likelihoods that add up to 1.
fn likelihood(scores: &[f64]) -> Vec<f64> {
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut out: Vec<f64> = scores.iter().map(|score| math::exp(score - best)).collect();
    normalise(&mut out);
    out
}

fn multiply(state: &mut [f64], by: &[f64]) {
    state.iter_mut().zip(by).for_each(|(a, b)| *a *= b);
    normalise(state);
}

fn normalise(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
}

/// The steps from the candidates of one moment to those of the next.
struct Crossing<'a> {
    factors: &'a [f64; STEP_CLASSES],
    /// How many candidates the first moment has.
    width: usize,
    /// The classes of the steps: for each candidate of the next moment a row with one for each of
    /// the first.
    classes: Vec<u8>,
}

impl<'a> Crossing<'a> {
    fn new(from: &ChainLink<'_>, to: &ChainLink<'_>, factors: &'a [f64; STEP_CLASSES]) -> Self {
        let mut classes = Vec::with_capacity(from.starts.len() * to.starts.len());
        for &end in to.starts {
            let class = |&start: &i64| u8::try_from(step_class(end - start)).unwrap_or(0);
            classes.extend(from.starts.iter().map(class));
        }
        Self {
            factors,
            width: from.starts.len(),
            classes,
        }
    }

    /// Carries mass over from the first moment to the next.
    fn onward(&self, mass: &[f64]) -> Vec<f64> {
        let reaching = |row: &[u8]| {
            let masses = mass.iter().zip(row);
            masses.fold(0.0, |sum, (mass, &class)| {
                sum + mass * self.factors[usize::from(class)]
            })
        };
        self.classes
            .chunks(self.width.max(1))
            .map(reaching)
            .collect()
    }

    /// Carries mass back from the next moment to the first.
    fn back(&self, mass: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.width];
        for (mass, row) in mass.iter().zip(self.classes.chunks(self.width.max(1))) {
            for (out, &class) in out.iter_mut().zip(row) {
                *out += mass * self.factors[usize::from(class)];
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_distinguished_by_length_and_direction() {
        assert_eq!(step_class(0), EDGES.len());
        assert_eq!(step_class(-999), EDGES.len());
        assert_eq!(step_class(1_000), EDGES.len() + 1);
        assert_eq!(step_class(-1_000), EDGES.len() - 1);
        assert_eq!(step_class(i64::MAX), STEP_CLASSES - 1);
        assert_eq!(step_class(-i64::MAX), 0);
    }

    #[test]
    fn each_edge_begins_a_class() {
        for (size, &edge) in EDGES.iter().enumerate() {
            assert_eq!(step_class(edge - 1), EDGES.len() + size);
            assert_eq!(step_class(edge), EDGES.len() + size + 1);
            assert_eq!(step_class(-edge), EDGES.len() - size - 1);
        }
    }

    #[test]
    fn steps_are_distinguished_by_how_a_moment_follows() {
        let links = [Link::SameBlock, Link::NextBlock, Link::NextSection];
        let mut rows: Vec<usize> = Vec::new();
        for pace in [0, 14_000, 28_000] {
            for link in links {
                rows.extend([89, 90, 170].map(|chars_between| step_row(link, chars_between, pace)));
            }
            rows.push(step_row(Link::SameClaim, 0, pace));
        }
        assert_eq!(rows, (0..STEP_ROWS).collect::<Vec<_>>());
        assert_eq!(row_link(9), Link::SameClaim);
        assert_eq!(
            row_link(step_row(Link::NextBlock, 170, 14_000)),
            Link::NextBlock
        );
    }

    #[test]
    fn the_moments_of_a_claim_stay_together() {
        let links = [Link::NextSection, Link::SameClaim, Link::SameBlock];
        assert_eq!(by_claim(links.into_iter()), [0..2, 2..3]);
    }

    #[test]
    fn a_neighbour_decides_between_two_places_that_say_the_same() {
        let mut factors = [[1.0; STEP_CLASSES]; STEP_ROWS];
        factors[0][step_class(10_000)] = 8.0;
        let link = |starts, scores| ChainLink {
            link: Link::SameBlock,
            chars_between: 0,
            starts,
            scores,
        };
        let sure = link(&[50_000], &[0.0]);
        let torn = link(&[10_000, 60_000], &[0.0, 0.0]);
        let found = marginals(&[sure.clone(), torn.clone()], &factors, 0);
        assert!(found[1][1] > 0.8);
        let found = marginals(&[torn, sure], &factors, 0);
        assert!(found[0][0] < 0.5 + 1e-9);
    }
}
