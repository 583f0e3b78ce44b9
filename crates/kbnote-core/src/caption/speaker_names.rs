//! Names of speakers before the text, as meeting and transcription services write them: `Ann Lee: Hello`.
//!
//! A line of speech may begin in the same way (`Note: …`), so the whole file decides: a name begins
//! several lines, or nearly all lines have one.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::speakers::MOST_SPEAKERS;

/// The names of speakers in a file.
#[derive(Debug, Default)]
pub(super) struct SpeakerNames {
    names: BTreeSet<String>,
}

/// A part of a cue spoken by one person, without the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NamedTurn<'a> {
    pub(super) speaker: Option<&'a str>,
    pub(super) text: Cow<'a, str>,
}

/// The maximum length of a name, in characters and in words.
const MAX_CHARS: usize = 48;
const MAX_WORDS: usize = 5;

impl SpeakerNames {
    /// The names that begin lines of these cues.
    pub(super) fn of<'a>(cues: impl Iterator<Item = &'a [&'a str]> + Clone) -> Self {
        let mut statistics = Statistics::default();
        for lines in cues.clone() {
            statistics.add(lines);
        }
        if statistics.counts.is_empty() {
            return Self::default();
        }
        for line in cues.flatten() {
            statistics.add_words(line);
        }
        let names = statistics.names();
        Self { names }
    }

    /// The turns of a cue, in order.
    pub(super) fn turns<'a>(&self, lines: &[&'a str]) -> Vec<NamedTurn<'a>> {
        if self.names.is_empty() {
            return NamedTurn::of_nobody(lines).into_iter().collect();
        }
        let mut turns: Vec<NamedTurn<'a>> = Vec::new();
        for line in lines {
            let prefix = Prefix::read(line);
            let prefix = prefix.filter(|prefix| self.names.contains(prefix.name));
            let (speaker, text) = match &prefix {
                Some(prefix) => (Some(prefix.name), prefix.text()),
                None => (None, Cow::Borrowed(*line)),
            };
            match turns.last_mut() {
                Some(turn) if speaker.is_none() || speaker == turn.speaker => {
                    turn.text = Cow::Owned(format!("{}\n{text}", turn.text));
                }
                _ => turns.push(NamedTurn { speaker, text }),
            }
        }
        turns
    }
}

impl<'a> NamedTurn<'a> {
    /// All lines of a cue in a file that names nobody.
    fn of_nobody(lines: &[&'a str]) -> Option<Self> {
        let text = match lines {
            [] => return None,
            [line] => Cow::Borrowed(*line),
            lines => Cow::Owned(lines.join("\n")),
        };
        Some(Self {
            speaker: None,
            text,
        })
    }
}

/// How often each possible name begins a line.
#[derive(Debug, Default)]
struct Statistics {
    counts: BTreeMap<String, usize>,
    /// The words of the rest of the text.
    words: BTreeSet<String>,
    cues: usize,
    /// Cues whose first line begins with a possible name.
    named_cues: usize,
}

impl Statistics {
    fn add(&mut self, lines: &[&str]) {
        let mut lines = lines
            .iter()
            .filter(|line| !line.trim().is_empty())
            .peekable();
        if lines.peek().is_none() {
            return;
        }
        self.cues += 1;
        for (number, line) in lines.enumerate() {
            if let Some(prefix) = Prefix::read(line) {
                self.named_cues += usize::from(number == 0 && !is_label(prefix.name));
                *self.counts.entry(prefix.name.to_owned()).or_default() += 1;
            }
        }
    }

    fn add_words(&mut self, line: &str) {
        let rest = Prefix::read(line).map_or(line, |prefix| prefix.rest);
        let words = rest.split(|c: char| !c.is_alphanumeric());
        self.words
            .extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }

    /// The names of speakers: most cues have one, or several recur.
    fn names(self) -> BTreeSet<String> {
        let are_usual = self.named_cues >= 2 && self.named_cues * 5 >= self.cues * 4;
        let recurring = self
            .counts
            .iter()
            .filter(|(name, count)| **count >= 2 && self.may_be_name(name));
        let (names, lines) = recurring.fold((0, 0), |(names, lines), (_, count)| {
            (names + 1, lines + count)
        });
        let recur = match names {
            0 => false,
            1 => lines * 2 >= self.cues && lines >= 3,
            _ => lines >= 4 && lines * 20 >= self.cues,
        };
        let are_frequent = recur && lines * 5 >= self.cues;
        let accepts = |name: &str, count: usize| {
            self.may_be_name(name) && (are_usual || are_frequent || recur && count >= 2)
        };
        let all = self.counts.iter();
        let names = all.filter(|(name, count)| accepts(name, **count));
        let names: BTreeSet<String> = names.map(|(name, _)| name.clone()).collect();
        if names.len() > MOST_SPEAKERS {
            return BTreeSet::new();
        }
        names
    }

