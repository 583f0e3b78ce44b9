//! A note that cannot be written is an error of that note, and of no other.

use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;

use crate::support::{Run, TestVault};

/// A user whom the modes of files bind, as they do not bind root.
const NOBODY: u32 = 65_534;

const LOCKED: &str = "notes/locked/first.md";
const OPEN: &str = "notes/open/second.md";

/// Two notes to work on: that of a folder where nothing can be written, and after it another.
fn vault(body: &str) -> TestVault {
    let vault = TestVault::shipped();
    for path in [LOCKED, OPEN] {
        let title = if path == LOCKED { "First" } else { "Second" };
        let front = format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n");
        vault.write(path, front + body);
    }
    vault
}

fn mode(vault: &TestVault, mode: u32) {
    let folder = vault.path("notes/locked");
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("a mode set");
}

fn hand_over(path: &Path) {
    chown(path, Some(NOBODY), Some(NOBODY)).expect("an owner set");
    if path.is_dir() {
        for item in fs::read_dir(path).expect("a folder read") {
            hand_over(&item.expect("a folder's item").path());
        }
    }
}

/// Runs kbnote while the folder is locked; nothing where no such user can run it.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn run_locked(vault: &TestVault, args: &[&str]) -> Option<Run> {
    let is_root = fs::metadata(vault.path("")).is_ok_and(|root| root.uid() == 0);
    let mut command = vault.command(args);
    if is_root {
        hand_over(&vault.path(""));
        hand_over(vault.home());
        command.uid(NOBODY).gid(NOBODY);
    }
    mode(vault, 0o555);
    let output = command.output();
    mode(vault, 0o755);
    match output {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            eprintln!("skipped: root cannot hand kbnote over to another user here");
            None
        }
        output => Some(vault.ended(output.expect("kbnote runs"))),
    }
}

/// Runs kbnote while a file cannot be read; nothing where no such user can run it.
pub(crate) fn run_unreadable(vault: &TestVault, file: &Path, args: &[&str]) -> Option<Run> {
    let set = |mode| {
        fs::set_permissions(file, fs::Permissions::from_mode(mode)).expect("a mode set");
    };
    fs::create_dir_all(vault.path("notes/locked")).expect("a folder made");
    set(0o000);
    let run = run_locked(vault, args);
    set(0o644);
    run
}

#[track_caller]
fn does_the_rest(command: &[&str], body: &str, entries: &str) {
    let vault = vault(body);
    let (locked, open) = (vault.read(LOCKED), vault.read(OPEN));
    let args = [command, &["--json", "notes/locked", "notes/open"]].concat();
    let Some(run) = run_locked(&vault, &args) else {
        return;
    };
    let document = run.exits(1).json();
    let failed = &document[entries][0];
    let error = if entries == "errors" {
        assert_eq!(document["fixed"], 1, "{document}");
        failed
    } else {
        assert_eq!(failed["path"], LOCKED, "{document}");
        &failed["error"]
    };
    let message = error["message"].as_str().unwrap_or_default();
    assert!(message.contains(LOCKED), "{document}");
    assert!(!message.contains(".kbnote-"), "{message}");
    assert_eq!(vault.read(LOCKED), locked);
    assert_ne!(vault.read(OPEN), open, "{document}");
}

const SAID: &str = "Two people count the same flock. Then they compare.\n";

#[test]
fn align_writes_the_other_notes() {
    does_the_rest(&["align"], SAID, "notes");
}

#[test]
fn regen_writes_the_other_notes() {
    does_the_rest(&["regen"], SAID, "notes");
}

#[test]
fn review_writes_the_other_notes() {
    does_the_rest(&["review", "--accept-all"], SAID, "notes");
}

#[test]
fn links_writes_the_other_notes() {
    let body = "There is more on this in Counting birds in winter.\n";
    does_the_rest(&["links", "--apply", "--min-score", "0.1"], body, "notes");
}

#[test]
fn a_repair_writes_the_other_notes() {
    let body = "```markdown\n## Roosts\n\nThey sleep in the reeds.\n```\n";
    does_the_rest(&["check", "--fix"], body, "errors");
}

