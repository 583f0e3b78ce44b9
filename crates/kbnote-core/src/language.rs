//! Language tags of caption tracks and notes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::language_codes::{self, two_letters};
use crate::language_names::tag_from_name;

/// The language of a track or note: a BCP 47 tag such as `en`, `en-GB` or `zh-Hans`.
///
/// ```
/// # use kbnote_core::LanguageTag;
/// let british: LanguageTag = "en_gb".parse()?;
/// assert_eq!(british.as_str(), "en-GB");
/// assert!(british.satisfies(&"en".parse()?)); // British English satisfies a preference for English
/// assert!(!"en".parse::<LanguageTag>()?.satisfies(&british));
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

    /// An unknown language (`und`).
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

    /// Whether this language satisfies a preference: it is the same language, or a variant of it.
    #[must_use]
    pub fn satisfies(&self, preference: &Self) -> bool {
        self.0
            .strip_prefix(preference.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An error for a text that is not a language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid language tag; examples are `en`, `pt-BR`, `zh-Hans`")]
pub struct ParseLanguageTagError {
    text: String,
}

impl FromStr for LanguageTag {
    type Err = ParseLanguageTagError;

    /// Parses a tag or the name of a language; a three-letter code becomes the two-letter one, if any, and
    /// an outdated code the current one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let named = tag_from_name(text);
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

/// Checks the form of a tag and normalizes the case of its parts (RFC 5646, section 2.1.1).
fn parse(text: &str) -> Option<LanguageTag> {
    let mut parts = text.split(['-', '_']);
    let language = parts.next()?;
    let is_language =
        (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    if !is_language {
        return None;
    }
    let language = language.to_ascii_lowercase();
    let usual = two_letters(&language).or(language_codes::current(&language));
    let mut tag = usual.map_or(language, str::to_owned);
    for part in parts {
        let is_subtag =
            (1..=24).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        if !is_subtag {
            return None;
        }
        tag.push('-');
        tag.push_str(&normal_case(part));
    }
    Some(LanguageTag(tag))
}

fn normal_case(part: &str) -> String {
    let alphabetic = part.bytes().all(|b| b.is_ascii_alphabetic());
    match part.len() {
        2 if alphabetic => part.to_ascii_uppercase(),
        4 if alphabetic => part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase(),
        _ => part.to_owned(),
    }
}

impl LanguageTag {
    /// The language with a tag or name, as found in files; `None` for `auto`, `null` and `und`.
    ///
    /// ```
    /// # use kbnote_core::LanguageTag;
    /// assert_eq!(LanguageTag::from_name("German"), "de".parse().ok());
    /// assert_eq!(LanguageTag::from_name("deu"), "de".parse().ok());
    /// assert_eq!(LanguageTag::from_name("auto"), None);
    /// ```
    #[must_use]
    pub fn from_name(text: &str) -> Option<Self> {
        let tag = text.parse::<Self>().ok()?;
        tag.has_real_language().then_some(tag)
    }

    fn has_real_language(&self) -> bool {
        language_codes::is_language(self.primary())
    }

    /// Whether language, script and region exist: `en`, `eng`, `fil`, `pt-BR`, `zh-Hans`, but not
    /// `captions`, which only has the form of a tag.
    ///
    /// ```
    /// # use kbnote_core::LanguageTag;
    /// assert!("zh-Hant-TW".parse::<LanguageTag>()?.is_real());
    /// assert!(!"forced".parse::<LanguageTag>()?.is_real());
    /// # Ok::<(), kbnote_core::ParseLanguageTagError>(())
    /// ```
    #[must_use]
    pub fn is_real(&self) -> bool {
        let mut subtags = self.as_str().split('-').skip(1).peekable();
        subtags.next_if(|subtag| language_codes::is_script(subtag));
        subtags.next_if(|subtag| language_codes::is_region(subtag));
        self.has_real_language() && subtags.next().is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_parts_is_normalized() {
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
            ("iw", "he"),
            ("ji", "yi"),
            ("iw-IL", "he-IL"),
            (" Français ", "fr"),
            ("日本語", "ja"),
        ] {
            assert_eq!(text.parse::<LanguageTag>().unwrap().as_str(), tag, "{text}");
        }
        for text in ["auto", "null", "none", "und", "unknown", "", "klingon"] {
            assert_eq!(LanguageTag::from_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_region_is_not_another_language() {
        let tag = |text: &str| text.parse::<LanguageTag>().unwrap();
        assert!(!tag("enm").satisfies(&tag("en")));
        assert_eq!(tag("zh-Hans-CN").primary(), "zh");
    }
}
