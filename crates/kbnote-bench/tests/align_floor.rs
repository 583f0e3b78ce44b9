//! The aligner on real notes, where the development set is at hand.

use std::path::PathBuf;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_bench::development;
use kbnote_bench::score::{self, Tally};
use kbnote_bench::stability;

/// The folder of shared data, if there is one.
fn shared() -> Option<PathBuf> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("KBNOTE_SHARED").map_or_else(default, PathBuf::from);
    folder.join("bench/align/gold").is_dir().then_some(folder)
}

#[test]
fn accuracy_on_the_development_set_does_not_fall() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no development set");
        return;
    };
    for (captions, floor) in [
        ("captions", [52.0, 71.0, 82.0, 89.0]),
        ("captions_asr", [48.0, 69.0, 80.0, 87.0]),
    ] {
        let videos = development::read(&shared.join("bench/align"), captions).unwrap();
        let mut tally = Tally::default();
        // Every eighth video and of those two notes: enough to see a fall, quick without optimising.
        // They are harder than most; the benchmark that CI runs has the floors for all.
        for training_video in videos.iter().step_by(8) {
            let aligner = Aligner::new(&training_video.track, AlignOptions::default());
            for note in training_video.notes.iter().take(2) {
                for (claim, found) in note
                    .claims
                    .iter()
                    .zip(aligner.align(&score::aligner_claims(note)))
                {
                    let times: Vec<u64> = found.moments.iter().map(|m| m.time.as_secs()).collect();
                    tally.errors.extend(score::claim_errors(claim, &times));
                }
            }
        }
        for (seconds, floor) in [2, 5, 10, 30].into_iter().zip(floor) {
            let share = tally.within(seconds);
            assert!(
                share >= floor,
                "{captions}: {share:.1} % within {seconds} s, {}",
                tally.row()
            );
        }
    }
}

#[test]
fn anchors_stay_when_a_sentence_is_added_or_removed() {
    let Some(shared) = shared() else {
        eprintln!("skipped: no development set");
        return;
    };
    let videos = development::read(&shared.join("bench/align"), "captions").unwrap();
    let mut some: Vec<_> = videos.into_iter().step_by(6).collect();
    for training_video in &mut some {
        training_video.notes.truncate(4);
    }
    for (edit, found) in [
        ("put in", stability::when_inserted(&some)),
        ("taken out", stability::when_deleted(&some)),
    ] {
        assert!(found.all > 1_000, "too few to tell: {}", found.all);
        assert!(found.share() >= 97.5, "{edit}: {:.2} %", found.share());
    }
}
