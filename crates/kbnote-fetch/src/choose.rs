//! Which of the offered tracks to take.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use kbnote_core::{LanguageTag, TrackId, TrackKind};

use crate::{FetchError, OfferedTrack, TrackList};

/// One wish for a track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrackWish {
    /// The language spoken in the video (`orig`).
    Original,
    /// A language; narrower forms of it will do (`en` takes `en-GB`).
    Language(LanguageTag),
    /// One certain track (a `vssId` such as `.en` or `a.en`).
    Track(TrackId),
}

/// Who shall have written the track.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KindWish {
    /// A person, else a machine.
    #[default]
    Any,
    /// A person or a machine, as given, and nobody else.
    Only(TrackKind),
}

/// What is wished for: languages in the order of preference, and who shall have written the track.
///
/// ```
/// # use kbnote_fetch::TrackWishes;
/// assert_eq!(TrackWishes::default().to_string(), "orig, en");
/// let wishes: TrackWishes = "de,a.en,pt-br".parse().unwrap();
/// assert_eq!(wishes.to_string(), "de, a.en, pt-BR");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrackWishes {
    /// The languages, the dearest first.
    pub languages: Vec<TrackWish>,
    /// Who shall have written it.
    pub kind: KindWish,
}

impl Default for TrackWishes {
    fn default() -> Self {
        Self {
            languages: vec![
                TrackWish::Original,
                TrackWish::Language(LanguageTag::english()),
            ],
            kind: KindWish::Any,
        }
    }
}

impl FromStr for TrackWish {
    type Err = Infallible;

    /// `orig`, a language tag, or else the id of a track.
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

impl FromStr for TrackWishes {
    type Err = Infallible;

    /// Wishes parted by commas, of any kind.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let words = text.split(',').filter(|word| !word.trim().is_empty());
        Ok(Self {
            languages: words.map(str::parse).collect::<Result<_, _>>()?,
            kind: KindWish::Any,
        })
    }
}

impl fmt::Display for TrackWish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Original => f.write_str("orig"),
            Self::Language(language) => language.fmt(f),
            Self::Track(id) => id.fmt(f),
        }
    }
}

impl fmt::Display for TrackWishes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wishes: Vec<String> = self.languages.iter().map(ToString::to_string).collect();
        f.write_str(&wishes.join(", "))?;
        match self.kind {
            KindWish::Any => Ok(()),
            KindWish::Only(kind) => write!(f, "; {kind}"),
        }
    }
}

/// The track that serves the first wish that any serves; a manual one before an automatic one.
///
/// # Errors
///
/// [`FetchError::Live`] as long as the video is live, for its captions are not complete;
/// [`FetchError::NoCaptions`] where there are no tracks; [`FetchError::LanguageMissing`], which
/// lists the tracks, where none is as wished.
pub fn choose<'a>(
    list: &'a TrackList,
    wishes: &TrackWishes,
) -> Result<&'a OfferedTrack, FetchError> {
    choose_each(list, wishes).map(|chosen| chosen[0])
}

/// For each wish the track that serves it best, without repetition: never empty.
///
/// # Errors
///
/// As [`choose`].
pub(crate) fn choose_each<'a>(
    list: &'a TrackList,
    wishes: &TrackWishes,
) -> Result<Vec<&'a OfferedTrack>, FetchError> {
    if list.is_live {
        return Err(FetchError::Live);
    }
    if list.tracks.is_empty() {
        return Err(FetchError::NoCaptions);
    }
    let mut chosen: Vec<&OfferedTrack> = Vec::new();
    for track in wishes
        .languages
        .iter()
        .filter_map(|wish| best(list, wish, wishes.kind))
    {
        if !chosen.contains(&track) {
            chosen.push(track);
        }
    }
    if chosen.is_empty() {
        return Err(FetchError::LanguageMissing {
            wished: wishes.to_string(),
            offered: list.summary(),
        });
    }
    Ok(chosen)
}

