//! Sets of notes whose links are known: what the suggester learns from.

use kbnote_links::training::{self, COUNT};
use rayon::prelude::*;

use crate::link_vaults::{LinkVault, VaultNote};

/// A note with its candidates.
#[derive(Debug)]
pub struct LinkExample {
    /// The number of its vault.
    pub vault: usize,
    /// Whether the suggester is judged by it; others are only learned from.
    pub is_judged: bool,
    /// How many notes it links to.
    pub gold: usize,
    /// What is known of the candidates.
    pub rows: Vec<[f32; COUNT]>,
    /// Which of them it links to.
    pub linked: Vec<bool>,
}

/// In how many parts the older notes of a vault are made new, one after the other.
const PARTS: u64 = 3;

/// The examples of a vault: the notes for which links are asked, and the older ones with a part of
/// their sources made new in the same way.
#[must_use]
pub fn examples(number: usize, vault: &LinkVault) -> Vec<LinkExample> {
    let asked = part(number, vault, VaultNote::is_asked, |note| {
        vault.is_new(note)
    });
    let older = (0..PARTS).flat_map(|turn| {
        let has_turn = move |note: &VaultNote| turn_of(&note.source) == turn;
        let is_older = |note: &VaultNote| !vault.is_new(note) && has_turn(note);
        part(number, vault, is_older, |note| {
            vault.is_new(note) || has_turn(note)
        })
    });
    asked.into_iter().chain(older).collect()
}

fn turn_of(source: &str) -> u64 {
    source.bytes().fold(7, |sum: u64, byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    }) % PARTS
}

fn part(
    number: usize,
    vault: &LinkVault,
    is_chosen: impl Fn(&VaultNote) -> bool,
    is_new: impl Fn(&VaultNote) -> bool,
) -> Vec<LinkExample> {
    let index = vault.index(is_new);
    let chosen = vault.notes.iter().enumerate();
    let chosen: Vec<_> = chosen
        .filter(|(_, note)| is_chosen(note) && !note.links.is_empty())
        .collect();
    let example = |&(at, note): &(usize, &VaultNote)| {
        let gold = note.targets();
        // What links lead from older notes to new ones is not known.
        let is_known = |other: &VaultNote| note.is_query || !vault.is_new(other);
        let rows: Vec<_> = training::rows(&index, at, &note.note)
            .into_iter()
            .filter(|row| is_known(&vault.notes[row.note]))
            .collect();
        LinkExample {
            vault: number,
            is_judged: note.is_query,
            gold: gold.len(),
            linked: rows
                .iter()
                .map(|row| gold.contains(vault.notes[row.note].slug.as_str()))
                .collect(),
            rows: rows.into_iter().map(|row| row.features).collect(),
        }
    };
    chosen.par_iter().map(example).collect()
}
