//! How likely a mention of a note deserves a link, and why.
//!
//! The longer a name and the rarer its words, the surer it is that the text means the note. Each
//! word that says something counts with a weight of about 1, and the score grows with their sum as
//! `1 − e^(−0.6 · sum)`: a common word alone stays below the cut of 0.5, two words are above it,
//! four come to 0.9. That is the order of what authors link in vaults of long titles: there 46 % of
//! the names of two words are links, 72 % of those of three, 88 % of longer ones.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::index::{LinkIndex, LinkTarget, Naming};
use super::words::is_stop_word;
use super::{Mention, Suggestion};

/// How fast the score grows with the weight of the words.
const GROWTH: f64 = 0.6;

/// What the text has on a note.
pub(super) struct Evidence {
    /// The first mention.
    pub(super) range: Range<usize>,
    /// Its words in normal form.
    pub(super) forms: Vec<String>,
    /// What about the note it is.
    pub(super) naming: Naming,
    /// How many other notes have the same name.
    pub(super) rivals: usize,
    /// How often the note is mentioned.
    pub(super) mentions: usize,
}

impl Evidence {
    /// What the first mention has, before it is counted.
    pub(super) fn first(mention: Mention<'_>, naming: Naming) -> Self {
        Self {
            range: mention.range,
            forms: mention.forms,
            naming,
            rivals: mention.named.len().saturating_sub(1),
            mentions: 0,
        }
    }

    pub(super) fn into_suggestion(
        self,
        text: &str,
        note: &LinkTarget,
        index: &LinkIndex,
    ) -> Suggestion {
        let display = text[self.range.clone()].to_owned();
        let content: Vec<_> = self
            .forms
            .iter()
            .filter(|form| !is_stop_word(form))
            .collect();
        let rarities: Vec<f64> = content.iter().map(|form| index.rarity(form)).collect();
        let words = content.iter().zip(&rarities);
        let weight: f64 = words
            .map(|(form, rarity)| length_weight(form) * (0.6 + 0.4 * rarity))
            .sum();
        let same_words = shows(&note.title, &display);
        let doubt = self.doubt();
        let rarity = rarities.iter().sum::<f64>() / rarities.len().max(1) as f64;
        Suggestion {
            target: note.link(),
            title: note.title.clone(),
            score: 1.0 - (-GROWTH * doubt * weight).exp(),
            why: self.why(same_words, content.len(), rarity),
            display,
            range: self.range,
        }
    }

    /// What the weight is multiplied by: 1 if the note's own full name is meant without doubt.
    fn doubt(&self) -> f64 {
        let short = if self.naming == Naming::ShortTitle {
            0.85
        } else {
            1.0
        };
        let shared = if self.rivals > 0 { 0.7 } else { 1.0 };
        short * shared
    }

    /// The evidence as a person would put it.
    fn why(&self, same_words: bool, words: usize, rarity: f64) -> String {
        let naming = match self.naming {
            Naming::Title if same_words => "its title",
            Naming::Title => "its title in another form",
            Naming::Name => "its file name",
            Naming::Alias => "an alias of it",
            Naming::ShortTitle => "the first part of its title",
        };
        let mut parts = vec![naming.to_owned()];
        match (words, rarity) {
            (1, 0.7..) => parts.push("one word, rare among the titles".to_owned()),
            (1, _) => parts.push("one word".to_owned()),
            (_, 0.7..) => parts.push(format!("{words} words, rare among the titles")),
            (_, ..0.35) => parts.push(format!("{words} words, common among the titles")),
            _ => parts.push(format!("{words} words")),
        }
        if self.mentions > 1 {
            parts.push(format!("{} mentions", self.mentions));
        }
        match self.rivals {
            0 => {}
            1 => parts.push("another note has the same name".to_owned()),
            rivals => parts.push(format!("{rivals} other notes have the same name")),
        }
        parts.join("; ")
    }
}

/// How much a word of this length says.
fn length_weight(form: &str) -> f64 {
    match form.chars().count() {
        0 | 1 => 0.3,
        2 => 0.5,
        3 => 0.7,
        4..=7 => 1.0,
        _ => 1.2,
    }
}

/// Whether the title has these very words, whatever their case.
fn shows(title: &str, display: &str) -> bool {
    let words =
        |text: &str| -> Vec<String> { text.unicode_words().map(str::to_lowercase).collect() };
    let (title, display) = (words(title), words(display));
    title
        .windows(display.len().max(1))
        .any(|part| part == display)
}
