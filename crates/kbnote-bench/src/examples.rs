//! The development set as what the scorer learns from: claims with candidates and their worth.

use std::sync::Arc;
use std::thread;

use kbnote_align::training::{self, Candidates, ChainLink, Link};
use kbnote_align::{AlignOptions, Aligner};

use crate::development::Lesson;
use crate::score;

/// A claim that asks for moments, its candidates, and what the gold says of them.
pub struct Example {
    /// The number of the claim in its note.
    pub claim: usize,
    /// Whether it stands in the block of the one before it.
    pub link: Link,
    /// The segments of its candidates.
    pub segments: Vec<usize>,
    /// When its candidates begin, in milliseconds.
    pub starts: Vec<i64>,
    /// What is known of them.
    pub features: Vec<[f32; training::FEATURE_COUNT]>,
    /// The seconds its anchors say.
    pub golds: Vec<u64>,
    /// The logarithm of what each candidate is worth by the gold.
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
    /// The number of the note in its video.
    pub note: usize,
    /// When each segment of the track begins, in milliseconds.
    pub starts: Arc<Vec<i64>>,
    /// Its claims that ask for moments, in order.
    pub examples: Vec<Example>,
}

impl ExampleNote {
    /// How long the track is, in milliseconds.
    #[must_use]
    pub fn span(&self) -> i64 {
        match (self.starts.first(), self.starts.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    /// The chain of the note's claims with the scores given.
    #[must_use]
    pub fn chain<'a>(&'a self, scores: &'a [Vec<f64>]) -> Vec<ChainLink<'a>> {
        self.examples
            .iter()
            .zip(scores)
            .map(|(example, scores)| ChainLink {
                link: example.link,
                starts: &example.starts,
                scores,
            })
            .collect()
    }
}

/// Makes the examples of all lessons, on all cores.
#[must_use]
pub fn examples(lessons: &[Lesson]) -> Vec<ExampleNote> {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let mut notes: Vec<ExampleNote> = thread::scope(|scope| {
        let work = |worker: usize| {
            let mine = lessons.iter().enumerate().skip(worker).step_by(workers);
            mine.flat_map(|(video, lesson)| of_lesson(video, lesson))
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

fn of_lesson(video: usize, lesson: &Lesson) -> Vec<ExampleNote> {
    let aligner = Aligner::new(&lesson.track, AlignOptions::default());
    let starts = Arc::new(training::segment_starts(&aligner).to_vec());
    let notes = lesson.notes.iter().enumerate();
    notes
        .map(|(note, gold)| {
            let found = training::candidates(&aligner, &score::asked(gold));
            let examples = found
                .into_iter()
                .map(|candidates| {
                    let golds = gold.claims[candidates.claim]
                        .gold
                        .iter()
                        .flatten()
                        .copied()
                        .collect();
                    example(candidates, golds)
                })
                .collect();
            ExampleNote {
                video,
                note,
                starts: Arc::clone(&starts),
                examples,
            }
        })
        .collect()
}

fn example(candidates: Candidates, golds: Vec<u64>) -> Example {
    let onsets = onsets(&golds);
    let error = |start: i64| {
        onsets
            .iter()
            .map(|g| (start.unsigned_abs() / 1000).abs_diff(*g))
            .min()
    };
    let mut worth: Vec<f64> = candidates.starts.iter().map(|&s| worth(error(s))).collect();
    if worth.iter().all(|&w| w <= NOTHING) {
        worth.fill(0.0);
    }
    Example {
        claim: candidates.claim,
        link: candidates.link,
        segments: candidates.segments,
        starts: candidates.starts,
        features: candidates.features,
        golds,
        worth,
    }
}

/// The golds that begin a passage: of several close together, the first.
fn onsets(golds: &[u64]) -> Vec<u64> {
    let mut onsets: Vec<u64> = Vec::new();
    let mut last = None;
    for &gold in golds {
        if last.is_none_or(|last: u64| last.abs_diff(gold) > 12) {
            onsets.push(gold);
        }
        last = Some(gold);
    }
    onsets
}

/// What a place away from the gold is worth: not nothing, since some of the gold is wrong.
const NOTHING: f64 = -5.0;

/// What a place within ten seconds of the gold is worth at least.
const NEAR: f64 = -3.5;

fn worth(error: Option<u64>) -> f64 {
    match error {
        Some(0) => 0.0,
        Some(1) => -0.5,
        Some(2) => -0.8,
        Some(3..=5) => -1.9,
        Some(6..=10) => NEAR,
        _ => NOTHING,
    }
}
