//! Notes that were moved, copied, set back or merged outside of kbnote: what the author decided
//! stays decided.

use std::fs;

use crate::align::vault as marsh;
use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_starlings.md";
const STATE: &str = ".kbnote/notes/notes/fieldnotes/counting_starlings.md.json";

/// A vault with an aligned note, in which the author took one anchor away and set another by hand.
fn decided() -> TestVault {
    let vault = marsh();
    vault.kbnote(["align", NOTE]).success();
    decide(&vault, NOTE);
    vault
}

fn decide(vault: &TestVault, note: &str) {
    let text = vault.read(note);
    let (before, after) = text
        .split_once("compare their figures <a")
        .expect("an anchor");
    let (_, after) = after.split_once("</a>").expect("its end");
    let text = format!("{before}compare their figures{after}");
    assert!(text.contains("00:00:30"), "{text}");
    vault.write(note, text.replace("00:00:30", "00:00:33"));
}

fn rename(vault: &TestVault, from: &str, to: &str) {
    let to = vault.path(to);
    fs::create_dir_all(to.parent().expect("a folder")).expect("a folder made");
    fs::rename(vault.path(from), to).expect("a note moved");
}

/// Aligning and retiming leave the note as its author decided; gives what the first run says.
#[track_caller]
fn keeps_its_decisions(vault: &TestVault, note: &str) -> String {
    let before = vault.read(note);
    assert!(before.contains("00:00:33") && !before.contains("figures <a"));
    let run = vault.kbnote(["align", note]).success();
    assert_eq!(vault.read(note), before, "{}", run.stderr);
    vault.kbnote(["align", "--retime", note]).success();
    assert_eq!(vault.read(note), before, "with --retime");
    run.stderr
}

#[test]
fn a_moved_note_is_as_its_author_decided() {
    for to in [
        "notes/fieldnotes/starlings.md",
        "notes/elsewhere/counting_starlings.md",
        "notes/fieldnotes/Counting_Starlings.md",
    ] {
        let vault = decided();
        rename(&vault, NOTE, to);
        let said = keeps_its_decisions(&vault, to);
        let line = format!("{to} was moved from {NOTE}: what you decided there is kept\n");
        assert!(said.contains(&line), "{said}");
        assert!(!vault.path(STATE).exists());
        let again = vault.kbnote(["align", to]).success();
        assert!(!again.stderr.contains("moved"), "{}", again.stderr);
    }
}

#[test]
fn looking_at_a_moved_note_moves_nothing() {
    let vault = decided();
    let to = "notes/fieldnotes/starlings.md";
    rename(&vault, NOTE, to);
    let before = vault.snapshot();
    vault.kbnote(["align", "--check", to]).success();
    vault.kbnote(["diff", "--only", "anchors", to]).success();
    vault.kbnote(["why", &format!("{to}:8")]).success();
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn undoing_a_run_on_a_moved_note_keeps_earlier_decisions() {
    let vault = decided();
    let to = "notes/fieldnotes/starlings.md";
    vault.kbnote(["align", NOTE]).success();
    rename(&vault, NOTE, to);
    let text = vault.read(to);
    vault.write(to, format!("{text}\nWe watch the film again.\n"));
    vault.kbnote(["align", to]).success();
    vault.kbnote(["undo"]).success();
    vault.write(to, text);
    keeps_its_decisions(&vault, to);
}

#[test]
fn a_copy_is_as_the_author_decided_and_goes_its_own_way() {
    let vault = decided();
    vault.kbnote(["align", NOTE]).success();
    let copy = "notes/elsewhere/copy.md";
    vault.write(copy, vault.read(NOTE));
    let said = keeps_its_decisions(&vault, copy);
    let line = format!("{copy} is a copy of {NOTE}: what you decided there holds here too\n");
    assert!(said.contains(&line), "{said}");
    vault
        .kbnote(["align", "--unpin", &format!("{copy}:12")])
        .success();
    keeps_its_decisions(&vault, NOTE);
}

#[test]
fn where_it_could_have_been_one_of_two_notes_the_author_says_which() {
    let vault = decided();
    let other = "notes/fieldnotes/other.md";
    vault.kbnote(["align", NOTE]).success();
    vault.write(other, vault.read(NOTE).replace("00:00:33", "00:00:34"));
    vault.kbnote(["align", other]).success();
    let (new, text) = ("notes/fieldnotes/new.md", vault.read(NOTE) + "\nMore.\n");
    fs::remove_file(vault.path(NOTE)).unwrap();
    fs::remove_file(vault.path(other)).unwrap();
    vault.write(new, &text);
    let before = vault.snapshot();
    let run = vault.kbnote(["align", new]).exits(5);
    assert_eq!(vault.snapshot(), before);
    let expected = format!(
        "error: {new} could be any of {NOTE}, {other} before it was moved\nhint: say which with \
         `kbnote align --moved-from {NOTE} {new}`, or `--moved-from none` if it is a new note; it was \
         not changed\n"
    );
    assert_eq!(run.stderr, expected);
    let on_folder = vault.kbnote(["align", "notes"]).exits(5);
    assert!(on_folder.stderr.contains("could be any of"));
    assert_eq!(vault.read(new), text);

    let nowhere = ["align", "--moved-from", "notes/gone.md", new];
    vault.kbnote(nowhere).exits(3);
    let as_new = ["align", "--moved-from", "none", "notes"];
    vault.kbnote(as_new).success();
    assert!(vault.read(new).contains("figures <a"));
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(new), text);
    vault.kbnote(["align", "--moved-from", NOTE, new]).success();
    keeps_its_decisions(&vault, new);
}

