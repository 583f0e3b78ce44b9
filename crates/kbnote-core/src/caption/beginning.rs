//! The beginning of a long text.

/// The start of a text: at most `max_bytes` bytes of whole characters.
pub(super) fn beginning(text: &str, max_bytes: usize) -> &str {
    let cuts = (0..=max_bytes.min(text.len())).rev();
    let mut whole = cuts.filter_map(|end| text.get(..end));
    whole.next().unwrap_or_default()
}
