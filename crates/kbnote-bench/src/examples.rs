//! Training examples of the scorer: claims with candidates and their values by the gold.

use std::ops::Range;
use std::sync::Arc;
use std::thread;

use kbnote_align::training::{self, CandidateSet, ChainLink, ClaimShape, Link};
use kbnote_align::{AlignOptions, Aligner};

use crate::development::{GoldClaim, TrainingVideo};
use crate::score;

/// A requested moment of a claim, its candidates, and their gold.
pub struct Example {
    /// The number of the claim in its note.
    pub claim: usize,
    /// How it follows the moment before it.
    pub link: Link,
    /// The number of characters of text between the claim of that one and its own.
    pub chars_between: usize,
    /// The segments of its candidates.
    pub segments: Vec<usize>,
    /// When its candidates begin, in milliseconds.
    pub starts: Vec<i64>,
    /// Their features.
    pub features: Vec<[f32; training::FEATURE_COUNT]>,
    /// What the claim is like.
    pub shape: ClaimShape,
    /// When it is said by the gold, in milliseconds, if that is known; of several passages the one
    /// that shares most words with it.
    pub gold: Option<i64>,
    /// The logarithm of the value of each candidate by the gold.
    pub worth: Vec<f64>,
}

impl Example {
    /// How probable a place near the gold is, given the probabilities of the candidates.
    #[must_use]
    pub fn believed(&self, probable: &[f64]) -> f64 {
        let near = self
            .worth
            .iter()
            .zip(probable)
            .filter(|(worth, _)| **worth >= NEAR);
        near.map(|(_, probable)| probable).sum()
    }
}

/// The examples of one note.
pub struct ExampleNote {
    /// The number of its video.
    pub video: usize,
    /// Its weight in training.
    pub weight: f64,
    /// Where the gold is less probable than this by all that was learned so far, it is considered a
    /// slip, and the next tree learns nothing from it.
    pub doubt: f64,
    /// The number of the note in its video.
    pub note: usize,
    /// When each segment of the track begins, in milliseconds.
    pub starts: Arc<Vec<i64>>,
    /// The requested moments of its claims, in order.
    pub examples: Vec<Example>,
}

impl ExampleNote {
    /// Which of the examples are of one claim: a range for each.
    #[must_use]
    pub fn claims(&self) -> Vec<Range<usize>> {
        training::by_claim(self.examples.iter().map(|example| example.link))
    }

    /// How long the track is, in milliseconds.
    #[must_use]
    pub fn span(&self) -> i64 {
        match (self.starts.first(), self.starts.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    /// The chain of the note's moments with the scores given.
    #[must_use]
    pub fn chain<'a>(&'a self, scores: &'a [Vec<f64>]) -> Vec<ChainLink<'a>> {
        self.examples
            .iter()
            .zip(scores)
            .map(|(example, scores)| ChainLink {
                link: example.link,
                chars_between: example.chars_between,
                starts: &example.starts,
                scores,
            })
            .collect()
    }
}

/// Makes the examples of all videos, on all cores.
#[must_use]
pub fn examples(videos: &[TrainingVideo]) -> Vec<ExampleNote> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut notes: Vec<ExampleNote> = thread::scope(|scope| {
        let work = |worker: usize| {
            let mine = videos.iter().enumerate().skip(worker).step_by(workers);
            mine.flat_map(|(video, training_video)| of_video(video, training_video))
                .collect::<Vec<_>>()
        };
        let handles: Vec<_> = (0..workers).map(|w| scope.spawn(move || work(w))).collect();
        handles
            .into_iter()
            .filter_map(|h| h.join().ok())
            .flatten()
            .collect()
    });
    notes.sort_by_key(|note| (note.video, note.note));
    notes
}

fn of_video(video: usize, training_video: &TrainingVideo) -> Vec<ExampleNote> {
    let aligner = Aligner::new(&training_video.track, AlignOptions::default());
    let starts = Arc::new(training::segment_starts(&aligner).to_vec());
    let notes = training_video.notes.iter().enumerate();
    notes
        .map(|(note, gold)| {
            let found = training::candidates(&aligner, &score::aligner_claims(gold));
            let links = found.iter().map(|candidates| candidates.link);
            let nth: Vec<usize> = training::by_claim(links)
                .into_iter()
                .flat_map(|m| 0..m.len())
                .collect();
            let examples = found.into_iter().zip(nth).map(|(candidates, nth)| {
                let claim = &gold.claims[candidates.claim];
                example(candidates, claim, nth)
            });
            let examples = examples.collect();
            ExampleNote {
                video,
                weight: 1.0,
                doubt: DOUBT,
                note,
                starts: Arc::clone(&starts),
                examples,
            }
        })
        .collect()
}

fn example(candidates: CandidateSet, claim: &GoldClaim, nth: usize) -> Example {
    let starts = &candidates.starts;
    let mut gold = claim.gold.get(nth).copied().flatten();
    let mut worth: Vec<f64> = if claim.passages.is_empty() {
        let error = |start: i64| gold.map(|gold| (start.unsigned_abs() / 1000).abs_diff(gold));
        starts.iter().map(|&s| worth(error(s), DOUBTFUL)).collect()
    } else {
        let distance = |start: i64| score::distance(&claim.passages, start / 1000 * 1000);
        let error = |start: i64| Some(distance(start).unsigned_abs().div_ceil(1000));
        starts.iter().map(|&s| worth(error(s), MARKED)).collect()
    };
    let mut millis = gold.take().and_then(|gold| i64::try_from(1000 * gold).ok());
    if !claim.passages.is_empty() {
        millis = best_fit(&candidates, &worth);
    }
    if worth.iter().all(|&w| w < NEAR) {
        worth.fill(0.0);
    }
    Example {
        claim: candidates.claim,
        link: candidates.link,
        chars_between: candidates.chars_between,
        segments: candidates.segments,
        starts: candidates.starts,
        features: candidates.features,
        shape: candidates.shape,
        gold: millis,
        worth,
    }
}

/// The start of the good candidate that fits best by its words.
fn best_fit(candidates: &CandidateSet, worth: &[f64]) -> Option<i64> {
    let fit = |at: &usize| candidates.features[*at][training::FIT];
    let good = (0..worth.len()).filter(|&at| worth[at] >= -1.0);
    let best = good.max_by(|a, b| fit(a).total_cmp(&fit(b)).then(b.cmp(a)));
    best.map(|at| candidates.starts[at])
}

/// Gold of a model that is less probable than this is considered a slip.
const DOUBT: f64 = 0.05;

/// The value of a place away from the gold of a model: more than nothing, since some of it is wrong.
const DOUBTFUL: f64 = -5.0;

/// The value of a place away from the passages that people marked.
const MARKED: f64 = -6.0;

/// The least value of a place within ten seconds of the gold.
const NEAR: f64 = -3.5;

fn worth(error: Option<u64>, nothing: f64) -> f64 {
    match error {
        Some(0) => 0.0,
        Some(1) => -0.5,
        Some(2) => -0.8,
        Some(3..=5) => -1.9,
        Some(6..=10) => NEAR,
        _ => nothing,
    }
}
