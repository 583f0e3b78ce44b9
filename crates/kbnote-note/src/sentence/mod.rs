//! Where sentences begin and end in plain text.
//!
//! A stop ends a sentence unless what stands before it (an abbreviation, an initial, a number) or
//! behind it (a small letter) speaks against. The rules are our own and hold for text without
//! Markdown; see [`crate::claim`] for how a note is brought to that and back.

mod abbreviations;
mod lines;

use std::ops::Range;

use abbreviations::{Abbreviation, begins_sentences, is_month};

/// Text to be cut into sentences, and what is known of it beside its letters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prose<'a> {
    pub(crate) text: &'a str,
    /// The offsets of the line ends that always end a sentence; the others do if the author seems
    /// to have meant them.
    pub(crate) hard_breaks: &'a [usize],
    /// The offsets at which code and formulas begin: small letters there say nothing.
    pub(crate) opaque: &'a [usize],
}

/// The sentences, without the white space around them, in order; together they hold everything
/// but white space.
pub(crate) fn sentences(prose: Prose<'_>) -> Vec<Range<usize>> {
    let text = prose.text;
    let mut ends = stops(prose);
    ends.extend(lines::ends(text, prose.hard_breaks));
    ends.sort_unstable();
    ends.dedup();
    ends.push(text.len());
    let mut sentences = Vec::with_capacity(ends.len());
    let mut start = 0;
    for end in ends {
        let sentence = crate::text::trim(text, start..end);
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
        start = end;
    }
    sentences
}

/// The offsets behind all stops that end a sentence.
fn stops(prose: Prose<'_>) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(at) = next_stop(prose.text, from) {
        let stop = Stop::read(prose.text, at);
        from = stop.end;
        if stop.ends_sentence(prose) {
            ends.push(stop.end);
        }
    }
    ends
}

fn next_stop(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    let ascii = memchr::memchr3(b'.', b'?', b'!', rest.as_bytes());
    let before = &rest[..ascii.unwrap_or(rest.len())];
    let other = if before.is_ascii() {
        None
    } else {
        before.find(is_stop)
    };
    other.or(ascii).map(|at| from + at)
}

/// A run of stops and the quotes and brackets that close behind it.
struct Stop {
    start: usize,
    marks: Range<usize>,
    end: usize,
}

impl Stop {
    fn read(text: &str, start: usize) -> Self {
        let marks_end = start + span(&text[start..], is_stop);
        let end = marks_end + span(&text[marks_end..], is_closer);
        Self {
            start,
            marks: start..marks_end,
            end,
        }
    }

    fn ends_sentence(&self, prose: Prose<'_>) -> bool {
        let marks = &prose.text[self.marks.clone()];
        let after = &prose.text[self.end..];
        if marks.chars().any(is_full_width) {
            return true;
        }
        let Some(next) = after.chars().next() else {
            return false;
        };
        if !next.is_whitespace() {
            return false;
        }
        let next = after.trim_start();
        let opaque = prose
            .opaque
            .binary_search(&(prose.text.len() - next.len()))
            .is_ok();
        let goes_on = begins_small(next) && !opaque;
        match marks {
            "." if goes_on => is_code_like(first_word(next)),
            "." => self.full_stop_ends(prose.text, next),
            _ => !goes_on,
        }
    }

    /// Whether a single full stop ends a sentence; `next` is what comes after it, and does not
    /// begin in small letters.
    fn full_stop_ends(&self, text: &str, next: &str) -> bool {
        let word = word_before(text, self.start);
        let next_word = first_word(next);
        if self.end > self.marks.end {
            return true;
        }
        match abbreviations::kind(word) {
            Some(Abbreviation::Title) => false,
            Some(Abbreviation::BeforeNumber) => !next.starts_with(|c: char| c.is_ascii_digit()),
            Some(Abbreviation::Either) => begins_sentences(next_word),
            Some(Abbreviation::Closing) => true,
            None if is_initial(word) => begins_sentences(next_word),
            None if is_number(word) => !self.is_ordinal(text, word, next_word),
            None => true,
        }
    }

    /// The number of an item of a list, or that of a day before a month.
    fn is_ordinal(&self, text: &str, word: &str, next_word: &str) -> bool {
        let before = text[..self.start - word.len()].trim_end_matches([' ', '\t']);
        let opens = before.is_empty()
            || before.ends_with('\n')
            || before
                .strip_suffix(is_stop)
                .is_some_and(|rest| abbreviations::kind(word_before(rest, rest.len())).is_none());
        word.len() <= 2 && (opens || is_month(next_word))
    }
}

