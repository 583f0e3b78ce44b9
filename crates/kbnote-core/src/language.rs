//! Language tags as caption tracks carry them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::language_codes::two_letters;
use crate::language_names::tag_of_name;

/// The language of a track or note: a BCP 47 tag such as `en`, `en-GB` or `zh-Hans`.
///
/// ```
/// # use kbnote_core::LanguageTag;
/// let british: LanguageTag = "en_gb".parse()?;
/// assert_eq!(british.as_str(), "en-GB");
/// assert!(british.answers(&"en".parse()?)); // whoever wishes for English takes British English
/// assert!(!"en".parse::<LanguageTag>()?.answers(&british));
/// # Ok::<(), kbnote_core::ParseLanguageTagError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LanguageTag(String);

impl LanguageTag {
    /// English.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The language is not known (`und`).
    #[must_use]
    pub fn undetermined() -> Self {
        Self("und".to_owned())
    }

    /// The whole tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language without script, region and variants: `en` of `en-GB`.
    #[must_use]
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or(&self.0)
    }

    /// Whether this language serves someone who wishes for `wish`: it is the same, or a
    /// narrower form of it.
    #[must_use]
    pub fn answers(&self, wish: &Self) -> bool {
        self.0
            .strip_prefix(wish.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that is no language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no language tag; those look like `en`, `pt-BR` or `zh-Hans`")]
pub struct ParseLanguageTagError {
    text: String,
}

impl FromStr for LanguageTag {
    type Err = ParseLanguageTagError;

    /// Reads a tag, or the name of a language; a code of three letters becomes one of two where there
    /// is one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = tag_of_name(text);
        let tag = named.as_deref().unwrap_or(text).trim();
        parse(tag).ok_or_else(|| ParseLanguageTagError {
            text: text.to_owned(),
        })
    }
}

impl TryFrom<String> for LanguageTag {
    type Error = ParseLanguageTagError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LanguageTag> for String {
    fn from(tag: LanguageTag) -> Self {
        tag.0
    }
}

/// Checks the outline of a tag and gives each part its usual case (RFC 5646, section 2.1.1).
fn parse(text: &str) -> Option<LanguageTag> {
    let mut parts = text.split(['-', '_']);
    let language = parts.next()?;
    let is_language =
        (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_language {
        return None;
    }
    let language = language.to_ascii_lowercase();
    let mut tag = two_letters(&language).map_or(language, str::to_owned);
    for part in parts {
        let is_subtag =
            (1..=24).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_subtag {
            return None;
        }
        tag.push('-');
        tag.push_str(&usual_case(part));
    }
    Some(LanguageTag(tag))
}

fn usual_case(part: &str) -> String {
    let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
    match part.len() {
        2 if alphabetic => part.to_ascii_uppercase(),
        4 if alphabetic => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
        _ => part.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_get_their_usual_case() {
        let written = |text: &str| text.parse::<LanguageTag>().map(String::from).ok();
        assert_eq!(written("ZH-hans").as_deref(), Some("zh-Hans"));
        assert_eq!(written("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!(written("es-419").as_deref(), Some("es-419"));
        for text in ["", "e", "en-", "english language", "日本", "en-é"] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn names_and_codes_of_three_letters_are_read() {
        for (text, tag) in [
            ("german", "de"),
            ("Deutsch", "de"),
            ("deu", "de"),
            ("ger", "de"),
            ("GER", "de"),
            ("deu-AT", "de-AT"),
            ("English", "en"),
            ("eng", "en"),
            ("fil", "fil"),
            (" Français ", "fr"),
            ("日本語", "ja"),
        ] {
            assert_eq!(text.parse::<LanguageTag>().unwrap().as_str(), tag, "{text}");
        }
        for text in ["auto", "null", "none", "und", "unknown", "", "klingon"] {
            assert_eq!(LanguageTag::named(text), None, "{text}");
        }
    }

    #[test]
    fn a_region_is_no_other_language() {
        let tag = |text: &str| text.parse::<LanguageTag>().unwrap();
        assert!(!tag("enm").answers(&tag("en")));
        assert_eq!(tag("zh-Hans-CN").primary(), "zh");
    }
}
