//! Character references: `&amp;`, `&#39;`, `&#x27;`.

/// The references that captions are seen to use, beside the numeric ones.
const NAMED: [(&str, char); 22] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{A0}'),
    ("lrm", '\u{200E}'),
    ("rlm", '\u{200F}'),
    ("hellip", '…'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("middot", '·'),
    ("bull", '•'),
    ("deg", '°'),
    ("copy", '©'),
    ("eacute", 'é'),
];

/// The longest name between `&` and `;` that is looked at.
const LONGEST: usize = 10;

/// The character that the reference at the start of `text` stands for, and what follows it.
///
/// `text` begins with `&`. A reference must be closed by `;`.
pub(super) fn resolve(text: &str) -> Option<(char, &str)> {
    let body = text.strip_prefix('&')?;
    let end = body.bytes().take(LONGEST + 1).position(|b| b == b';')?;
    let (name, rest) = (body.get(..end)?, body.get(end + 1..)?);
    Some((named(name).or_else(|| numeric(name))?, rest))
}

/// The character that a reference with this name, without `&` and `;`, stands for.
pub(super) fn named(name: &str) -> Option<char> {
    NAMED
        .iter()
        .find_map(|(known, c)| (*known == name).then_some(*c))
}

/// The character that a numeric reference such as `#39` or `#x27` stands for.
pub(super) fn numeric(name: &str) -> Option<char> {
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

/// A text with all references in it resolved once.
pub(super) fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, reference) = rest.split_at(at);
        plain.push_str(before);
        rest = match resolve(reference) {
            Some((c, rest)) => {
                plain.push(c);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved_once() {
        assert_eq!(
            unescape("it&#39;s &lt;b&gt; &amp;amp; &#x2026;"),
            "it's <b> &amp; …"
        );
    }

    #[test]
    fn what_is_no_reference_stays() {
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
