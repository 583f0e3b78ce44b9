//! Texts in the aligner's normal form, many of them with little work.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use kbnote_core::LanguageTag;

use crate::text::{Lexer, Term, is_unspaced};

/// Brings texts of one language to the normal form in which the aligner compares them.
///
/// What a run of characters between blanks comes to is worked out once and remembered, so the
/// thousandth transcript costs little more than looking its words up.
///
/// ```
/// use kbnote_align::FormReader;
/// use kbnote_core::LanguageTag;
///
/// let mut reader = FormReader::new(&LanguageTag::english());
/// let written = reader.words("350 flocks");
/// let spoken = reader.words("Three hundred and fifty, the flock.");
/// assert_eq!(written[0].form, spoken[0].form);
/// assert_eq!(written[1].form, spoken[2].form);
/// assert_eq!(spoken[0].range, 0..23);
/// ```
#[derive(Debug)]
pub struct FormReader {
    lexer: Lexer,
    ids: HashMap<String, FormId>,
    known: HashMap<String, Arc<Run>>,
}

/// The number of a normal form, the same for all words of one reader that come to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FormId(usize);

/// A word of a text in its normal form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NormalWord {
    /// Its normal form.
    pub form: FormId,
    /// Its range in the text, in bytes, without the punctuation around it.
    pub range: Range<usize>,
}

/// What a run between blanks comes to by itself.
#[derive(Debug)]
struct Run {
    words: Vec<NormalWord>,
    role: Role,
}

/// What a run can be to a number that is spoken in several runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    None,
    /// It holds no word, such as a dash.
    Silent,
    /// It ends in `a`, as in "a hundred".
    Article,
    /// It holds `and` or `point`, as in "a hundred and one".
    Link,
    Number,
}

/// A longer run is not remembered: it is hardly met again.
const LONGEST_KNOWN: usize = 40;

impl FormReader {
    /// A reader of texts in a language.
    #[must_use]
    pub fn new(language: &LanguageTag) -> Self {
        Self {
            lexer: Lexer::new(language),
            ids: HashMap::new(),
            known: HashMap::new(),
        }
    }

    /// The words of a text, in order.
    pub fn words(&mut self, text: &str) -> Vec<NormalWord> {
        let runs: Vec<_> = runs(text)
            .map(|range| (range.start, range.end, self.run(&text[range])))
            .collect();
        let mut words = Vec::with_capacity(runs.len());
        let mut rest = runs.as_slice();
        while let [(start, _, run), others @ ..] = rest {
            let (number, behind) = rest.split_at(number_length(rest));
            if let Some((_, end, _)) = number.last() {
                words.extend(moved(self.lexed(&text[*start..*end]), *start));
                rest = behind;
            } else {
                words.extend(moved(run.words.iter().cloned(), *start));
                rest = others;
            }
        }
        words
    }

    /// What a run comes to by itself.
    fn run(&mut self, run: &str) -> Arc<Run> {
        if let Some(known) = self.known.get(run) {
            return Arc::clone(known);
        }
        let role = if self.lexer.joins_numbers() {
            Role::of(&self.lexer.words(run))
        } else {
            Role::None
        };
        let words = self.lexed(run);
        let made = Arc::new(Run { words, role });
        if run.len() <= LONGEST_KNOWN {
            self.known.insert(run.to_owned(), Arc::clone(&made));
        }
        made
    }

    fn lexed(&mut self, text: &str) -> Vec<NormalWord> {
        let terms = self.lexer.terms(text);
        let ranges = ranges(text, &terms);
        let word = |(term, range): (Term, _)| NormalWord {
            form: self.id(term.form),
            range,
        };
        terms.into_iter().zip(ranges).map(word).collect()
    }

    fn id(&mut self, form: String) -> FormId {
        let next = FormId(self.ids.len());
        *self.ids.entry(form).or_insert(next)
    }
}

impl Role {
    /// The role of the run of these words; numbers are digits by then.
    fn of(words: &[Term]) -> Self {
        let any = |is: fn(&str) -> bool| words.iter().any(|word| is(&word.form));
        if any(|form| form.starts_with(|c: char| c.is_ascii_digit())) {
            Self::Number
        } else if words.last().is_some_and(|word| word.form == "a") {
            Self::Article
        } else if any(|form| matches!(form, "and" | "point")) {
            Self::Link
        } else if words.is_empty() {
            Self::Silent
        } else {
            Self::None
        }
    }
}

/// How many of the runs at the head may be one number and have to be read together; none if no
/// number begins here.
fn number_length(runs: &[(usize, usize, Arc<Run>)]) -> usize {
    let role = |at: usize| runs.get(at).map_or(Role::None, |(.., run)| run.role);
    let is = |at: &usize, roles: &[Role]| roles.contains(&role(*at));
    let article = usize::from(role(0) == Role::Article);
    let silent = (article..).take_while(|at| article > 0 && is(at, &[Role::Silent]));
    let first = article + silent.count();
    if role(first) != Role::Number {
        return 0;
    }
    let going_on = [Role::Number, Role::Link, Role::Silent];
    first + (first..).take_while(|at| is(at, &going_on)).count()
}

