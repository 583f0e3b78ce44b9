//! What aligning costs, part by part, and against a plain reference.
//!
//! `cargo bench -p kbnote-align`. The talk is invented: sentences drawn from a small grammar by
//! a fixed rule, so that words repeat as they do in speech.

#![allow(clippy::print_stdout)]

use kbnote_align::training::{self, CandidateSet, ChainLink, STEP_CLASSES, STEP_ROWS};
use kbnote_align::{AlignOptions, Aligner, Claim};
use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackId, TrackKind};

fn main() {
    reference::print_ratio();
    divan::main();
}

/// The lengths of the tracks: a quarter of an hour, one, two, and a stream of twenty.
const CUES: [usize; 4] = [250, 1000, 2000, 20_000];

const NOUNS: [&str; 24] = [
    "river",
    "engine",
    "matrix",
    "garden",
    "signal",
    "market",
    "theory",
    "harbour",
    "protein",
    "window",
    "circuit",
    "forest",
    "budget",
    "melody",
    "glacier",
    "kitchen",
    "satellite",
    "lens",
    "bridge",
    "library",
    "volcano",
    "neuron",
    "currency",
    "telescope",
];
const VERBS: [&str; 12] = [
    "moves", "changes", "carries", "measures", "repeats", "divides", "explains", "reaches",
    "follows", "covers", "produces", "limits",
];

/// A sentence that is always the same for a number.
fn sentence(number: usize) -> String {
    let pick = |salt: usize| (number * 31 + salt * 17 + number / 7) % 9973;
    format!(
        "so the {} {} the {} and number {} is what we see in the {} of it",
        NOUNS[pick(1) % NOUNS.len()],
        VERBS[pick(2) % VERBS.len()],
        NOUNS[pick(3) % NOUNS.len()],
        number % 700,
        NOUNS[pick(4) % NOUNS.len()],
    )
}

fn track(cues: usize) -> Track {
    let language = LanguageTag::english();
    let cues = (0..cues).map(|n| {
        let start = Timestamp::from_millis(3_600 * n as u64);
        Cue::new(
            TimeSpan::new(start, start.saturating_add(3_500)),
            sentence(n),
        )
    });
    Track {
        id: TrackId::of(&language, TrackKind::Manual),
        language,
        kind: TrackKind::Manual,
        name: None,
        cues: cues.collect(),
    }
}

/// Seventy sentences that rest on cues spread over a track.
fn note(cues: usize) -> Vec<String> {
    (0..70)
        .map(|n| sentence(n * cues / 70).replace("so the", "The"))
        .collect()
}

fn claims(note: &[String]) -> Vec<Claim<'_>> {
    let claim = |(n, text): (usize, &String)| Claim {
        text: text.clone().leak(),
        heading: "",
        block: n / 3,
        moments: 1,
    };
    note.iter().enumerate().map(claim).collect()
}

/// Tokenising: the cues to terms.
#[divan::bench(args = CUES)]
fn tokenise(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    bencher.bench(|| {
        let forms = |cue: &Cue| training::english_forms(cue.text()).len();
        track.cues.iter().map(forms).sum::<usize>()
    });
}

/// Reads a track: tokens, vocabulary, index.
#[divan::bench(args = CUES)]
fn read_track(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    bencher.bench(|| Aligner::new(&track, AlignOptions::default()));
}

/// Scoring: seventy sentences to candidates with all that is known of them.
#[divan::bench(args = CUES)]
fn score(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    let note = note(cues);
    let claims = claims(&note);
    let aligner = Aligner::new(&track, AlignOptions::default());
    bencher.bench(|| training::candidates(&aligner, &claims));
}

/// Path: the candidates of seventy sentences to their probabilities among each other.
#[divan::bench(args = CUES)]
fn path(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    let note = note(cues);
    let aligner = Aligner::new(&track, AlignOptions::default());
    let candidates = training::candidates(&aligner, &claims(&note));
    let scores = vec![0.0; cues];
    let chain: Vec<ChainLink<'_>> = candidates
        .iter()
        .map(|candidates: &CandidateSet| ChainLink {
            link: candidates.link,
            chars_between: candidates.chars_between,
            starts: &candidates.starts,
            scores: &scores[..candidates.starts.len()],
        })
        .collect();
    let factors = [[1.5; STEP_CLASSES]; STEP_ROWS];
    bencher.bench(|| training::marginals(&chain, &factors, 3_600 * cues as i64));
}

