//! Plain text as the text of a Markdown heading.

use std::iter::Peekable;
use std::str::Chars;

use crate::text::one_line;

/// A text from elsewhere, such as a chapter's title, so that a heading shows it as it is.
///
/// It comes out on one line. What CommonMark, Obsidian or Quartz would take for markup gets a
/// backslash; in particular `$`, which opens a formula, and `#` at the start of a word, which makes
/// a tag. A run of square brackets becomes a single one: Quartz looks for `[[` behind the
/// backslashes, too. Empty text gives an empty string.
///
/// ```
/// # use kbnote_note::heading_text;
/// assert_eq!(heading_text("How $5 became $10\n(#shorts)"), "How \\$5 became \\$10 (\\#shorts)");
/// assert_eq!(heading_text("C# & [[Wiki]] | snake_case 🦆"), "C# & \\[Wiki\\] | snake_case 🦆");
/// ```
#[must_use]
pub fn heading_text(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    let mut before = ' ';
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        if matches!(c, '[' | ']') && before == c {
            continue;
        }
        if is_markup(c, before, &mut chars) {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    out
}

/// Whether a character needs a backslash between the one before it and those behind it.
fn is_markup(c: char, before: char, behind: &mut Peekable<Chars<'_>>) -> bool {
    let next = behind.peek().copied();
    match c {
        '\\' | '`' | '*' | '[' | ']' | '<' | '$' | '~' => true,
        '_' => !(before.is_alphanumeric() && next.is_some_and(char::is_alphanumeric)),
        '#' | '^' => !before.is_alphanumeric(),
        '=' | '%' => before == c || next == Some(c),
        '&' => is_entity(behind.clone()),
        _ => false,
    }
}

/// Whether what stands behind an ampersand makes it an entity, as in `&amp;` or `&#36;`.
fn is_entity(behind: Peekable<Chars<'_>>) -> bool {
    let mut name_length = 0;
    for c in behind {
        match c {
            ';' => return name_length > 0,
            '#' => name_length += 1,
            c if c.is_ascii_alphanumeric() => name_length += 1,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    /// What a Markdown reader shows of the heading; `None` if it is not one plain heading.
    fn shown(heading: &str) -> Option<String> {
        let source = format!("## {heading}\n\n%% 00:00:00 %%\n");
        let options = Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_MATH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TABLES
            | Options::ENABLE_WIKILINKS;
        let mut events = Parser::new_ext(&source, options);
        assert!(matches!(
            events.next(),
            Some(Event::Start(Tag::Heading { .. }))
        ));
        let mut text = String::new();
        for event in events {
            match event {
                Event::Text(part) => text.push_str(&part),
                Event::End(TagEnd::Heading(_)) => return Some(text),
                _ => return None,
            }
        }
        None
    }

    /// The text without blanks and with single brackets.
    fn squeezed(text: &str) -> String {
        let mut out: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        out.dedup_by(|b, a| a == b && matches!(a, '[' | ']'));
        out.into_iter().collect()
    }

    #[test]
    fn markup_is_shown_not_obeyed() {
        for text in [
            "*stars* and __init__",
            "`code`",
            "a \\ b \\* c",
            "<b>bold</b>",
            "&amp; &#36; R&D",
            "$5, $10 and $$x$$",
            "~5 minutes",
            "==mark== %%hidden%%",
            "#tag ## end #",
            "see ^block",
            "[a](b) ![c](d) [^1]",
            "1. one",
            "- two",
            "> three",
            "snake_case_name",
            "a | b",
        ] {
            assert_eq!(shown(&heading_text(text)).as_deref(), Some(text), "{text}");
        }
    }

    #[test]
    fn doubled_brackets_become_single() {
        assert_eq!(
            shown(&heading_text("[[a|b]] c")).as_deref(),
            Some("[a|b] c")
        );
    }

    proptest! {
        #[test]
        fn any_text_makes_one_plain_heading(text in "[-a-c0-9 #\\[\\]|$*_`~=%&;<>!\\\\^:.🦆\n]{0,16}") {
            let heading = heading_text(&text);
            prop_assert!(!heading.contains(['\n', '\r']));
            prop_assert!(!heading.contains("[[") && !heading.contains("]]") && !heading.contains("%%"));
            let shown = shown(&heading).map(|shown| squeezed(&shown));
            prop_assert_eq!(shown, Some(squeezed(&text)), "{}", heading);
        }
    }
}
