//! The player response on a video.

use chrono::NaiveDate;
use kbnote_core::VideoId;
use serde::Deserialize;
use serde_json::Value;

use crate::innertube::date;
use crate::innertube::handle::handle;
use crate::innertube::lenient::{each, or_default};
use crate::innertube::playability::{Playability, UNKNOWN_FORMAT, VideoFlags};
use crate::innertube::tracklist::Tracklist;
use crate::{FetchError, TrackList};

/// The player response on a video; absent values are empty.
#[derive(Debug, Default)]
pub(crate) struct PlayerResponse {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) channel_id: Option<String>,
    pub(crate) handle: Option<String>,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) published: Option<NaiveDate>,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) thumbnails: Vec<String>,
    pub(crate) list: TrackList,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct PlayerJson {
    playability_status: Option<Playability>,
    video_details: Option<Details>,
    captions: Option<Captions>,
    #[serde(deserialize_with = "or_default")]
    microformat: Option<Microformat>,
    /// The player response inside another one.
    player_response: Option<Box<Self>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Details {
    video_id: Option<String>,
    #[serde(deserialize_with = "or_default")]
    title: String,
    length_seconds: Value,
    #[serde(deserialize_with = "each")]
    keywords: Vec<String>,
    #[serde(deserialize_with = "or_default")]
    channel_id: Option<String>,
    #[serde(deserialize_with = "or_default")]
    short_description: String,
    #[serde(deserialize_with = "or_default")]
    thumbnail: Thumbnails,
    #[serde(deserialize_with = "or_default")]
    author: String,
    #[serde(deserialize_with = "or_default")]
    is_private: bool,
    #[serde(deserialize_with = "or_default")]
    is_live: bool,
    #[serde(deserialize_with = "or_default")]
    is_upcoming: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Thumbnails {
    #[serde(deserialize_with = "each")]
    thumbnails: Vec<Thumbnail>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Thumbnail {
    url: String,
    width: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Captions {
    player_captions_tracklist_renderer: Option<Tracklist>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Microformat {
    player_microformat_renderer: Option<MicroformatDetails>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct MicroformatDetails {
    publish_date: Option<String>,
    owner_profile_url: Option<String>,
    #[serde(deserialize_with = "each")]
    available_countries: Vec<String>,
}

impl PlayerJson {
    /// The answer for `video`, text of by the client named.
    ///
    /// # Errors
    ///
    /// If the video cannot be played.
    pub(crate) fn read(self, video: &VideoId, client: &str) -> Result<PlayerResponse, FetchError> {
        if let Some(inner) = self.player_response {
            return inner.read(video, client);
        }
        let details = self.video_details.unwrap_or_default();
        let Some(playability) = self.playability_status else {
            return Err(UNKNOWN_FORMAT);
        };
        let microformat = self.microformat.and_then(|m| m.player_microformat_renderer);
        let microformat = microformat.unwrap_or_default();
        playability.check(VideoFlags {
            is_private: details.is_private,
            is_upcoming: details.is_upcoming,
            countries: &microformat.available_countries,
        })?;
        if details
            .video_id
            .as_ref()
            .is_some_and(|id| id != video.as_str())
        {
            return Err(FetchError::WrongVideo);
        }
        if details.video_id.is_none() && details.title.is_empty() && self.captions.is_none() {
            return Err(UNKNOWN_FORMAT);
        }
        let tracks = self
            .captions
            .and_then(|c| c.player_captions_tracklist_renderer);
        let list = TrackList {
            is_live: details.is_live,
            ..tracks.unwrap_or_default().read(video, client)
        };
        Ok(answer(details, &microformat, list))
    }
}

fn answer(details: Details, microformat: &MicroformatDetails, list: TrackList) -> PlayerResponse {
    let mut thumbnails = details.thumbnail.thumbnails;
    thumbnails.sort_by_key(|thumbnail| thumbnail.width);
    PlayerResponse {
        duration_ms: milliseconds(&details.length_seconds),
        title: details.title,
        author: details.author,
        channel_id: details.channel_id.filter(|id| !id.is_empty()),
        handle: microformat.owner_profile_url.as_deref().and_then(handle),
        published: microformat.publish_date.as_deref().and_then(date::day),
        description: details.short_description,
        tags: details.keywords,
        thumbnails: thumbnails.into_iter().map(|t| t.url).collect(),
        list,
    }
}

/// The length of a video in milliseconds, from seconds as text or number; streams have 0.
fn milliseconds(seconds: &Value) -> Option<u64> {
    let seconds = seconds
        .as_str()
        .map_or_else(|| seconds.as_u64(), |text| text.parse().ok())?;
    seconds.checked_mul(1_000).filter(|&millis| millis > 0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: Value) -> Result<PlayerResponse, FetchError> {
        let json: PlayerJson = serde_json::from_value(json).unwrap();
        json.read(&"kbnoteDemo1".parse().unwrap(), "VISIONOS")
    }

    #[test]
    fn metadata_is_read() {
        let answer = read(
            json!({"playabilityStatus": {"status": "OK"}, "videoDetails": {
            "videoId": "kbnoteDemo1", "title": "Counting geese", "author": "Field Notes",
            "channelId": "UCkbnote", "lengthSeconds": "312", "shortDescription": "0:00 Dusk",
            "keywords": ["geese"], "thumbnail": {"thumbnails": [
                {"url": "https://i.ytimg.com/large.jpg", "width": 1280},
                {"url": "https://i.ytimg.com/small.jpg", "width": 320}]}}}),
        )
        .unwrap();
        assert_eq!(
            (answer.title.as_str(), answer.duration_ms),
            ("Counting geese", Some(312_000))
        );
        assert_eq!(answer.thumbnails[0], "https://i.ytimg.com/small.jpg");
        assert!(answer.list.tracks.is_empty());
    }

    #[test]
    fn another_video_is_not_accepted() {
        let json = json!({"playabilityStatus": {"status": "OK"}, "videoDetails": {"videoId": "kbnoteDemo2"}});
        assert_eq!(read(json).unwrap_err().kind(), "wrong-video");
    }

    #[test]
    fn an_answer_that_says_nothing_known_is_not_believed() {
        for json in [
            json!({}),
            json!({"playerResponse": {}}),
            json!({"videoDetails": {"videoId": "kbnoteDemo1"}}),
            json!({"playabilityStatus": {}}),
            json!({"playabilityStatus": {"status": "WAT"}}),
            json!({"playabilityStatus": {"status": "OK"}}),
        ] {
            let error = read(json.clone()).unwrap_err();
            assert_eq!(error.kind(), "unexpected-content", "{json}");
        }
    }

    #[test]
    fn a_part_of_another_shape_does_not_stop_the_rest() {
        let details =
            json!({"title": "Geese", "keywords": null, "thumbnail": [], "lengthSeconds": null});
        let answer =
            read(json!({"playabilityStatus": {"status": "OK"}, "videoDetails": details})).unwrap();
        assert_eq!((answer.title.as_str(), answer.duration_ms), ("Geese", None));
    }
}
