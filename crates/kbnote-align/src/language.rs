//! Whether a note and its captions are in the same language.
//!
//! Two texts of one language share their commonest words. Where a note is in another language
//! than the captions, or in another script, its words are not said in them, and what would be
//! found is noise.

use std::collections::BTreeSet;

use kbnote_core::LanguageTag;

use crate::aligner::Aligner;
use crate::claim::Claim;
use crate::text;

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

/// A language owns at least this share of the words of a text in it.
const LEAST_OWNED: f64 = 0.12;

/// The commonest short words of languages that are written in Latin or Cyrillic letters.
#[rustfmt::skip]
const COMMON: [(&str, &str); 14] = [
    ("en", "the of and to in is that it for as with this are be on by which from not an"),
    ("de", "der die das und ist von zu den mit nicht ein eine im dem auf für werden wird auch sich"),
    ("fr", "le la les des et est un une dans que qui pour pas sur au du par avec plus ce"),
    ("es", "el la los las de que y en un una es por con para se del no su como más"),
    ("it", "il la di che e un una per non con sono del della si le gli nel alla più come"),
    ("pt", "o a os as de que e em um uma não para com do da por se mais no na"),
    ("nl", "de het een en van is dat niet in op te zijn voor met die aan ook er wordt door"),
    ("sv", "och att det som en är på för av med till den inte ett om har de kan från vid"),
    ("da", "og at det som en er på for af med til den ikke et om har de kan fra ved"),
    ("nb", "og å det som en er på for av med til den ikke et om har de kan fra ved"),
    ("fi", "ja on ei se että oli hän ovat kun mutta myös tai joka sen niin kuin voi ole mukaan"),
    ("pl", "i w na z nie się że do jest to o jak po co za od dla są oraz przez"),
    ("ru", "и в не на что с по это как из к для от но за то у так его же"),
    ("tr", "ve bir bu için ile da de olarak daha çok en gibi olan ne kadar sonra her değil var ki"),
];

impl Aligner<'_> {
    /// Whether the claims are in another language than the captions; if they are, aligning them
    /// finds little but noise, and a translated track is what is wanted.
    #[must_use]
    pub fn language_mismatch(&self, claims: &[Claim<'_>]) -> Option<LanguageMismatch> {
        let written: Vec<String> = claims
            .iter()
            .flat_map(|claim| text::words(claim.text))
            .collect();
        let cues = &self.track.cues;
        let spoken: Vec<String> = cues
            .iter()
            .flat_map(|cue| text::words(cue.text()))
            .collect();
        if written.len() < LEAST_WORDS || spoken.len() < LEAST_WORDS {
            return None;
        }
        let said: BTreeSet<&String> = spoken.iter().collect();
        let shared = share(&written, |word| said.contains(&word.to_owned()));
        let note = language(&written);
        let others = matches!((note, language(&spoken)), (Some(a), Some(b)) if a != b);
        let is_mismatch = shared < BY_CHANCE || (others && shared < LEAST_SHARED);
        is_mismatch.then(|| LanguageMismatch {
            track: self.track.language.clone(),
            note: note.and_then(|tag| tag.parse().ok()),
            shared,
        })
    }
}

/// The language whose commonest words a text is made of, if there is one.
fn language(words: &[String]) -> Option<&'static str> {
    let owned = COMMON.map(|(tag, common)| {
        let common: BTreeSet<&str> = common.split(' ').collect();
        (tag, share(words, |word| common.contains(word)))
    });
    let best = owned.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    (best.1 >= LEAST_OWNED).then_some(best.0)
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
    }
}
