//! URLs that open a recording at a time.

use std::fmt::Display;

use crate::VideoId;
use crate::seek::{Seek, is_media, seek};

/// The URL that opens a recording at a second, made from its URL.
///
/// A YouTube video gets its short form; Vimeo, SoundCloud, PeerTube, the Internet Archive, Spotify, Apple Podcasts,
/// Twitch, Dailymotion, media.ccc.de, Rumble and Bilibili what their players read; a media file, on a server or a disk, a media fragment. Any other page is returned unchanged,
/// since it may not know how to seek, unless its URL has a media fragment already. `seconds` may be a placeholder.
///
/// ```
/// # use kbnote_core::address_at;
/// let youtube = "https://www.youtube.com/watch?v=kbnoteDemo1&list=PL1";
/// assert_eq!(address_at(youtube, 9), "https://youtu.be/kbnoteDemo1?t=9");
/// assert_eq!(address_at("https://example.org/talk.webm#t=0", 9), "https://example.org/talk.webm#t=9");
/// assert_eq!(address_at("https://archive.org/details/talk", 9), "https://archive.org/details/talk?start=9");
/// assert_eq!(address_at("https://example.org/talk", 9), "https://example.org/talk");
/// ```
#[must_use]
pub fn address_at(address: &str, seconds: impl Display) -> String {
    if let Ok(id) = address.parse::<VideoId>()
        && id.as_str() != address
    {
        return format!("https://youtu.be/{id}?t={seconds}");
    }
    match seek(address) {
        Some(Seek::Fragment(unit)) => with_fragment(address, &format!("t={seconds}{unit}")),
        Some(Seek::Query(name, unit)) => with_parameter(address, name, &format!("{seconds}{unit}")),
        None => address.to_owned(),
    }
}

/// Whether a recording at this address is known to open at a time, see [`address_at`].
///
/// ```
/// # use kbnote_core::opens_at_a_time;
/// assert!(opens_at_a_time("https://vimeo.com/1") && opens_at_a_time("https://example.org/talk#t=0"));
/// assert!(!opens_at_a_time("https://example.org/talk"));
/// ```
#[must_use]
pub fn opens_at_a_time(address: &str) -> bool {
    address.parse::<VideoId>().is_ok() || seek(address).is_some()
}

/// Whether a text can be the address of a recording: a URL of the web or of a file on this machine, or the path of a file. A
/// URL of another scheme may run a script.
///
/// ```
/// # use kbnote_core::is_recording_address;
/// assert!(is_recording_address("https://example.org/talk") && is_recording_address("media/talk.mp3"));
/// assert!(!is_recording_address("javascript:alert(1)") && !is_recording_address("not an address"));
/// ```
#[must_use]
pub fn is_recording_address(text: &str) -> bool {
    let text = text.trim();
    if let Some((scheme, rest)) = text.split_once("://") {
        let scheme = scheme.to_ascii_lowercase();
        return matches!(scheme.as_str(), "http" | "https" | "file")
            && rest.len() > 1
            && !rest.contains(char::is_control);
    }
    text.parse::<VideoId>().is_ok()
        || (!text.contains(':') && !text.contains(char::is_control) && is_media(text))
}

/// Whether a text is the path or the name of a media file, on a disk and not on the web.
#[must_use]
pub fn is_media_file(text: &str) -> bool {
    let name = text.trim().rsplit(['/', '\\']).next().unwrap_or(text);
    !text.contains(':') && name.contains('.') && is_media(name)
}

/// Whether a text names a recording: by an id, or by an address at which it may be.
///
/// ```
/// # use kbnote_core::names_recording;
/// assert!(names_recording("lecture-3") && names_recording("https://example.org/talk"));
/// assert!(!names_recording("the third lecture") && !names_recording("https://youtu.be/"));
/// ```
#[must_use]
pub fn names_recording(text: &str) -> bool {
    // An address on YouTube without an id leads to no video.
    let is_on_youtube = ["youtube.com/", "youtu.be/"]
        .iter()
        .any(|site| text.contains(site));
    let page = text.split(['#', '?']).next().unwrap_or(text);
    VideoId::any(text).is_ok() || !is_on_youtube && is_recording_address(page)
}

