//! One editor that is served: its open notes, and what it waits for.

mod commands;
mod notes;
mod offer;
#[cfg(test)]
mod tests;
mod vault;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};

use gen_lsp_types::json_rpc::Id;
use kbnote_app::check::OpenNoteChecker;
use kbnote_app::{Error, Linker, Workspace};
use kbnote_check::Finding;
use kbnote_core::Fingerprint;
use kbnote_vault::WatchEvent;
use serde_json::{Value, json};

use self::offer::Offer;
use crate::answers::{self, not_open};
use crate::client::Client;
use crate::document::{Document, Documents};
use crate::state_memory::StateMemory;
use crate::transport::{ErrorKind, Message, Outbox, ResponseError};
use crate::vault_names::{NameReads, VaultNews};
use crate::view::View;

/// Something to react to.
pub(crate) enum Event {
    /// A message of the editor.
    Message(Message),
    /// Something is known of the vault's notes.
    News,
    /// Files of the vault have changed.
    FilesChanged(WatchEvent),
}

/// How a server ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The client has shut it down before.
    Orderly,
    /// The client has gone, or has not shut it down.
    Abrupt,
}

/// A request that waits, with the note that it is about as it was then.
struct Request {
    id: Id,
    method: String,
    params: Value,
    document: Option<Arc<Document>>,
}

/// A response that is ready, unless the request has been cancelled meanwhile.
struct Finished {
    id: Id,
    document: Option<Arc<Document>>,
    result: Result<Value, ResponseError>,
}

/// Gives the address of the page of a note.
pub(crate) type PageAddress<'a> = dyn Fn(&Path) -> Result<String, Error> + 'a;

/// What the server knows of its editor, whatever the vault's settings are.
pub(crate) struct EditorState {
    pub(crate) client: Client,
    documents: Documents,
    /// What was decided on open notes.
    memories: BTreeMap<String, StateMemory>,
    /// The changes that the editor is to make, by the ids of their requests.
    offers: BTreeMap<i64, Offer>,
    last_id: i64,
    requests: VecDeque<Request>,
    finished: Option<Finished>,
    is_shut_down: bool,
}

/// One editor that is served, under the settings that the vault has.
pub(crate) struct Session<'a> {
    workspace: &'a Workspace,
    /// The settings that the workspace was opened with.
    settings: Fingerprint,
    is_outdated: bool,
    editor: EditorState,
    outbox: &'a Outbox,
    /// Asks for the names of the vault's notes to be read.
    ask_names: Sender<()>,
    /// Where they are then.
    news: &'a Mutex<Vec<VaultNews<'a>>>,
    /// Gives the address of the page of a note.
    page: &'a PageAddress<'a>,
    reading: NameReads,
    /// None before they are read, or if they cannot be.
    checker: Option<Box<OpenNoteChecker<'a>>>,
    linker: Option<Box<Linker>>,
    /// The findings in open notes, with the versions that they are of.
    findings: BTreeMap<String, (i32, Vec<Finding>)>,
    /// The notes whose findings are to be published.
    unchecked: BTreeSet<String>,
}