fn best<'a>(list: &'a TrackList, wish: &TrackWish, kind: KindWish) -> Option<&'a OfferedTrack> {
    let language = match wish {
        TrackWish::Track(id) => return list.tracks.iter().find(|track| track.id == *id),
        TrackWish::Language(language) => language,
        TrackWish::Original => list.original.as_ref()?,
    };
    list.tracks
        .iter()
        .filter(|track| track.language.satisfies(language))
        .filter(|track| kind == KindWish::Any || kind == KindWish::Only(track.kind))
        .min_by_key(|track| {
            (
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
        }
    }

    fn chosen(list: &TrackList, wishes: &str, kind: KindWish) -> Option<String> {
        let languages = wishes.parse::<TrackWishes>().unwrap().languages;
        let track = choose(list, &TrackWishes { languages, kind });
        track.ok().map(|track| track.id.to_string())
    }

    #[test]
    fn languages_are_taken_in_the_order_of_wish() {
        let list = list(&[".en", "a.en", ".de"], None);
        assert_eq!(
            chosen(&list, "de,en", KindWish::Any).as_deref(),
            Some(".de")
        );
        assert_eq!(
            chosen(&list, "fr,en", KindWish::Any).as_deref(),
            Some(".en")
        );
        assert_eq!(chosen(&list, "fr", KindWish::Any), None);
    }

    #[test]
    fn a_person_goes_before_a_machine() {
        let both = list(&["a.en", ".en"], None);
        let only = KindWish::Only(TrackKind::Automatic);
        assert_eq!(chosen(&both, "en", KindWish::Any).as_deref(), Some(".en"));
        assert_eq!(chosen(&both, "en", only).as_deref(), Some("a.en"));
        let manual = KindWish::Only(TrackKind::Manual);
        assert_eq!(chosen(&list(&["a.en"], None), "en", manual), None);
    }

    #[test]
    fn a_language_takes_its_regions_and_not_the_other_way() {
        let british = list(&["a.en", ".en-GB", ".en-US"], None);
        assert_eq!(
            chosen(&british, "en", KindWish::Any).as_deref(),
            Some(".en-GB")
        );
        assert_eq!(
            chosen(&british, "en-US", KindWish::Any).as_deref(),
            Some(".en-US")
        );
        assert_eq!(chosen(&list(&[".en"], None), "en-GB", KindWish::Any), None);
        let plain = list(&[".en-GB", ".en"], None);
        assert_eq!(chosen(&plain, "en", KindWish::Any).as_deref(), Some(".en"));
    }

    #[test]
    fn orig_is_the_language_spoken() {
        let swedish = list(&[".en", ".sv", "a.sv"], Some("sv"));
        assert_eq!(
            chosen(&swedish, "orig,en", KindWish::Any).as_deref(),
            Some(".sv")
        );
        let unknown = list(&[".en", ".de"], None);
        assert_eq!(
            chosen(&unknown, "orig,en", KindWish::Any).as_deref(),
            Some(".en")
        );
        assert_eq!(chosen(&unknown, "orig", KindWish::Any), None);
    }

    #[test]
    fn a_track_can_be_named_by_its_id() {
        let named = list(&[".de.lyrics", ".de", "a.de"], None);
        assert_eq!(
            chosen(&named, ".de.lyrics", KindWish::Any).as_deref(),
            Some(".de.lyrics")
        );
        assert_eq!(
            chosen(&named, "a.de", KindWish::Any).as_deref(),
            Some("a.de")
        );
        assert_eq!(chosen(&named, "de", KindWish::Any).as_deref(), Some(".de"));
    }

    #[test]
    fn each_wish_has_its_track_once() {
        let tracks = list(&[".en", ".de"], Some("de"));
        let wishes = "orig,de,en,fr".parse().unwrap();
        let chosen = choose_each(&tracks, &wishes).unwrap();
        let ids: Vec<_> = chosen.iter().map(|track| track.id.as_str()).collect();
        assert_eq!(ids, [".de", ".en"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let told = |list: &TrackList| {
            choose(list, &"sv".parse().unwrap())
                .unwrap_err()
                .to_string()
        };
        insta::assert_snapshot!(told(&list(&[".en", "a.de", ".de.x"], None)),
            @r#"no caption track as wished (sv); offered: en, de (automatic), de "x""#);
        insta::assert_snapshot!(told(&TrackList::default()), @"the video has no captions");
        let live = TrackList {
            is_live: true,
            ..list(&["a.sv"], None)
        };
        insta::assert_snapshot!(told(&live), @"the video is live now, and its captions are not complete");
    }
}
