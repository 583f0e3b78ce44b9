//! Reads captions in any format and encoding, and prints them as lines of time, speaker and text:
//! `cargo run -p kbnote-core --example read_captions -- talk.srt`

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::{env, fs};

use kbnote_core::caption;

/// What is read where no file is given.
const SMALL: &[u8] = b"WEBVTT

00:01.500 --> 00:04.000
<v Ada>Flocks are counted at dusk.

00:04.000 --> 00:07.000
<v Ben>And twice, by different people.
";

fn main() -> Result<(), Box<dyn Error>> {
    let bytes = env::args()
        .nth(1)
        .map_or_else(|| Ok(SMALL.to_vec()), fs::read)?;
    let captions = caption::parse(&bytes)?;
    eprintln!("{:?}, {} cues", captions.format, captions.cues.len());
    for problem in &captions.problems {
        eprintln!("{problem}");
    }
    for cue in &captions.cues {
        let speaker = cue
            .speaker()
            .map_or_else(String::new, |name| format!("{name}: "));
        println!("{} {speaker}{}", cue.start(), cue.text());
    }
    Ok(())
}
