//! Trains the aligner, and measures what it learned by cross-validation over videos.
//!
//! `train_align SET:CAPTIONS… [--clean N] [--write FILE]`: each `SET` is a folder with
//! `gold/<video>/*.md` and the captions of the videos in `CAPTIONS`. The weights in the source
//! were made by
//!
//! ```text
//! train_align align:captions align:captions_asr lexfridman:captions hubermanlab:captions \
//!     lennyspodcast:captions --clean 2 --write crates/kbnote-align/src/weights.rs
//! ```
//!
//! `--clean N`: the thresholds of confidence are chosen by the first N sets. `--folds N`: the videos
//! are split so for the cross-validation (else 5). To experiment: `--only N` of the folds,
//! `--without NAME,…` features, `--gains`, `--trees`, `--leaves`, `--rate`, `--right` and
//! `--refused` (what the thresholds are to promise).
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::path::Path;

use kbnote_align::training;
use kbnote_bench::boost::Growth;
use kbnote_bench::development::{self, Lesson};
use kbnote_bench::examples::{self, ExampleNote};
use kbnote_bench::field::{self, Scorer};
use kbnote_bench::judge::{self, Case, Thresholds};
use kbnote_bench::score::{self, Tally};
use kbnote_bench::weights_file;

/// Where the random choices of the training begin.
const SEED: u64 = 1;

fn main() -> io::Result<()> {
    let names: Vec<String> = std::env::args()
        .skip(1)
        .take_while(|arg| !arg.starts_with("--"))
        .collect();
    let sets = names
        .iter()
        .map(|name| Set::read(name))
        .collect::<io::Result<Vec<_>>>()?;
    let growth = growth();
    let cases = cross_validate(&sets, &growth);
    let judged = judge::cross_validate(&cases.concat(), number("--folds", 5));
    let thresholds = thresholds(&cases, &judged);
    report(&sets, &cases, &judged, thresholds);
    if let Some(path) = option("--write") {
        let learn: Vec<&ExampleNote> = sets.iter().flat_map(|set| &set.notes).collect();
        let scorer = field::train(&learn, &growth, SEED);
        let cases = cases.concat();
        let (right, support) = judge::heads(&cases.iter().collect::<Vec<_>>());
        std::fs::write(
            path,
            weights_file::source(&scorer, &right, &support, thresholds),
        )?;
    }
    Ok(())
}

/// A set as it is, and as a tool meets it that places anchors.
struct Set {
    name: String,
    lessons: Vec<Lesson>,
    notes: Vec<ExampleNote>,
    mixed_lessons: Vec<Lesson>,
    mixed_notes: Vec<ExampleNote>,
}

impl Set {
    fn read(name: &str) -> io::Result<Self> {
        let (set, captions) = name.rsplit_once(':').unwrap_or((name, "captions"));
        let lessons = development::read(Path::new(set), captions)?;
        let mixed_lessons = development::mixed(&lessons, 3);
        Ok(Self {
            name: name.to_owned(),
            notes: examples::examples(&lessons),
            mixed_notes: examples::examples(&mixed_lessons),
            lessons,
            mixed_lessons,
        })
    }
}

/// Trains without each fold of the videos and measures on it; gives the answers, by set.
fn cross_validate(sets: &[Set], growth: &Growth) -> Vec<Vec<Case>> {
    let folds: usize = number("--folds", 5);
    let mut cases: Vec<Vec<Case>> = sets.iter().map(|_| Vec::new()).collect();
    let mut tallies: BTreeMap<(usize, String), Tally> = BTreeMap::new();
    for fold in 0..number("--only", folds).min(folds) {
        let is_tested = |note: &&ExampleNote| note.video % folds == fold;
        let all = sets.iter().flat_map(|set| &set.notes);
        let learn: Vec<&ExampleNote> = all.filter(|note| !is_tested(note)).collect();
        let scorer = field::train(&learn, growth, SEED);
        for (number, set) in sets.iter().enumerate() {
            for note in set.notes.iter().filter(is_tested) {
                let lesson = &set.lessons[note.video];
                let tally = tallies.entry((number, lesson.video.clone())).or_default();
                tally.errors.extend(errors(&scorer, lesson, note));
            }
            for note in set.mixed_notes.iter().filter(is_tested) {
                cases[number].extend(judge::cases(&scorer, &set.mixed_lessons[note.video], note));
            }
        }
        if fold == 0 && std::env::args().any(|arg| arg == "--gains") {
            println!("{}", gains(&scorer));
        }
    }
    for (number, set) in sets.iter().enumerate() {
        let mut all = Tally::default();
        for ((_, video), tally) in tallies.iter().filter(|((of, _), _)| *of == number) {
            println!("  {video} {}", tally.row());
            all.errors.extend(&tally.errors);
        }
        println!("{} {}", set.name, all.row());
    }
    cases
}

