//! Quotations, word by word.

use std::ops::Range;

use kbnote_align::SpokenWord;
use kbnote_check::{DifferenceKind, WordDifference};
use kbnote_core::{Timestamp, TrackKind};
use kbnote_note::{Claim, ClaimRole, Note, escaped_text};

use super::caption_words::CaptionWords;
use super::prose::prose;
use super::word_match::best_match;
use crate::passages::with_inner_marks;

/// Fewer words in quotation marks are a term, a title or irony.
const FEWEST_WORDS: usize = 4;

/// If a larger share of its words differs, a text in quotation marks is not from these captions.
const LARGEST_SHARE: f64 = 0.34;

/// How far from an anchor a quotation may begin, and how long a word of it takes, in milliseconds.
const BEFORE_MILLIS: u64 = 20_000;
const AFTER_MILLIS: u64 = 40_000;
const WORD_MILLIS: u64 = 700;

/// What speakers say between words, and nobody quotes.
const FILLERS: [&str; 8] = ["ah", "eh", "er", "erm", "mm", "hmm", "uh", "um"];

/// Characters that Markdown may read otherwise than as themselves: no repair is offered with them.
const MARKUP: [char; 9] = ['*', '_', '[', ']', '<', '>', '`', '\\', '\n'];

/// The quotations of a note that are not what the captions say around their anchors.
pub(super) fn differences(
    captions: &CaptionWords<'_>,
    note: &Note,
    claims: &[Claim],
) -> Vec<WordDifference> {
    let mut found = Vec::new();
    for (index, block) in note.blocks().iter().enumerate() {
        let source = &note.text()[block.range.clone()];
        if !block.kind.is_prose() || !may_quote(source) {
            continue;
        }
        let text = prose(note, &block.range);
        let first = claims.partition_point(|claim| claim.block < index);
        let end = claims.partition_point(|claim| claim.block <= index);
        let claims = &claims[first..end];
        for quoted in quoted(&text) {
            let place = block.range.start + quoted.start..block.range.start + quoted.end;
            let times = times(captions, note, claims, &place);
            for piece in pieces(&text, quoted) {
                let quotation = Quotation {
                    text: &text[piece.clone()],
                    start: block.range.start + piece.start,
                    is_plain: source[piece.clone()] == text[piece.clone()],
                };
                found.extend(quotation.difference(captions, &times));
            }
        }
    }
    found
}

/// A quotation, or a part of one between omissions.
struct Quotation<'a> {
    text: &'a str,
    /// Its offset in the note.
    start: usize,
    /// Whether it is in the note as it is read: without anchors and links.
    is_plain: bool,
}

impl Quotation<'_> {
    fn difference(
        &self,
        captions: &CaptionWords<'_>,
        times: &[Timestamp],
    ) -> Option<WordDifference> {
        let own = Keys::new(self.text, captions.reader.words(self.text));
        if own.keys.len() < FEWEST_WORDS || is_title(self.text) {
            return None;
        }
        let reach = AFTER_MILLIS + WORD_MILLIS * own.keys.len() as u64;
        let compared = times.iter().map(|&time| {
            let around = (BEFORE_MILLIS, reach);
            let window = captions.around(time, around);
            let said = Keys::new(&window.text, window.words);
            let found = best_match(&own.keys, &said.keys);
            let text = said
                .text(&found.said)
                .map(|range| window.text[range].to_owned());
            let joins = own.joined(0..own.keys.len()) == said.joined(found.said.clone());
            let distance = if joins { 0 } else { found.distance };
            (distance, time, text.unwrap_or_default(), window.text)
        });
        let (distance, time, said, around) = compared.min_by_key(|compared| compared.0)?;
        #[expect(clippy::cast_precision_loss, reason = "these are counts of words")]
        let share = distance as f64 / own.keys.len() as f64;
        if share > LARGEST_SHARE {
            return None;
        }
        let range = own.text(&(0..own.keys.len()))?;
        let kind = match distance {
            0 => self.marks(captions, &self.text[range.clone()], &said, &around)?,
            _ => DifferenceKind::Words(said),
        };
        Some(WordDifference {
            range: self.start + range.start..self.start + range.end,
            time,
            kind,
        })
    }

    /// The difference in case or punctuation of the same words, where captions have both.
    fn marks(
        &self,
        captions: &CaptionWords<'_>,
        written: &str,
        said: &str,
        around: &str,
    ) -> Option<DifferenceKind> {
        let has = |is: fn(char) -> bool| around.contains(is);
        let is_edited =
            has(char::is_lowercase) && has(char::is_uppercase) && around.contains(['.', '?', '!']);
        let same_words = bare_words(written).eq(bare_words(said));
        if captions.track.kind != TrackKind::Manual || !is_edited || !same_words {
            return None;
        }
        if plain_marks(written) == plain_marks(said) {
            return None;
        }
        let replacement = escaped_text(&with_inner_marks(said));
        let replacement = with_first_letter_of(&replacement, written);
        let can_write = self.is_plain && !written.contains(MARKUP);
        Some(DifferenceKind::Marks {
            said: said.to_owned(),
            replacement: can_write.then_some(replacement),
        })
    }
}

