//! Metadata from the `.info.json` that yt-dlp writes beside a video.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::caption::without_odd_numbers;
use crate::{Channel, Chapter, ChapterSource, ParseVideoIdError, Site, Timestamp, Video, VideoId};

/// The metadata in an `.info.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The video; the folder of its channel is as in [`Channel::new`].
    pub video: Video,
    /// The author's chapters, in order of their start.
    pub chapters: Vec<Chapter>,
}

/// An error when reading an `.info.json`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InfoJsonError {
    /// It is not JSON, or not an object.
    #[error("not the JSON of a video's metadata")]
    Malformed(#[source] serde_json::Error),
    /// It is other JSON: without `id` or any other usual key, or of a playlist.
    #[error("not the metadata of a video as yt-dlp writes it")]
    NotAVideo,
    /// Its id is invalid.
    #[error("the metadata has no valid YouTube video id")]
    VideoId(#[source] ParseVideoIdError),
}

/// The fields that are read. In some versions any of them may be missing or have another type.
#[derive(Deserialize)]
struct Info {
    id: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    title: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    fulltitle: Option<Value>,
    #[serde(rename = "_type")]
    kind: Option<Value>,
    extractor_key: Option<Value>,
    webpage_url: Option<Value>,
    channel: Option<Value>,
    uploader: Option<Value>,
    channel_id: Option<Value>,
    uploader_id: Option<Value>,
    uploader_url: Option<Value>,
    duration: Option<Value>,
    upload_date: Option<Value>,
    description: Option<Value>,
    tags: Option<Value>,
    thumbnails: Option<Value>,
    thumbnail: Option<Value>,
    chapters: Option<Value>,
}

/// The value of a key in the document, be it `null`.
fn present<'de, D: Deserializer<'de>>(source: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(source).map(Some)
}

impl Info {
    /// Whether it has a key besides the id that tells it from other JSON with an id.
    fn is_recognized(&self) -> bool {
        [
            &self.title,
            &self.fulltitle,
            &self.webpage_url,
            &self.extractor_key,
            &self.channel,
            &self.channel_id,
            &self.uploader,
            &self.uploader_id,
            &self.upload_date,
            &self.thumbnails,
        ]
        .iter()
        .any(|value| value.is_some())
    }
}

impl Metadata {
    /// Reads the `.info.json` of a video.
    ///
    /// Required are the id, and a key such as the title, the channel or the origin; other fields that are missing or
    /// malformed count as unknown.
    ///
    /// ```
    /// # use kbnote_core::Metadata;
    /// let json = br#"{"id":"kbnoteDemo1","title":"Counting flocks","channel":"Field Notes",
    ///     "uploader_id":"@fieldnotes","duration":90.5,"upload_date":"20240229",
    ///     "chapters":[{"start_time":0.0,"end_time":90.5,"title":"At dusk"}]}"#;
    /// let metadata = Metadata::from_info_json(json)?;
    /// assert_eq!(metadata.video.channel.folder, "fieldnotes");
    /// assert_eq!(metadata.chapters[0].title, "At dusk");
    /// # Ok::<(), kbnote_core::InfoJsonError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the bytes are not the JSON object of a video, or the id is invalid.
    pub fn from_info_json(bytes: &[u8]) -> Result<Self, InfoJsonError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        // Python writes `NaN`.
        let info = match std::str::from_utf8(bytes) {
            Ok(text) => serde_json::from_str(&without_odd_numbers(text)),
            Err(_) => serde_json::from_slice(bytes),
        };
        let info: Info = info.map_err(InfoJsonError::Malformed)?;
        let is_video = text(&info.kind).is_none_or(|kind| kind == "video");
        let id = text(&info.id)
            .filter(|_| is_video)
            .ok_or(InfoJsonError::NotAVideo)?;
        let title = text(&info.title).or_else(|| text(&info.fulltitle));
        if !info.is_recognized() {
            return Err(InfoJsonError::NotAVideo);
        }
        let url = foreign_url(&info);
        let video = Video {
            id: video_id(&id, url.as_deref())?,
            site: if url.is_some() {
                Site::Other
            } else {
                Site::Youtube
            },
            title: title.unwrap_or_default(),
            channel: channel(&info),
            url,
            source: None,
            duration_ms: info
                .duration
                .as_ref()
                .and_then(millis)
                .map(Timestamp::as_millis),
            published: text(&info.upload_date)
                .and_then(|date| NaiveDate::parse_from_str(&date, "%Y%m%d").ok()),
            description: text(&info.description).unwrap_or_default(),
            tags: texts(&info.tags),
            thumbnails: thumbnails(&info),
        };
        let chapters = chapters(&info);
        Ok(Self { video, chapters })
    }
}