fn with_fragment(address: &str, time: &str) -> String {
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    let kept = fragment
        .split('&')
        .filter(|part| !part.is_empty() && !part.starts_with("t="));
    let kept: String = kept.map(|part| format!("{part}&")).collect();
    format!("{page}#{kept}{time}")
}

fn with_parameter(address: &str, name: &str, value: &str) -> String {
    let page = address.split('#').next().unwrap_or(address);
    let (path, query) = page.split_once('?').unwrap_or((page, ""));
    let is_other = |part: &&str| !part.is_empty() && part.split('=').next() != Some(name);
    let kept: String = query
        .split('&')
        .filter(is_other)
        .map(|part| format!("{part}&"))
        .collect();
    format!("{path}?{kept}{name}={value}")
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
                "https://soundcloud.com/field/birds",
                "https://soundcloud.com/field/birds#t=9s",
            ),
            (
                "https://archive.org/details/birds?start=4",
                "https://archive.org/details/birds?start=9",
            ),
            (
                "https://open.spotify.com/episode/4x?si=1",
                "https://open.spotify.com/episode/4x?si=1&t=9",
            ),
            (
                "https://podcasts.apple.com/us/podcast/id1?i=2&t=4",
                "https://podcasts.apple.com/us/podcast/id1?i=2&t=9",
            ),
            (
                "https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
                "https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv?start=9s",
            ),
            (
                "https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=1m",
                "https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=9s",
            ),
            (
                "https://example.org/a/talk.MP3?x=1",
                "https://example.org/a/talk.MP3?x=1#t=9",
            ),
            (
                "https://example.org/talk.webm#t=10,20",
                "https://example.org/talk.webm#t=9",
            ),
            (
                "https://example.org/a.webm#t=4&track=en",
                "https://example.org/a.webm#track=en&t=9",
            ),
            (
                "https://example.org/player#t=4",
                "https://example.org/player#t=9",
            ),
            (
                "https://www.twitch.tv/videos/123456789?t=1h2m3s&filter=all",
                "https://www.twitch.tv/videos/123456789?filter=all&t=9s",
            ),
            (
                "https://player.twitch.tv/?video=v123456&time=1h2m3s",
                "https://player.twitch.tv/?video=v123456&time=9s",
            ),
            (
                "https://www.dailymotion.com/video/x8abcde",
                "https://www.dailymotion.com/video/x8abcde?start=9",
            ),
            ("https://dai.ly/x8abcde", "https://dai.ly/x8abcde?start=9"),
            (
                "https://media.ccc.de/v/37c3-birds#t=61",
                "https://media.ccc.de/v/37c3-birds#t=9",
            ),
            (
                "https://www.bilibili.com/video/BV1xx411c7mD/?p=2",
                "https://www.bilibili.com/video/BV1xx411c7mD/?p=2&t=9",
            ),
            ("file:///home/me/talk.mkv", "file:///home/me/talk.mkv#t=9"),
            ("media/talk.m4a", "media/talk.m4a#t=9"),
        ] {
            assert_eq!(address_at(watched, 9), at_nine, "{watched}");
        }
    }

    #[test]
    fn a_page_without_a_way_to_seek_keeps_its_address() {
        for page in [
            "https://example.org/talk",
            "https://example.org/talk?id=7",
            "https://notvimeo.com/123456",
            "https://vimeo.com/channels/birds#123456",
            "https://example.org/#/talk",
            "https://example.org/#!talk=1",
            "https://example.org/page#talk",
            "https://archive.org/search?q=birds",
            "https://example.org/w/short",
            "https://www.twitch.tv/fieldnotes",
            "https://media.ccc.de/c/37c3",
            "interview01",
            "lecture",
        ] {
            assert_eq!(address_at(page, 9), page, "{page}");
        }
    }
}
