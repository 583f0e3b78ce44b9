//! `kbnote.toml`: the settings of a vault.

use std::collections::BTreeMap;

use kbnote_note::{AnchorStyle, CustomStyle, CustomStyles, LinkPaths, LinkStyle, SlugRule};
use serde::{Deserialize, Deserializer};

/// The settings of a vault; missing ones have their default values.
///
/// ```
/// # use kbnote_vault::Settings;
/// let settings = Settings::parse("notes = 'content'")?;
/// assert_eq!((settings.notes.as_str(), settings.transcripts.as_str()), ("content", "transcripts"));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Settings {
    /// The folder of the notes.
    pub notes: String,
    /// The folder of the transcripts.
    pub transcripts: String,
    /// The folder of templates that replace the built-in ones.
    pub templates: String,
    /// The folder of the drafts: prose that is not a note yet.
    pub drafts: String,
    /// The folder of new notes, within that of the notes; empty for none.
    pub new_notes: String,
    /// How a title becomes a file name: `transliterate`, `ascii` or `title`.
    #[cfg_attr(test, schemars(schema_with = "crate::schema_values::slug"))]
    pub slug: SlugRule,
    /// How times are written into notes.
    pub anchor: AnchorSettings,
    /// How links are written into notes.
    pub wikilink: WikilinkSettings,
    /// How front matter is written.
    pub front_matter: FrontMatterSettings,
    /// The severities of `check`.
    pub check: CheckSettings,
    /// Access to YouTube.
    pub youtube: YoutubeSettings,
    /// How other hosts are reached: only the user's own file may say so.
    #[cfg_attr(test, schemars(skip))]
    pub network: NetworkSettings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            notes: "notes".to_owned(),
            transcripts: "transcripts".to_owned(),
            templates: "templates".to_owned(),
            drafts: "notes/drafts".to_owned(),
            new_notes: String::new(),
            slug: SlugRule::default(),
            anchor: AnchorSettings::default(),
            wikilink: WikilinkSettings::default(),
            front_matter: FrontMatterSettings::default(),
            check: CheckSettings::default(),
            youtube: YoutubeSettings::default(),
            network: NetworkSettings::default(),
        }
    }
}

impl Settings {
    /// Reads the text of a `kbnote.toml`.
    ///
    /// # Errors
    /// If it is not TOML, or has an unknown key or value; the message shows the line.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// The folder that a setting names.
    pub(crate) fn folder(&self, key: &str) -> &str {
        match key {
            "notes" => &self.notes,
            "transcripts" => &self.transcripts,
            "templates" => &self.templates,
            "new_notes" => &self.new_notes,
            _ => &self.drafts,
        }
    }
}

/// `[anchor]`: how times are written into notes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct AnchorSettings {
    /// The form of a new anchor: `html`, `html-link`, `markdown`, `logseq`, or the name of one of `styles`.
    #[cfg_attr(test, schemars(schema_with = "crate::schema_values::style"))]
    pub style: String,
    /// Further forms by name, each a template such as `[▶ {{short_time}}]({{url}})`.
    #[serde(deserialize_with = "crate::anchor_styles::read")]
    #[cfg_attr(test, schemars(with = "BTreeMap<String, String>"))]
    pub styles: CustomStyles,
}

impl Default for AnchorSettings {
    fn default() -> Self {
        Self {
            style: AnchorStyle::default().name().to_owned(),
            styles: CustomStyles::default(),
        }
    }
}

impl AnchorSettings {
    /// The form of a new anchor.
    #[must_use]
    pub fn style(&self) -> AnchorStyle<'_> {
        self.style_named(&self.style).unwrap_or_default()
    }

    /// The built-in or own style of this name.
    #[must_use]
    pub fn style_named(&self, name: &str) -> Option<AnchorStyle<'_>> {
        let own = || self.styles.named(name).map(AnchorStyle::Custom);
        AnchorStyle::built_in(name).or_else(own)
    }

    /// The names of all styles, the built-in ones first.
    pub fn style_names(&self) -> impl Iterator<Item = &str> {
        let built_in = AnchorStyle::BUILT_IN.into_iter().map(AnchorStyle::name);
        built_in.chain(self.styles.iter().map(CustomStyle::name))
    }
}

/// `[wikilink]`: how links are written into notes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct WikilinkSettings {
    /// Whether there are spaces around the pipe: `[[target | Display]]`. If missing or `"auto"`,
    /// new links follow the majority in the vault.
    #[serde(deserialize_with = "unless_auto")]
    #[cfg_attr(test, schemars(schema_with = "crate::schema_values::spacing"))]
    pub spacing: Option<bool>,
    /// How Quartz resolves link paths: `shortest`, `absolute` or `relative`, as in its setting
    /// `markdownLinkResolution`, which counts if this is missing or `"auto"`; see [`Vault::link_paths`].
    ///
    /// [`Vault::link_paths`]: crate::Vault::link_paths
    #[serde(deserialize_with = "unless_auto_paths")]
    #[cfg_attr(test, schemars(schema_with = "crate::schema_values::paths"))]
    pub paths: Option<LinkPaths>,
}

