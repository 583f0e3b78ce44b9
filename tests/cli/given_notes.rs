//! Notes that are not among those of the vault, and folders of the settings that are not there.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

fn copy_to(vault: &TestVault, places: &[&str]) {
    for place in places {
        vault.write(place, vault.read(NOTE));
    }
}

#[test]
fn a_note_outside_the_folder_of_the_notes_is_aligned_and_reported_once() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    copy_to(&vault, &["other/a.md", "other/b.md", "notes/drafts/d.md"]);
    let run = vault.kbnote(["align", "other/a.md", "other"]).success();
    let reported = "is not below notes, the folder of the notes";
    assert_eq!(run.stderr.matches(reported).count(), 1, "{}", run.seen());
    let run = vault.kbnote(["align", "notes/drafts"]).success();
    let drafts = "notes/drafts: drafts are not notes of the vault";
    assert!(run.stderr.contains(drafts), "{}", run.seen());
    for note in [NOTE, "notes", "."] {
        let run = vault.kbnote(["align", note]).success();
        assert!(!run.stderr.contains("not below"), "{}", run.seen());
        assert!(!run.stderr.contains("drafts are"), "{}", run.seen());
    }
}

#[test]
fn the_vault_and_the_notes_may_be_named_from_any_folder() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    copy_to(&vault, &["other/a.md", "notes/drafts/d.md"]);
    for (vault_dir, note, is_reported) in [
        ("../..", ".", false),
        ("../..", "counting_birds_in_winter.md", false),
        ("../..", "../../other", true),
        ("../..", "../drafts/d.md", true),
    ] {
        let mut command = vault.command(["--vault", vault_dir, "align", "--check", note]);
        let command = command.current_dir(vault.path("notes/fieldnotes"));
        let run = vault.ended(command.output().expect("a run"));
        let is_silent = !run.stderr.contains("not below") && !run.stderr.contains("drafts are");
        assert_eq!(is_silent, !is_reported, "{}", run.seen());
    }
}

#[test]
fn a_note_in_another_vault_names_that_vault() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "");
    vault.write("other/.obsidian/app.json", "{}");
    let other = TestVault::shipped();
    other.write("kbnote.toml", "");
    let note = other.path(NOTE);
    let run = vault
        .kbnote(["align", note.to_str().expect("UTF-8")])
        .exits(3);
    let root = other.path("").canonicalize().expect("a folder");
    let hint = format!("`--vault {}`", root.display());
    assert!(run.stderr.contains(&hint), "{}", run.stderr);
}

#[test]
fn without_a_vault_the_way_to_name_one_is_shown() {
    let vault = TestVault::empty();
    vault.write("a.md", TestVault::shipped().read(NOTE));
    let run = vault.kbnote(["align", "a.md"]).exits(3);
    assert!(run.stderr.contains("`--vault DIR`"), "{}", run.seen());
}

#[test]
fn a_folder_without_notes_is_named() {
    let vault = TestVault::shipped();
    vault.write("notes/empty/picture.png", "");
    for command in ["align", "links", "check", "diff", "regen"] {
        let run = vault.kbnote([command, "notes/empty"]).success();
        let warning = "warning: no notes in notes/empty\n";
        assert!(run.stderr.contains(warning), "{}", run.seen());
    }
}

#[test]
fn a_misspelt_folder_of_the_settings_is_named_with_the_one_that_is_meant() {
    let vault = TestVault::shipped();
    vault.write(
        "kbnote.toml",
        "\nnotes = \"nots\"\ntranscripts = \"transcrpts\"\n",
    );
    for (command, code) in [
        ("status", 0),
        ("check", 3),
        ("list", 0),
        ("index", 0),
        ("config", 0),
    ] {
        let run = vault.kbnote([command]).exits(code);
        for (line, key, value, meant) in [
            (2, "notes", "nots", "notes"),
            (3, "transcripts", "transcrpts", "transcripts"),
        ] {
            let warning = format!("kbnote.toml:{line} sets `{key} = \"{value}\"`, a folder");
            assert!(run.stderr.contains(&warning), "{}", run.seen());
            let hint = format!("did you mean `{key} = \"{meant}\"`?");
            assert!(run.stderr.contains(&hint), "{}", run.seen());
        }
    }
}

#[test]
fn a_folder_that_the_first_note_makes_is_not_reported_before() {
    let vault = TestVault::empty();
    let transcript = "transcripts/kbnoteDemo1.json";
    vault.write(transcript, TestVault::shipped().read(transcript));
    vault.write("kbnote.toml", "notes = \"content\"\n");
    let status = vault.kbnote(["status"]).success();
    let warning = "kbnote.toml:1 sets `notes = \"content\"`, a folder that does not exist";
    assert!(status.stderr.contains(warning), "{}", status.seen());
    for args in [&["new", "kbnoteDemo1"][..], &["status"]] {
        let run = vault.kbnote(args).success();
        assert!(!run.stderr.contains("warning"), "{}", run.seen());
    }
}
