//! Character references: `&amp;`, `&#39;`, `&#x27;`.

use std::borrow::Cow;

/// The maximum length of a name between `&` and `;`: HTML has none longer.
const MAX_NAME_LEN: usize = 31;

/// Resolves the reference at the start of `text`; returns its value, usually one character, and the rest.
///
/// `text` begins with `&`. A reference must be closed by `;`.
pub(super) fn resolve(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body
        .bytes()
        .take(MAX_NAME_LEN + 1)
        .position(|b| b == b';')?;
    let (name, rest) = (body.get(..end)?, body.get(end + 1..)?);
    Some((lookup(name)?, rest))
}

/// As [`resolve`], for references that may have been encoded twice: `&amp;#39;`.
pub(super) fn resolve_deep(text: &str) -> Option<(Cow<'static, str>, &str)> {
    let (found, rest) = resolve(text)?;
    if found == "&"
        && let Some(end) = rest.bytes().take(MAX_NAME_LEN + 1).position(|b| b == b';')
        && let Some(deep) = rest.get(..end).and_then(lookup)
    {
        return Some((deep, rest.get(end + 1..)?));
    }
    Some((found, rest))
}

/// The value of the reference with this name, without `&` and `;`: an HTML name, or a number.
pub(super) fn lookup(name: &str) -> Option<Cow<'static, str>> {
    let numbered = numeric(name).map(|c| Cow::from(String::from(c)));
    numbered.or_else(|| named(name).map(Cow::from))
}

/// The value of an HTML name.
fn named(name: &str) -> Option<&'static str> {
    let names = html_escape::NAMED_ENTITIES;
    let at = names.binary_search_by_key(&name.as_bytes(), |(known, _)| known);
    at.ok()
        .and_then(|at| names.get(at))
        .map(|(_, meant)| *meant)
}

/// The character of a numeric reference such as `#39` or `#x27`.
fn numeric(name: &str) -> Option<char> {
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    Some(match code.ok()? {
        0 => char::REPLACEMENT_CHARACTER,
        code => char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER),
    })
}

/// Resolves all references in a text once.
pub(super) fn unescape(text: &str) -> String {
    unescaped(text, resolve)
}

/// Resolves all references in a text, and those in the result.
pub(super) fn unescape_deep(text: &str) -> String {
    unescaped(text, resolve_deep)
}

/// The value of a reference at the start of a text, and the rest.
type Resolved<'a> = Option<(Cow<'static, str>, &'a str)>;

fn unescaped(text: &str, resolve: fn(&str) -> Resolved<'_>) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        plain.push_str(before);
        rest = match resolve(reference) {
            Some((meant, rest)) => {
                plain.push_str(&meant);
                rest
            }
            None => {
                plain.push('&');
                &reference[1..]
            }
        };
    }
    plain.push_str(rest);
    plain
}

/// How to write the `&` at the start of `text` so that it reads as `&`.
pub(super) fn ampersand(text: &str) -> &'static str {
    if resolve(text).is_some() {
        "&amp;amp;"
    } else {
        "&amp;"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_may_be_encoded_twice() {
        let text = "it&amp;#39;s &amp;lt;b&gt; R&amp;D &amp;amp; &amp;amp;amp; &amp;x";
        assert_eq!(unescape_deep(text), "it's <b> R&D & &amp; &x");
    }

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(
            unescape("it&#39;s &lt;b&gt; &amp;amp; &#x2026;"),
            "it's <b> &amp; …"
        );
        assert_eq!(
            unescape("D&uuml;rer &frac12; &Ccedil;a &CounterClockwiseContourIntegral;"),
            "Dürer ½ Ça ∳"
        );
    }

    #[test]
    fn every_name_of_html_is_resolved() {
        for (name, meant) in html_escape::NAMED_ENTITIES {
            let name = std::str::from_utf8(name).unwrap();
            assert_eq!(
                unescape(&format!("&{name};;")),
                format!("{meant};"),
                "{name}"
            );
        }
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in [
            "AT&T",
            "&",
            "&;",
            "&lt",
            "&unknown;",
            "&#;",
            "&#xyz;",
            "&é;",
        ] {
            assert_eq!(unescape(text), text);
        }
        assert_eq!(unescape("&#0;&#xD800;"), "\u{FFFD}\u{FFFD}");
    }
}
