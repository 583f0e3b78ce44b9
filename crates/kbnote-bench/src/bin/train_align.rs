//! Trains and measures the aligner on the development set.
//!
//! `train_align SET:CAPTIONS… [--folds N] [--only N] [--trees N] [--leaves N] [--write FILE]`
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Instant;

use kbnote_align::training;
use kbnote_bench::boost::Growth;
use kbnote_bench::development::{self, Lesson};
use kbnote_bench::examples::{self, ExampleNote};
use kbnote_bench::field::{self, Scorer};
use kbnote_bench::judge::{self, Case};
use kbnote_bench::score::{self, Tally};
use kbnote_bench::weights_file;

fn option(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|a| a != name);
    args.nth(1)
}

fn number<T: std::str::FromStr>(name: &str, default: T) -> T {
    option(name).and_then(|v| v.parse().ok()).unwrap_or(default)
}

fn main() -> io::Result<()> {
    let folders: Vec<String> = std::env::args()
        .skip(1)
        .take_while(|a| !a.starts_with("--"))
        .collect();
    let start = Instant::now();
    let mut kinds: Vec<(Vec<Lesson>, Vec<ExampleNote>)> = Vec::new();
    for folder in &folders {
        let (set, captions) = folder.rsplit_once(':').unwrap_or((folder, "captions"));
        let lessons = development::read(Path::new(set), captions)?;
        let notes = examples::examples(&lessons);
        kinds.push((lessons, notes));
    }
    println!("examples {:?}", start.elapsed());
    let folds: usize = number("--folds", 5);
    let only: usize = number("--only", folds);
    let growth = Growth {
        trees: number("--trees", 160),
        leaves: number("--leaves", 16),
        rate: number("--rate", 0.12),
        note_share: number("--share", 0.5),
        feature_share: number("--features", 0.5),
        damping: number("--damping", 1.0),
        least_rows: number("--least", 60),
        without: without(),
        ..Growth::default()
    };
    let mut mixed: Vec<(Vec<Lesson>, Vec<ExampleNote>)> = Vec::new();
    for (lessons, _) in &kinds {
        let lessons = development::mixed(lessons, 3);
        let notes = examples::examples(&lessons);
        mixed.push((lessons, notes));
    }
    let mut cases: Vec<Vec<Case>> = kinds.iter().map(|_| Vec::new()).collect();
    let mut by_video: BTreeMap<(usize, String), Tally> = BTreeMap::new();
    let mut tallies = vec![Tally::default(); kinds.len()];
    let mut sure: Vec<Vec<(f64, u64)>> = vec![Vec::new(); kinds.len()];
    for fold in 0..only.min(folds) {
        let learn: Vec<&ExampleNote> = kinds
            .iter()
            .flat_map(|(_, notes)| notes.iter())
            .filter(|n| n.video % folds != fold)
            .collect();
        let scorer = field::train(&learn, &growth, 1);
        for (kind, (lessons, notes)) in kinds.iter().enumerate() {
            let mut tally = Tally::default();
            for note in notes.iter().filter(|n| n.video % folds == fold) {
                let mut own = Tally::default();
                let lesson = &lessons[note.video];
                measure(&scorer, lesson, note, &mut own, &mut sure[kind]);
                let video = by_video.entry((kind, lesson.video.clone())).or_default();
                video.errors.extend(&own.errors);
                tally.errors.extend(own.errors);
            }
            let (lessons, notes) = &mixed[kind];
            for note in notes.iter().filter(|n| n.video % folds == fold) {
                cases[kind].extend(judge::cases(&scorer, &lessons[note.video], note));
            }
            println!(
                "fold {fold} {} {} {:?}",
                folders[kind],
                tally.row(),
                start.elapsed()
            );
            tallies[kind].errors.extend(tally.errors);
        }
        if fold == 0 && option("--gains").is_some() {
            gains(&scorer);
        }
    }
    for (kind, tally) in tallies.iter().enumerate() {
        sure[kind].sort_by(|a, b| b.0.total_cmp(&a.0));
        let top = |share: f64| {
            let n = (sure[kind].len() as f64 * share) as usize;
            100.0 * sure[kind][..n].iter().filter(|s| s.1 <= 10).count() as f64 / n as f64
        };
        println!(
            "all {} {}  surest 60 {:.1} 70 {:.1}",
            folders[kind],
            tally.row(),
            top(0.6),
            top(0.7)
        );
    }
    for ((kind, video), tally) in &by_video {
        println!("video {} {video} {}", folders[*kind], tally.row());
    }
    let ends: Vec<usize> = cases.iter().map(Vec::len).collect();
    let cases: Vec<Case> = cases.into_iter().flatten().collect();
    let judged = judge::cross_validate(&cases, folds);
    // The gold of the first sets is the cleanest: theirs are the figures that are promised.
    let clean: usize = ends.iter().take(number("--clean", ends.len())).sum();
    let (right, refused) = (number("--right", 0.955), number("--refused", 0.03));
    let thresholds = judge::thresholds(&cases[..clean], &judged[..clean], right, refused);
    let mut from = 0;
    for (kind, length) in ends.iter().enumerate() {
        let to = from + length;
        println!(
            "{}: {}",
            folders[kind],
            judge::report(&cases[from..to], &judged[from..to], thresholds)
        );
        from = to;
    }
    if let Some(path) = option("--write") {
        let learn: Vec<&ExampleNote> = kinds.iter().flat_map(|(_, notes)| notes.iter()).collect();
        let scorer = field::train(&learn, &growth, 1);
        let all: Vec<&Case> = cases.iter().collect();
        let (right, support) = judge::heads(&all);
        std::fs::write(
            path,
            weights_file::source(&scorer, &right, &support, thresholds),
        )?;
        println!("written {:?}", start.elapsed());
    }
    Ok(())
}