fn span(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

/// Characters that can end a sentence.
pub(crate) fn is_stop(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '‽' | '؟' | '۔' | '።' | '။' | '។') || is_full_width(c)
}

/// Stops after which no blank is needed.
fn is_full_width(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '．' | '｡' | '।' | '॥')
}

/// Quotes and brackets that close.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '】'
            | '》'
            | '〉'
    )
}

/// Whether a text goes on in small letters, opening quotes and brackets aside.
fn begins_small(text: &str) -> bool {
    let first = text.chars().find(|c| !is_opener(*c));
    first.is_some_and(char::is_lowercase)
}

fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '(' | '[' | '“' | '‘' | '«' | '„' | '¿' | '¡' | '*' | '_'
    )
}

/// Small letters that begin a sentence all the same: `iPhone`, `x = 3`.
fn is_code_like(word: &str) -> bool {
    word.chars()
        .skip(1)
        .any(|c| c.is_uppercase() || c.is_ascii_digit() || c == '_')
}

/// The word that ends at `end`: letters, digits, and stops between them.
fn word_before(text: &str, end: usize) -> &str {
    let before = &text[..end];
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '\'' | '’' | '-' | '&');
    // Longer words are no abbreviations; the bound keeps text without blanks from costing more.
    let mut start = end;
    for (at, c) in before.char_indices().rev().take(24) {
        if !is_part(c) {
            break;
        }
        start = at;
    }
    &before[start..]
}

fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(is_opener);
    &text[..span(text, |c| {
        c.is_alphanumeric() || matches!(c, '\'' | '’' | '_')
    })]
}

/// `J` in `J. Smith`, and `J.R.R` in `J.R.R. Tolkien`.
fn is_initial(word: &str) -> bool {
    !word.is_empty()
        && word.split('.').all(|part| {
            let mut letters = part.chars();
            letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
        })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        split_before(text, &[])
    }

    fn split_before<'a>(text: &'a str, opaque: &[usize]) -> Vec<&'a str> {
        let prose = Prose {
            text,
            hard_breaks: &[],
            opaque,
        };
        sentences(prose)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn code_may_open_a_sentence() {
        let text = "Call it. i is small.";
        assert_eq!(split(text), [text]);
        assert_eq!(split_before(text, &[9]), ["Call it.", "i is small."]);
    }

    /// Each text with `|` where a sentence ends.
    #[test]
    fn pitfalls() {
        for marked in [
            "Flocks are counted.| Two people count.| They compare.",
            "Dr. Miller and Mrs. Jones met Prof. Lee.| They spoke.",
            "The U.S. Government paid.| In the U.S. Senate it failed.| He left the U.S.| The end.",
            "Use e.g. reeds, i.e. tall grass, etc. in frost.| Bring nets, ropes, etc.| The rest waits.",
            "Owls vs. hawks on St. James Street.| See Fig. 3 and No. 5.| He said no.| Then he left.",
            "J. R. Smith and J.R.R. Tolkien wrote.| So did Plan B.| We read.",
            "It costs $3.50 or 1.5 million.| Version v1.2.3 came with Node.js 20.| It works.",
            "They waited... and waited.| Then nothing...| They left.",
            "\"Who counts?\" she asked.| \"I do!\"| He nodded.",
            "\"They roost here.\"| The guide smiled (as always.)| Then we left.",
            "Yahoo! is a name.| Who Moved My Cheese? is a title.| Is it?| Yes!| Good.",
            "1. Count the birds.| 2. Compare.",
            "It began in 1999.| It ended in 2004.| On 3. Oktober it rained.",
            "At 5 p.m. they left.| They came at 5 p.m.| It rained.",
            "Acme Inc. sells nets.| It was bought by Acme Inc.| The price rose.",
            "这是第一句。|这是第二句！|好吗？|好。",
            "यह पहला वाक्य है।| यह दूसरा है।",
            "هل هذا طائر؟| نعم هو كذلك.",
            "Call it f(x).| x_1 is small.| iPhones count too.",
            "First (see below).| Second [a].| Third",
            "A colon: no end; a semicolon neither, a dash – no.",
            "Die Vögel, z.B. Stare, d.h. Schwärme.| Sie rasten.",
            "We met Smith et al. in spring.| Samuel L. Jackson came.",
            "What?!| No.",
            "",
            "...",
        ] {
            let text = marked.replace('|', "");
            let expected: Vec<&str> = marked
                .split('|')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .collect();
            assert_eq!(split(&text), expected);
        }
    }

    #[test]
    fn nothing_is_lost() {
        let text = " Flocks.  Two \n\n three. ";
        assert_eq!(
            split(text).concat().replace(char::is_whitespace, ""),
            "Flocks.Twothree."
        );
    }
}
