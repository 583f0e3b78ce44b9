//! Playlists, channels and accounts on PeerTube servers.

use kbnote_core::{Timestamp, VideoId};
use reqwest::Url;
use serde::Deserialize;

use crate::podcast::values::{day, seconds_as_time};
use crate::web::address::Reach;
use crate::web::recording::ListLimits;
use crate::{Client, FetchError, WebRecording, WebSource};

/// How many videos a server lists at once.
const PAGE: usize = 100;

/// The most videos of one list.
const MOST_VIDEOS: usize = 20_000;

/// The path of the interface for the list at an address: `/w/p/ID` and `/videos/watch/playlist/ID`, `/c/NAME` and
/// `/video-channels/NAME`, `/a/NAME` and `/accounts/NAME`, all with a tab behind them or not. Whether a PeerTube server is
/// there, its answer shows.
pub(crate) fn list_path(url: &Url) -> Option<String> {
    const LISTS: [(&str, &str); 6] = [
        ("/w/p/", "video-playlists"),
        ("/videos/watch/playlist/", "video-playlists"),
        ("/c/", "video-channels"),
        ("/video-channels/", "video-channels"),
        ("/a/", "accounts"),
        ("/accounts/", "accounts"),
    ];
    let (rest, kind) = LISTS
        .into_iter()
        .find_map(|(prefix, kind)| Some((url.path().strip_prefix(prefix)?, kind)))?;
    let mut segments = rest.trim_end_matches('/').split('/');
    let name = segments.next().filter(|name| is_name(name))?;
    // Another tab than that of the videos is no list of them.
    let is_videos = match segments.next() {
        None | Some("videos" | "video-channels") => segments.next().is_none(),
        Some(_) => false,
    };
    is_videos.then(|| format!("/api/v1/{kind}/{name}/videos"))
}

/// An id, or a name with that of its server: `birds@tube.example`.
fn is_name(name: &str) -> bool {
    let is_allowed =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@' | b':');
    (1..=120).contains(&name.len()) && name.bytes().all(is_allowed)
}

#[derive(Deserialize)]
struct Page {
    total: usize,
    data: Vec<Entry>,
}

/// A video, or one in a playlist, where it may have been deleted.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Video(ListedVideo),
    InPlaylist { video: Option<ListedVideo> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListedVideo {
    uuid: String,
    #[serde(rename = "shortUUID")]
    short_uuid: Option<String>,
    name: String,
    duration: Option<f64>,
    published_at: Option<String>,
    originally_published_at: Option<String>,
    is_live: Option<bool>,
}

impl Client {
    /// The videos of the list at an address, by their titles: each is opened before it is fetched. `None` if it is no PeerTube
    /// server.
    pub(crate) async fn peertube_list(
        &self,
        url: &Url,
        reach: &Reach,
        path: &str,
        limits: ListLimits,
    ) -> Result<Option<WebSource>, FetchError> {
        let mut recordings = Vec::new();
        let mut start = 0;
        loop {
            let Ok(mut api) = url.join(path) else {
                return Ok(None);
            };
            api.set_query(Some(&format!("start={start}&count={PAGE}")));
            let Some(Page { total, data }) = self.json::<Page>(reach, &api).await? else {
                return Ok(None);
            };
            start += data.len();
            let is_last = data.is_empty() || start >= total.min(MOST_VIDEOS);
            let videos = data.into_iter().filter_map(Entry::video);
            recordings.extend(videos.filter_map(|video| video.recording(url, reach)));
            let newest_first = !path.contains("/video-playlists/");
            let oldest = recordings
                .last()
                .and_then(|last: &WebRecording| last.video.published);
            if is_last || limits.are_met(recordings.len(), oldest.filter(|_| newest_first)) {
                break;
            }
        }
        Ok(Some(WebSource {
            recordings,
            is_list: true,
            problems: Vec::new(),
        }))
    }
}

impl Entry {
    fn video(self) -> Option<ListedVideo> {
        match self {
            Self::InPlaylist { video } => video,
            Self::Video(video) => Some(video),
        }
    }
}

impl ListedVideo {
    fn recording(self, list: &Url, reach: &Reach) -> Option<WebRecording> {
        let id = self.short_uuid.as_deref().unwrap_or(&self.uuid);
        let watch = list.join(&format!("/w/{id}")).ok()?;
        let mut recording = WebRecording::new(VideoId::of_address(watch.as_str())?, reach);
        recording.list.is_live = self.is_live.unwrap_or_default();
        let video = &mut recording.video;
        video.title = self.name;
        video.url = Some(watch.to_string());
        let dates = [self.originally_published_at, self.published_at];
        video.published = dates.iter().flatten().find_map(|date| day(date));
        video.duration_ms = self
            .duration
            .and_then(seconds_as_time)
            .map(Timestamp::as_millis);
        recording.opens_at = Some(watch.to_string());
        Some(recording)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_lists_are_known_by_their_paths() {
        let path =
            |path: &str| list_path(&Url::parse(&format!("https://tube.example{path}")).unwrap());
        for (address, list) in [
            (
                "/w/p/kkGMgK9ZtnKfYAgnEtQxbv?playlistPosition=2",
                "video-playlists/kkGMgK9ZtnKfYAgnEtQxbv",
            ),
            (
                "/videos/watch/playlist/9c9de5e8-0a1e-484a-b099-e80766180a6d",
                "video-playlists/9c9de5e8-0a1e-484a-b099-e80766180a6d",
            ),
            ("/c/marsh_notes/videos?s=1", "video-channels/marsh_notes"),
            (
                "/video-channels/marsh@other.example",
                "video-channels/marsh@other.example",
            ),
            ("/a/ana/videos", "accounts/ana"),
            ("/accounts/ana/video-channels/", "accounts/ana"),
        ] {
            assert_eq!(
                path(address),
                Some(format!("/api/v1/{list}/videos")),
                "{address}"
            );
        }
        for address in [
            "/c/",
            "/c/marsh/about",
            "/a/ana/video-playlists",
            "/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "/c/a%2Fb",
        ] {
            assert_eq!(path(address), None, "{address}");
        }
    }
}
