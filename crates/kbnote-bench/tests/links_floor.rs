//! The link suggester on real vaults, where the development set is at hand.
//!
//! The trees of this test are trained here, on two vaults, and judged on two others; so the floor
//! says what holds for vaults that were not seen.

use std::path::PathBuf;
use std::process::Command;

use kbnote_bench::boost::Growth;
use kbnote_bench::link_examples::{LinkExample, examples};
use kbnote_bench::link_score::{LinkFigures, ScoredCandidates};
use kbnote_bench::link_trainer::{scores, train};
use kbnote_bench::link_vaults::{LinkVault, read_gold};

/// The folder of shared data, if there is one.
fn shared() -> Option<PathBuf> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("KBNOTE_SHARED").map_or_else(default, PathBuf::from);
    let folder = folder.join("bench/wikilinks");
    folder.join("gold.jsonl").is_file().then_some(folder)
}

#[test]
fn ranking_on_vaults_that_were_not_seen_does_not_fall() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no development set");
        return;
    };
    let vaults = tempfile::tempdir().unwrap();
    let unpacked = Command::new("tar")
        .arg("-xf")
        .arg(shared.join("vaults.tar.xz"))
        .arg("-C")
        .arg(vaults.path())
        .status();
    if !unpacked.is_ok_and(|status| status.success()) {
        eprintln!("skipped: the vaults cannot be unpacked");
        return;
    }
    let gold = read_gold(&shared.join("gold.jsonl")).unwrap();
    let read = |name: &str| {
        let path = vaults.path().join(format!("vaults/{name}.jsonl"));
        let mut vault = LinkVault::read(&path).unwrap();
        vault.add_gold(&gold);
        let mut all = examples(0, &vault);
        // The links that were kept back are enough, and quick without optimising.
        all.retain(|example| example.is_judged);
        all
    };
    let learn: Vec<LinkExample> = [read("marrowmed"), read("alexhormozi")]
        .into_iter()
        .flatten()
        .collect();
    let growth = Growth {
        trees: 30,
        leaves: 8,
        rate: 0.3,
        ..Growth::default()
    };
    let trees = train(&learn.iter().collect::<Vec<_>>(), &growth, 1);
    let judged: Vec<ScoredCandidates> = [read("humblelifeskills"), read("josephnoelwalker")]
        .into_iter()
        .flatten()
        .map(|example| ScoredCandidates {
            gold: example.gold,
            scored: scores(&trees, &example)
                .into_iter()
                .zip(example.linked)
                .collect(),
        })
        .collect();
    let figures = LinkFigures::of(&judged.iter().collect::<Vec<_>>(), 0.0);
    assert!(
        figures.p5 >= 0.36 && figures.r10 >= 0.76,
        "{}",
        figures.row()
    );
}
