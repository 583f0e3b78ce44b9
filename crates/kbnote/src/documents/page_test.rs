//! JSON.md describes the documents as they are.

use kbnote_testkit::{assert_described, json_schema};

use super::*;

#[test]
fn json_page_is_current() {
    let documents = [
        ("kbnote.search/1", json_schema::<SearchDocument<'_>>()),
        ("kbnote.check/1", json_schema::<CheckDocument<'_>>()),
        ("kbnote.rules/1", json_schema::<RulesDocument>()),
        ("kbnote.new/1", json_schema::<NewNoteDocument<'_>>()),
        (
            "kbnote.align/1",
            json_schema::<NotesDocument<AlignedNoteEntry>>(),
        ),
        ("kbnote.pin/1", json_schema::<PinDocument>()),
        ("kbnote.why/1", json_schema::<WhyDocument<'_>>()),
        (
            "kbnote.links/1",
            json_schema::<NotesDocument<LinkedNoteEntry>>(),
        ),
        (
            "kbnote.diff/1",
            json_schema::<NotesDocument<ProposedNoteEntry>>(),
        ),
        (
            "kbnote.convert/1",
            json_schema::<NotesDocument<ConvertedNoteEntry>>(),
        ),
        (
            "kbnote.compare/1",
            json_schema::<NotesDocument<ComparedNotesEntry>>(),
        ),
        (
            "kbnote.review/1",
            json_schema::<NotesDocument<ReviewedNoteEntry>>(),
        ),
        (
            "kbnote.regen/1",
            json_schema::<NotesDocument<RegeneratedNoteEntry>>(),
        ),
        ("kbnote.serve/1", json_schema::<ServeDocument<'_>>()),
        (
            "kbnote.export/1",
            json_schema::<NotesDocument<ExportedNoteEntry>>(),
        ),
        ("kbnote.clients/1", json_schema::<ClientsDocument<'_>>()),
        (
            "kbnote.completions/1",
            json_schema::<CompletionsDocument<'_>>(),
        ),
        ("kbnote.man/1", json_schema::<ManDocument<'_>>()),
    ];
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/JSON.md");
    assert_described(page.as_ref(), &documents);
}

#[test]
fn every_section_has_a_table_from_types() {
    let sections = include_str!("../../JSON.md").split("\n## ").skip(1);
    let without: Vec<_> = sections
        .filter(|section| !section.contains("\n| key | value | meaning |\n"))
        .filter_map(|section| section.lines().next())
        .collect();
    assert!(without.is_empty(), "{without:?}");
}