fn errors(scorer: &Scorer, lesson: &Lesson, note: &ExampleNote) -> Vec<u64> {
    let mass = scorer.marginals(note);
    let claims = &lesson.notes[note.note].claims;
    let error = |moments: Range<usize>| {
        let example = &note.examples[moments.start];
        let claim = &claims[example.claim];
        let odds = training::Odds {
            segments: &example.segments,
            mass: &mass[moments.start],
            starts: &note.starts,
        };
        let found = odds
            .choose(&mass[moments.start + 1..moments.end], moments.len())
            .map_or(Vec::new(), |found| found.segments);
        let times: Vec<u64> = found
            .iter()
            .map(|&s| note.starts[s].unsigned_abs() / 1000)
            .collect();
        score::claim_errors(claim, &times)
    };
    note.claims().into_iter().flat_map(error).collect()
}

/// The thresholds of confidence, by the sets whose gold is clean.
fn thresholds(cases: &[Vec<Case>], judged: &[(f64, f64)]) -> Thresholds {
    let clean: usize = number("--clean", cases.len());
    let cases = cases[..clean.min(cases.len())].concat();
    let (right, refused) = (number("--right", 0.955), number("--refused", 0.03));
    let judged = &judged[..cases.len()];
    println!(
        "high by what is right: {}",
        judge::promises(&cases, judged, refused)
    );
    judge::thresholds(&cases, judged, right, refused)
}

fn report(sets: &[Set], cases: &[Vec<Case>], judged: &[(f64, f64)], thresholds: Thresholds) {
    let mut rest = judged;
    for (set, cases) in sets.iter().zip(cases) {
        let (own, behind) = rest.split_at(cases.len());
        println!("{} {}", set.name, judge::report(cases, own, thresholds));
        rest = behind;
    }
}

/// How much each feature gained, in per cent, the most useful first.
fn gains(scorer: &Scorer) -> String {
    let names: Vec<&str> = training::feature_names().collect();
    let mut sums: Vec<(f64, &str)> = names.iter().map(|name| (0.0, *name)).collect();
    for tree in &scorer.trees {
        for (fork, gain) in tree.forks.iter().zip(&tree.gains) {
            sums[usize::from(fork.feature)].0 += gain;
        }
    }
    let all: f64 = sums.iter().map(|sum| sum.0).sum();
    sums.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rows: Vec<String> = sums
        .iter()
        .map(|(sum, name)| format!("{name} {:.1}", 100.0 * sum / all))
        .collect();
    rows.join(", ")
}

fn option(name: &str) -> Option<String> {
    std::env::args().skip_while(|arg| arg != name).nth(1)
}

fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    option(name)
        .and_then(|value| value.parse().ok())
        .unwrap_or(default)
}

fn growth() -> Growth {
    let usual = Growth::default();
    Growth {
        trees: number("--trees", usual.trees),
        leaves: number("--leaves", usual.leaves),
        rate: number("--rate", usual.rate),
        without: without(),
        ..usual
    }
}

/// The features whose names begin with one of the names given: what they add is seen by leaving
/// them out.
fn without() -> Vec<usize> {
    let names = option("--without").unwrap_or_default();
    let out: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    let is_out = |name: &str| out.iter().any(|prefix| name.starts_with(prefix));
    let all = training::feature_names().enumerate();
    all.filter(|(_, name)| is_out(name))
        .map(|(at, _)| at)
        .collect()
}
