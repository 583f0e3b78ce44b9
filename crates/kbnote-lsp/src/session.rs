//! One editor that is served: its open notes, and what it waits for.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use gen_lsp_types::json_rpc::Id;
use gen_lsp_types::{DidOpenTextDocumentParams, PublishDiagnosticsParams};
use kbnote_app::Workspace;
use kbnote_app::check::OpenNoteChecker;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::Client;
use crate::diagnostics::published;
use crate::document::{Document, Documents, TextChange};
use crate::transport::{ErrorKind, Message, Outbox, ResponseError};
use crate::vault_names::{NameReads, VaultNames};

/// Something to react to.
pub(crate) enum Event {
    /// A message of the editor.
    Message(Message),
    /// The names of the vault's notes have been read.
    NamesRead,
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

/// One editor that is served.
pub(crate) struct Session<'a> {
    workspace: &'a Workspace,
    client: Client,
    outbox: &'a Outbox,
    /// Asks for the names of the vault's notes to be read.
    ask_names: Sender<()>,
    /// Where they are then.
    names: &'a Mutex<Option<VaultNames<'a>>>,
    reading: NameReads,
    /// None before they are read, or if they cannot be.
    checker: Option<OpenNoteChecker<'a>>,
    documents: Documents,
    requests: VecDeque<Request>,
    finished: Option<Finished>,
    /// The notes whose findings are to be published.
    unchecked: BTreeSet<String>,
    is_shut_down: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChangeParams {
    text_document: VersionedDocument,
    content_changes: Vec<TextChange>,
}

#[derive(Deserialize)]
struct VersionedDocument {
    uri: String,
    #[serde(default)]
    version: Option<i32>,
}

impl<'a> Session<'a> {
    pub(crate) fn new(
        workspace: &'a Workspace,
        client: Client,
        outbox: &'a Outbox,
        (ask_names, names): (Sender<()>, &'a Mutex<Option<VaultNames<'a>>>),
    ) -> Self {
        let mut session = Self {
            workspace,
            client,
            outbox,
            ask_names,
            names,
            reading: NameReads::default(),
            checker: None,
            documents: Documents::default(),
            requests: VecDeque::new(),
            finished: None,
            unchecked: BTreeSet::new(),
            is_shut_down: false,
        };
        session.reread_names();
        session
    }

    pub(crate) fn ending(&self) -> Ending {
        match self.is_shut_down {
            true => Ending::Orderly,
            false => Ending::Abrupt,
        }
    }

    /// Whether there is something to do without a further message. Before the names are read there is not.
    pub(crate) fn has_work(&self) -> bool {
        let waits = !self.requests.is_empty() || !self.unchecked.is_empty();
        self.finished.is_some() || waits && (self.checker.is_some() || !self.reading.is_running())
    }

    /// Takes in a message or news of the vault.
    pub(crate) fn take(&mut self, event: Event) {
        match event {
            Event::NamesRead => self.names_read(),
            Event::Message(Message::Request { id, method, params }) => {
                self.take_request(id, method, params);
            }
            Event::Message(Message::Notification { method, params }) => {
                self.take_notification(&method, params);
            }
            Event::Message(Message::Response { .. }) => {}
            Event::Message(Message::Malformed { id, error }) => {
                let error = ResponseError::new(error, "the message cannot be read");
                self.outbox.respond(&id, Err(error));
            }
        }
    }

    fn take_request(&mut self, id: Id, method: String, params: Value) {
        if self.is_shut_down || method == "initialize" {
            let message = "the server is initialized once, and does nothing after `shutdown`";
            let error = ResponseError::new(ErrorKind::InvalidRequest, message);
            return self.outbox.respond(&id, Err(error));
        }
        self.is_shut_down = method == "shutdown";
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let document = uri.and_then(|uri| self.documents.get(uri)).cloned();
        self.requests.push_back(Request {
            id,
            method,
            params,
            document,
        });
    }

    /// Takes in a notification; one that cannot be read, or that is not known, changes nothing.
    fn take_notification(&mut self, method: &str, params: Value) {
        match method {
            "initialized" => self.watch_files(),
            "$/cancelRequest" => self.cancel(&params),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(&params),
            "textDocument/didSave"
            | "workspace/didChangeWatchedFiles"
            | "workspace/didRenameFiles"
            | "workspace/didCreateFiles"
            | "workspace/didDeleteFiles" => self.reread_names(),
            _ => {}
        }
    }

    fn watch_files(&self) {
        if !self.client.watches_files {
            return;
        }
        let transcripts = &self.workspace.vault.settings().transcripts;
        let watchers = json!([
            {"globPattern": "**/*.md"},
            {"globPattern": format!("**/{transcripts}/**")},
        ]);
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let params = json!({"registrations": [registration]});
        self.outbox.request(0, "client/registerCapability", &params);
    }

