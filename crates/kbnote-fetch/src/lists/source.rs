//! Sources: a video, a playlist, a channel, an address elsewhere.

use std::fmt;
use std::str::FromStr;

use kbnote_core::VideoId;
use reqwest::Url;

/// One video, or a list of videos.
///
/// ```
/// # use kbnote_fetch::Source;
/// let source: Source = "https://www.youtube.com/@marshnotes/videos".parse()?;
/// assert_eq!(source.to_string(), "@marshnotes");
/// let source: Source = "https://youtu.be/kbnoteDemo1?list=PLkbnoteDemo1".parse()?;
/// assert_eq!(source.to_string(), "kbnoteDemo1");
/// # Ok::<(), kbnote_fetch::ParseSourceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// One video.
    Video(VideoId),
    /// The videos of the playlist with this id, in its order.
    Playlist(String),
    /// The videos of a channel, the newest first.
    Channel(ChannelName),
    /// What is at an address that is not YouTube's: [`Client::open`](crate::Client::open) finds out.
    Web(String),
}

/// The name of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ChannelName {
    /// Its id, `UC…`.
    Id(String),
    /// The path of its URL: `@handle`, `c/name` or `user/name`.
    Path(String),
}

/// An error for a text that is not a source.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseSourceError {
    /// It is neither an id nor an address.
    #[error(
        "`{0}` is not a video, playlist, channel or address; use an id, a URL with https://, or `@` and a handle"
    )]
    Unknown(String),
    /// It is an address that is not on the web.
    #[error("`{0}` is not an address on the web; only http and https addresses are fetched")]
    Scheme(String),
    /// It is an address with a user name or password, which would be sent and stored.
    #[error("addresses with a user name or password are not fetched")]
    Password,
}

impl FromStr for Source {
    type Err = ParseSourceError;

    /// Parses an id, a handle or a URL. The URL of a video in a playlist means the video.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if !text.contains("/videoseries")
            && let Ok(id) = text.parse()
        {
            return Ok(Self::Video(id));
        }
        match bare(text).or_else(|| in_address(text)) {
            Some(source) => Ok(source),
            None => elsewhere(text),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Video(id) => id.fmt(f),
            Self::Web(name)
            | Self::Playlist(name)
            | Self::Channel(ChannelName::Id(name) | ChannelName::Path(name)) => f.write_str(name),
        }
    }
}

/// Prefixes of playlist ids: a user's, uploads, likes, albums, favourites, mixes.
const PLAYLISTS: [&str; 6] = ["PL", "UU", "LL", "OLAK5uy_", "FL", "RD"];

fn bare(text: &str) -> Option<Source> {
    if let Some(handle) = text.strip_prefix('@') {
        return is_name(handle).then(|| Source::Channel(ChannelName::Path(text.to_owned())));
    }
    if is_channel_id(text) {
        return Some(Source::Channel(ChannelName::Id(text.to_owned())));
    }
    let is_playlist =
        text.len() >= 12 && is_plain(text) && PLAYLISTS.iter().any(|start| text.starts_with(start));
    is_playlist.then(|| Source::Playlist(text.to_owned()))
}

pub(crate) fn is_channel_id(text: &str) -> bool {
    text.len() == 24 && text.starts_with("UC") && is_plain(text)
}

fn is_plain(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || "/?#&\\".contains(c))
}

