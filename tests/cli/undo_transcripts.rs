//! `kbnote undo` and `kbnote redo` of commands that store transcripts.

use crate::fetch::geese;
use crate::support::TestVault;

const STORED: &str = "transcripts/talk.json";
const FIRST: &str = "1\n00:00:01,000 --> 00:00:03,000\nHello there.\n";
const SECOND: &str = "1\n00:00:01,000 --> 00:00:03,000\nHello there.\n\n2\n00:00:04,000 --> 00:00:05,000\nGood bye.\n";

fn import(vault: &TestVault, captions: &str) {
    vault.write("talk.srt", captions);
    let args = ["import", "talk.srt", "--video", "talk", "--lang", "en"];
    vault.kbnote(args).success();
}

/// The transcript, where one is stored.
fn stored(vault: &TestVault) -> Option<String> {
    vault.path(STORED).exists().then(|| vault.read(STORED))
}

#[test]
fn imports_are_undone_and_done_again() {
    let vault = TestVault::empty();
    import(&vault, FIRST);
    let first = stored(&vault);
    import(&vault, SECOND);
    let second = stored(&vault);
    assert!(first.is_some() && first != second);
    let list = vault.kbnote(["undo", "--list"]).success().stdout;
    assert_eq!(
        list.matches("kbnote import: 1 transcript").count(),
        2,
        "{list}"
    );
    for _ in 0..2 {
        vault.kbnote(["undo"]).success();
        assert_eq!(stored(&vault), first);
        vault.kbnote(["undo"]).success();
        assert_eq!(stored(&vault), None);
        vault.kbnote(["redo"]).success();
        assert_eq!(stored(&vault), first);
        vault.kbnote(["redo"]).success();
        assert_eq!(stored(&vault), second);
    }
    insta::assert_snapshot!(vault.kbnote(["undo", "--check"]).exits(1).seen(), @"
    kbnote import: 1 transcript would be undone
      transcripts/talk.json
    --- stderr
    --- exit 1
    ");
}

#[test]
fn a_transcript_that_is_removed_is_kept_aside() {
    let vault = TestVault::empty();
    import(&vault, FIRST);
    let text = vault.read(STORED);
    insta::assert_snapshot!(vault.kbnote(["undo"]).success().seen(), @"
    kbnote import: 1 transcript undone
      transcripts/talk.json  removed; kept in [state]/removed
    --- stderr
    --- exit 0
    ");
    let kept = std::fs::read_to_string(vault.user_path("removed/talk.json"));
    assert_eq!(kept.expect("the text that was removed"), text);
    let json = vault.kbnote(["redo", "--json"]).success().json();
    assert_eq!(json["transcripts"][0]["path"], STORED);
    assert_eq!(json["transcripts"][0]["status"], "created");
    assert_eq!(json["notes"], serde_json::json!([]));
}

#[test]
fn a_transcript_changed_since_is_skipped_and_named() {
    let vault = TestVault::empty();
    import(&vault, FIRST);
    let edited = vault.read(STORED).replace("Hello there", "Hello here");
    vault.write(STORED, &edited);
    let run = vault.kbnote(["undo"]).exits(5);
    assert!(
        run.stdout
            .contains("transcripts/talk.json  skipped: changed since"),
        "{}",
        run.seen()
    );
    assert_eq!(vault.read(STORED), edited);
}

#[test]
fn an_import_that_changes_nothing_leaves_the_history_alone() {
    let vault = TestVault::empty();
    import(&vault, FIRST);
    import(&vault, SECOND);
    vault.kbnote(["undo"]).success();
    import(&vault, FIRST);
    vault.kbnote(["redo"]).success();
    assert!(stored(&vault).is_some_and(|text| text.contains("Good bye")));
}

#[test]
fn a_note_and_the_transcript_fetched_for_it_are_undone_together() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    vault.kbnote(["new", "kbnoteDemo1"]).success();
    let made = vault.snapshot();
    let run = vault.kbnote(["undo"]).success();
    assert!(
        run.stdout
            .contains("kbnote new: 1 note, 1 transcript undone"),
        "{}",
        run.seen()
    );
    let is_made = |(name, _): &(String, Vec<u8>)| name.ends_with(".md") || name.ends_with(".json");
    assert!(!vault.snapshot().iter().any(is_made));
    vault.kbnote(["redo"]).success();
    assert!(vault.snapshot() == made);
    vault
        .kbnote(["fetch", "--refetch", "kbnoteDemo1"])
        .success();
    vault.kbnote(["undo"]).success();
    vault.kbnote(["fetch", "kbnoteDemo1"]).success();
    let run = vault.kbnote(["undo"]).success();
    assert!(
        run.stdout.contains("kbnote fetch: 1 transcript undone"),
        "{}",
        run.seen()
    );
}

#[test]
fn folders_that_a_command_made_are_gone_with_what_was_in_them() {
    let vault = TestVault::empty();
    let _ = std::fs::remove_file(vault.path("kbnote.toml"));
    std::fs::create_dir_all(vault.path(".obsidian")).expect("a folder");
    import(&vault, FIRST);
    assert!(vault.path("transcripts").exists());
    vault.kbnote(["undo"]).success();
    assert!(!vault.path("transcripts").exists());
    vault.kbnote(["redo"]).success();
    assert!(stored(&vault).is_some());
    // A vault that was set up has its folder from the beginning.
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    vault.write(
        "notes/fieldnotes/new.md",
        "---\ntitle: Quite new\nvideoId: kbnoteDemo3\n---\n\nText.\n",
    );
    vault.kbnote(["index"]).success();
    assert!(vault.path(".kbnote/index/fieldnotes").exists());
    vault.kbnote(["undo"]).success();
    assert!(!vault.path(".kbnote/index").exists());
    vault.kbnote(["redo"]).success();
    assert!(vault.path(".kbnote/index/fieldnotes").exists());
}
