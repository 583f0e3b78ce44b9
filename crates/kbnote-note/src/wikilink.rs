//! Wikilinks as Quartz reads them: by a regular expression over the raw text, also inside code.

use std::ops::Range;

use crate::LinkStyle;
use crate::text::{run, trim};

/// A link to a note: `[[target#heading|display]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wikilink {
    /// All of it, the `!` of an embed included.
    pub range: Range<usize>,
    /// The name of the note, without the blanks around it; empty in `[[#heading]]`.
    pub target: Range<usize>,
    /// The heading or block in that note, from its `#` on.
    pub heading: Option<Range<usize>>,
    /// What is shown instead of the target, without the blanks around it.
    pub display: Option<Range<usize>>,
    /// Whether the note is shown in place (`![[…]]`).
    pub embed: bool,
    /// Whether it stands where it is a link for the reader, and not in code, a formula, a comment or
    /// the front matter, nor behind a backslash.
    pub live: bool,
    /// Whether it only looks like a link: it is part of code or a formula, or has a backslash before
    /// it.
    pub literal: bool,
}

impl Wikilink {
    /// What the reader sees: the display text, else the target.
    #[must_use]
    pub fn shown(&self) -> Range<usize> {
        let display = self.display.clone().filter(|display| !display.is_empty());
        let heading = self.heading.clone().filter(|_| self.target.is_empty());
        display.or(heading).unwrap_or_else(|| self.target.clone())
    }

    /// Whether a backslash makes plain text of it.
    pub(crate) fn is_escaped(&self, text: &str) -> bool {
        !self.embed && is_escaped(text, self.range.start)
    }

    /// How it is spaced in the text that it was found in; none without a display text.
    #[must_use]
    pub fn style(&self, text: &str) -> Option<LinkStyle> {
        self.display.as_ref()?;
        let is_spaced = text.get(self.range.clone())?.contains(" |");
        Some(if is_spaced {
            LinkStyle::Spaced
        } else {
            LinkStyle::Tight
        })
    }
}

/// Whether the brackets that open here have a backslash before them that makes them plain text.
pub(crate) fn is_escaped(text: &str, open: usize) -> bool {
    let before = &text[..open];
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    !backslashes.is_multiple_of(2)
}

/// All wikilinks of a text, by the expression
/// `!?\[\[([^\[\]\|\#\\]+)?(#+[^\[\]\|\#\\]+)?(\\?\|[^\[\]\#]*)?\]\]` of Quartz 4.
pub(crate) fn scan(text: &str) -> Vec<Wikilink> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = find_open(bytes, from) {
        match read(text, open) {
            Some(link) => {
                from = link.range.end;
                found.push(link);
            }
            None => from = open + 1,
        }
    }
    found
}

fn find_open(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    memchr::memmem::find(rest, b"[[").map(|at| from + at)
}

/// The wikilink whose brackets open here.
pub(crate) fn read(text: &str, open: usize) -> Option<Wikilink> {
    let bytes = text.as_bytes();
    let is_name = |b: u8| !matches!(b, b'[' | b']' | b'|' | b'#' | b'\\');
    let target = run(bytes, open + 2, is_name);
    let mut at = target.end;
    let hashes = run(bytes, at, |b| b == b'#');
    let heading = if hashes.is_empty() {
        None
    } else {
        let name = run(bytes, hashes.end, is_name);
        if name.is_empty() {
            return None;
        }
        at = name.end;
        Some(hashes.start..name.end)
    };
    let pipe = at + usize::from(bytes.get(at) == Some(&b'\\'));
    let display = if bytes.get(pipe) == Some(&b'|') {
        let shown = run(bytes, pipe + 1, |b| !matches!(b, b'[' | b']' | b'#'));
        at = shown.end;
        Some(trim(text, shown))
    } else {
        None
    };
    if bytes.get(at..at + 2) != Some(b"]]") {
        return None;
    }
    let embed = open > 0 && bytes[open - 1] == b'!';
    Some(Wikilink {
        range: open - usize::from(embed)..at + 2,
        target: trim(text, target),
        heading: heading.map(|range| trim(text, range)),
        display,
        embed,
        live: true,
        literal: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, &str)> {
        scan(text)
            .into_iter()
            .map(|link| (&text[link.target.clone()], &text[link.shown()]))
            .collect()
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(
            shown("see [[reed_beds | Reed beds]]."),
            [("reed_beds", "Reed beds")]
        );
        assert_eq!(
            shown("![[map.png|300]] [[a#b|c]]"),
            [("map.png", "300"), ("a", "c")]
        );
        assert_eq!(shown(r"| [[a\|b]] |"), [("a", "b")]);
        assert_eq!(
            shown("[[#Roosts]] [[a#b]] [[a|]]"),
            [("", "#Roosts"), ("a", "a"), ("a", "a")]
        );
        assert_eq!(
            shown("[[[a]] [[two\nlines]]"),
            [("a", "a"), ("two\nlines", "two\nlines")]
        );
    }

    #[test]
    fn only_matches_of_the_expression_are_links() {
        for text in [
            "[[a",
            "[[a]",
            "[[a [b]]",
            "[[a#]]",
            "[[a|b#c]]",
            r"[[a\b]]",
            "[",
            "[[",
        ] {
            assert_eq!(scan(text), [], "{text}");
        }
    }

    #[test]
    fn an_embed_takes_its_mark_along() {
        let link = &scan("x ![[a]]")[0];
        assert_eq!((link.range.clone(), link.embed), (2..8, true));
    }
}
