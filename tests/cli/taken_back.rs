//! What the author decided or took back stays so: removed anchors, and the history of what can be undone.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/mine.md";
const DRAFT: &str = "notes/drafts/tide_tables.md";

/// A vault with a note of these sentences on the third talk, aligned.
fn aligned(sentences: &str) -> TestVault {
    let vault = TestVault::shipped();
    let note = format!("---\ntitle: Mine\nvideoId: kbnoteDemo3\n---\n\n{sentences}\n");
    vault.write(NOTE, note);
    vault.kbnote(["align", NOTE]).success();
    vault
}

fn without_anchors(text: &str) -> String {
    let mut pieces = text.split(" <a class");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |all, piece| {
        all + piece.split_once("</a>").map_or(piece, |(_, rest)| rest)
    })
}

#[test]
fn an_anchor_removed_before_stays_away_when_the_others_are_taken_out_too() {
    let vault = aligned(
        "From one high water to the next it is about 12 h 25 min. Weather is not in the table.",
    );
    let both = vault.read(NOTE);
    let (first, second) = both.split_once(". Weather").expect("two sentences");
    assert!(
        first.contains("data-t") && second.contains("data-t"),
        "{both}"
    );
    let without_second = format!("{first}. Weather{}", without_anchors(second));
    vault.write(NOTE, &without_second);
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.read(NOTE), without_second);
    vault.write(NOTE, without_anchors(&both));
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.read(NOTE), without_second, "the first is found anew");
}

#[test]
fn a_move_that_cannot_be_undone_yet_can_be_later() {
    let vault = TestVault::shipped();
    vault
        .kbnote(["new", "kbnoteDemo3", "--draft", DRAFT])
        .success();
    let [from, to] = ["shorewalks", "fieldnotes"].map(|c| format!("notes/{c}/tide_tables.md"));
    vault
        .kbnote(["move", from.as_str(), "fieldnotes"])
        .success();
    let moved = vault.read(&to);
    vault.write(&to, format!("{moved}\nAn edit.\n"));
    vault.kbnote(["undo"]).exits(5);
    let list = vault.kbnote(["undo", "--list"]).success().stdout;
    assert!(list.contains("kbnote move"), "{list}");
    vault.write(&to, &moved);
    vault.kbnote(["undo"]).success();
    assert!(vault.path(&from).exists() && !vault.path(&to).exists());
    vault.kbnote(["undo"]).success();
    assert!(!vault.path(&from).exists());
}

#[test]
fn no_link_is_written_into_front_matter_that_is_not_closed() {
    let vault = TestVault::shipped();
    for end in ["", "...\n"] {
        let note = format!("---\ntitle: On counting birds in winter and tides\n{end}\nText.\n");
        vault.write(NOTE, &note);
        vault.kbnote(["links", "--apply", NOTE]).success();
        assert_eq!(vault.read(NOTE), note);
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_vault_is_refused_and_nothing_waits_for_it() {
    for name in ["kbnote.toml", "templates/note.hbs"] {
        let vault = TestVault::shipped();
        let path = vault.path(name);
        vault.write(name, "");
        std::fs::remove_file(&path).expect("removed");
        let made = std::process::Command::new("mkfifo").arg(&path).status();
        assert!(made.expect("mkfifo").success());
        let run = vault.kbnote(["template", "check"]);
        assert!(run.code != 0, "{name}: {}", run.seen());
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(all.contains("not a regular file"), "{name}: {all}");
    }
}
