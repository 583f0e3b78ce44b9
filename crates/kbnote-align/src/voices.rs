//! Who speaks in a track, and whom a text names of them.

use kbnote_core::Track;

use crate::segment::{Segment, SegmentIndex};
use crate::text::{Lexer, Term};

/// The number of a speaker in the track.
pub(crate) type Voice = u16;

/// More speakers than this are not looked for in texts.
const MOST_VOICES: usize = 500;

/// Shorter words of a name do not identify it.
const LEAST_LENGTH: usize = 3;

/// The speakers of a track, as far as its captions name them.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    /// The words of each name, in lower case.
    names: Vec<Vec<String>>,
    /// The words that identify one name alone, with its number.
    single: Vec<(String, Voice)>,
    /// Who speaks in each segment, if that is known.
    segments: Vec<Option<Voice>>,
}

/// The speakers that a text names.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    /// The speakers, each once, in the order of the text.
    pub(crate) voices: Vec<Voice>,
    /// Which terms of the text are their names.
    pub(crate) terms: Vec<usize>,
}

impl Voices {
    pub(crate) fn new(track: &Track, segments: &[Segment], lexer: &Lexer) -> Self {
        let mut known: Vec<&str> = Vec::new();
        let speakers = segments.iter().map(|segment| {
            let name = track.cues[segment.cue].speaker()?;
            let at = known.iter().position(|known| *known == name);
            let at = at.unwrap_or_else(|| {
                known.push(name);
                known.len() - 1
            });
            Voice::try_from(at).ok()
        });
        let segments = speakers.collect();
        let names: Vec<Vec<String>> = known
            .iter()
            .take(MOST_VOICES)
            .map(|name| words(name, lexer))
            .collect();
        let single = single_words(&names, track);
        Self {
            names,
            single,
            segments,
        }
    }

    /// Whether anybody is named.
    pub(crate) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Who speaks in a segment.
    pub(crate) fn of(&self, segment: SegmentIndex) -> Option<Voice> {
        self.segments.get(segment).copied().flatten()
    }

    /// The speakers that a text names: by the whole name, or by a word of it that names one alone.
    pub(crate) fn mentions(&self, words: &[Term]) -> Mentions {
        let mut mentions = Mentions::default();
        if self.is_empty() {
            return mentions;
        }
        let mut at = 0;
        while at < words.len() {
            let Some((voice, length)) = self.name_at(&words[at..]) else {
                at += 1;
                continue;
            };
            mentions.terms.extend(at..at + length);
            if !mentions.voices.contains(&voice) {
                mentions.voices.push(voice);
            }
            at += length;
        }
        mentions
    }

    /// The longest name that some words begin with, and how many of them it has.
    fn name_at(&self, words: &[Term]) -> Option<(Voice, usize)> {
        let begins = |name: &[String]| {
            let mut pairs = name.iter().zip(words);
            name.len() <= words.len() && pairs.all(|(part, word)| *part == word.form)
        };
        let whole = (0..)
            .zip(&self.names)
            .filter(|(_, name)| !name.is_empty() && begins(name));
        let longest = whole.map(|(voice, name)| (voice, name.len()));
        longest
            .max_by_key(|&(voice, length)| (length, std::cmp::Reverse(voice)))
            .or_else(|| {
                let known = self.single.iter().find(|(word, _)| *word == words[0].form);
                known.map(|&(_, voice)| (voice, 1))
            })
    }
}

fn words(text: &str, lexer: &Lexer) -> Vec<String> {
    lexer
        .words(text)
        .into_iter()
        .map(|word| word.form)
        .collect()
}

/// The words of names that are in one name alone, and that nobody says but as a name: the captions
/// never have them in lower case.
fn single_words(names: &[Vec<String>], track: &Track) -> Vec<(String, Voice)> {
    let mut single: Vec<(String, Voice)> = Vec::new();
    for (voice, name) in (0..).zip(names).filter(|(_, name)| name.len() > 1) {
        for word in name
            .iter()
            .filter(|word| word.chars().count() >= LEAST_LENGTH)
        {
            let owners = names.iter().filter(|name| name.contains(word)).count();
            if owners == 1 {
                single.push((word.clone(), voice));
            }
        }
    }
    for cue in &track.cues {
        if single.is_empty() {
            break;
        }
        for word in cue.text().split(|c: char| !c.is_alphanumeric()) {
            single.retain(|(name, _)| name != word);
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, TrackKind};

    use super::*;
    use crate::segment;

    const SAID: [(&str, &str); 4] = [
        ("Project Manager", "The project begins today."),
        ("Ann Lee", "I will write it down."),
        ("Bo Lee", "So will I."),
        ("Ann Lee", "Good."),
    ];

    fn voices() -> Voices {
        let cues = SAID.iter().zip(0u64..).map(|((name, text), n)| {
            let start = Timestamp::from_secs(4 * n);
            let span = TimeSpan::new(start, Timestamp::from_secs(4 * n + 4));
            Cue::new(span, *text).with_speaker(Some(name))
        });
        let language = LanguageTag::english();
        let lexer = Lexer::new(&language);
        let track = Track::new(language, TrackKind::Manual, cues.collect());
        Voices::new(&track, &segment::segments(&track), &lexer)
    }

    fn named(text: &str) -> Vec<Voice> {
        let lexer = Lexer::new(&LanguageTag::english());
        voices().mentions(&lexer.words(text)).voices
    }

    #[test]
    fn each_segment_has_its_speaker() {
        let voices = voices();
        let speakers: Vec<_> = (0..4).map(|at| voices.of(at)).collect();
        assert_eq!(speakers, [Some(0), Some(1), Some(2), Some(1)]);
    }

    #[test]
    fn a_text_names_speakers_by_a_full_name_or_a_unique_part() {
        assert_eq!(named("Bo Lee asked the project manager about it."), [2, 0]);
        assert_eq!(named("Ann wrote it down."), [1]);
        assert!(named("Lee wrote it down.").is_empty(), "two are called so");
        assert!(named("The project begins.").is_empty(), "they say that too");
    }
}
