//! The first pass: from all places of a track to the few at which each claim may rest.

use std::ops::Range;
use std::sync::Arc;

use kbnote_model::math;

use crate::chain::{ChainLink, Link};
use crate::claim::Claim;
use crate::competition::{ClaimCompetition, CompetitionAt};
use crate::coverage::Coverage;
use crate::features::{self, FeatureContext};
use crate::indexed_track::IndexedTrack;
use crate::path::{self, Steps};
use crate::query::{Hit, Query};
use crate::segment::SegmentIndex;
use crate::text_coverage::TextCoverage;

/// How many places of each claim the second pass looks at.
const CANDIDATES: usize = 48;

/// How many of them are chosen by their probability among their neighbours.
const PROBABLE: usize = 36;

/// The most moments of a claim with candidates of their own; further ones follow from these. Authors
/// set eight at most.
const MOST_MOMENTS: usize = 32;

/// What a claim is like, whatever the captions say.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClaimShape {
    /// How many distinct terms it has.
    pub terms: usize,
    /// How many its heading has.
    pub heading_terms: usize,
    /// Whether its heading asks a question.
    pub is_answer: bool,
}

fn asks(heading: &str) -> bool {
    heading.trim_end().ends_with(['?', '？', '؟'])
}

/// The places at which a moment of a claim may lie.
#[derive(Debug)]
pub struct CandidateSet {
    /// The number of the claim.
    pub claim: usize,
    /// How it follows the requested moment before it.
    pub link: Link,
    /// How many characters of text lead from the claim of that one to this one.
    pub chars_between: usize,
    /// The segments, in order of time.
    pub segments: Vec<SegmentIndex>,
    /// When they begin, in milliseconds.
    pub starts: Vec<i64>,
    /// What the claim is like.
    pub shape: ClaimShape,
    /// The claim as terms; none for its further moments.
    pub(crate) query: Arc<Query>,
    /// What is known of each.
    pub features: Vec<[f32; features::COUNT]>,
}

impl CandidateSet {
    /// The same places for a further moment of the claim.
    fn again(&self, nth: usize) -> Self {
        let mut features = self.features.clone();
        for features in &mut features {
            features::set_nth(features, nth);
        }
        Self {
            claim: self.claim,
            link: Link::SameClaim,
            chars_between: 0,
            segments: self.segments.clone(),
            starts: self.starts.clone(),
            shape: self.shape,
            query: Arc::default(),
            features,
        }
    }
}

/// The chain of some moments, with the scores of their candidates.
pub(crate) fn chain_links<'a>(
    candidates: &'a [CandidateSet],
    scores: &'a [Vec<f64>],
) -> Vec<ChainLink<'a>> {
    candidates
        .iter()
        .zip(scores)
        .map(|(candidates, scores)| ChainLink {
            link: candidates.link,
            chars_between: candidates.chars_between,
            starts: &candidates.starts,
            scores,
        })
        .collect()
}

/// The candidates of all requested moments of a piece of a note; claims are numbered from its start.
pub(crate) fn candidates(
    indexed: &IndexedTrack,
    note: &[Claim<'_>],
    piece: Range<usize>,
) -> Vec<CandidateSet> {
    let first_pass = FirstPass::new(indexed, note, piece);
    let claims = first_pass.claims;
    let mut around = Around::default();
    let mut out: Vec<CandidateSet> = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        around.advance(&first_pass, at);
        if claim.moments == 0 {
            continue;
        }
        let lead = LinkContext::between(claims, out.last().map(|last| last.claim), at);
        out.extend(first_pass.candidates(at, lead, &mut around));
        for nth in 1..claim.moments.min(MOST_MOMENTS) {
            out.extend(out.last().map(|first| first.again(nth)));
        }
    }
    out
}

/// How a claim follows the previous one with requested moments.
#[derive(Clone, Copy)]
struct LinkContext {
    link: Link,
    /// The number of characters of text from one to the other.
    chars_between: usize,
}

impl LinkContext {
    fn between(claims: &[Claim<'_>], before: Option<usize>, at: usize) -> Self {
        let claim = &claims[at];
        let link = match before.map(|before| &claims[before]) {
            Some(before) if before.block == claim.block => Link::SameBlock,
            Some(before) if before.heading == claim.heading => Link::NextBlock,
            _ => Link::NextSection,
        };
        let chars_between = claims[before.unwrap_or(at)..at].iter();
        Self {
            link,
            chars_between: chars_between.map(|claim| claim.text.chars().count()).sum(),
        }
    }
}

/// The numbers of the windows by which the first pass judges how well a segment fits, with their
/// weights, and which of them is that of nine seconds ahead.
const FIRST_WINDOWS: [usize; 3] = [0, 2, 3];
const FIRST_WEIGHTS: [f32; 3] = [0.15, 0.2, 0.2];
const SHORT_WINDOW: usize = 1;

/// The first pass over claims that are aligned together.
struct FirstPass<'a> {
    indexed: &'a IndexedTrack,
    claims: &'a [Claim<'a>],
    /// How many claims of the note come before these, and how many it has.
    before: usize,
    of_note: usize,
    /// The claims as terms. How much of them is said where is found twice: it would be far more to keep.
    queries: Vec<Arc<Query>>,
    /// The greatest share of a claim that is said in a short window, averaged over all claims: how
    /// closely the author keeps to the words of the captions.
    note_peak: f32,
    /// For each claim and segment, how well it fits by its words alone.
    fits: Vec<Vec<f32>>,
    /// For each claim and segment, how probable it is among its neighbours.
    posterior: Vec<Vec<f64>>,
    /// How the claims compete for the segments.
    competition: ClaimCompetition,
}

