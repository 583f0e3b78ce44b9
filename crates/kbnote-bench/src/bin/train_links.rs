//! Trains the link suggester, and measures what it learned by cross-validation over vaults.
//!
//! `train_links GOLD VAULT… [--folds N] [--write FILE]`: the weights in the source were made by
//!
//! ```text
//! train_links gold.jsonl vaults/*.jsonl --write crates/kbnote-links/src/weights.bin
//! ```
//!
//! Each fold is trained without its vaults, and the cut between suggested and not is taken from the
//! other folds. To experiment: `--trees`, `--leaves`, `--rate`, `--without NAME,…` features,
//! `--gains`.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;

use kbnote_bench::boost::{self, GrownTree, Growth};
use kbnote_bench::link_examples::{LinkExample, examples};
use kbnote_bench::link_score::{LinkFigures, ScoredCandidates, best_cut};
use kbnote_bench::link_trainer::Cascade;
use kbnote_bench::link_vaults::{LinkVault, read_gold};
use kbnote_links::training::{Weights, names};

/// Where the random choices of the training begin.
const SEED: u64 = 1;

fn main() -> io::Result<()> {
    let paths: Vec<String> = std::env::args()
        .skip(1)
        .take_while(|arg| !arg.starts_with("--"))
        .collect();
    let Some((gold, vaults)) = paths.split_first() else {
        return Err(io::Error::other("usage: train_links GOLD VAULT…"));
    };
    let gold = read_gold(Path::new(gold))?;
    let mut names = Vec::new();
    let mut all = Vec::new();
    for (number, path) in vaults.iter().enumerate() {
        let mut vault = LinkVault::read(Path::new(path))?;
        vault.add_gold(&gold);
        all.extend(examples(number, &vault));
        names.push(vault.name);
    }
    let growth = growth();
    let cut = cross_validate(&names, &all, &growth);
    if let Some(path) = option("--write") {
        let learned = Cascade::train(&all.iter().collect::<Vec<_>>(), &growth, SEED);
        let weights = Weights {
            first: boost::trees(&learned.first),
            second: boost::trees(&learned.second),
            cut,
        };
        std::fs::write(path, weights.to_file().as_bytes())?;
    }
    Ok(())
}

/// Prints the figures of each vault and gives the cut that is best for all.
fn cross_validate(names: &[String], all: &[LinkExample], growth: &Growth) -> f64 {
    let folds: usize = number("--folds", 6).min(names.len());
    let mut judged: Vec<Vec<ScoredCandidates>> = names.iter().map(|_| Vec::new()).collect();
    for fold in 0..folds {
        let is_tested = |example: &&LinkExample| example.vault % folds == fold;
        let learn: Vec<&LinkExample> = all.iter().filter(|example| !is_tested(example)).collect();
        let learned = Cascade::train(&learn, growth, SEED);
        for example in all
            .iter()
            .filter(is_tested)
            .filter(|example| example.is_judged)
        {
            let scored = learned
                .scores(example)
                .into_iter()
                .zip(example.linked.iter().copied());
            judged[example.vault].push(ScoredCandidates {
                gold: example.gold,
                scored: scored.collect(),
            });
        }
        if fold == 0 && std::env::args().any(|arg| arg == "--gains") {
            println!("{}", gains(&learned.second));
        }
    }
    report(names, &judged, folds)
}

fn report(names: &[String], judged: &[Vec<ScoredCandidates>], folds: usize) -> f64 {
    let mut suggested = Vec::new();
    for (vault, name) in names.iter().enumerate() {
        let others = judged
            .iter()
            .enumerate()
            .filter(|(other, _)| other % folds != vault % folds);
        let cut = best_cut(&others.flat_map(|(_, notes)| notes).collect::<Vec<_>>());
        let moved: Vec<ScoredCandidates> = judged[vault]
            .iter()
            .map(|note| ScoredCandidates {
                gold: note.gold,
                scored: note
                    .scored
                    .iter()
                    .map(|(score, is)| (score - cut, *is))
                    .collect(),
            })
            .collect();
        println!(
            "{name:<20} {}",
            LinkFigures::of(&moved.iter().collect::<Vec<_>>(), 0.0).row()
        );
        suggested.extend(moved);
    }
    println!(
        "{:<20} {}",
        "all",
        LinkFigures::of(&suggested.iter().collect::<Vec<_>>(), 0.0).row()
    );
    best_cut(&judged.iter().flatten().collect::<Vec<_>>())
}

/// How much each feature gained, in per cent, the most useful first.
fn gains(trees: &[GrownTree]) -> String {
    let mut sums: Vec<(f64, &str)> = names().map(|name| (0.0, name)).collect();
    for (fork, gain) in trees
        .iter()
        .flat_map(|tree| tree.tree.forks.iter().zip(&tree.gains))
    {
        sums[usize::from(fork.feature)].0 += gain;
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
    Growth {
        trees: number("--trees", 180),
        leaves: number("--leaves", 16),
        rate: number("--rate", 0.1),
        least_rows: 80,
        damping: 5.0,
        feature_share: 0.3,
        note_share: 0.6,
        without: without(),
    }
}

/// The features whose names begin with one of the names given.
fn without() -> Vec<usize> {
    let asked = option("--without").unwrap_or_default();
    let out: Vec<&str> = asked.split(',').filter(|name| !name.is_empty()).collect();
    let is_out = |name: &str| out.iter().any(|prefix| name.starts_with(prefix));
    names()
        .enumerate()
        .filter(|(_, name)| is_out(name))
        .map(|(at, _)| at)
        .collect()
}
