//! What the server knows of the vault, and the findings in open notes.

use std::sync::PoisonError;

use gen_lsp_types::PublishDiagnosticsParams;
use kbnote_app::Error;
use kbnote_app::check::OpenNoteChecker;
use kbnote_check::Finding;
use kbnote_vault::WatchEvent;

use super::Session;
use crate::diagnostics::published;
use crate::document::Document;
use crate::vault_names::VaultNews;

impl<'a> Session<'a> {
    pub(super) fn reread_names(&mut self) {
        if self.reading.request() {
            let _ = self.ask_names.send(());
        }
    }

    /// Takes in that files have changed: of transcripts and states the names know nothing.
    pub(super) fn files_changed(&mut self, event: &WatchEvent) {
        if matches!(event, WatchEvent::Polling(_)) {
            return;
        }
        self.look_at_settings();
        self.reread_names();
        let settings = self.workspace.vault.settings();
        let others = [settings.transcripts.as_str(), ".kbnote"];
        let is_note = |path: &String| !others.iter().any(|other| path.starts_with(other));
        if !matches!(event, WatchEvent::Changed(paths) if paths.iter().all(is_note)) {
            self.review_again();
        }
    }

    /// Forgets what was found out about open notes, and publishes their findings again.
    pub(super) fn review_again(&mut self) {
        let all: Vec<Document> = self
            .editor
            .documents
            .all()
            .map(|open| {
                open.restated(open.state.clone())
                    .in_vault(&self.workspace.vault)
            })
            .collect();
        all.into_iter()
            .for_each(|open| self.editor.documents.put(open));
        self.check_all();
    }

    /// Notices settings that have changed.
    pub(super) fn look_at_settings(&mut self) {
        self.is_outdated |= self.workspace.vault.settings_fingerprint() != self.settings;
    }

    pub(super) fn take_news(&mut self) {
        let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
        for new in news {
            match new {
                VaultNews::Names(names) => self.names_read(names),
                VaultNews::Linker(linker) => self.linker = Some(linker),
            }
        }
    }

    pub(super) fn names_read(&mut self, names: Result<Box<OpenNoteChecker<'a>>, Error>) {
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
    pub(super) fn check_all(&mut self) {
        let all = self.editor.documents.all();
        self.unchecked
            .extend(all.map(|document| document.uri.clone()));
    }

    pub(super) fn check(&mut self, uri: &str) {
        let (Some(checker), Some(document)) = (&self.checker, self.editor.documents.get(uri))
        else {
            return;
        };
        let findings = checker.check(&document.file());
        let params = published(document, &findings);
        self.findings
            .insert(uri.to_owned(), (document.version, findings));
        self.publish(&params);
    }

    /// The findings in an open note as it is now.
    pub(super) fn findings_in(&mut self, document: &Document) -> Vec<Finding> {
        if self.unchecked.remove(&document.uri) {
            self.check(&document.uri);
        }
        let known = self.findings.get(&document.uri);
        let known = known.filter(|(version, _)| *version == document.version);
        known
            .map(|(_, findings)| findings.clone())
            .unwrap_or_default()
    }

    pub(super) fn publish(&self, params: &PublishDiagnosticsParams) {
        let params = serde_json::to_value(params).unwrap_or_default();
        self.outbox
            .notify("textDocument/publishDiagnostics", &params);
    }
}
