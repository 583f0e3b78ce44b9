//! Whether the bytes of a note are text of a kind that no piece of a note can be written into.

/// As much of a note as tells how it is written.
const LOOKED_AT: usize = 256;

/// So many zero bytes are no accident.
const MANY: usize = 4;

/// Whether these bytes are a text in UTF-16: they begin with its mark, or have zero bytes on even
/// places alone or on odd ones alone, as Latin letters have there.
///
/// ```
/// use kbnote_note::is_utf16;
///
/// assert!(is_utf16(b"\xff\xfea\0"));
/// assert!(is_utf16(b"-\0-\0-\0\n\0"));
/// assert!(!is_utf16("---\ntitle: Élan\n---\n".as_bytes()));
/// ```
#[must_use]
pub fn is_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return true;
    }
    let start = bytes.iter().take(LOOKED_AT);
    let zeros = start.enumerate().filter(|(_, byte)| **byte == 0);
    let (even, odd): (Vec<usize>, Vec<usize>) = zeros.map(|(at, _)| at).partition(|at| at % 2 == 0);
    even.is_empty() != odd.is_empty() && even.len() + odd.len() >= MANY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_utf_16_is_distinguished_from_text_with_stray_zeros() {
        let text = "---\ntitle: 潮の満ち引き\n---\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(is_utf16(&little) && is_utf16(&big));
        assert!(!is_utf16(text.as_bytes()));
        assert!(!is_utf16(b"a\0b c\0d"));
        assert!(!is_utf16(b"\0\0\0\0\0\0"));
        assert!(!is_utf16(b""));
    }
}
