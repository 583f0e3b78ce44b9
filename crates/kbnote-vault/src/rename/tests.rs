use std::path::PathBuf;

use kbnote_core::Fingerprint;

use super::paths::move_note;
use super::*;
use crate::Undo;
use crate::notice::Notice;
use crate::swap::Outcome;
use crate::testing;
use kbnote_note::NoteState;

fn vault() -> (tempfile::TempDir, Vault, PathBuf, PathBuf) {
    let (dir, vault) = testing::vault();
    let (a, b) = (dir.path().join("notes/a.md"), dir.path().join("notes/b.md"));
    files::create(&a, b"a").unwrap();
    files::create(&b, b"[[a]]").unwrap();
    files::create(&vault.state_path(&a).unwrap(), b"state").unwrap();
    (dir, vault, a, b)
}

fn lock(vault: &Vault) -> VaultLock {
    vault.lock("rename").unwrap()
}

fn rename(vault: &Vault, from: &Path, to: &Path, notes: &[ChangedNote]) -> Result<(), RenameError> {
    let rename = Rename {
        command: "rename",
        from,
        to,
        notes,
        records: &[],
    };
    vault.rename_note(&lock(vault), &rename)
}

fn changed(path: &Path, old: &str, new: &str) -> ChangedNote {
    ChangedNote {
        path: path.to_owned(),
        old: old.into(),
        new: new.into(),
    }
}

