//! Video ids, bare or within any form of URL.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The id of one video: eleven characters of `A–Z a–z 0–9 - _`.
///
/// Parsed from the bare id or any URL of the video, with or without a scheme; start times, playlists and
/// other parameters are ignored.
///
/// ```
/// # use kbnote_core::VideoId;
/// let id: VideoId = "https://youtu.be/kbnoteDemo1?t=42".parse()?;
/// assert_eq!(id.as_str(), "kbnoteDemo1");
/// assert_eq!(id.url(), "https://www.youtube.com/watch?v=kbnoteDemo1");
/// # Ok::<(), kbnote_core::ParseVideoIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VideoId(String);

impl VideoId {
    /// The eleven characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of the video.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://www.youtube.com/watch?v={}", self.0)
    }

    fn from_bare(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == 11 && text.bytes().all(allowed)).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for VideoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<VideoId> for String {
    fn from(id: VideoId) -> Self {
        id.0
    }
}

impl TryFrom<String> for VideoId {
    type Error = ParseVideoIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_bare(&text).ok_or(ParseVideoIdError { text })
    }
}

/// An error for a text without a video id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is neither a video id of 11 characters nor the address of a video")]
pub struct ParseVideoIdError {
    text: String,
}

impl FromStr for VideoId {
    type Err = ParseVideoIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        Self::from_bare(trimmed)
            .or_else(|| from_address(trimmed))
            .ok_or_else(|| ParseVideoIdError {
                text: text.to_owned(),
            })
    }
}

const HOSTS: [&str; 5] = [
    "youtube.com",
    "youtube-nocookie.com",
    "youtu.be",
    "youtubekids.com",
    "youtube.googleapis.com",
];

/// Path segments followed by an id.
const PATHS: [&str; 6] = ["shorts", "live", "embed", "v", "e", "watch"];

fn from_address(address: &str) -> Option<VideoId> {
    let lower = address.to_ascii_lowercase();
    let scheme = ["https://", "http://", "//"]
        .into_iter()
        .find(|s| lower.starts_with(s));
    let rest = address.get(scheme.map_or(0, str::len)..)?;
    let (host, path) = rest.split_once(['/', '?'])?;
    if !is_known_host(host) {
        return None;
    }
    let path = path.split('#').next().unwrap_or(path);
    let (path, query) = path.split_once('?').unwrap_or((path, path));
    id_in_query(query).or_else(|| id_in_path(host, path))
}

fn is_known_host(host: &str) -> bool {
    let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
    HOSTS.iter().any(|known| {
        host == *known
            || host
                .strip_suffix(known)
                .is_some_and(|prefix| prefix.ends_with('.'))
    })
}

fn id_in_query(query: &str) -> Option<VideoId> {
    query
        .split('&')
        .find_map(|pair| VideoId::from_bare(pair.strip_prefix("v=")?))
}

fn id_in_path(host: &str, path: &str) -> Option<VideoId> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    if host.to_ascii_lowercase().ends_with("youtu.be") {
        return VideoId::from_bare(first);
    }
    if PATHS.contains(&first) {
        VideoId::from_bare(segments.next()?)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_url_is_read() {
        for text in [
            "-bnoteDemo1",
            "https://www.youtube.com/watch?v=-bnoteDemo1",
            "https://www.youtube.com/watch?list=PL123&v=-bnoteDemo1&t=9s",
            "http://m.youtube.com/watch?v=-bnoteDemo1#t=9",
            "youtube.com/watch?v=-bnoteDemo1",
            "https://music.youtube.com/watch?v=-bnoteDemo1",
            "https://youtu.be/-bnoteDemo1?si=abc&t=10",
            "youtu.be/-bnoteDemo1",
            "https://www.youtube.com/shorts/-bnoteDemo1",
            "https://www.youtube.com/live/-bnoteDemo1?feature=share",
            "https://www.youtube-nocookie.com/embed/-bnoteDemo1?start=3",
            "https://www.youtube.com/v/-bnoteDemo1",
            "HTTPS://WWW.YOUTUBE.COM/watch?v=-bnoteDemo1",
        ] {
            let id = text.parse::<VideoId>().map(String::from);
            assert_eq!(id.as_deref(), Ok("-bnoteDemo1"), "{text}");
        }
    }

    #[test]
    fn other_urls_are_refused() {
        for text in [
            "",
            "kbnoteDemo",
            "kbnoteDemo12",
            "kbnote Demo1",
            "https://example.org/watch?v=kbnoteDemo1",
            "https://notyoutube.com/watch?v=kbnoteDemo1",
            "https://www.youtube.com/playlist?list=PLkbnoteDemo1",
            "https://www.youtube.com/@kbnoteDemo1",
            "https://youtu.be/",
        ] {
            assert!(text.parse::<VideoId>().is_err(), "{text}");
        }
    }
}
