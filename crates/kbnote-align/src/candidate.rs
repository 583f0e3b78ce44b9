//! The first pass: from all places of a track to the few at which each claim may rest.

use crate::aligner::Aligner;
use crate::chain::Link;
use crate::claim::Claim;
use crate::coverage::Coverage;
use crate::crowd::{Crowd, Standing, Surroundings};
use crate::features::{self, Scene, Stretch};
use crate::index::{SegmentIndex, TrackIndex};
use crate::math;
use crate::path::{self, Steps};
use crate::query::{Hit, Query};
use crate::reading::Reading;

/// How many places of each claim the second pass looks at.
const CANDIDATES: usize = 48;

/// How many of them are chosen by their probability among their neighbours.
const PROBABLE: usize = 36;

/// So many moments of a claim have candidates of their own; what is asked for beyond goes on from
/// them. Authors set eight at most; what asks for thousands is no prose.
const MOST_MOMENTS: usize = 32;

/// The places at which a moment of a claim may lie.
#[derive(Debug)]
pub struct Candidates {
    /// The number of the claim.
    pub claim: usize,
    /// How it follows the moment before it that is asked for.
    pub link: Link,
    /// How many characters of text lead from the claim of that one to this one.
    pub told: usize,
    /// The segments, in order of time.
    pub segments: Vec<SegmentIndex>,
    /// When they begin, in milliseconds.
    pub starts: Vec<i64>,
    /// The claim as terms; none for its further moments.
    pub(crate) query: Query,
    /// What is known of each.
    pub features: Vec<[f32; features::COUNT]>,
}

impl Candidates {
    /// The same places for a further moment of the claim.
    fn again(&self, nth: usize) -> Self {
        let mut features = self.features.clone();
        for features in &mut features {
            features::set_nth(features, nth);
        }
        Self {
            claim: self.claim,
            link: Link::SameClaim,
            told: 0,
            segments: self.segments.clone(),
            starts: self.starts.clone(),
            query: Query::default(),
            features,
        }
    }
}

/// The candidates of all moments that the claims ask for.
pub(crate) fn candidates(aligner: &Aligner<'_>, claims: &[Claim<'_>]) -> Vec<Candidates> {
    let mut survey = Survey::new(aligner, claims);
    let mut out: Vec<Candidates> = Vec::new();
    let mut heading: Option<(&str, Reading)> = None;
    for (at, claim) in claims.iter().enumerate() {
        if claim.moments == 0 {
            continue;
        }
        let heading = match heading.take() {
            Some((text, reading)) if text == claim.heading => heading.insert((text, reading)),
            _ => heading.insert((claim.heading, read(aligner, claim.heading))),
        };
        let lead = Lead::between(claims, out.last().map(|last| last.claim), at);
        out.push(survey.candidates(at, lead, &heading.1));
        for nth in 1..claim.moments.min(MOST_MOMENTS) {
            out.extend(out.last().map(|first| first.again(nth)));
        }
    }
    for candidates in &mut out {
        if candidates.link != Link::SameClaim {
            candidates.query = std::mem::take(&mut survey.readings[candidates.claim].query);
        }
    }
    out
}

/// How a claim follows the one before it that asks for moments.
#[derive(Clone, Copy)]
struct Lead {
    link: Link,
    /// How many characters of text lead from one to the other.
    told: usize,
}

impl Lead {
    fn between(claims: &[Claim<'_>], before: Option<usize>, at: usize) -> Self {
        let claim = &claims[at];
        let link = match before.map(|before| &claims[before]) {
            Some(before) if before.block == claim.block => Link::SameBlock,
            Some(before) if before.heading == claim.heading => Link::NextBlock,
            _ => Link::NextSection,
        };
        let told = claims[before.unwrap_or(at)..at].iter();
        Self {
            link,
            told: told.map(|claim| claim.text.chars().count()).sum(),
        }
    }
}

/// The first pass over all claims of a note.
struct Survey<'a> {
    index: &'a TrackIndex,
    surroundings: &'a Surroundings,
    claims: &'a [Claim<'a>],
    readings: Vec<Reading>,
    /// For each claim and segment, how well it fits by its words alone.
    fits: Vec<Vec<f32>>,
    /// For each claim and segment, how probable it is among its neighbours.
    posterior: Vec<Vec<f64>>,
    /// What all claims make of the places.
    crowd: Crowd,
}

