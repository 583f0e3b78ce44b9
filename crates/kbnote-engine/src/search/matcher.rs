//! Finding the phrases of a query in tracks.

use std::collections::HashMap;
use std::ops::Range;

use kbnote_align::{FormReader, NormalWord};
use kbnote_core::{LanguageTag, Timestamp, Track};

use super::query::{Phrase, Query};
use super::track_text::{TrackText, moment};

/// Finds the phrases of a query in tracks, by the rules of each track's language.
#[derive(Debug)]
pub struct PhraseMatcher<'q> {
    query: &'q Query,
    languages: HashMap<LanguageTag, (FormReader, Vec<Phrase>)>,
}

/// The phrases of a query found in a track. If one is missing there is no hit, and only the counts
/// are kept.
#[derive(Clone, Debug)]
pub struct TrackMatches {
    /// The track as one text.
    pub track: TrackText,
    /// The number of its words.
    pub(super) words: usize,
    /// The phrases of the query, as they were typed, and how often each is said.
    pub(super) phrases: Vec<(String, usize)>,
    /// Where they are said, in order.
    pub(super) occurrences: Vec<Occurrence>,
}

/// A place at which a phrase is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Occurrence {
    /// The place of the phrase in the query.
    pub(super) phrase: usize,
    /// Which words of the track these are.
    pub(super) words: Range<usize>,
    /// Where they stand in its text.
    pub(super) text: Range<usize>,
    /// From when on one hears them.
    pub(super) time: Timestamp,
    /// Whether they are the very words that were typed.
    pub(super) is_typed: bool,
}

impl<'q> PhraseMatcher<'q> {
    /// A matcher for the phrases of a query.
    #[must_use]
    pub fn new(query: &'q Query) -> Self {
        Self {
            query,
            languages: HashMap::new(),
        }
    }

    /// Finds the phrases in a track.
    pub fn match_track(&mut self, track: &Track) -> TrackMatches {
        let language = self.languages.entry(track.language.clone());
        let (reader, phrases) = language.or_insert_with(|| {
            let mut reader = FormReader::new(&track.language);
            let phrases = self.query.phrases(&mut reader, &track.language);
            (reader, phrases)
        });
        let said = TrackText::new(track);
        let words = reader.words(said.text());
        let occurrences = occurrences(track, &said, phrases, &words);
        let counted = |(number, phrase): (usize, &Phrase)| {
            let of_phrase = occurrences.iter().filter(|one| one.phrase == number);
            (phrase.text.clone(), of_phrase.count())
        };
        let matches = TrackMatches {
            words: words.len(),
            phrases: phrases.iter().enumerate().map(counted).collect(),
            occurrences,
            track: said,
        };
        if matches.has_all() {
            matches
        } else {
            matches.counts_alone()
        }
    }
}

/// The places at which phrases are said, in order.
fn occurrences(
    track: &Track,
    said: &TrackText,
    phrases: &[Phrase],
    words: &[NormalWord],
) -> Vec<Occurrence> {
    let mut found: Vec<Occurrence> = Vec::new();
    for at in 0..words.len() {
        for (number, phrase) in phrases.iter().enumerate() {
            if let Some(number_of_words) = phrase.said_in(&words[at..], said.text()) {
                let words = &words[at..at + number_of_words];
                let occurrence = occurrence(track, said, (number, phrase), (at, words));
                // The parts of a word with hyphens may all be in the same place.
                let near: &[Occurrence] = &found[found.len().saturating_sub(phrases.len())..];
                found.extend(occurrence.filter(|one| !near.iter().any(|known| known.is_same(one))));
            }
        }
    }
    found
}

impl Occurrence {
    fn is_same(&self, other: &Self) -> bool {
        self.phrase == other.phrase && self.text == other.text
    }
}

/// A phrase that is said in these words, of which the first is the one of a number.
fn occurrence(
    track: &Track,
    said: &TrackText,
    (number, phrase): (usize, &Phrase),
    (first, words): (usize, &[NormalWord]),
) -> Option<Occurrence> {
    let text = words.first()?.range.start..words.last()?.range.end;
    let cue = said.cue_at(text.start);
    let offset = text.start - said.text_of(cue).start;
    Some(Occurrence {
        phrase: number,
        words: first..first + words.len(),
        time: moment(track.cues.get(cue)?, offset),
        is_typed: phrase.is_typed(said.text().get(text.clone())?),
        text,
    })
}

