//! The page of `kbnote serve`, on this machine only: the one place that serves HTTP.
//!
//! A [`Server`] gives a browser the page and answers its requests for notes, which a [`NoteService`]
//! opens and edits. `guard` decides which requests are answered, `router` has the addresses,
//! `error_response` maps errors to statuses, `feed` tells pages what changes, `media` sends recordings,
//! `static_text` is for readers without scripts, `server` accepts connections, `running` finds a server that another
//! process runs.
//! `page/` has the files of the page as the browser gets them, [`export`] makes one file of them that needs
//! no server.

mod app_state;
mod error_response;
pub mod export;
mod feed;
mod guard;
mod media;
mod note_request;
mod page;
mod port;
mod router;
mod running;
mod server;
mod static_text;

use std::net::TcpListener;
use std::sync::Arc;

use kbnote_app::{Error, NoteService, ServedPage, WatchMethod};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use self::app_state::AppState;
use self::feed::Feed;
use self::guard::RequestGuard;
pub use self::page::PageSettings;
use self::router::router;
pub use self::running::running_page;

/// Characters of a path that need no escaping in an address, besides letters and digits.
const ADDRESS: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'_')
    .remove(b'-');

/// A server that listens on a port of the loopback interface.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    port: u16,
    state: Arc<AppState>,
}

impl Server {
    /// Listens on a port, else on the first default port that is free, and watches the vault. Port 0 is
    /// any free port.
    ///
    /// # Errors
    /// If the port is in use, or the system has no random numbers for the token of the page.
    pub fn bind(
        notes: NoteService,
        port: Option<u16>,
        method: WatchMethod,
        settings: PageSettings,
    ) -> Result<Self, Error> {
        let (listener, port) = port::listen(port)?;
        let feed = Feed::new();
        let changes = feed.clone();
        let state = AppState {
            watch: notes.watch(method, move |event| changes.send(event)),
            notes: Arc::new(notes),
            guard: RequestGuard::new(port)?,
            mark: guard::secret()?,
            settings,
            feed,
        };
        Ok(Self {
            listener,
            port,
            state: Arc::new(state),
        })
    }

    /// Why changes of files are found by comparing their times; `None` if the system reports them.
    #[must_use]
    pub fn polling(&self) -> Option<&str> {
        self.state.watch.polling()
    }

    /// The port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address of the page, or of a note on it. It contains the token that gives access.
    #[must_use]
    pub fn url(&self, note: Option<&str>) -> String {
        url(self.port, self.state.guard.token(), note)
    }

    /// The page, for other processes of the user to find it.
    #[must_use]
    pub fn page(&self) -> ServedPage {
        ServedPage {
            url: self.url(None),
            mark: self.state.mark.clone(),
        }
    }

    /// The notes that are served.
    #[must_use]
    pub fn notes(&self) -> Arc<NoteService> {
        Arc::clone(&self.state.notes)
    }

    /// Serves until Ctrl-C. Calls `on_ready` once it accepts connections and handles the signal.
    ///
    /// # Errors
    /// If the system fails, or `on_ready` does.
    pub fn run<E: From<Error>>(self, on_ready: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let feed = self.state.feed.clone();
        server::run(self.listener, router(self.state), &feed, on_ready)
    }
}

fn url(port: u16, token: &str, note: Option<&str>) -> String {
    let page = format!("http://127.0.0.1:{port}/?token={token}");
    match note {
        Some(note) => url_of_note(&page, note),
        None => page,
    }
}

/// The address of a page, or of a note on it.
#[must_use]
pub fn url_of(page: &ServedPage, note: Option<&str>) -> String {
    match note {
        Some(note) => url_of_note(&page.url, note),
        None => page.url.clone(),
    }
}

/// The address of a note on the page at an address.
#[must_use]
pub fn url_of_note(page: &str, note: &str) -> String {
    format!("{page}#{}", utf8_percent_encode(note, ADDRESS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fragment_names_the_note() {
        assert_eq!(url(80, "s", None), "http://127.0.0.1:80/?token=s");
        assert_eq!(
            url(80, "s", Some("notes/a b/ü#1.md")),
            "http://127.0.0.1:80/?token=s#notes/a%20b/%C3%BC%231.md"
        );
    }
}
