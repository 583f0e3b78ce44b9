//! `kbnote lsp`: a language server for editors.

use std::io::{BufReader, stdin, stdout};
use std::path::Path;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

use kbnote_app::{Error, ErrorKind, NoteService, Workspace, WorkspaceOptions};
use kbnote_lsp::{Ending, Host};
use kbnote_server::{PageSettings, Server};
use kbnote_vault::WatchMethod;

use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::{Format, GlobalArgs};
use crate::terminal_observer::TerminalObserver;
use crate::ui::Ui;

/// Serve an editor as a language server, on standard input and output
///
/// Your editor starts it. In the notes that are open you then have the findings of `kbnote check` as you
/// type, how sure the anchors in doubt are, what is said at an anchor, links that are completed and
/// followed, and actions that anchor, move, pin and fix. Nothing is written to your notes: the editor
/// makes the changes, and you save them. The vault is the one around the folder that the editor has open,
/// or that of `--vault`.
#[derive(clap::Args, Debug)]
pub(crate) struct LspArgs {
    /// Use standard input and output, as it always does; many editors add this
    #[arg(long)]
    stdio: bool,
}

pub(crate) fn run(ui: Ui, global: &GlobalArgs, _: &LspArgs) -> Result<Exit, CliError> {
    if global.format() != Format::Human {
        let message = "`lsp` speaks its own protocol and takes no --format";
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    }
    let pages = Pages::default();
    let host = Host {
        open: |folder: Option<&Path>| open(ui, global, folder),
        page: |workspace: &Workspace, note: &Path| pages.url(workspace, note),
    };
    match kbnote_lsp::run(BufReader::new(stdin()), stdout(), &host) {
        Ending::Orderly => Ok(Exit::Done),
        Ending::Abrupt => Ok(Exit::Found),
    }
}

fn open(ui: Ui, global: &GlobalArgs, folder: Option<&Path>) -> Result<Workspace, Error> {
    let options = WorkspaceOptions {
        vault: global.vault.clone(),
        offline: global.offline,
        command: "lsp",
    };
    let workspace = match folder {
        Some(folder) => {
            Workspace::open_around(folder, &options, Box::new(TerminalObserver::new(ui)))
        }
        None => Workspace::open(&options, Box::new(TerminalObserver::new(ui))),
    }?;
    workspace.recover()?;
    Ok(workspace)
}

/// The page of the vault: that of a running `kbnote serve`, else one served from the first time that it is asked
/// for until the process ends.
#[derive(Debug, Default)]
struct Pages(Mutex<Option<String>>);

impl Pages {
    /// The address of a note on the page.
    fn url(&self, workspace: &Workspace, note: &Path) -> Result<String, Error> {
        let notes = NoteService::new(workspace.vault.clone(), "serve");
        let name = notes.name_of(note)?;
        let mut served = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let page = match served.take() {
            Some(page) => page,
            None => match kbnote_server::running_page(&notes) {
                // Whether it still runs is asked anew each time.
                Some(running) => return Ok(kbnote_server::url_of(&running, Some(&name))),
                None => serve(notes, workspace.offline)?,
            },
        };
        let url = kbnote_server::url_of_note(&page, &name);
        *served = Some(page);
        Ok(url)
    }
}

/// Serves the page on a thread of its own; its address once it can be opened.
fn serve(notes: NoteService, offline: bool) -> Result<String, Error> {
    let settings = PageSettings {
        offline,
        write: false,
    };
    let server = Server::bind(notes, None, WatchMethod::Automatic, settings)?;
    let page = server.url(None);
    let (sender, ready) = mpsc::channel();
    thread::spawn(move || {
        server.run(|| {
            let _ = sender.send(());
            Ok::<_, Error>(())
        })
    });
    // A server that fails drops the sender.
    ready
        .recv()
        .map_err(|_| Error::new(ErrorKind::Io, "server", "the page cannot be served"))?;
    Ok(page)
}
