//! From the first message to the last.

use std::io::{BufRead, Write};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use gen_lsp_types::{InitializeResult, ServerInfo};
use kbnote_app::{Error, Workspace};
use serde_json::Value;

use crate::capabilities::capabilities;
use crate::client::Client;
use crate::session::{Ending, Event, Session};
use crate::transport::{self, ErrorKind, Message, Outbox, ResponseError};
use crate::vault_names::VaultNames;

/// Serves one editor until it ends. `open` opens the workspace, given the folder that the editor has open.
pub fn run(
    input: impl BufRead + Send + 'static,
    output: impl Write + Send + 'static,
    open: impl Fn(Option<&Path>) -> Result<Workspace, Error>,
) -> Ending {
    let outbox = Outbox::new(output);
    let (sender, receiver) = mpsc::channel();
    let reader = sender.clone();
    // Not joined: if the editor keeps the input open after the end, the process ends all the same.
    thread::spawn(move || read_all(input, &reader));
    let Some((workspace, client)) = initialized(&receiver, &outbox, open) else {
        return Ending::Abrupt;
    };
    let names = Mutex::default();
    let (ask, asked) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| read_names(&workspace, asked, &names, &sender));
        let mut session = Session::new(&workspace, client, &outbox, (ask, &names));
        serve(&mut session, &receiver)
    })
}

/// Reads the names of the vault's notes whenever that is asked for.
fn read_names<'a>(
    workspace: &'a Workspace,
    asked: Receiver<()>,
    names: &Mutex<Option<VaultNames<'a>>>,
    news: &Sender<Event>,
) {
    for () in asked {
        let read = VaultNames::read(workspace);
        *names.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        let _ = news.send(Event::NamesRead);
    }
}

/// Works on requests whenever no message waits.
fn serve(session: &mut Session<'_>, events: &Receiver<Event>) -> Ending {
    loop {
        let event = match session.has_work() {
            true => events.try_recv().ok(),
            false => events.recv().ok(),
        };
        match event {
            Some(Event::Message(message)) if message.is_exit() => return session.ending(),
            Some(event) => session.take(event),
            None => session.work(),
        }
    }
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
    open: impl Fn(Option<&Path>) -> Result<Workspace, Error>,
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
