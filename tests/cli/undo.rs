//! `kbnote undo`: what the last commands did, taken back.

use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const STARTER: &str = "notes/slowoven/the_sourdough_starter.md";

/// The shipped vault, its notes without anchors.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    for note in [BIRDS, STARTER] {
        let bare = vault.read(note);
        let mut pieces = bare.split(" <a class");
        let mut text = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            text += piece.split_once("</a>").map_or(piece, |(_, rest)| rest);
        }
        vault.write(note, text);
    }
    vault
}

#[test]
fn each_undo_goes_one_command_back() {
    let vault = vault();
    let bare = vault.snapshot();
    vault.kbnote(["align", "notes"]).success();
    let aligned = vault.snapshot();
    vault.write(
        "templates/note.hbs",
        "---\ntitle: {{yaml title}}\nvideoId: {{yaml video.id}}\nkind: talk\n---\n",
    );
    vault.kbnote(["regen", "notes"]).success();
    let run = vault.kbnote(["undo"]).success();
    insta::assert_snapshot!(run.seen());
    let is_note =
        |(name, _): &&(String, Vec<u8>)| name.starts_with("notes/") || name.ends_with("md.json");
    let notes =
        |files: &[(String, Vec<u8>)]| files.iter().filter(is_note).cloned().collect::<Vec<_>>();
    assert_eq!(notes(&vault.snapshot()), notes(&aligned));
    vault.kbnote(["undo"]).success();
    assert_eq!(notes(&vault.snapshot()), notes(&bare));
    insta::assert_snapshot!(vault.kbnote(["undo"]).exits(3).seen());
}

#[test]
fn a_note_changed_since_is_skipped_and_named() {
    let vault = vault();
    vault.kbnote(["align", "notes"]).success();
    let edited = vault.read(BIRDS) + "\nMore of mine.\n";
    vault.write(BIRDS, &edited);
    insta::assert_snapshot!(vault.kbnote(["undo", "--check"]).exits(1).seen());
    insta::assert_snapshot!(vault.kbnote(["undo"]).exits(1).seen());
    assert_eq!(vault.read(BIRDS), edited);
    assert!(!vault.read(STARTER).contains("<a class"));
    let json = vault.kbnote(["--json", "undo"]).exits(5).json();
    assert_eq!(json["notes"][0]["status"], "left");
}

#[test]
fn the_change_can_be_seen_before() {
    let vault = vault();
    vault.kbnote(["align", BIRDS]).success();
    let before = vault.snapshot();
    let diff = vault.kbnote(["undo", "--diff"]).success();
    assert!(
        diff.stdout
            .contains(&format!("--- a/{BIRDS}\n+++ b/{BIRDS}\n")),
        "{}",
        diff.stdout
    );
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_note_that_was_made_is_kept_aside() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", "kbnoteDemo3"]).success();
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().seen());
    assert!(!vault.path("notes/shorewalks/tide_tables.md").exists());
}

#[test]
fn links_to_a_removed_note_are_reported() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", "kbnoteDemo3"]).success();
    let walk = "notes/shorewalks/walk.md";
    let text =
        "From: [[shorewalks]]\n\nSee [[tide_tables | the tables]], [them](tide_tables.md).\n";
    vault.write(walk, text);
    vault.write("notes/shorewalks/other.md", "See [[walk]].\n");
    insta::assert_snapshot!(vault.kbnote(["undo", "--check"]).exits(1).stderr, @"
    warning: notes/shorewalks/walk.md:3: the link to `tide_tables` would no longer lead to the note
    warning: notes/shorewalks/walk.md:3: the link to `tide_tables.md` would no longer lead to the note
    hint: such links lead nowhere once the note is removed: delete them, or make the note again with `kbnote new`
    ");
    let json = vault.kbnote(["--json", "undo", "--check"]).exits(1).json();
    let expected = ["tide_tables", "tide_tables.md"].map(
        |target| serde_json::json!({"path": walk, "line": 3, "target": target, "instead": null}),
    );
    assert_eq!(json["dangling"], serde_json::json!(expected));
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().stderr, @"
    warning: notes/shorewalks/walk.md:3: the link to `tide_tables` no longer leads to the note
    warning: notes/shorewalks/walk.md:3: the link to `tide_tables.md` no longer leads to the note
    hint: such links lead nowhere once the note is removed: delete them, or make the note again with `kbnote new`
    ");
    assert_eq!(vault.read(walk), text);
}

