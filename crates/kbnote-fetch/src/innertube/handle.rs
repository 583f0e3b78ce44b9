//! Handles of channels.

/// The handle at the end of a channel's address: `name` of `…/@name`.
pub(crate) fn handle(address: &str) -> Option<String> {
    let (_, handle) = address.rsplit_once("/@")?;
    let handle = handle.split(['/', '?']).next().unwrap_or(handle);
    let decoded = percent_decoded(handle);
    Some(decoded).filter(|handle| !handle.is_empty())
}

/// Handles in other scripts come with percent signs.
fn percent_decoded(text: &str) -> String {
    reqwest::Url::parse(&format!("x:?{}", text.replace('+', "%2B")))
        .ok()
        .and_then(|url| Some(url.query_pairs().next()?.0.into_owned()))
        .unwrap_or_else(|| text.to_owned())
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
        assert_eq!(handle("/channel/UCkbnote"), None);
    }
}
