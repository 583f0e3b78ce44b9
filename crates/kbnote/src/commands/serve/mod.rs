//! `kbnote serve`: a page on this machine, on which a note is heard and set right.
//!
//! [`desk`] opens notes and writes changes, one at a time; [`counting`] says how many anchors of
//! each note are in doubt. [`route`] says what is answered to which request, [`door`] who is let
//! in; [`server`] is the thin layer with the sockets. What the page shows and what a change makes of
//! a note is decided in [`kbnote_engine::note_view`].

mod address;
mod browser;
mod counting;
mod desk;
mod door;
mod place;
mod recent;
mod refusal;
mod reply;
mod route;
mod server;

use std::path::PathBuf;
use std::sync::Arc;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

use self::desk::Desk;
use self::door::Door;
use self::route::Site;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// Set anchors right in the browser, beside video and captions
///
/// The page is served on this machine alone, to whoever has the address that is printed. It shows the anchors in doubt first, each with the
/// captions behind it and the next best places: keep it, move it, free it, take it away, or reword
/// its sentence. Each change is saved to the file at once, and `kbnote undo` takes it back. A note
/// that you edit elsewhere meanwhile is never overwritten. Without a NOTE the page lists the notes
/// of the vault. Ctrl-C ends it.
#[derive(clap::Args, Debug)]
pub(crate) struct ServeArgs {
    /// Note to open
    #[arg(value_name = "NOTE")]
    note: Option<PathBuf>,
    /// Port to listen on; 0: any that is free (default: 4377, or the next one that is free)
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

/// What of a path need not be written otherwise behind the `#` of an address.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'_')
    .remove(b'-');

pub(crate) fn run(cx: &Context, args: &ServeArgs) -> Result<Exit, CliError> {
    let note = args.note.as_deref();
    let note = note.map(|path| place::name_of(&cx.vault, path));
    let note = note.transpose()?;
    let (listener, port) = address::listen(args.port)?;
    let site = Arc::new(Site {
        desk: Arc::new(Desk::new(cx.vault.clone())),
        door: Door::new(port)?,
        offline: cx.offline,
    });
    let url = url(port, site.door.token(), note.as_deref());
    let mut opened = None;
    let begin = || {
        tell(cx, &url, port, note.as_deref())?;
        if args.open {
            opened = browser::open(&url);
            if opened.is_none() {
                cx.ui.warn("no browser could be started");
                cx.ui.hint("open the address yourself");
            }
        }
        Ok(())
    };
    server::run(listener, &site, begin)?;
    drop(opened);
    cx.ui.say("ended");
    Ok(Exit::Done)
}

/// The address of the page, or of a note on it: with the secret that lets in who knows it.
fn url(port: u16, token: &str, note: Option<&str>) -> String {
    let page = format!("http://127.0.0.1:{port}/?token={token}");
    match note {
        Some(note) => format!("{page}#{}", utf8_percent_encode(note, PLAIN)),
        None => page,
    }
}

fn tell(cx: &Context, url: &str, port: u16, note: Option<&str>) -> Result<(), CliError> {
    if cx.ui.json {
        cx.ui.document(&json!({
            "schema": "kbnote.serve/1", "url": url, "port": port, "note": note,
        }))?;
    } else {
        cx.ui.line(url)?;
    }
    cx.ui
        .say("changes are saved at once; whoever has the address can make them; Ctrl-C ends it");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stands_behind_the_address_of_the_page() {
        assert_eq!(url(80, "s", None), "http://127.0.0.1:80/?token=s");
        assert_eq!(
            url(80, "s", Some("notes/a b/ü#1.md")),
            "http://127.0.0.1:80/?token=s#notes/a%20b/%C3%BC%231.md"
        );
    }
}
