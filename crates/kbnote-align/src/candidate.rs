//! The first pass: from all places of a track to the few at which each claim may rest.

use std::ops::Range;
use std::sync::Arc;

use crate::aligner::Aligner;
use crate::chain::Link;
use crate::claim::Claim;
use crate::crowd::{Crowd, Standing};
use crate::features::{self, Scene, Stretch};
use crate::index::SegmentIndex;
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
    pub(crate) query: Arc<Query>,
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
            query: Arc::default(),
            features,
        }
    }
}

/// The candidates of all moments that a piece of a note asks for; claims are counted from its start.
pub(crate) fn candidates(
    aligner: &Aligner<'_>,
    note: &[Claim<'_>],
    piece: Range<usize>,
) -> Vec<Candidates> {
    let first_pass = FirstPass::new(aligner, note, piece);
    let claims = first_pass.claims;
    let mut around = Around::default();
    let mut out: Vec<Candidates> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        around.advance(&first_pass, at);
        if claim.moments == 0 {
            continue;
        }
        let lead = Lead::between(claims, out.last().map(|last| last.claim), at);
        out.extend(first_pass.candidates(at, lead, &mut around));
        for nth in 1..claim.moments.min(MOST_MOMENTS) {
            out.extend(out.last().map(|first| first.again(nth)));
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

/// Up to so many pairs of a claim and a segment, what is said where is kept (32 bytes a pair);
/// beyond that it is found again when it is needed.
const KEPT_PAIRS: usize = 1_000_000;

/// The first pass over claims that are aligned together.
struct FirstPass<'a> {
    aligner: &'a Aligner<'a>,
    claims: &'a [Claim<'a>],
    /// How many claims of the note come before these, and how many it has.
    before: usize,
    of_note: usize,
    /// The readings of the claims, where they are few enough to be kept.
    readings: Vec<Option<Arc<Reading>>>,
    /// For each claim and segment, how well it fits by its words alone.
    fits: Vec<Vec<f32>>,
    /// For each claim and segment, how probable it is among its neighbours.
    posterior: Vec<Vec<f64>>,
    /// What all claims make of the places.
    crowd: Crowd,
}

impl<'a> FirstPass<'a> {
    fn new(aligner: &'a Aligner<'a>, note: &'a [Claim<'a>], piece: Range<usize>) -> Self {
        let (before, of_note) = (piece.start, note.len());
        let claims = note.get(piece).unwrap_or_default();
        let index = &aligner.index;
        let is_kept = claims.len().saturating_mul(index.len()) <= KEPT_PAIRS;
        let mut readings = Vec::with_capacity(claims.len());
        let mut fits = Vec::with_capacity(claims.len());
        for claim in claims {
            let reading = Reading::new(aligner, claim.text);
            fits.push(fit(&reading));
            readings.push(is_kept.then(|| Arc::new(reading)));
        }
        let steps = Steps::at_pace(index.span(), of_note);
        let row = |claim: usize| likelihood(&fits[claim]);
        Self {
            crowd: Crowd::new(index.len(), (0..claims.len()).map(row), sections(claims)),
            posterior: path::posterior(claims.len(), row, &index.starts, &steps),
            aligner,
            claims,
            before,
            of_note,
            readings,
            fits,
        }
    }

    fn reading(&self, claim: usize) -> Option<Arc<Reading>> {
        let text = self.claims.get(claim)?.text;
        let kept = self.readings[claim].clone();
        Some(kept.unwrap_or_else(|| Arc::new(Reading::new(self.aligner, text))))
    }

    fn candidates(&self, claim: usize, lead: Lead, around: &mut Around) -> Option<Candidates> {
        let index = &self.aligner.index;
        let segments = likeliest(&self.posterior[claim], &self.fits[claim]);
        around.read_heading(self, claim);
        let query = Arc::clone(&around.own.as_ref()?.query);
        let stretches = segments.iter().map(|&s| Stretch::around(index, s).tokens());
        let hits = query.hits_in(index, stretches);
        let scene = self.scene(claim, around, &hits)?;
        Some(Candidates {
            claim,
            link: lead.link,
            told: lead.told,
            starts: segments.iter().map(|&s| index.starts[s]).collect(),
            features: features::all_features(&scene, &segments),
            query,
            segments,
        })
    }

    fn scene<'s>(&'s self, at: usize, around: &'s Around, hits: &'s [Hit]) -> Option<Scene<'s>> {
        let claims = self.claims;
        let previous = at.checked_sub(1);
        let next = (at + 1 < claims.len()).then_some(at + 1);
        let is_near =
            |other: Option<usize>| other.is_some_and(|o| claims[o].block == claims[at].block);
        #[allow(clippy::cast_precision_loss)]
        Some(Scene {
            index: &self.aligner.index,
            own: around.own.as_deref()?,
            hits,
            previous: around.previous.as_deref(),
            next: around.next.as_deref(),
            heading: around.heading.as_ref().map(|(_, reading)| reading)?,
            same_block: is_near(previous),
            previous_bare: is_near(previous) && previous.is_some_and(|p| claims[p].moments == 0),
            next_same_block: is_near(next),
            place: (self.before + at) as f32 / self.of_note as f32,
            fit: &self.fits[at],
            standing: Standing {
                crowd: &self.crowd,
                surroundings: &self.aligner.surroundings,
                claim: at,
            },
        })
    }
}

/// The readings of a claim, of those next to it and of its heading.
#[derive(Default)]
struct Around {
    previous: Option<Arc<Reading>>,
    own: Option<Arc<Reading>>,
    next: Option<Arc<Reading>>,
    heading: Option<(String, Reading)>,
}

impl Around {
    /// Goes on to a claim from the one before it.
    fn advance(&mut self, first_pass: &FirstPass<'_>, claim: usize) {
        self.previous = self.own.take();
        self.own = self.next.take().or_else(|| first_pass.reading(claim));
        self.next = first_pass.reading(claim + 1);
    }

    fn read_heading(&mut self, first_pass: &FirstPass<'_>, claim: usize) {
        let heading = first_pass.claims[claim].heading;
        if self
            .heading
            .as_ref()
            .is_none_or(|(text, _)| text != heading)
        {
            let reading = Reading::new(first_pass.aligner, heading);
            self.heading = Some((heading.to_owned(), reading));
        }
    }
}

/// The numbers of the claims' sections, counted from 0: claims in a row below one heading.
fn sections(claims: &[Claim<'_>]) -> Vec<usize> {
    let mut section = 0;
    let numbers = claims.iter().enumerate().map(|(at, claim)| {
        let before = at.checked_sub(1).map(|before| claims[before].heading);
        section += usize::from(before.is_some_and(|before| before != claim.heading));
        section
    });
    numbers.collect()
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