impl<'a> FirstPass<'a> {
    #[allow(clippy::cast_precision_loss)]
    fn new(indexed: &'a IndexedTrack, note: &'a [Claim<'a>], piece: Range<usize>) -> Self {
        let (before, of_note) = (piece.start, note.len());
        let claims = note.get(piece).unwrap_or_default();
        let index = &indexed.index;
        let query = |claim: &Claim<'_>| Query::new(claim.text, index, &indexed.lexer);
        let queries: Vec<Arc<Query>> = claims.iter().map(|claim| Arc::new(query(claim))).collect();
        let mut fits = Vec::with_capacity(claims.len());
        let mut peaks = 0.0;
        for query in &queries {
            let coverage = Coverage::new(query, index, &indexed.reach, FIRST_WINDOWS);
            peaks += coverage.peaks[SHORT_WINDOW] / query.weight.max(1.0);
            fits.push(fit(&coverage));
        }
        let steps = Steps::at_pace(index.span(), of_note);
        let row = |claim: usize| likelihood(&fits[claim]);
        Self {
            competition: ClaimCompetition::new(
                index.len(),
                (0..claims.len()).map(row),
                sections(claims),
            ),
            posterior: path::posterior(claims.len(), row, &index.starts, &steps),
            indexed,
            claims,
            before,
            of_note,
            queries,
            note_peak: peaks / claims.len().max(1) as f32,
            fits,
        }
    }

    fn coverage(&self, claim: usize) -> Option<TextCoverage> {
        let query = self.queries.get(claim)?;
        Some(TextCoverage::of(self.indexed, Arc::clone(query)))
    }

    fn candidates(
        &self,
        claim: usize,
        lead: LinkContext,
        around: &mut Around,
    ) -> Option<CandidateSet> {
        let index = &self.indexed.index;
        let segments = likeliest(&self.posterior[claim], &self.fits[claim]);
        around.cover_heading(self, claim);
        let query = Arc::clone(&self.queries[claim]);
        let stretches = segments.iter().map(|&s| self.indexed.spans[s].tokens());
        let hits = query.hits_in(index, stretches);
        let context = self.context(claim, around, &hits)?;
        Some(CandidateSet {
            claim,
            link: lead.link,
            chars_between: lead.chars_between,
            starts: segments.iter().map(|&s| index.starts[s]).collect(),
            features: features::all_features(&context, &segments),
            shape: ClaimShape {
                terms: query.count,
                heading_terms: context.heading.query.count,
                is_answer: asks(self.claims[claim].heading),
            },
            query,
            segments,
        })
    }

    fn context<'s>(
        &'s self,
        at: usize,
        around: &'s Around,
        hits: &'s [Hit],
    ) -> Option<FeatureContext<'s>> {
        #[allow(clippy::cast_precision_loss)]
        Some(FeatureContext {
            index: &self.indexed.index,
            spans: &self.indexed.spans,
            own: around.own.as_ref()?,
            hits,
            previous: around.previous.as_ref(),
            next: around.next.as_ref(),
            heading: around.heading.as_ref().map(|(_, coverage)| coverage)?,
            place: (self.before + at) as f32 / self.of_note as f32,
            note_peak: self.note_peak,
            fit: &self.fits[at],
            competition: CompetitionAt {
                competition: &self.competition,
                windows: &self.indexed.windows,
                claim: at,
            },
        })
    }
}

/// The coverages of a claim, its neighbours and its heading.
#[derive(Default)]
struct Around {
    previous: Option<TextCoverage>,
    own: Option<TextCoverage>,
    next: Option<TextCoverage>,
    heading: Option<(String, TextCoverage)>,
}

impl Around {
    /// Goes on to a claim from the one before it.
    fn advance(&mut self, first_pass: &FirstPass<'_>, claim: usize) {
        self.previous = self.own.take();
        self.own = self.next.take().or_else(|| first_pass.coverage(claim));
        self.next = first_pass.coverage(claim + 1);
    }

    fn cover_heading(&mut self, first_pass: &FirstPass<'_>, claim: usize) {
        let heading = first_pass.claims[claim].heading;
        if self
            .heading
            .as_ref()
            .is_none_or(|(text, _)| text != heading)
        {
            let coverage = TextCoverage::new(first_pass.indexed, heading);
            self.heading = Some((heading.to_owned(), coverage));
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

/// The fit as a likelihood.
fn likelihood(fit: &[f32]) -> Vec<f64> {
    fit.iter().map(|&fit| math::exp(f64::from(fit))).collect()
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
fn top<V: PartialOrd + Copy>(values: &[V], count: usize) -> Vec<usize> {
    let mut best: Vec<(V, usize)> = Vec::with_capacity(count + 1);
    let mut least = None;
    for (at, &value) in values.iter().enumerate() {
        if least.is_some_and(|least| value <= least) {
            continue;
        }
        let place = best.partition_point(|&(other, _)| other >= value);
        best.insert(place, (value, at));
        best.truncate(count);
        least = best.get(count - 1).map(|&(last, _)| last);
    }
    best.into_iter().map(|(_, at)| at).collect()
}

/// How well each segment fits a claim by its words alone, on a logarithmic scale; 0 at best.
fn fit(coverage: &Coverage<{ FIRST_WINDOWS.len() }>) -> Vec<f32> {
    let [own, near, wide] = FIRST_WEIGHTS;
    let rows = coverage.rows.iter();
    let mut row: Vec<f32> = rows
        .map(|said| own * said[0] + near * said[1] + wide * said[2])
        .collect();
    let best = row.iter().copied().fold(0.0, f32::max);
    row.iter_mut().for_each(|f| *f -= best);
    row
}
