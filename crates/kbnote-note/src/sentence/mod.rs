//! Where sentences begin and end in plain text.
//!
//! A stop ends a sentence unless what stands before it (an abbreviation, an initial, a number) or
//! behind it (a small letter, a comma, a particle) speaks against. The rules are our own, hold for
//! all languages at once, since a note does not say in which it is, and for text without Markdown; see
//! [`crate::claim`] for how a note is brought to that and back. `golden.txt` has sentences of
//! each kind that is hard, `COMPARISON.md` what another segmenter makes of them.

mod abbreviations;
mod full_stop;
#[cfg(test)]
mod golden_test;
mod lines;
mod quotation;
mod starters;
mod words;

use std::ops::Range;

pub(crate) use kbnote_core::{is_closing_mark as is_closer, is_sentence_stop as is_stop};

use full_stop::FullStop;
use kbnote_core::is_unspaced_stop;
use words::{first_word, is_opener};

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
    let mut ends: Vec<usize> = Vec::new();
    let mut from = 0;
    while let Some(at) = next_stop(prose.text, from) {
        let stop = Stop::read(prose.text, at);
        from = stop.end;
        let sentence = ends.last().copied().unwrap_or(0);
        if stop.ends_sentence(prose, sentence) {
            ends.push(stop.end);
        } else if let Some(quotation) = stop.quotation(prose.text) {
            // What is quoted in the middle of a sentence does not cut it.
            ends.truncate(ends.partition_point(|&end| end <= quotation));
        }
    }
    remove_inside_unstopped(prose.text, &mut ends);
    ends
}

fn remove_inside_unstopped(text: &str, ends: &mut Vec<usize>) {
    if ends.is_empty() {
        return;
    }
    for inside in quotation::unstopped(text) {
        let from = ends.partition_point(|&end| end <= inside.start);
        let to = ends.partition_point(|&end| end <= inside.end);
        ends.drain(from..to.max(from));
    }
}

fn next_stop(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    let ascii = memchr::memchr3(b'.', b'?', b'!', rest.as_bytes());
    let before = &rest[..ascii.unwrap_or(rest.len())];
    let other = if before.is_ascii() {
        None
    } else {
        let mut marks = before.char_indices();
        let stop = marks.find(|&(at, c)| is_stop(c) || is_borrowed_stop(c, &text[..from + at]));
        stop.map(|(at, _)| at)
    };
    other.or(ascii).map(|at| from + at)
}

/// Marks that end a sentence behind the letters of one script only: a Greek question ends in `;`, an
/// Armenian sentence may in `:`.
fn is_borrowed_stop(c: char, before: &str) -> bool {
    let last = || before.trim_end_matches(is_closer).chars().next_back();
    match c {
        ';' => last().is_some_and(|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')),
        ':' => last().is_some_and(|c| matches!(c, '\u{531}'..='\u{587}')),
        _ => false,
    }
}

/// A run of stops and the quotes and brackets that close behind it.
struct Stop {
    start: usize,
    marks: Range<usize>,
    end: usize,
    /// Whether a remark in brackets closes behind it too: `“好。”（笑声。）`
    has_remark: bool,
}

impl Stop {
    fn read(text: &str, start: usize) -> Self {
        let first = text[start..].chars().next().map_or(0, char::len_utf8);
        let mut marks_end = start + first + span(&text[start + first..], is_stop);
        while let Some(end) = spaced_run(text, marks_end) {
            marks_end = end;
        }
        let marks = start..marks_end;
        let end = marks_end + quotation::closing(&text[..marks_end], &text[marks_end..]);
        let remark = if text[..marks_end].ends_with(is_unspaced_stop)
            && !quotation::goes_on(text, &marks, end)
        {
            quotation::remark(&text[end..])
        } else {
            0
        };
        Self {
            start,
            marks,
            end: end + remark,
            has_remark: remark > 0,
        }
    }

    fn ends_sentence(&self, prose: Prose<'_>, sentence: usize) -> bool {
        let marks = &prose.text[self.marks.clone()];
        let after = &prose.text[self.end..];
        let next = after.trim_start();
        if next.is_empty() {
            return marks.chars().any(is_unspaced_stop);
        }
        if marks.chars().any(is_unspaced_stop) {
            return self.has_remark || !quotation::goes_on(prose.text, &self.marks, self.end);
        }
        if next.len() == after.len() {
            return false;
        }
        let opaque = prose
            .opaque
            .binary_search(&(prose.text.len() - next.len()))
            .is_ok();
        let is_quoted = self.end > self.marks.end;
        let goes_on = begins_small(next) && !opaque || is_quoted && quotation::joins(next);
        match marks {
            "." if goes_on => is_code_like(first_word(next)),
            "." if self.end > self.marks.end => true,
            "." => FullStop {
                before: &prose.text[..self.start],
                next,
                sentence,
            }
            .ends_sentence(),
            _ if prose.text[..self.start].ends_with(['[', '(']) => false,
            _ if is_omission(prose.text, &self.marks) => !goes_on && first_word(next) != "I",
            _ => !goes_on,
        }
    }
}

impl Stop {
    /// Where the quotation begins that ends here, with more of the sentence behind it.
    fn quotation(&self, text: &str) -> Option<usize> {
        let after = text[self.end..].trim_start();
        let goes_on = !after.is_empty() && !after.starts_with(is_stop);
        goes_on.then(|| quotation::around(text, &self.marks, self.end))?
    }
}

/// The end of the stops that stand behind others with a blank between: `. . .`, `! !`.
fn spaced_run(text: &str, from: usize) -> Option<usize> {
    let rest = &text[from..];
    let blanks = span(rest, |c| matches!(c, ' ' | '\u{a0}'));
    let run = &rest[blanks..];
    let end = span(run, is_stop);
    let is_alone =
        !run[end..].starts_with(char::is_alphanumeric) || run.starts_with(is_unspaced_stop);
    (blanks > 0 && end > 0 && is_alone).then_some(from + blanks + end)
}

/// Whether stops mark words left out: three dots with blanks between and before them.
fn is_omission(text: &str, marks: &Range<usize>) -> bool {
    let dots = &text[marks.clone()];
    dots.contains(' ') && dots.matches('.').count() == 3 && text[..marks.start].ends_with(' ')
}

fn span(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

/// Whether a text goes on in small letters, opening quotes, brackets and dashes aside.
fn begins_small(text: &str) -> bool {
    let first = text
        .chars()
        .find(|c| !is_opener(*c) && !matches!(c, '—' | '–' | ' ' | '\u{a0}'));
    first.is_some_and(char::is_lowercase)
}

/// Small letters that begin a sentence all the same: `iPhone`, `x = 3`.
fn is_code_like(word: &str) -> bool {
    word.chars()
        .skip(1)
        .any(|c| c.is_uppercase() || c.is_ascii_digit() || c == '_')
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
