//! `kbnote review`: changes decided one by one, in a terminal and without.

use std::env;
use std::process::Command;

use serde_json::Value;

use super::support::TestVault;
use super::terminal::Terminal;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// The sentences of the note that lack their anchor, by a few of their words.
const LACKING: [&str; 4] = [
    "in flocks where there is food",
    "still on their nests",
    "picture of a whole valley",
    "before and after a frost tell a story",
];

/// The shipped vault, with a note in which four sentences have lost their anchors.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    let note = LACKING.iter().fold(vault.read(NOTE), |note, words| {
        let anchor = note.find(words).expect("the sentence") + words.len();
        let end = anchor + note[anchor..].find("</a>").expect("its anchor") + "</a>".len();
        note[..anchor].to_owned() + &note[end..]
    });
    vault.write(NOTE, note);
    vault
}

/// Whether the sentence with these words has an anchor.
fn is_anchored(vault: &TestVault, words: &str) -> bool {
    vault.read(NOTE).contains(&format!("{words} <a class="))
}

fn anchored(vault: &TestVault) -> [bool; 4] {
    LACKING.map(|words| is_anchored(vault, words))
}

fn review(vault: &TestVault) -> Command {
    let mut command = vault.command(["review", NOTE]);
    command
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("EDITOR", "sed -i s/nests/eggs/");
    command
}

#[test]
fn a_review_in_a_terminal_is_quit_and_resumed() {
    let vault = vault();
    let before = vault.read(NOTE);
    let mut first = Terminal::start(review(&vault));
    first.wait_for("1 of 4  anchors");
    let card = first.wait_for("q quit");
    assert!(card.contains("00:00:33 new"), "{card}");
    first.press("a");
    first.wait_for("2 of 4  anchors");
    first.press("r");
    first.wait_for("3 of 4  anchors");
    first.press("u");
    first.wait_for("2 of 4  anchors");
    first.wait_for("undone");
    first.press("e");
    first.wait_for("3 of 4  anchors");
    first.press("q");
    first.wait_for("nothing was written; 2 decisions kept");
    assert_eq!(first.end().0, 0);
    assert_eq!(vault.read(NOTE), before);

    let mut second = Terminal::start(review(&vault));
    second.wait_for("3 of 4  anchors");
    second.wait_for("resumed: 2 decisions from before");
    second.press("r");
    second.wait_for("4 of 4  anchors");
    second.press("?");
    second.wait_for("any key goes back");
    second.press("x");
    second.wait_for("4 of 4  anchors");
    second.press("s");
    second.wait_for("1 accepted, 1 edited, 1 rejected, 1 left");
    assert_eq!(vault.read(NOTE), before);
    second.press("y");
    let (code, shown) = second.end();
    assert_eq!(code, 0, "{shown}");
    assert!(
        shown.ends_with("counting_birds_in_winter.md: 1 accepted, 1 edited, 1 rejected, 1 left\n"),
        "{shown}"
    );

    assert_eq!(anchored(&vault), [true, false, false, false]);
    assert!(is_anchored(&vault, "still on their eggs"));
    let left = vault.kbnote(["diff", NOTE]).success().stdout;
    assert!(
        left.contains("1 anchor would be updated") && left.contains("A goldcrest"),
        "{left}"
    );
}

#[test]
fn an_interrupted_review_keeps_the_decisions_made_so_far() {
    let vault = vault();
    let mut terminal = Terminal::start(review(&vault));
    terminal.wait_for("1 of 4");
    terminal.press("A");
    terminal.wait_for("4 accepted, 0 edited, 0 rejected, 0 left");
    // Whoever presses Ctrl-C before kbnote waits for a key stops it as any program.
    terminal.press("x");
    terminal.wait_for("y writes");
    terminal.press("u");
    terminal.wait_for("1 of 4");
    terminal.press("a");
    terminal.wait_for("2 of 4");
    terminal.press("q");
    terminal.wait_for("1 decision kept");
    assert_eq!(terminal.end().0, 0);
    assert_eq!(anchored(&vault), [false; 4]);
    let kept = std::fs::read_to_string(vault.user_path("review.json"));
    assert!(kept.expect("decisions kept").contains("accept"));
}

