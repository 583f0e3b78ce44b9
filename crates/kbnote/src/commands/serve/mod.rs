//! `kbnote serve`: a page on this machine to check and correct the anchors of notes.

mod browser;

use std::path::PathBuf;

use kbnote_app::{NoteService, WatchMethod};
use kbnote_server::{PageSettings, Server};

use crate::context::Context;
use crate::documents::ServeDocument;
use crate::error::CliError;
use crate::exit::Exit;

/// Check and correct anchors in the browser, beside video and captions
///
/// The page is served on this machine only, to whoever has the printed address. It shows doubtful
/// anchors first, each with its captions and the next best places: keep it, move it, unpin it,
/// remove it, or edit its sentence. Each change is saved to the file at once, and `kbnote undo`
/// undoes it. What you save in an editor meanwhile is shown at once, with anchors proposed for new
/// sentences, and is never overwritten. Without a NOTE the page lists the notes of the vault. Ctrl-C
/// ends it.
#[derive(clap::Args, Debug)]
pub(crate) struct ServeArgs {
    /// Note to open
    #[arg(value_name = "NOTE")]
    note: Option<PathBuf>,
    /// Port to listen on; 0: any free port (default: 4377, or the next one that is free)
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Anchor new sentences of the open note as soon as they are saved
    #[arg(long)]
    write: bool,
    /// Find changes of files by comparing their times every second; for network folders that report none
    #[arg(long)]
    poll: bool,
    /// Folder outside of the vault whose media files are played where a note or transcript names them; repeatable
    #[arg(long, value_name = "DIR")]
    media: Vec<PathBuf>,
    /// Open the page in the browser
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(cx: &Context, args: &ServeArgs) -> Result<Exit, CliError> {
    let notes = NoteService::new(cx.workspace.vault.clone(), "serve");
    let notes = notes.with_media(args.media.iter().map(PathBuf::as_path))?;
    let note = args.note.as_deref();
    let note = note.map(|path| notes.name_of(path)).transpose()?;
    let method = match args.poll {
        true => WatchMethod::Polling,
        false => WatchMethod::Automatic,
    };
    let settings = PageSettings {
        offline: cx.workspace.offline,
        write: args.write,
    };
    let running = kbnote_server::running_page(&notes);
    let server = Server::bind(notes, args.port, method, settings)?;
    let polling = server.polling().filter(|_| !args.poll).map(str::to_owned);
    let (url, port) = (server.url(note.as_deref()), server.port());
    let (notes, page) = (server.notes(), server.page());
    let mut opened = None;
    let ended = server.run(|| {
        print_address(cx, &url, port, note.as_deref())?;
        match &running {
            Some(running) => {
                let other = kbnote_server::url_of(running, note.as_deref());
                cx.ui
                    .hint(format_args!("this vault is already served: {other}"));
            }
            None => notes.note_served_page(&page),
        }
        if let Some(reason) = &polling {
            cx.ui.warn(format_args!(
                "changed files are noticed only once a second: {reason}"
            ));
        }
        if args.open {
            opened = browser::open(&url);
            if opened.is_none() {
                cx.ui.warn("could not start a browser");
                cx.ui.hint("open the address yourself");
            }
        }
        Ok::<_, CliError>(())
    });
    notes.forget_served_page(&page);
    drop(opened);
    ended?;
    cx.ui.say("ended");
    Ok(Exit::Done)
}

fn print_address(cx: &Context, url: &str, port: u16, note: Option<&str>) -> Result<(), CliError> {
    if cx.ui.json {
        let schema = "kbnote.serve/1";
        cx.ui.document(&ServeDocument {
            schema,
            url,
            port,
            note,
        })?;
    } else {
        cx.ui.line(url)?;
    }
    cx.ui.say(
        "changes are saved at once; anyone with this address has access, so keep it to yourself; Ctrl-C stops the server",
    );
    Ok(())
}
