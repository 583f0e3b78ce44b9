//! Lists the anchors that the aligner misses by the most, with the captions at both places.
//!
//! `worst_align SET:CAPTIONS [VIDEO…]`: those beyond ten seconds.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_bench::development::{self, Lesson};
use kbnote_bench::score;

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let folder = args.first().map_or(".", String::as_str);
    let (set, captions) = folder.rsplit_once(':').unwrap_or((folder, "captions"));
    for lesson in development::read(Path::new(set), captions)? {
        if args.len() < 2 || args[1..].contains(&lesson.video) {
            list(&lesson);
        }
    }
    Ok(())
}

fn list(lesson: &Lesson) {
    let aligner = Aligner::new(&lesson.track, AlignOptions::default());
    for note in &lesson.notes {
        for (claim, found) in note.claims.iter().zip(aligner.align(&score::asked(note))) {
            let times: Vec<u64> = found.moments.iter().map(|m| m.time.as_secs()).collect();
            let error = score::claim_errors(claim, &times).into_iter().min();
            if let (Some(error @ 11..), Some(got), Some(gold)) =
                (error, times.first(), claim.gold.iter().flatten().next())
            {
                println!(
                    "{error} s, score {:.2}, {} {}\n  {}",
                    found.score, lesson.video, note.name, claim.text
                );
                println!(
                    "  gold {gold}: {}\n  got  {got}: {}",
                    spoken(lesson, *gold),
                    spoken(lesson, *got)
                );
            }
        }
    }
}

/// What is said in the ten seconds from a moment on.
fn spoken(lesson: &Lesson, seconds: u64) -> String {
    let inside = |start: u64| (seconds..seconds + 10).contains(&start);
    let cues = lesson
        .track
        .cues
        .iter()
        .filter(|cue| inside(cue.start().as_secs()));
    cues.map(kbnote_core::Cue::text)
        .collect::<Vec<_>>()
        .join(" ")
}