#[test]
fn all_is_accepted_or_rejected_without_asking() {
    let accepted = vault();
    let run = accepted.kbnote(["review", "--accept-all", NOTE]).success();
    insta::assert_snapshot!(run.seen(), @"
    notes/fieldnotes/counting_birds_in_winter.md: 4 accepted
    --- stderr
    --- exit 0
    ");
    assert_eq!(anchored(&accepted), [true; 4]);

    let rejected = vault();
    let before = rejected.read(NOTE);
    rejected.kbnote(["review", "--reject-all", NOTE]).success();
    assert_eq!(rejected.read(NOTE), before);
    assert_eq!(rejected.kbnote(["diff", NOTE]).success().stdout, "");
}

#[test]
fn one_kind_of_change_is_accepted_and_the_others_skipped() {
    let vault = vault();
    let before = vault.read(NOTE);
    let run = vault
        .kbnote(["review", "--accept", "links,headings", NOTE])
        .success();
    assert!(run.stdout.contains("4 left"), "{}", run.stdout);
    assert_eq!(vault.read(NOTE), before);
    vault
        .kbnote(["review", "--accept", "anchors", NOTE])
        .success();
    assert_eq!(anchored(&vault), [true; 4]);
}

#[test]
fn a_script_decides_in_the_document_of_diff() {
    let vault = vault();
    let mut document = vault.kbnote(["diff", "--json", NOTE]).success().json();
    let changes = &mut document["notes"][0]["changes"];
    assert_eq!(changes.as_array().map(Vec::len), Some(4));
    changes[0]["verdict"] = "accept".into();
    changes[1]["verdict"] = "reject".into();
    changes[2]["verdict"] = "edit".into();
    changes[2]["text"] = "One person gets a fair picture.".into();
    vault.write("decisions.json", document.to_string());
    let run = vault
        .kbnote(["review", "--json", "--decisions", "decisions.json", NOTE])
        .success();
    insta::assert_snapshot!(run.stdout, @r#"{"schema":"kbnote.review/1","notes":[{"path":"notes/fieldnotes/counting_birds_in_winter.md","changed":true,"accepted":1,"edited":1,"rejected":1,"left":1}]}"#);
    assert_eq!(anchored(&vault), [true, false, false, false]);
    assert!(
        vault
            .read(NOTE)
            .contains("nests. One person gets a fair picture.\n")
    );

    let again = vault
        .kbnote(["review", "--decisions", "decisions.json", NOTE])
        .exits(1);
    assert!(again.stderr.contains("is proposed now"), "{}", again.stderr);
}

#[test]
fn decisions_on_an_index_note_are_remembered_though_some_changes_are_skipped() {
    let vault = TestVault::shipped();
    let index = "notes/fieldnotes/fieldnotes.md";
    let note =
        |title: &str, video: &str| format!("---\ntitle: {title}\nvideoId: {video}\n---\n\nText.\n");
    vault.write("notes/fieldnotes/roosts.md", note("Roosts", "kbnoteDemo1"));
    vault.write("notes/fieldnotes/tides.md", note("Tides", "kbnoteDemo3"));
    let mut document = vault.kbnote(["diff", "--json", index]).success().json();
    let changes = document["notes"][0]["changes"].as_array_mut();
    let changes = changes.expect("changes");
    assert_eq!(changes.len(), 2, "{changes:?}");
    let is_wanted = |change: &&mut Value| change["after"] == "- [[roosts | Roosts]]";
    changes.iter_mut().find(is_wanted).expect("the entry")["verdict"] = "accept".into();
    vault.write("decisions.json", document.to_string());
    vault
        .kbnote(["review", "--decisions", "decisions.json", index])
        .success();
    let listed = vault.read(index);
    assert!(listed.contains("- [[roosts | Roosts]]") && !listed.contains("tides"));

    // What is known to be written there stays out once its author takes it out.
    let without = listed.replace("- [[roosts | Roosts]]", "Roosts are told of elsewhere.");
    vault.write(index, without);
    insta::assert_snapshot!(vault.kbnote(["index", "fieldnotes"]).success().seen(), @"
    notes/fieldnotes/fieldnotes.md: 1 added
      + fieldnotes/tides
    --- stderr
    --- exit 0
    ");
}

#[test]
fn without_a_terminal_somebody_must_decide() {
    let vault = vault();
    insta::assert_snapshot!(vault.kbnote(["review", NOTE]).exits(2).stderr, @"
    error: standard input is not a terminal
    hint: decide with `--accept-all`, `--reject-all`, `--accept KIND`, or `--decisions FILE` with what `kbnote diff --json` printed
    ");
    vault.write("wrong.json", r#"{"schema":"kbnote.diff/1","notes":[{"path":"a","changes":[{"id":"1","verdict":"edit"}]}]}"#);
    let wrong = vault
        .kbnote(["review", "--decisions", "wrong.json", NOTE])
        .exits(2);
    insta::assert_snapshot!(wrong.stderr, @"
    error: wrong.json: the edit of `1` has no `text`
    hint: give each change of `kbnote diff --json` a `verdict`: accept, reject, or edit with a `text`
    ");
}

#[test]
fn an_up_to_date_note_has_nothing_to_review() {
    let vault = TestVault::shipped();
    let mut terminal = Terminal::start(review(&vault));
    terminal.wait_for("nothing to review");
    assert_eq!(terminal.end().0, 0);
}
