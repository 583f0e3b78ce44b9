//! Documents of a few keys.

use std::borrow::Cow;

use kbnote_fetch::ClientProfile;
use serde::Serialize;

/// `kbnote new`: the note that was made.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NewNoteDocument<'a> {
    pub(crate) schema: &'static str,
    /// The note.
    pub(crate) path: String,
    /// The video that it is on.
    pub(crate) video: &'a str,
    /// Its title.
    pub(crate) title: &'a str,
    /// How many sentences got an anchor.
    pub(crate) anchored: usize,
    /// How many of them are unsure.
    pub(crate) unsure: usize,
    /// How many sentences the captions do not support.
    pub(crate) unsupported: usize,
    /// How many links were written.
    pub(crate) links: usize,
}

/// `kbnote serve`, once it listens. The address has a secret (`token`), without which no request is
/// answered; the page sends it as the header `X-Kbnote-Token` when it requests the two documents below.
///
/// An error is answered with `kbnote.error/1` and a status: 400 an invalid request or path, 403 a
/// request without the secret, or one that does not come from the page, 404 a note that was not found,
/// 409 a note that cannot be written, such as one with unresolved conflict markers, 412 a note or
/// captions that have changed since, 413 and 415 a body that is too long or not JSON, 422 a change that
/// cannot be made, 428 a change without `If-Match`.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ServeDocument<'a> {
    pub(crate) schema: &'static str,
    /// The address of the page.
    pub(crate) url: &'a str,
    /// Its port.
    pub(crate) port: u16,
    /// The note that it opens on.
    pub(crate) note: Option<&'a str>,
}

/// `kbnote export`: the page of each note. Several notes have `index.html` besides, which lists them.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ExportedNoteEntry {
    /// The note.
    pub(crate) path: String,
    /// The file of its page.
    pub(crate) page: String,
    /// Whether that file was written; it was the same already if not.
    pub(crate) changed: bool,
}

/// `kbnote fetch --clients`: the rows of the table as the settings make it, with the keys that
/// `kbnote.toml` takes.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ClientsDocument<'a> {
    pub(crate) schema: &'static str,
    /// The clients, in the order in which they are tried.
    #[cfg_attr(
        test,
        schemars(with = "Vec<serde_json::Map<String, serde_json::Value>>")
    )]
    pub(crate) clients: &'a [ClientProfile],
}

/// `kbnote completions SHELL`: the script for the shell.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct CompletionsDocument<'a> {
    pub(crate) schema: &'static str,
    /// The shell.
    pub(crate) shell: String,
    /// Its script.
    pub(crate) script: Cow<'a, str>,
}

/// `kbnote man`: the page of a command, or with `--dir` all pages.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ManDocument<'a> {
    pub(crate) schema: &'static str,
    /// The pages.
    pub(crate) pages: &'a [ManPageEntry],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ManPageEntry {
    /// Its name.
    pub(crate) name: String,
    /// The page in roff, if it was not written to a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    /// With `--dir`: its file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) path: Option<String>,
    /// With `--dir`: `written` or `unchanged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<&'static str>,
}
