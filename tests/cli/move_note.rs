//! `kbnote move`: a note in another folder, with every link to it and in it.

use std::process::Command;

use crate::support::{Run, TestVault};

const OLD: &str = "notes/fieldnotes/roosts.md";
const NEW: &str = "notes/birds/coast/roosts.md";
const LINKING: &str = "notes/shorewalks/tides.md";
const STATE: &str = r#"{"schema":"kbnote.state/1"}"#;

fn vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.write(
        OLD,
        "---\ntitle: Roosts\nvideoId: kbnoteDemo1\n---\n\nSee [[#Reeds]], [winter](counting_birds_in_winter.md), \
         ![map](img/map.png) and [site](https://example.org/a.md).\n",
    );
    vault.write("notes/fieldnotes/img/map.png", "png");
    vault.write(
        LINKING,
        "---\ntitle: Tides\nvideoId: kbnoteDemo3\n---\n\n[[roosts]], [[fieldnotes/roosts | them]], \
         [r](../fieldnotes/roosts.md#reeds).\n",
    );
    vault.write(&format!(".kbnote/notes/{OLD}.json"), STATE);
    vault.kbnote(["index"]).success();
    vault
}

/// Runs kbnote in a folder of the vault.
fn run_in(vault: &TestVault, folder: &str, args: &[&str]) -> Run {
    let mut command: Command = vault.command(args);
    let output = command.current_dir(vault.path(folder)).output();
    vault.ended(output.expect("kbnote ends"))
}