#[test]
fn index_writes_the_other_channels() {
    let vault = TestVault::shipped();
    let transcript = vault.read("transcripts/kbnoteDemo1.json");
    for (id, channel) in [("kbnoteDemo8", "locked"), ("kbnoteDemo9", "open")] {
        let of_channel = transcript.replace("kbnoteDemo1", id);
        let of_channel = of_channel.replace("\"fieldnotes\"", &format!("\"{channel}\""));
        vault.write(&format!("transcripts/{id}.json"), of_channel);
        let note = format!("---\ntitle: A note\nvideoId: {id}\n---\n\nText.\n");
        vault.write(&format!("notes/{channel}/a_note.md"), note);
    }
    let Some(run) = run_locked(&vault, &["index", "--json", "locked", "open"]) else {
        return;
    };
    let document = run.exits(1).json();
    let channels = &document["channels"];
    let message = channels[0]["error"]["message"].as_str().unwrap_or_default();
    assert!(message.contains("notes/locked/locked.md"), "{document}");
    assert!(!message.contains(".kbnote-"), "{document}");
    assert_eq!(channels[1]["created"], true, "{document}");
}

#[test]
fn a_note_set_read_only_is_kept_and_the_others_go_on() {
    let body = "Two people count the same flock. More is in Counting birds in winter.\n";
    for command in [
        &["align"][..],
        &["links", "--apply", "--min-score", "0.1"],
        &["regen"],
    ] {
        let vault = vault(body);
        let locked = vault.path(LOCKED);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).expect("a mode set");
        let before = vault.read(LOCKED);
        let run = vault.kbnote([command, &[LOCKED]].concat()).exits(5);
        assert!(run.stderr.contains("is read-only"), "{}", run.stderr);
        let other = vault.read(OPEN);
        let run = vault.kbnote([command, &[LOCKED, OPEN]].concat()).exits(1);
        assert!(
            run.stderr.contains("first.md is read-only"),
            "{}",
            run.stderr
        );
        assert_eq!(vault.read(LOCKED), before, "{command:?}");
        assert_ne!(vault.read(OPEN), other, "{command:?}");
        let mode = fs::metadata(&locked).expect("a note").permissions().mode();
        assert_eq!(mode & 0o777, 0o444);
    }
}

#[test]
fn a_note_set_read_only_is_neither_repaired_nor_relinked() {
    let vault = vault(
        "It is [[Second]] of \\[00:00:10\\].\n\nA <a class=\"yt-timestamp\" data-t=\"0:10\">[0:10]</a>.\n",
    );
    let locked = vault.path(LOCKED);
    vault.write(
        LOCKED,
        vault.read(LOCKED).replace("[[Second]]", "[[second]]"),
    );
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).expect("a mode set");
    let before = vault.snapshot();
    let run = vault.kbnote(["check", "--fix", LOCKED]).exits(1);
    assert!(run.stderr.contains("is read-only"), "{}", run.stderr);
    let run = vault.kbnote(["rename", OPEN, "Third"]).exits(5);
    assert!(
        run.stderr.contains("first.md is read-only"),
        "{}",
        run.stderr
    );
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn the_folder_that_keeps_a_note_from_being_moved_is_named() {
    for args in [["move", LOCKED, "open"], ["move", OPEN, "locked"]] {
        let vault = vault("Text.\n");
        let Some(run) = run_locked(&vault, &args) else {
            return;
        };
        let run = run.exits(5);
        assert!(
            run.stderr.contains("notes/locked: Permission denied"),
            "{}",
            run.stderr
        );
        assert!(vault.path(LOCKED).exists() && vault.path(OPEN).exists());
    }
}

#[test]
fn one_thing_that_is_not_permitted_has_a_code_of_its_own() {
    let vault = vault(SAID);
    let Some(run) = run_locked(&vault, &["align", LOCKED]) else {
        return;
    };
    run.exits(5);
    let vault = self::vault(SAID);
    let Some(run) = run_unreadable(&vault, &vault.path(OPEN), &["align", OPEN]) else {
        return;
    };
    let run = run.exits(3);
    assert!(run.stderr.contains(OPEN), "{}", run.stderr);
}

#[test]
fn what_helps_several_notes_is_printed_once() {
    let vault = vault("Two people count the same flock.\n");
    for note in [LOCKED, OPEN] {
        let locked = fs::Permissions::from_mode(0o444);
        fs::set_permissions(vault.path(note), locked).expect("a mode set");
    }
    let run = vault.kbnote(["align", LOCKED, OPEN]).exits(1);
    assert_eq!(
        run.stderr.matches(" is read-only").count(),
        2,
        "{}",
        run.stderr
    );
    let hint = "give yourself write permission first";
    assert_eq!(run.stderr.matches(hint).count(), 1, "{}", run.stderr);
}