fn in_address(text: &str) -> Option<Source> {
    let has_scheme = text.starts_with("https://") || text.starts_with("http://");
    let address = if has_scheme {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let url = Url::parse(&address).ok()?;
    if !is_on_youtube(&url) {
        return None;
    }
    let list = url.query_pairs().find(|(key, _)| key == "list");
    if let Some((_, id)) = list {
        return bare(&id).filter(|source| matches!(source, Source::Playlist(_)));
    }
    let mut segments = url.path_segments()?;
    match (segments.next()?, segments.next()) {
        ("channel", Some(id)) => bare(id),
        (folder @ ("c" | "user"), Some(name)) if is_name(name) => Some(Source::Channel(
            ChannelName::Path(format!("{folder}/{name}")),
        )),
        (handle, _) if handle.starts_with('@') => bare(handle),
        _ => None,
    }
}

/// An address that is not YouTube's.
fn elsewhere(text: &str) -> Result<Source, ParseSourceError> {
    let Some(url) = Url::parse(text).ok().filter(|_| text.contains("://")) else {
        return Err(ParseSourceError::Unknown(text.to_owned()));
    };
    if !matches!(url.scheme(), "http" | "https") {
        return Err(ParseSourceError::Scheme(text.to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(ParseSourceError::Password);
    }
    if is_on_youtube(&url) {
        return Err(ParseSourceError::Unknown(text.to_owned()));
    }
    Ok(Source::Web(url.into()))
}

fn is_on_youtube(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host == "youtube.com" || host.ends_with(".youtube.com") || host == "youtu.be"
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNEL: &str = "UCkbnoteDemoChannel00001";

    fn told(text: &str) -> String {
        match text.parse() {
            Ok(Source::Video(id)) => format!("video {id}"),
            Ok(source @ Source::Playlist(_)) => format!("playlist {source}"),
            Ok(source @ Source::Channel(_)) => format!("channel {source}"),
            Ok(source @ Source::Web(_)) => format!("address {source}"),
            Err(error) => format!("{error}"),
        }
    }

    #[test]
    fn every_form_is_read() {
        for (text, wanted) in [
            ("kbnoteDemo1", "video kbnoteDemo1"),
            (
                "https://www.youtube.com/watch?v=kbnoteDemo1&list=PLkbnoteDemo1",
                "video kbnoteDemo1",
            ),
            ("PLkbnoteDemo1", "playlist PLkbnoteDemo1"),
            (
                "https://www.youtube.com/playlist?list=PLkbnoteDemo1",
                "playlist PLkbnoteDemo1",
            ),
            (
                "youtube.com/watch?list=PLkbnoteDemo1",
                "playlist PLkbnoteDemo1",
            ),
            (
                "https://www.youtube.com/embed/videoseries?list=PLkbnoteDemo1",
                "playlist PLkbnoteDemo1",
            ),
            (CHANNEL, "channel UCkbnoteDemoChannel00001"),
            (
                "https://www.youtube.com/channel/UCkbnoteDemoChannel00001/videos",
                "channel UCkbnoteDemoChannel00001",
            ),
            ("@marshnotes", "channel @marshnotes"),
            ("@鳥の声", "channel @鳥の声"),
            ("m.youtube.com/@marshnotes/streams", "channel @marshnotes"),
            (
                "https://www.youtube.com/c/MarshNotes",
                "channel c/MarshNotes",
            ),
            (
                "https://www.youtube.com/user/MarshNotes/featured",
                "channel user/MarshNotes",
            ),
            (
                "https://Feeds.example.org/show.xml?key=1",
                "address https://feeds.example.org/show.xml?key=1",
            ),
            (
                "https://example.org/playlist?list=PLkbnoteDemo1",
                "address https://example.org/playlist?list=PLkbnoteDemo1",
            ),
        ] {
            assert_eq!(told(text), wanted, "{text}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "@",
            "@a b",
            "geese",
            "PL",
            "example.org/feed.xml",
            "file:///etc/passwd",
            "ftp://example.org/feed.xml",
            "https://me:word@example.org/feed.xml",
            "https://www.youtube.com/feed/subscriptions",
            "https://www.youtube.com/playlist?list=../x",
        ] {
            assert!(text.parse::<Source>().is_err(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn shown_addresses_are_read_back(text in "(https://www.youtube.com/|@|UC|PL|c/)?[\\PC/?=&]{0,30}") {
            if let Ok(source) = text.parse::<Source>()
                && !matches!(&source, Source::Channel(ChannelName::Path(path)) if !path.starts_with('@'))
            {
                proptest::prop_assert_eq!(source.to_string().parse(), Ok(source));
            }
        }
    }
}