/// Words to compare, each with its range in its text.
struct Keys {
    keys: Vec<String>,
    ranges: Vec<Range<usize>>,
}

impl Keys {
    /// The words of a text without fillers and stutters.
    fn new(text: &str, words: Vec<SpokenWord>) -> Self {
        let mut keys = Self {
            keys: Vec::with_capacity(words.len()),
            ranges: Vec::with_capacity(words.len()),
        };
        for word in words {
            let key = key(text, &word);
            for part in spoken_in_full(&key) {
                if !FILLERS.contains(&part) && keys.keys.last().is_none_or(|last| last != part) {
                    keys.keys.push(part.to_owned());
                    keys.ranges.push(word.range.clone());
                }
            }
        }
        keys
    }

    /// The range of some words in the text.
    fn text(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let ranges = self.ranges.get(words.clone())?;
        Some(ranges.first()?.start..ranges.last()?.end)
    }

    /// Some words without what is between them: `any more` is `anymore`.
    fn joined(&self, words: Range<usize>) -> String {
        self.keys.get(words).unwrap_or_default().concat()
    }
}

/// The words that a short form of English stands for: `doesn't` is `does not`. What may be short for two, such as `he'd`,
/// stays.
fn spoken_in_full(key: &str) -> Vec<&str> {
    const WHOLE: [(&str, [&str; 2]); 12] = [
        ("can't", ["can", "not"]),
        ("cannot", ["can", "not"]),
        ("won't", ["will", "not"]),
        ("shan't", ["shall", "not"]),
        ("i'm", ["i", "am"]),
        ("it's", ["it", "is"]),
        ("that's", ["that", "is"]),
        ("there's", ["there", "is"]),
        ("what's", ["what", "is"]),
        ("he's", ["he", "is"]),
        ("she's", ["she", "is"]),
        ("let's", ["let", "us"]),
    ];
    const ENDINGS: [(&str, &str); 4] = [
        ("n't", "not"),
        ("'re", "are"),
        ("'ve", "have"),
        ("'ll", "will"),
    ];
    if let Some((_, words)) = WHOLE.iter().find(|(short, _)| *short == key) {
        return words.to_vec();
    }
    let with_ending = ENDINGS
        .iter()
        .find_map(|(end, word)| Some(vec![key.strip_suffix(end)?, *word]));
    with_ending.unwrap_or_else(|| vec![key])
}

/// A word as it is compared: short forms as they are written, since `don't` and `didn't` are two.
fn key(text: &str, word: &SpokenWord) -> String {
    let written = &text[word.range.clone()];
    if written.contains(['\'', '’']) {
        written.to_lowercase().replace('’', "'")
    } else {
        word.form.clone()
    }
}

fn bare_words(text: &str) -> impl Iterator<Item = String> + '_ {
    let bare = |word: &str| -> String {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—'));
    words.map(bare).filter(|word| !word.is_empty())
}

/// The text with one form of each mark; its first letter in lower case: captions begin anywhere.
fn plain_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.replace("...", "…").chars() {
        match c {
            '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '"' => plain.push('\''),
            '–' | '—' => plain.push('-'),
            c if c.is_whitespace() => {
                if !plain.ends_with(' ') {
                    plain.push(' ');
                }
            }
            c if plain.is_empty() => plain.extend(c.to_lowercase()),
            c => plain.push(c),
        }
    }
    plain.replace(" - ", "-").replace("--", "-")
}

/// The text with its first letter in the case that another has.
fn with_first_letter_of(text: &str, other: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), other.chars().next()) {
        (Some(own), Some(first)) if own.to_lowercase().eq(first.to_lowercase()) => {
            format!("{first}{}", chars.as_str())
        }
        _ => text.to_owned(),
    }
}

/// Words that titles have in small letters.
const SMALL: [&str; 10] = [
    "and", "but", "for", "from", "into", "its", "nor", "over", "the", "with",
];

/// Whether a text is written as the title of a work: all but its small words begin with capitals.
fn is_title(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’'));
    let is_long = |word: &&str| word.chars().count() > 2 && !SMALL.contains(word);
    let mut long = words.filter(is_long).peekable();
    long.peek().is_some() && long.all(|word| word.starts_with(char::is_uppercase))
}

/// The times of the sentences that a quotation is in; of a quotation without any, of the one that
/// ends it.
fn times(
    captions: &CaptionWords<'_>,
    note: &Note,
    claims: &[Claim],
    quoted: &Range<usize>,
) -> Vec<Timestamp> {
    let overlaps =
        |claim: &&Claim| claim.range.start < quoted.end && quoted.start < claim.range.end;
    let sentences: Vec<usize> = claims
        .iter()
        .filter(overlaps)
        .map(|claim| claim.sentence)
        .collect();
    let own = claims
        .iter()
        .filter(|claim| sentences.contains(&claim.sentence));
    let times: Vec<Timestamp> = own.flat_map(|claim| captions.times(note, claim)).collect();
    if !times.is_empty() {
        return times;
    }
    let mut later = claims
        .iter()
        .filter(|claim| claim.range.start >= quoted.start);
    let ending = later.find(|claim| claim.role != ClaimRole::Quoted);
    ending.map_or_else(Vec::new, |claim| captions.times(note, claim))
}

