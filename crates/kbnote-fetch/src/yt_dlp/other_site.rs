//! Recordings on any site that yt-dlp knows: it describes them, and the client fetches their caption files.

use std::collections::BTreeMap;

use kbnote_core::{LanguageTag, Metadata, TrackKind, VideoId};
use reqwest::Url;
use serde::Deserialize;

use super::described;
use crate::http::content;
use crate::web::address::Reach;
use crate::web::error::WebProblem;
use crate::web::failure::failed_at;
use crate::web::files::{CaptionFile, FileForm, FilePlace};
use crate::web::recording::WebTrack;
use crate::{Client, FetchError, WebRecording, WebSource, YtDlp};

/// The keys of a description that are read here; the metadata is read elsewhere.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Description {
    #[serde(rename = "_type")]
    kind: Option<String>,
    url: Option<String>,
    webpage_url: Option<String>,
    title: Option<String>,
    language: Option<String>,
    is_live: Option<bool>,
    subtitles: Option<BTreeMap<String, Vec<Subtitle>>>,
    automatic_captions: Option<BTreeMap<String, Vec<Subtitle>>>,
    entries: Option<Vec<Option<Self>>>,
}

/// A caption file in one format: an address, or its content.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Subtitle {
    ext: String,
    url: Option<String>,
    data: Option<String>,
}

impl Client {
    /// Opens an address with yt-dlp: a recording or a list of them, on any site that it knows.
    ///
    /// # Errors
    ///
    /// [`FetchError::YtDlpMissing`] if it is not installed; or if there is nothing that can be fetched.
    pub async fn open_with_yt_dlp(
        &self,
        address: &str,
        yt_dlp: &YtDlp,
    ) -> Result<WebSource, FetchError> {
        let (yt_dlp, asked) = (yt_dlp.clone(), address.to_owned());
        let run = tokio::task::spawn_blocking(move || yt_dlp.describe(&asked));
        let failed = |error: tokio::task::JoinError| FetchError::YtDlp {
            reason: error.to_string(),
        };
        let json = run.await.map_err(failed)??;
        read(&json, address)
    }
}

impl YtDlp {
    /// The description of what is at an address. A list is not described video by video.
    fn describe(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let output = self.run(self.arguments_for(&["--flat-playlist"], address))?;
        described(&output).map(<[u8]>::to_vec)
    }
}

fn read(json: &[u8], address: &str) -> Result<WebSource, FetchError> {
    let description: Description = content::read_json(json)?;
    let nothing = |reason: &str| failed_at(address, WebProblem::NoRecording(reason.to_owned()));
    let url = Url::parse(address).map_err(|_| nothing("not a valid URL"))?;
    let reach = Reach::of_source(&url);
    if description
        .kind
        .as_deref()
        .is_none_or(|kind| kind == "video")
    {
        let recording = description.recording(json, address, &reach);
        return recording
            .map(WebSource::one)
            .ok_or_else(|| nothing("yt-dlp does not name its address"));
    }
    let entries = description
        .entries
        .unwrap_or_default()
        .into_iter()
        .flatten();
    let recordings: Vec<WebRecording> = entries
        .filter_map(|entry| entry.listed(&url, &reach))
        .collect();
    if recordings.is_empty() {
        return Err(nothing("yt-dlp lists no recordings"));
    }
    Ok(WebSource {
        recordings,
        is_list: true,
        problems: Vec::new(),
    })
}

impl Description {
    /// An entry of a list, which is described when it is opened.
    fn listed(self, list: &Url, reach: &Reach) -> Option<WebRecording> {
        let address = self.webpage_url.or(self.url)?;
        let address = list
            .join(&address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https"))?;
        let mut recording = WebRecording::new(VideoId::of_address(address.as_str())?, reach);
        recording.video.title = self.title.unwrap_or_default();
        recording.opens_at = Some(address.into());
        Some(recording)
    }

    fn recording(self, json: &[u8], address: &str, reach: &Reach) -> Option<WebRecording> {
        let mut recording = WebRecording::new(VideoId::of_address(address)?, reach);
        if let Ok(Metadata { video, chapters }) = Metadata::from_info_json(json) {
            recording.video = video;
            recording.chapters = chapters;
        } else {
            recording.video.title = self.title.unwrap_or_default();
            recording.video.url = Some(address.to_owned());
        }
        recording.list.is_live = self.is_live.unwrap_or_default();
        for (code, formats) in self.subtitles.unwrap_or_default() {
            add(&mut recording, &code, formats, TrackKind::Manual);
        }
        for (code, formats) in self.automatic_captions.unwrap_or_default() {
            add(&mut recording, &code, formats, TrackKind::Automatic);
        }
        recording.set_original(self.language.as_deref().and_then(LanguageTag::from_name));
        Some(recording)
    }
}

/// Adds a track: all its formats that are caption files.
fn add(recording: &mut WebRecording, code: &str, formats: Vec<Subtitle>, kind: TrackKind) {
    if code == "live_chat" || code == "comments" || code == "danmaku" {
        return;
    }
    let language = LanguageTag::from_name(code.trim_end_matches("-orig"));
    for format in formats {
        let place = match (format.data, format.url) {
            (Some(data), _) => FilePlace::Content(data.into_bytes()),
            (None, Some(url)) => FilePlace::Address(url),
            (None, None) => continue,
        };
        recording.add_track(WebTrack {
            language: language.clone().unwrap_or_else(LanguageTag::undetermined),
            kind,
            name: None,
            file: CaptionFile {
                form: FileForm::of_type(&format.ext),
                place,
            },
        });
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ADDRESS: &str = "https://tube.example/talk/7";

    #[test]
    fn a_recording_of_another_site_is_described() {
        let info = json!({"id": "7", "title": "Geese", "extractor_key": "Example", "webpage_url": ADDRESS,
            "uploader": "Marsh Notes", "upload_date": "20251003", "chapters": [{"start_time": 0.0, "title": "Dusk"}],
            "subtitles": {"de": [{"ext": "ttml", "url": "https://cdn.example/a.ttml"}, {"ext": "vtt", "url": "https://cdn.example/a.vtt"}],
                "live_chat": [{"ext": "json", "url": "x"}]},
            "automatic_captions": {"de-orig": [{"ext": "srt", "data": "1\n"}]}});
        let source = read(info.to_string().as_bytes(), ADDRESS).unwrap();
        let recording = &source.recordings[0];
        assert_eq!(recording.video.url.as_deref(), Some(ADDRESS));
        assert_eq!(
            VideoId::of_address(ADDRESS).as_ref(),
            Some(&recording.video.id)
        );
        assert_eq!(
            (recording.list.summary().as_str(), recording.chapters.len()),
            ("de, de (automatic)", 1)
        );
        let files = &recording.list.tracks[0].web.as_ref().unwrap().files;
        assert_eq!(files[0].form, FileForm::WebVtt);
    }

    #[test]
    fn a_list_has_addresses() {
        let info = json!({"_type": "playlist", "id": "x", "title": "Talks", "entries": [
            {"_type": "url", "url": "https://tube.example/talk/7", "title": "Geese"}, null,
            {"_type": "url", "url": "file:///etc/passwd", "title": "No"}]});
        let source = read(info.to_string().as_bytes(), "https://tube.example/talks").unwrap();
        assert!(source.is_list);
        let [only] = source.recordings.as_slice() else {
            panic!("{source:?}")
        };
        assert_eq!(only.opens_at.as_deref(), Some(ADDRESS));
    }
}