/// The id on YouTube, or one made from the URL of a recording on another site.
fn video_id(id: &str, foreign_url: Option<&str>) -> Result<VideoId, InfoJsonError> {
    match foreign_url.and_then(VideoId::of_address) {
        Some(id) => Ok(id),
        None => id.parse().map_err(InfoJsonError::VideoId),
    }
}

/// A text that is not empty.
fn text(value: &Option<Value>) -> Option<String> {
    let text = value.as_ref()?.as_str()?;
    (!text.trim().is_empty()).then(|| text.to_owned())
}

fn texts(value: &Option<Value>) -> Vec<String> {
    items(value)
        .iter()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}

fn items(value: &Option<Value>) -> &[Value] {
    value
        .as_ref()
        .and_then(Value::as_array)
        .map_or(&[], Vec::as_slice)
}

/// A number of seconds as a time.
fn millis(seconds: &Value) -> Option<Timestamp> {
    crate::time::from_seconds(seconds.as_f64()?)
}

fn channel(info: &Info) -> Channel {
    let name = text(&info.channel).or_else(|| text(&info.uploader));
    Channel {
        id: text(&info.channel_id),
        ..Channel::new(name.unwrap_or_default(), handle(info).as_deref())
    }
}

/// The handle without `@`; older versions of yt-dlp have another id in its field.
fn handle(info: &Info) -> Option<String> {
    let from_id = text(&info.uploader_id);
    let from_url = text(&info.uploader_url);
    let from_id = from_id.as_deref().and_then(|id| id.strip_prefix('@'));
    let from_url = from_url.as_deref().and_then(|url| url.rsplit_once("/@"));
    from_id
        .or(from_url.map(|(_, handle)| handle))
        .map(str::to_owned)
}

/// The URL of a video that is not on YouTube.
fn foreign_url(info: &Info) -> Option<String> {
    let is_foreign = text(&info.extractor_key).is_some_and(|key| key != "Youtube");
    text(&info.webpage_url).filter(|_| is_foreign)
}

/// The thumbnails of known size, smallest first; else the single thumbnail.
fn thumbnails(info: &Info) -> Vec<String> {
    let sized = items(&info.thumbnails).iter().filter_map(|picture| {
        let url = picture.get("url")?.as_str()?;
        Some((picture.get("width")?.as_u64()?, url.to_owned()))
    });
    let mut sized: Vec<_> = sized.collect();
    sized.sort_by_key(|(width, _)| *width);
    if sized.is_empty() {
        return text(&info.thumbnail).into_iter().collect();
    }
    sized.into_iter().map(|(_, url)| url).collect()
}

/// The chapters that begin before the end of the video. Untitled ones are named by number.
fn chapters(info: &Info) -> Vec<Chapter> {
    let end = info.duration.as_ref().and_then(millis);
    let chapter = |value: &Value| {
        let start = millis(value.get("start_time")?)?;
        let title = value.get("title").and_then(Value::as_str).map(str::trim);
        Some((start, title.unwrap_or_default().to_owned()))
    };
    let mut chapters: Vec<_> = items(&info.chapters).iter().filter_map(chapter).collect();
    chapters.sort_by_key(|(start, _)| *start);
    let numbered = chapters.into_iter().zip(1..);
    numbered
        .filter(|((start, _), _)| end.is_none_or(|end| *start < end))
        .map(|((start, title), number)| Chapter {
            start,
            title: title_or_number(title, number),
            source: ChapterSource::Author,
        })
        .collect()
}

