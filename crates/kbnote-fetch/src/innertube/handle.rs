//! Handles of channels.

use percent_encoding::percent_decode_str;

/// The handle at the end of a channel's URL: `name` of `…/@name`.
pub(crate) fn handle(address: &str) -> Option<String> {
    let (_, handle) = address.rsplit_once("/@")?;
    let handle = handle.split(['/', '?', '#']).next().unwrap_or(handle);
    // Handles in other scripts are percent-encoded.
    let decoded = percent_decode_str(handle).decode_utf8_lossy();
    (!decoded.is_empty()).then(|| decoded.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_read_from_addresses() {
        assert_eq!(
            handle("http://www.youtube.com/@fieldnotes").as_deref(),
            Some("fieldnotes")
        );
        assert_eq!(handle("/@%E9%B3%A5/videos").as_deref(), Some("鳥"));
        assert_eq!(handle("/@a+b#about").as_deref(), Some("a+b"));
        assert_eq!(handle("/@?view=0"), None);
        assert_eq!(handle("/channel/UCkbnote"), None);
    }
}
