//! The info JSON of yt-dlp.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kbnote_core::{
    Channel, Chapter, ChapterSource, LanguageTag, Timestamp, TrackId, TrackKind, Video, VideoId,
};
use serde::Deserialize;

use crate::innertube::tracklist::needs_token;
use crate::{FetchError, FetchedVideo, OfferedTrack, TrackList};

/// The keys of the info JSON that are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Info {
    id: String,
    title: Option<String>,
    channel: Option<String>,
    uploader: Option<String>,
    channel_id: Option<String>,
    uploader_id: Option<String>,
    duration: Option<f64>,
    upload_date: Option<String>,
    description: Option<String>,
    tags: Option<Vec<String>>,
    thumbnails: Option<Vec<Thumbnail>>,
    chapters: Option<Vec<InfoChapter>>,
    language: Option<String>,
    is_live: Option<bool>,
    subtitles: Option<BTreeMap<String, Vec<Subtitle>>>,
    automatic_captions: Option<BTreeMap<String, Vec<Subtitle>>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Thumbnail {
    url: String,
    width: Option<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct InfoChapter {
    start_time: f64,
    title: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Subtitle {
    ext: String,
    url: Option<String>,
    name: Option<String>,
}

/// The client name of tracks found by yt-dlp.
const CLIENT: &str = "yt-dlp";

impl Info {
    pub(super) fn read(self, id: &VideoId) -> Result<FetchedVideo, FetchError> {
        if self.id != id.as_str() {
            return Err(FetchError::WrongVideo);
        }
        let chapters = self.chapters.as_deref().unwrap_or_default();
        Ok(FetchedVideo {
            chapters: chapters.iter().filter_map(InfoChapter::read).collect(),
            list: self.list(id),
            video: self.video(id),
            warnings: Vec::new(),
        })
    }

    fn list(&self, id: &VideoId) -> TrackList {
        let of_kind = |tracks: &Option<BTreeMap<String, Vec<Subtitle>>>, kind| {
            let tracks = tracks.iter().flatten();
            tracks
                .filter_map(|(key, formats)| track(id, key, formats, kind))
                .collect::<Vec<_>>()
        };
        let mut tracks = of_kind(&self.subtitles, TrackKind::Manual);
        tracks.extend(of_kind(&self.automatic_captions, TrackKind::Automatic));
        // The original has two keys, with and without a suffix.
        let mut seen = std::collections::HashSet::new();
        tracks.retain(|track| seen.insert(track.id.clone()));
        let automatic = tracks.iter().find(|t| t.kind == TrackKind::Automatic);
        let told = self.language.as_deref().and_then(|code| code.parse().ok());
        TrackList {
            original: automatic.map(|track| track.language.clone()).or(told),
            is_live: self.is_live.unwrap_or_default(),
            tracks,
            translations: Vec::new(),
        }
    }

    fn video(self, id: &VideoId) -> Video {
        let mut thumbnails = self.thumbnails.unwrap_or_default();
        thumbnails.sort_by_key(|thumbnail| thumbnail.width);
        let handle = self
            .uploader_id
            .as_deref()
            .and_then(|id| id.strip_prefix('@'));
        let day = self.upload_date.as_deref();
        Video {
            title: self.title.unwrap_or_default(),
            channel: Channel {
                handle: handle.map(str::to_owned),
                name: self.channel.or(self.uploader).unwrap_or_default(),
                folder: String::new(),
                id: self.channel_id,
            },
            duration_ms: self.duration.and_then(millis),
            published: day.and_then(|day| NaiveDate::parse_from_str(day, "%Y%m%d").ok()),
            description: self.description.unwrap_or_default(),
            tags: self.tags.unwrap_or_default(),
            thumbnails: thumbnails
                .into_iter()
                .filter(|thumbnail| thumbnail.width.is_some())
                .map(|thumbnail| thumbnail.url)
                .collect(),
            ..Video::new(id.clone())
        }
    }
}

/// The track of a key, if its captions are from YouTube and not a translation.
fn track(
    video: &VideoId,
    key: &str,
    formats: &[Subtitle],
    kind: TrackKind,
) -> Option<OfferedTrack> {
    let format = formats.iter().find(|format| format.ext == "json3")?;
    let address = format.url.clone()?;
    let (_, query) = address.split_once("/api/timedtext?")?;
    let value = |key: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(k, _)| *k == key).map(|(_, value)| value)
    };
    if value("tlang").is_some() {
        return None;
    }
    let code = value("lang").unwrap_or(key).trim_end_matches("-orig");
    let language = code.parse().unwrap_or_else(|_| LanguageTag::undetermined());
    let name = value("name").filter(|name| !name.is_empty());
    let id = TrackId::of(&language, kind);
    Some(OfferedTrack {
        id: name.map_or_else(|| id.clone(), |name| TrackId::new(format!("{id}.{name}"))),
        language,
        kind,
        label: format.name.clone().unwrap_or_default(),
        name: name.map(str::to_owned),
        translatable: false,
        needs_token: needs_token(&address),
        video: video.clone(),
        address,
        client: CLIENT.to_owned(),
        web: None,
    })
}

