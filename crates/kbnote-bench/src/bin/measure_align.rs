//! Measures the aligner as it is on a set, and how long it takes.
#![allow(clippy::print_stdout)]

use std::io;
use std::path::Path;
use std::time::Instant;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_bench::development;
use kbnote_bench::score::{self, Tally};

fn main() -> io::Result<()> {
    let set = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let captions = std::env::args()
        .nth(2)
        .unwrap_or_else(|| "captions".to_owned());
    let lessons = development::read(Path::new(&set), &captions)?;
    let mut all = Tally::default();
    let start = Instant::now();
    for lesson in &lessons {
        let aligner = Aligner::new(&lesson.track, AlignOptions::default());
        for note in &lesson.notes {
            let found = aligner.align(&score::asked(note));
            for (claim, alignment) in note.claims.iter().zip(&found) {
                let times: Vec<u64> = alignment.moments.iter().map(|m| m.time.as_secs()).collect();
                all.errors.extend(score::claim_errors(claim, &times));
            }
        }
    }
    println!("{} {:?}", all.row(), start.elapsed());
    Ok(())
}
