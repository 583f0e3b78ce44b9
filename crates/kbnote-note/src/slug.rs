//! Slugs: titles made safe as file names.
//!
//! The rule is the dialect's: everything but ASCII letters, digits and blanks is removed, blanks
//! become `_`, the rest lower case. For a title in ASCII that is all. Letters and digits of other
//! scripts are transliterated first, for without that `Qué es` would become `qu_es` and a title in
//! Japanese nothing; [`SlugRule::Ascii`] leaves that step out.

use std::fmt;
use std::str::FromStr;

use deunicode::{deunicode, deunicode_char};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// The longest slug, in bytes: with folder and `.md` it fits any file system and address.
const MAX_SLUG_LEN: usize = 120;

/// What a title becomes of which no rule leaves anything.
const FALLBACK: &str = "untitled";

/// Stands behind a name that may not be used alone.
const RESERVED_SUFFIX: &str = "_note";

/// Folders at the root of a site into which Quartz writes pages of its own.
const FOLDERS_OF_QUARTZ: [&str; 2] = ["tags", "static"];

/// A note's base name made from a title: 1 to 120 bytes, `a–z`, `0–9` and `_` unless the rule is
/// [`SlugRule::Title`], never a name that a file system or a site generator keeps for itself.
///
/// ```
/// # use kbnote_note::Slug;
/// assert_eq!(Slug::from_title("Counting birds in winter").as_str(), "counting_birds_in_winter");
/// assert_eq!(Slug::from_title("C++: 50 % faster?").as_str(), "c_50__faster");
/// assert_eq!(Slug::from_title("Žluťoučký kůň").as_str(), "zlutoucky_kun");
/// assert_eq!(Slug::from_title("東京").as_str(), "dong_jing");
/// assert_eq!(Slug::from_title("???").as_str(), "untitled");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// How letters outside ASCII come into a slug.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SlugRule {
    /// By their sound or shape in Latin letters: `é` → `e`.
    #[default]
    Transliterate,
    /// Not at all: `é` is removed, as in vaults made by that rule. A title of which less than half
    /// would be left is transliterated all the same.
    Ascii,
    /// The title as it is, without the characters that file names and links cannot hold, as notes in Obsidian are
    /// named.
    Title,
}

impl SlugRule {
    /// Its name in the settings.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transliterate => "transliterate",
            Self::Ascii => "ascii",
            Self::Title => "title",
        }
    }
}

impl Slug {
    /// The slug of a title by the default rule.
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        Self::with_rule(title, SlugRule::default())
    }

    /// The slug of a title.
    ///
    /// ```
    /// # use kbnote_note::{Slug, SlugRule};
    /// assert_eq!(Slug::with_rule("Qué es", SlugRule::Ascii).as_str(), "qu_es");
    /// assert_eq!(Slug::with_rule("Что это", SlugRule::Ascii).as_str(), "chto_eto");
    /// assert_eq!(Slug::with_rule("Qué es: a/b?", SlugRule::Title).as_str(), "Qué es - a-b");
    /// ```
    #[must_use]
    pub fn with_rule(title: &str, rule: SlugRule) -> Self {
        let title: String = title.nfc().collect();
        if rule == SlugRule::Title
            && let Some(name) = title_name(&title)
        {
            return Self(name);
        }
        let strict = rule == SlugRule::Ascii && mostly_ascii(&title);
        let wanted = if strict {
            title.clone()
        } else {
            transliterate(&title)
        };
        // An emoji has a name in letters: better than nothing, but only then.
        let slug = [squeeze(&wanted), squeeze(&deunicode(&title))]
            .into_iter()
            .find(|slug| !slug.is_empty())
            .unwrap_or_else(|| FALLBACK.to_owned());
        Self(unreserved(shortened(&slug, MAX_SLUG_LEN)))
    }

    /// The slug as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// This slug, or where it is taken the first of `…_2`, `…_3`, … that is free.
    ///
    /// Let `taken` compare with existing names without regard to case, as some file systems do, and
    /// count the name of the folder among them: it is that of the channel's index note.
    ///
    /// ```
    /// # use kbnote_note::Slug;
    /// let taken = ["reed_beds", "reed_beds_2"];
    /// let slug = Slug::from_title("Reed beds").unless_taken(|slug| taken.contains(&slug.as_str()));
    /// assert_eq!(slug.as_str(), "reed_beds_3");
    /// ```
    #[must_use]
    pub fn unless_taken(self, mut taken: impl FnMut(&Self) -> bool) -> Self {
        let mut slug = self.clone();
        let mut number = 1u64;
        while taken(&slug) {
            number += 1;
            let is_plain = is_plain(&self.0);
            let suffix = format!("{}{number}", if is_plain { '_' } else { ' ' });
            let room = MAX_SLUG_LEN - suffix.len();
            let stem = match is_plain {
                true => shortened(&self.0, room),
                false => shortened_title(&self.0, room).to_owned(),
            };
            slug = Self(format!("{stem}{suffix}"));
        }
        slug
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// A text that is no slug.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{text}` is not a valid slug: use 1 to 120 of the characters a–z, 0–9 and _, or a title as a file can be named, and not a reserved name"
)]
pub struct ParseSlugError {
    text: String,
}

