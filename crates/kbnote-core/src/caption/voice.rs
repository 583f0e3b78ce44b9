//! Speakers of a WebVTT cue: voice tags, `<v Ann>` and `<v.loud Ann>`.

use super::entity;

/// A part of a cue spoken by one voice, with its tags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Turn<'a> {
    /// The name in the voice tag, if any.
    pub(super) speaker: Option<String>,
    /// Its text.
    pub(super) text: &'a str,
}

/// The turns of a cue, in order; together they are its text.
///
/// A voice speaks until the next begins, even if its tag is closed: only marks and spaces follow it. Text
/// before the first voice has no speaker.
pub(super) fn turns(text: &str) -> Vec<Turn<'_>> {
    let mut turns = Vec::new();
    let mut speaker = None;
    let mut start = 0;
    for (at, name) in voices(text) {
        let before = &text[start..at];
        if name != speaker && has_words(before) {
            turns.push(Turn {
                speaker,
                text: before,
            });
            start = at;
        }
        speaker = name;
    }
    turns.push(Turn {
        speaker,
        text: &text[start..],
    });
    turns
}

/// Whether a text has a voice with a name.
pub(super) fn is_in(text: &str) -> bool {
    voices(text).any(|(_, name)| name.is_some())
}

/// The offsets of voice tags, and their names.
fn voices(text: &str) -> impl Iterator<Item = (usize, Option<String>)> {
    tags(text).filter_map(|(at, tag)| Some((at, name(tag)?)))
}

/// The tags of a text: offset, and the text between `<` and `>`.
fn tags(text: &str) -> impl Iterator<Item = (usize, &str)> {
    memchr::memchr_iter(b'<', text.as_bytes()).map(|at| {
        let body = &text[at + 1..];
        (at, body.split('>').next().unwrap_or(body))
    })
}

/// The name in a voice tag; `None` for another tag.
fn name(tag: &str) -> Option<Option<String>> {
    let rest = tag.strip_prefix(['v', 'V'])?;
    if !rest.is_empty() && !rest.starts_with(|c: char| c == '.' || c.is_whitespace()) {
        return None;
    }
    let annotation = rest.split_once(char::is_whitespace);
    let name = annotation.map(|(_classes, name)| entity::unescape(name.trim()));
    Some(name.filter(|name| !name.is_empty()))
}

/// Whether a text has words outside its tags.
fn has_words(text: &str) -> bool {
    let mut is_tag = false;
    text.chars().any(|c| {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ => {}
        }
        !is_tag && c.is_alphanumeric()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The turns as `name: text`.
    fn formatted(text: &str) -> String {
        let one = |turn: &Turn<'_>| {
            let name = turn.speaker.as_deref().unwrap_or("?");
            format!("{name}: {}", turn.text.trim())
        };
        turns(text).iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn a_voice_speaks_until_the_next() {
        for (text, turns) in [
            ("Hello", "?: Hello"),
            ("<v Ann>Hello", "Ann: <v Ann>Hello"),
            (
                "<v.loud.first Ann Lee>Hi</v>",
                "Ann Lee: <v.loud.first Ann Lee>Hi</v>",
            ),
            ("<v\tAnn &amp; Bo>Hi", "Ann & Bo: <v\tAnn &amp; Bo>Hi"),
            ("<v>Hi", "?: <v>Hi"),
            ("<video>Hi", "?: <video>Hi"),
            ("- <v Ann>Hi</v>.", "Ann: - <v Ann>Hi</v>."),
            (
                "<v Ann>One</v>\n<v Ann>two</v>",
                "Ann: <v Ann>One</v>\n<v Ann>two</v>",
            ),
            ("<v Ann>One <v Bo>two", "Ann: <v Ann>One | Bo: <v Bo>two"),
            (
                "So <v Ann><i>one</i></v> <v>two",
                "?: So | Ann: <v Ann><i>one</i></v> | ?: <v>two",
            ),
        ] {
            assert_eq!(formatted(text), turns, "{text}");
        }
    }
}
