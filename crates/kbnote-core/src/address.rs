//! URLs that open a video at a time.

use std::fmt::Display;

use crate::VideoId;

/// The dimensions of a [media fragment](https://www.w3.org/TR/media-frags/#naming-space).
const DIMENSIONS: [&str; 4] = ["t", "track", "xywh", "id"];

/// The URL that opens a video at a second, made from its URL.
///
/// A YouTube video gets the short form. Elsewhere a media fragment is appended, or replaces the time in
/// the present one; Vimeo's player wants `s` after the number. A URL with another fragment, such as
/// `#/talk`, is returned unchanged: it would lead to another page. `seconds` may be a placeholder.
///
/// ```
/// # use kbnote_core::address_at;
/// let youtube = "https://www.youtube.com/watch?v=kbnoteDemo1&list=PL1";
/// assert_eq!(address_at(youtube, 9), "https://youtu.be/kbnoteDemo1?t=9");
/// assert_eq!(address_at("https://example.org/talk.webm#t=0", 9), "https://example.org/talk.webm#t=9");
/// assert_eq!(address_at("https://example.org/#/talk", 9), "https://example.org/#/talk");
/// ```
#[must_use]
pub fn address_at(address: &str, seconds: impl Display) -> String {
    if let Ok(id) = address.parse::<VideoId>() {
        return format!("https://youtu.be/{id}?t={seconds}");
    }
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    let parts: Vec<&str> = fragment
        .split('&')
        .filter(|part| !part.is_empty())
        .collect();
    if !parts.iter().all(|part| is_dimension(part)) {
        return address.to_owned();
    }
    let unit = if is_vimeo(page) { "s" } else { "" };
    let kept = parts.iter().filter(|part| !part.starts_with("t="));
    let kept: String = kept.map(|part| format!("{part}&")).collect();
    format!("{page}#{kept}t={seconds}{unit}")
}

fn is_dimension(part: &str) -> bool {
    part.split_once('=')
        .is_some_and(|(name, _)| DIMENSIONS.contains(&name))
}

fn is_vimeo(page: &str) -> bool {
    let rest = page.split_once("//").map_or(page, |(_, rest)| rest);
    let host = rest.split(['/', '?', ':']).next().unwrap_or(rest);
    let host = host.to_ascii_lowercase();
    host == "vimeo.com" || host.ends_with(".vimeo.com")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_player_gets_a_url_with_a_time() {
        for (watched, at_nine) in [
            (
                "https://www.youtube.com/watch?v=kbnoteDemo1",
                "https://youtu.be/kbnoteDemo1?t=9",
            ),
            (
                "https://youtu.be/kbnoteDemo1?t=4#t=4",
                "https://youtu.be/kbnoteDemo1?t=9",
            ),
            (
                "https://m.youtube.com/shorts/kbnoteDemo1",
                "https://youtu.be/kbnoteDemo1?t=9",
            ),
            ("https://vimeo.com/123456", "https://vimeo.com/123456#t=9s"),
            (
                "https://vimeo.com/123456?share=copy#t=1m2s",
                "https://vimeo.com/123456?share=copy#t=9s",
            ),
            (
                "https://player.vimeo.com/video/123456",
                "https://player.vimeo.com/video/123456#t=9s",
            ),
            (
                "https://vimeo.com/channels/birds#123456",
                "https://vimeo.com/channels/birds#123456",
            ),
            (
                "https://notvimeo.com/123456",
                "https://notvimeo.com/123456#t=9",
            ),
            ("https://example.org/talk", "https://example.org/talk#t=9"),
            (
                "https://example.org/talk?id=7#",
                "https://example.org/talk?id=7#t=9",
            ),
            (
                "https://example.org/talk.webm#t=10,20",
                "https://example.org/talk.webm#t=9",
            ),
            (
                "https://example.org/a.webm#t=4&track=en",
                "https://example.org/a.webm#track=en&t=9",
            ),
            ("https://example.org/#/talk", "https://example.org/#/talk"),
            (
                "https://example.org/#!talk=1",
                "https://example.org/#!talk=1",
            ),
            (
                "https://example.org/page#talk",
                "https://example.org/page#talk",
            ),
        ] {
            assert_eq!(address_at(watched, 9), at_nine, "{watched}");
        }
    }
}
