//! JSON.md describes the documents as they are.

use kbnote_testkit::{assert_described, json_schema};
use serde_json::json;

use crate::check::BaselineReport;
use crate::check::baseline::BaselineDocument;
use crate::fetch::{FetchDocument, OfferedDocument};
use crate::import::ImportDocument;
use crate::index_notes::IndexDocument;
use crate::init::InitDocument;
use crate::list::VideoList;
use crate::status::StatusReport;
use crate::{
    ChaptersDocument, ClipsDocument, ConfigDocument, ErrorDocument, NoteList, QuoteDocument,
    RenameDocument, TemplateDocument, TemplatesDocument, UndoDocument, UndoListDocument,
};

#[test]
fn json_page_is_current() {
    let fetched = json_schema::<FetchDocument<'_>>();
    let fetch = json!({
        "description": fetched["description"], "anyOf": [fetched, json_schema::<OfferedDocument>()],
    });
    let stored = json_schema::<BaselineDocument>();
    let baseline = json!({
        "description": stored["description"], "anyOf": [stored, json_schema::<BaselineReport>()],
    });
    let documents = [
        ("kbnote.baseline/1", baseline),
        ("kbnote.error/1", json_schema::<ErrorDocument<'_>>()),
        ("kbnote.init/1", json_schema::<InitDocument<'_>>()),
        ("kbnote.config/1", json_schema::<ConfigDocument>()),
        ("kbnote.fetch/1", fetch),
        ("kbnote.templates/1", json_schema::<TemplatesDocument>()),
        ("kbnote.template/1", json_schema::<TemplateDocument>()),
        ("kbnote.import/1", json_schema::<ImportDocument<'_>>()),
        ("kbnote.list/1", json_schema::<VideoList>()),
        ("kbnote.status/1", json_schema::<StatusReport>()),
        ("kbnote.index/1", json_schema::<IndexDocument<'_>>()),
        ("kbnote.rename/1", json_schema::<RenameDocument>()),
        ("kbnote.move/1", json_schema::<RenameDocument>()),
        ("kbnote.undo/1", json_schema::<UndoDocument>()),
        ("kbnote.redo/1", json_schema::<UndoDocument>()),
        ("kbnote.undo-list/1", json_schema::<UndoListDocument>()),
        ("kbnote.quote/1", json_schema::<QuoteDocument<'_>>()),
        ("kbnote.clips/1", json_schema::<ClipsDocument>()),
        ("kbnote.chapters/1", json_schema::<ChaptersDocument<'_>>()),
        ("kbnote.serve-notes/1", json_schema::<NoteList>()),
    ];
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../kbnote/JSON.md");
    assert_described(page.as_ref(), &documents);
}
