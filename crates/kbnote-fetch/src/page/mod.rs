//! Pages with a recording: `<track>` elements, JSON-LD, or a link to the feed in which the page is an episode.

mod json_ld;
mod reader;

use kbnote_core::{LanguageTag, Timestamp, TrackKind, VideoId};
use reqwest::Url;

use self::reader::{Page, PageTrack};
use crate::podcast::feed::{self, Episode, Feed};
use crate::podcast::source::feed_source;
use crate::podcast::values::{day, time};
use crate::web::address::Reach;
use crate::web::error::{WebProblem, place};
use crate::web::failure::failed;
use crate::web::files::{CaptionFile, FileForm, FilePlace};
use crate::web::markup::plain_text;
use crate::web::recording::{ChapterFile, ListLimits, WebTrack};
use crate::web::text::decoded;
use crate::web::transport::LONGEST_SOURCE;
use crate::{Client, FetchError, WebRecording, WebSource};

/// How many feeds of a page are read: others are of comments or tags.
const MOST_FEEDS: usize = 3;

/// Extensions of media files that a player can seek in.
const MEDIA: [&str; 10] = [
    "aac", "flac", "m4a", "mov", "mp3", "mp4", "oga", "ogg", "opus", "webm",
];

/// Whether a document that does not begin as a page is one all the same: it has comments or tags of its head first.
pub(crate) fn is_page(body: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&body[..body.len().min(4_096)]).to_ascii_lowercase();
    let is_markup = start
        .trim_start_matches(['\u{feff}', ' ', '\n', '\r', '\t'])
        .starts_with('<');
    is_markup
        && ["<html", "<head", "<body", "<video", "<audio", "<meta"]
            .iter()
            .any(|tag| start.contains(tag))
}

impl Client {
    /// The recording on a page, or the episode of its feed that is about it.
    pub(crate) async fn open_page(
        &self,
        url: &Url,
        base: &Url,
        reach: &Reach,
        body: &[u8],
    ) -> Result<WebSource, FetchError> {
        let page = Page::read(&decoded(body), base);
        let recording = page.recording(url, reach);
        let recording = match recording {
            Some(recording) if page.has_timed_captions() => return Ok(WebSource::one(recording)),
            other => other,
        };
        if let Some(source) = self.open_feed_of(&page, url, base, reach).await? {
            return Ok(source);
        }
        recording.map(WebSource::one).ok_or_else(|| {
            let reason = match (&page.embedded, page.feeds.first()) {
                (Some(video), _) => format!(
                    "a web page that shows the YouTube video {video}: `kbnote fetch {}`",
                    video.youtube_url()
                ),
                (None, Some(feed)) => format!(
                    "a web page with neither captions nor an episode of its feed, {}",
                    place(feed)
                ),
                (None, None) => "a web page without captions, recordings or a feed".to_owned(),
            };
            failed(url, WebProblem::NoRecording(reason))
        })
    }

    /// The episode that a page is about, or all episodes if it is the page of the show.
    async fn open_feed_of(
        &self,
        page: &Page,
        url: &Url,
        base: &Url,
        reach: &Reach,
    ) -> Result<Option<WebSource>, FetchError> {
        for address in page.feeds.iter().take(MOST_FEEDS) {
            let answer = self.shared.web.get(reach, address, LONGEST_SOURCE).await?;
            if !feed::is_feed(&answer.body) {
                continue;
            }
            let mut feed = feed::read(&answer.body);
            if has_recordings(&feed) {
                feed = self.whole_feed(&answer, reach, ListLimits::default()).await;
            }
            let pages = [Some(url), Some(base), page.canonical.as_ref()];
            let is_page = |address: &str| {
                pages
                    .iter()
                    .flatten()
                    .any(|page| is_same_page(address, page))
            };
            let is_wanted = |episode: &Episode| {
                is_page(&episode.link) || is_page(&episode.guid) || page.plays(&episode.enclosure)
            };
            if let Some(source) = feed.episode(is_wanted, &answer.url, reach) {
                return Ok(Some(source));
            }
            if is_page(&feed.link) && has_recordings(&feed) {
                return feed_source(feed, &answer.url, reach).map(Some);
            }
        }
        Ok(None)
    }
}

/// Whether a feed is a podcast and not one of articles.
fn has_recordings(feed: &Feed) -> bool {
    feed.episodes
        .iter()
        .any(|episode| !episode.enclosure.is_empty())
}

/// Whether an address is that of a page, but for its scheme, tracking and the like.
fn is_same_page(address: &str, page: &Url) -> bool {
    address.contains("://") && VideoId::of_address(address) == VideoId::of_address(page.as_str())
}

impl Page {
    /// Whether any of its captions may have times.
    fn has_timed_captions(&self) -> bool {
        let has_file =
            |captions: &json_ld::Captions| !matches!(captions, json_ld::Captions::Text(_));
        self.captions().next().is_some()
            || self
                .data
                .iter()
                .any(|data| data.captions.iter().any(has_file))
    }