/// The features whose names begin with one of the names given: what they add is seen by leaving
/// them out.
fn without() -> Vec<usize> {
    let names = option("--without").unwrap_or_default();
    let out: Vec<&str> = names.split(',').filter(|name| !name.is_empty()).collect();
    let is_out = |name: &str| out.iter().any(|prefix| name.starts_with(prefix));
    training::feature_names()
        .enumerate()
        .filter(|(_, name)| is_out(name))
        .map(|(at, _)| at)
        .collect()
}

fn measure(
    scorer: &Scorer,
    lesson: &Lesson,
    note: &ExampleNote,
    tally: &mut Tally,
    sure: &mut Vec<(f64, u64)>,
) {
    let mass = scorer.marginals(note);
    let gold = &lesson.notes[note.note];
    let single = option("--single").is_some();
    for (example, mass) in note.examples.iter().zip(&mass) {
        if single && gold.claims[example.claim].gold.len() > 1 {
            continue;
        }
        let claim = &gold.claims[example.claim];
        let odds = training::Odds {
            segments: &example.segments,
            mass,
            starts: &note.starts,
        };
        let Some(found) = odds.choose(claim.gold.len()) else {
            continue;
        };
        let times: Vec<u64> = found
            .segments
            .iter()
            .map(|&s| note.starts[s].unsigned_abs() / 1000)
            .collect();
        for error in score::claim_errors(claim, &times) {
            tally.errors.push(error);
            sure.push((found.probability, error));
        }
    }
}

fn gains(scorer: &Scorer) {
    let names: Vec<&str> = training::feature_names().collect();
    let mut sums = vec![0.0; names.len()];
    for tree in &scorer.trees {
        for (fork, gain) in tree.forks.iter().zip(&tree.gains) {
            sums[usize::from(fork.feature)] += gain;
        }
    }
    let all: f64 = sums.iter().sum();
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by(|a, b| sums[*b].total_cmp(&sums[*a]));
    let row: Vec<String> = order
        .iter()
        .map(|&f| format!("{} {:.1}", names[f], 100.0 * sums[f] / all))
        .collect();
    println!("{}", row.join(", "));
}
