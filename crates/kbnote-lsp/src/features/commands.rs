//! The commands that an editor starts.

use kbnote_app::NotePlace;
use kbnote_app::editor::EditorChange;
use kbnote_check::Finding;
use kbnote_engine::note_view::NoteEdit;
use serde::Deserialize;
use serde_json::Value;

use crate::document::Document;
use crate::transport::{ErrorKind, ResponseError};
use crate::view::View;

/// Anchors all sentences.
pub(crate) const ALIGN: &str = "kbnote.align";
/// Regenerates the note.
pub(crate) const REGENERATE: &str = "kbnote.regen";
/// Edits an anchor.
pub(crate) const EDIT: &str = "kbnote.edit";
/// Makes the fix of a finding.
pub(crate) const FIX: &str = "kbnote.fix";
/// Writes a suggested link.
pub(crate) const LINK: &str = "kbnote.link";
/// Quotes the captions.
pub(crate) const QUOTE: &str = "kbnote.quote";
/// Opens the note in the page.
pub(crate) const OPEN: &str = "kbnote.open";

/// All of them.
pub(crate) const ALL: [&str; 7] = [ALIGN, REGENERATE, EDIT, FIX, LINK, QUOTE, OPEN];

/// What a command is about.
#[derive(Debug, Deserialize)]
pub(crate) struct Argument {
    pub(crate) uri: String,
    /// The version of the note that it was offered for; none if it was typed.
    pub(crate) version: Option<i32>,
    part: Option<usize>,
    edit: Option<NoteEdit>,
    code: Option<String>,
    start: Option<usize>,
    target: Option<String>,
}

impl Argument {
    /// Reads the arguments of a command: an object, or the address of a note alone.
    pub(crate) fn read(params: &Value) -> Option<Self> {
        let first = params.pointer("/arguments/0")?;
        match first {
            Value::String(uri) => serde_json::from_value(serde_json::json!({"uri": uri})).ok(),
            other => serde_json::from_value(other.clone()).ok(),
        }
    }
}

/// The change that a command makes in an open note.
pub(crate) fn change(
    view: &View<'_, '_>,
    document: &Document,
    findings: &[Finding],
    (name, argument): (&str, Argument),
) -> Result<EditorChange, ResponseError> {
    let (workspace, file) = (view.workspace, document.file());
    Ok(match name {
        ALIGN => workspace.align_open(&file)?,
        REGENERATE => workspace.regenerate_open(&file)?,
        EDIT => {
            let (part, edit) = argument.part.zip(argument.edit).ok_or_else(incomplete)?;
            workspace.edit_open(&file, (view.review(document)?, part), &edit)?
        }
        FIX => {
            let is_it = |finding: &&Finding| {
                Some(finding.rule.code) == argument.code.as_deref()
                    && Some(finding.place.range().start) == argument.start
            };
            let finding = findings.iter().find(is_it);
            let fix = finding
                .and_then(|finding| finding.fix.as_ref())
                .ok_or_else(incomplete)?;
            workspace.fix_open(&file, &fix.splices)?
        }
        LINK => {
            let linker = view.linker.ok_or_else(incomplete)?;
            let found = workspace.suggest_open(&file, linker)?;
            let mut found = found.iter();
            let suggestion = found.find(|found| {
                Some(&found.target) == argument.target.as_ref()
                    && Some(found.range.start) == argument.start
            });
            workspace.link_open(&file, linker, suggestion.ok_or_else(incomplete)?)?
        }
        QUOTE => {
            let start = argument.start.ok_or_else(incomplete)?;
            let path = document.path.clone().unwrap_or_default();
            workspace.quote_open(file, &NotePlace::at(path, &document.text, start))?
        }
        _ => return Err(unknown(name)),
    })
}

/// The argument of a command does not say what it is about.
pub(crate) fn incomplete() -> ResponseError {
    ResponseError::new(
        ErrorKind::InvalidParams,
        "what the command names is not in the note",
    )
}

/// There is no such command.
pub(crate) fn unknown(name: &str) -> ResponseError {
    ResponseError::new(
        ErrorKind::InvalidParams,
        format!("`{name}` is not a command of kbnote"),
    )
}
