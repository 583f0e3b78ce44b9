//! Who speaks in the cues of a track.

use std::collections::HashMap;
use std::ops::Range;

use kbnote_core::{Cue, CueIndex, Track, nearest_name};

use super::spelling::plain;

/// The speakers of a track.
#[derive(Clone, Debug, Default)]
pub struct TrackSpeakers {
    /// The names, in order of first appearance.
    names: Vec<String>,
    /// The speaker of each cue, as an index into `names`; empty if the captions name none.
    of_cues: Vec<Option<usize>>,
}

impl TrackSpeakers {
    /// The speakers that the captions name.
    #[must_use]
    pub fn of(track: &Track) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for name in track.cues.iter().filter_map(Cue::speaker) {
            places.entry(name).or_insert_with(|| {
                names.push(name.to_owned());
                names.len() - 1
            });
        }
        if names.is_empty() {
            return Self::default();
        }
        let speaker = |cue: &Cue| cue.speaker().and_then(|name| places.get(name).copied());
        let of_cues = track.cues.iter().map(speaker).collect();
        Self { names, of_cues }
    }

    /// The names, in order of first appearance.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The speakers of a span of cues, each once.
    #[must_use]
    pub fn within(&self, cues: &Range<CueIndex>) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for place in self.places(cues).flatten() {
            let name = self.names[place].as_str();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// Whether all that is said in a span, as far as the captions name a speaker, is said by this one.
    #[must_use]
    pub fn are(&self, wanted: &SpeakerQuery, cues: &Range<CueIndex>) -> bool {
        let names = self.within(cues);
        !names.is_empty() && names.iter().all(|name| wanted.matches(name))
    }

    fn places(&self, cues: &Range<CueIndex>) -> impl Iterator<Item = Option<usize>> {
        self.of_cues
            .get(cues.clone())
            .unwrap_or_default()
            .iter()
            .copied()
    }
}

/// A part of the name of a speaker; capitals and accents make no difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerQuery(String);

impl SpeakerQuery {
    /// A query for speakers with this in their name; `None` if it is blank.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = normalized(text);
        (!text.is_empty()).then_some(Self(text))
    }

    /// Whether it is a part of this name.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        normalized(name).contains(&self.0)
    }

    /// Which of these names is probably meant, if none matches: one that is like it as a whole or in one of its words.
    #[must_use]
    pub fn nearest<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        let mut likely: Vec<(String, &str)> = Vec::new();
        for name in names {
            let whole = normalized(name);
            let words = whole.split(' ').map(str::to_owned);
            likely.extend(words.map(|word| (word, name)));
            likely.push((whole.clone(), name));
        }
        let near = nearest_name(&self.0, likely.iter().map(|(text, _)| text))?;
        let mut likely = likely.iter();
        likely.find_map(|(text, name)| (text == near).then_some(*name))
    }
}

fn normalized(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(plain).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use kbnote_core::{LanguageTag, TimeSpan, TrackKind};

    use super::*;

    fn speakers(names: &[Option<&str>]) -> TrackSpeakers {
        let cue = |name: &Option<&str>| Cue::new(TimeSpan::default(), "x").with_speaker(*name);
        let cues = names.iter().map(cue).collect();
        TrackSpeakers::of(&Track::new(LanguageTag::english(), TrackKind::Manual, cues))
    }

    #[test]
    fn a_part_of_the_name_suffices() {
        let query = |text: &str| SpeakerQuery::parse(text);
        for text in ["José", "jose", "NUÑEZ", "josé  núñez", "se nu"] {
            assert!(
                query(text).is_some_and(|query| query.matches("José Núñez")),
                "{text}"
            );
        }
        assert!(query("Ann").is_some_and(|query| !query.matches("José Núñez")));
        assert_eq!(query(" "), None);
    }

    #[test]
    fn a_span_is_said_by_one_if_nobody_else_is_named() {
        let speakers = speakers(&[Some("Ann"), None, Some("Ann"), Some("Bo"), None]);
        let ann = SpeakerQuery::parse("ann").unwrap();
        assert_eq!(speakers.names(), ["Ann", "Bo"]);
        assert_eq!(speakers.within(&(0..4)), ["Ann", "Bo"]);
        assert!(speakers.are(&ann, &(0..3)));
        assert!(!speakers.are(&ann, &(2..4)));
        assert!(!speakers.are(&ann, &(4..5)));
        assert!(TrackSpeakers::default().within(&(0..3)).is_empty());
    }
}
