//! Formulas as Quartz reads them: `$` opens and closes one almost anywhere.

use std::collections::BTreeMap;
use std::ops::Range;

/// A formula between two equally long runs of `$`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Math {
    /// With its `$`.
    pub(crate) range: Range<usize>,
    /// Without.
    pub(crate) inner: Range<usize>,
}

impl Math {
    /// Whether it begins and ends as Obsidian wants it: without a blank behind or before a single `$`.
    pub(crate) fn is_tight(&self, text: &str) -> bool {
        let inner = &text[self.inner.clone()];
        let is_display = self.inner.start - self.range.start > 1;
        is_display || inner.trim() == inner
    }
}

struct Dollars {
    at: usize,
    length: usize,
    may_open: bool,
}

/// The formulas in one block. A run of `$` is closed by the next run of the same length, whatever
/// stands between; a backslash keeps a run from opening a formula, not from closing one (the rule
/// of micromark's extension for mathematics).
///
/// `texts` are the stretches of the block that are text, and not code or HTML.
pub(crate) fn formulas(text: &str, texts: impl Iterator<Item = Range<usize>>) -> Vec<Math> {
    let runs: Vec<Dollars> = texts.flat_map(|range| dollars(text, range)).collect();
    let closing = next_of_same_length(&runs);
    let mut formulas = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        let open = &runs[index];
        match closing[index].filter(|_| open.may_open) {
            Some(close) => {
                let end = &runs[close];
                formulas.push(Math {
                    range: open.at..end.at + end.length,
                    inner: open.at + open.length..end.at,
                });
                index = close + 1;
            }
            None => index += 1,
        }
    }
    formulas
}

fn dollars(text: &str, range: Range<usize>) -> Vec<Dollars> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut at = range.start;
    while let Some(step) = text[at..range.end].find('$') {
        let start = at + step;
        at = crate::text::run(&bytes[..range.end], start, |b| b == b'$').end;
        let backslashes = start - text[..start].trim_end_matches('\\').len();
        runs.push(Dollars {
            at: start,
            length: at - start,
            may_open: backslashes.is_multiple_of(2),
        });
    }
    runs
}

fn next_of_same_length(runs: &[Dollars]) -> Vec<Option<usize>> {
    let mut nearest = BTreeMap::new();
    let mut next = vec![None; runs.len()];
    for (index, run) in runs.iter().enumerate().rev() {
        next[index] = nearest.insert(run.length, index);
    }
    next
}

/// Whether a formula looks like prose that was swallowed between two amounts of money; `behind` is
/// what follows its last `$`.
pub(crate) fn is_accident(inner: &str, behind: &str) -> bool {
    if inner.contains("yt-timestamp") {
        return true;
    }
    let is_amount = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    if !is_amount(inner) || inner.contains('\\') {
        return false;
    }
    // No formula ends with a blank: between "$5 or $10", one word is enough.
    let is_between_two = inner.ends_with(' ') && is_amount(behind);
    let (shortest, enough) = if is_between_two { (2, 1) } else { (3, 2) };
    let is_word = |word: &&str| {
        word.len() >= shortest && word.bytes().all(|b| b.is_ascii_alphabetic() || b == b',')
    };
    let words = inner.split_ascii_whitespace().filter(is_word);
    words.take(enough).count() == enough
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        formulas(text, std::iter::once(0..text.len()))
            .into_iter()
            .map(|math| &text[math.inner])
            .collect()
    }

    #[test]
    fn runs_pair_by_length() {
        assert_eq!(found("a $x$ b $$y$z$$ c"), ["x", "y$z"]);
        assert_eq!(found("$5 and $10 and $20"), ["5 and "]);
        assert_eq!(found("$$ alone $"), Vec::<&str>::new());
    }

    #[test]
    fn a_backslash_does_not_close() {
        let text = r"\$5 and $10\$ more";
        let texts = [1..12, 12..text.len()];
        let all = formulas(text, texts.into_iter());
        assert_eq!(all[0].inner, 9..12);
    }

    #[test]
    fn an_escaped_backslash_escapes_nothing() {
        assert_eq!(found(r"[[a | \$5]] and $10"), Vec::<&str>::new());
        assert_eq!(found(r"[[a | $5]] and \$10"), [r"5]] and \"]);
        assert_eq!(found(r"a \\$5$"), ["5"]);
    }

    #[test]
    fn money_and_formulas_are_distinguished() {
        assert!(is_accident("5 million for the station and ", "2"));
        assert!(is_accident("5 or ", "10 a day"));
        assert!(is_accident("1.90 to ", "2.10"));
        assert!(!is_accident("5 or ", " a day"));
        assert!(!is_accident("5 - ", "10"));
        assert!(!is_accident("5x + 3 = y", ""));
        assert!(!is_accident(r"2 \text{apples and pears}", ""));
    }
}
