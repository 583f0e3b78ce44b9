//! HTML: its tags and texts in order, and the text of a description.

use std::convert::Infallible;

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// A part of a page.
#[derive(Debug)]
pub(crate) enum Piece {
    Start(Tag),
    End(String),
    Text(String),
}

/// The start of an element.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    /// The value of an attribute that is not empty.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(own, _)| own == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether an attribute with a list of words has this one.
    pub(crate) fn has_word(&self, name: &str, word: &str) -> bool {
        let value = self.value(name).unwrap_or_default();
        value
            .split_ascii_whitespace()
            .any(|own| own.eq_ignore_ascii_case(word))
    }
}

/// The parts of a page. The texts of scripts are whole.
pub(crate) fn pieces(html: &str) -> impl Iterator<Item = Piece> {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let tokens = Tokenizer::new_with_emitter(html, emitter);
    tokens.filter_map(|token: Result<Token, Infallible>| piece(token.ok()?))
}

fn piece(token: Token) -> Option<Piece> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match token {
        Token::StartTag(tag) => {
            let attributes = tag.attributes.iter();
            Some(Piece::Start(Tag {
                name: text(&tag.name),
                attributes: attributes
                    .map(|(name, value)| (text(name), text(value)))
                    .collect(),
            }))
        }
        Token::EndTag(tag) => Some(Piece::End(text(&tag.name))),
        Token::String(string) => Some(Piece::Text(text(&string))),
        _ => None,
    }
}

/// Elements that begin a line.
const LINES: [&str; 11] = [
    "br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol",
];

/// The text of a description in HTML, with its lines; a text without tags stays as it is.
pub(crate) fn plain_text(html: &str) -> String {
    if !html.contains('<') {
        return html_escape::decode_html_entities(html).trim().to_owned();
    }
    let mut text = String::new();
    for piece in pieces(html) {
        match piece {
            Piece::Start(Tag { name, .. }) | Piece::End(name) if LINES.contains(&name.as_str()) => {
                text.push('\n');
            }
            Piece::Text(part) => text.push_str(&part),
            Piece::Start(_) | Piece::End(_) => {}
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_a_description_keeps_its_lines() {
        let html = "<p>Geese &amp; ducks.</p><ul><li>00:00 Dusk<li>01:30 <b>Night</b></ul><script>x<y</script>";
        assert_eq!(
            plain_text(html),
            "Geese & ducks.\n00:00 Dusk\n01:30 Night\nx<y"
        );
        assert_eq!(
            plain_text(" Geese &amp; ducks\n\n00:00 Dusk "),
            "Geese & ducks\n\n00:00 Dusk"
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(html in "([<>/&\"'= a-z!-]|<script>|<!--|]]>){0,40}") {
            let _ = (plain_text(&html), pieces(&html).count());
        }
    }
}