impl InfoChapter {
    /// yt-dlp does not have the origin of a chapter; it prefers the author's.
    fn read(&self) -> Option<Chapter> {
        Some(Chapter {
            start: Timestamp::from_millis(millis(self.start_time)?),
            title: self.title.clone()?,
            source: ChapterSource::Author,
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked before"
)]
fn millis(seconds: f64) -> Option<u64> {
    let millis = (seconds * 1_000.0).round();
    (0.0..1e12).contains(&millis).then_some(millis as u64)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(info: Value) -> Result<FetchedVideo, FetchError> {
        let info: Info = serde_json::from_value(info).unwrap();
        info.read(&"kbnoteDemo1".parse().unwrap())
    }

    fn json3(query: &str) -> Value {
        let url = format!("https://www.youtube.com/api/timedtext?v=kbnoteDemo1&{query}&fmt=json3");
        json!([{"ext": "vtt", "url": "https://manifest.googlevideo.com/x"}, {"ext": "json3", "url": url}])
    }

    #[test]
    fn translations_are_skipped() {
        let fetched = read(json!({"id": "kbnoteDemo1", "language": "sv",
            "subtitles": {"de": json3("lang=de"), "en-x": json3("lang=en&name=songs"), "live_chat": [{"ext": "json"}]},
            "automatic_captions": {"sv-orig": json3("kind=asr&lang=sv"), "sv": json3("kind=asr&lang=sv"),
                "fr": json3("kind=asr&lang=sv&tlang=fr")}}))
        .unwrap();
        insta::assert_snapshot!(fetched.list.summary(), @r#"de, en "songs", sv (automatic)"#);
        assert_eq!(fetched.list.original.unwrap().as_str(), "sv");
        assert_eq!(fetched.list.tracks[1].id.as_str(), ".en.songs");
    }

    #[test]
    fn metadata_is_read() {
        let fetched = read(json!({"id": "kbnoteDemo1", "title": "Geese", "channel": "Marsh Notes",
            "uploader_id": "@marshnotes", "duration": 312.4, "upload_date": "20251003", "tags": null,
            "chapters": [{"start_time": 0.0, "end_time": 99.5, "title": "Dusk"}, {"start_time": 99.5, "title": "Night"}],
            "thumbnails": [{"url": "a", "preference": -1}, {"url": "b", "width": 640}]}))
        .unwrap();
        let video = &fetched.video;
        assert_eq!(video.channel.handle.as_deref(), Some("marshnotes"));
        assert_eq!(
            (
                video.duration_ms,
                video.published.unwrap().to_string().as_str()
            ),
            (Some(312_400), "2025-10-03")
        );
        assert_eq!(
            (
                fetched.chapters[1].start.as_millis(),
                video.thumbnails.len()
            ),
            (99_500, 1)
        );
        assert_eq!(
            read(json!({"id": "kbnoteDemo2"})).unwrap_err().kind(),
            "wrong-video"
        );
    }
}
