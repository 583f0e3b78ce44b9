//! Commands, and the changes that the editor makes for them.

use std::sync::Arc;

use gen_lsp_types::json_rpc::Id;
use kbnote_app::editor::EditorChange;
use serde_json::{Value, json};

use super::offer::Offer;
use super::{Session, stale};
use crate::answers::not_open;
use crate::document::Document;
use crate::edits::{text_edits, workspace_edit};
use crate::features::commands::{self, Argument};
use crate::state_memory::UnsavedState;
use crate::transport::{ErrorKind, ResponseError};

impl Session<'_> {
    /// Takes in whether the editor has made a change.
    pub(super) fn take_response(&mut self, id: &Id, result: Option<&Value>) {
        let Id::Number(id) = id else {
            return;
        };
        let Some(offer) = self.editor.offers.remove(id) else {
            return;
        };
        if result.is_none_or(|result| result["applied"] != true) {
            return self.outbox.show("the editor did not apply the change");
        }
        let document = self.editor.documents.get(&offer.uri);
        // If the change is announced already, its text is known.
        let new = document.filter(|document| self.known_state(document).is_none());
        if let Some(new) = new.map(|document| document.restated(offer.state)) {
            self.editor.documents.put(new);
        }
    }

    /// Carries out a command: the change that it makes is sent to the editor.
    pub(super) fn execute(&mut self, params: &Value) -> Result<Value, ResponseError> {
        let name = params["command"].as_str().unwrap_or_default();
        if !commands::ALL.contains(&name) {
            return Err(commands::unknown(name));
        }
        let argument = Argument::read(params).ok_or_else(commands::incomplete)?;
        let document = self
            .editor
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

    pub(super) fn open_page(&mut self, document: &Document) -> Result<Value, ResponseError> {
        let path = document.path.as_deref().ok_or_else(not_open)?;
        let url = (self.page)(path)?;
        if self.editor.client.shows_documents {
            self.editor.last_id += 1;
            let params = json!({"uri": url, "external": true});
            self.outbox
                .request(self.editor.last_id, "window/showDocument", &params);
        } else {
            self.outbox.show(&url);
        }
        Ok(json!({"url": url}))
    }

    /// Sends a change of an open note to the editor, and remembers the state that goes with it.
    pub(super) fn offer(
        &mut self,
        document: &Document,
        change: EditorChange,
    ) -> Result<Value, ResponseError> {
        let edits = text_edits(document, &change.text);
        let known = document.file().state(self.workspace)?;
        let memory = self
            .editor
            .memories
            .entry(document.uri.clone())
            .or_default();
        let state = memory.offer((&document.text, known), change);
        if edits.is_empty() {
            // What was decided is recorded when the note is saved, which an editor does with a note
            // that has not changed only on request.
            return self.decide(document, state);
        }
        if !self.editor.client.applies_edits {
            let message = "this editor does not apply edits from a server";
            return Err(ResponseError::new(ErrorKind::Failed, message));
        }
        self.editor.last_id += 1;
        let uri = document.uri.clone();
        self.editor
            .offers
            .insert(self.editor.last_id, Offer { uri, state });
        let edit = workspace_edit(&self.editor.client, document, &edits);
        let params = json!({"label": "kbnote", "edit": edit});
        self.outbox
            .request(self.editor.last_id, "workspace/applyEdit", &params);
        Ok(Value::Null)
    }

    /// Takes in a decision that changes no text: it is recorded at once if the note is saved.
    pub(super) fn decide(
        &mut self,
        document: &Document,
        state: Option<Arc<UnsavedState>>,
    ) -> Result<Value, ResponseError> {
        self.editor.documents.put(document.restated(state));
        let params = json!({"textDocument": {"uri": document.uri}});
        self.save(&params);
        self.unchecked.insert(document.uri.clone());
        Ok(Value::Null)
    }
}
