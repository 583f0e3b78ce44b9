//! Whether a note and its captions are in the same language.
//!
//! Two texts of one language share their commonest words. Where a note is in another language
//! than the captions, or in another script, its words are not said in them, and what would be
//! found is noise.

use kbnote_core::LanguageTag;

use crate::aligner::Aligner;
use crate::claim::Claim;

/// The note is in another language than the captions.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LanguageMismatch {
    /// The language of the captions, as their track says.
    pub track: LanguageTag,
    /// The language of the note, if its commonest words tell.
    pub note: Option<LanguageTag>,
    /// The share of the note's words that are said in the captions, from 0 to 1.
    pub shared: f64,
}

/// Fewer words tell nothing.
const LEAST_WORDS: usize = 12;

/// A note in the language of its captions shares more of its words with them than this.
const LEAST_SHARED: f64 = 0.4;

/// What is shared by chance, such as names, stays below this.
const BY_CHANCE: f64 = 0.15;

impl Aligner {
    /// Whether the claims are in another language than the captions; if they are, aligning them
    /// finds little but noise, and a translated track is what is wanted.
    #[must_use]
    pub fn language_mismatch(&self, claims: &[Claim<'_>]) -> Option<LanguageMismatch> {
        let written: Vec<String> = claims
            .iter()
            .flat_map(|claim| self.indexed.lexer.words(claim.text))
            .map(|word| word.form)
            .collect();
        if written.len() < LEAST_WORDS || self.indexed.index.word_count() < LEAST_WORDS {
            return None;
        }
        let shared = share(&written, |word| self.indexed.index.has_word(word));
        if shared >= LEAST_SHARED {
            return None;
        }
        let note = LanguageTag::detect(&LanguageTag::sample(claims.iter().map(|claim| claim.text)));
        let track = LanguageTag::detect(&self.indexed.sample);
        let is_mismatch = match (&note, &track) {
            (Some(note), Some(track)) => note.primary() != track.primary(),
            // A language that is declared may be wrong, so it counts only where the note agrees with it.
            (Some(note), None) if note.primary() == self.indexed.declared.primary() => false,
            _ => shared < BY_CHANCE,
        };
        is_mismatch.then(|| LanguageMismatch {
            track: self.indexed.declared.clone(),
            note,
            shared,
        })
    }
}

#[allow(clippy::cast_precision_loss)]
fn share(words: &[String], is_in: impl Fn(&str) -> bool) -> f64 {
    let hits = words.iter().filter(|word| is_in(word)).count();
    hits as f64 / words.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use kbnote_core::{Cue, TimeSpan, Timestamp, Track, TrackId, TrackKind};

    use super::*;
    use crate::AlignOptions;

    const ENGLISH: [&str; 3] = [
        "The flock comes in at dusk to roost in the reeds.",
        "We count the birds from the dam, two people for each flock.",
        "In frost the starlings prefer the warm reed beds by the water.",
    ];

    fn mismatch(note: &str) -> Option<LanguageMismatch> {
        let at = |n: usize| Timestamp::from_secs(5 * n as u64);
        let cues = ENGLISH.iter().enumerate();
        let language = LanguageTag::english();
        let track = Track {
            id: TrackId::of(&language, TrackKind::Manual),
            language,
            kind: TrackKind::Manual,
            name: None,
            cues: cues
                .map(|(n, text)| Cue::new(TimeSpan::new(at(n), at(n + 1)), *text))
                .collect(),
        };
        let claim = Claim {
            text: note,
            heading: "",
            block: 0,
            moments: 1,
        };
        Aligner::new(&track, AlignOptions::default()).language_mismatch(&[claim])
    }

    #[test]
    fn a_note_in_another_language_is_recognised() {
        let german =
            "Der Schwarm kommt in der Dämmerung und wird von zwei Leuten auf dem Damm gezählt.";
        let found = mismatch(german).unwrap();
        assert_eq!(found.note.unwrap().as_str(), "de");
        assert_eq!(found.track.as_str(), "en");
        let japanese = "群れは夕暮れに葦原へ戻り、二人で数えます。寒い日は水辺を好みます。";
        assert!(mismatch(japanese).is_some());
    }

    #[test]
    fn a_note_in_the_same_language_is_not() {
        let english = "Flocks are counted at dusk from the dam, when the birds come in to roost by the water.";
        assert_eq!(mismatch(english), None);
        assert_eq!(mismatch("Zwei Wörter"), None);
        let other_matter = "A good dough of flour, salt and yeast should have risen for about seven hours before it goes into an oven.";
        assert_eq!(mismatch(other_matter), None);
    }
}