#[test]
fn a_note_that_was_set_back_stays_as_it_is_and_forgets_nothing() {
    let vault = marsh();
    vault.kbnote(["align", NOTE]).success();
    let older = vault.read(NOTE);
    decide(&vault, NOTE);
    vault.kbnote(["align", NOTE]).success();
    let newer = vault.read(NOTE);
    vault.write(NOTE, &older);
    vault.kbnote(["align", NOTE]).success();
    vault.kbnote(["align", "--retime", NOTE]).success();
    assert_eq!(vault.read(NOTE), older);
    vault.write(NOTE, &newer);
    keeps_its_decisions(&vault, NOTE);
}

#[test]
fn a_state_that_git_could_not_merge_keeps_both_sides() {
    let vault = decided();
    vault.kbnote(["align", NOTE]).success();
    let ours = vault.read(STATE);
    let (kept, own): (Vec<&str>, Vec<&str>) = ours
        .lines()
        .partition(|line| !line.contains("figures") && !line.contains("Frost"));
    let theirs = own.join("\n").replace("[]", "[15]").replace("[33]", "[30]");
    let theirs = theirs.replace(",\"pinned\":true", "");
    let end = kept.len() - 2;
    let (head, tail) = (kept[..end].join("\n"), kept[end..].join("\n"));
    let merged = format!(
        "{head}\n<<<<<<< HEAD\n{}\n=======\n{theirs}\n>>>>>>> theirs\n{tail}\n",
        own.join("\n")
    );
    vault.write(STATE, merged);
    keeps_its_decisions(&vault, NOTE);
    let clean = vault.read(STATE);
    assert!(
        !clean.contains("<<<<") && clean.contains("kbnote.state/"),
        "{clean}"
    );
}

#[test]
fn a_state_that_git_merged_line_by_line_keeps_the_authors_decisions() {
    let vault = decided();
    vault.kbnote(["align", NOTE]).success();
    let ours = vault.read(STATE);
    for comma in [",\n", "\n"] {
        let twice = |line: &str| match line.contains("pinned") {
            true => format!(
                "{}{comma}{line}\n",
                line.replace(",\"pinned\":true", "").trim_end_matches(',')
            ),
            false => format!("{line}\n"),
        };
        vault.write(STATE, ours.lines().map(twice).collect::<String>());
        keeps_its_decisions(&vault, NOTE);
    }
}

#[test]
fn an_entry_removed_from_an_index_stays_out_when_its_note_is_renamed() {
    for aligned in [false, true] {
        let vault = marsh();
        if aligned {
            vault.kbnote(["align", NOTE]).success();
        }
        vault.kbnote(["index"]).success();
        let index = "notes/fieldnotes/fieldnotes.md";
        let text = vault.read(index);
        let kept = text
            .lines()
            .filter(|line| !line.contains("[[") || line.contains("From:"));
        let without = kept.map(|line| format!("{line}\n")).collect::<String>();
        assert_ne!(without, text);
        vault.write(index, &without);
        vault.kbnote(["index"]).success();
        assert_eq!(vault.read(index), without);
        rename(&vault, NOTE, "notes/fieldnotes/roosts.md");
        vault.kbnote(["index"]).success();
        assert_eq!(vault.read(index), without, "aligned: {aligned}");
    }
}

