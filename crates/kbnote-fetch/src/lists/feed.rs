//! Feeds: the fifteen newest videos of a channel or playlist, with dates.

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::http::content;
use crate::innertube::date;
use crate::lists::listed_video::ListedVideo;
use crate::{ChannelName, Client, FetchError, Source};

impl Client {
    /// Fetches the newest videos of a source from its feed, the newest first: at most fifteen.
    ///
    /// # Errors
    ///
    /// [`FetchError::ListUnavailable`] if there is no such feed; or if it is refused.
    pub async fn feed(&self, source: &Source) -> Result<Vec<ListedVideo>, FetchError> {
        let query = match source {
            Source::Video(_) | Source::Web(_) => return Err(no_feed("it has no feed on YouTube")),
            Source::Playlist(id) => format!("playlist_id={id}"),
            Source::Channel(ChannelName::Path(path)) if path.starts_with("user/") => {
                path.replacen("user/", "user=", 1)
            }
            Source::Channel(name) => format!("channel_id={}", self.channel_id(name).await?),
        };
        let address = format!("/feeds/videos.xml?{query}");
        let pages = self.shared.table.pages();
        let answer = self.shared.innertube.get(pages, address).await?;
        match answer.status.as_u16() {
            200..=299 => read(&answer.body),
            404 | 410 => Err(no_feed("it has no feed")),
            status => Err(FetchError::BadRequest {
                status,
                reason: String::new(),
            }),
        }
    }

    /// Fetches the videos of a channel published on `since` or later, if its feed reaches back that far;
    /// otherwise `None`, and the [listing](Self::listing) is needed.
    ///
    /// # Errors
    ///
    /// As [`Self::feed`].
    pub async fn recent(
        &self,
        channel: &ChannelName,
        since: NaiveDate,
    ) -> Result<Option<Vec<ListedVideo>>, FetchError> {
        let mut videos = self.feed(&Source::Channel(channel.clone())).await?;
        let is_old = |video: &ListedVideo| video.published.is_some_and(|day| day < since);
        let reaches_back = videos.iter().any(is_old);
        videos.retain(|video| !is_old(video));
        Ok(reaches_back.then_some(videos))
    }
}

fn no_feed(reason: &str) -> FetchError {
    FetchError::ListUnavailable {
        reason: reason.to_owned(),
    }
}

/// Reads an Atom feed. Entries without a video id are skipped.
fn read(body: &[u8]) -> Result<Vec<ListedVideo>, FetchError> {
    if content::is_page(body) {
        return Err(content::page(body, "a feed"));
    }
    let text = std::str::from_utf8(body).map_err(|_| no_xml())?;
    let mut reader = Reader::from_str(text);
    let mut videos = Vec::new();
    let mut entry = None;
    loop {
        match reader.read_event().map_err(|_| no_xml())? {
            Event::Start(tag) if tag.name().as_ref() == "entry" => entry = Some(Entry::default()),
            Event::Start(tag) => {
                if let Some(entry) = &mut entry {
                    entry.read(&tag, &mut reader);
                }
            }
            Event::End(tag) if tag.name().as_ref() == "entry" => {
                videos.extend(entry.take().and_then(Entry::video));
            }
            Event::Eof if entry.is_some() => return Err(FetchError::CutOff(None)),
            Event::Eof => return Ok(videos),
            _ => {}
        }
    }
}

const fn no_xml() -> FetchError {
    FetchError::UnexpectedContent {
        found: "something else",
        expected: "a feed",
    }
}

/// The texts of one entry.
#[derive(Default)]
struct Entry {
    id: String,
    title: String,
    published: String,
}

impl Entry {
    fn read(&mut self, tag: &BytesStart<'_>, reader: &mut Reader<&[u8]>) {
        let slot = match tag.name().as_ref() {
            "yt:videoId" => &mut self.id,
            "title" => &mut self.title,
            "published" => &mut self.published,
            _ => return,
        };
        if let Ok(text) = reader.read_text(tag.name()) {
            let raw = text.into_inner();
            *slot = quick_xml::escape::unescape(&raw).map_or_else(|_| raw.to_string(), Into::into);
        }
    }

    fn video(self) -> Option<ListedVideo> {
        Some(ListedVideo {
            id: self.id.try_into().ok()?,
            title: self.title,
            duration_ms: None,
            published: date::day(&self.published),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_read() {
        let feed = r#"<?xml version="1.0" encoding="UTF-8"?><feed><title>Marsh Notes</title>
            <entry><yt:videoId>kbnoteDemo1</yt:videoId><title>Geese &amp; ducks</title>
              <published>2025-10-03T15:01:42+00:00</published>
              <media:group><media:title>Other</media:title></media:group></entry>
            <entry><title>No id</title></entry></feed>"#;
        let videos = read(feed.as_bytes()).unwrap();
        let [video] = videos.as_slice() else {
            panic!("{videos:?}")
        };
        assert_eq!(
            (video.id.as_str(), video.title.as_str()),
            ("kbnoteDemo1", "Geese & ducks")
        );
        assert_eq!(video.published.unwrap().to_string(), "2025-10-03");
    }

    #[test]
    fn other_content_than_a_feed_is_reported() {
        let kind = |body: &str| read(body.as_bytes()).unwrap_err().kind();
        assert_eq!(kind("<!DOCTYPE html><p>Sorry"), "unexpected-content");
        assert_eq!(kind("<feed><entry><title>Gee"), "cut-off");
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_a_feed_or_none(text in "(<feed>)?(<entry><(title|yt:videoId|x)>?|[<>/&;a-z ]|</entry>){0,12}") {
            let _ = read(text.as_bytes());
        }
    }
}
