//! Trains what tells how sure an answer is.

use kbnote_align::training::{self, EVIDENCE_COUNT};

use crate::boost::{self, Binned, GrownTree, Growth};
use crate::development::Lesson;
use crate::examples::ExampleNote;
use crate::field::{Dice, Scorer};
use crate::score;

/// One answer, with what is known of it and whether it was good.
#[derive(Clone, Debug)]
pub struct Case {
    /// The number of the video.
    pub video: usize,
    /// What a judgement is made on.
    pub evidence: [f32; EVIDENCE_COUNT],
    /// The least error of its anchors in seconds; none if the author gave it no anchor.
    pub error: Option<u64>,
    /// Whether the claim is from a note on another video.
    pub foreign: bool,
}

/// The answers of a scorer to the claims of a note.
#[must_use]
pub fn cases(scorer: &Scorer, lesson: &Lesson, note: &ExampleNote) -> Vec<Case> {
    let scores = scorer.scores(note);
    let mass = training::marginals(&note.chain(&scores), &scorer.steps, note.span());
    let mut cases = Vec::new();
    for moments in note.claims() {
        let example = &note.examples[moments.start];
        let claim = &lesson.notes[note.note].claims[example.claim];
        let odds = training::Odds {
            segments: &example.segments,
            mass: &mass[moments.start],
            starts: &note.starts,
        };
        let further = &mass[moments.start + 1..moments.end];
        let Some(choice) = odds.choose(further, moments.len()) else {
            continue;
        };
        let times: Vec<u64> = choice
            .segments
            .iter()
            .map(|&s| note.starts[s].unsigned_abs() / 1000)
            .collect();
        cases.push(Case {
            video: note.video,
            evidence: training::evidence(&example.features, &scores[moments.start], &odds, &choice),
            error: score::claim_errors(claim, &times).into_iter().min(),
            foreign: claim.foreign,
        });
    }
    cases
}

/// Trees whose sum is the log-odds of a case being good.
#[must_use]
pub fn train(cases: &[&Case], is_good: impl Fn(&Case) -> bool, growth: &Growth) -> Vec<GrownTree> {
    let rows: Vec<&[f32]> = cases.iter().map(|case| case.evidence.as_slice()).collect();
    let binned = Binned::new(&rows);
    let good: Vec<f64> = cases
        .iter()
        .map(|case| f64::from(u8::from(is_good(case))))
        .collect();
    let mut sums = vec![0.0; cases.len()];
    let mut dice = Dice::new(7);
    let rows: Vec<u32> = (0..u32::try_from(cases.len()).unwrap_or(0)).collect();
    let mut trees = Vec::new();
    for _ in 0..growth.trees {
        let share: Vec<f64> = sums
            .iter()
            .map(|sum: &f64| 1.0 / (1.0 + (-sum).exp()))
            .collect();
        let gradient: Vec<f64> = share.iter().zip(&good).map(|(p, y)| p - y).collect();
        let curvature: Vec<f64> = share.iter().map(|p| (p * (1.0 - p)).max(1e-3)).collect();
        let features: Vec<usize> = (0..EVIDENCE_COUNT)
            .filter(|_| dice.roll() < growth.feature_share)
            .collect();
        let members: Vec<u32> = rows
            .iter()
            .copied()
            .filter(|_| dice.roll() < growth.note_share)
            .collect();
        let tree = boost::grow(&binned, members, &gradient, &curvature, growth, &features);
        for (row, sum) in sums.iter_mut().enumerate() {
            *sum += tree.value(&binned, row);
        }
        trees.push(tree);
    }
    trees
}

/// The probability that an ensemble gives to a case.
#[must_use]
pub fn probability(trees: &[GrownTree], case: &Case) -> f64 {
    let sum: f64 = trees
        .iter()
        .map(|tree| f64::from(tree.view().value(&case.evidence)))
        .sum();
    1.0 / (1.0 + (-sum).exp())
}

/// What the judgements are worth, and the thresholds that make them so.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// From this probability on an answer is sure.
    pub high: f64,
    /// Below this support a claim is refused.
    pub support: f64,
}

