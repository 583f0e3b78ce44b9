//! Trains the aligner, and measures what it learned by cross-validation over groups of videos.
//!
//! `train_align SET:KIND… [--write FILE]`: each `SET` is a folder with `gold/<video>/*.md` and the
//! captions of the videos in `KIND`, or one of sentences that people linked to passages, of which
//! `KIND` is learned (`…_unnamed`: as if the captions named no speakers). The checked-in weights were
//! made, beside the folder of shared data, by
//!
//! ```text
//! cd ../shared/bench && train_align align_people:answers align_people:abstract \
//!     align_people:answers_unnamed align_people:abstract_unnamed align:captions align:captions_asr \
//!     --leave-out LPZh9BOjkQs --thin 3 --folds 3 --write …/crates/kbnote-align/src/weights.bin
//! ```
//!
//! Options:
//!
//! - `--leave-out VIDEO,…`: videos whose captions do not belong to their notes
//! - `--people SHARE`: the share of the weight of people's words (default 0.5)
//! - `--folds N`: the number of folds of the cross-validation (default 5)
//! - `--only N`: run that many folds only
//! - `--thin N`: use every Nth of the notes that a model wrote
//! - `--first-look`: print the figures before the second look, then stop
//! - `--scorers FOLDER`: keep the scorers of the folds there, to try a change of the second look
//!   without training them again
//! - `--without GROUP,…`: leave out groups of features (`overlap`, `context`, `order`, `place`,
//!   `competition`, `passage`, `voice`, `around`), or those whose names begin so (such as `look_`)
//! - `--ablation`: print what each group adds: the figures of all sets that people or a model wrote
//!   without it, then stop; `--trees 100 --only 1` shows the same in a fifth of the time
//! - `--gains`, `--misses N`: print the gain of each feature, or some wrong answers
//! - `--trees`, `--leaves`, `--rate`, `--damping`, `--judge-trees`, `--judge-leaves`, `--judge-rate`:
//!   how the trees are grown
//! - `--strangers WEIGHT`: the weight of sentences about other videos when the second look learns
//!   whether a claim is said
//! - `--judge-people WEIGHT`: how much more people's words count in the second look
//! - `--support P`: refuse a claim that is said with a lower probability
#![allow(clippy::print_stdout)]

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::Instant;

use kbnote_align::training::{self, Weights};
use kbnote_bench::boost::{self, Growth};
use kbnote_bench::copied;
use kbnote_bench::development::{self, TrainingVideo};
use kbnote_bench::examples::{self, ExampleNote};
use kbnote_bench::figures::{self, CaseVerdict};
use kbnote_bench::judge::{self, Calibration, Case, Judge, Verdict};
use kbnote_bench::people;
use kbnote_bench::repeated;
use kbnote_bench::scorer::{self, Scorer};
use kbnote_bench::short;

/// Where the random choices of the training begin.
const SEED: u64 = 2;

/// How much more people's words count in the second look: their gold is clean, so what is right more
/// often than its score says is not held down by the slips of other gold.
const JUDGE_PEOPLE: f64 = 2.0;

/// How many trees the scorer has.
const TREES: usize = 280;

/// The share of the weight that sentences copied from captions have.
const COPIED_SHARE: f64 = 0.04;

/// The share that sentences on pieces of videos have.
const PIECES_SHARE: f64 = 0.08;

/// The share that sentences on videos have in which passages are said twice.
const REPEATED_SHARE: f64 = 0.03;

/// The share of all sets that are made of others.
const MADE_SHARE: f64 = COPIED_SHARE + PIECES_SHARE + REPEATED_SHARE;

