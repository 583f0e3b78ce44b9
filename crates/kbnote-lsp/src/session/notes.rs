//! The notes that the editor has open.

use std::sync::Arc;

use gen_lsp_types::{DidOpenTextDocumentParams, PublishDiagnosticsParams};
use kbnote_app::editor::SavedNote;
use serde::Deserialize;
use serde_json::Value;

use super::Session;
use crate::document::{Document, TextChange};
use crate::state_memory::UnsavedState;

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

impl Session<'_> {
    pub(super) fn open(&mut self, params: Value) {
        let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else {
            return;
        };
        let item = params.text_document;
        let uri = item.uri.to_string();
        let document = Document::new(
            uri.clone(),
            item.version,
            item.text,
            self.editor.client.encoding,
        );
        let document = document.in_vault(&self.workspace.vault);
        self.editor.documents.put(document);
        self.editor.memories.remove(&uri);
        self.unchecked.insert(uri);
    }

    pub(super) fn change(&mut self, params: Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let uri = uri.unwrap_or_default().to_owned();
        let Ok(params) = serde_json::from_value::<ChangeParams>(params) else {
            // What the text is now is not known: better no answers than wrong ones.
            return self.forget(&uri);
        };
        let known = self
            .editor
            .documents
            .get(&uri)
            .map(|document| document.version);
        let version = params.text_document.version.or(known).unwrap_or_default();
        if self
            .editor
            .documents
            .change(&params.text_document.uri, version, params.content_changes)
        {
            let document = self.editor.documents.get(&uri);
            let known = document
                .and_then(|document| Some(document.restated(Some(self.known_state(document)?))));
            known
                .into_iter()
                .for_each(|known| self.editor.documents.put(known));
            self.unchecked.insert(uri);
        }
    }

    /// Records what was decided on a note that is saved.
    pub(super) fn save(&mut self, params: &Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        let document = uri.and_then(|uri| self.editor.documents.get(uri)).cloned();
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
            Ok(true) => self.editor.documents.put(document.restated(None)),
            // It is recorded when the note is saved as the editor has it.
            Ok(false) => {}
            Err(error) => self.log(error.message()),
        }
    }

    pub(super) fn close(&mut self, params: &Value) {
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str);
        self.forget(uri.unwrap_or_default());
    }

    /// Forgets a note, and withdraws its findings.
    pub(super) fn forget(&mut self, uri: &str) {
        if self.editor.documents.get(uri).is_none() {
            return;
        }
        self.editor.documents.remove(uri);
        self.unchecked.remove(uri);
        self.findings.remove(uri);
        self.editor.memories.remove(uri);
        self.publish(&PublishDiagnosticsParams {
            uri: uri.into(),
            version: None,
            diagnostics: Vec::new(),
        });
    }

    /// The state that is known of exactly this text.
    pub(super) fn known_state(&self, document: &Document) -> Option<Arc<UnsavedState>> {
        self.editor
            .memories
            .get(&document.uri)?
            .state_of(&document.text)
    }
}