    fn cancel(&mut self, params: &Value) {
        let Ok(id) = serde_json::from_value::<Id>(params["id"].clone()) else {
            return;
        };
        let cancelled = || Err(ResponseError::new(ErrorKind::Cancelled, "cancelled"));
        if let Some(finished) = self.finished.as_mut().filter(|finished| finished.id == id) {
            finished.result = cancelled();
        }
        if let Some(at) = self.requests.iter().position(|request| request.id == id) {
            self.requests.remove(at);
            self.outbox.respond(&id, cancelled());
        }
    }

    fn open(&mut self, params: Value) {
        let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else {
            return;
        };
        let item = params.text_document;
        let uri = item.uri.to_string();
        let document = Document::new(uri.clone(), item.version, item.text, self.client.encoding);
        self.documents.put(document);
        self.unchecked.insert(uri);
        self.reread_names_if_due();
    }

    fn change(&mut self, params: Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let uri = uri.unwrap_or_default().to_owned();
        let Ok(params) = serde_json::from_value::<ChangeParams>(params) else {
            // What the text is now is not known: better no answers than wrong ones.
            return self.forget(&uri);
        };
        let known = self.documents.get(&uri).map(|document| document.version);
        let version = params.text_document.version.or(known).unwrap_or_default();
        if self
            .documents
            .change(&params.text_document.uri, version, params.content_changes)
        {
            self.unchecked.insert(uri);
            self.reread_names_if_due();
        }
    }

    fn close(&mut self, params: &Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        self.forget(uri.unwrap_or_default());
    }

    /// Forgets a note, and withdraws its findings.
    fn forget(&mut self, uri: &str) {
        if self.documents.get(uri).is_none() {
            return;
        }
        self.documents.remove(uri);
        self.unchecked.remove(uri);
        self.publish(&PublishDiagnosticsParams {
            uri: uri.into(),
            version: None,
            diagnostics: Vec::new(),
        });
    }

    fn reread_names(&mut self) {
        if self.reading.request() {
            let _ = self.ask_names.send(());
        }
    }

    fn reread_names_if_due(&mut self) {
        if self.reading.is_due() {
            self.reread_names();
        }
    }

    fn names_read(&mut self) {
        let read = self
            .names
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(names) = read else {
            return;
        };
        if self.reading.ended(names.took) {
            let _ = self.ask_names.send(());
        }
        match names.checker {
            Ok(new) => {
                let known = self.checker.as_ref();
                if !known.is_some_and(|known| known.is_same_as(&new)) {
                    self.check_all();
                }
                self.checker = Some(new);
            }
            Err(error) => self.log(error.message()),
        }
    }

    /// Publishes the findings of all open notes again.
    fn check_all(&mut self) {
        let all = self.documents.all();
        self.unchecked
            .extend(all.map(|document| document.uri.clone()));
    }

    /// Does one thing: sends what is ready, works on a request, or checks a note.
    pub(crate) fn work(&mut self) {
        if let Some(finished) = self.finished.take() {
            self.respond(finished);
        } else if let Some(request) = self.requests.pop_front() {
            let result = self.result(&request);
            let Request { id, document, .. } = request;
            self.finished = Some(Finished {
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
        let now = self.documents.get(&document.uri);
        now.is_some_and(|now| now.version == document.version)
    }

    fn check(&mut self, uri: &str) {
        let (Some(checker), Some(document)) = (&mut self.checker, self.documents.get(uri)) else {
            return;
        };
        let findings = checker.check(&document.file());
        self.publish(&published(document, &findings));
    }

    fn publish(&self, params: &PublishDiagnosticsParams) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.outbox
            .notify("textDocument/publishDiagnostics", &params);
    }

    fn log(&self, message: &str) {
        let params = json!({"type": 1, "message": message});
        self.outbox.notify("window/logMessage", &params);
    }

    fn result(&self, request: &Request) -> Result<Value, ResponseError> {
        if request
            .document
            .as_ref()
            .is_some_and(|document| !self.is_current(document))
        {
            return Err(stale());
        }
        match request.method.as_str() {
            "shutdown" => Ok(Value::Null),
            method => {
                let message = format!("`{method}` is not a request that kbnote answers");
                Err(ResponseError::new(ErrorKind::MethodNotFound, message))
            }
        }
    }
}

/// The text that a request is about has changed.
fn stale() -> ResponseError {
    ResponseError::new(ErrorKind::ContentModified, "the note has changed since")
}
