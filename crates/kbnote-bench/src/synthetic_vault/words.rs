//! The words of a made vault.

use std::collections::BTreeSet;

use super::random::Random;

/// The project's own prose.
const SOURCES: [&str; 6] = [
    include_str!("../../../../notes/fieldnotes/counting_birds_in_winter.md"),
    include_str!("../../../../notes/slowoven/the_sourdough_starter.md"),
    include_str!("../../../../notes/drafts/tide_tables.md"),
    include_str!("../../../../transcripts/kbnoteDemo1.json"),
    include_str!("../../../../transcripts/kbnoteDemo2.json"),
    include_str!("../../../../transcripts/kbnoteDemo3.json"),
];

/// Words in order of the alphabet.
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of_the_project() -> Self {
        let words = SOURCES
            .iter()
            .flat_map(|source| source.split(|c: char| !c.is_ascii_alphabetic()));
        let words = words.filter(|word| (3..=14).contains(&word.len()));
        let words: BTreeSet<String> = words.map(str::to_ascii_lowercase).collect();
        Self(words.into_iter().collect())
    }

    pub(super) fn pick(&self, random: &mut Random) -> &str {
        // Small numbers more often than large ones: some words are common.
        let place = random.below(self.0.len()).min(random.below(self.0.len()));
        &self.0[place]
    }

    pub(super) fn some(&self, random: &mut Random, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.pick(random)).collect();
        words.join(" ")
    }

    /// A sentence without its full stop.
    pub(super) fn sentence(&self, random: &mut Random) -> String {
        let count = 8 + random.below(14);
        capitalised(&self.some(random, count))
    }

    /// A title that no other number has.
    pub(super) fn title(&self, random: &mut Random, number: usize) -> String {
        let count = 3 + random.below(4);
        let words = capitalised(&self.some(random, count));
        match random.below(20) {
            0 => format!("{words}: {}, part {number}", self.pick(random)),
            1 => format!("Where is {words} {number}?"),
            _ => format!("{words} {number}"),
        }
    }
}

pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_ascii_uppercase().to_string() + chars.as_str(),
        None => String::new(),
    }
}
