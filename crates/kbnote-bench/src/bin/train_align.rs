//! Trains and measures the aligner on the development set.
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
            all.errors
                .extend(score::errors(note, &found).iter().map(|e| e.1));
        }
    }
    println!("{} {:?}", all.row(), start.elapsed());
    Ok(())
}
