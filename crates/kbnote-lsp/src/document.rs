//! The notes that are open in the editor.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use gen_lsp_types::{Position, Range as LspRange};
use kbnote_app::editor::ReviewedPart;
use kbnote_app::{Error, NoteFile};
use kbnote_note::{CustomStyles, Note};
use kbnote_vault::Vault;
use serde::Deserialize;

use crate::positions::{Encoding, Lines};
use crate::state_memory::UnsavedState;
use crate::uri;

/// An open note at one moment.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) uri: String,
    /// Its file, which may not exist; none for a note that was never saved.
    pub(crate) path: Option<PathBuf>,
    pub(crate) version: i32,
    pub(crate) text: String,
    /// Its state, where kbnote has changed it in the editor since it was saved.
    pub(crate) state: Option<Arc<UnsavedState>>,
    /// What the captions say of it, once that was asked for.
    pub(crate) reviewed: OnceLock<Result<Vec<ReviewedPart>, Error>>,
    lines: Lines,
    encoding: Encoding,
    note: OnceLock<Note>,
    /// The styles of anchors that its vault defines.
    styles: CustomStyles,
}

/// A change of the text of an open note; without a range it is the whole new text.
#[derive(Debug, Deserialize)]
pub(crate) struct TextChange {
    range: Option<LspRange>,
    text: String,
}

impl Document {
    pub(crate) fn new(uri: String, version: i32, text: String, encoding: Encoding) -> Self {
        Self {
            path: uri::path(&uri),
            lines: Lines::new(&text),
            note: OnceLock::new(),
            reviewed: OnceLock::new(),
            state: None,
            uri,
            version,
            text,
            encoding,
            styles: CustomStyles::default(),
        }
    }

    /// The same document as a note of a vault, which may have styles of anchors of its own.
    pub(crate) fn in_vault(self, vault: &Vault) -> Self {
        let styles = vault.settings().anchor.styles.clone();
        Self { styles, ..self }
    }

    /// The note after some changes, each of the text that the one before it made.
    fn changed(&self, version: i32, changes: Vec<TextChange>) -> Self {
        let (mut text, mut lines) = (self.text.clone(), self.lines.clone());
        for change in changes {
            match change.range {
                Some(range) => {
                    let range = lines.offsets(&text, range, self.encoding);
                    text.replace_range(range, &change.text);
                }
                None => text = change.text,
            }
            lines = Lines::new(&text);
        }
        self.with_text(version, text).with_state(self.state.clone())
    }

    pub(crate) fn with_state(self, state: Option<Arc<UnsavedState>>) -> Self {
        Self { state, ..self }
    }

    /// The same text with another state.
    pub(crate) fn restated(&self, state: Option<Arc<UnsavedState>>) -> Self {
        self.with_text(self.version, self.text.clone())
            .with_state(state)
    }

    /// The same document with another text.
    fn with_text(&self, version: i32, text: String) -> Self {
        Self {
            styles: self.styles.clone(),
            ..Self::new(self.uri.clone(), version, text, self.encoding)
        }
    }

    pub(crate) fn note(&self) -> &Note {
        self.note
            .get_or_init(|| Note::parse_with(self.text.as_str(), &self.styles))
    }

    /// The note as the commands of kbnote take it.
    pub(crate) fn file(&self) -> NoteFile {
        let bytes = self.text.clone().into_bytes();
        NoteFile::open(
            self.path.clone(),
            bytes,
            self.state.as_ref().map(|unsaved| unsaved.state.clone()),
        )
        .with_styles(&self.styles)
    }

    pub(crate) fn offset(&self, position: Position) -> usize {
        self.lines.offset(&self.text, position, self.encoding)
    }

    pub(crate) fn offsets(&self, range: LspRange) -> Range<usize> {
        self.lines.offsets(&self.text, range, self.encoding)
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        self.lines.position(&self.text, offset, self.encoding)
    }

    pub(crate) fn range(&self, range: &Range<usize>) -> LspRange {
        self.lines.range(&self.text, range, self.encoding)
    }
}

/// All open notes by their addresses.
#[derive(Debug, Default)]
pub(crate) struct Documents(BTreeMap<String, Arc<Document>>);

impl Documents {
    pub(crate) fn get(&self, uri: &str) -> Option<&Arc<Document>> {
        self.0.get(uri)
    }

    pub(crate) fn at_path(&self, path: &Path) -> Option<&Arc<Document>> {
        self.all()
            .find(|document| document.path.as_deref() == Some(path))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Document>> {
        self.0.values()
    }

    pub(crate) fn put(&mut self, document: Document) {
        self.0.insert(document.uri.clone(), Arc::new(document));
    }

    pub(crate) fn remove(&mut self, uri: &str) {
        self.0.remove(uri);
    }

    /// Changes an open note; whether it is open.
    pub(crate) fn change(&mut self, uri: &str, version: i32, changes: Vec<TextChange>) -> bool {
        let Some(document) = self.0.get_mut(uri) else {
            return false;
        };
        *document = Arc::new(document.changed(version, changes));
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_made_one_after_the_other() {
        let changes = json!([
            {"range": {"start": {"line": 0, "character": 2}, "end": {"line": 0, "character": 2}}, "text": "x\r\n"},
            {"range": {"start": {"line": 1, "character": 0}, "end": {"line": 9, "character": 9}}, "text": ""},
        ]);
        let document = Document::new("a".to_owned(), 1, "🦆 duck".to_owned(), Encoding::Utf16);
        let changed = document.changed(2, serde_json::from_value(changes).unwrap());
        assert_eq!((changed.text.as_str(), changed.version), ("🦆x\r\n", 2));
    }
}
