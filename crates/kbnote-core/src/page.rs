//! What of an address says which recording it is: there are several of one, at its page and where its player is embedded.

use std::borrow::Cow;

/// The page of a recording of which other sites embed the player, without a scheme; none of any other page. Nothing else
/// in its address says which recording it is.
pub(crate) fn page_of_player(host: &str, path: &str) -> Option<String> {
    let mut segments = path.split('/').filter(|segment| !segment.is_empty());
    match host {
        // `vimeo.com/N/HASH` is a video that is not listed.
        "vimeo.com" | "player.vimeo.com" => {
            let id = segments.find(|segment| *segment != "video")?;
            is_number(id).then(|| format!("vimeo.com/{id}"))
        }
        "dai.ly" => Some(format!("dailymotion.com/video/{}", segments.next()?)),
        "dailymotion.com" | "geo.dailymotion.com" => {
            let id = segments.skip_while(|segment| *segment != "video").nth(1)?;
            Some(format!("dailymotion.com/video/{id}"))
        }
        _ => {
            let id = path.strip_prefix("videos/embed/")?;
            Some(format!("{host}/videos/watch/{}", id.trim_end_matches('/')))
        }
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

/// An address without a user name and a password.
///
/// ```
/// # use kbnote_core::without_password;
/// assert_eq!(without_password("https://ana:secret@example.org/a.mp3"), "https://example.org/a.mp3");
/// assert_eq!(without_password("https://example.org/@ana/a.mp3"), "https://example.org/@ana/a.mp3");
/// ```
#[must_use]
pub fn without_password(address: &str) -> Cow<'_, str> {
    let parts = address.split_once("://").and_then(|(scheme, rest)| {
        let host_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let at = rest[..host_end].rfind('@')?;
        Some((scheme, &rest[at + 1..]))
    });
    match parts {
        Some((scheme, rest)) => Cow::Owned(format!("{scheme}://{rest}")),
        None => Cow::Borrowed(address),
    }
}
