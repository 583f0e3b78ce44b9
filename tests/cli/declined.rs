//! Notes that no command writes into: those in UTF-16, and those with conflicts that wait.

use std::fs;

use crate::support::TestVault;

/// What changes notes, each with a note to be named behind it.
const COMMANDS: [&[&str]; 5] = [
    &["align"],
    &["links", "--apply", "--min-score", "0.1"],
    &["regen"],
    &["review", "--accept-all"],
    &["diff"],
];

const WIDE: &str = "notes/fieldnotes/wide.md";
const OTHER: &str = "notes/fieldnotes/counting_birds_in_winter.md";

const NOTE: &str = "---\ntitle: Wide\nvideoId: kbnoteDemo1\n---\n\nTwo people count the same flock. \
                    More is in Counting birds in winter.\n";

/// The note in UTF-16, with its mark or without.
fn wide(mark: &[u8]) -> Vec<u8> {
    let bytes = NOTE.encode_utf16().flat_map(u16::to_le_bytes);
    mark.iter().copied().chain(bytes).collect()
}

#[test]
fn a_note_in_utf_16_is_declined_and_untouched() {
    for mark in [b"\xff\xfe".as_slice(), b""] {
        let vault = TestVault::shipped();
        vault.write(WIDE, wide(mark));
        for command in COMMANDS {
            let args = [command, &["--json", WIDE]].concat();
            let document = vault.kbnote(&args).exits(5).json();
            assert_eq!(document["error"]["kind"], "encoding", "{document}");
            let hint = document["error"]["hint"].as_str().unwrap_or_default();
            assert!(hint.contains("save it as UTF-8"), "{document}");
            let run = vault
                .kbnote([command, &["--json", WIDE, OTHER, "notes/gone.md"]].concat())
                .exits(1);
            let notes = run.json()["notes"].as_array().cloned().unwrap_or_default();
            let declined = notes.iter().find(|note| note["path"] == WIDE);
            let kind = declined.map(|note| note["error"]["kind"].clone());
            assert_eq!(kind, Some("encoding".into()), "{notes:?}");
            assert_eq!(notes.len(), 3, "{notes:?}");
        }
        let place = format!("{WIDE}:1");
        vault.kbnote(["align", "--pin", &place, "0:10"]).exits(5);
        vault.kbnote(["align", "--unpin", &place]).exits(5);
        vault.kbnote(["check", "--fix", WIDE]).exits(1);
        assert_eq!(fs::read(vault.path(WIDE)).ok(), Some(wide(mark)));
    }
}

#[test]
fn a_note_from_standard_input_in_utf_16_is_declined() {
    let vault = TestVault::shipped();
    let run = vault.kbnote_reading(["align", "-"], "-\0-\0-\0\n\0");
    let told = run.exits(5).stderr;
    assert!(told.contains("standard input is in UTF-16"), "{told}");
}

#[test]
fn a_note_with_a_conflict_is_declined_by_every_command_and_found_by_check() {
    for (ours, theirs) in [("yours", "kbnote"), ("HEAD", "a/branch")] {
        is_declined_and_found(&format!(
            "{NOTE}<<<<<<< {ours}\n## Flocks\n=======\n## Birds\n>>>>>>> {theirs}\n\n\
             Two people count the same flock.\n"
        ));
    }
}

fn is_declined_and_found(note: &str) {
    let vault = TestVault::shipped();
    vault.write(WIDE, note);
    let before = vault.snapshot();
    for command in COMMANDS {
        let args = [command, &["--json", WIDE]].concat();
        let document = vault.kbnote(&args).exits(5).json();
        assert_eq!(document["error"]["kind"], "conflict", "{document}");
    }
    let found = vault.kbnote(["check", "--json", WIDE]).exits(1).json();
    let codes = found["findings"].as_array().into_iter().flatten();
    let lines: Vec<_> = codes
        .filter(|finding| finding["code"] == "KB409")
        .map(|finding| finding["line"].clone())
        .collect();
    assert_eq!(lines, [7]);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_note_with_a_conflict_is_not_repaired() {
    let vault = TestVault::shipped();
    let short = "Two people count <a class=\"yt-timestamp\" data-t=\"00:42\">[00:42]</a>.\n";
    vault.write(WIDE, format!("{NOTE}\n{short}"));
    vault.kbnote(["check", "--fix", "--check", WIDE]).exits(1);
    let both = "\n<<<<<<< HEAD\nTwo.\n=======\nThree.\n>>>>>>> theirs\n";
    vault.write(WIDE, format!("{NOTE}\n{short}{both}"));
    let before = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(["check", "--fix", WIDE]).seen(), @r#"
    info[KB404]: no other note links to this one
    --> notes/fieldnotes/wide.md

    error[KB203]: `00:42` has no hours: the player takes the minutes for hours
     --> notes/fieldnotes/wide.md:8:50
      |
    8 | Two people count <a class="yt-timestamp" data-t="00:42">[00:42]</a>.
      |                                                  ^^^^^

    error[KB409]: a conflict is marked here and not resolved
      --> notes/fieldnotes/wide.md:10:1
       |
    10 | <<<<<<< HEAD
       | ^^^^^^^^^^^^

    --- stderr
    1 note: 0 repaired; 2 errors, 1 info
    --- exit 1
    "#);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn an_index_note_with_a_conflict_gets_no_entries() {
    let vault = TestVault::shipped();
    let index = "notes/fieldnotes/fieldnotes.md";
    let both = "\n<<<<<<< HEAD\n- [[a]]\n=======\n- [[b]]\n>>>>>>> theirs\n";
    vault.write(index, vault.read(index) + both);
    vault.write("notes/fieldnotes/roosts.md", NOTE);
    vault.write("notes/slowoven/roosts.md", NOTE);
    let before = vault.read(index);
    for mode in ["--check", "--diff", "--stdout"] {
        vault.kbnote(["index", "fieldnotes", mode]).exits(5);
    }
    insta::assert_snapshot!(vault.kbnote(["index"]).seen(), @"
    notes/slowoven/slowoven.md: 1 added
      + slowoven/roosts
    --- stderr
    error: notes/fieldnotes/fieldnotes.md: unresolved conflict at line 9
    hint: keep one side of each conflict, delete the markers, and run the command again
    --- exit 1
    ");
    assert_eq!(vault.read(index), before);
}

#[test]
fn a_rename_that_would_change_a_note_with_a_conflict_is_declined() {
    let vault = TestVault::shipped();
    let walk = "notes/shorewalks/walk.md";
    let both = "<<<<<<< HEAD\nA.\n=======\nB.\n>>>>>>> theirs\n";
    vault.write(walk, both);
    vault.kbnote(["rename", OTHER, "Winter"]).success();
    vault.kbnote(["undo"]).success();

    let own = vault.read(OTHER);
    let linking = format!("See [[counting_birds_in_winter]].\n{both}");
    for (note, text) in [(walk, linking), (OTHER, format!("{own}\n{both}"))] {
        vault.write(note, text);
        let before = vault.snapshot();
        let told = vault.kbnote(["rename", OTHER, "Winter"]).exits(5).stderr;
        let failure = format!("{note}: unresolved conflict at line ");
        assert!(told.contains(&failure), "{told}");
        assert_eq!(vault.snapshot(), before);
        vault.write(walk, both);
    }
}