#[test]
fn a_note_outside_the_vault_is_undone_too() {
    let (vault, other) = (vault(), TestVault::empty());
    other.write("birds.md", vault.read(BIRDS));
    let path = other.path("birds.md");
    vault.kbnote(["align".as_ref(), path.as_os_str()]).success();
    assert!(other.read("birds.md").contains("<a class"));
    vault.kbnote(["undo"]).success();
    assert_eq!(other.read("birds.md"), vault.read(BIRDS));
}

#[test]
fn a_run_from_one_folder_is_undone_from_another() {
    let vault = vault();
    vault.write("kbnote.toml", "");
    let before = vault.read(BIRDS);
    let run = |folder: &str, args: &[&str]| {
        let mut command = vault.command(args);
        let output = command.current_dir(vault.path(folder)).output();
        vault.ended(output.expect("kbnote ends")).success();
    };
    let (folder, name) = BIRDS.rsplit_once('/').expect("a folder");
    run(folder, &["align", name]);
    assert_ne!(vault.read(BIRDS), before);
    run("notes/slowoven", &["undo"]);
    assert_eq!(vault.read(BIRDS), before);
}

/// The notes and what is known of them, but not what version control ignores.
fn notes_and_states(vault: &TestVault) -> Vec<(String, Vec<u8>)> {
    let mut files = vault.snapshot();
    files.retain(|(name, _)| name.ends_with(".md") || name.ends_with(".md.json"));
    files
}

#[test]
fn an_undo_is_undone_by_the_next() {
    let vault = vault();
    let mut states = vec![notes_and_states(&vault)];
    for command in [
        &["align", "notes"][..],
        &["align", "--pin", &format!("{BIRDS}:14:1"), "00:01:00"],
        &["new", "kbnoteDemo3"],
        &["rename", STARTER, "A starter"],
        &["move", "notes/slowoven/a_starter.md", "bakery/new"],
    ] {
        vault.kbnote(command).success();
        states.push(notes_and_states(&vault));
    }
    for before in states.iter().rev().skip(1) {
        vault.kbnote(["undo"]).success();
        assert!(notes_and_states(&vault) == *before);
    }
    for after in &states[1..] {
        vault.kbnote(["redo", "--check"]).exits(1);
        vault.kbnote(["redo"]).success();
        assert!(notes_and_states(&vault) == *after);
    }
    vault.kbnote(["redo"]).exits(3);
    for before in states.iter().rev().skip(1) {
        vault.kbnote(["undo"]).success();
        assert!(notes_and_states(&vault) == *before);
    }
}

#[test]
fn the_records_of_index_notes_are_undone_with_them() {
    let vault = TestVault::shipped();
    let note = |title: &str| format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\nText.\n");
    let mut states = vec![vault.snapshot()];
    for title in ["Roosts", "Reeds"] {
        let path = format!("notes/fieldnotes/{}.md", title.to_lowercase());
        vault.write(&path, note(title));
        vault.kbnote(["index"]).success();
        states.push(vault.snapshot());
    }
    let records = |files: &[(String, Vec<u8>)]| {
        let is_kept = |(name, _): &&(String, Vec<u8>)| {
            name.starts_with(".kbnote/index/") || name.ends_with("fieldnotes/fieldnotes.md")
        };
        files.iter().filter(is_kept).cloned().collect::<Vec<_>>()
    };
    assert!(!records(&states[2]).is_empty());
    for _ in 0..2 {
        for before in states.iter().rev().skip(1) {
            vault.kbnote(["undo"]).success();
            assert_eq!(records(&vault.snapshot()), records(before));
        }
        for after in &states[1..] {
            vault.kbnote(["redo"]).success();
            assert_eq!(records(&vault.snapshot()), records(after));
        }
    }
}

