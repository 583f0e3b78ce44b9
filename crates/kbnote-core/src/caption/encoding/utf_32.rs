//! UTF-32, which the decoder of other encodings does not know.

/// The text of a file in UTF-32, and whether it contains invalid characters; `None` for another encoding.
///
/// The encoding is detected by its byte order mark, or by the zeros of its characters.
pub(super) fn decode(bytes: &[u8]) -> Option<(String, bool)> {
    const SAMPLE: usize = 256;
    let orders: [fn([u8; 4]) -> u32; 2] = [u32::from_le_bytes, u32::from_be_bytes];
    let order = orders.into_iter().find(|order| {
        let mut sample = characters(bytes, *order).take(SAMPLE).peekable();
        sample.peek().is_some() && sample.all(|c| c.is_some_and(|c| c != '\0'))
    })?;
    let text = characters(bytes, order).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    let text: String = text.collect();
    let damaged = text.contains(char::REPLACEMENT_CHARACTER) || !bytes.len().is_multiple_of(4);
    let text = match text.strip_prefix('\u{FEFF}') {
        Some(text) => text.to_owned(),
        None => text,
    };
    Some((text, damaged))
}

fn characters(bytes: &[u8], order: fn([u8; 4]) -> u32) -> impl Iterator<Item = Option<char>> {
    let units = bytes.chunks_exact(4).map(move |unit| match unit {
        [a, b, c, d] => order([*a, *b, *c, *d]),
        _ => 0,
    });
    units.map(char::from_u32)
}