    fn may_be_name(&self, name: &str) -> bool {
        !is_label(name) && !self.is_word(name)
    }

    /// Whether a possible name is a common word of the text: `Question`.
    fn is_word(&self, name: &str) -> bool {
        let lower = name.to_lowercase();
        lower != name && self.words.contains(&lower)
    }
}

/// A line that begins with what may be a name.
#[derive(Clone, Copy, Debug)]
struct Prefix<'a> {
    /// Tags and marks before the name.
    before: &'a str,
    name: &'a str,
    rest: &'a str,
}

impl<'a> Prefix<'a> {
    fn read(line: &'a str) -> Option<Self> {
        // Most lines have no colon, nor the first byte of a wide one.
        memchr::memchr2(b':', b'\xEF', line.as_bytes())?;
        let start = start_of_name(line);
        let (before, named) = line.split_at(start);
        let (name, rest) = named.split_once([':', '：'])?;
        let is_wide = named[name.len()..].starts_with('：');
        let after = rest.trim_start_matches([']', ')']);
        let after = after
            .strip_prefix("</b>")
            .or_else(|| after.strip_prefix("</i>"))
            .unwrap_or(after);
        let is_apart = is_wide || after.is_empty() || after.starts_with(char::is_whitespace);
        let name = name
            .strip_suffix("</b>")
            .or_else(|| name.strip_suffix("</i>"))
            .unwrap_or(name);
        let name = without_role(name.trim().trim_end_matches([']', ')']).trim_end());
        (is_apart && is_name(name)).then_some(Self { before, name, rest })
    }

    /// The line without the name and the marks of a change of speaker.
    fn text(&self) -> Cow<'a, str> {
        let rest = self.rest.trim_start_matches([']', ')']);
        let tags = self.before.trim_start_matches(is_mark);
        match tags.contains(['<', '{']) {
            true => Cow::Owned(format!("{tags}{rest}")),
            false => Cow::Borrowed(rest),
        }
    }
}

/// The offset of the first character after tags and the marks of a change of speaker.
fn start_of_name(line: &str) -> usize {
    let mut rest = line;
    loop {
        let after = rest.trim_start_matches(is_mark);
        let after = match after.chars().next() {
            Some('<') => after.split_once('>').map_or("", |(_, after)| after),
            Some('{') => after.split_once('}').map_or("", |(_, after)| after),
            _ => after,
        };
        if after.len() == rest.len() {
            return line.len() - rest.len();
        }
        rest = after;
    }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '–' | '—' | '>' | '[' | '(')
}

/// A name without a role in parentheses: `Ann Lee (Host`.
fn without_role(name: &str) -> &str {
    match name.split_once('(') {
        Some((before, _)) if !before.trim().is_empty() => before.trim(),
        _ => name,
    }
}

/// Whether a text may be the name of a person or role.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let first = text.chars().next();
    (1..=MAX_WORDS).contains(&words.len())
        && text.chars().count() <= MAX_CHARS
        && first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && words.iter().all(|word| is_word_of_name(word))
}

fn is_word_of_name(word: &str) -> bool {
    /// Particles of family names, in lower case.
    const PARTICLES: [&str; 22] = [
        "van", "von", "der", "den", "de", "da", "do", "dos", "del", "di", "du", "la", "le", "el",
        "al", "bin", "ibn", "y", "e", "und", "and", "of",
    ];
    let are_usual = word
        .chars()
        .all(|c| c.is_alphanumeric() || is_mark_of_word(c));
    let is_cased = word
        .chars()
        .any(|c| c.is_uppercase() || c.is_numeric() || c.is_alphabetic() && !c.is_lowercase());
    // A full stop ends an abbreviation: `Dr.`, `J.`
    let is_sentence = word.ends_with('.') && word.chars().count() > 5;
    are_usual && !is_sentence && (is_cased || PARTICLES.contains(&word))
}

fn is_mark_of_word(c: char) -> bool {
    matches!(c, '.' | '\'' | '’' | '-' | '_' | '·' | '・' | '&' | '#') || is_combining(c)
}

/// Whether a character is a vowel sign or accent of its own.
fn is_combining(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x900..=0xD7F | 0xE31..=0xE4E)
}

