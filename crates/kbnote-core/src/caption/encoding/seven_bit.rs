//! Encodings that write other letters in ASCII: ISO-2022-JP, ISO-2022-KR, HZ and UTF-7.

use encoding_rs::{EUC_KR, Encoding, GBK, ISO_2022_JP};

/// A text without any of these marks is in none of the encodings.
const MARKS: [char; 3] = ['\x1B', '~', '+'];

/// What a file in ISO-2022-KR begins with.
const KOREAN: &str = "\x1B$)C";

/// The name of the encoding and the text, if the file is in one of them.
pub(super) fn decode(bytes: &[u8]) -> Option<(&'static str, String)> {
    let text = std::str::from_utf8(bytes).ok()?;
    if !text.is_ascii() || !MARKS.iter().any(|mark| text.contains(*mark)) {
        return None;
    }
    if text.contains(KOREAN) {
        let text = shifted(&text.replace(KOREAN, ""), "\x0E", "\x0F", EUC_KR)?;
        return Some(("ISO-2022-KR", text));
    }
    if text.contains("\x1B$") {
        let text = ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes)?;
        return Some((ISO_2022_JP.name(), text.into_owned()));
    }
    let hz = shifted(text, "~{", "~}", GBK).map(|text| ("HZ", text));
    hz.or_else(|| Some(("UTF-7", utf_7(text)?)))
}

/// A text whose letters between `open` and `close` are those of `encoding` without their high bits.
fn shifted(text: &str, open: &str, close: &str, encoding: &'static Encoding) -> Option<String> {
    let (before, shifted) = text.split_once(open)?;
    let mut out = before.to_owned();
    for part in shifted.split(open) {
        let (letters, after) = part.split_once(close)?;
        if !letters.len().is_multiple_of(2) || !letters.bytes().all(|b| b.is_ascii_graphic()) {
            return None;
        }
        let high: Vec<u8> = letters.bytes().map(|b| b | 0x80).collect();
        out.push_str(&encoding.decode_without_bom_handling_and_without_replacement(&high)?);
        out.push_str(after);
    }
    Some(out)
}

/// A text in UTF-7: after each `+` is UTF-16 in base 64, or a `-` for the plus sign itself.
fn utf_7(text: &str) -> Option<String> {
    let (mut out, mut rest) = (String::new(), text);
    let (mut runs, mut typical) = (0, 0);
    while let Some((before, after)) = rest.split_once('+') {
        out.push_str(before);
        let end = after.find(|c| base_64(c).is_none()).unwrap_or(after.len());
        let (coded, after) = after.split_at(end);
        rest = after.strip_prefix('-').unwrap_or(after);
        if coded.is_empty() && rest != after {
            out.push('+');
            continue;
        }
        let letters = utf_16_of_base_64(coded)?;
        runs += 1;
        // Digits and words after a plus sign can be base 64 by chance: `+100`, `+new`.
        typical += usize::from(coded.contains(|c: char| c.is_ascii_uppercase()));
        out.push_str(&letters);
    }
    out.push_str(rest);
    let mut letters = out.chars().filter(|c| !c.is_ascii());
    // A single letter of another script may be a coincidence.
    let is_letter = letters
        .next()
        .is_some_and(|c| c < '\u{250}' || letters.next().is_some());
    (typical * 2 > runs && is_letter).then_some(out)
}

fn base_64(c: char) -> Option<u32> {
    let value = match c {
        'A'..='Z' => u32::from(c) - u32::from('A'),
        'a'..='z' => u32::from(c) - u32::from('a') + 26,
        '0'..='9' => u32::from(c) - u32::from('0') + 52,
        '+' => 62,
        '/' => 63,
        _ => return None,
    };
    Some(value)
}

fn utf_16_of_base_64(coded: &str) -> Option<String> {
    let (mut units, mut bits, mut count) = (Vec::new(), 0, 0);
    for value in coded.chars().filter_map(base_64) {
        bits = (bits << 6) | value;
        count += 6;
        if count >= 16 {
            count -= 16;
            units.push(u16::try_from(bits >> count).ok()?);
            bits &= (1 << count) - 1;
        }
    }
    let letters = String::from_utf16(&units).ok()?;
    let is_whole = bits == 0 && count < 6 && !letters.contains(char::is_control);
    (is_whole && !letters.is_ascii()).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_is_decoded() {
        for (bytes, expected) in [
            ("\x1B$B$3$s$K$A$O\x1B(B, Ann", "こんにちは, Ann"),
            ("\x1B$)C1\n\x0E>H3gGO<<?d\x0F.", "1\n안녕하세요."),
            ("~{Dc:C~}, Ann\n~{4s<R~}.", "你好, Ann\n大家."),
            ("T+APw-rme", "Türme"),
            ("T+APw-rme +- Br+APw-cke", "Türme + Brücke"),
            ("+BCcEQgQ+ +BE0EQgQ+?", "Что это?"),
        ] {
            let (name, text) = decode(bytes.as_bytes()).unwrap();
            assert_eq!(text, expected, "{name}");
        }
    }

    #[test]
    fn other_texts_are_not_changed() {
        for text in [
            "C++ and Q+A",
            "+100 and +new, +49 30",
            "~{wave}~ and ~{odd~}",
            "~{not closed",
            "é \x1B$B$3\x1B(B",
            "1 + 1 = 2",
        ] {
            assert_eq!(decode(text.as_bytes()), None, "{text}");
        }
    }
}
