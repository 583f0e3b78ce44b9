//! Measures the aligner as it is: accuracy, confidence, refusals, stability, time.
//!
//! `measure_align SET:CAPTIONS…`; of a set of sentences that people linked to passages, how many of the
//! passages are found, and how far they go.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use kbnote_align::{AlignOptions, Aligner, Confidence};
use kbnote_bench::development::{self, TrainingVideo};
use kbnote_bench::passages::PassageFigures;
use kbnote_bench::people;
use kbnote_bench::score::{self, Tally};
use kbnote_bench::stability;

fn main() -> io::Result<()> {
    for folder in std::env::args().skip(1) {
        let (set, captions) = folder.rsplit_once(':').unwrap_or((&folder, "captions"));
        println!("{folder}");
        if people::is_set(Path::new(set)) {
            let videos = people::read(Path::new(set), captions)?;
            println!("  {}", PassageFigures::of(&videos).line());
            continue;
        }
        let videos = development::read(Path::new(set), captions)?;
        println!("  {}", accuracy(&videos));
        println!("  {}", refusals(&development::mixed(&videos, &videos, 11)));
        let inserted = stability::when_inserted(&videos).share();
        let deleted = stability::when_deleted(&videos).share();
        println!(
            "  {inserted:.2} % of anchors stay when a sentence is inserted, {deleted:.2} % when one is removed"
        );
    }
    Ok(())
}

fn accuracy(videos: &[TrainingVideo]) -> String {
    let mut all = Tally::default();
    let mut high = Tally::default();
    let start = Instant::now();
    let mut slowest = Duration::ZERO;
    for training_video in videos {
        let aligner = Aligner::new(&training_video.track, AlignOptions::default());
        for note in &training_video.notes {
            let begun = Instant::now();
            let found = aligner.align(&score::aligner_claims(note));
            slowest = slowest.max(begun.elapsed());
            for (claim, alignment) in note.claims.iter().zip(&found) {
                let times: Vec<u64> = alignment.moments.iter().map(|m| m.time.as_secs()).collect();
                let errors = score::claim_errors(claim, &times);
                if alignment.confidence == Confidence::High {
                    high.errors.extend(&errors);
                }
                all.errors.extend(errors);
            }
        }
    }
    format!(
        "{}; high {}; {:?} in all, the slowest note {slowest:?}",
        all.row(),
        high.row(),
        start.elapsed()
    )
}

/// How many of the strangers, and of the author's own anchored sentences, are refused.
fn refusals(mixed: &[TrainingVideo]) -> String {
    let (mut strangers, mut refused_strangers, mut own, mut refused_own) = (0.0, 0.0, 0.0, 0.0);
    for training_video in mixed {
        let aligner = Aligner::new(&training_video.track, AlignOptions::default());
        for note in &training_video.notes {
            for (claim, found) in note
                .claims
                .iter()
                .zip(aligner.align(&score::aligner_claims(note)))
            {
                let refused = f64::from(u8::from(found.confidence == Confidence::None));
                if claim.foreign {
                    strangers += 1.0;
                    refused_strangers += refused;
                } else if claim.gold.iter().any(Option::is_some) {
                    own += 1.0;
                    refused_own += refused;
                }
            }
        }
    }
    format!(
        "refused: strangers {:.1} %, own {:.1} %",
        100.0 * refused_strangers / strangers,
        100.0 * refused_own / own
    )
}
