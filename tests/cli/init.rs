//! `kbnote init`: a folder made a vault.

use serde_json::json;

use crate::support::TestVault;

/// A note on a video, with a link.
fn note(link: &str) -> String {
    format!("---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n\nSee {link}.\n")
}

#[test]
fn an_empty_folder_becomes_a_vault_without_a_setting_of_its_own() {
    let vault = TestVault::empty();
    let run = vault.kbnote(["init"]).success();
    insta::assert_snapshot!(run.seen());
    insta::assert_snapshot!(vault.read("kbnote.toml"));
    for folder in ["notes/drafts", "transcripts"] {
        assert!(vault.path(folder).is_dir(), "{folder}");
    }
    vault.kbnote(["check"]).success();
}

#[test]
fn a_second_run_changes_nothing() {
    let vault = TestVault::empty();
    let args = ["init", "my/vault", "--templates", "--example"];
    let run = vault.kbnote(args).success();
    insta::assert_snapshot!(run.seen());
    let before = vault.everything();
    let again = vault.kbnote(args).success();
    insta::assert_snapshot!(again.seen());
    assert_eq!(vault.everything(), before);
}

/// The example in a vault with its notes in `dir`: nothing is left for any command to do.
#[track_caller]
fn assert_example_is_finished(vault: &TestVault, dir: &str) {
    vault.kbnote(["init", "--example"]).success();
    let align = ["align", "--retime", "--places", "sentence", "--check", dir];
    vault.kbnote(align).success();
    vault.kbnote(["regen", "--check", dir]).success();
    vault.kbnote(["index", "--check"]).success();
    let document = vault.kbnote(["check", "--json"]).success().json();
    assert_eq!(document["findings"], json!([]));
    let line = format!("{dir}/workbench/a_point_without_a_sharpener.md:10");
    let why = vault.kbnote(["why", &line]).success();
    assert!(
        why.stdout.contains("currently at 00:00:21"),
        "{}",
        why.stdout
    );
}

#[test]
fn the_example_is_generated_by_kbnote() {
    assert_example_is_finished(&TestVault::empty(), "notes");
}

#[test]
fn notes_may_lie_at_the_root() {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write("people.md", "---\ntitle: People\n---\n\nSee [[ada]].\n");
    vault.write(
        "ada.md",
        "---\ntitle: Ada\n---\n\nSee [[people]], [[workbench]].\n",
    );
    assert_example_is_finished(&vault, "Videos");
    assert!(vault.path("Videos/workbench").is_dir() && !vault.path("notes").exists());
}

#[test]
fn one_undo_takes_back_the_notes_of_the_example() {
    let vault = TestVault::empty();
    vault.kbnote(["init", "--example"]).success();
    let run = vault.kbnote(["undo"]).success();
    assert!(
        run.stdout.contains("kbnote init: 2 notes undone"),
        "{}",
        run.stdout
    );
}

#[test]
fn the_notes_of_a_quartz_vault_are_used_as_they_are() {
    let vault = TestVault::empty();
    vault.write("README.md", "# A site\n");
    vault.write("content/birds/a.md", note("[[b|Bee]]"));
    vault.write("content/b.md", "# B\n");
    let notes = vault.snapshot();
    let run = vault.kbnote(["init"]).success();
    insta::assert_snapshot!(run.seen());
    let settings = vault.read("kbnote.toml");
    for line in ["notes = \"content\"", "drafts = \"drafts\""] {
        assert!(settings.lines().any(|other| other == line), "{settings}");
    }
    let after = vault.snapshot();
    assert!(notes.iter().all(|note| after.contains(note)));
    let missing = &vault.kbnote(["list", "--json"]).success().json()["missing"];
    assert_eq!(missing[0]["notes"][0]["path"], "content/birds/a.md");
}

#[test]
fn the_notes_of_an_obsidian_vault_are_used_in_place() {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write("people/ada.md", "# Ada\n");
    vault.write("birds.md", note("[[ada | Ada]]"));
    let run = vault.kbnote(["init"]).success();
    insta::assert_snapshot!(run.seen());
    assert!(!vault.path("notes").exists());
    let document = vault.kbnote(["init", "--json"]).success().json();
    let notes = json!({
        "folder": ".", "count": 2, "on_videos": 1, "lacking": 1, "links": "spaced",
        "anchors": null, "outside": 0,
    });
    assert_eq!(document["notes"], notes);
}

#[test]
fn new_anchors_will_be_as_most_of_those_there() {
    let vault = TestVault::empty();
    vault.write(
        "notes/birds.md",
        note("it [00:00:42](https://youtu.be/kbnoteDemo1?t=42)"),
    );
    insta::assert_snapshot!(vault.kbnote(["init"]).success().seen(), @r#"
    created kbnote.toml
    created transcripts/
    created notes/drafts/
    --- stderr
    found 1 note in notes/, 1 with a video
    most anchors are written as markdown; new ones will be too
    hint: `kbnote fetch --missing` stores the captions of the videos of your notes
    --- exit 0
    "#);
    assert!(
        vault
            .read("kbnote.toml")
            .contains("\nstyle = \"markdown\"\n")
    );
    let document = vault.kbnote(["init", "--json"]).success().json();
    assert_eq!(document["notes"]["anchors"], "markdown");
}

#[test]
fn markdown_of_unknown_origin_is_reported_and_not_changed() {
    let vault = TestVault::empty();
    vault.write("README.md", "# A program\n");
    vault.write("docs/use.md", "# How to use it\n");
    insta::assert_snapshot!(vault.kbnote(["init"]).success().seen());
}

#[test]
fn existing_files_are_kept_and_named() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "notes = 'people'\n");
    vault.write("templates/note.hbs", "# {{title}}\n");
    let before = vault.snapshot();
    let run = vault.kbnote(["init", "--templates"]).exits(5);
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.snapshot(), before);
    assert!(vault.path("people").is_dir());
    let document = vault.kbnote(["init", "--json"]).exits(5).json();
    assert_eq!(document["schema"], "kbnote.init/1");
    assert_eq!(
        document["files"][0],
        json!({"path": "kbnote.toml", "status": "left"})
    );
    assert_eq!(document["error"]["kind"], "exists");
}

#[test]
fn a_vault_stays_the_same_when_notes_come_elsewhere() {
    let vault = TestVault::empty();
    vault.kbnote(["init"]).success();
    vault.write("content/a.md", note("[[b|Bee]]"));
    let before = vault.snapshot();
    vault.kbnote(["init"]).success();
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_folder_that_cannot_be_a_vault_is_reported() {
    let vault = TestVault::empty();
    vault.write("file", "");
    insta::assert_snapshot!(vault.kbnote(["init", "file"]).exits(5).seen());
    insta::assert_snapshot!(vault.kbnote(["init", "a", "--vault", "b"]).exits(2).seen());
    vault.write("broken/kbnote.toml", "notes = ");
    let before = vault.everything();
    vault.kbnote(["init", "broken"]).exits(2);
    let run = vault.kbnote(["--json", "init", "file"]).exits(5);
    assert_eq!(run.json()["schema"], "kbnote.error/1");
    assert_eq!(vault.everything(), before);
}
