use std::collections::BTreeSet;
use std::path::PathBuf;

use super::*;
use crate::Undo;
use crate::testing;

fn undo_last(vault: &Vault) -> Vec<Undo> {
    let run = vault.recorded_runs(Stack::Undo).unwrap().remove(0);
    let plan = run.plan(vault).unwrap();
    run.undo(vault, &vault.lock("undo").unwrap(), &plan)
        .unwrap();
    let left = plan
        .iter()
        .filter(|undo| matches!(undo, Undo::Leave { .. }));
    let left: BTreeSet<_> = left.map(|undo| undo.path().to_owned()).collect();
    run.forget(vault, &left).unwrap();
    plan
}

fn captions(vault: &Vault, note: &Path) -> Option<String> {
    vault.read_state(note).unwrap()?.captions
}

/// A vault with a note.
fn vault_with(text: &[u8]) -> (tempfile::TempDir, Vault, PathBuf) {
    let (dir, vault) = testing::vault();
    let note = dir.path().join("notes/a.md");
    files::create(&note, text).unwrap();
    (dir, vault, note)
}

fn named(name: &str) -> NoteState {
    NoteState {
        captions: Some(name.to_owned()),
        ..NoteState::default()
    }
}

#[test]
fn a_decision_is_undone_by_itself() {
    let (_dir, vault, note) = vault_with(b"one");
    let moved = NoteWriter::new("move");
    moved
        .replace(&vault, &note, b"one", b"two", Some(&named("moved")))
        .unwrap();
    let kept = NoteWriter::new("keep");
    assert!(
        kept.record_decision(&vault, &note, b"two", &named("kept"))
            .unwrap()
    );
    assert!(
        !kept
            .record_decision(&vault, &note, b"two", &named("kept"))
            .unwrap()
    );
    assert!(
        kept.record_decision(&vault, &note, b"one", &named("other"))
            .is_err()
    );
    undo_last(&vault);
    assert_eq!(captions(&vault, &note).as_deref(), Some("moved"));
    assert_eq!(files::read(&note).unwrap(), b"two");
    undo_last(&vault);
    assert_eq!(captions(&vault, &note), None);
    assert_eq!(files::read(&note).unwrap(), b"one");
}

#[test]
fn a_run_is_undone_with_its_states() {
    let (_dir, vault, note) = vault_with(b"one\xff\n");
    let first = NoteWriter::new("align");
    first
        .replace(&vault, &note, b"one\xff\n", b"two\n", Some(&named("1")))
        .unwrap();
    let second = NoteWriter::new("links");
    second
        .replace(&vault, &note, b"two\n", b"three\n", Some(&named("2")))
        .unwrap();
    second
        .replace(&vault, &note, b"three\n", b"four\n", Some(&named("3")))
        .unwrap();
    undo_last(&vault);
    assert_eq!(files::read(&note).unwrap(), b"two\n");
    assert_eq!(captions(&vault, &note).as_deref(), Some("1"));
    undo_last(&vault);
    assert_eq!(files::read(&note).unwrap(), b"one\xff\n");
    assert_eq!(vault.read_state(&note).unwrap(), None);
    assert!(vault.recorded_runs(Stack::Undo).unwrap().is_empty());
}

#[test]
fn the_state_of_a_killed_run_stays_where_a_write_has_none() {
    let (_dir, vault, note) = vault_with(b"one");
    testing::write_state(&vault, &note, &named("old"));
    let written = state_of(&named("new"), b"one");
    testing::set_pending_state(&vault, &note, &written);
    let writer = NoteWriter::new("serve");
    writer.replace(&vault, &note, b"one", b"two", None).unwrap();
    assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
}

#[test]
fn notes_changed_since_are_skipped_and_can_be_undone_later() {
    let (dir, vault) = testing::vault();
    let (a, b) = (dir.path().join("a.md"), dir.path().join("b.md"));
    let writer = NoteWriter::new("align");
    for note in [&a, &b] {
        files::create(note, b"old").unwrap();
        writer.replace(&vault, note, b"old", b"new", None).unwrap();
    }
    files::replace(&b, b"edited").unwrap();
    assert_eq!(undo_last(&vault)[1], Undo::Leave { path: b.clone() });
    assert_eq!(
        (files::read(&a).unwrap(), files::read(&b).unwrap()),
        (b"old".to_vec(), b"edited".to_vec())
    );
    files::replace(&b, b"new").unwrap();
    undo_last(&vault);
    assert_eq!(files::read(&b).unwrap(), b"old");
}

#[test]
fn a_note_that_was_made_goes_and_is_kept_aside() {
    let (dir, vault) = testing::vault();
    let note = dir.path().join("notes/a.md");
    NoteWriter::new("new")
        .create(&vault, &note, b"text", Some(&named("1")))
        .unwrap();
    undo_last(&vault);
    assert!(!note.exists());
    assert_eq!(vault.read_state(&note).unwrap(), None);
    assert_eq!(
        files::read(&vault.removed_dir().unwrap().join("a.md")).unwrap(),
        b"text"
    );
}

#[test]
fn a_note_never_written_only_loses_its_state() {
    let (_dir, vault, note) = vault_with(b"old");
    let writer = NoteWriter::new("align");
    writer
        .replace(&vault, &note, b"old", b"new", Some(&named("1")))
        .unwrap();
    files::replace(&note, b"old").unwrap();
    let plan = undo_last(&vault);
    assert_eq!(
        plan,
        [Undo::Forget {
            path: note.clone(),
            state: None
        }]
    );
    assert_eq!(vault.read_state(&note).unwrap(), None);
}

#[test]
fn a_note_saved_in_the_meantime_is_not_overwritten() {
    let (_dir, vault, note) = vault_with(b"saved");
    let written = NoteWriter::new("align").replace(&vault, &note, b"old", b"new", None);
    assert!(matches!(written, Err(WriteError::Changed { .. })));
    assert_eq!(files::read(&note).unwrap(), b"saved");
}

#[test]
fn nothing_is_written_into_a_note_in_utf_16() {
    let (dir, vault) = testing::vault();
    let note = dir.path().join("a.md");
    let old = b"\xff\xfea\0";
    files::create(&note, old).unwrap();
    let written = NoteWriter::new("links").replace(&vault, &note, old, b"new", None);
    assert!(matches!(written, Err(WriteError::Utf16 { .. })));
    assert_eq!(files::read(&note).unwrap(), old);
}

#[test]
fn a_state_whose_note_was_never_written_does_not_hold() {
    let (_dir, vault, note) = vault_with(b"old");
    testing::write_state(&vault, &note, &named("old"));
    let pending = state_of(&named("new"), b"new");
    testing::set_pending_state(&vault, &note, &pending);
    assert_eq!(captions(&vault, &note).as_deref(), Some("old"));
    files::replace(&note, b"new").unwrap();
    assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
    let writer = NoteWriter::new("align");
    writer
        .replace(&vault, &note, b"new", b"newer", Some(&named("newer")))
        .unwrap();
    undo_last(&vault);
    assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
}
