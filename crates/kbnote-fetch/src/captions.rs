//! The captions of a track, as they are fetched.

use std::fmt;

use kbnote_core::LanguageTag;

use crate::http::content;
use crate::innertube::profile::ClientProfile;
use crate::verdict::Verdict;
use crate::{Client, FetchError, OfferedTrack, TrackList};

/// The captions of a track, as YouTube sent them. json3 is asked for; what came says its content.
#[derive(Clone, PartialEq, Eq)]
pub struct CaptionBytes {
    /// The bytes, unread.
    pub bytes: Vec<u8>,
    /// The track they belong to.
    pub track: OfferedTrack,
    /// The language YouTube translated them to, if that was asked for.
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
    /// The captions of a track, as YouTube sends them.
    ///
    /// # Errors
    ///
    /// Why they are not given to us, by any client that knows the track.
    pub async fn captions(&self, track: &OfferedTrack) -> Result<CaptionBytes, FetchError> {
        self.captions_of_any(track, None).await
    }

    /// The captions of a track in YouTube's translation, which is refused more often.
    ///
    /// # Errors
    ///
    /// As [`Self::captions`].
    pub async fn translated(
        &self,
        track: &OfferedTrack,
        language: &LanguageTag,
    ) -> Result<CaptionBytes, FetchError> {
        self.captions_of_any(track, Some(language)).await
    }

    async fn captions_of_any(
        &self,
        track: &OfferedTrack,
        translate: Option<&LanguageTag>,
    ) -> Result<CaptionBytes, FetchError> {
        let mut verdict = Verdict::default();
        let failure = match self.download(track, translate).await {
            Ok(captions) => return Ok(captions),
            Err(failure) => failure,
        };
        if verdict.is_settled_by(failure) {
            return Err(verdict.into_error());
        }
        let players = self.shared.table.players();
        for profile in players.filter(|profile| profile.name != track.client) {
            match self.download_as(profile, track, translate).await {
                Ok(Some(captions)) => return Ok(captions),
                Ok(None) => {}
                Err(failure) => {
                    if verdict.is_settled_by(failure) {
                        break;
                    }
                }
            }
        }
        Err(verdict.into_error())
    }

    /// The captions of the same track as another client is given them, if it knows the track.
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

/// The format that is asked for: the only one with a time for each word and no markup.
const FORMAT: &str = "json3";

impl OfferedTrack {
    /// Where its captions are: the address as it was signed, in which only those keys are changed
    /// that the signature leaves free. YouTube heeds the first `fmt`, so an old one goes.
    pub(crate) fn caption_address(&self, translate: Option<&LanguageTag>) -> String {
        let (path, query) = self.address.split_once('?').unwrap_or((&self.address, ""));
        let key = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
        let kept = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .filter(|pair| !matches!(key(pair).as_str(), "fmt" | "tlang" | "xosf"))
            .map(str::to_owned);
        let wanted = translate.map(|language| format!("tlang={language}"));
        let pairs: Vec<String> = kept
            .chain([format!("fmt={FORMAT}")])
            .chain(wanted)
            .collect();
        format!("{path}?{}", pairs.join("&"))
    }
}

impl TrackList {
    /// The track of this list with the same captions as `track`, which another client told of.
    pub(crate) fn same_as(&self, track: &OfferedTrack) -> Option<&OfferedTrack> {
        let by_id = self.tracks.iter().find(|other| other.id == track.id);
        by_id.or_else(|| self.tracks.iter().find(|other| other.is_same(track)))
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