fn main() -> io::Result<()> {
    let sets = read_sets()?;
    let growth = growth();
    if flag("--ablation") {
        print_ablation(&sets, &growth);
        return Ok(());
    }
    let omitted = Omitted::new(&option("--without").unwrap_or_default());
    let growth = omitted.growth(&growth);
    let cases = cross_validate(&sets, &growth, "");
    if flag("--first-look") {
        for (set, cases) in sets.iter().zip(&cases) {
            println!("{}: {}", set.name, figures::first_look(&cases.plain));
        }
        return Ok(());
    }
    let scorer = option("--write").map(|_| {
        let learn: Vec<&ExampleNote> = sets.iter().flat_map(|set| &set.notes).collect();
        kept_scorer(&learn, &growth, "all")
    });
    let (verdicts, calibrations) = cross_judge(&cases, &omitted);
    println!("{calibrations:?}");
    report(&sets, &cases, &verdicts);
    if let (Some(path), Some(scorer)) = (option("--write"), scorer) {
        let judge = train_judge(
            &cases.iter().flat_map(Cases::all).collect::<Vec<_>>(),
            &omitted,
        );
        let judge = judge.calibrated(calibrations[0], calibrations[1]);
        let weights = Weights {
            right: boost::trees(&judge.right),
            support: boost::trees(&judge.support),
            least_support: support(),
            ..scorer.weights()
        };
        std::fs::write(path, weights.to_file().as_bytes())?;
    }
    Ok(())
}

/// Who wrote the sentences of a set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Author {
    People,
    Model,
    /// They are the captions' own.
    Captions,
    /// Any of these, on a piece of a video.
    Pieces,
    /// A model, on a video in which passages are said twice.
    Repeated,
}

/// A set as it is, and as a tool meets it that places anchors.
struct Set {
    name: String,
    author: Author,
    videos: Vec<TrainingVideo>,
    notes: Vec<ExampleNote>,
    mixed: Vec<TrainingVideo>,
}

impl Set {
    fn new(
        name: String,
        author: Author,
        videos: Vec<TrainingVideo>,
        others: &[TrainingVideo],
    ) -> Self {
        Self {
            mixed: development::mixed(&videos, others, 3),
            notes: examples::examples(&videos),
            name,
            author,
            videos,
        }
    }

    /// The weight of its sentences when the second look is learned.
    fn weight_in_second_look(&self) -> f64 {
        let weight = self.notes.first().map_or(1.0, |note| note.weight);
        if self.author == Author::People {
            weight * number("--judge-people", JUDGE_PEOPLE)
        } else {
            weight
        }
    }

    fn size(&self) -> usize {
        self.notes.iter().map(|note| note.examples.len()).sum()
    }
}

/// Reads all sets that are named, with the sentences copied from the captions of those that a model
/// wrote about.
fn read_sets() -> io::Result<Vec<Set>> {
    let names: Vec<String> = std::env::args()
        .skip(1)
        .take_while(|arg| !arg.starts_with("--"))
        .collect();
    let mut read = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let (folder, kind) = name.rsplit_once(':').unwrap_or((name, "captions"));
        let folder = Path::new(folder);
        if people::is_set(folder) {
            read.push((name.clone(), Author::People, people::read(folder, kind)?));
        } else {
            let mut videos = development::read(folder, kind)?;
            let out = option("--leave-out").unwrap_or_default();
            videos.retain(|training_video| !out.split(',').any(|out| out == training_video.video));
            read.push((
                format!("{name} copied"),
                Author::Captions,
                copied::copied(&videos, 9),
            ));
            thin(&mut videos, number);
            let pieces = short::pieces(&videos, 3, 22);
            let copied = copied::copied(&pieces, 23);
            let twice = repeated::repeated(&videos, 24);
            read.push((format!("{name}, repeated"), Author::Repeated, twice));
            read.push((format!("{name}, pieces"), Author::Pieces, pieces));
            read.push((format!("{name}, pieces copied"), Author::Pieces, copied));
            read.push((name.clone(), Author::Model, videos));
        }
    }
    // Meetings of one corpus are all about the same: strangers come from the talks.
    let talks = read.iter().find(|set| set.1 == Author::Model);
    let others: Vec<TrainingVideo> = talks.map_or(Vec::new(), |set| set.2.clone());
    let sets = read
        .into_iter()
        .map(|(name, author, videos)| Set::new(name, author, videos, &others));
    let mut sets: Vec<Set> = sets.collect();
    weigh(&mut sets);
    Ok(sets)
}

