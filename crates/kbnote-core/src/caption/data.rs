//! Recognizes tracks of data: a player shows none of it, though the file is a caption file by its form.

use serde_json::Value;

use crate::Cue;

/// What the cues contain instead of captions, if most of them do.
pub(super) fn kind(cues: &[Cue]) -> Option<&'static str> {
    let kinds: Vec<_> = cues.iter().filter_map(|cue| kind_of(cue.text())).collect();
    let first = kinds.first().copied()?;
    (kinds.len() * 2 > cues.len()).then_some(first)
}

fn kind_of(text: &str) -> Option<&'static str> {
    if names_picture(text) {
        Some("pictures")
    } else if is_json(text) || is_base64(text) || is_address(text) {
        Some("data")
    } else {
        None
    }
}

fn names_picture(text: &str) -> bool {
    let (name, rest) = text.split_at(text.find([' ', '#']).unwrap_or(text.len()));
    if rest.starts_with(' ') {
        return false;
    }
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| {
        ["jpg", "jpeg", "png", "webp", "gif", "avif"].contains(&ending.as_str())
    })
}

/// Whether a text is a JSON object, or a list of values other than a single word: `[Music]` is none.
fn is_json(text: &str) -> bool {
    text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok()
}

fn is_address(text: &str) -> bool {
    (text.starts_with("http://") || text.starts_with("https://")) && !text.contains(' ')
}

/// Whether a text is binary data in base64. A long word has neither digits nor padding.
fn is_base64(text: &str) -> bool {
    const SHORTEST: usize = 16;
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
    text.len() >= SHORTEST
        && text.bytes().all(is_letter)
        && text.contains(|c: char| c.is_ascii_digit() || matches!(c, '+' | '='))
        && text.contains(|c: char| c.is_ascii_uppercase())
}