#[test]
fn a_moved_note_keeps_its_links_and_its_state() {
    let vault = vault();
    let run = vault.kbnote(["move", OLD, "birds/coast"]).success();
    insta::assert_snapshot!(run.seen(), @"
    notes/fieldnotes/roosts.md is now notes/birds/coast/roosts.md
    --- stderr
    4 links rewritten; 2 other files changed: notes/fieldnotes/fieldnotes.md, notes/shorewalks/tides.md
    --- exit 0
    ");
    assert!(!vault.path(OLD).exists());
    insta::assert_snapshot!(vault.read(NEW), @"
    ---
    title: Roosts
    videoId: kbnoteDemo1
    ---

    See [[#Reeds]], [winter](../../fieldnotes/counting_birds_in_winter.md), ![map](../../fieldnotes/img/map.png) and [site](https://example.org/a.md).
    ");
    insta::assert_snapshot!(vault.read(LINKING), @"
    ---
    title: Tides
    videoId: kbnoteDemo3
    ---

    [[roosts]], [[roosts | them]], [r](../birds/coast/roosts.md#reeds).
    ");
    assert_eq!(vault.read(&format!(".kbnote/notes/{NEW}.json")), STATE);
    assert!(!vault.path(&format!(".kbnote/notes/{OLD}.json")).exists());
    let check = vault.kbnote(["check", "--json"]).json();
    let broken = check["findings"].as_array().unwrap().iter();
    let broken: Vec<_> = broken
        .filter(|finding| finding["message"].as_str().unwrap().contains("roosts"))
        .collect();
    assert!(broken.is_empty(), "{broken:?}");
}

/// The notes, what is known of them, and the records of index notes.
fn notes_and_states(vault: &TestVault) -> Vec<(String, Vec<u8>)> {
    let mut files = vault.snapshot();
    files.retain(|(name, _)| {
        name.ends_with(".md") || name.ends_with(".md.json") || name.starts_with(".kbnote/index/")
    });
    files
}

const OLD_INDEX: &str = "notes/fieldnotes/fieldnotes.md";
const NEW_INDEX: &str = "notes/shorewalks/shorewalks.md";

#[test]
fn the_entry_moves_to_the_index_of_the_new_folder() {
    let vault = vault();
    assert!(vault.read(OLD_INDEX).contains("- [[roosts | Roosts]]"));
    let other = vault.read(NEW_INDEX);
    vault.kbnote(["move", OLD, "shorewalks"]).success();
    assert!(!vault.read(OLD_INDEX).contains("roosts"));
    insta::assert_snapshot!(vault.read(NEW_INDEX), @"
    ---
    title: Shore Walks
    ---

    ### [Tide tables](https://www.youtube.com/watch?v=kbnoteDemo3)

    - [[tides | Tides]]

    ### [Counting birds in winter](https://www.youtube.com/watch?v=kbnoteDemo1)

    - [[roosts | Roosts]]
    ");
    assert!(vault.read(NEW_INDEX).starts_with(other.trim_end()));
    vault.kbnote(["index", "--check"]).success();
    vault
        .kbnote(["move", NEW_INDEX_NOTE, "fieldnotes"])
        .success();
    assert_eq!(vault.read(NEW_INDEX), other);
    vault.kbnote(["index", "--check"]).success();
}

const NEW_INDEX_NOTE: &str = "notes/shorewalks/roosts.md";

#[test]
fn an_entry_that_the_author_removed_or_changed_does_not_come_again() {
    let vault = vault();
    let removed = vault.read(OLD_INDEX).replace("- [[roosts | Roosts]]\n", "") + "\nMine.\n";
    vault.write(OLD_INDEX, &removed);
    vault.kbnote(["move", OLD, "shorewalks"]).success();
    assert_eq!(vault.read(OLD_INDEX), removed);
    vault.kbnote(["index"]).success();
    assert!(!vault.read(NEW_INDEX).contains("roosts"));

    let vault = self::vault();
    let changed = vault.read(OLD_INDEX).replace(
        "[[roosts | Roosts]]",
        "[[roosts | where they roost]] at dusk",
    );
    vault.write(OLD_INDEX, &changed);
    vault.kbnote(["move", OLD, "shorewalks"]).success();
    assert_eq!(vault.read(OLD_INDEX), changed);
}

/// The lines of a note with a link to the note that moves.
fn entries(vault: &TestVault, index: &str) -> Vec<String> {
    let text = vault.read(index);
    let lines = text.lines().filter(|line| line.contains("roosts"));
    lines.map(str::to_owned).collect()
}

#[test]
fn an_entry_follows_in_every_form_and_the_message_names_the_files_that_changed() {
    let written = "- [[roosts | Roosts]]";
    for (form, old, new, named) in [
        // As kbnote writes it, the entry moves; in a form of the author's it leads to the new place.
        (
            written,
            vec![],
            vec![written],
            "fieldnotes/fieldnotes.md, notes/shorewalks/shorewalks.md",
        ),
        (
            "- [[roosts]] at dusk",
            vec!["- [[roosts]] at dusk"],
            vec![],
            "shorewalks/tides.md",
        ),
        (
            "- [[fieldnotes/roosts|Where they roost]]",
            vec!["- [[roosts|Where they roost]]"],
            vec![],
            "fieldnotes/fieldnotes.md, notes/shorewalks/tides.md",
        ),
        (
            "- [Roosts](./roosts.md)",
            vec!["- [Roosts](../shorewalks/roosts.md)"],
            vec![],
            "fieldnotes/fieldnotes.md, notes/shorewalks/tides.md",
        ),
    ] {
        let vault = vault();
        let text = vault.read(OLD_INDEX).replace(written, form);
        vault.write(OLD_INDEX, &text);
        let before = vault.snapshot();
        let run = vault.kbnote(["move", OLD, "shorewalks"]).success();
        assert_eq!(entries(&vault, OLD_INDEX), old, "{form}");
        assert_eq!(entries(&vault, NEW_INDEX), new, "{form}");
        assert!(run.stderr.contains(named), "{form}: {}", run.stderr);
        for (name, bytes) in before {
            let is_other = name.ends_with(".md") && name != OLD;
            if is_other && std::fs::read(vault.path(&name)).expect("a note") != bytes {
                assert!(run.stderr.contains(&name), "{name}: {}", run.stderr);
            }
        }
        // The index of the new folder lists the note too, once.
        vault.kbnote(["index"]).success();
        assert_eq!(entries(&vault, NEW_INDEX).len(), 1, "{form}");
        assert_eq!(entries(&vault, OLD_INDEX), old, "{form}");
    }
}

#[test]
fn an_entry_as_kbnote_writes_it_follows_though_nothing_is_remembered_of_it() {
    let vault = vault();
    let records = vault.path(".kbnote/index");
    std::fs::remove_dir_all(records.join("fieldnotes")).expect("records");
    vault.kbnote(["move", OLD, "shorewalks"]).success();
    assert_eq!(entries(&vault, OLD_INDEX), [""; 0]);
    assert_eq!(entries(&vault, NEW_INDEX), ["- [[roosts | Roosts]]"]);
    vault.kbnote(["index", "--check"]).success();
}

#[test]
fn folders_that_a_move_empties_go_and_others_stay() {
    let vault = vault();
    vault.kbnote(["move", OLD, "birds/coast"]).success();
    vault.kbnote(["move", NEW, "shorewalks"]).success();
    assert!(!vault.path("notes/birds").exists());
    assert!(vault.path("notes/fieldnotes").exists());
    vault.kbnote(["undo"]).success();
    assert!(vault.path(NEW).exists());
    vault.write("notes/birds/coast/map.png", "png");
    vault.kbnote(["move", NEW, "shorewalks"]).success();
    assert!(vault.path("notes/birds/coast/map.png").exists());
    std::fs::create_dir_all(vault.path("notes/empty")).expect("a folder");
    vault.kbnote(["move", NEW_INDEX_NOTE, "notes"]).success();
    assert!(
        vault.path("notes/empty").exists(),
        "kbnote did not empty it"
    );
}

#[test]
fn other_files_are_not_counted_where_none_changes() {
    let vault = TestVault::empty();
    vault.write("notes/a/one.md", "---\ntitle: One\n---\n\nText.\n");
    let run = vault.kbnote(["move", "notes/a/one.md", "b"]).success();
    assert_eq!(run.stderr, "");
    let run = vault.kbnote(["rename", "notes/b/one.md", "Two"]).success();
    assert_eq!(run.stderr, "");
}

#[test]
fn the_index_of_the_new_channel_lists_a_moved_note() {
    let vault = vault();
    vault.kbnote(["move", OLD, "shorewalks"]).success();
    vault.kbnote(["index"]).success();
    let index = vault.read("notes/shorewalks/shorewalks.md");
    assert!(index.contains("[[roosts"), "{index}");
    vault.kbnote(["index", "--check"]).success();
}

#[test]
fn undo_and_redo_take_a_move_back_and_do_it_again() {
    let vault = vault();
    let before = notes_and_states(&vault);
    vault.kbnote(["move", OLD, "birds/coast"]).success();
    let moved = notes_and_states(&vault);
    let list = vault.kbnote(["undo", "--list"]).success().stdout;
    assert!(list.contains("kbnote move: "), "{list}");
    for _ in 0..2 {
        vault.kbnote(["undo"]).success();
        assert!(notes_and_states(&vault) == before);
        vault.kbnote(["redo"]).success();
        assert!(notes_and_states(&vault) == moved);
    }
    vault.write(LINKING, "---\ntitle: Tides\n---\n\nOther words.\n");
    let run = vault.kbnote(["undo"]).exits(5);
    assert!(run.stderr.contains("`kbnote move`"), "{}", run.seen());
    assert!(vault.path(NEW).exists());
}

#[test]
fn a_check_and_a_diff_of_a_move_write_nothing() {
    let vault = vault();
    let before = vault.everything();
    let check = vault.kbnote(["move", "--check", OLD, "birds"]).exits(1);
    assert!(
        check.stdout.contains("would be notes/birds/roosts.md"),
        "{}",
        check.stdout
    );
    let diff = vault.kbnote(["move", "--diff", OLD, "birds"]).success();
    assert!(
        diff.stdout.contains("+++ b/notes/shorewalks/tides.md"),
        "{}",
        diff.stdout
    );
    let json = vault
        .kbnote(["move", "--json", "--check", OLD, "birds"])
        .exits(1)
        .json();
    assert_eq!(json["schema"], "kbnote.move/1");
    assert_eq!(json["to"], "notes/birds/roosts.md");
    assert_eq!(json["title"], "Roosts");
    assert_eq!(vault.everything(), before);
    vault
        .kbnote(["move", "--check", OLD, "fieldnotes"])
        .success();
}

#[test]
fn a_folder_is_relative_to_that_of_the_notes_or_a_path() {
    for (here, named) in [
        (".", "birds/coast"),
        (".", "notes/birds/coast"),
        (".", "./notes/birds/coast/"),
        ("notes", "birds/coast"),
        ("notes/fieldnotes", "../birds/coast"),
        ("notes/fieldnotes", "birds/coast"),
        ("transcripts", "../notes/birds/coast"),
    ] {
        let vault = vault();
        let old = vault.path(OLD);
        let args = ["move", old.to_str().unwrap(), named];
        let run = run_in(&vault, here, &args).success();
        assert!(vault.path(NEW).exists(), "{here} {named}: {}", run.seen());
    }
    let vault = vault();
    let absolute = vault.path("notes/birds/coast");
    let absolute = absolute.to_str().unwrap();
    vault.kbnote(["move", OLD, absolute]).success();
    vault.kbnote(["move", NEW, "notes"]).success();
    assert!(
        vault.path("notes/roosts.md").exists(),
        "the folder of the notes itself"
    );
}

#[test]
fn a_move_that_would_lose_something_is_refused() {
    let vault = vault();
    vault.write(
        "notes/shorewalks/roosts.md",
        "---\ntitle: Other\n---\n\nWords.\n",
    );
    let before = vault.snapshot();
    let mv = |note: &str, folder: &str, code| {
        let run = vault.kbnote(["move", note, folder]).exits(code);
        assert_eq!(vault.snapshot(), before, "{note} {folder}");
        run.stderr
    };
    assert!(mv(OLD, "shorewalks", 5).contains("notes/shorewalks/roosts.md already exists"));
    assert!(mv(OLD, "roosts", 5).contains("the name of the folder's index note"));
    let index = "notes/fieldnotes/fieldnotes.md";
    assert!(mv(index, "birds", 5).contains("is the index note of its folder"));
    mv("notes/gone.md", "birds", 3);
    for folder in [
        "drafts",
        "../elsewhere",
        "/tmp",
        ".hidden",
        "birds/.x",
        "a/../../b",
    ] {
        let refused = mv(OLD, folder, 2);
        assert!(
            refused.contains("is not a folder for notes"),
            "{folder}: {refused}"
        );
    }
}