impl FromStr for Slug {
    type Err = ParseSlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Slug {
    type Error = ParseSlugError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (1..=MAX_SLUG_LEN).contains(&text.len());
        let is_name = is_plain(&text) || title_name(&text).as_ref() == Some(&text);
        if fits && is_name && !is_reserved(&text) {
            Ok(Self(text))
        } else {
            Err(ParseSlugError { text })
        }
    }
}

/// The name of a channel's folder: its handle without `@`, else its name through the slug rule.
///
/// A handle is kept as it is, but for characters that a file system, a wikilink or an address
/// cannot hold.
///
/// ```
/// # use kbnote_note::channel_folder;
/// assert_eq!(channel_folder(Some("@field.notes"), "Field Notes"), "field.notes");
/// assert_eq!(channel_folder(None, "Field Notes"), "field_notes");
/// ```
#[must_use]
pub fn channel_folder(handle: Option<&str>, name: &str) -> String {
    let kept: String = handle
        .unwrap_or_default()
        .chars()
        .filter(|&c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '·'))
        .collect();
    let handle = shortened(kept.trim_matches('.'), MAX_SLUG_LEN);
    let folder = if handle.is_empty() {
        Slug::from_title(name).into()
    } else {
        unreserved(handle)
    };
    if FOLDERS_OF_QUARTZ.contains(&folder.as_str()) {
        folder + RESERVED_SUFFIX
    } else {
        folder
    }
}

/// Whether a name has the characters of the dialect only.
fn is_plain(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    name.bytes().all(allowed)
}

/// A title as the name of a file; `None` if it has no letter or digit.
fn title_name(title: &str) -> Option<String> {
    if !title.contains(char::is_alphanumeric) {
        return None;
    }
    let mut name = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            ':' => name.push_str(" -"),
            '/' | '\\' | '|' => name.push('-'),
            '*' | '"' | '<' | '>' | '?' | '#' | '^' | '[' | ']' | '%' => {}
            c if c.is_whitespace() => name.push(' '),
            c if is_invisible(c) => {}
            c => name.push(c),
        }
    }
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let name = words.join(" ");
    let name = name.trim_matches(|c: char| c == '.' || c == ' ' || c == '-');
    let short = shortened_title(name, MAX_SLUG_LEN);
    (!short.is_empty()).then(|| unreserved(short.to_owned()))
}

/// Control characters, and marks of direction or of no width, which nobody can type again.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The beginning of a title, `max` bytes or less, cut between words where that keeps half of it.
fn shortened_title(name: &str, max: usize) -> &str {
    if name.len() <= max {
        return name;
    }
    let end = (0..=max).rev().find(|&end| name.is_char_boundary(end));
    let head = &name[..end.unwrap_or_default()];
    let cut = head.rfind(' ').filter(|&cut| cut > max / 2);
    cut.map_or(head, |cut| &head[..cut])
        .trim_end_matches([' ', '.', '-'])
}

