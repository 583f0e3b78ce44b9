//! Repairs UTF-8 that was decoded as Windows-1252 and encoded again: `TÃ¼rme`.

use std::borrow::Cow;

use encoding_rs::WINDOWS_1252;

/// The maximum number of repeated encodings.
const MAX_TIMES: usize = 3;

/// Undoes repeated encoding, line by line: a line whose characters, as bytes, are well-formed UTF-8
/// beyond ASCII was encoded again.
pub(super) fn repair(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    for _ in 0..MAX_TIMES {
        // Every sequence begins with one of these.
        if text.is_ascii() || !text.contains(|c: char| matches!(c, '\u{c2}'..='\u{f4}')) {
            return text;
        }
        let Some(better) = repair_once(&text) else {
            return text;
        };
        text = Cow::Owned(better);
    }
    text
}

fn repair_once(text: &str) -> Option<String> {
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

/// The original of a line, if its characters are bytes of UTF-8.
fn original(line: &str) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let bytes: Option<Vec<u8>> = line.chars().map(byte).collect();
    let original = String::from_utf8(bytes?).ok()?;
    let letters = original.chars().filter(|c| !c.is_ascii());
    (line.contains(TYPICAL) || letters.count() >= MIN_LETTERS).then_some(original)
}

/// The first characters of western letters, dashes and quotes that were encoded again.
const TYPICAL: [char; 3] = ['Ã', 'Â', 'â'];

/// The minimum number of other characters: a single one, as in `café”…`, may be a coincidence.
const MIN_LETTERS: usize = 3;

/// The byte that was decoded as this character.
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

/// Encodes a text again.
#[cfg(test)]
pub(super) fn encoded_again(text: &str) -> String {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
    text.into_owned()
}
