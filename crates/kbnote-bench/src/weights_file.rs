//! Writes what was learned as source of the aligner.

use std::fmt::Write;

use kbnote_align::training::{Fork, StepFactors};

use crate::boost::GrownTree;
use crate::field::Scorer;
use crate::judge::Judge;
use crate::link_trainer::Cascade;

const HEAD: &str = "\
//! The numbers learned from the development set. Written by `train_align`; do not edit.
#![allow(clippy::approx_constant, reason = \"factors as they were learned\")]

use crate::chain::StepFactors;
use crate::model::{Fork, Tree};

const fn fork(feature: u8, limit: f32, right: u32) -> Fork {
    Fork {
        feature,
        limit,
        right,
    }
}
";

/// The whole file; `support`: what is less probably said is refused.
#[must_use]
pub fn source(scorer: &Scorer, judge: &Judge, support: f64) -> String {
    let mut out = HEAD.to_owned();
    out += &steps(&scorer.steps);
    out += &trees("The trees of the scorer.", "TREES", &scorer.trees);
    out += &trees(
        "The trees that tell whether a place is right.",
        "RIGHT",
        &judge.right,
    );
    out += &trees(
        "The trees that tell whether the captions speak of a claim.",
        "SUPPORT",
        &judge.support,
    );
    out + &format!(
        "\n/// What is less probably said than this is refused.\npub(crate) const LEAST_SUPPORT: f64 = {support:.4};\n"
    )
}

const LINKS_HEAD: &str = "\
//! The numbers learned from the development set. Written by `train_links`; do not edit.
#![allow(clippy::approx_constant, reason = \"limits as they were learned\")]

use kbnote_model::{Fork, Tree};

const fn fork(feature: u8, limit: f32, right: u32) -> Fork {
    Fork {
        feature,
        limit,
        right,
    }
}
";

/// The whole file of the link suggester.
#[must_use]
pub fn links(learned: &Cascade, cut: f64) -> String {
    let first = trees(
        "The trees that tell the likely candidates from all.",
        "FIRST",
        &learned.first,
    );
    let second = trees(
        "The trees that tell the linked from the likely.",
        "TREES",
        &learned.second,
    );
    format!(
        "{LINKS_HEAD}{first}{second}\n/// From this score on a link is suggested.\npub(crate) const CUT: f64 = {cut:.4};\n"
    )
}

fn trees(doc: &str, name: &str, trees: &[GrownTree]) -> String {
    let count = trees.len();
    let mut out = format!(
        "\n/// {doc}\n#[rustfmt::skip]\npub(crate) static {name}: [Tree<'static>; {count}] = [\n"
    );
    for tree in trees {
        let forks: Vec<String> = tree.forks.iter().map(fork).collect();
        let leaves: Vec<String> = tree.leaves.iter().map(|leaf| format!("{leaf:?}")).collect();
        let _ = writeln!(
            out,
            "    Tree {{ forks: &[{}], leaves: &[{}] }},",
            forks.join(", "),
            leaves.join(", ")
        );
    }
    out + "];\n"
}

fn fork(fork: &Fork) -> String {
    format!(
        "fork({}, {:?}, {:#x})",
        fork.feature, fork.limit, fork.right
    )
}

fn steps(steps: &StepFactors) -> String {
    let rows: Vec<String> = steps
        .iter()
        .map(|row| {
            let row: Vec<String> = row.iter().map(|factor| format!("{factor:.4}")).collect();
            format!("    [{}],\n", row.join(", "))
        })
        .collect();
    format!(
        "\n/// How much likelier each class of steps is between neighbours than by chance, by the row that\n/// `step_row` tells.\n#[rustfmt::skip]\npub(crate) static STEPS: StepFactors = [\n{}];\n",
        rows.concat()
    )
}