#[test]
fn once_another_command_has_written_nothing_is_done_again() {
    let vault = vault();
    vault.kbnote(["align", BIRDS]).success();
    vault.kbnote(["undo"]).success();
    vault.kbnote(["align", STARTER]).success();
    insta::assert_snapshot!(vault.kbnote(["redo"]).exits(3).seen(), @"
    --- stderr
    error: nothing to redo
    hint: `kbnote redo` does again what `kbnote undo` reverted last, until another command writes
    --- exit 3
    ");
}

#[test]
fn a_note_changed_since_is_not_done_again() {
    let vault = vault();
    vault.kbnote(["align", BIRDS]).success();
    vault.kbnote(["undo"]).success();
    vault.write(BIRDS, "Mine.\n");
    insta::assert_snapshot!(vault.kbnote(["redo"]).exits(5).seen(), @"
    kbnote align: 0 notes redone
      notes/fieldnotes/counting_birds_in_winter.md  skipped: changed since
    --- stderr
    --- exit 5
    ");
    assert_eq!(vault.read(BIRDS), "Mine.\n");
}

#[test]
fn the_commands_that_can_be_undone_are_listed() {
    let vault = vault();
    insta::assert_snapshot!(vault.kbnote(["undo", "--list"]).success().seen(), @"
    --- stderr
    nothing to undo
    --- exit 0
    ");
    vault.kbnote(["align", "notes"]).success();
    vault.kbnote(["new", "kbnoteDemo3"]).success();
    let place = "notes/slowoven/the_sourdough_starter.md:8:1";
    vault.kbnote(["align", "--pin", place, "0:20"]).success();
    vault.write(BIRDS, "Mine.\n");
    let listed = vault.kbnote(["undo", "--list"]).success().stdout;
    let without_time = listed
        .lines()
        .map(|line| line[line.find("kbnote").unwrap_or_default()..].to_owned());
    insta::assert_snapshot!(without_time.collect::<Vec<_>>().join("\n"), @"
    kbnote align --pin: 1 note  notes/slowoven/the_sourdough_starter.md
    kbnote new: 1 note  notes/shorewalks/tide_tables.md
    kbnote align: 2 notes  notes/fieldnotes/counting_birds_in_winter.md, notes/slowoven/the_sourdough_starter.md  1 changed since
    ");
}

/// The folders of notes and states in which nothing is.
fn empty_folders(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    let items = std::fs::read_dir(folder).expect("a folder read");
    let items: Vec<_> = items.map(|item| item.expect("an item").path()).collect();
    if items.is_empty() {
        found.push(folder.to_owned());
    }
    let folders = items.iter().filter(|path| path.is_dir());
    folders.for_each(|folder| empty_folders(folder, found));
}

#[test]
fn no_empty_folder_is_left_by_what_was_taken_back() {
    let vault = TestVault::shipped();
    let notes = || {
        let mut files = vault.snapshot();
        files.retain(|(name, _)| name.starts_with("notes/"));
        files
    };
    let before = notes();
    for command in [
        &["move", BIRDS, "brand/new"][..],
        &["new", "kbnoteDemo3"],
        &["new", "kbnoteDemo3", "--title", "Again"],
    ] {
        for _ in 0..2 {
            vault.kbnote(command).success();
            vault.kbnote(["undo"]).success();
            assert_eq!(notes(), before, "{command:?}");
            let mut empty = Vec::new();
            for folder in ["notes", ".kbnote/notes"] {
                let folder = vault.path(folder);
                if folder.is_dir() {
                    empty_folders(&folder, &mut empty);
                }
            }
            empty.retain(|folder| *folder != vault.path(".kbnote/notes"));
            assert!(empty.is_empty(), "{command:?}: {empty:?}");
            vault.kbnote(["redo"]).success();
            assert_ne!(notes(), before, "{command:?}");
            vault.kbnote(["undo"]).success();
        }
    }
}