/// Whether a text may have a quotation, which an apostrophe does not begin.
fn may_quote(text: &str) -> bool {
    let mut single = text.match_indices('\'').map(|(at, _)| &text[..at]);
    text.contains(['"', '“', '„', '«', '‘'])
        || single.any(|before| before.is_empty() || before.ends_with(may_be_before))
}

fn may_be_before(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '*' | '_')
}

/// What is inside of quotation marks.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        let begins = may_be_before(before);
        match (open, c) {
            (Some((start, mark)), c)
                if closes(mark, c) && !(c == '"' && begins) && !is_apostrophe(text, at, c) =>
            {
                found.push(start..at);
                open = None;
            }
            // What seemed to open single marks was an apostrophe: `'em “all”`.
            (Some((_, '\'' | '‘')) | None, '“' | '„' | '«') => open = Some((after, c)),
            (Some((_, '\'' | '‘')) | None, '"') if begins => open = Some((after, c)),
            (None, '\'' | '‘') if begins && text[after..].starts_with(char::is_alphabetic) => {
                open = Some((after, c));
            }
            _ => {}
        }
        before = c;
    }
    found
}

/// Whether a single mark is part of a word, or may be: `don't`, `the birds' nests`.
fn is_apostrophe(text: &str, at: usize, c: char) -> bool {
    if !matches!(c, '\'' | '’') {
        return false;
    }
    let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
    let is_plural = before.ends_with(['s', 'z', 'x']) && after.starts_with(' ');
    before.ends_with(char::is_whitespace) || after.starts_with(char::is_alphanumeric) || is_plural
}

fn closes(open: char, c: char) -> bool {
    match open {
        '‘' => c == '’',
        '\'' => c == '\'',
        '“' => c == '”',
        '„' => matches!(c, '“' | '”'),
        '«' => c == '»',
        _ => c == '"',
    }
}

/// The parts of a quotation between what its author left out or added: `…`, `[…]`, `[the birds]`.
fn pieces(text: &str, quoted: Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let (mut start, mut depth) = (quoted.start, 0_usize);
    let inner = &text[quoted.clone()];
    for (at, c) in inner.char_indices() {
        let (at, after) = (quoted.start + at, quoted.start + at + c.len_utf8());
        let ends = match c {
            '[' => depth == 0,
            '…' => depth == 0,
            '.' => depth == 0 && text[at..quoted.end].starts_with("..."),
            _ => false,
        };
        if ends {
            pieces.push(start..at);
        }
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if ends || c == ']' {
            start = after;
        }
    }
    pieces.push(start..quoted.end);
    pieces.retain(|piece| piece.start < piece.end);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_marks_of_every_kind_are_paired() {
        let inside = |text: &str| -> Vec<String> {
            quoted(text)
                .into_iter()
                .map(|range| text[range].to_owned())
                .collect()
        };
        assert_eq!(
            inside("He said \"we count\" and (\"so\")."),
            ["we count", "so"]
        );
        assert_eq!(
            inside("A 10\" pipe is “so wide” or „wide“ or «so»."),
            ["so wide", "wide", "so"]
        );
        assert_eq!(inside("“A ‘b’ c” d \"e"), ["A ‘b’ c"]);
        assert_eq!(
            inside("She says ‘we don’t count’ and 'the birds' nests don't move', in the '90s."),
            ["we don’t count", "the birds' nests don't move"]
        );
        assert_eq!(inside("Count 'em “all at dusk” now"), ["all at dusk"]);
    }

    #[test]
    fn short_forms_are_the_words_that_they_stand_for() {
        for (short, words) in [
            ("doesn't", vec!["does", "not"]),
            ("can't", vec!["can", "not"]),
            ("we're", vec!["we", "are"]),
            ("it's", vec!["it", "is"]),
            ("he'd", vec!["he'd"]),
            ("bird's", vec!["bird's"]),
        ] {
            assert_eq!(spoken_in_full(short), words);
        }
    }

    #[test]
    fn titles_of_works_are_known_by_their_capitals() {
        assert!(is_title("How to Count Birds in Winter") && is_title("The Old Man and the Sea"));
        assert!(!is_title("We count the flocks at Dusk") && !is_title("to be or not"));
    }

    #[test]
    fn a_quotation_is_cut_where_words_were_left_out() {
        let parts = |text: &str| -> Vec<String> {
            pieces(text, 0..text.len())
                .into_iter()
                .map(|range| text[range].trim().to_owned())
                .collect()
        };
        assert_eq!(parts("we count … at dusk"), ["we count", "at dusk"]);
        assert_eq!(
            parts("we count [the birds] at dusk... or dawn"),
            ["we count", "at dusk", ".. or dawn"]
        );
        assert_eq!(parts("we […] go"), ["we", "go"]);
    }
}
