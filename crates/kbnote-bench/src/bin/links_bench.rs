//! Suggests links for the notes of the benchmark's vaults, and prints them as it wants them.
//!
//! `links_bench VAULT… > predictions.jsonl`: one vault a file, as `kbnote_bench::link_vaults` reads
//! it; a line for each note for which links are asked. Suggestions beyond the cut are there too.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use kbnote_bench::link_vaults::{LinkVault, VaultNote};
use kbnote_links::{LinkIndex, SuggestOptions, rank};
use rayon::prelude::*;
use serde_json::{Value, json};

/// How many notes are named for each.
const MOST: usize = 100;

fn main() -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    for path in std::env::args().skip(1) {
        let vault = LinkVault::read(Path::new(&path))?;
        let index = vault.index(|note| vault.is_new(note));
        let asked: Vec<&VaultNote> = vault.notes.iter().filter(|note| note.is_asked()).collect();
        let lines: Vec<Value> = asked
            .par_iter()
            .map(|note| prediction(&index, note))
            .collect();
        for line in lines {
            writeln!(out, "{line}")?;
        }
    }
    out.flush()
}

fn prediction(index: &LinkIndex, note: &VaultNote) -> Value {
    let options = SuggestOptions {
        own_path: Some(note.slug.clone()),
        ..SuggestOptions::default()
    };
    let ranked = rank(&note.note, index, &options);
    let suggestion = |one: &kbnote_links::RankedNote| {
        json!({
            "start": one.range.as_ref().map(|range| range.start),
            "end": one.range.as_ref().map(|range| range.end),
            "target": index.path(one.note),
            "score": one.score,
        })
    };
    json!({ "note": note.id, "suggestions": ranked.iter().take(MOST).map(suggestion).collect::<Vec<_>>() })
}
