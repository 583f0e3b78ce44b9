//! The YouTube clients kbnote can present itself as.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A YouTube client as described in requests: a row of the [`ClientTable`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientProfile {
    /// Its name, such as `VISIONOS`.
    pub name: String,
    /// Its number.
    pub number: u32,
    /// Its version.
    pub version: String,
    /// Its purpose.
    #[serde(default, skip_serializing_if = "Purpose::is_player")]
    pub purpose: Purpose,
    /// Its endpoint for videos.
    #[serde(default, skip_serializing_if = "Endpoint::is_player")]
    pub endpoint: Endpoint,
    /// Its `User-Agent`.
    pub user_agent: String,
    /// Whether it may use an account, if the user provides cookies.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub account: bool,
    /// The page of an embedded player.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub embed_url: Option<String>,
    /// Further keys of `context.client`: device and system.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub context: Map<String, Value>,
}

/// The purpose of a client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Videos and their caption tracks.
    #[default]
    Player,
    /// Chapters, dates, playlists and channels.
    Pages,
}

/// The endpoint for videos.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Endpoint {
    /// `/youtubei/v1/player`.
    #[default]
    Player,
    /// `/youtubei/v1/reel/reel_item_watch`, whose response contains the player response.
    Reel,
}

impl Purpose {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde requires a reference"
    )]
    fn is_player(&self) -> bool {
        *self == Self::Player
    }
}

impl Endpoint {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde requires a reference"
    )]
    fn is_player(&self) -> bool {
        *self == Self::Player
    }
}

impl ClientProfile {
    /// The `context` of a request. The language is always English: texts of refusals and dates are
    /// parsed.
    pub(crate) fn request_context(&self, visitor: Option<&str>) -> Value {
        let mut client = json!({
            "clientName": self.name,
            "clientVersion": self.version,
            "userAgent": self.user_agent,
            "hl": "en",
            "gl": "US",
            "timeZone": "UTC",
            "utcOffsetMinutes": 0,
        });
        if let Some(keys) = client.as_object_mut() {
            keys.extend(self.context.clone());
            keys.extend(visitor.map(|data| ("visitorData".to_owned(), data.into())));
        }
        let mut context = json!({
            "client": client,
            "request": {"useSsl": true, "internalExperimentFlags": []},
            "user": {"lockedSafetyMode": false},
        });
        if let Some(url) = &self.embed_url {
            context["thirdParty"] = json!({"embedUrl": url});
        }
        context
    }
}

/// The YouTube clients kbnote can present itself as, in the order in which they are tried.
///
/// It is data: a row in the settings replaces the built-in row of the same name.
///
/// ```
/// # use kbnote_fetch::ClientTable;
/// let mut table = ClientTable::built_in();
/// assert_eq!(table.rows()[0].name, "VISIONOS");
/// let mut newer = table.rows()[0].clone();
/// newer.version = "1.04".to_owned();
/// table.overlay([newer]);
/// assert_eq!(table.rows()[0].version, "1.04");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClientTable {
    #[serde(rename = "clients")]
    rows: Vec<ClientProfile>,
}

impl ClientTable {
    /// The built-in table.
    #[must_use]
    pub fn built_in() -> Self {
        #[expect(clippy::expect_used, reason = "a test reads the embedded table")]
        toml::from_str(include_str!("clients.toml")).expect("the embedded table is readable")
    }

    /// A table with these rows.
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = ClientProfile>) -> Self {
        Self {
            rows: rows.into_iter().collect(),
        }
    }

    /// The rows, in order.
    #[must_use]
    pub fn rows(&self) -> &[ClientProfile] {
        &self.rows
    }

    /// Replaces rows by name, and appends new ones.
    pub fn overlay(&mut self, rows: impl IntoIterator<Item = ClientProfile>) {
        for row in rows {
            match self.rows.iter_mut().find(|old| old.name == row.name) {
                Some(old) => *old = row,
                None => self.rows.push(row),
            }
        }
    }

    /// Keeps only the named rows, in the order of `names`, and those for pages.
    pub fn select(&mut self, names: &[String]) {
        let (pages, players): (Vec<_>, Vec<_>) = std::mem::take(&mut self.rows)
            .into_iter()
            .partition(|row| row.purpose == Purpose::Pages);
        let named = names.iter().filter_map(|name| {
            players
                .iter()
                .find(|row| row.name.eq_ignore_ascii_case(name))
        });
        self.rows = named.cloned().chain(pages).collect();
    }

    pub(crate) fn players(&self) -> impl Iterator<Item = &ClientProfile> {
        self.rows
            .iter()
            .filter(|row| row.purpose == Purpose::Player)
    }

    pub(crate) fn pages(&self) -> Option<&ClientProfile> {
        self.rows.iter().find(|row| row.purpose == Purpose::Pages)
    }

    pub(crate) fn row(&self, name: &str) -> Option<&ClientProfile> {
        self.rows.iter().find(|row| row.name == name)
    }
}

/// As in the settings file.
impl fmt::Display for ClientTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = BTreeMap::from([("youtube", self)]);
        f.write_str(&toml::to_string(&settings).map_err(|_| fmt::Error)?)
    }
}

impl Default for ClientTable {
    fn default() -> Self {
        Self::built_in()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_can_be_written_and_read() {
        let table = ClientTable::built_in();
        let written = toml::to_string(&table).unwrap();
        assert_eq!(toml::from_str::<ClientTable>(&written).unwrap(), table);
        assert_eq!(table.players().count(), 4);
        assert_eq!(table.pages().unwrap().name, "WEB");
    }

    #[test]
    fn a_table_is_shown_as_the_settings_hold_it() {
        let mut table = ClientTable::built_in();
        table.select(&["ANDROID".to_owned()]);
        table.rows.pop();
        insta::assert_snapshot!(table, @r#"
        [[youtube.clients]]
        name = "ANDROID"
        number = 3
        version = "21.26.364"
        user_agent = "com.google.android.youtube/21.26.364 (Linux; U; Android 11) gzip"

        [youtube.clients.context]
        androidSdkVersion = 30
        osName = "Android"
        osVersion = "11"
        "#);
    }

    #[test]
    fn rows_are_selected_by_name_and_order() {
        let mut table = ClientTable::built_in();
        table.select(&["ios".to_owned(), "VISIONOS".to_owned(), "nobody".to_owned()]);
        let names: Vec<_> = table.rows().iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["IOS", "VISIONOS", "WEB"]);
    }

    #[test]
    fn a_context_is_english_and_holds_the_device() {
        let table = ClientTable::built_in();
        let context = table.row("ANDROID").unwrap().request_context(Some("v1"));
        assert_eq!(context["client"]["hl"], "en");
        assert_eq!(context["client"]["androidSdkVersion"], 30);
        assert_eq!(context["client"]["visitorData"], "v1");
        let embedded = table
            .row("WEB_EMBEDDED_PLAYER")
            .unwrap()
            .request_context(None);
        assert_eq!(
            embedded["thirdParty"]["embedUrl"],
            "https://www.example.org/"
        );
        assert!(embedded["client"].get("visitorData").is_none());
    }
}
