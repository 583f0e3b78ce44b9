//! One editor that is served: its open notes, and what it waits for.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};

use gen_lsp_types::json_rpc::Id;
use gen_lsp_types::{DidOpenTextDocumentParams, PublishDiagnosticsParams};
use kbnote_app::check::OpenNoteChecker;
use kbnote_app::editor::{EditorChange, SavedNote, StoredTranscripts};
use kbnote_app::{Error, Linker, Workspace};
use kbnote_check::Finding;
use kbnote_vault::WatchEvent;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answers::{self, not_open};
use crate::client::Client;
use crate::diagnostics::published;
use crate::document::{Document, Documents, TextChange};
use crate::edits::{text_edits, workspace_edit};
use crate::features::commands::{self, Argument};
use crate::state_memory::{StateMemory, UnsavedState};
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

/// A change that the editor is to make.
struct Offer {
    uri: String,
    state: Option<Arc<UnsavedState>>,
}

/// One editor that is served.
pub(crate) struct Session<'a> {
    workspace: &'a Workspace,
    client: Client,
    outbox: &'a Outbox,
    /// Asks for the names of the vault's notes to be read.
    ask_names: Sender<()>,
    /// Where they are then.
    news: &'a Mutex<Vec<VaultNews<'a>>>,
    /// Gives the address of the page of a note.
    page: &'a dyn Fn(&Path) -> Result<String, Error>,
    reading: NameReads,
    /// None before they are read, or if they cannot be.
    checker: Option<Box<OpenNoteChecker<'a>>>,
    linker: Option<Box<Linker>>,
    transcripts: StoredTranscripts,
    documents: Documents,
    /// The findings in open notes, with the versions that they are of.
    findings: BTreeMap<String, (i32, Vec<Finding>)>,
    /// What was decided on them.
    memories: BTreeMap<String, StateMemory>,
    /// The changes that the editor is to make, by the ids of their requests.
    offers: BTreeMap<i64, Offer>,
    last_id: i64,
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
        (ask_names, news): (Sender<()>, &'a Mutex<Vec<VaultNews<'a>>>),
        page: &'a dyn Fn(&Path) -> Result<String, Error>,
    ) -> Self {
        let mut session = Self {
            workspace,
            client,
            outbox,
            ask_names,
            news,
            page,
            reading: NameReads::default(),
            checker: None,
            linker: None,
            transcripts: StoredTranscripts::default(),
            documents: Documents::default(),
            findings: BTreeMap::new(),
            memories: BTreeMap::new(),
            offers: BTreeMap::new(),
            last_id: 0,
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
            "$/cancelRequest" => self.cancel(&params),
            "textDocument/didOpen" => self.open(params),
            "textDocument/didChange" => self.change(params),
            "textDocument/didClose" => self.close(&params),
            "textDocument/didSave" => self.save(&params),
            "workspace/didChangeWatchedFiles"
            | "workspace/didRenameFiles"
            | "workspace/didCreateFiles"
            | "workspace/didDeleteFiles" => self.files_changed(&WatchEvent::ManyChanged),
            _ => {}
        }
    }

    /// Takes in whether the editor has made a change.
    fn take_response(&mut self, id: &Id, result: Option<&Value>) {
        let Id::Number(id) = id else {
            return;
        };
        let Some(offer) = self.offers.remove(id) else {
            return;
        };
        if result.is_none_or(|result| result["applied"] != true) {
            return self.show("the editor has not made the change");
        }
        let document = self.documents.get(&offer.uri);
        // If the change is announced already, its text is known.
        let new = document.filter(|document| self.known_state(document).is_none());
        if let Some(new) = new.map(|document| document.restated(offer.state)) {
            self.documents.put(new);
        }
    }

    /// The state that is known of exactly this text.
    fn known_state(&self, document: &Document) -> Option<Arc<UnsavedState>> {
        self.memories.get(&document.uri)?.state_of(&document.text)
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
        let document = document.in_vault(&self.workspace.vault);
        self.documents.put(document);
        self.memories.remove(&uri);
        self.unchecked.insert(uri);
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
            let document = self.documents.get(&uri);
            let known = document
                .and_then(|document| Some(document.restated(Some(self.known_state(document)?))));
            known
                .into_iter()
                .for_each(|known| self.documents.put(known));
            self.unchecked.insert(uri);
        }
    }

    /// Records what was decided on a note that is saved.
    fn save(&mut self, params: &Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let document = uri.and_then(|uri| self.documents.get(uri)).cloned();
        let Some((document, unsaved)) = document.and_then(|document| {
            let unsaved = Arc::clone(document.state.as_ref()?);
            Some((document, unsaved))
        }) else {
            return;
        };
        let Some(path) = &document.path else {
            return;
        };
        let saved = SavedNote {
            path,
            text: &document.text,
            state: &unsaved.state,
            links: unsaved.links.as_ref(),
            index: unsaved.index.as_ref(),
        };
        match self.workspace.record_saved(&saved) {
            Ok(true) => self.documents.put(document.restated(None)),
            // It is recorded when the note is saved as the editor has it.
            Ok(false) => {}
            Err(error) => self.log(error.message()),
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
        self.findings.remove(uri);
        self.memories.remove(uri);
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

    /// Takes in that files have changed: of transcripts and states the names know nothing.
    fn files_changed(&mut self, event: &WatchEvent) {
        if matches!(event, WatchEvent::Polling(_)) {
            return;
        }
        self.reread_names();
        let settings = self.workspace.vault.settings();
        let others = [settings.transcripts.as_str(), ".kbnote"];
        let is_note = |path: &String| !others.iter().any(|other| path.starts_with(other));
        if !matches!(event, WatchEvent::Changed(paths) if paths.iter().all(is_note)) {
            let all: Vec<Document> = self
                .documents
                .all()
                .map(|open| open.restated(open.state.clone()))
                .collect();
            all.into_iter().for_each(|open| self.documents.put(open));
            self.check_all();
        }
    }

    fn take_news(&mut self) {
        let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
        for new in news {
            match new {
                VaultNews::Names(names) => self.names_read(names),
                VaultNews::Linker(linker) => self.linker = Some(linker),
            }
        }
    }

    fn names_read(&mut self, names: Result<Box<OpenNoteChecker<'a>>, Error>) {
        if self.reading.ended() {
            let _ = self.ask_names.send(());
        }
        match names {
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
        let (Some(checker), Some(document)) = (&self.checker, self.documents.get(uri)) else {
            return;
        };
        let findings = checker.check(&document.file());
        let params = published(document, &findings);
        self.findings
            .insert(uri.to_owned(), (document.version, findings));
        self.publish(&params);
    }

    /// The findings in an open note as it is now.
    fn findings_in(&mut self, document: &Document) -> Vec<Finding> {
        if self.unchecked.remove(&document.uri) {
            self.check(&document.uri);
        }
        let known = self.findings.get(&document.uri);
        let known = known.filter(|(version, _)| *version == document.version);
        known
            .map(|(_, findings)| findings.clone())
            .unwrap_or_default()
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

    /// Shows a message to the person at the editor.
    fn show(&self, message: &str) {
        let params = json!({"type": 2, "message": message});
        self.outbox.notify("window/showMessage", &params);
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
            documents: &self.documents,
            client: &self.client,
            transcripts: &self.transcripts,
            linker: self.linker.as_deref(),
        })
    }

    /// Carries out a command: the change that it makes is sent to the editor.
    fn execute(&mut self, params: &Value) -> Result<Value, ResponseError> {
        let name = params["command"].as_str().unwrap_or_default();
        if !commands::ALL.contains(&name) {
            return Err(commands::unknown(name));
        }
        let argument = Argument::read(params).ok_or_else(commands::incomplete)?;
        let document = self
            .documents
            .get(&argument.uri)
            .cloned()
            .ok_or_else(not_open)?;
        if argument
            .version
            .is_some_and(|version| version != document.version)
        {
            return Err(stale());
        }
        if name == commands::OPEN {
            return self.open_page(&document);
        }
        let findings = self.findings_in(&document);
        let change = commands::change(&self.view()?, &document, &findings, (name, argument))?;
        self.offer(&document, change)
    }

    fn open_page(&mut self, document: &Document) -> Result<Value, ResponseError> {
        let path = document.path.as_deref().ok_or_else(not_open)?;
        let url = (self.page)(path)?;
        if self.client.shows_documents {
            self.last_id += 1;
            let params = json!({"uri": url, "external": true});
            self.outbox
                .request(self.last_id, "window/showDocument", &params);
        } else {
            self.show(&url);
        }
        Ok(json!({"url": url}))
    }

    /// Sends a change of an open note to the editor, and remembers the state that goes with it.
    fn offer(&mut self, document: &Document, change: EditorChange) -> Result<Value, ResponseError> {
        let edits = text_edits(document, &change.text);
        let known = document.file().state(self.workspace)?;
        let memory = self.memories.entry(document.uri.clone()).or_default();
        let state = memory.offer((&document.text, known), change);
        if edits.is_empty() {
            // What was decided is recorded when the note is saved, which an editor does with a note
            // that has not changed only on request.
            return self.decide(document, state);
        }
        if !self.client.applies_edits {
            let message = "this editor does not make the changes of a server";
            return Err(ResponseError::new(ErrorKind::Failed, message));
        }
        self.last_id += 1;
        let uri = document.uri.clone();
        self.offers.insert(self.last_id, Offer { uri, state });
        let edit = workspace_edit(&self.client, document, &edits);
        let params = json!({"label": "kbnote", "edit": edit});
        self.outbox
            .request(self.last_id, "workspace/applyEdit", &params);
        Ok(Value::Null)
    }

    /// Takes in a decision that changes no text: it is recorded at once if the note is saved.
    fn decide(
        &mut self,
        document: &Document,
        state: Option<Arc<UnsavedState>>,
    ) -> Result<Value, ResponseError> {
        self.documents.put(document.restated(state));
        let params = json!({"textDocument": {"uri": document.uri}});
        self.save(&params);
        self.unchecked.insert(document.uri.clone());
        Ok(Value::Null)
    }
}

/// The text that a request is about has changed.
fn stale() -> ResponseError {
    ResponseError::new(ErrorKind::ContentModified, "the note has changed since")
}
