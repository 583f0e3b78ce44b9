//! Percent escapes in the paths of links.

use std::borrow::Cow;

/// Where a path is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// `[text](path)`.
    Bare,
    /// `[text](<path>)`.
    Brackets,
    /// `<a href="path">`.
    Attribute,
}

/// A path as the destination of a Markdown link.
///
/// ```
/// assert_eq!(kbnote_note::link_destination("People/Ada (1815).md"), "People/Ada%20%281815%29.md");
/// ```
#[must_use]
pub fn link_destination(path: &str) -> String {
    encode(path, Place::Bare)
}

/// The path with the signs escaped that mean something in its place.
pub(crate) fn encode(path: &str, place: Place) -> String {
    let mut encoded = String::with_capacity(path.len());
    for c in path.chars() {
        let is_special = match c {
            '%' | '#' | '?' | '<' | '>' | '\\' | '|' => true,
            ' ' | '(' | ')' => place != Place::Brackets,
            '[' | ']' | '*' | '`' | '"' | '\'' | '&' => {
                place != Place::Bare || matches!(c, '`' | '*')
            }
            _ => c.is_control(),
        };
        if is_special {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                encoded.push_str(&format!("%{byte:02X}"));
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

/// The path with its escapes resolved, but for those of signs that mean something in an address
/// (`decodeURI`); as it is if they are not UTF-8.
pub(crate) fn decode_uri(path: &str) -> Cow<'_, str> {
    decoded(path, b";/?:@&=+$,#")
}

/// The path with all its escapes resolved; as it is if they are not UTF-8.
pub(crate) fn decode(path: &str) -> String {
    decoded(path, b"").into_owned()
}

fn decoded<'a>(path: &'a str, kept: &[u8]) -> Cow<'a, str> {
    if !path.contains('%') {
        return Cow::Borrowed(path);
    }
    let mut rest = path.as_bytes();
    let mut decoded = Vec::with_capacity(rest.len());
    while let Some((&byte, after)) = rest.split_first() {
        match escape(rest).filter(|escaped| !kept.contains(escaped)) {
            Some(escaped) => {
                decoded.push(escaped);
                rest = &rest[3..];
            }
            None => {
                decoded.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(path), Cow::Owned)
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = *bytes else {
        return None;
    };
    let digit = |b: u8| char::from(b).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// Whether this is the address of another site as Quartz sees it: it begins with a word and a colon.
pub(crate) fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}