/// Whether a character belongs to a script that puts no blanks between words, such as kana, Han
/// or Thai. The words of a text in it are its pairs of characters.
#[must_use]
pub fn is_unspaced_script(c: char) -> bool {
    is_unspaced(c)
}

fn moved(
    words: impl IntoIterator<Item = NormalWord>,
    by: usize,
) -> impl Iterator<Item = NormalWord> {
    words.into_iter().map(move |word| NormalWord {
        range: word.range.start + by..word.range.end + by,
        ..word
    })
}

/// The runs between blanks.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut offset = 0;
    text.split_inclusive(char::is_whitespace)
        .filter_map(move |run| {
            let start = offset;
            offset += run.len();
            let end = start + run.trim_end().len();
            (start < end).then_some(start..end)
        })
}

/// The ranges of the words of terms: the runs up to the next term's, or in an unspaced script the
/// very characters.
pub(crate) fn ranges(text: &str, terms: &[Term]) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(terms.len());
    for (at, term) in terms.iter().enumerate() {
        let next = terms[at..].iter().find(|next| next.offset > term.offset);
        let end = next.map_or(text.len(), |next| next.offset);
        let whole = bare(text, term.offset..end);
        let found = ranges.last().map_or(0, |last| last.start);
        ranges.push(characters(text, &term.form, found, &whole).unwrap_or(whole));
    }
    ranges
}

/// The characters of a form in an unspaced script, from `found` on.
fn characters(text: &str, form: &str, found: usize, run: &Range<usize>) -> Option<Range<usize>> {
    if !form.starts_with(is_unspaced) {
        return None;
    }
    let from = found.clamp(run.start, run.end);
    let start = from + text.get(from..run.end)?.find(form)?;
    Some(start..start + form.len())
}

/// The range without what is neither letter nor digit at its ends; blanks alone are removed
/// where nothing else is in it.
fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let run = text[range.clone()].trim_end();
    let is_outer = |c: char| !c.is_alphanumeric();
    let inner = run.trim_start_matches(is_outer);
    let kept = inner.trim_end_matches(is_outer);
    if kept.is_empty() {
        return range.start..range.start + run.len();
    }
    let start = range.start + run.len() - inner.len();
    start..start + kept.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn english() -> FormReader {
        FormReader::new(&LanguageTag::english())
    }

    fn shown<'a>(text: &'a str, words: &[NormalWord]) -> Vec<&'a str> {
        words.iter().map(|word| &text[word.range.clone()]).collect()
    }

    #[test]
    fn words_are_located_where_they_are_written() {
        let text = "(Two  hundred and five birds!) — root-finding, a million: x^2 +";
        let words = english().words(text);
        assert_eq!(
            shown(text, &words),
            [
                "Two  hundred and five",
                "birds",
                "root-finding",
                "root-finding",
                "million",
                "x^2",
                "x^2",
                "+"
            ]
        );
    }

    #[test]
    fn pairs_of_characters_are_located_where_they_are_written() {
        let mut reader = FormReader::new(&"ja".parse().unwrap());
        let text = "潮の満ち引き、潮の話";
        let words = reader.words(text);
        assert_eq!(
            shown(text, &words),
            ["潮の", "の満", "満ち", "ち引", "引き", "潮の", "の話"]
        );
        assert_eq!(words[0].form, words[5].form);
    }

    #[test]
    fn an_inflected_word_has_the_form_of_the_plain_one() {
        let mut reader = FormReader::new(&"de".parse().unwrap());
        let words = reader.words("Häuser Häusern");
        assert_eq!(words[0].form, words[1].form);
    }

    const TRICKY: [&str; 24] = [
        "a",
        "and",
        "point",
        "two",
        "hundred",
        "hundred,",
        "thousand",
        "five",
        "twenty-five",
        "and-a",
        "and-five",
        "nineteen",
        "ninety",
        "3",
        "1,000",
        "3.14",
        "$5M",
        "x-and",
        "birds",
        "ones",
        "潮の話",
        "don't",
        "—",
        "a-hundred",
    ];

    proptest! {
        /// Remembering runs changes nothing: the forms are those of the text read as a whole.
        #[test]
        fn a_text_read_by_runs_comes_out_as_read_whole(
            runs in prop::collection::vec(prop::sample::select(TRICKY.as_slice()), 0..14),
        ) {
            let text = runs.join(" ");
            let mut reader = english();
            let read: Vec<FormId> = reader.words(&text).iter().map(|word| word.form).collect();
            let whole = Lexer::new(&LanguageTag::english()).terms(&text);
            let whole: Vec<FormId> = whole.into_iter().map(|term| reader.id(term.form)).collect();
            prop_assert_eq!(read, whole);
        }

        /// Every word is in the text, whatever the text is.
        #[test]
        fn every_word_is_in_the_text(text in "\\PC{0,40}", language in "en|ja|de|und") {
            let mut reader = FormReader::new(&language.parse().unwrap());
            for word in reader.words(&text) {
                prop_assert!(text.get(word.range.clone()).is_some_and(|word| !word.is_empty()));
            }
        }
    }
}
