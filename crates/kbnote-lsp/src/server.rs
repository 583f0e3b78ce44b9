//! From the first message to the last.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use gen_lsp_types::{InitializeResult, ServerInfo};
use kbnote_app::{Error, Workspace};
use kbnote_vault::WatchMethod;
use serde_json::Value;

use crate::capabilities::capabilities;
use crate::client::Client;
use crate::session::{EditorState, Ending, Event, PageAddress, Session};
use crate::transport::{self, ErrorKind, Message, Outbox, ResponseError};
use crate::vault_names::{LinkerSource, VaultNews, read_names};

/// What the server needs of the program that it is part of.
pub struct Host<O, P> {
    /// Opens the workspace, given the folder that the editor has open.
    pub open: O,
    /// The address of the page of a note, which is served from then on.
    pub page: P,
}

/// Serves one editor until it ends.
pub fn run<O, P>(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    host: &Host<O, P>,
) -> Ending
where
    O: Fn(Option<&Path>) -> Result<Workspace, Error>,
    P: Fn(&Workspace, &Path) -> Result<String, Error>,
{
    let outbox = Outbox::new(output);
    let (sender, receiver) = mpsc::channel();
    let reader = sender.clone();
    // Not joined: if the editor keeps the input open after the end, the process ends all the same.
    thread::spawn(move || read_all(input, &reader));
    let Some((mut workspace, client)) = initialized(&receiver, &outbox, &host.open) else {
        return Ending::Abrupt;
    };
    let root = client.root.clone();
    let mut editor = EditorState::new(client);
    loop {
        let page = |path: &Path| (host.page)(&workspace, path);
        let served = serve_vault(&workspace, editor, (&outbox, &page), (&receiver, &sender));
        editor = match served {
            Served::Ended(ending) => return ending,
            Served::UnderOldSettings(editor) => *editor,
        };
        match (host.open)(root.as_deref()) {
            Ok(new) => workspace = new,
            Err(error) => outbox.show(error.message()),
        }
    }
}

/// How a session ended.
enum Served {
    /// With its editor.
    Ended(Ending),
    /// The settings of the vault have changed: the editor is to be served under the new ones.
    UnderOldSettings(Box<EditorState>),
}

/// Serves the editor until it ends, or the settings of the vault change.
fn serve_vault(
    workspace: &Workspace,
    editor: EditorState,
    (outbox, page): (&Outbox, &PageAddress<'_>),
    (receiver, sender): (&Receiver<Event>, &Sender<Event>),
) -> Served {
    let changes = sender.clone();
    let report = move |event| {
        let _ = changes.send(Event::FilesChanged(event));
    };
    let _watch = workspace.vault.watch(WatchMethod::Automatic, report);
    let news = Mutex::default();
    let (ask, asked) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| read_news(workspace, asked, &news, sender));
        let mut session = Session::new(workspace, editor, outbox, (ask, &news), page);
        match serve(&mut session, receiver) {
            Some(ending) => Served::Ended(ending),
            None => Served::UnderOldSettings(Box::new(session.into_editor())),
        }
    })
}

/// Reads the names of the vault's notes whenever that is asked for, and renews the suggester of links.
fn read_news<'a>(
    workspace: &'a Workspace,
    asked: Receiver<()>,
    news: &Mutex<Vec<VaultNews<'a>>>,
    events: &Sender<Event>,
) {
    let mut linkers = LinkerSource::default();
    let report = |new: VaultNews<'a>| {
        news.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(new);
        let _ = events.send(Event::News);
    };
    for () in asked {
        let names = read_names(workspace);
        let print = names.as_ref().ok().map(|names| names.index().fingerprint());
        report(VaultNews::Names(names));
        let linker = print.and_then(|print| linkers.renewed(workspace, print));
        linker
            .into_iter()
            .for_each(|linker| report(VaultNews::Linker(Box::new(linker))));
    }
}

/// Works on requests whenever no message waits; ends without an ending once the settings have changed.
fn serve(session: &mut Session<'_>, events: &Receiver<Event>) -> Option<Ending> {
    while !session.is_outdated() {
        let event = match session.has_work() {
            true => events.try_recv().ok(),
            false => events.recv().ok(),
        };
        match event {
            Some(Event::Message(message)) if message.is_exit() => return Some(session.ending()),
            Some(event) => session.take(event),
            None => session.work(),
        }
    }
    None
}

/// Passes on all messages, then that there are no more.
fn read_all(mut input: impl BufRead, events: &Sender<Event>) {
    while let Ok(Some(message)) = transport::read(&mut input) {
        let is_exit = message.is_exit();
        if events.send(Event::Message(message)).is_err() || is_exit {
            return;
        }
    }
    let _ = events.send(Event::Message(Message::exit()));
}

/// Waits until the editor has initialized the server; none if it ends before.
fn initialized(
    events: &Receiver<Event>,
    outbox: &Outbox,
    open: &impl Fn(Option<&Path>) -> Result<Workspace, Error>,
) -> Option<(Workspace, Client)> {
    loop {
        let Event::Message(message) = events.recv().ok()? else {
            continue;
        };
        match message {
            Message::Request { id, method, params } if method == "initialize" => {
                let client = Client::read(&params);
                match open(client.root.as_deref()) {
                    Ok(workspace) => {
                        outbox.respond(&id, Ok(initialize_result(&client)));
                        return Some((workspace, client));
                    }
                    Err(error) => outbox.respond(&id, Err(error.into())),
                }
            }
            Message::Request { id, .. } => outbox.respond(&id, Err(not_initialized())),
            Message::Notification { method, .. } if method == "exit" => return None,
            Message::Malformed { id, error } => outbox.respond(&id, Err(malformed(error))),
            Message::Notification { .. } | Message::Response { .. } => {}
        }
    }
}

fn initialize_result(client: &Client) -> Value {
    let result = InitializeResult {
        capabilities: capabilities(client),
        server_info: Some(ServerInfo {
            name: "kbnote".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    };
    serde_json::to_value(result).unwrap_or_default()
}

fn not_initialized() -> ResponseError {
    ResponseError::new(
        ErrorKind::NotInitialized,
        "the first request is `initialize`",
    )
}

fn malformed(error: ErrorKind) -> ResponseError {
    ResponseError::new(error, "the message cannot be read")
}
