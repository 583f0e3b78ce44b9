//! Ids of recordings: YouTube's, bare or within any form of URL, and slugs for all others.

use std::fmt;
use std::str::FromStr;

use deunicode::deunicode;
use serde::{Deserialize, Serialize};

use crate::Fingerprint;
use crate::page::{page_of_player, without_password};
use crate::seek::{Seek, seek};

/// The longest id that an author may choose.
const LONGEST: usize = 64;

/// The length of YouTube's ids; no slug made by kbnote has it.
const YOUTUBE_LENGTH: usize = 11;

/// The id of one recording: YouTube's eleven characters, or a slug for a recording from elsewhere; at most 64 of
/// `A–Z a–z 0–9 - _`.
///
/// Parsed from the bare id of a YouTube video or any URL of it, with or without a scheme; start times, playlists and
/// other parameters are ignored. Which site a stored recording is on is recorded with it, see
/// [`Site`](crate::Site); an id does not say.
///
/// ```
/// # use kbnote_core::VideoId;
/// let id: VideoId = "https://youtu.be/kbnoteDemo1?t=42".parse()?;
/// assert_eq!(id.as_str(), "kbnoteDemo1");
/// assert_eq!(id.youtube_url(), "https://www.youtube.com/watch?v=kbnoteDemo1");
/// # Ok::<(), kbnote_core::ParseVideoIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VideoId(String);

impl VideoId {
    /// The characters of the id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The URL of the YouTube video with this id.
    #[must_use]
    pub fn youtube_url(&self) -> String {
        format!("https://www.youtube.com/watch?v={}", self.0)
    }

    /// The id of a YouTube video, if `text` has the form of one.
    #[must_use]
    pub fn youtube(text: &str) -> Option<Self> {
        (text.len() == YOUTUBE_LENGTH && text.bytes().all(is_allowed))
            .then(|| Self(text.to_owned()))
    }

    /// An id in any form: that of a YouTube video, bare or in a URL, or that of a recording from elsewhere.
    ///
    /// ```
    /// # use kbnote_core::VideoId;
    /// assert_eq!(VideoId::any("lecture-3").unwrap().as_str(), "lecture-3");
    /// assert_eq!(VideoId::any("youtu.be/kbnoteDemo1").unwrap().as_str(), "kbnoteDemo1");
    /// assert!(VideoId::any("../lecture").is_err());
    /// ```
    ///
    /// # Errors
    /// If it is neither.
    pub fn any(text: &str) -> Result<Self, ParseVideoIdError> {
        text.parse()
            .or_else(|_| Self::try_from(text.trim().to_owned()))
    }