    /// The tracks of its first player that has captions.
    fn captions(&self) -> impl Iterator<Item = &PageTrack> {
        let player = self
            .players
            .iter()
            .find(|player| player.tracks.iter().any(PageTrack::has_captions));
        player
            .into_iter()
            .flat_map(|player| &player.tracks)
            .filter(|track| track.has_captions())
    }

    /// Whether one of its players plays a file.
    fn plays(&self, enclosure: &str) -> bool {
        let mut media = self.players.iter().flat_map(|player| &player.media);
        !enclosure.is_empty() && media.any(|file| is_same_page(enclosure, file))
    }

    fn recording(&self, url: &Url, reach: &Reach) -> Option<WebRecording> {
        if self.players.is_empty() && self.data.is_empty() {
            return None;
        }
        let mut recording = WebRecording::new(VideoId::of_address(url.as_str())?, reach);
        let data = self
            .data
            .iter()
            .max_by_key(|data| (data.captions.len().min(1), data.media.is_some()));
        let of_data = |text: fn(&json_ld::Recording) -> &Option<String>| {
            data.and_then(|data| text(data).clone())
        };
        let video = &mut recording.video;
        video.title = of_data(|data| &data.name)
            .or(self.title.clone())
            .unwrap_or_default();
        video.channel.name = of_data(|data| &data.channel)
            .or(self.site.clone())
            .unwrap_or_default();
        video.description = plain_text(
            &of_data(|data| &data.description)
                .or(self.description.clone())
                .unwrap_or_default(),
        );
        video.published = of_data(|data| &data.published)
            .or(self.published.clone())
            .and_then(|date| day(&date));
        video.duration_ms = of_data(|data| &data.duration)
            .and_then(|length| time(&length))
            .map(Timestamp::as_millis);
        video.url = Some(self.address(data, url));
        let own = of_data(|data| &data.language).or(self.language.clone());
        let own = own.as_deref().and_then(LanguageTag::from_name);
        for track in self.captions() {
            recording.add_track(track.offered(own.as_ref()));
        }
        for captions in data.iter().flat_map(|data| &data.captions) {
            recording.add_track(captions.offered(&self.base, own.as_ref()));
        }
        recording.set_original(own);
        let mut tracks = self.players.iter().flat_map(|player| &player.tracks);
        let chapters = tracks.find(|track| track.kind == "chapters");
        recording.chapter_file = chapters.map(|track| ChapterFile {
            url: track.src.clone(),
            is_optional: false,
        });
        Some(recording)
    }

    /// The media file if a player can seek in it, else the page.
    fn address(&self, data: Option<&json_ld::Recording>, url: &Url) -> String {
        let of_data = data.and_then(|data| self.base.join(data.media.as_deref()?).ok());
        let player = self
            .players
            .iter()
            .find(|player| player.tracks.iter().any(PageTrack::has_captions));
        let player = player.or(self.players.first());
        let media = player
            .into_iter()
            .flat_map(|player| player.media.iter().cloned());
        let mut files = media.chain(of_data);
        let is_seekable = |file: &Url| {
            let extension = file
                .path()
                .rsplit_once('.')
                .map(|(_, extension)| extension.to_ascii_lowercase());
            matches!(file.scheme(), "http" | "https")
                && extension.is_some_and(|extension| MEDIA.contains(&extension.as_str()))
        };
        files
            .find(is_seekable)
            .unwrap_or_else(|| url.clone())
            .into()
    }
}

impl PageTrack {
    fn offered(&self, own: Option<&LanguageTag>) -> WebTrack {
        let language = self.language.as_deref().and_then(LanguageTag::from_name);
        WebTrack {
            language: language
                .or(own.cloned())
                .unwrap_or_else(LanguageTag::undetermined),
            kind: TrackKind::Manual,
            name: self.label.clone(),
            file: CaptionFile {
                form: FileForm::WebVtt,
                place: FilePlace::Address(self.src.to_string()),
            },
        }
    }
}

impl json_ld::Captions {
    fn offered(&self, base: &Url, own: Option<&LanguageTag>) -> WebTrack {
        let (language, file) = match self {
            Self::File {
                url,
                media_type,
                language,
            } => (
                language.as_deref().and_then(LanguageTag::from_name),
                CaptionFile {
                    form: FileForm::of_type(media_type.as_deref().unwrap_or_default()),
                    place: FilePlace::Address(
                        base.join(url).map_or_else(|_| url.clone(), String::from),
                    ),
                },
            ),
            Self::Text(text) => (
                None,
                CaptionFile {
                    form: FileForm::Plain,
                    place: FilePlace::Content(text.clone().into_bytes()),
                },
            ),
        };
        WebTrack {
            language: language
                .or(own.cloned())
                .unwrap_or_else(LanguageTag::undetermined),
            kind: TrackKind::Manual,
            name: None,
            file,
        }
    }
}
