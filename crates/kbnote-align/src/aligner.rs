//! The aligner: a track, read for finding claims in it.

use kbnote_core::{Timestamp, Track};

use crate::aligned::Aligned;
use crate::alignment::{Alignment, Moment};
use crate::candidate::Candidates;
use crate::chain;
use crate::claim::Claim;
use crate::coverage::Reach;
use crate::crowd::Surroundings;
use crate::index::{SegmentIndex, TrackIndex};
use crate::model;
use crate::options::AlignOptions;
use crate::query::Query;
use crate::text::Lexer;
use crate::weights::weights;

/// A caption track, read for finding claims in it.
#[derive(Debug)]
pub struct Aligner<'a> {
    pub(crate) track: &'a Track,
    pub(crate) lexer: Lexer,
    pub(crate) index: TrackIndex,
    pub(crate) reach: Reach,
    pub(crate) surroundings: Surroundings,
}

impl<'a> Aligner<'a> {
    /// Reads a track.
    #[must_use]
    pub fn new(track: &'a Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        let lexer = Lexer::new(&language);
        let index = TrackIndex::new(track, &lexer);
        let reach = Reach::new(&index.starts);
        let surroundings = Surroundings::new(&index.starts);
        Self {
            track,
            lexer,
            index,
            reach,
            surroundings,
        }
    }

    /// Finds the moments on which the claims of one note rest, one answer a claim.
    #[must_use]
    pub fn align(&self, claims: &[Claim<'_>]) -> Vec<Alignment> {
        self.aligned(claims).into_alignments()
    }

    /// As [`Aligner::align`], with what it takes to explain each answer.
    #[must_use]
    pub fn aligned<'n>(&'n self, claims: &'n [Claim<'n>]) -> Aligned<'n> {
        Aligned::new(self, claims)
    }

    /// The moment at which a segment begins, with the cues behind it that say more of a claim.
    pub(crate) fn moment(&self, query: &Query, segment: SegmentIndex) -> Moment {
        let own = &self.index.segments[segment];
        let cue = own.cue;
        let end = self
            .index
            .starts
            .partition_point(|&start| start < own.start + SUPPORT_MILLIS);
        let tokens = self.index.first_token[segment]..self.index.first_token[end.max(segment + 1)];
        let hits = query.hits_in(&self.index, [tokens]);
        let telling = hits
            .iter()
            .rev()
            .find(|hit| query.term(**hit).rarity >= TELLING);
        let last = telling.map_or(cue, |hit| {
            self.index
                .cue(self.index.token_segment[hit.token as usize] as usize)
        });
        let cues = cue..last.max(cue) + 1;
        let end = self.passage_end(query, segment);
        Moment {
            time: Timestamp::from_millis(own.start.unsigned_abs()),
            end: Timestamp::from_millis(end.unsigned_abs()),
            cues,
            estimated: own.estimated,
        }
    }

    /// When the passage ends that begins with a segment and says what a claim does: it goes on from
    /// one telling word to the next that is near, in milliseconds.
    fn passage_end(&self, query: &Query, segment: SegmentIndex) -> i64 {
        let index = &self.index;
        let own = &index.segments[segment];
        let reach = index.between(own.start, own.start + PASSAGE_MILLIS).end;
        let last = index.first_token[reach.max(segment + 1)];
        let mut end = own.end;
        let tokens = index.first_token[segment]..last;
        for hit in query.hits_in(index, [tokens]) {
            let said = &index.segments[index.token_segment[hit.token as usize] as usize];
            if query.term(hit).rarity < TELLING {
                continue;
            }
            if said.start > end + PAUSE_MILLIS {
                break;
            }
            end = end.max(said.end);
        }
        end.max(own.start)
    }

    /// The probabilities of candidates among their neighbours.
    pub(crate) fn marginals(
        &self,
        candidates: &[Candidates],
        scores: &[Vec<f64>],
    ) -> Vec<Vec<f64>> {
        let links = chain::links(candidates, scores);
        chain::marginals(&links, &weights().steps, self.index.span())
    }

    /// The scores of candidates by themselves.
    pub(crate) fn scores(&self, candidates: &[Candidates]) -> Vec<Vec<f64>> {
        let scores =
            |candidates: &Candidates| model::scores(&weights().trees, &candidates.features);
        candidates.iter().map(scores).collect()
    }
}

/// How far behind a moment its support is looked for, in milliseconds.
const SUPPORT_MILLIS: i64 = 18_000;

/// How long a passage is at most, and how far apart two telling words of it, in milliseconds.
const PASSAGE_MILLIS: i64 = 60_000;
const PAUSE_MILLIS: i64 = 5_000;

/// From this rarity on a word is support.
const TELLING: f32 = 1.5;
