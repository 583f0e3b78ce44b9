//! Writes a made-up vault to measure on.
//!
//! `make_vault FOLDER [--notes N] [--channels N] [--size BYTES] [--links N]`: the notes stand in
//! `FOLDER/notes`. The same arguments give the same files.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;

use kbnote_bench::synthetic_vault::{self, VaultPlan};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("the folder of the vault is missing")?;
    let mut plan = VaultPlan::default();
    while let Some(flag) = args.next() {
        let value = args.next().ok_or("a number is missing")?.parse()?;
        match flag.as_str() {
            "--notes" => plan.notes = value,
            "--channels" => plan.channels = value,
            "--size" => plan.note_size = value,
            "--links" => plan.links = value,
            _ => return Err(format!("{flag} is not known").into()),
        }
    }
    let notes = PathBuf::from(folder).join("notes");
    synthetic_vault::write(&plan, &notes)?;
    println!("{} notes in {}", plan.notes, notes.display());
    Ok(())
}
