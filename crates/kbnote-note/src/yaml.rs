//! Strings as YAML scalars on one line, as front matter has them.
//!
//! Site generators read front matter with YAML 1.1 and 1.2 readers of all kinds. So a string is
//! written plain only if no version could take it for anything else; the rules are those of the
//! [YAML 1.2.2 specification](https://yaml.org/spec/1.2.2/#7-flow-style-productions), and of 1.1
//! for the words and numbers that it knew in addition.

use saphyr_parser::{Event, Parser};

/// A string as a scalar that every YAML reader gives back exactly: plain where that is safe, else
/// in quotes, always on one line.
///
/// ```
/// use kbnote_note::yaml;
///
/// assert_eq!(yaml::write_scalar("Counting birds in winter"), "Counting birds in winter");
/// assert_eq!(yaml::write_scalar("Birds: a count"), "\"Birds: a count\"");
/// assert_eq!(yaml::write_scalar("\"Birds\": a count"), "'\"Birds\": a count'");
/// assert_eq!(yaml::write_scalar("2024-02-30"), "\"2024-02-30\"");
/// assert_eq!(yaml::write_scalar("one\ntwo"), "\"one\\ntwo\"");
/// ```
#[must_use]
pub fn write_scalar(text: &str) -> String {
    if is_plain(text) {
        text.to_owned()
    } else if text.chars().any(needs_escape) || !text.contains(['"', '\\']) {
        double_quoted(text)
    } else {
        format!("'{}'", text.replace('\'', "''"))
    }
}

/// The string that a scalar on one line stands for; `None` if it is none, or not ended.
///
/// A comment behind it is left out. Numbers and words such as `true` are strings here: a title is
/// one, whatever it looks like.
///
/// ```
/// use kbnote_note::yaml;
///
/// assert_eq!(yaml::read_scalar("'it''s' # so"), Some("it's".to_owned()));
/// assert_eq!(yaml::read_scalar("C# in 2024 # so"), Some("C# in 2024".to_owned()));
/// assert_eq!(yaml::read_scalar("\"caf\\u00e9\""), Some("café".to_owned()));
/// assert_eq!(yaml::read_scalar("[a, b]"), None);
/// ```
#[must_use]
pub fn read_scalar(line: &str) -> Option<String> {
    let line = line.trim_matches([' ', '\t']);
    match line.chars().next() {
        Some('"' | '\'') => read_quoted(line),
        Some('[' | '{' | '&' | '*' | '!' | '|' | '>' | '#' | '%' | '@' | '`') | None => None,
        Some(_) => Some(until_comment(line).to_owned()),
    }
}

/// The text of a scalar in quotes with nothing but a comment behind it.
fn read_quoted(line: &str) -> Option<String> {
    let mut text = None;
    for event in Parser::new_from_str(line) {
        match event.ok()?.0 {
            Event::Scalar(scalar, ..) if text.is_none() => text = Some(scalar.into_owned()),
            Event::StreamStart
            | Event::DocumentStart(_)
            | Event::DocumentEnd
            | Event::StreamEnd
            | Event::Nothing => {}
            _ => return None,
        }
    }
    text
}

fn is_plain(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    let starts_well = match first {
        Some('-') => second.is_some_and(char::is_alphanumeric),
        first => first.is_some_and(char::is_alphanumeric),
    };
    starts_well
        && !text.ends_with(|c: char| c.is_whitespace() || c == ':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.chars().any(needs_escape)
        && !is_keyword(text)
        && !looks_numeric(text)
}

/// Words that mean true, false or nothing to YAML 1.1 or 1.2.
fn is_keyword(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    matches!(
        lower.as_str(),
        "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | "null"
    )
}

/// Whether the text could be a number, a time or a date in any base or notation.
fn looks_numeric(text: &str) -> bool {
    let numeric = |c: char| c.is_ascii_hexdigit() || "xXoO_.:+- tTzZ".contains(c);
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-') && text.chars().all(numeric)
}

/// Characters that only an escape carries through every reader: controls, line separators, and
/// what YAML does not count among the printable.
fn needs_escape(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
        )
}

fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if needs_escape(c) && u32::from(c) <= 0xFF => {
                out.push_str(&format!("\\x{:02X}", u32::from(c)));
            }
            c if needs_escape(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn until_comment(line: &str) -> &str {
    let comment = line
        .match_indices('#')
        .find(|(at, _)| line[..*at].ends_with([' ', '\t']));
    line[..comment.map_or(line.len(), |(at, _)| at)].trim_end_matches([' ', '\t'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use saphyr::{LoadableYamlNode, Yaml};

    use super::*;

    /// What an independent reader makes of the scalar as a value of a mapping.
    fn read_by_another(scalar: &str) -> Option<String> {
        let source = format!("title: {scalar}\nnext: 1\n");
        let documents = Yaml::load_from_str(&source).ok()?;
        let mapping = documents.first()?.as_mapping()?;
        let title = mapping.get(&Yaml::value_from_str("title"))?;
        title.as_str().map(str::to_owned)
    }

    #[track_caller]
    fn assert_round_trip(text: &str) {
        let scalar = write_scalar(text);
        assert!(!scalar.contains(['\n', '\r']), "{scalar}");
        assert_eq!(read_by_another(&scalar).as_deref(), Some(text), "{scalar}");
        assert_eq!(read_scalar(&scalar).as_deref(), Some(text), "{scalar}");
    }

    #[test]
    fn values_that_need_quotes_are_quoted() {
        for text in [
            "",
            " ",
            " lead",
            "trail ",
            "\u{A0}nbsp",
            "a: b",
            "a:",
            ":a",
            "a #b",
            "#a",
            "- a",
            "-",
            "---",
            "--- a",
            "...",
            "? a",
            "[[a]]",
            "[a",
            "{a}",
            "|",
            "> a",
            "@a",
            "`a`",
            "%a",
            "&a",
            "*a",
            "!a",
            "'a'",
            "\"a\"",
            "say \"it's: so\"",
            "\\",
            "true",
            "No",
            "NULL",
            "~",
            "y",
            "on",
            "1",
            "-1",
            "+1",
            "1e3",
            "-1e3",
            "0x1F",
            "0o17",
            "1_000",
            ".5",
            ".inf",
            "-.inf",
            ".NaN",
            "2024-02-30",
            "2024-02-30 10:00:00 Z",
            "12:30:45",
            "=",
            "<<",
            "🦆 ducks",
            "$5 and $10",
            "tab\there",
            "one\ntwo",
            "one\r\ntwo",
            "bell\u{7}",
            "nel\u{85}",
            "ls\u{2028}ps\u{2029}",
            "\u{FEFF}bom",
            "non\u{FFFE}char",
            "del\u{7F}",
        ] {
            assert_round_trip(text);
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn harmless_text_stays_plain() {
        for text in [
            "Counting birds",
            "C# and F#",
            "11 rules",
            "Él dice",
            "鳥",
            "-jprVaXdbsw",
            "50% off",
            "Who? Me!",
            "10:30 in the park",
            "a [b] {c} d",
            "x - y",
            "nonsense",
            "a, b",
            "a|b",
            "it's",
            "a\\b",
        ] {
            assert_round_trip(text);
            assert_eq!(write_scalar(text), text);
        }
    }

    #[test]
    fn only_scalars_are_read() {
        for line in [
            "",
            "  ",
            "# x",
            "'open",
            "\"open",
            "\"bad \\q\"",
            "\"\\u12\"",
            "'a' b",
            "|",
            "{a: b}",
        ] {
            assert_eq!(read_scalar(line), None, "{line}");
        }
    }

    /// Any characters, controls included.
    fn any_text() -> impl Strategy<Value = String> {
        prop::collection::vec(any::<char>(), 0..24).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn every_string_is_read_back(text in any_text()) {
            assert_round_trip(&text);
        }

        #[test]
        fn strings_of_signs_are_read_back(text in "[-0-9a-fotxyTZ:#'\"\\\\|>\\[\\]{}%@`&*!?,. _+~\t\n]{0,8}") {
            assert_round_trip(&text);
        }

        #[test]
        fn reading_never_panics(line in any_text(), quoted in "[\"'].{0,12}") {
            let _ = (read_scalar(&line), read_scalar(&quoted));
        }
    }
}