impl EditorState {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            documents: Documents::default(),
            memories: BTreeMap::new(),
            offers: BTreeMap::new(),
            last_id: 0,
            requests: VecDeque::new(),
            finished: None,
            is_shut_down: false,
        }
    }
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        workspace: &'a Workspace,
        editor: EditorState,
        outbox: &'a Outbox,
        (ask_names, news): (Sender<()>, &'a Mutex<Vec<VaultNews<'a>>>),
        page: &'a PageAddress<'a>,
    ) -> Self {
        let mut session = Self {
            workspace,
            settings: workspace.vault.settings_fingerprint(),
            is_outdated: false,
            editor,
            outbox,
            ask_names,
            news,
            page,
            reading: NameReads::default(),
            checker: None,
            linker: None,
            findings: BTreeMap::new(),
            unchecked: BTreeSet::new(),
        };
        session.reread_names();
        session.review_again();
        session
    }

    /// Whether the settings of the vault have changed since it was opened.
    pub(crate) const fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    /// What another session resumes under new settings.
    pub(crate) fn into_editor(self) -> EditorState {
        self.editor
    }

    pub(crate) fn ending(&self) -> Ending {
        match self.editor.is_shut_down {
            true => Ending::Orderly,
            false => Ending::Abrupt,
        }
    }

    /// Whether there is something to do without a further message. Before the names are read there is not.
    pub(crate) fn has_work(&self) -> bool {
        let waits = !self.editor.requests.is_empty() || !self.unchecked.is_empty();
        self.editor.finished.is_some()
            || waits && (self.checker.is_some() || !self.reading.is_running())
    }

    /// Takes in a message or news of the vault.
    pub(crate) fn take(&mut self, event: Event) {
        match event {
            Event::News => self.take_news(),
            Event::FilesChanged(event) => self.files_changed(&event),
            Event::Message(Message::Request { id, method, params }) => {
                self.take_request(id, method, params);
            }
            Event::Message(Message::Notification { method, params }) => {
                self.take_notification(&method, params);
            }
            Event::Message(Message::Response { id, result }) => {
                self.take_response(&id, result.as_ref());
            }
            Event::Message(Message::Malformed { id, error }) => {
                let error = ResponseError::new(error, "the message cannot be read");
                self.outbox.respond(&id, Err(error));
            }
        }
    }

    fn take_request(&mut self, id: Id, method: String, params: Value) {
        if self.editor.is_shut_down || method == "initialize" {
            let message = "the server is initialized once, and does nothing after `shutdown`";
            let error = ResponseError::new(ErrorKind::InvalidRequest, message);
            return self.outbox.respond(&id, Err(error));
        }
        self.editor.is_shut_down = method == "shutdown";
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let document = uri.and_then(|uri| self.editor.documents.get(uri)).cloned();
        self.editor.requests.push_back(Request {
            id,
            method,
            params,
            document,
        });
    }

    /// Takes in a notification; one that cannot be read, or that is not known, changes nothing.
    fn take_notification(&mut self, method: &str, params: Value) {
        match method {
            "$/cancelRequest" => self.cancel(&params),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(&params),
            "textDocument/didSave" => {
                self.save(&params);
                self.look_at_settings();
            }
            "workspace/didChangeWatchedFiles"
            | "workspace/didRenameFiles"
            | "workspace/didCreateFiles"
            | "workspace/didDeleteFiles" => self.files_changed(&WatchEvent::ManyChanged),
            _ => {}
        }
    }

    fn cancel(&mut self, params: &Value) {
        let Ok(id) = serde_json::from_value::<Id>(params["id"].clone()) else {
            return;
        };
        let cancelled = || Err(ResponseError::new(ErrorKind::Cancelled, "cancelled"));
        if let Some(finished) = self
            .editor
            .finished
            .as_mut()
            .filter(|finished| finished.id == id)
        {
            finished.result = cancelled();
        }
        if let Some(at) = self
            .editor
            .requests
            .iter()
            .position(|request| request.id == id)
        {
            self.editor.requests.remove(at);
            self.outbox.respond(&id, cancelled());
        }
    }

    /// Does one thing: sends what is ready, works on a request, or checks a note.
    pub(crate) fn work(&mut self) {
        if let Some(finished) = self.editor.finished.take() {
            self.respond(finished);
        } else if let Some(request) = self.editor.requests.pop_front() {
            let result = self.result(&request);
            let Request { id, document, .. } = request;
            self.editor.finished = Some(Finished {
                id,
                document,
                result,
            });
        } else if let Some(uri) = self.unchecked.pop_first() {
            self.check(&uri);
        }
    }

    fn respond(&self, finished: Finished) {
        let Finished {
            id,
            document,
            result,
        } = finished;
        let is_stale = document.is_some_and(|document| !self.is_current(&document));
        self.outbox
            .respond(&id, if is_stale { Err(stale()) } else { result });
    }

    /// Whether the text of a note is still the same.
    fn is_current(&self, document: &Document) -> bool {
        let now = self.editor.documents.get(&document.uri);
        now.is_some_and(|now| now.version == document.version)
    }

    fn log(&self, message: &str) {
        let params = json!({"type": 1, "message": message});
        self.outbox.notify("window/logMessage", &params);
    }

    fn result(&mut self, request: &Request) -> Result<Value, ResponseError> {
        let document = request.document.as_ref();
        if document.is_some_and(|document| !self.is_current(document)) {
            return Err(stale());
        }
        match request.method.as_str() {
            "shutdown" => Ok(Value::Null),
            "workspace/executeCommand" => self.execute(&request.params),
            "textDocument/codeAction" => {
                let document = document.ok_or_else(not_open)?;
                let findings = self.findings_in(document);
                answers::actions(&self.view()?, document, &findings, &request.params)
            }
            _ => answers::answer(&self.view()?, document, &request.method, &request.params),
        }
    }

    fn view(&self) -> Result<View<'_, 'a>, ResponseError> {
        let names = self.checker.as_deref().ok_or_else(|| {
            ResponseError::new(ErrorKind::Failed, "the notes of the vault cannot be read")
        })?;
        Ok(View {
            workspace: self.workspace,
            names,
            documents: &self.editor.documents,
            client: &self.editor.client,
            linker: self.linker.as_deref(),
        })
    }
}

/// The text that a request is about has changed.
fn stale() -> ResponseError {
    ResponseError::new(ErrorKind::ContentModified, "the note has changed since")
}