impl TrackMatches {
    /// Whether every phrase is said somewhere.
    fn has_all(&self) -> bool {
        self.phrases.iter().all(|(_, count)| *count > 0)
    }

    fn counts_alone(self) -> Self {
        Self {
            track: TrackText::default(),
            occurrences: Vec::new(),
            ..self
        }
    }

    /// The places in a span of the text at which phrases are said.
    pub(super) fn marked(&self, span: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let (start, end) = (span.start, span.end);
        let texts = self
            .occurrences
            .iter()
            .map(|occurrence| occurrence.text.clone());
        texts.filter(move |text| start <= text.start && text.end <= end)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kbnote_core::{Cue, TimeSpan, TrackKind};

    use super::*;

    /// A track with a cue every four seconds.
    pub(in crate::search) fn track(language: &str, cues: &[&str]) -> Track {
        let at = Timestamp::from_secs;
        let cue =
            |(text, n): (&&str, u64)| Cue::new(TimeSpan::new(at(4 * n), at(4 * n + 4)), *text);
        let cues = cues.iter().zip(0..).map(cue).collect();
        Track::new(language.parse().unwrap(), TrackKind::Manual, cues)
    }

    pub(in crate::search) fn matches(typed: &str, language: &str, cues: &[&str]) -> TrackMatches {
        let query = Query::parse(typed).unwrap();
        PhraseMatcher::new(&query).match_track(&track(language, cues))
    }

    fn places(typed: &str, language: &str, cues: &[&str]) -> Vec<String> {
        let matches = matches(typed, language, cues);
        let text = |o: &Occurrence| format!("{} {}", o.time, &matches.track.text()[o.text.clone()]);
        matches.occurrences.iter().map(text).collect()
    }

    #[test]
    fn words_are_heard_in_any_form_and_phrases_over_borders() {
        let cues = ["We counted two", "hundred and five birds at low", "water."];
        assert_eq!(
            places("\"low water\" count 205", "en", &cues),
            [
                "00:00:00 counted",
                "00:00:00 two hundred and five",
                "00:00:04 low water"
            ]
        );
    }

    #[test]
    fn accents_capitals_and_parts_of_compounds_are_found() {
        for (typed, language, said) in [
            ("cafe", "de", "Café"),
            ("Café", "en", "cafe"),
            ("facade", "fr", "façade"),
            ("angstrom", "sv", "Ångström"),
            ("zolw", "pl", "żółw"),
            ("strasse", "de", "Straße"),
            ("mueller", "de", "Müller"),
            ("gpu", "de", "GPUs"),
            ("gpu", "en", "GPUs"),
            ("zählung", "de", "Vogelzählung"),
            ("naturschutz", "de", "Naturschutzgebiet"),
            ("wanderung", "de", "Wattwanderungen"),
            ("water", "nl", "hoogwater"),
            ("vatten", "sv", "lågvatten"),
            ("zaehlung", "de", "Vogelzählung"),
            ("Zählung", "de", "Zaehlung"),
            ("Århus", "da", "Aarhus"),
            ("cooperation", "en", "co-operation"),
            ("co-operation", "en", "cooperation"),
            ("email", "en", "E-mails"),
            ("e-mail", "en", "email"),
            ("wifi", "en", "Wi-Fi"),
            ("Wi-Fi", "en", "wifi"),
            ("didnt", "en", "didn’t"),
            ("didn't", "en", "didnt"),
            ("20", "en", "twenty"),
            ("twenty", "en", "20"),
        ] {
            assert_eq!(
                places(typed, language, &[said]),
                [format!("00:00:00 {said}")],
                "{typed}"
            );
        }
        for (typed, language, said) in [
            ("cafe", "en", "cafeteria"),
            ("water", "en", "watershed"),
            ("art", "de", "Wartung"),
            ("ei", "de", "Eisenbahn"),
            ("gpu", "en", "GPUx"),
            ("cote", "fr", "coteau"),
            ("were", "en", "we re"),
            ("email", "en", "mail"),
        ] {
            assert_eq!(places(typed, language, &[said]), [""; 0], "{typed}");
        }
    }

    #[test]
    fn a_character_is_heard_in_the_words_of_an_unspaced_script() {
        let cues = ["朝の潮", "の満ち引き。潮。"];
        assert_eq!(places("潮", "ja", &cues), ["00:00:00 潮の", "00:00:04 潮"]);
        assert_eq!(places("潮の満ち", "ja", &cues), ["00:00:00 潮の満ち"]);
        assert_eq!(places("満潮", "ja", &cues), [""; 0]);
    }
}