impl<'a> Survey<'a> {
    fn new(aligner: &'a Aligner<'_>, claims: &'a [Claim<'a>]) -> Self {
        let readings: Vec<Reading> = claims
            .iter()
            .map(|claim| read(aligner, claim.text))
            .collect();
        let fits: Vec<Vec<f32>> = readings.iter().map(fit).collect();
        let likelihood: Vec<Vec<f64>> = fits.iter().map(|row| likelihood(row)).collect();
        let index = &aligner.index;
        let steps = Steps::at_pace(index.span(), claims.len());
        Self {
            index,
            surroundings: &aligner.surroundings,
            claims,
            crowd: Crowd::new(&likelihood),
            posterior: path::posterior(&likelihood, &index.starts, &steps),
            readings,
            fits,
        }
    }

    fn candidates(&self, claim: usize, lead: Lead, heading: &Reading) -> Candidates {
        let segments = likeliest(&self.posterior[claim], &self.fits[claim]);
        let query = &self.readings[claim].query;
        let stretches = segments
            .iter()
            .map(|&s| Stretch::around(self.index, s).tokens());
        let hits = query.hits_in(self.index, stretches);
        let scene = self.scene(claim, heading, &hits);
        Candidates {
            claim,
            link: lead.link,
            told: lead.told,
            starts: segments.iter().map(|&s| self.index.starts[s]).collect(),
            features: segments
                .iter()
                .map(|&s| features::features(&scene, s))
                .collect(),
            query: Query::default(),
            segments,
        }
    }

    fn scene<'s>(&'s self, at: usize, heading: &'s Reading, hits: &'s [Hit]) -> Scene<'s> {
        let claims = self.claims;
        let previous = at.checked_sub(1);
        let next = (at + 1 < claims.len()).then_some(at + 1);
        let is_near =
            |other: Option<usize>| other.is_some_and(|o| claims[o].block == claims[at].block);
        #[allow(clippy::cast_precision_loss)]
        Scene {
            index: self.index,
            own: &self.readings[at],
            hits,
            previous: previous.map(|p| &self.readings[p]),
            next: next.map(|n| &self.readings[n]),
            heading,
            same_block: is_near(previous),
            previous_bare: is_near(previous) && previous.is_some_and(|p| claims[p].moments == 0),
            next_same_block: is_near(next),
            place: at as f32 / claims.len() as f32,
            fit: &self.fits[at],
            standing: Standing {
                crowd: &self.crowd,
                surroundings: self.surroundings,
                claim: at,
            },
        }
    }
}

fn read(aligner: &Aligner<'_>, text: &str) -> Reading {
    let query = Query::new(text, &aligner.index, &aligner.lexer);
    let coverage = Coverage::new(&query, &aligner.index, &aligner.reach);
    Reading::new(query, coverage)
}

/// The fit as a likelihood. Most segments share the fit of those that share no word.
fn likelihood(fit: &[f32]) -> Vec<f64> {
    let least = fit.iter().copied().fold(0.0, f32::min);
    let of_least = math::exp(f64::from(least));
    let one = |&fit: &f32| {
        if fit > least {
            math::exp(f64::from(fit))
        } else {
            of_least
        }
    };
    fit.iter().map(one).collect()
}

/// The most probable segments, and those that fit best by their words alone, in order of time.
fn likeliest(mass: &[f64], fit: &[f32]) -> Vec<SegmentIndex> {
    let mut chosen = top(mass, PROBABLE);
    for segment in top(fit, CANDIDATES) {
        if chosen.len() < CANDIDATES && !chosen.contains(&segment) {
            chosen.push(segment);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// The places of the greatest values, the greatest first, of equal ones the first first.
fn top<V: PartialOrd>(values: &[V], count: usize) -> Vec<usize> {
    let mut best: Vec<usize> = Vec::with_capacity(count + 1);
    for (at, value) in values.iter().enumerate() {
        if best.len() == count && best.last().is_some_and(|&last| *value <= values[last]) {
            continue;
        }
        let place = best.partition_point(|&other| values[other] >= *value);
        best.insert(place, at);
        best.truncate(count);
    }
    best
}

/// How well each segment fits a claim by its words alone, on a logarithmic scale; 0 at best.
fn fit(reading: &Reading) -> Vec<f32> {
    let rows = reading.coverage.rows.iter();
    let mut row: Vec<f32> = rows
        .map(|said| 0.15 * said[0] + 0.2 * said[2] + 0.2 * said[3])
        .collect();
    let best = row.iter().copied().fold(0.0, f32::max);
    row.iter_mut().for_each(|f| *f -= best);
    row
}
