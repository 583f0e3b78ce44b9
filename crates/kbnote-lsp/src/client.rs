//! What the editor can do, and what it is asked for.

use std::path::PathBuf;

use serde_json::Value;

use crate::positions::Encoding;
use crate::uri;

/// What the editor has reported of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Client {
    /// The folder that is open.
    pub(crate) root: Option<PathBuf>,
    pub(crate) encoding: Encoding,
    /// Whether changes of several notes at once name the versions they are of.
    pub(crate) changes_documents: bool,
    /// Whether changes may rename files.
    pub(crate) renames_files: bool,
    /// Whether it makes changes that the server sends.
    pub(crate) applies_edits: bool,
    /// Whether it opens addresses.
    pub(crate) shows_documents: bool,
}

impl Client {
    /// Reads the parameters of `initialize`. What cannot be read counts as missing.
    pub(crate) fn read(params: &Value) -> Self {
        let can = |path: &str| params.pointer(path).and_then(Value::as_bool) == Some(true);
        let text = |path: &str| params.pointer(path).and_then(Value::as_str);
        let root = text("/workspaceFolders/0/uri").or_else(|| text("/rootUri"));
        let root = root.and_then(uri::path);
        let offered = params.pointer("/capabilities/general/positionEncodings");
        let offered = offered.and_then(Value::as_array).into_iter().flatten();
        let offered: Vec<&str> = offered.filter_map(Value::as_str).collect();
        let edits = "/capabilities/workspace/workspaceEdit";
        let changes_documents = can(&format!("{edits}/documentChanges"));
        let kinds = params.pointer(&format!("{edits}/resourceOperations"));
        let kinds = kinds.and_then(Value::as_array).cloned().unwrap_or_default();
        Self {
            root: root.or_else(|| text("/rootPath").map(PathBuf::from)),
            encoding: Encoding::negotiated(&offered),
            changes_documents,
            renames_files: changes_documents && kinds.iter().any(|kind| kind == "rename"),
            applies_edits: can("/capabilities/workspace/applyEdit"),
            shows_documents: can("/capabilities/window/showDocument/support"),
        }
    }
}