/// Scoring, path and choice.
#[divan::bench(args = CUES)]
fn align_note(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    let note = note(cues);
    let claims = claims(&note);
    let aligner = Aligner::new(&track, AlignOptions::default());
    bencher.bench(|| aligner.align(&claims));
}

/// All of it.
#[divan::bench(args = CUES)]
fn whole(bencher: divan::Bencher<'_, '_>, cues: usize) {
    let track = track(cues);
    let note = note(cues);
    let claims = claims(&note);
    bencher.bench(|| Aligner::new(&track, AlignOptions::default()).align(&claims));
}

mod reference {
    //! BM25 over windows of two cues and the best path, as plainly as it can be written.

    use std::collections::HashMap;
    use std::time::{Duration, Instant};

    use kbnote_core::Track;

    use super::{AlignOptions, Aligner, claims, note, track};

    /// Prints how long the aligner takes against the reference: the median of nine runs each.
    pub(crate) fn print_ratio() {
        let track = track(1000);
        let note = note(1000);
        let claims = claims(&note);
        let ours = median(|| drop(Aligner::new(&track, AlignOptions::default()).align(&claims)));
        let plain = median(|| drop(divan::black_box(best_path(&track, &note))));
        let ratio = ours.as_secs_f64() / plain.as_secs_f64();
        println!(
            "70 sentences, 1000 cues: {ours:?}; BM25 and best path {plain:?}; ratio {ratio:.2}"
        );
    }

    fn median(run: impl Fn()) -> Duration {
        let mut times: Vec<Duration> = (0..9)
            .map(|_| {
                let start = Instant::now();
                run();
                start.elapsed()
            })
            .collect();
        times.sort();
        times[times.len() / 2]
    }

    fn words(text: &str) -> Vec<String> {
        text.to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_owned)
            .collect()
    }

    fn best_path(track: &Track, note: &[String]) -> Vec<usize> {
        let cues: Vec<Vec<String>> = track.cues.iter().map(|cue| words(cue.text())).collect();
        let windows: Vec<HashMap<&str, f64>> = (0..cues.len())
            .map(|at| {
                let mut counts = HashMap::new();
                for word in cues[at..(at + 2).min(cues.len())].iter().flatten() {
                    *counts.entry(word.as_str()).or_insert(0.0) += 1.0;
                }
                counts
            })
            .collect();
        let mut spread: HashMap<&str, f64> = HashMap::new();
        for word in windows.iter().flat_map(HashMap::keys) {
            *spread.entry(word).or_insert(0.0) += 1.0;
        }
        let rows: Vec<Vec<f64>> = note
            .iter()
            .map(|text| bm25(&words(text), &windows, &spread))
            .collect();
        viterbi(&rows)
    }

    fn bm25(
        query: &[String],
        windows: &[HashMap<&str, f64>],
        spread: &HashMap<&str, f64>,
    ) -> Vec<f64> {
        let all = windows.len() as f64;
        let score = |window: &HashMap<&str, f64>| {
            let term = |word: &String| {
                let count = window.get(word.as_str())?;
                let rarity = (1.0 + all / spread[word.as_str()]).ln();
                Some(rarity * count * 2.2 / (count + 1.2))
            };
            query.iter().filter_map(term).sum()
        };
        windows.iter().map(score).collect()
    }

    fn viterbi(rows: &[Vec<f64>]) -> Vec<usize> {
        let mut best = rows[0].clone();
        let mut back: Vec<Vec<usize>> = Vec::new();
        for row in &rows[1..] {
            // Going back costs a fixed sum; going on costs nothing.
            let overall = (0..best.len()).fold(0, |a, b| if best[b] > best[a] { b } else { a });
            let mut ahead = 0;
            let mut from = Vec::with_capacity(best.len());
            let mut next = Vec::with_capacity(best.len());
            for (at, score) in row.iter().enumerate() {
                if best[at] > best[ahead] {
                    ahead = at;
                }
                let jump = best[overall] - 3.0;
                let source = if jump > best[ahead] { overall } else { ahead };
                from.push(source);
                next.push(score + best[ahead].max(jump));
            }
            back.push(from);
            best = next;
        }
        let mut at = (0..best.len()).fold(0, |a, b| if best[b] > best[a] { b } else { a });
        let mut path = vec![at];
        for from in back.iter().rev() {
            at = from[at];
            path.push(at);
        }
        path.reverse();
        path
    }
}
