//! Text that was taken for Windows-1252 when it was UTF-8, and encoded once more: `TÃ¼rme`.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// How often a text may have been encoded again.
const MOST_TIMES: usize = 3;

/// The text as it was before it was encoded again. That is told line by line: one whose letters are,
/// as bytes, well-formed UTF-8 beyond ASCII was not meant as it stands.
pub(super) fn undone(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    for _ in 0..MOST_TIMES {
        // Every sequence begins with one of these.
        if !text.contains(|c: char| matches!(c, '\u{c2}'..='\u{f4}')) {
            return text;
        }
        let Some(better) = undone_once(&text) else {
            return text;
        };
        text = Cow::Owned(better);
    }
    text
}

fn undone_once(text: &str) -> Option<String> {
    let mut found = false;
    let lines = text.split_inclusive('\n').map(|line| match original(line) {
        Some(original) => {
            found = true;
            Cow::Owned(original)
        }
        None => Cow::Borrowed(line),
    });
    let text: String = lines.collect();
    found.then_some(text)
}

/// What a line was, if its letters are bytes of UTF-8.
fn original(line: &str) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = line.chars().map(byte).collect();
    let original = String::from_utf8(bytes?).ok()?;
    let letters = original.chars().filter(|c| !c.is_ascii());
    (line.contains(TYPICAL) || letters.count() >= FEWEST_LETTERS).then_some(original)
}

/// What letters of western languages, and dashes and quotes, begin with when they are encoded again.
const TYPICAL: [char; 3] = ['Ã', 'Â', 'â'];

/// So many letters of others do not come about by chance, as one in `café”…` does.
const FEWEST_LETTERS: usize = 3;

/// The byte that was taken for a letter.
fn byte(c: char) -> Option<u8> {
    if let Ok(byte) = u8::try_from(u32::from(c)) {
        return Some(byte);
    }
    let mut text = [0; 4];
    let (bytes, _, unmapped) = WINDOWS_1252.encode(c.encode_utf8(&mut text));
    match bytes.as_ref() {
        [byte] if !unmapped => Some(*byte),
        _ => None,
    }
}

/// A text encoded once more.
#[cfg(test)]
pub(super) fn encoded_again(text: &str) -> String {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
    text.into_owned()
}
