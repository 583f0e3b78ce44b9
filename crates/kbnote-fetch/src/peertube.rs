//! Videos on PeerTube servers, by their public interface (`/api/v1`).

use chrono::NaiveDate;
use kbnote_core::{LanguageTag, Timestamp, TrackKind, VideoId};
use reqwest::Url;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::podcast::values::day;
use crate::web::address::Reach;
use crate::web::error::WebProblem;
use crate::web::failure::failed;
use crate::web::files::{CaptionFile, FileForm, FilePlace};
use crate::web::recording::{ChapterFile, WebTrack};
use crate::{Client, FetchError, WebRecording};

/// The id in the address of a video: `/w/ID`, `/videos/watch/ID`, `/videos/embed/ID`. Whether a PeerTube server is there,
/// its answer shows.
pub(crate) fn video_id(url: &Url) -> Option<&str> {
    let path = url.path().trim_end_matches('/');
    let prefixes = ["/w/", "/videos/watch/", "/videos/embed/"];
    let id = prefixes
        .into_iter()
        .find_map(|prefix| path.strip_prefix(prefix))?;
    let is_id =
        (1..=36).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_id.then_some(id)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PeerTubeVideo {
    uuid: String,
    name: String,
    #[serde(rename = "shortUUID")]
    short_uuid: Option<String>,
    description: Option<String>,
    duration: Option<f64>,
    published_at: Option<String>,
    originally_published_at: Option<String>,
    tags: Option<Vec<String>>,
    language: Option<Constant>,
    is_live: Option<bool>,
    channel: Option<Channel>,
    account: Option<Channel>,
}

/// A value with its label.
#[derive(Deserialize)]
struct Constant {
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Channel {
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct CaptionList {
    data: Vec<Caption>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Caption {
    language: Constant,
    automatically_generated: Option<bool>,
    /// Before version 8.
    caption_path: Option<String>,
    /// Since version 7.1.
    file_url: Option<String>,
}

impl Client {
    /// The video with an id on the server of `url`; `None` if it is no PeerTube server.
    pub(crate) async fn peertube_video(
        &self,
        url: &Url,
        reach: &Reach,
        id: &str,
    ) -> Result<Option<WebRecording>, FetchError> {
        let Ok(api) = url.join(&format!("/api/v1/videos/{id}")) else {
            return Ok(None);
        };
        let Some(video) = self.json::<PeerTubeVideo>(reach, &api).await? else {
            return Ok(None);
        };
        let own_id = video.short_uuid.as_deref().unwrap_or(&video.uuid);
        let Ok(watch) = url.join(&format!("/w/{own_id}")) else {
            return Ok(None);
        };
        let Some(id) = VideoId::of_address(watch.as_str()) else {
            return Ok(None);
        };
        let mut recording = video.recording(id, &watch, reach);
        let captions = below(&api, "captions");
        let Some(captions) = self.json::<CaptionList>(reach, &captions).await? else {
            let found = "something else".to_owned();
            return Err(failed(
                &captions,
                WebProblem::Content {
                    found,
                    expected: "a list of captions",
                },
            ));
        };
        for caption in captions.data {
            if let Some(track) = caption.track(&api) {
                recording.add_track(track);
            }
        }
        recording.set_original(recording.list.original.clone());
        recording.chapter_file = Some(ChapterFile {
            url: below(&api, "chapters"),
            is_optional: true,
        });
        Ok(Some(recording))
    }

    /// The JSON at a URL; `None` if something else is there.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        reach: &Reach,
        url: &Url,
    ) -> Result<Option<T>, FetchError> {
        let limit = self.shared.innertube.transport.max_body;
        let answer = self.shared.web.get(reach, url, limit).await?;
        Ok(serde_json::from_slice(&answer.body).ok())
    }
}

fn below(api: &Url, name: &str) -> Url {
    let mut url = api.clone();
    url.set_path(&format!("{}/{name}", api.path()));
    url
}

impl PeerTubeVideo {
    fn recording(self, id: VideoId, watch: &Url, reach: &Reach) -> WebRecording {
        let mut recording = WebRecording::new(id, reach);
        recording.list.is_live = self.is_live.unwrap_or_default();
        recording.list.original = self
            .language
            .and_then(|language| LanguageTag::from_name(&language.id?));
        let published: Option<NaiveDate> = self
            .originally_published_at
            .or(self.published_at)
            .and_then(|date| day(&date));
        let name = |channel: Option<Channel>| channel.and_then(|channel| channel.display_name);
        let video = &mut recording.video;
        video.title = self.name;
        video.url = Some(watch.to_string());
        video.channel.name = name(self.channel)
            .or(name(self.account))
            .unwrap_or_default();
        video.description = self.description.unwrap_or_default();
        video.duration_ms = self
            .duration
            .and_then(crate::podcast::values::seconds_as_time)
            .map(Timestamp::as_millis);
        video.published = published;
        video.tags = self.tags.unwrap_or_default();
        recording
    }
}

impl Caption {
    fn track(self, api: &Url) -> Option<WebTrack> {
        let address = self.file_url.or(self.caption_path)?;
        let language = self.language.id.as_deref().and_then(LanguageTag::from_name);
        let is_automatic = self.automatically_generated.unwrap_or_default();
        Some(WebTrack {
            language: language.unwrap_or_else(LanguageTag::undetermined),
            kind: if is_automatic {
                TrackKind::Automatic
            } else {
                TrackKind::Manual
            },
            name: None,
            file: CaptionFile {
                form: FileForm::WebVtt,
                place: FilePlace::Address(api.join(&address).map_or(address, String::from)),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_videos_are_known_by_their_paths() {
        let id = |path: &str| {
            let url = Url::parse(&format!("https://tube.example{path}")).unwrap();
            video_id(&url).map(str::to_owned)
        };
        assert_eq!(
            id("/w/kkGMgK9ZtnKfYAgnEtQxbv?start=1m").as_deref(),
            Some("kkGMgK9ZtnKfYAgnEtQxbv")
        );
        let uuid = "9c9de5e8-0a1e-484a-b099-e80766180a6d";
        for path in [
            format!("/videos/watch/{uuid}"),
            format!("/videos/embed/{uuid}/"),
            format!("/w/{uuid}"),
        ] {
            assert_eq!(id(&path).as_deref(), Some(uuid), "{path}");
        }
        for path in [
            "/w/",
            "/w/p/kkGMgK9ZtnKfYAgnEtQxbv",
            "/videos/watch/playlist/1",
            "/w/a%2Fb",
            "/c/birds",
        ] {
            assert_eq!(id(path), None, "{path}");
        }
    }
}
