//! Writes what was learned as source of the aligner.

use std::fmt::Write;

use kbnote_align::training::{Fork, StepFactors};

use crate::field::Scorer;

const HEAD: &str = "\
//! The numbers learned from the development set. Written by `train_align`; do not edit.

use crate::chain::StepFactors;
use crate::model::{Fork, Tree};

const fn fork(feature: u8, limit: f32, left: i8, right: i8) -> Fork {
    Fork {
        feature,
        limit,
        left,
        right,
    }
}
";

/// The whole file.
#[must_use]
pub fn source(scorer: &Scorer) -> String {
    let mut out = HEAD.to_owned();
    out += &steps(&scorer.steps);
    let count = scorer.trees.len();
    let _ = write!(
        out,
        "\n/// The trees of the scorer.\n#[rustfmt::skip]\npub(crate) static TREES: [Tree<'static>; {count}] = [\n"
    );
    for tree in &scorer.trees {
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
        "fork({}, {:?}, {}, {})",
        fork.feature, fork.limit, fork.left, fork.right
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
        "\n/// How much likelier each class of steps is between neighbours than by chance; in a paragraph, and\n/// from one to the next.\n#[rustfmt::skip]\npub(crate) static STEPS: StepFactors = [\n{}];\n",
        rows.concat()
    )
}
