//! What a value of the front matter means that is not valid YAML as it stands.

/// The text that its author meant by a value that no YAML reader takes; nothing where more than one
/// text could be meant.
pub(super) fn meant_value(value: &str) -> Option<String> {
    if value.contains(" #") {
        // It may be a comment, or belong to the text.
        return None;
    }
    if is_alias(value) {
        return None;
    }
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Some(value.to_owned());
    };
    let inside = value[1..].strip_suffix(quote);
    match (quote, inside) {
        ('"', Some(inside)) => in_double_quotes(inside),
        (_, Some(inside)) => in_single_quotes(inside),
        // `"Birds" and bees`: the quotes are of the text. One alone is a slip.
        (_, None) => value[1..].contains(quote).then(|| value.to_owned()),
    }
}

/// Whether YAML reads the value as an alias (`*name`), which stands for another value of the file.
fn is_alias(value: &str) -> bool {
    let name = value.strip_prefix('*');
    name.is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace))
}

/// `He said "hi" now`, `C:\Users`: quotes in pairs around words, and backslashes that begin nothing.
fn in_double_quotes(inside: &str) -> Option<String> {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside.chars().peekable();
    let mut is_open = false;
    let mut before = ' ';
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        match (c, next) {
            ('\\', Some('"')) => {
                text.push('"');
                rest.next();
            }
            ('\\', Some('|')) => {}
            ('\\', Some(next)) if is_escape(next, &rest.clone().collect::<String>()) => {
                return None;
            }
            ('"', next) => {
                let fits = match is_open {
                    false => before.is_whitespace() || before == '(',
                    true => next.is_none_or(|next| !next.is_alphanumeric()),
                };
                if !fits {
                    return None;
                }
                is_open = !is_open;
                text.push(c);
            }
            _ => text.push(c),
        }
        before = c;
    }
    (!is_open).then_some(text)
}

/// Whether a backslash before these characters is an escape of YAML.
fn is_escape(next: char, rest: &str) -> bool {
    let digits = match next {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return "0abtnvfreN_LP \\/\t".contains(next),
    };
    let code = rest.get(1..=digits);
    code.is_some_and(|code| code.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// `It's so`: apostrophes within words.
fn in_single_quotes(inside: &str) -> Option<String> {
    let chars: Vec<char> = inside.chars().collect();
    let is_letter = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    let is_within =
        |(at, _): (usize, &char)| is_letter(at.checked_sub(1)) && is_letter(Some(at + 1));
    let mut quotes = chars.iter().enumerate().filter(|(_, c)| **c == '\'');
    quotes.all(is_within).then(|| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_intended_value_of_a_text_is_read() {
        for (value, meant) in [
            (r#""He said "hi" now""#, r#"He said "hi" now"#),
            (r#""Say \"hi\" (or "ho")""#, r#"Say "hi" (or "ho")"#),
            ("'It's so'", "It's so"),
            (r#""C:\Users""#, r"C:\Users"),
            (r#""[[Birds\|b]]""#, "[[Birds|b]]"),
            (r#""Birds" and bees"#, r#""Birds" and bees"#),
            ("Birds: a count", "Birds: a count"),
            ("@field notes", "@field notes"),
        ] {
            assert_eq!(meant_value(value).as_deref(), Some(meant), "{value}");
        }
    }

    #[test]
    fn an_ambiguous_value_is_not_repaired() {
        for value in [
            r#""a" and "b""#,
            r#""C:\Users\new""#,
            r#""open"#,
            r#""one " two""#,
            "'It''s so' and so'",
            "'the birds' count'",
            "Birds: a # count",
            r#""a "b" c" # d"#,
            "*birds",
        ] {
            assert_eq!(meant_value(value), None, "{value}");
        }
    }
}
