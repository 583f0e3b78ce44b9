//! Chooses among the available tracks.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use kbnote_core::{LanguageTag, TrackId, TrackKind};

use crate::{FetchError, OfferedTrack, TrackList};

/// A preference for a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LanguagePreference {
    /// The language spoken in the video (`orig`).
    Original,
    /// A language or a variant of it (`en` accepts `en-GB`).
    Language(LanguageTag),
    /// A track by id (a `vssId` such as `.en` or `a.en`).
    Track(TrackId),
}

/// A preference for the origin of a track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KindPreference {
    /// Written by a person, else by a machine.
    #[default]
    Any,
    /// Only this origin.
    Only(TrackKind),
}

/// Preferences for tracks: languages in order, and the origin.
///
/// ```
/// # use kbnote_fetch::TrackPreferences;
/// assert_eq!(TrackPreferences::default().to_string(), "orig, en");
/// let preferences: TrackPreferences = "de,a.en,pt-br".parse().unwrap();
/// assert_eq!(preferences.to_string(), "de, a.en, pt-BR");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackPreferences {
    /// The languages, the most preferred first.
    pub languages: Vec<LanguagePreference>,
    /// The origin.
    pub kind: KindPreference,
}

impl Default for TrackPreferences {
    fn default() -> Self {
        Self {
            languages: vec![
                LanguagePreference::Original,
                LanguagePreference::Language(LanguageTag::english()),
            ],
            kind: KindPreference::Any,
        }
    }
}

impl FromStr for LanguagePreference {
    type Err = Infallible;

    /// Parses `orig`, a language tag, or else the id of a track.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        Ok(if text.eq_ignore_ascii_case("orig") {
            Self::Original
        } else {
            text.parse()
                .map_or_else(|_| Self::Track(TrackId::new(text)), Self::Language)
        })
    }
}

impl FromStr for TrackPreferences {
    type Err = Infallible;

    /// Parses preferences separated by commas, of any origin.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text.split(',').filter(|word| !word.trim().is_empty());
        Ok(Self {
            languages: words.map(str::parse).collect::<Result<_, _>>()?,
            kind: KindPreference::Any,
        })
    }
}

impl fmt::Display for LanguagePreference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Original => f.write_str("orig"),
            Self::Language(language) => language.fmt(f),
            Self::Track(id) => id.fmt(f),
        }
    }
}

impl fmt::Display for TrackPreferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let preferences: Vec<String> = self.languages.iter().map(ToString::to_string).collect();
        f.write_str(&preferences.join(", "))?;
        match self.kind {
            KindPreference::Any => Ok(()),
            KindPreference::Only(kind) => write!(f, "; {kind}"),
        }
    }
}

/// The track for the first preference that any track satisfies; manual before automatic.
///
/// # Errors
///
/// [`FetchError::Live`] while the video is live, since its captions are not complete;
/// [`FetchError::NoCaptions`] without tracks; [`FetchError::LanguageMissing`] with a list of the tracks,
/// if none matches.
pub fn choose<'a>(
    list: &'a TrackList,
    preferences: &TrackPreferences,
) -> Result<&'a OfferedTrack, FetchError> {
    choose_each(list, preferences).map(|chosen| chosen[0])
}

/// The best track for each preference, without repetition: never empty.
///
/// # Errors
///
/// As [`choose`].
pub(crate) fn choose_each<'a>(
    list: &'a TrackList,
    preferences: &TrackPreferences,
) -> Result<Vec<&'a OfferedTrack>, FetchError> {
    if list.is_live {
        return Err(FetchError::Live);
    }
    if list.tracks.is_empty() {
        return Err(FetchError::NoCaptions);
    }
    let mut chosen: Vec<&OfferedTrack> = Vec::new();
    for track in preferences
        .languages
        .iter()
        .filter_map(|preference| best(list, preference, preferences.kind))
    {
        if !chosen.contains(&track) {
            chosen.push(track);
        }
    }
    if chosen.is_empty() {
        return Err(FetchError::LanguageMissing {
            preferred: preferences.to_string(),
            available: list.summary(),
        });
    }
    Ok(chosen)
}