/// Whether at least half of the letters and digits are ASCII.
fn mostly_ascii(title: &str) -> bool {
    let letters = title.chars().filter(|c| c.is_alphanumeric());
    let (ascii, other): (Vec<_>, Vec<_>) = letters.partition(char::is_ascii);
    !ascii.is_empty() && ascii.len() >= other.len()
}

/// Letters and digits of all scripts in ASCII; punctuation, signs and emoji stay.
fn transliterate(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match deunicode_char(c) {
            Some(ascii) if c.is_alphanumeric() => out.push_str(ascii),
            _ => out.push(c),
        }
    }
    out
}

/// The dialect's rule: `a–z` and `0–9` of the text, `_` for each blank between them.
fn squeeze(text: &str) -> String {
    let kept = text.trim().chars().filter_map(|c| match c {
        c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        c if c.is_whitespace() => Some('_'),
        _ => None,
    });
    kept.collect::<String>().trim_matches('_').to_owned()
}

/// The beginning of a name, `max` bytes or less, cut between words where that keeps half of it.
fn shortened(name: &str, max: usize) -> String {
    if name.len() <= max {
        return name.to_owned();
    }
    let end = (0..=max).rev().find(|&end| name.is_char_boundary(end));
    let head = &name[..end.unwrap_or_default()];
    let cut = head.rfind('_').filter(|&cut| cut > max / 2);
    let head = cut.map_or(head, |cut| &head[..cut]);
    head.trim_end_matches(['_', '.']).to_owned()
}

fn unreserved(name: String) -> String {
    if is_reserved(&name) {
        name + RESERVED_SUFFIX
    } else {
        name
    }
}

/// Names that Windows keeps for devices, and that of a folder's own page in Quartz.
fn is_reserved(name: &str) -> bool {
    is_device_name(name) || name.eq_ignore_ascii_case("index")
}

/// What may follow `COM` and `LPT` in the name of a device: raised digits count too.
const DEVICE_NUMBERS: &str = "0123456789¹²³";