/// Whether a text before a colon announces something other than a speaker: `Note`, `Step 2`.
fn is_label(name: &str) -> bool {
    const LABELS: &str = "note notes nota notas notiz anmerkung hinweis remarque warning caution attention achtung atención \
        attenzione important importante wichtig example examples beispiel exemple ejemplo esempio exemplo question frage \
        pregunta domanda pergunta answer antwort réponse respuesta risposta resposta tip tipp step schritt étape paso passo \
        part teil partie parte chapter kapitel chapitre capítulo capitolo section lesson lektion exercise rule point fact \
        reminder remember merke first second third fourth finally erstens zweitens drittens conclusion summary title subject \
        date time location place source sources credits subtitles untertitel translation translator transcript music musik \
        sound applause number result results meaning thesis problem solution pros cons update spoiler episode season figure \
        table page verse definition theorem lemma proof corollary remark idea goal today tomorrow now so and but because also \
        plus however therefore ps nb fyi todo re http https www link links website email phone address price total topic \
        agenda meeting version day week month year option case method task scene act level round stage test";
    let word = name
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | '#' | '.'))
        .to_lowercase();
    LABELS.split_whitespace().any(|label| label == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The turns of each cue as `name|text`.
    fn turns(cues: &[&str]) -> Vec<String> {
        let cues: Vec<Vec<&str>> = cues.iter().map(|cue| cue.lines().collect()).collect();
        let names = SpeakerNames::of(cues.iter().map(Vec::as_slice));
        let turns = cues.iter().flat_map(|lines| names.turns(lines));
        turns
            .map(|turn| format!("{}|{}", turn.speaker.unwrap_or_default(), turn.text.trim()))
            .collect()
    }

    #[test]
    fn names_before_the_text_are_speakers() {
        for (name, written) in [
            ("Ann", "Ann:"),
            ("Ann Lee", "Ann Lee:"),
            ("ANN LEE", "ANN LEE:"),
            ("Dr. Ann Lee", "- Dr. Ann Lee:"),
            ("J. van der Berg", ">> J. van der Berg:"),
            ("Speaker 1", "Speaker 1:"),
            ("SPEAKER_00", "SPEAKER_00:"),
            ("Ann Lee", "Ann Lee (Host):"),
            ("Ann", "[Ann]:"),
            ("Ann’s iPhone", "Ann’s iPhone:"),
            ("María José Núñez", "María José Núñez:"),
            ("Анна Ли", "Анна Ли:"),
            ("王小明", "王小明："),
            ("राम", "राम:"),
            ("Q", "Q:"),
        ] {
            let first = format!("{written} Flocks are counted.");
            let third = format!("{written} In reeds: yes.");
            let cues = [first.as_str(), "Bo: At dusk?", third.as_str(), "Bo: I see."];
            let expected = [
                format!("{name}|Flocks are counted."),
                "Bo|At dusk?".to_owned(),
                format!("{name}|In reeds: yes."),
                "Bo|I see.".to_owned(),
            ];
            assert_eq!(turns(&cues), expected);
        }
    }

    #[test]
    fn a_cue_may_have_several_speakers() {
        let cues = [
            "Ann: One\ntwo\nBo: three",
            "Bo:\nfour",
            "<b>Ann:</b> five",
            "and six",
            "Ann: 10:30: seven",
        ];
        let expected = [
            "Ann|One\ntwo",
            "Bo|three",
            "Bo|four",
            "Ann|<b></b> five",
            "|and six",
            "Ann|10:30: seven",
        ]
        .map(str::to_owned);
        assert_eq!(turns(&cues), expected);
    }

    #[test]
    fn other_colons_are_text() {
        let files: [&[&str]; 9] = [
            &[
                "10:30 Meeting: we begin",
                "11:00 Lunch: we eat",
                "12:00 Meeting: again",
                "13:00 Lunch: again",
            ],
            &[
                "Note: this is one.",
                "Note: this is two.",
                "Tip: count.",
                "Tip: again.",
                "Warning: birds.",
            ],
            &[
                "Step 1: look",
                "Step 2: count",
                "Step 3: write",
                "Step 4: compare",
            ],
            &[
                "And I said: well",
                "He answered: no",
                "I said again: well",
                "He answered: no",
            ],
            &[
                "- Are there flocks?",
                "- Yes: many.",
                "- Where?",
                "- There.",
            ],
            &[
                "https://example.org",
                "See: that",
                "http://example.org",
                "one",
                "two",
                "three",
            ],
            &[
                "Flocks: many birds",
                "one",
                "two",
                "three",
                "four",
                "Reeds: tall grass",
                "five",
                "six",
            ],
            &[
                "Habitat: a place.",
                "A habitat is where.",
                "Habitat: again.",
                "Reed: a plant.",
                "A reed is tall.",
                "Reed: again.",
            ],
            &["Time: 10:30", "Place: here", "Time: 11:30", "Place: there"],
        ];
        for cues in files {
            let expected: Vec<_> = cues.iter().map(|cue| format!("|{cue}")).collect();
            assert_eq!(turns(cues), expected);
        }
    }

    #[test]
    fn in_a_file_of_names_one_that_occurs_once_counts() {
        let cues: Vec<String> = (0..400)
            .map(|n| format!("Person {n}: Flock {n}."))
            .collect();
        let cues: Vec<&str> = cues.iter().map(String::as_str).collect();
        let turns = turns(&cues);
        assert_eq!(turns.len(), 400);
        assert_eq!(turns[211], "Person 211|Flock 211.");
    }
}