impl WikilinkSettings {
    /// The link style in a vault whose links are mostly spaced, mostly not, or unknown.
    #[must_use]
    pub fn style(&self, is_mostly_spaced: Option<bool>) -> LinkStyle {
        match self.spacing.or(is_mostly_spaced) {
            Some(false) => LinkStyle::Tight,
            _ => LinkStyle::Spaced,
        }
    }
}

/// `[front_matter]`: how front matter is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct FrontMatterSettings {
    /// The key for the address of a recording that is not on YouTube.
    pub media_key: MediaKey,
}

/// A key for the address of a recording. All of them are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum MediaKey {
    /// `media`.
    #[default]
    Media,
    /// `source`.
    Source,
    /// `url`.
    Url,
}

impl MediaKey {
    /// The key.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Media => "media",
            Self::Source => "source",
            Self::Url => "url",
        }
    }
}

/// `[check]`: how bad what `check` finds is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct CheckSettings {
    /// Rules, by code or name, with another severity than the default.
    pub severity: BTreeMap<String, RuleLevel>,
}

/// The severity of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// Disabled.
    Off,
    /// Information.
    Info,
    /// A present or likely problem for readers.
    Warning,
    /// Broken or wrong for readers: `check` exits with 1.
    Error,
}

/// `[youtube]`: how YouTube is asked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct YoutubeSettings {
    /// Scheme, host and port that replace YouTube's in every request; empty for none.
    #[serde(deserialize_with = "unless_empty")]
    #[cfg_attr(test, schemars(with = "String"))]
    pub base_url: Option<String>,
    /// The languages in order of preference; `orig` is the spoken one.
    pub languages: Vec<String>,
    /// Rows of the table of clients that override the built-in ones of the same name, key by key,
    /// or are added.
    #[cfg_attr(
        test,
        schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")
    )]
    pub clients: Vec<toml::Table>,
    /// The names of the only clients to use, in this order; empty for all.
    #[serde(deserialize_with = "unless_none_named")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub client_order: Option<Vec<String>>,
}

impl Default for YoutubeSettings {
    fn default() -> Self {
        Self {
            base_url: None,
            languages: vec!["orig".to_owned(), "en".to_owned()],
            clients: Vec::new(),
            client_order: None,
        }
    }
}

/// `[network]`: how other hosts are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct NetworkSettings {
    /// The proxy of every request; empty for none.
    pub proxy: String,
    /// A file of cookies in Netscape's format, sent to YouTube; its path starts from the folder of the settings.
    pub cookies: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Auto {
    Auto,
}

/// How links are read; `None` for `"auto"`.
fn unless_auto_paths<'de, D: Deserializer<'de>>(value: D) -> Result<Option<LinkPaths>, D::Error> {
    #[derive(Deserialize)]
    #[serde(
        untagged,
        expecting = "expected \"shortest\", \"absolute\", \"relative\" or \"auto\""
    )]
    enum Paths {
        Said(LinkPaths),
        Auto(Auto),
    }
    Ok(match Paths::deserialize(value)? {
        Paths::Said(paths) => Some(paths),
        Paths::Auto(Auto::Auto) => None,
    })
}

/// A boolean; `None` for `"auto"`.
fn unless_auto<'de, D: Deserializer<'de>>(value: D) -> Result<Option<bool>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected true, false or \"auto\"")]
    enum Spacing {
        Said(bool),
        Auto(Auto),
    }
    Ok(match Spacing::deserialize(value)? {
        Spacing::Said(is_spaced) => Some(is_spaced),
        Spacing::Auto(Auto::Auto) => None,
    })
}

fn unless_empty<'de, D: Deserializer<'de>>(value: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(value)?;
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn unless_none_named<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Vec<String>>, D::Error> {
    let names = Vec::deserialize(value)?;
    Ok(Some(names).filter(|names| !names.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(Settings::parse("").unwrap(), Settings::default());
    }

    #[test]
    fn a_misspelt_key_is_an_error_that_names_it() {
        let error = Settings::parse("[wikilink]\nspaceing = true")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("spaceing") && error.contains("spacing"),
            "{error}"
        );
    }
    #[test]
    fn a_default_may_be_said() {
        let text = "wikilink = { spacing = 'auto', paths = 'auto' }\nyoutube = { base_url = '', client_order = [] }";
        assert_eq!(Settings::parse(text).unwrap(), Settings::default());
        let tight = Settings::parse("wikilink.spacing = false").unwrap();
        assert_eq!(tight.wikilink.spacing, Some(false));
        let error = Settings::parse("wikilink.spacing = 'wide'").unwrap_err();
        assert!(error.message().contains("\"auto\""), "{error}");
    }
}
