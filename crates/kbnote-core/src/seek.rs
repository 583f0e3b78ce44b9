//! Which addresses open a recording at a time, and how.

/// The dimensions of a [media fragment](https://www.w3.org/TR/media-frags/#naming-space).
const DIMENSIONS: [&str; 4] = ["t", "track", "xywh", "id"];

/// Extensions of media files: players start such a file at a media fragment.
const MEDIA: [&str; 18] = [
    "aac", "flac", "m4a", "m4b", "m4v", "mkv", "mov", "mp3", "mp4", "mpeg", "mpg", "oga", "ogg",
    "ogv", "opus", "wav", "weba", "webm",
];

/// Sites, the beginning of the paths of their recordings, and how they are sent to a time.
const SITES: [(&str, &str, Seek); 12] = [
    ("vimeo.com", "", Seek::Fragment("s")),
    ("soundcloud.com", "", Seek::Fragment("s")),
    ("media.ccc.de", "v/", Seek::Fragment("")),
    ("archive.org", "details/", Seek::Query("start", "")),
    ("dailymotion.com", "", Seek::Query("start", "")),
    ("dai.ly", "", Seek::Query("start", "")),
    ("rumble.com", "v", Seek::Query("start", "")),
    ("open.spotify.com", "", Seek::Query("t", "")),
    ("podcasts.apple.com", "", Seek::Query("t", "")),
    ("bilibili.com", "video/", Seek::Query("t", "")),
    ("twitch.tv", "videos/", Seek::Query("t", "s")),
    ("player.twitch.tv", "", Seek::Query("time", "s")),
];

/// How a site is sent to a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seek {
    /// A media fragment, with this unit behind the number of seconds.
    Fragment(&'static str),
    /// A parameter of the query, with this unit behind the number of seconds.
    Query(&'static str, &'static str),
}

/// How the player at an address is sent to a time; `None` if it is not known to have a way.
pub(crate) fn seek(address: &str) -> Option<Seek> {
    let (page, fragment) = address.split_once('#').unwrap_or((address, ""));
    if !fragment.is_empty() && !fragment.split('&').all(is_dimension) {
        return None;
    }
    let (host, path) = host_and_path(page);
    let is_on = |site: &str| host == site || host.ends_with(&format!(".{site}"));
    let site = SITES
        .iter()
        .find(|(site, start, _)| is_on(site) && path.starts_with(start));
    if let Some((_, _, seek)) = site {
        Some(*seek)
    } else if is_peertube(path) {
        Some(Seek::Query("start", "s"))
    } else if is_media(path) || !fragment.is_empty() {
        Some(Seek::Fragment(""))
    } else {
        None
    }
}

/// The host in small letters and the path; a path on a disk has no host.
fn host_and_path(page: &str) -> (String, &str) {
    let page = page.split('?').next().unwrap_or(page);
    match page.split_once("://") {
        Some((_, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.split(':').next().unwrap_or(host);
            (host.to_ascii_lowercase(), path)
        }
        None => (String::new(), page),
    }
}

/// PeerTube's addresses of videos: `w/` and a short id of 22 characters, or `videos/watch/` and a UUID.
fn is_peertube(path: &str) -> bool {
    let id = |prefix: &str| path.strip_prefix(prefix).map(|id| id.trim_end_matches('/'));
    let is_short = |id: &str| id.len() == 22 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_uuid =
        |id: &str| id.len() == 36 && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    id("w/").is_some_and(|id| is_short(id) || is_uuid(id))
        || ["videos/watch/", "videos/embed/"]
            .into_iter()
            .filter_map(id)
            .any(|id| is_short(id) || is_uuid(id))
}

/// Whether a path is that of a media file.
pub(crate) fn is_media(path: &str) -> bool {
    let extension = path
        .rsplit_once('.')
        .map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| MEDIA.contains(&extension.as_str()))
}

fn is_dimension(part: &str) -> bool {
    part.split_once('=')
        .is_some_and(|(name, _)| DIMENSIONS.contains(&name))
}
