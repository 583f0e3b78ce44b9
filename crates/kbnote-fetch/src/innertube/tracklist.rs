//! The caption tracks in a player response, and the spoken language.

use kbnote_core::{LanguageTag, TrackId, TrackKind, VideoId};
use serde::Deserialize;

use crate::innertube::lenient::{each, or_default};
use crate::innertube::text::Text;
use crate::{OfferedTrack, TrackList};

/// `playerCaptionsTracklistRenderer` of a player response.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Tracklist {
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

impl Tracklist {
    /// The tracks of `video`, reported by the named client.
    pub(crate) fn read(self, video: &VideoId, client: &str) -> TrackList {
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
            web: None,
        }
    }
}

/// Whether a track's URL is for YouTube's own player only, without the required token.
pub(crate) fn needs_token(address: &str) -> bool {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let mut pairs = query.split('&');
    let has_proof = pairs.clone().any(|pair| pair.starts_with("pot="));
    !has_proof && pairs.any(|pair| matches!(pair, "exp=xpe" | "exp=xpv"))
}

/// The original audio: its id ends with `.4`; else the default one.
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

/// The spoken language: that of the automatic track, else of the audio, else of the only track.
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
    use serde_json::{Value, json};

    use super::*;

    fn with_tracks(tracks: &Value, audio: &Value) -> TrackList {
        let list = json!({"captionTracks": tracks, "audioTracks": audio});
        let list: Tracklist = serde_json::from_value(list).unwrap();
        list.read(&"kbnoteDemo1".parse().unwrap(), "VISIONOS")
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
    fn a_track_of_another_shape_does_not_stop_the_rest() {
        let tracks = json!([{"languageCode": 7}, "track", {"languageCode": "en", "name": null, "vssId": ".en"}]);
        assert_eq!(with_tracks(&tracks, &Value::Null).summary(), "en");
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
}
