//! The stored index of the vault: there or not, fresh or stale, it changes no answer.

use std::fs;

use crate::support::TestVault;

const STORED: &str = ".kbnote/cache/notes.idx";

/// A vault with so many notes that their index is worth storing.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    for number in 0..40 {
        let note =
            format!("---\ntitle: Note {number}\nvideoId: kbnoteDemo1\n---\n\nSee [[note_1]].\n");
        vault.write(&format!("notes/many/note_{number}.md"), note);
    }
    vault
}

fn listed(vault: &TestVault) -> String {
    vault.kbnote(["--json", "list"]).success().stdout
}

#[test]
fn a_small_vault_gets_no_folder_of_its_own() {
    let vault = TestVault::shipped();
    let before = vault.everything();
    vault.kbnote(["list"]).success();
    assert_eq!(vault.everything(), before);
}

#[test]
fn whatever_becomes_of_the_stored_index_the_answer_is_the_same() {
    let vault = vault();
    let first = listed(&vault);
    assert!(vault.path(STORED).exists());
    assert_eq!(vault.read(".kbnote/.gitignore"), "cache/\n");
    assert_eq!(listed(&vault), first, "it is read");
    let good = fs::read(vault.path(STORED)).expect("a stored index");
    vault.write(STORED, &good[..good.len() / 2]);
    assert_eq!(listed(&vault), first, "it is cut off");
    vault.write(STORED, b"something else");
    assert_eq!(listed(&vault), first, "it is not one");
    fs::remove_file(vault.path(STORED)).expect("a file removed");
    assert_eq!(listed(&vault), first, "it is gone");
}

#[test]
fn a_stale_index_does_not_hide_an_edit() {
    let vault = vault();
    listed(&vault);
    let stale = fs::read(vault.path(STORED)).expect("a stored index");
    vault.write(
        "notes/many/note_3.md",
        "---\ntitle: Note 3\nvideoId: kbnoteDemo2\n---\n\nSee [[note_1]].\n",
    );
    fs::remove_file(vault.path("notes/many/note_4.md")).expect("a note removed");
    vault.write(
        "notes/many/new.md",
        "---\ntitle: New\nvideoId: kbnoteDemo2\n---\n",
    );
    vault.write(STORED, stale);
    let with = listed(&vault);
    fs::remove_file(vault.path(STORED)).expect("a file removed");
    assert_eq!(listed(&vault), with);
    assert!(
        with.contains("notes/many/new.md") && !with.contains("note_4.md"),
        "{with}"
    );
}