fn best<'a>(
    list: &'a TrackList,
    preference: &LanguagePreference,
    kind: KindPreference,
) -> Option<&'a OfferedTrack> {
    let language = match preference {
        LanguagePreference::Track(id) => return list.tracks.iter().find(|track| track.id == *id),
        LanguagePreference::Language(language) => language,
        LanguagePreference::Original => list.original.as_ref()?,
    };
    list.tracks
        .iter()
        .filter(|track| track.language.satisfies(language) || track.has_unknown_language())
        .filter(|track| kind == KindPreference::Any || kind == KindPreference::Only(track.kind))
        .min_by_key(|track| {
            (
                track.has_unknown_language(),
                track.kind,
                track.language != *language,
                track.name.is_some(),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A list of tracks with these ids; `a.` makes one automatic, a third part is a name.
    fn list(ids: &[&str], original: Option<&str>) -> TrackList {
        TrackList {
            tracks: ids.iter().map(|id| track(id)).collect(),
            original: original.map(|tag| tag.parse().unwrap()),
            ..TrackList::default()
        }
    }

    fn track(id: &str) -> OfferedTrack {
        let mut parts = id.split('.');
        let kind = match parts.next() {
            Some("a") => TrackKind::Automatic,
            _ => TrackKind::Manual,
        };
        OfferedTrack {
            id: TrackId::new(id),
            language: parts.next().unwrap().parse().unwrap(),
            kind,
            label: String::new(),
            name: parts.next().map(str::to_owned),
            translatable: true,
            needs_token: false,
            video: "kbnoteDemo1".parse().unwrap(),
            address: String::new(),
            client: String::new(),
            web: None,
        }
    }

    fn chosen(list: &TrackList, preferences: &str, kind: KindPreference) -> Option<String> {
        let languages = preferences.parse::<TrackPreferences>().unwrap().languages;
        let track = choose(list, &TrackPreferences { languages, kind });
        track.ok().map(|track| track.id.to_string())
    }

    #[test]
    fn languages_are_chosen_in_order_of_preference() {
        let list = list(&[".en", "a.en", ".de"], None);
        assert_eq!(
            chosen(&list, "de,en", KindPreference::Any).as_deref(),
            Some(".de")
        );
        assert_eq!(
            chosen(&list, "fr,en", KindPreference::Any).as_deref(),
            Some(".en")
        );
        assert_eq!(chosen(&list, "fr", KindPreference::Any), None);
    }

    #[test]
    fn a_person_goes_before_a_machine() {
        let both = list(&["a.en", ".en"], None);
        let only = KindPreference::Only(TrackKind::Automatic);
        assert_eq!(
            chosen(&both, "en", KindPreference::Any).as_deref(),
            Some(".en")
        );
        assert_eq!(chosen(&both, "en", only).as_deref(), Some("a.en"));
        let manual = KindPreference::Only(TrackKind::Manual);
        assert_eq!(chosen(&list(&["a.en"], None), "en", manual), None);
    }

    #[test]
    fn a_language_takes_its_regions_and_not_the_other_way() {
        let british = list(&["a.en", ".en-GB", ".en-US"], None);
        assert_eq!(
            chosen(&british, "en", KindPreference::Any).as_deref(),
            Some(".en-GB")
        );
        assert_eq!(
            chosen(&british, "en-US", KindPreference::Any).as_deref(),
            Some(".en-US")
        );
        assert_eq!(
            chosen(&list(&[".en"], None), "en-GB", KindPreference::Any),
            None
        );
        let plain = list(&[".en-GB", ".en"], None);
        assert_eq!(
            chosen(&plain, "en", KindPreference::Any).as_deref(),
            Some(".en")
        );
    }

    #[test]
    fn orig_is_the_language_spoken() {
        let swedish = list(&[".en", ".sv", "a.sv"], Some("sv"));
        assert_eq!(
            chosen(&swedish, "orig,en", KindPreference::Any).as_deref(),
            Some(".sv")
        );
        let unknown = list(&[".en", ".de"], None);
        assert_eq!(
            chosen(&unknown, "orig,en", KindPreference::Any).as_deref(),
            Some(".en")
        );
        assert_eq!(chosen(&unknown, "orig", KindPreference::Any), None);
    }

    #[test]
    fn a_track_can_be_named_by_its_id() {
        let named = list(&[".de.lyrics", ".de", "a.de"], None);
        assert_eq!(
            chosen(&named, ".de.lyrics", KindPreference::Any).as_deref(),
            Some(".de.lyrics")
        );
        assert_eq!(
            chosen(&named, "a.de", KindPreference::Any).as_deref(),
            Some("a.de")
        );
        assert_eq!(
            chosen(&named, "de", KindPreference::Any).as_deref(),
            Some(".de")
        );
    }

    #[test]
    fn each_preference_has_its_track_once() {
        let tracks = list(&[".en", ".de"], Some("de"));
        let preferences = "orig,de,en,fr".parse().unwrap();
        let chosen = choose_each(&tracks, &preferences).unwrap();
        let ids: Vec<_> = chosen.iter().map(|track| track.id.as_str()).collect();
        assert_eq!(ids, [".de", ".en"]);
    }

    #[test]
    fn missing_tracks_are_reported() {
        let told = |list: &TrackList| {
            choose(list, &"sv".parse().unwrap())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(told(&list(&[".en", "a.de", ".de.x"], None)),
            @r#"no caption track matches sv; available: en, de (automatic), de "x""#);
        insta::assert_snapshot!(told(&TrackList::default()), @"the recording has no captions");
        let live = TrackList {
            is_live: true,
            ..list(&["a.sv"], None)
        };
        insta::assert_snapshot!(told(&live), @"the video is live now; its captions are not complete yet");
    }
}
