//! A vault in a folder that another program keeps the same on two machines.

use std::fs;
use std::path::Path;

use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const STARTER: &str = "notes/slowoven/the_sourdough_starter.md";

/// The shipped vault with its notes without anchors.
fn machine() -> TestVault {
    let vault = TestVault::shipped();
    for note in [BIRDS, STARTER] {
        let text = vault.read(note);
        let mut pieces = text.split(" <a class");
        let mut bare = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            bare += piece.split_once("</a>").map_or(piece, |(_, rest)| rest);
        }
        vault.write(note, bare);
    }
    vault
}

/// Brings files of one machine to the other, as a program that syncs folders does.
fn sync(from: &TestVault, to: &TestVault, is_synced: impl Fn(&str) -> bool) {
    for (name, bytes) in from.everything() {
        if is_synced(&name) {
            to.write(&name, bytes);
        }
    }
}

fn state_of(note: &str) -> String {
    format!(".kbnote/notes/{note}.json")
}

#[test]
fn decisions_made_on_one_machine_hold_on_both() {
    let (one, two) = (machine(), machine());
    one.kbnote(["align", BIRDS]).success();
    one.kbnote(["align", "--pin", &format!("{BIRDS}:8:1"), "00:05:00"])
        .success();
    two.kbnote(["align", STARTER]).success();
    sync(&one, &two, |name| name.contains("counting_birds"));
    sync(&two, &one, |name| name.contains("sourdough"));
    assert!(one.snapshot() == two.snapshot());
    for machine in [&one, &two] {
        let before = machine.snapshot();
        machine.kbnote(["align", "notes"]).success();
        machine.kbnote(["align", "--retime", BIRDS]).success();
        assert!(machine.read(BIRDS).contains("00:05:00"));
        assert!(machine.snapshot() == before);
    }
    // Each takes back what it did itself, and leaves what came from the other.
    two.kbnote(["undo"]).success();
    assert!(!two.read(STARTER).contains("<a class"));
    assert!(two.read(BIRDS).contains("00:05:00"));
    two.kbnote(["undo"]).exits(3);
}

#[test]
fn a_note_that_comes_before_its_state_or_after_it_ends_the_same() {
    let (one, whole) = (machine(), machine());
    one.kbnote(["align", BIRDS]).success();
    whole.kbnote(["align", BIRDS]).success();
    let state = state_of(BIRDS);
    for order in [[BIRDS, state.as_str()], [state.as_str(), BIRDS]] {
        let two = machine();
        for name in order {
            sync(&one, &two, |synced| synced == name);
            two.kbnote(["align", "--check", STARTER]).exits(1);
        }
        two.kbnote(["align", "--check", BIRDS]).success();
        assert_eq!(two.read(BIRDS), whole.read(BIRDS));
    }
}

#[test]
fn conflict_copies_change_nothing_of_the_note_that_they_are_copies_of() {
    let vault = machine();
    vault.kbnote(["align", BIRDS]).success();
    let aligned = vault.read(BIRDS);
    let copy = "notes/fieldnotes/counting_birds_in_winter (conflicted copy).md";
    vault.write(copy, format!("{aligned}\nMine on the other machine.\n"));
    let state = vault.read(&state_of(BIRDS));
    let conflicted = state_of(BIRDS).replace(".md.json", ".md (conflicted copy).json");
    vault.write(&conflicted, &state);
    vault.kbnote(["align", "notes/fieldnotes"]).success();
    assert_eq!(vault.read(BIRDS), aligned);
    assert!(vault.read(copy).contains("Mine on the other machine."));
    assert_eq!(vault.read(&state_of(BIRDS)), state);
    vault
        .kbnote(["align", "--check", "notes/fieldnotes"])
        .success();
}

#[test]
fn files_staged_by_a_run_on_another_machine_are_not_touched() {
    let vault = machine();
    let staged = "notes/fieldnotes/.kbnote-tmpAbCdEf-1.tmp";
    vault.write(staged, "half a no");
    vault.kbnote(["align", "notes"]).success();
    vault.kbnote(["list"]).success();
    assert_eq!(vault.read(staged), "half a no");
    assert!(Path::new(&vault.path(BIRDS)).exists());
    fs::remove_file(vault.path(staged)).expect("a file removed");
}
