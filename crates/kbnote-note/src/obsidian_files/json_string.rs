//! A JSON string with the places of its characters in the file.

/// The text of a JSON string, and where each of its bytes is written.
pub(super) struct JsonString {
    pub(super) text: String,
    /// For each byte of the text, and for its end, the byte of the file.
    places: Vec<usize>,
}

impl JsonString {
    /// Reads a string with its quotes that begins at `start`; `None` if that is not a string.
    pub(super) fn read(written: &str, start: usize) -> Option<Self> {
        let text: String = serde_json::from_str(written).ok()?;
        let inner = written.get(1..written.len().checked_sub(1)?)?;
        let mut places = Vec::with_capacity(text.len() + 1);
        let mut at = 0;
        for c in text.chars() {
            let length = written_length(&inner[at..], c)?;
            places.extend(std::iter::repeat_n(start + 1 + at, c.len_utf8()));
            at += length;
        }
        places.push(start + 1 + at);
        (at == inner.len()).then_some(Self { text, places })
    }

    /// Where a byte of the text is written.
    pub(super) fn place(&self, at: usize) -> usize {
        let end = self.places.last().copied().unwrap_or_default();
        self.places.get(at).copied().unwrap_or(end)
    }
}

/// How many bytes a character takes up as it is written.
fn written_length(rest: &str, c: char) -> Option<usize> {
    let mut bytes = rest.bytes();
    Some(match (bytes.next()?, bytes.next()) {
        (b'\\', Some(b'u')) if c.len_utf16() == 2 => 12,
        (b'\\', Some(b'u')) => 6,
        (b'\\', _) => 2,
        _ => c.len_utf8(),
    })
}

/// A text as the inside of a JSON string.
pub(super) fn escaped(text: &str) -> String {
    let written = serde_json::to_string(text).unwrap_or_default();
    written[1..written.len().saturating_sub(1).max(1)].to_owned()
}