fn names(vault: &Vault) -> Vec<String> {
    let items = fs::read_dir(vault.notes_dir()).unwrap();
    let mut names: Vec<String> = items
        .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_note_its_state_and_the_links_move_together() {
    let (_dir, vault, a, b) = vault();
    let c = a.with_file_name("c.md");
    let notes = [changed(&a, "a", "c"), changed(&b, "[[a]]", "[[c]]")];
    rename(&vault, &a, &c, &notes).unwrap();
    assert_eq!(names(&vault), ["b.md", "c.md"]);
    assert_eq!(
        (files::read(&b).unwrap(), files::read(&c).unwrap()),
        (b"[[c]]".to_vec(), b"c".to_vec())
    );
    let state = |note| files::read_if_present(&vault.state_path(note).unwrap()).unwrap();
    assert_eq!((state(&a), state(&c)), (None, Some(b"state".to_vec())));
    assert!(!vault.needs_recovery());
}

#[test]
fn a_refused_rename_changes_nothing() {
    let (_dir, vault, a, b) = vault();
    let taken = rename(&vault, &a, &b, &[]);
    assert!(matches!(
        taken,
        Err(RenameError::File(FileError::Exists { .. }))
    ));
    let c = a.with_file_name("c.md");
    let stale = rename(&vault, &a, &c, &[changed(&b, "old", "new")]);
    assert!(matches!(stale, Err(RenameError::Changed { .. })));
    let gone = changed(&a.with_file_name("gone.md"), "", "");
    assert!(rename(&vault, &a, &c, &[gone]).is_err());
    assert_eq!(names(&vault), ["a.md", "b.md"]);
    assert_eq!(files::read(&b).unwrap(), b"[[a]]");
    assert!(vault.recorded_runs(Stack::Undo).unwrap().is_empty());
}

#[test]
fn a_rename_goes_back_with_the_state_and_the_links() {
    let (_dir, vault, a, b) = vault();
    let c = a.with_file_name("c.md");
    let notes = [changed(&b, "[[a]]", "[[c]]")];
    rename(&vault, &a, &c, &notes).unwrap();
    let run = vault.recorded_runs(Stack::Undo).unwrap().remove(0);
    let plan = run.plan(&vault).unwrap();
    run.undo(&vault, &lock(&vault), &plan).unwrap();
    assert_eq!(names(&vault), ["a.md", "b.md"]);
    assert_eq!(files::read(&b).unwrap(), b"[[a]]");
    let state = files::read_if_present(&vault.state_path(&a).unwrap()).unwrap();
    assert_eq!(state, Some(b"state".to_vec()));
    let again = run.plan(&vault).unwrap();
    assert!(again.iter().all(|undo| matches!(undo, Undo::Forget { .. })));
}

#[test]
fn the_state_of_a_killed_run_moves_along() {
    let (_dir, vault, a, b) = vault();
    let state = |captions: &str| NoteState {
        captions: Some(captions.to_owned()),
        ..NoteState::default()
    };
    for (note, bytes) in [(&a, &b"a"[..]), (&b, b"[[a]]")] {
        testing::write_state(&vault, note, &state("old"));
        let note_print = Some(Fingerprint::of(bytes).to_string());
        let written = NoteState {
            note: note_print,
            ..state("new")
        };
        testing::set_pending_state(&vault, note, &written);
    }
    let c = a.with_file_name("c.md");
    let notes = [changed(&a, "a", "c"), changed(&b, "[[a]]", "[[c]]")];
    rename(&vault, &a, &c, &notes).unwrap();
    for note in [&b, &c] {
        let state = vault.read_state(note).unwrap().unwrap();
        assert_eq!(state.captions.as_deref(), Some("new"), "{}", note.display());
    }
}

#[test]
fn the_state_of_a_removed_note_does_not_pass_to_a_new_note_in_its_place() {
    let (_dir, vault, _, b) = vault();
    let c = b.with_file_name("c.md");
    testing::write_state(&vault, &c, &NoteState::default());
    rename(&vault, &b, &c, &[]).unwrap();
    assert_eq!(vault.read_state(&c).unwrap(), None);
}

#[test]
#[cfg(unix)]
fn where_case_does_not_count_the_old_name_is_not_in_the_way() {
    let (_dir, vault, a, _) = vault();
    let upper = a.with_file_name("A.md");
    rename(&vault, &a, &upper, &[changed(&a, "a", "A")]).unwrap();
    std::os::unix::fs::symlink(&upper, &a).unwrap();
    let plan = vault.recorded_runs(Stack::Undo).unwrap()[0]
        .plan(&vault)
        .unwrap();
    assert!(plan.iter().all(Undo::changes_file), "{plan:?}");
}

#[test]
fn a_rename_that_was_killed_before_it_began_is_nothing_to_take_back() {
    let (_dir, vault, a, b) = vault();
    let c = a.with_file_name("c.md");
    let notes = [changed(&b, "[[a]]", "[[c]]")];
    let rename = Rename {
        command: "rename",
        from: &a,
        to: &c,
        notes: &notes,
        records: &[],
    };
    let log = RunLog::begin_whole(&vault, Stack::Undo, "rename").unwrap();
    rename.record(&vault, log).unwrap();
    let plan = vault.recorded_runs(Stack::Undo).unwrap()[0]
        .plan(&vault)
        .unwrap();
    assert!(plan.iter().all(|undo| matches!(undo, Undo::Forget { .. })));
}

#[test]
fn where_a_note_changed_since_nothing_of_a_rename_goes_back() {
    let (_dir, vault, a, b) = vault();
    let c = a.with_file_name("c.md");
    let notes = [changed(&b, "[[a]]", "[[c]]")];
    rename(&vault, &a, &c, &notes).unwrap();
    files::replace(&b, b"[[c]] and more").unwrap();
    let plan = vault.recorded_runs(Stack::Undo).unwrap()[0]
        .plan(&vault)
        .unwrap();
    assert_eq!(plan, [Undo::Leave { path: b }]);
    files::create(&a, b"another").unwrap();
    let plan = vault.recorded_runs(Stack::Undo).unwrap()[0]
        .plan(&vault)
        .unwrap();
    assert_eq!(plan.len(), 2, "its old place is taken, too");
}

#[test]
#[cfg(unix)]
fn only_notes_inside_the_vault_are_renamed_or_changed() {
    let (dir, vault, a, b) = vault();
    let outside = tempfile::tempdir().unwrap();
    let theirs = outside.path().join("b.md");
    files::create(&theirs, b"[[a]]").unwrap();
    let link = b.with_file_name("l.md");
    std::os::unix::fs::symlink(&theirs, &link).unwrap();
    std::os::unix::fs::symlink(outside.path(), dir.path().join("notes/out")).unwrap();
    let c = a.with_file_name("c.md");
    for (path, to) in [
        (&link, &c),
        (&theirs, &c),
        (&b, &dir.path().join("notes/out/c.md")),
        (&b, &dir.path().join(".git/hooks/c.md")),
        (&b, &dir.path().join("notes/c.sh")),
    ] {
        let refused = rename(&vault, &a, to, &[changed(path, "[[a]]", "[[c]]")]);
        assert!(
            matches!(refused, Err(RenameError::NotInVault { .. })),
            "{refused:?}"
        );
    }
    assert_eq!(files::read(&theirs).unwrap(), b"[[a]]");
    assert!(a.exists() && !vault.needs_recovery());
}

/// A rename that is killed after so many of its steps, the last of which are the swaps of two
/// notes and the move.
fn killed_after(steps: usize, vault: &Vault, (a, b, c): (&Path, &Path, &Path)) {
    let notes = [changed(b, "[[a]]", "[[c]]"), changed(a, "a", "c")];
    let rename = Rename {
        command: "rename",
        from: a,
        to: c,
        notes: &notes,
        records: &[],
    };
    let mut staging = StagingList::begin(vault).unwrap();
    let texts = notes
        .iter()
        .map(|note| StagedText::stage(note, &mut staging).unwrap());
    let texts: Vec<_> = texts.collect();
    let plan = Plan::store(vault, &rename, &texts).unwrap();
    for text in texts.iter().take(steps) {
        assert_eq!(text.swap(&text.target).carry_out().unwrap(), Outcome::Done);
    }
    if steps > 2 {
        move_note(&plan.from, &plan.to).unwrap();
    }
    staging.leave_to_next_run();
    texts.into_iter().for_each(|text| drop(text.file.keep()));
}

#[test]
fn wherever_a_rename_was_killed_it_comes_to_its_end() {
    for steps in 0..=3 {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        killed_after(steps, &vault, (&a, &b, &c));
        assert!(vault.needs_recovery());
        let notices = vault.lock("list").unwrap().notices;
        assert_eq!(notices, [Notice::RenameFinished], "{steps} steps were done");
        assert_eq!(names(&vault), ["b.md", "c.md"], "{steps} steps were done");
        assert_eq!(files::read(&b).unwrap(), b"[[c]]");
        assert_eq!(files::read(&c).unwrap(), b"c");
        let state = |note| files::read_if_present(&vault.state_path(note).unwrap()).unwrap();
        assert_eq!((state(&a), state(&c)), (None, Some(b"state".to_vec())));
        assert!(!vault.needs_recovery());
    }
}

#[test]
fn a_text_written_after_the_kill_is_kept_and_reported() {
    for steps in 0..=3 {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        killed_after(steps, &vault, (&a, &b, &c));
        fs::write(&b, "[[a]] and more").unwrap();
        let notices = vault.lock("list").unwrap().notices;
        let note = b.canonicalize().unwrap();
        assert_eq!(
            notices,
            [Notice::RenameFinished, Notice::NotRelinked { note }]
        );
        assert_eq!(names(&vault), ["b.md", "c.md"]);
        assert_eq!(files::read(&b).unwrap(), b"[[a]] and more");
        assert_eq!(files::read(&c).unwrap(), b"c");
    }
}

#[test]
fn a_note_saved_at_its_swap_lets_everything_go_back() {
    for saved in 0..2 {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        let notes = [changed(&b, "[[a]]", "[[c]]"), changed(&a, "a", "c")];
        let rename = Rename {
            command: "rename",
            from: &a,
            to: &c,
            notes: &notes,
            records: &[],
        };
        let mut staging = StagingList::begin(&vault).unwrap();
        let texts = notes
            .iter()
            .map(|note| StagedText::stage(note, &mut staging).unwrap());
        let texts: Vec<_> = texts.collect();
        let plan = Plan::store(&vault, &rename, &texts).unwrap();
        fs::write(&notes[saved].path, "saved").unwrap();
        let transaction = Transaction {
            vault: &vault,
            plan: &plan,
            texts: &texts,
        };
        let failure = transaction.carry_out().unwrap_err();
        assert!(
            matches!(&failure.error, RenameError::Changed { path } if *path == notes[saved].path)
        );
        assert!(failure.is_whole);
        drop(texts);
        assert_eq!(names(&vault), ["a.md", "b.md"]);
        let other = &notes[1 - saved];
        assert_eq!(files::read(&other.path).unwrap(), other.old);
        assert_eq!(files::read(&notes[saved].path).unwrap(), b"saved");
    }
}

#[test]
fn a_plan_that_lies_in_the_vault_is_not_carried_out() {
    let (dir, vault, a, _) = vault();
    let moves = serde_json::json!([[a, dir.path().join("z.md")]]);
    let plan = serde_json::json!({"schema": "kbnote.rename-plan/1", "moves": moves});
    files::create(
        &dir.path().join(".kbnote/rename.json"),
        plan.to_string().as_bytes(),
    )
    .unwrap();
    assert!(!vault.needs_recovery());
    assert_eq!(vault.lock("list").unwrap().notices, []);
    assert!(a.exists());
}