/// Cross-validated judgements: (video, right, supported) of each case, learned without its fold.
#[must_use]
pub fn cross_validate(cases: &[Case], folds: usize) -> Vec<(f64, f64)> {
    let mut out = vec![(0.0, 0.0); cases.len()];
    for fold in 0..folds {
        let learn: Vec<&Case> = cases
            .iter()
            .filter(|case| case.video % folds != fold)
            .collect();
        let (right, support) = heads(&learn);
        for (case, out) in cases
            .iter()
            .zip(&mut out)
            .filter(|(case, _)| case.video % folds == fold)
        {
            *out = (probability(&right, case), probability(&support, case));
        }
    }
    out
}

/// The two ensembles: whether a place is right, and whether the captions speak of the claim.
#[must_use]
pub fn heads(cases: &[&Case]) -> (Vec<GrownTree>, Vec<GrownTree>) {
    let growth = Growth {
        trees: 40,
        leaves: 8,
        rate: 0.15,
        least_rows: 40,
        damping: 2.0,
        note_share: 0.7,
        ..Growth::default()
    };
    let own: Vec<&Case> = cases
        .iter()
        .copied()
        .filter(|case| case.error.is_some())
        .collect();
    let right = train(&own, |case| case.error.is_some_and(|e| e <= 10), &growth);
    let known: Vec<&Case> = cases
        .iter()
        .copied()
        .filter(|case| case.foreign || case.error.is_some())
        .collect();
    let support = train(&known, |case| !case.foreign, &growth);
    (right, support)
}

/// Thresholds by cross-validated judgements: high is right in `right` of the cases, and at most
/// `refused` of the author's anchored claims are refused.
#[must_use]
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]
pub fn thresholds(cases: &[Case], judged: &[(f64, f64)], right: f64, refused: f64) -> Thresholds {
    let mut own: Vec<(f64, f64, bool)> = cases
        .iter()
        .zip(judged)
        .filter_map(|(case, j)| Some((j.0, j.1, case.error? <= 10)))
        .collect();
    own.sort_by(|a, b| a.1.total_cmp(&b.1));
    let support = own
        .get((own.len() as f64 * refused) as usize)
        .map_or(0.0, |o| o.1);
    own.retain(|o| o.1 >= support);
    own.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut hits, mut high) = (0usize, 1.0);
    for (n, case) in own.iter().enumerate() {
        hits += usize::from(case.2);
        if hits as f64 >= right * (n + 1) as f64 {
            high = case.0;
        }
    }
    Thresholds { high, support }
}

/// What could be promised instead: for some shares of right answers among those of high confidence,
/// how many of the anchors would be of high confidence.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn promises(cases: &[Case], judged: &[(f64, f64)], refused: f64) -> String {
    let promise = |thousandth: u32| {
        let right = f64::from(thousandth) / 1000.0;
        let high = thresholds(cases, judged, right, refused).high;
        let own = || cases.iter().zip(judged).filter(|(c, _)| c.error.is_some());
        let share = own().filter(|(_, j)| j.0 >= high).count() as f64 / own().count() as f64;
        format!("{:.1}: {:.1} %", 100.0 * right, 100.0 * share)
    };
    let promises: Vec<String> = (940..980).step_by(3).map(promise).collect();
    promises.join(", ")
}

/// The figures in a line.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn report(cases: &[Case], judged: &[(f64, f64)], thresholds: Thresholds) -> String {
    let share = |is_in: &dyn Fn(&Case) -> bool, is_hit: &dyn Fn(&Case, &(f64, f64)) -> bool| {
        let inside: Vec<_> = cases
            .iter()
            .zip(judged)
            .filter(|(case, _)| is_in(case))
            .collect();
        let hits = inside.iter().filter(|(case, j)| is_hit(case, j)).count();
        100.0 * hits as f64 / inside.len().max(1) as f64
    };
    let own = |case: &Case| case.error.is_some();
    let high = share(&own, &|_, j| {
        j.1 >= thresholds.support && j.0 >= thresholds.high
    });
    let right = share(&own, &|case, j| {
        j.1 >= thresholds.support && j.0 >= thresholds.high && case.error.is_some_and(|e| e <= 10)
    });
    let refused = share(&own, &|_, j| j.1 < thresholds.support);
    let foreign = share(&|case| case.foreign, &|_, j| j.1 < thresholds.support);
    let bare = share(&|case| !case.foreign && case.error.is_none(), &|_, j| {
        j.1 < thresholds.support
    });
    format!(
        "high {high:.1} % of anchors, right {:.1} %; refused: foreign {foreign:.1} %, own {refused:.1} %, own without anchor {bare:.1} %; {thresholds:?}",
        100.0 * right / high.max(1e-9)
    )
}
