//! The client for YouTube, configured by settings, environment and request.

use std::path::PathBuf;

use kbnote_fetch::{Client, ClientProfile, ClientTable, Route, YtDlp};
use kbnote_vault::{UserSettings, files};

use crate::{Error, ErrorKind, Workspace, YoutubeUrl, programs};

/// How YouTube is reached.
#[derive(Clone, Debug, Default)]
pub struct RouteOptions {
    /// By kbnote itself or by yt-dlp.
    pub route: Route,
    /// Cookies of a signed-in browser, in Netscape's format.
    pub cookies: Option<PathBuf>,
    /// Address of a proxy.
    pub proxy: Option<String>,
}

impl RouteOptions {
    /// The same with the user's own proxy and cookies where none are given.
    #[must_use]
    pub fn or_of_user(self, user: &UserSettings) -> Self {
        Self {
            proxy: self.proxy.or_else(|| user.proxy().map(str::to_owned)),
            cookies: self.cookies.or_else(|| user.cookies()),
            ..self
        }
    }

    pub(super) fn yt_dlp(&self) -> YtDlp {
        YtDlp {
            program: programs::place_of("yt-dlp"),
            search_path: Some(programs::path()),
            cookies: self.cookies.clone(),
            proxy: self.proxy.clone(),
        }
    }
}

/// A client as the settings, the environment and the request say.
pub(super) fn client(workspace: &Workspace, route: &RouteOptions) -> Result<Client, Error> {
    let mut builder = Client::builder().table(client_table(workspace)?);
    if let Some(address) = &workspace.youtube_url {
        check_address(workspace, route, address)?;
        builder = builder.base_url(&address.url);
    }
    if let Some(proxy) = &route.proxy {
        builder = builder.proxy(proxy);
    }
    if let Some(path) = &route.cookies {
        let text = files::read(path)?;
        builder = builder.cookies(String::from_utf8_lossy(&text));
    }
    builder
        .build()
        .map_err(|error| Error::from_error(ErrorKind::Usage, "settings", &error))
}

/// Refuses to send cookies to an address that only the vault names: whoever made the vault would get
/// the user's account. Other requests go there, with a warning.
fn check_address(
    workspace: &Workspace,
    route: &RouteOptions,
    address: &YoutubeUrl,
) -> Result<(), Error> {
    if !address.is_from_vault {
        return Ok(());
    }
    let url = &address.url;
    if route.cookies.is_some() {
        let message = format!(
            "cookies are not sent to {url}, which the settings of the vault name instead of YouTube"
        );
        return Err(Error::new(ErrorKind::Usage, "settings", message)
            .with_next_step("remove `youtube.base_url` from kbnote.toml, or name the address yourself in KBNOTE_YOUTUBE_URL"));
    }
    workspace.observer().warn(format_args!(
        "requests go to {url} instead of YouTube, as the settings of the vault say"
    ));
    Ok(())
}

/// The table of YouTube clients: the built-in rows, changed and ordered by the settings.
///
/// # Errors
/// If a row of the settings is not valid, or an unknown client is named.
pub fn client_table(workspace: &Workspace) -> Result<ClientTable, Error> {
    let settings = &workspace.vault.settings().youtube;
    let mut table = ClientTable::built_in();
    for row in &settings.clients {
        let row = completed(&table, row).map_err(|error| unusable_row(row, &error))?;
        table.overlay([row]);
    }
    if let Some(names) = &settings.client_order {
        let is_known = |name: &&String| table.rows().iter().any(|row| row.name == **name);
        if let Some(name) = names.iter().find(|name| !is_known(name)) {
            let message = format!("`youtube.client_order` names `{name}`, which is not a client");
            return Err(Error::new(ErrorKind::Usage, "settings", message)
                .with_next_step("`kbnote fetch --clients` prints all clients"));
        }
        table.select(names);
    }
    Ok(table)
}

fn unusable_row(row: &toml::Table, error: &toml::de::Error) -> Error {
    let name = row.get("name").map(ToString::to_string).unwrap_or_default();
    let message = format!(
        "the client {name} in kbnote.toml cannot be used: {}",
        error.message()
    );
    Error::new(ErrorKind::Usage, "settings", message)
        .with_next_step("`kbnote fetch --clients` prints the whole table, as the settings hold it")
}

/// A row of the settings, completed by the built-in row of the same name.
fn completed(table: &ClientTable, row: &toml::Table) -> Result<ClientProfile, toml::de::Error> {
    let name = row.get("name").and_then(toml::Value::as_str);
    let known = table
        .rows()
        .iter()
        .find(|known| Some(known.name.as_str()) == name);
    let known = known.and_then(|known| toml::Table::try_from(known).ok());
    let mut whole = known.unwrap_or_default();
    whole.extend(row.clone());
    toml::Value::Table(whole).try_into()
}