/// The title of a chapter; yt-dlp writes `<Untitled Chapter 1>` for untitled ones.
fn title_or_number(title: String, number: usize) -> String {
    if title.is_empty() || title.starts_with("<Untitled Chapter ") {
        format!("Chapter {number}")
    } else {
        title
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Metadata, InfoJsonError> {
        Metadata::from_info_json(json.as_bytes())
    }

    #[test]
    fn all_fields_are_read() {
        let metadata = read(
            r#"{"id":"kbnoteDemo1","title":"Counting flocks","_type":"video","extractor_key":"Youtube",
            "webpage_url":"https://www.youtube.com/watch?v=kbnoteDemo1","formats":[{"x":1}],
            "channel":"Field Notes","channel_id":"UC0","uploader":"Someone","uploader_id":"@fieldnotes",
            "duration":90,"upload_date":"20240229","description":"At dusk.","tags":["birds",7],
            "thumbnails":[{"url":"u0"},{"url":"u2","width":640},{"url":"u1","width":120}],
            "chapters":[{"start_time":30.5,"title":"Two"},{"start_time":0,"title":"One"},{"title":"?"}]}"#,
        )
        .unwrap();
        let video = metadata.video;
        let channel = Channel {
            name: "Field Notes".to_owned(),
            folder: "fieldnotes".to_owned(),
            id: Some("UC0".to_owned()),
            handle: Some("fieldnotes".to_owned()),
        };
        assert_eq!((video.channel, video.url), (channel, None));
        assert_eq!(
            (video.duration_ms, video.tags),
            (Some(90_000), vec!["birds".to_owned()])
        );
        assert_eq!(video.published, NaiveDate::from_ymd_opt(2024, 2, 29));
        assert_eq!(video.thumbnails, ["u1", "u2"]);
        let starts: Vec<_> = metadata
            .chapters
            .iter()
            .map(|c| (c.start.as_millis(), c.title.as_str()))
            .collect();
        assert_eq!(starts, [(0, "One"), (30_500, "Two")]);
    }

    #[test]
    fn malformed_fields_are_unknown() {
        let json = r#"{"id":"kbnoteDemo1","fulltitle":"T","title":null,"duration":"long","chapters":null,
            "upload_date":20240229,"tags":"birds","thumbnail":"u","uploader":"Someone",
            "uploader_id":"UC0","extractor_key":"Other","webpage_url":"https://example.org/1"}"#;
        let video = read(json).unwrap().video;
        assert_eq!(
            (video.duration_ms, video.published, video.tags.len()),
            (None, None, 0)
        );
        assert_eq!(
            (video.channel.name.as_str(), video.channel.handle.as_ref()),
            ("Someone", None)
        );
        assert_eq!(
            (video.thumbnails.clone(), video.watch_url()),
            (
                vec!["u".to_owned()],
                Some("https://example.org/1".to_owned())
            )
        );
    }

    #[test]
    fn untitled_chapters_are_kept_and_those_past_the_end_are_not() {
        let json = r#"{"id":"kbnoteDemo1","title":"","duration":60,"chapters":[
            {"start_time":0,"title":""},{"start_time":10},{"start_time":20,"title":null},
            {"start_time":30,"title":"<Untitled Chapter 4>"},{"start_time":40,"title":"Roost"},
            {"start_time":60,"title":"Past"},{"start_time":90,"title":"Past"}]}"#;
        let metadata = read(json).unwrap();
        let titles: Vec<_> = metadata.chapters.iter().map(|c| c.title.as_str()).collect();
        let expected = ["Chapter 1", "Chapter 2", "Chapter 3", "Chapter 4", "Roost"];
        assert_eq!(titles, expected);
        assert_eq!(metadata.video.title, "");
        let nameless = r#"{"id":"kbnoteDemo1","title":null,"extractor_key":"Youtube"}"#;
        assert!(read(nameless).is_ok());
        for sparse in [
            r#"{"id":"kbnoteDemo1","title":null}"#,
            r#"{"id":"kbnoteDemo1","channel":"Field Notes","duration":60}"#,
        ] {
            assert!(read(sparse).is_ok(), "{sparse}");
        }
    }

    #[test]
    fn numbers_that_only_python_writes_are_unknown() {
        let json = r#"{"id":"kbnoteDemo1","title":"NaN","duration":NaN,"chapters":[
            {"start_time":NaN,"title":"?"},{"start_time":10,"end_time":Infinity,"title":"Roost"}]}"#;
        let metadata = read(json).unwrap();
        let video = metadata.video;
        assert_eq!((video.title.as_str(), video.duration_ms), ("NaN", None));
        assert_eq!(metadata.chapters.len(), 1);
    }

    #[test]
    fn other_json_is_refused() {
        assert!(matches!(read("[]"), Err(InfoJsonError::Malformed(_))));
        assert!(matches!(read("{\"id\":1}"), Err(InfoJsonError::NotAVideo)));
        let playlist = r#"{"id":"PL0","title":"T","_type":"playlist"}"#;
        assert!(matches!(read(playlist), Err(InfoJsonError::NotAVideo)));
        let elsewhere = r#"{"id":"76979871","title":"T"}"#;
        assert!(matches!(read(elsewhere), Err(InfoJsonError::VideoId(_))));
    }
}