/// Whether Windows keeps a file name for a device, whatever follows a dot in it.
///
/// ```
/// # use kbnote_note::is_device_name;
/// assert!(is_device_name("CON") && is_device_name("lpt1.md") && !is_device_name("console"));
/// ```
#[must_use]
pub fn is_device_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stem = lower.split('.').next().unwrap_or_default();
    let numbered = |device| {
        stem.strip_prefix(device)
            .is_some_and(|rest| DEVICE_NUMBERS.contains(rest) && rest.chars().count() == 1)
    };
    matches!(stem, "con" | "prn" | "aux" | "nul" | "conin$" | "conout$")
        || numbered("com")
        || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slug(title: &str) -> String {
        Slug::from_title(title).into()
    }

    #[test]
    fn an_ascii_title_follows_the_dialect_to_the_letter() {
        assert_eq!(
            slug("The U.S. tax code, explained"),
            "the_us_tax_code_explained"
        );
        assert_eq!(slug("Warmth - and power"), "warmth__and_power");
        assert_eq!(slug("snake_case & Node.js"), "snakecase__nodejs");
        assert_eq!(slug("tab\tand\nline"), "tab_and_line");
    }

    #[test]
    fn other_scripts_are_spelt_in_latin_letters() {
        assert_eq!(slug("Où dort l’étourneau ?"), "ou_dort_letourneau");
        assert_eq!(slug("Cafe\u{301} 🦆 Œuvre"), "cafe__oeuvre");
        assert_eq!(slug("Как считать птиц"), "kak_schitat_ptits");
        assert_eq!(slug("٣ طيور"), "3_tywr");
        assert_eq!(slug("ひらがな"), "hiragana");
    }

    #[test]
    fn a_slug_is_never_empty() {
        assert_eq!(slug(""), "untitled");
        assert_eq!(slug(".."), "untitled");
        assert_eq!(slug("🦆"), "duck");
    }

    #[test]
    fn names_kept_by_others_are_not_used() {
        assert_eq!(slug("CON"), "con_note");
        assert_eq!(slug("Lpt1"), "lpt1_note");
        assert_eq!(slug("Index"), "index_note");
        assert_eq!(channel_folder(Some("nul.films"), ""), "nul.films_note");
        assert_eq!(channel_folder(None, "Tags"), "tags_note");
        assert_eq!(slug("Tags"), "tags");
        assert!("aux".parse::<Slug>().is_err());
    }

    #[test]
    fn a_long_title_is_cut_between_words() {
        let long = slug(&"winter ".repeat(40));
        assert_eq!(long.len(), 118);
        assert!(long.ends_with("_winter"));
        assert_eq!(slug(&"x".repeat(500)).len(), MAX_SLUG_LEN);
    }

    #[test]
    fn a_handle_is_kept_and_a_hostile_one_defused() {
        assert_eq!(channel_folder(Some("@Field-Notes"), ""), "Field-Notes");
        assert_eq!(channel_folder(Some("@\u{2068}field\u{2069}"), ""), "field");
        assert_eq!(channel_folder(Some("@../../etc"), ""), "etc");
        assert_eq!(channel_folder(Some("@.."), "Los Pájaros"), "los_pajaros");
        assert_eq!(channel_folder(Some("@鳥の観察"), ""), "鳥の観察");
    }

    const RULES: [SlugRule; 3] = [SlugRule::Ascii, SlugRule::Transliterate, SlugRule::Title];

    #[test]
    fn a_title_may_be_the_name_of_its_file() {
        let name = |title: &str| Slug::with_rule(title, SlugRule::Title).to_string();
        for (title, file) in [
            ("Why the sea rises", "Why the sea rises"),
            (
                "Tides: how the moon moves the sea",
                "Tides - how the moon moves the sea",
            ),
            ("C# [live] and/or \"F#\"?", "C live and-or F"),
            ("...hidden.", "hidden"),
            ("鳥の観察", "鳥の観察"),
            (
                "C: D / E \\ F ? G * H < I > J | K",
                "C - D - E - F G H I J - K",
            ),
            ("Ends with dots. . .", "Ends with dots"),
            ("^block #tag %% comment", "block tag comment"),
            ("two\u{2028}lines\tand\nmore", "two lines and more"),
            ("CON", "CON_note"),
            ("nul.txt", "nul.txt_note"),
            ("COM¹", "COM¹_note"),
            ("conin$", "conin$_note"),
            ("Console", "Console"),
            ("com10", "com10"),
            ("???", "untitled"),
            ("...", "untitled"),
        ] {
            assert_eq!(name(title), file);
        }
        assert!(name(&"winter ".repeat(40)).len() <= MAX_SLUG_LEN);
        let second = Slug::with_rule("Reed beds", SlugRule::Title);
        let second = second.unless_taken(|slug| slug.as_str() == "Reed beds");
        assert_eq!(second.as_str(), "Reed beds 2");
    }

    /// Any characters, controls included.
    fn any_text() -> impl Strategy<Value = String> {
        prop::collection::vec(any::<char>(), 0..24).prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn every_title_has_a_slug_that_is_read_back(title in any_text(), rule in prop::sample::select(RULES.to_vec())) {
            let slug = Slug::with_rule(&title, rule);
            prop_assert_eq!(slug.to_string().parse::<Slug>(), Ok(slug));
        }

        #[test]
        fn a_suffix_keeps_it_a_slug(
            title in "(.{0,200}|([a-z]{1,9} ){10,40})",
            rule in prop::sample::select(RULES.to_vec()),
            taken in 0usize..12,
        ) {
            let mut asked = 0;
            let plain = Slug::with_rule(&title, rule);
            let slug = plain.clone().unless_taken(|_| { asked += 1; asked <= taken });
            prop_assert!(slug.as_str().parse::<Slug>().is_ok());
            prop_assert_eq!(slug == plain, taken == 0);
        }

        #[test]
        fn a_folder_name_is_one_plain_segment(handle in any_text(), name in any_text()) {
            let folder = channel_folder(Some(&handle), &name);
            prop_assert!(!folder.is_empty() && folder != "." && folder != "..");
            prop_assert!(!folder.contains(['/', '\\', ':', '[', ']', '#', '|', '@']));
        }
    }
}