/// Leaves every Nth note.
fn thin(videos: &mut [TrainingVideo], offset: usize) {
    let every: usize = number("--thin", 1);
    let mut at = offset;
    for training_video in videos {
        training_video.notes.retain(|_| {
            at += 1;
            at.is_multiple_of(every)
        });
    }
}

/// Gives the notes of each set the weight that their author's share is, one in the mean.
fn weigh(sets: &mut [Set]) {
    let people = number("--people", 0.5);
    let size = |author: Author, sets: &[Set]| -> usize {
        sets.iter()
            .filter(|set| set.author == author)
            .map(Set::size)
            .sum()
    };
    let all: usize = sets.iter().map(Set::size).sum();
    let has_people = size(Author::People, sets) > 0;
    for at in 0..sets.len() {
        let author = sets[at].author;
        let share = match author {
            Author::People => people,
            Author::Captions => COPIED_SHARE,
            Author::Pieces => PIECES_SHARE,
            Author::Repeated => REPEATED_SHARE,
            Author::Model if has_people => 1.0 - people - MADE_SHARE,
            Author::Model => 1.0 - MADE_SHARE,
        };
        #[allow(clippy::cast_precision_loss)]
        let weight = share * all as f64 / size(author, sets).max(1) as f64;
        for note in &mut sets[at].notes {
            note.weight = weight;
            note.doubt = if author == Author::Model {
                note.doubt
            } else {
                number("--doubt", 0.01)
            };
        }
    }
}

/// The answers of scorers that have not learned from the set they are for.
#[derive(Default)]
struct Cases {
    plain: Vec<Case>,
    mixed: Vec<Case>,
}

impl Cases {
    fn all(&self) -> impl Iterator<Item = &Case> {
        self.plain.iter().chain(&self.mixed)
    }
}

/// What the judges make of them.
struct Verdicts {
    plain: Vec<Verdict>,
    mixed: Vec<Verdict>,
}

/// The number of a group among all.
fn group_number(sets: &[Set]) -> impl Fn(&str) -> usize {
    let groups: BTreeSet<&str> = sets
        .iter()
        .flat_map(|set| &set.videos)
        .map(|l| l.group.as_str())
        .collect();
    let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
    move |group| {
        groups
            .binary_search_by(|known| known.as_str().cmp(group))
            .unwrap_or(0)
    }
}

/// Trains without each fold of the groups and answers for it; scorers are kept under `name`.
fn cross_validate(sets: &[Set], growth: &Growth, name: &str) -> Vec<Cases> {
    let folds: usize = number("--folds", 5);
    let number_of = group_number(sets);
    let fold_of = |training_video: &TrainingVideo| number_of(&training_video.group) % folds;
    let mut cases: Vec<Cases> = sets.iter().map(|_| Cases::default()).collect();
    let begun = Instant::now();
    for fold in 0..number("--only", folds).min(folds) {
        let learns = |set: &'_ Set, note: &&ExampleNote| fold_of(&set.videos[note.video]) != fold;
        let learn: Vec<&ExampleNote> = sets
            .iter()
            .flat_map(|set| set.notes.iter().filter(move |note| learns(set, note)))
            .collect();
        let scorer = kept_scorer(&learn, growth, &format!("{name}{fold}"));
        for (set, cases) in sets.iter().zip(&mut cases) {
            let tested = |training_video: &TrainingVideo| fold_of(training_video) == fold;
            answer(&scorer, set, tested, cases);
        }
        println!("fold {fold} after {:.0?}", begun.elapsed());
        if fold == 0 && flag("--gains") {
            println!("{}", gains(&scorer));
        }
    }
    cases
}

