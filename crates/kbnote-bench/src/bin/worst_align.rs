//! Lists the anchors that the aligner misses by the most, with the captions at both places.
//!
//! `worst_align SET:CAPTIONS [VIDEO…]`: those beyond ten seconds.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_bench::development::{self, TrainingVideo};
use kbnote_bench::score;

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = args.first().map_or(".", String::as_str);
    let (set, captions) = folder.rsplit_once(':').unwrap_or((folder, "captions"));
    for training_video in development::read(Path::new(set), captions)? {
        if args.len() < 2 || args[1..].contains(&training_video.video) {
            list(&training_video);
        }
    }
    Ok(())
}

fn list(training_video: &TrainingVideo) {
    let aligner = Aligner::new(&training_video.track, AlignOptions::default());
    for note in &training_video.notes {
        for (claim, found) in note
            .claims
            .iter()
            .zip(aligner.align(&score::aligner_claims(note)))
        {
            let times: Vec<u64> = found.moments.iter().map(|m| m.time.as_secs()).collect();
            let error = score::claim_errors(claim, &times).into_iter().min();
            if let (Some(error @ 11..), Some(got), Some(gold)) =
                (error, times.first(), claim.gold.iter().flatten().next())
            {
                println!(
                    "{error} s, score {:.2}, {} {}\n  {}",
                    found.score, training_video.video, note.name, claim.text
                );
                println!(
                    "  gold {gold}: {}\n  got  {got}: {}",
                    spoken(training_video, *gold),
                    spoken(training_video, *got)
                );
            }
        }
    }
}

/// What is said in the ten seconds from a moment on.
fn spoken(training_video: &TrainingVideo, seconds: u64) -> String {
    let inside = |start: u64| (seconds..seconds + 10).contains(&start);
    let cues = training_video
        .track
        .cues
        .iter()
        .filter(|cue| inside(cue.start().as_secs()));
    cues.map(kbnote_core::Cue::text)
        .collect::<Vec<_>>()
        .join(" ")
}