    /// The id of the recording at an address: that of a YouTube video, else a slug of the address with a hash of it, so
    /// that two addresses never have the same one. Scheme, `www.`, times and tracking parameters do not count. A value
    /// that is an id already stays as it is.
    ///
    /// ```
    /// # use kbnote_core::VideoId;
    /// let id = VideoId::of_address("https://www.example.org/talks/Birds.mp4#t=42").unwrap();
    /// assert!(id.as_str().starts_with("example-org-talks-birds-mp4-"), "{id}");
    /// assert_eq!(VideoId::of_address("http://example.org/talks/Birds.mp4"), Some(id));
    /// assert_eq!(VideoId::of_address("lecture").unwrap().as_str(), "lecture");
    /// ```
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        if let Ok(id) = Self::any(address) {
            return Some(id);
        }
        let normal = without_what_varies(address);
        let readable = slug(&normal);
        if normal.is_empty() {
            return None;
        }
        let hash = Fingerprint::of(normal.as_bytes()).to_string();
        let readable = readable.get(..ADDRESS_SLUG).unwrap_or(&readable);
        let id = format!("{}-{}", readable.trim_end_matches('-'), &hash[..8]);
        Some(Self::of_slug(id.trim_start_matches('-')))
    }

    /// The id made from the name of a file, without its extension: `Lecture 3 (birds)` becomes `lecture-3-birds`. `None`
    /// if the name has no letter or digit.
    ///
    /// ```
    /// # use kbnote_core::VideoId;
    /// assert_eq!(VideoId::of_name("Lecture 3 (birds)").unwrap().as_str(), "lecture-3-birds");
    /// // YouTube's ids have eleven characters, so this one has more.
    /// assert_eq!(VideoId::of_name("interview01").unwrap().as_str(), "interview01-rec");
    /// ```
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let slug = slug(name);
        let slug = slug.get(..LONGEST - SUFFIX.len()).unwrap_or(&slug);
        let slug = slug.trim_end_matches('-');
        (!slug.is_empty()).then(|| Self::of_slug(slug))
    }

    /// The id of an episode of a podcast: the words of its title, and a hash of what identifies it, its guid for example.
    ///
    /// ```
    /// # use kbnote_core::VideoId;
    /// let id = VideoId::of_episode("Counting geese", "https://example.org/?p=7");
    /// assert!(id.as_str().starts_with("counting-geese-"), "{id}");
    /// assert_eq!(VideoId::of_episode("Geese", "https://example.org/?p=7").episode_hash(), id.episode_hash());
    /// assert_ne!(VideoId::of_episode("Counting geese", "https://example.org/?p=8"), id);
    /// ```
    #[must_use]
    pub fn of_episode(title: &str, identity: &str) -> Self {
        let readable = slug(title);
        let readable = readable.get(..ADDRESS_SLUG).unwrap_or(&readable);
        let hash = Fingerprint::of(identity.as_bytes()).to_string();
        let id = format!(
            "{}-{}",
            readable.trim_end_matches('-'),
            &hash[..EPISODE_HASH]
        );
        Self(id.trim_start_matches('-').to_owned())
    }

    /// The hash in the id of an episode: that of two ids is the same if only the title of the episode changed.
    #[must_use]
    pub fn episode_hash(&self) -> Option<&str> {
        let hash = self.0.rsplit('-').next()?;
        let is_hash = hash.len() == EPISODE_HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
        is_hash.then_some(hash)
    }

    fn of_slug(slug: &str) -> Self {
        match slug.len() {
            YOUTUBE_LENGTH => Self(format!("{slug}{SUFFIX}")),
            _ => Self(slug.to_owned()),
        }
    }

    /// Whether YouTube's ids have this form. An id of this form may still be that of a recording from elsewhere.
    #[must_use]
    pub fn has_youtube_form(&self) -> bool {
        self.0.len() == YOUTUBE_LENGTH
    }
}

/// Appended to a slug with the length of YouTube's ids.
const SUFFIX: &str = "-rec";

/// The most characters of an address in its id.
const ADDRESS_SLUG: usize = 48;

/// The length of the hash in the id of an episode; longer than an id of YouTube.
const EPISODE_HASH: usize = 12;

const fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// Small ASCII letters and digits; all else becomes single hyphens between them.
fn slug(text: &str) -> String {
    let text = deunicode(text).to_ascii_lowercase();
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// An address without its scheme, `www.`, time and tracking parameters.
fn without_what_varies(address: &str) -> String {
    let address = without_password(address.trim());
    let (page, fragment) = address.split_once('#').unwrap_or((&address, ""));
    let time = time_parameter(page);
    let (page, query) = page.split_once('?').unwrap_or((page, ""));
    let page = page.split_once("://").map_or(page, |(_, rest)| rest);
    let (host, path) = page.split_once('/').unwrap_or((page, ""));
    let host = host.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if let Some(page) = page_of_player(host, path) {
        return page;
    }
    let kept = |part: &&str| !part.is_empty() && !is_tracking(part);
    let query = query.split('&').filter(|part| name_of(part) != time);
    let fragment = fragment.split('&').filter(|part| name_of(part) != "t");
    let further = query.chain(fragment).filter(kept);
    let further: String = further.map(|part| format!("?{part}")).collect();
    format!("{host}/{}{further}", path.trim_end_matches('/'))
        .trim_matches('/')
        .to_owned()
}

/// The parameter with which a page is opened at a time; on other pages it may say which page it is.
fn time_parameter(page: &str) -> &'static str {
    match seek(page) {
        Some(Seek::Query(name, _)) => name,
        None if page.contains("/watch?") => "t",
        _ => "",
    }
}