/// A scorer of some name: read from the folder of `--scorers` if it is there, else trained and kept
/// there.
fn kept_scorer(learn: &[&ExampleNote], growth: &Growth, name: &str) -> Scorer {
    let path = option("--scorers").map(|folder| Path::new(&folder).join(format!("{name}.bin")));
    let kept = path.as_ref().and_then(|path| std::fs::read(path).ok());
    if let Some(weights) = kept.and_then(|bytes| Weights::parse(&bytes).ok()) {
        return Scorer::of(&weights);
    }
    let scorer = scorer::train(learn, growth, SEED);
    if let Some(path) = path {
        let weights = scorer.weights();
        // What cannot be kept is trained again.
        let _ = std::fs::write(path, weights.to_file().as_bytes());
    }
    scorer
}

fn answer(
    scorer: &Scorer,
    set: &Set,
    is_tested: impl Fn(&TrainingVideo) -> bool,
    cases: &mut Cases,
) {
    let plain = set
        .notes
        .iter()
        .filter(|note| is_tested(&set.videos[note.video]));
    let weight = set.weight_in_second_look();
    for note in plain {
        let video = &set.videos[note.video];
        cases
            .plain
            .extend(judge::cases(scorer, video, note, weight));
    }
    if flag("--first-look") {
        return;
    }
    let mixed: Vec<TrainingVideo> = set.mixed.iter().filter(|l| is_tested(l)).cloned().collect();
    for note in examples::examples(&mixed) {
        let video = &mixed[note.video];
        cases
            .mixed
            .extend(judge::cases(scorer, video, &note, weight));
    }
}

fn train_judge(cases: &[&Case], omitted: &Omitted) -> Judge {
    let growth = judge::growth();
    let mut out = omitted.among(training::evidence_names());
    out.extend(judge::track_constants());
    let growth = Growth {
        trees: number("--judge-trees", growth.trees),
        leaves: number("--judge-leaves", growth.leaves),
        rate: number("--judge-rate", growth.rate),
        without: out,
        ..growth
    };
    Judge::train(cases, &growth, number("--strangers", 1.0))
}

/// Judges all cases by judges that have not learned from their groups, and tells how these have to
/// be calibrated: that of places being right, and that of claims being said.
fn cross_judge(cases: &[Cases], omitted: &Omitted) -> (Vec<Verdicts>, [Calibration; 2]) {
    let all = || cases.iter().flat_map(Cases::all);
    let groups: BTreeSet<&str> = all().map(|case| case.group.as_str()).collect();
    let folds: usize = number("--folds", 5);
    let fold_of = |case: &Case| {
        let place = groups.iter().position(|group| *group == case.group);
        place.map_or(0, |at| at % folds)
    };
    let judges: Vec<Judge> = (0..folds)
        .map(|fold| {
            let learn: Vec<&Case> = all().filter(|case| fold_of(case) != fold).collect();
            train_judge(&learn, omitted)
        })
        .collect();
    let strangers = number("--strangers", 1.0);
    let (mut right, mut said) = (Vec::new(), Vec::new());
    for case in all() {
        let odds = judges[fold_of(case)].odds(case, strangers);
        right.extend(odds.0);
        said.extend(odds.1);
    }
    let calibrations = [Calibration::fit(&right), Calibration::fit(&said)];
    let calibrated = |judge: &Judge| judge.calibrated(calibrations[0], calibrations[1]);
    let judges: Vec<Judge> = judges.iter().map(calibrated).collect();
    let verdict = |case: &Case| judges[fold_of(case)].verdict(case);
    let verdicts = cases.iter().map(|cases| Verdicts {
        plain: cases.plain.iter().map(verdict).collect(),
        mixed: cases.mixed.iter().map(verdict).collect(),
    });
    (verdicts.collect(), calibrations)
}

/// The least probability of being said with which a sentence is not refused.
fn support() -> f64 {
    number("--support", 0.7)
}