#[test]
fn names_as_long_as_a_file_system_takes_keep_their_decisions() {
    let vault = marsh();
    for name in ["x".repeat(252), "é".repeat(126)] {
        let note = format!("notes/fieldnotes/{name}.md");
        rename(&vault, NOTE, &note);
        vault.kbnote(["align", &note]).success();
        decide(&vault, &note);
        keeps_its_decisions(&vault, &note);
        rename(&vault, &note, NOTE);
        let said = keeps_its_decisions(&vault, NOTE);
        assert!(said.contains("was moved from notes/fieldnotes/"), "{said}");
        let text = vault.read(NOTE).replace("00:00:33", "00:00:30");
        vault.write(NOTE, text);
        fs::remove_dir_all(vault.path(".kbnote")).expect("what is known");
        let plain = vault.read(NOTE).replace(
            "compare their figures.",
            "compare their figures <a class=\"yt-timestamp\" data-t=\"00:00:15\">[00:00:15]</a>.",
        );
        vault.write(NOTE, plain);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_utf_8_is_named_and_stops_no_other() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let vault = marsh();
    let odd = vault
        .path("notes/fieldnotes")
        .join(OsStr::from_bytes(b"caf\xe9.md"));
    if fs::copy(vault.path(NOTE), &odd).is_err() {
        return; // A file system that takes only UTF-8.
    }
    let before = fs::read(&odd).expect("a note");
    let align = [OsStr::new("align"), odd.as_os_str()];
    let run = vault.kbnote(align).exits(5);
    let expected = "caf\u{fffd}.md is not UTF-8\nhint: it was not changed; rename the file first\n";
    assert!(run.stderr.ends_with(expected), "{}", run.stderr);
    for check in [&["align", "--check"][..], &["diff"], &["regen", "--check"]] {
        let args = check.iter().map(OsStr::new).chain([odd.as_os_str()]);
        let checked = vault.kbnote(args).exits(5);
        assert_eq!(checked.stderr, run.stderr, "{check:?}");
    }
    for command in ["check", "status"] {
        let said = vault.kbnote([command]).stderr;
        assert_eq!(said.matches("is not UTF-8").count(), 1, "{command}: {said}");
    }
    let status = vault.kbnote(["status", "--json"]).json();
    let next = status["next"].to_string();
    assert!(!next.contains('\u{fffd}'), "{next}");
    let of_name = |note: &&serde_json::Value| note["path"].to_string().contains('\u{fffd}');
    let open = status["to_do"].as_array().expect("notes").iter();
    let wanted: Vec<_> = open
        .filter(of_name)
        .map(|note| &note["unanchored"])
        .collect();
    assert!(wanted.iter().all(|sentences| **sentences == 0), "{status}");
    vault.kbnote(["align", "notes"]).exits(1);
    assert!(vault.read(NOTE).contains("figures <a"), "the others go on");
    assert_eq!(fs::read(&odd).expect("a note"), before);
    for command in ["align", "check", "index", "list", "links", "undo"] {
        let run = match command {
            "index" | "list" | "undo" => vault.kbnote([command]),
            _ => vault.kbnote([command, "notes"]),
        };
        assert!(run.code <= 1, "{command}: {}", run.stderr);
    }
}

#[test]
fn a_copy_of_notes_that_are_all_there_is_aligned_afresh() {
    let vault = decided();
    vault.kbnote(["align", NOTE]).success();
    let other = "notes/fieldnotes/other.md";
    vault.write(other, vault.read(NOTE).replace("00:00:33", "00:00:34"));
    vault.kbnote(["align", other]).success();
    let (copy, text) = ("notes/fieldnotes/copy.md", vault.read(NOTE) + "\nMore.\n");
    vault.write(copy, &text);
    vault.kbnote(["align", copy]).success();
    assert!(vault.read(copy).contains("00:00:33"));
    keeps_its_decisions(&vault, NOTE);
}

/// What aligning a note says, and what looking at it does.
fn said_of(vault: &TestVault, note: &str) -> String {
    let runs = [
        vec!["align", "--check", note],
        vec!["status"],
        vec!["align", note],
    ];
    let said = runs.map(|args| vault.kbnote(args).stderr);
    said.concat()
}

#[test]
fn a_note_with_one_sentence_of_another_is_not_a_copy_of_it() {
    let vault = marsh();
    let (short, text) = ("notes/fieldnotes/short.md", vault.read(NOTE));
    let sentence = kbnote_note::Note::parse(text.clone());
    let sentence = sentence.claims().last().expect("a sentence").text.clone();
    let front = "---\ntitle: Short\nvideoId: kbnoteDemo1\n---\n\n";
    vault.write(short, format!("{front}{sentence}\n"));
    vault.kbnote(["align", short]).success();
    vault.kbnote(["align", "--pin", &format!("{short}:6"), "0:15"]);
    for note in [text.clone(), text + "\nWe watch the film again.\n"] {
        vault.write(NOTE, note);
        let said = said_of(&vault, NOTE);
        assert!(!said.contains("is a copy of"), "{said}");
    }
}

#[test]
fn a_copy_in_which_a_decision_does_not_hold_is_not_announced_as_if_it_did() {
    let copy = "notes/elsewhere/copy.md";
    let vault = decided();
    vault.kbnote(["align", NOTE]).success();
    vault.write(copy, vault.read(NOTE).replace("00:00:33", "00:00:34"));
    let said = said_of(&vault, copy);
    assert!(!said.contains("holds here too"), "{said}");
    // Nothing was decided: nothing holds.
    let vault = marsh();
    vault.kbnote(["align", NOTE]).success();
    vault.write(copy, vault.read(NOTE));
    let said = said_of(&vault, copy);
    assert!(!said.contains("holds here too"), "{said}");
}