fn is_tracking(part: &str) -> bool {
    let name = name_of(part);
    matches!(name, "si" | "share") || name.starts_with("utm_")
}

fn name_of(part: &str) -> &str {
    part.split('=').next().unwrap_or(part)
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
        let is_id = !text.is_empty() && text.len() <= LONGEST && text.bytes().all(is_allowed);
        if is_id {
            Ok(Self(text))
        } else {
            Err(ParseVideoIdError { text })
        }
    }
}

/// An error for a text without a video id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is neither the id of a recording (letters, digits, `-` and `_`, at most 64) nor the address of a video"
)]
pub struct ParseVideoIdError {
    text: String,
}

impl FromStr for VideoId {
    type Err = ParseVideoIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        Self::youtube(trimmed)
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
        .find_map(|pair| VideoId::youtube(pair.strip_prefix("v=")?))
}

fn id_in_path(host: &str, path: &str) -> Option<VideoId> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    let first = segments.next()?;
    if host.to_ascii_lowercase().ends_with("youtu.be") {
        return VideoId::youtube(first);
    }
    if PATHS.contains(&first) {
        VideoId::youtube(segments.next()?)
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
    fn slugs_never_have_the_length_of_a_youtube_id() {
        for name in [
            "interview01",
            "talk one two",
            "Überblick 1",
            "a".repeat(200).as_str(),
        ] {
            let id = VideoId::of_name(name).unwrap();
            assert_ne!(id.as_str().len(), YOUTUBE_LENGTH, "{name}");
            assert_eq!(VideoId::try_from(id.to_string()), Ok(id));
        }
        assert_eq!(VideoId::of_name("…"), None);
        assert_eq!(VideoId::of_name("講義 3").unwrap().as_str(), "jiang-yi-3");
    }

    #[test]
    fn an_address_has_one_id_however_it_is_written() {
        let of = |address: &str| VideoId::of_address(address).unwrap();
        let id = of("https://example.org/talks/42/");
        for same in [
            "http://www.example.org/talks/42",
            "https://EXAMPLE.org/talks/42#t=9",
            "example.org/talks/42?utm_source=feed#t=9",
        ] {
            assert_eq!(of(same), id, "{same}");
        }
        for other in [
            "https://example.org/talks/43",
            "https://example.org/talks?id=42",
            "https://example.org/talks/42?part=2",
            // The number of a topic, as far as anybody knows.
            "https://example.org/talks/42?t=9",
            "https://example.org/Talks/42",
        ] {
            assert_ne!(of(other), id, "{other}");
        }
        assert_eq!(
            of("https://youtu.be/kbnoteDemo1?t=4").as_str(),
            "kbnoteDemo1"
        );
        for (page, player) in [
            (
                "https://vimeo.com/123456",
                "https://player.vimeo.com/video/123456?h=0a1b2c#t=9s",
            ),
            (
                "https://vimeo.com/123456",
                "https://vimeo.com/123456/0a1b2c?share=copy",
            ),
            (
                "https://www.dailymotion.com/video/x8abcde",
                "https://dai.ly/x8abcde",
            ),
            (
                "https://www.dailymotion.com/video/x8abcde",
                "https://www.dailymotion.com/embed/video/x8abcde?autoplay=1",
            ),
            (
                "https://tube.example.org/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d",
                "https://tube.example.org/videos/embed/9c9de5e8-0a1e-484a-b099-e80766180a6d?title=0",
            ),
        ] {
            assert_eq!(of(page), of(player), "{player}");
        }
        assert_ne!(
            of("https://vimeo.com/123456"),
            of("https://vimeo.com/123457")
        );
        assert_ne!(
            of("https://vimeo.com/channels/birds"),
            of("https://vimeo.com/channels/reeds")
        );
        let secret = of("https://ana:secret@example.org/talks/42");
        assert_eq!(secret, id);
        let archived = of("https://archive.org/details/birds");
        assert_eq!(of("https://archive.org/details/birds?start=4"), archived);
        assert_eq!(VideoId::of_address("  "), None);
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