fn report(sets: &[Set], cases: &[Cases], verdicts: &[Verdicts]) {
    for ((set, cases), verdicts) in sets.iter().zip(cases).zip(verdicts) {
        let plain: Vec<CaseVerdict<'_>> = cases.plain.iter().zip(&verdicts.plain).collect();
        let mixed: Vec<CaseVerdict<'_>> = cases.mixed.iter().zip(&verdicts.mixed).collect();
        println!("{}", set.name);
        println!("  retime: {}", figures::places(&plain, support()));
        println!("  reliability: {}", figures::reliability(&plain));
        for support in [0.3, 0.4, 0.5, 0.6, 0.7] {
            println!(
                "  place, from {support}: {}",
                figures::refusals(&mixed, support)
            );
        }
        println!("  reliability: {}", figures::reliability(&mixed));
        println!("  moments: {}", figures::moments(&plain));
        if set.author == Author::People && number("--misses", 0) > 0 {
            println!("{}", figures::misses(&plain, number("--misses", 0)));
        }
        if set.author == Author::Captions {
            println!("  {}", figures::by_group(&plain));
        }
    }
}

/// How much each feature gained, in per cent, the most useful first.
fn gains(scorer: &Scorer) -> String {
    let names: Vec<&str> = training::feature_names().collect();
    let mut sums: Vec<(f64, &str)> = names.iter().map(|name| (0.0, *name)).collect();
    for tree in &scorer.trees {
        for (fork, gain) in tree.tree.forks.iter().zip(&tree.gains) {
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

fn flag(name: &str) -> bool {
    std::env::args().any(|arg| arg == name)
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
        trees: number("--trees", TREES),
        leaves: number("--leaves", usual.leaves),
        rate: number("--rate", usual.rate),
        damping: number("--damping", usual.damping),
        ..usual
    }
}

/// Features that are left out: what they add is seen by leaving them out.
struct Omitted {
    /// Groups, or beginnings of names.
    names: Vec<String>,
}

impl Omitted {
    fn new(list: &str) -> Self {
        let names = list.split(',').filter(|name| !name.is_empty());
        Self {
            names: names.map(str::to_owned).collect(),
        }
    }

    /// The numbers of those among some names.
    fn among(&self, names: impl Iterator<Item = String>) -> Vec<usize> {
        let numbers = names.enumerate().filter(|(_, name)| self.holds(name));
        numbers.map(|(number, _)| number).collect()
    }

    fn holds(&self, name: &str) -> bool {
        let own = name.strip_prefix(LEAD).unwrap_or(name);
        self.names.iter().any(|omitted| {
            let mut groups = training::FEATURE_GROUPS.iter();
            match groups.find(|(group, _)| group == omitted) {
                Some((_, members)) => members.contains(&own),
                None => name.starts_with(omitted.as_str()),
            }
        })
    }

    /// How the trees of a scorer are grown without them.
    fn growth(&self, growth: &Growth) -> Growth {
        Growth {
            without: self.among(training::feature_names().map(str::to_owned)),
            ..growth.clone()
        }
    }
}

/// How the names of features begin that compare another feature with the other places.
const LEAD: &str = "lead_";

/// Prints the figures with all features, then without each group.
fn print_ablation(sets: &[Set], growth: &Growth) {
    let groups = training::FEATURE_GROUPS.map(|(group, _)| group);
    for group in [""].into_iter().chain(groups).chain(["look_", LEAD]) {
        let omitted = Omitted::new(group);
        let cases = cross_validate(sets, &omitted.growth(growth), group);
        let (verdicts, _) = cross_judge(&cases, &omitted);
        println!("without {group}");
        for ((set, cases), verdicts) in sets.iter().zip(&cases).zip(&verdicts) {
            if matches!(set.author, Author::People | Author::Model) {
                let plain: Vec<CaseVerdict<'_>> = cases.plain.iter().zip(&verdicts.plain).collect();
                println!("  {}: {}", set.name, figures::brief(&plain));
            }
        }
    }
}
