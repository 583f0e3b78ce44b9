//! Prints the terms of common speech as the table of the aligner.
//!
//! `common_terms FOLDER…`: each a folder of caption files of one channel. A term's share is the
//! mean of its shares in the channels.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::{fs, io};

use kbnote_align::training;
use kbnote_core::caption;

/// The least share that is worth a row, in millionths.
const LEAST: f64 = 150.0;

fn main() -> io::Result<()> {
    let channels: Vec<String> = std::env::args().skip(1).collect();
    let mut shares: BTreeMap<String, f64> = BTreeMap::new();
    for channel in &channels {
        let mut counts: BTreeMap<String, f64> = BTreeMap::new();
        for file in fs::read_dir(channel)? {
            let captions = caption::parse(&fs::read(file?.path())?).map_err(io::Error::other)?;
            for cue in &captions.cues {
                for form in training::english_forms(cue.text()) {
                    *counts.entry(form).or_default() += 1.0;
                }
            }
        }
        let total: f64 = counts.values().sum();
        let weight = 1e6 / total / f64::from(u32::try_from(channels.len()).unwrap_or(1));
        for (form, count) in counts {
            *shares.entry(form).or_default() += count * weight;
        }
    }
    for (form, share) in shares.iter().filter(|(_, share)| **share >= LEAST) {
        println!("    ({form:?}, {share:.0}),");
    }
    Ok(())
}
