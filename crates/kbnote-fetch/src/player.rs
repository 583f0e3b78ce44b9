//! What the player's answer says of a video.

use chrono::NaiveDate;
use kbnote_core::{LanguageTag, TrackId, TrackKind, VideoId};
use serde::Deserialize;
use serde_json::Value;

use crate::lenient::{each, or_default};
use crate::playability::{Circumstances, Playability};
use crate::text::Text;
use crate::{FetchError, OfferedTrack, TrackList, date};

/// What the player's answer says of a video; empty where it says nothing.
#[derive(Debug, Default)]
pub(crate) struct PlayerAnswer {
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
pub(crate) struct Wire {
    playability_status: Option<Playability>,
    video_details: Option<Details>,
    captions: Option<Captions>,
    #[serde(deserialize_with = "or_default")]
    microformat: Option<Microformat>,
    /// Where the player's answer comes inside another.
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
struct Tracklist {
    #[serde(deserialize_with = "each")]
    caption_tracks: Vec<CaptionTrack>,
    #[serde(deserialize_with = "each")]
    audio_tracks: Vec<AudioTrack>,
    #[serde(deserialize_with = "each")]
    translation_languages: Vec<Translation>,
    #[serde(deserialize_with = "or_default")]
    default_audio_track_index: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CaptionTrack {
    base_url: String,
    #[serde(deserialize_with = "or_default")]
    name: Text,
    #[serde(deserialize_with = "or_default")]
    vss_id: Option<String>,
    language_code: String,
    kind: Option<String>,
    #[serde(deserialize_with = "or_default")]
    is_translatable: bool,
    #[serde(deserialize_with = "or_default")]
    track_name: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct AudioTrack {
    audio_track_id: Option<String>,
    default_caption_track_index: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Translation {
    language_code: String,
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

impl Wire {
    /// The answer for `video`, told of by the client named.
    ///
    /// # Errors
    ///
    /// Why the video is not played for us.
    pub(crate) fn read(self, video: &VideoId, client: &str) -> Result<PlayerAnswer, FetchError> {
        if let Some(inner) = self.player_response {
            return inner.read(video, client);
        }
        let details = self.video_details.unwrap_or_default();
        let Some(playability) = self.playability_status else {
            let reason = String::new();
            return Err(FetchError::Unavailable { reason });
        };
        let microformat = self.microformat.and_then(|m| m.player_microformat_renderer);
        let microformat = microformat.unwrap_or_default();
        playability.check(Circumstances {
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

fn answer(details: Details, microformat: &MicroformatDetails, list: TrackList) -> PlayerAnswer {
    let mut thumbnails = details.thumbnail.thumbnails;
    thumbnails.sort_by_key(|thumbnail| thumbnail.width);
    PlayerAnswer {
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

/// The length of a video from its seconds, written as text or number; streams have 0.
fn milliseconds(seconds: &Value) -> Option<u64> {
    let seconds = seconds
        .as_str()
        .map_or_else(|| seconds.as_u64(), |text| text.parse().ok())?;
    seconds.checked_mul(1_000).filter(|&millis| millis > 0)
}

/// The handle at the end of a channel's address: `name` of `…/@name`.
pub(crate) fn handle(address: &str) -> Option<String> {
    let (_, handle) = address.rsplit_once("/@")?;
    let handle = handle.split(['/', '?']).next().unwrap_or(handle);
    let decoded = percent_decoded(handle);
    Some(decoded).filter(|handle| !handle.is_empty())
}

/// Handles in other scripts come with percent signs.
fn percent_decoded(text: &str) -> String {
    reqwest::Url::parse(&format!("x:?{}", text.replace('+', "%2B")))
        .ok()
        .and_then(|url| Some(url.query_pairs().next()?.0.into_owned()))
        .unwrap_or_else(|| text.to_owned())
}

impl Tracklist {
    fn read(self, video: &VideoId, client: &str) -> TrackList {
        let tracks: Vec<OfferedTrack> = self
            .caption_tracks
            .into_iter()
            .map(|track| track.read(video, client))
            .collect();
        let audio = original_audio(&self.audio_tracks, self.default_audio_track_index);
        let translations = self.translation_languages.iter();
        TrackList {
            original: original_language(&tracks, audio),
            translations: translations
                .filter_map(|t| t.language_code.parse().ok())
                .collect(),
            tracks,
            is_live: false,
        }
    }
}

impl CaptionTrack {
    fn read(self, video: &VideoId, client: &str) -> OfferedTrack {
        let language = self.language_code.parse();
        let language = language.unwrap_or_else(|_| LanguageTag::undetermined());
        let kind = match self.kind.as_deref() {
            Some("asr") => TrackKind::Automatic,
            _ => TrackKind::Manual,
        };
        OfferedTrack {
            id: self
                .vss_id
                .map_or_else(|| TrackId::of(&language, kind), TrackId::new),
            language,
            kind,
            label: self.name.plain(),
            name: self.track_name.filter(|name| !name.is_empty()),
            translatable: self.is_translatable,
            needs_token: needs_token(&self.base_url),
            video: video.clone(),
            address: self.base_url,
            client: client.to_owned(),
        }
    }
}

/// Whether a track's address says that only YouTube's own player is served, and holds no proof
/// of being one.
pub(crate) fn needs_token(address: &str) -> bool {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let mut pairs = query.split('&');
    let has_proof = pairs.clone().any(|pair| pair.starts_with("pot="));
    !has_proof && pairs.any(|pair| matches!(pair, "exp=xpe" | "exp=xpv"))
}

/// The audio as it was recorded: marked by the ending `.4` of its id, else the default one.
fn original_audio(audio: &[AudioTrack], default: Option<usize>) -> Option<&AudioTrack> {
    let is_original = |track: &&AudioTrack| {
        let id = track.audio_track_id.as_deref();
        id.is_some_and(|id| id.ends_with(".4"))
    };
    audio
        .iter()
        .find(is_original)
        .or_else(|| audio.get(default.unwrap_or(0)))
}

/// The language spoken: that of the automatic track, else of the audio, else of the only track.
fn original_language(tracks: &[OfferedTrack], audio: Option<&AudioTrack>) -> Option<LanguageTag> {
    let audio_language = audio
        .and_then(|audio| audio.audio_track_id.as_deref()?.split('.').next())
        .and_then(|code| code.parse::<LanguageTag>().ok());
    let mut automatic = tracks.iter().filter(|t| t.kind == TrackKind::Automatic);
    let spoken = |track: &&OfferedTrack| {
        let same = |audio: &LanguageTag| audio.primary() == track.language.primary();
        audio_language.as_ref().is_none_or(same)
    };
    let recognised = automatic.clone().find(spoken).or_else(|| automatic.next());
    let shown = || tracks.get(audio?.default_caption_track_index?);
    let only = || {
        if let [only] = tracks {
            Some(only)
        } else {
            None
        }
    };
    recognised
        .map(|track| track.language.clone())
        .or(audio_language)
        .or_else(|| Some(shown().or_else(only)?.language.clone()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(wire: Value) -> Result<PlayerAnswer, FetchError> {
        let wire: Wire = serde_json::from_value(wire).unwrap();
        wire.read(&"kbnoteDemo1".parse().unwrap(), "VISIONOS")
    }

    fn with_tracks(tracks: &Value, audio: &Value) -> TrackList {
        let list = json!({"captionTracks": tracks, "audioTracks": audio});
        let captions = json!({"playerCaptionsTracklistRenderer": list});
        read(json!({"playabilityStatus": {"status": "OK"}, "captions": captions}))
            .unwrap()
            .list
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
    fn another_video_is_not_taken() {
        let wire = json!({"playabilityStatus": {"status": "OK"}, "videoDetails": {"videoId": "kbnoteDemo2"}});
        assert_eq!(read(wire).unwrap_err().kind(), "wrong-video");
        assert_eq!(read(json!({})).unwrap_err().kind(), "unavailable");
    }

    #[test]
    fn tracks_are_read_as_every_client_words_them() {
        let list = with_tracks(
            &json!([
            {"baseUrl": "/api/timedtext?lang=en", "name": {"simpleText": "English"}, "vssId": ".en",
             "languageCode": "en", "isTranslatable": true},
            {"baseUrl": "https://www.youtube.com/api/timedtext?exp=xpe&lang=de", "languageCode": "de",
             "name": {"runs": [{"text": "German"}, {"text": " (auto-generated)"}]}, "vssId": "a.de", "kind": "asr"},
            {"languageCode": "de", "vssId": ".de.x1", "trackName": "songs"}]),
            &json!([]),
        );
        let [english, german, songs] = list.tracks.as_slice() else {
            panic!("{list:?}")
        };
        assert!(english.translatable && !english.needs_token);
        assert!(german.needs_token && german.kind == TrackKind::Automatic);
        assert_eq!(german.label, "German (auto-generated)");
        assert_eq!(songs.name.as_deref(), Some("songs"));
        assert_eq!(list.original.unwrap().as_str(), "de");
    }

    #[test]
    fn one_part_of_another_shape_does_not_stop_the_rest() {
        let tracks = json!([{"languageCode": 7}, "track", {"languageCode": "en", "name": null, "vssId": ".en"}]);
        assert_eq!(with_tracks(&tracks, &Value::Null).summary(), "en");
        let details =
            json!({"title": "Geese", "keywords": null, "thumbnail": [], "lengthSeconds": null});
        let answer =
            read(json!({"playabilityStatus": {"status": "OK"}, "videoDetails": details})).unwrap();
        assert_eq!((answer.title.as_str(), answer.duration_ms), ("Geese", None));
    }

    #[test]
    fn the_language_spoken_is_found() {
        let manual = |code: &str| json!({"languageCode": code, "vssId": format!(".{code}")});
        let auto =
            |code: &str| json!({"languageCode": code, "vssId": format!("a.{code}"), "kind": "asr"});
        let original =
            |tracks: Value, audio: Value| with_tracks(&tracks, &audio).original.map(String::from);
        let dubbed = json!([{"audioTrackId": "de-DE.10"}, {"audioTrackId": "en-US.4"}]);
        assert_eq!(
            original(json!([auto("de"), auto("en")]), dubbed.clone()).unwrap(),
            "en"
        );
        assert_eq!(
            original(json!([manual("fr"), manual("es")]), dubbed).unwrap(),
            "en-US"
        );
        let shown = json!([{"captionTrackIndices": [0, 1], "defaultCaptionTrackIndex": 1}]);
        assert_eq!(
            original(json!([manual("fr"), manual("es")]), shown).unwrap(),
            "es"
        );
        assert_eq!(original(json!([manual("sv")]), json!([{}])).unwrap(), "sv");
        assert_eq!(
            original(json!([manual("sv"), manual("da")]), json!([{}])),
            None
        );
    }

    #[test]
    fn handles_are_read_from_addresses() {
        assert_eq!(
            handle("http://www.youtube.com/@fieldnotes").as_deref(),
            Some("fieldnotes")
        );
        assert_eq!(handle("/@%E9%B3%A5/videos").as_deref(), Some("鳥"));
        assert_eq!(handle("/channel/UCkbnote"), None);
    }
}
