//! Fetches the captions of a track.

use std::fmt;

use kbnote_core::LanguageTag;

use crate::client_failures::ClientFailures;
use crate::http::content;
use crate::innertube::profile::ClientProfile;
use crate::{Client, FetchError, OfferedTrack, TrackList};

/// The captions of a track as received: json3 is requested, but the content decides.
#[derive(Clone, PartialEq, Eq)]
pub struct CaptionBytes {
    /// The bytes, not parsed.
    pub bytes: Vec<u8>,
    /// Their track.
    pub track: OfferedTrack,
    /// The language of the translation, if one was requested.
    pub translated_to: Option<LanguageTag>,
}

impl CaptionBytes {
    /// The language of the text.
    #[must_use]
    pub fn language(&self) -> &LanguageTag {
        self.translated_to.as_ref().unwrap_or(&self.track.language)
    }
}

impl fmt::Debug for CaptionBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CaptionBytes")
            .field("bytes", &self.bytes.len())
            .field("track", &self.track)
            .field("translated_to", &self.translated_to)
            .finish()
    }
}

impl Client {
    /// Fetches the captions of a track.
    ///
    /// # Errors
    ///
    /// If every client that has the track is refused.
    pub async fn captions(&self, track: &OfferedTrack) -> Result<CaptionBytes, FetchError> {
        if let Some(web) = &track.web {
            return self.web_captions(track, web).await;
        }
        self.captions_from_any_client(track, None).await
    }

    /// Fetches the captions of a track in YouTube's translation, which is refused more often.
    ///
    /// # Errors
    ///
    /// As [`Self::captions`].
    pub async fn translated(
        &self,
        track: &OfferedTrack,
        language: &LanguageTag,
    ) -> Result<CaptionBytes, FetchError> {
        self.captions_from_any_client(track, Some(language)).await
    }

    async fn captions_from_any_client(
        &self,
        track: &OfferedTrack,
        translate: Option<&LanguageTag>,
    ) -> Result<CaptionBytes, FetchError> {
        let mut failures = ClientFailures::default();
        let failure = match self.download(track, translate).await {
            Ok(captions) => return Ok(captions),
            Err(failure) => failure,
        };
        if failures.add_is_final(&track.client, failure) {
            return Err(failures.into_error());
        }
        let players = self.shared.table.players();
        for profile in players.filter(|profile| profile.name != track.client) {
            match self.download_as(profile, track, translate).await {
                Ok(Some(captions)) => return Ok(captions),
                Ok(None) => {}
                Err(failure) => {
                    if failures.add_is_final(&profile.name, failure) {
                        break;
                    }
                }
            }
        }
        Err(failures.into_error())
    }

    /// Fetches the captions of the same track with another client, if it has the track.
    async fn download_as(
        &self,
        profile: &ClientProfile,
        track: &OfferedTrack,
        translate: Option<&LanguageTag>,
    ) -> Result<Option<CaptionBytes>, FetchError> {
        let answer = self.player(profile, &track.video).await?;
        match answer.list.same_as(track) {
            Some(same) => self.download(same, translate).await.map(Some),
            None => Ok(None),
        }
    }

    async fn download(
        &self,
        track: &OfferedTrack,
        translate: Option<&LanguageTag>,
    ) -> Result<CaptionBytes, FetchError> {
        if track.needs_token {
            return Err(FetchError::TokenNeeded);
        }
        let profile = self.shared.table.row(&track.client);
        let address = track.caption_address(translate);
        let answer = self.shared.innertube.get(profile, address).await?;
        if !answer.status.is_success() {
            return Err(FetchError::BadRequest {
                status: answer.status.as_u16(),
                reason: String::new(),
            });
        }
        content::check_captions(&answer.body)?;
        Ok(CaptionBytes {
            bytes: answer.body,
            track: track.clone(),
            translated_to: translate.cloned(),
        })
    }
}

/// The requested format: the only one with word times and without markup.
const FORMAT: &str = "json3";

impl OfferedTrack {
    /// The URL of its captions: the signed one, changing only keys that the signature does not cover.
    /// YouTube uses the first `fmt`, so an old one is removed.
    pub(crate) fn caption_address(&self, translate: Option<&LanguageTag>) -> String {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let key = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let kept = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| !matches!(key(pair).as_str(), "fmt" | "tlang" | "xosf"))
            .map(str::to_owned);
        let wanted = translate.map(|language| format!("tlang={}", youtube_code(language)));
        let pairs: Vec<String> = kept
            .chain([format!("fmt={FORMAT}")])
            .chain(wanted)
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

impl TrackList {
    /// The track of this list with the same captions as `track`, which another client reported.
    pub(crate) fn same_as(&self, track: &OfferedTrack) -> Option<&OfferedTrack> {
        let by_id = self.tracks.iter().find(|other| other.id == track.id);
        by_id.or_else(|| self.tracks.iter().find(|other| other.is_same(track)))
    }
}

/// The code of a language on YouTube, which keeps the outdated one for Hebrew.
fn youtube_code(language: &LanguageTag) -> &str {
    match language.as_str() {
        "he" => "iw",
        code => code,
    }
}

#[cfg(test)]
mod tests {
    use kbnote_core::{TrackId, TrackKind};

    use super::*;

    fn track(address: &str) -> OfferedTrack {
        OfferedTrack {
            id: TrackId::new("a.en"),
            language: LanguageTag::english(),
            kind: TrackKind::Automatic,
            label: String::new(),
            name: None,
            translatable: true,
            needs_token: false,
            video: "kbnoteDemo1".parse().unwrap(),
            address: address.to_owned(),
            client: "VISIONOS".to_owned(),
            web: None,
        }
    }

    #[test]
    fn only_free_keys_of_a_signed_address_change() {
        let track =
            track("/api/timedtext?v=a&sparams=ip,v&xosf=1&fmt=srv3&signature=0.A%2B&fmt=vtt");
        assert_eq!(
            track.caption_address(None),
            "/api/timedtext?v=a&sparams=ip,v&signature=0.A%2B&fmt=json3"
        );
        let swedish = "sv".parse().unwrap();
        assert!(
            track
                .caption_address(Some(&swedish))
                .ends_with("&fmt=json3&tlang=sv")
        );
        let hebrew = "he".parse().unwrap();
        assert!(track.caption_address(Some(&hebrew)).ends_with("&tlang=iw"));
    }

    #[test]
    fn an_address_is_never_shown() {
        let captions = CaptionBytes {
            bytes: b"secret".to_vec(),
            track: track("/api/timedtext?ip=192.0.2.1&signature=secret"),
            translated_to: None,
        };
        let shown = format!("{captions:?}");
        assert!(
            !shown.contains("secret") && !shown.contains("192.0.2.1"),
            "{shown}"
        );
    }
}
