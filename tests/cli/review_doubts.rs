//! `kbnote review --doubts`: sentences in doubt, one after the other.

use crate::support::{Run, TestVault};
use crate::terminal::Terminal;

const NOTE: &str = "notes/shorewalks/tide_tables.md";

/// The shipped vault with the note that its draft becomes: some of its sentences are in doubt.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    let draft = [
        "new",
        "kbnoteDemo3",
        "--draft",
        "notes/drafts/tide_tables.md",
    ];
    vault.kbnote(draft).success();
    vault
}

fn review(vault: &TestVault, keys: &str) -> Run {
    vault.kbnote_reading(["review", "--doubts", NOTE], keys)
}

/// How many anchors of the note are in doubt.
fn doubtful(vault: &TestVault) -> u64 {
    let list = vault
        .kbnote(["list", "kbnoteDemo3", "--json"])
        .success()
        .json();
    let doubtful = &list["videos"][0]["notes"][0]["doubtful"];
    doubtful.as_u64().expect("a count")
}

/// How many sentences of the note have no anchor, though the captions may say them.
fn missing(vault: &TestVault) -> u64 {
    let shown = review(vault, &"n".repeat(40)).success().stdout;
    let missing = shown
        .lines()
        .filter(|line| line.contains("    anchor  no anchor, "));
    missing.count() as u64
}

/// How many sentences are pinned, as `align` counts them.
fn pinned(vault: &TestVault) -> usize {
    let align = vault.kbnote(["align", "--json", NOTE]).success().json();
    let claims = align["notes"][0]["claims"].as_array().expect("claims");
    let pinned = claims.iter().filter(|claim| claim["status"] == "pinned");
    pinned.count()
}

#[test]
fn each_sentence_in_doubt_is_shown_with_its_places() {
    let vault = vault();
    let before = vault.snapshot();
    let run = review(&vault, "").success();
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.snapshot(), before);
    let help = review(&vault, "?q").success().stdout;
    assert!(
        help.contains("anchor it at that place, and pin it"),
        "{help}"
    );
}

#[test]
fn a_choice_is_written_at_once_and_the_next_run_continues() {
    let vault = vault();
    let before = doubtful(&vault);
    assert!(before >= 3, "{before} in doubt");
    let run = review(&vault, "k2xq").success();
    let open = before - 3 + missing(&vault);
    let counts = format!("\n3 decided (2 pinned, 1 removed), {open} still open\n");
    assert!(run.stdout.ends_with(&counts), "{}", run.stdout);
    for done in [
        "kept: pinned at 00:00:32",
        "pinned at 00:",
        "removed; kbnote will not add it again",
    ] {
        let is_told = |line: &str| line.starts_with(NOTE) && line.contains(&format!(": {done}"));
        assert!(run.stdout.lines().any(is_told), "{done}: {}", run.stdout);
    }
    let next = format!("`kbnote review --doubts {NOTE}` goes on with the rest");
    assert!(run.stderr.contains(&next), "{}", run.stderr);
    assert_eq!(doubtful(&vault), before - 3);
    assert_eq!(pinned(&vault), 2);
    let settled = vault.snapshot();
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.snapshot(), settled, "what was decided stays");
    let rest = review(&vault, "n".repeat(40).as_str()).success().stdout;
    assert!(
        rest.ends_with(&format!("nothing decided, {open} still open\n")),
        "{rest}"
    );
}

#[test]
fn what_is_to_have_no_anchor_does_not_come_again() {
    let vault = vault();
    let all = "x".repeat(12);
    let run = review(&vault, &all).success();
    let decided = run.stdout.lines().last().unwrap_or_default().to_owned();
    assert!(
        decided.ends_with(" removed, 1 without an anchor), 0 still open"),
        "{decided}"
    );
    let last = ": no anchor; kbnote will not add one\n";
    assert!(run.stdout.contains(last), "{}", run.stdout);
    assert!(run.stderr.contains("`kbnote status`"), "{}", run.stderr);
    let settled = vault.snapshot();
    assert_eq!(
        review(&vault, "").success().stdout,
        "no sentence is in doubt\n"
    );
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.snapshot(), settled);
    let status = vault.kbnote(["status", "--json", NOTE]).success().json();
    assert_eq!(
        (&status["unanchored"], &status["doubtful"]),
        (&0.into(), &0.into())
    );
    let polished = vault.read(NOTE).replace(
        "Weather is not in the table.",
        "The weather is not in the table.",
    );
    vault.write(NOTE, &polished);
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.read(NOTE), polished);
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.read(NOTE), polished);
    assert_eq!(
        review(&vault, "").success().stdout,
        "no sentence is in doubt\n"
    );
}

#[test]
fn all_anchors_of_a_sentence_are_removed() {
    let vault = vault();
    let one = "<a class=\"yt-timestamp\" data-t=\"00:00:32\">[00:00:32]</a>";
    let text = vault.read(NOTE);
    assert!(text.contains(one));
    vault.write(
        NOTE,
        text.replace(one, &format!("{one} {}", one.replace("00:32", "05:40"))),
    );
    let states = std::fs::remove_dir_all(vault.path(".kbnote/notes"));
    states.expect("states to forget");
    let run = review(&vault, "dq").success();
    assert!(!vault.read(NOTE).contains("[00:05:40]"), "{}", run.stdout);
    assert!(!vault.read(NOTE).contains(one));
}

#[test]
fn choices_are_undone_one_by_one() {
    let vault = vault();
    let before = vault.read(NOTE);
    let states = vault.snapshot();
    let run = review(&vault, "2nxzzzzq").success();
    assert!(run.stdout.contains("nothing to undo"), "{}", run.stdout);
    assert!(run.stdout.contains("\nnothing decided, "), "{}", run.stdout);
    assert_eq!(vault.read(NOTE), before);
    assert_eq!(vault.snapshot(), states, "the state too");
}

#[test]
fn a_time_is_typed() {
    let vault = vault();
    let run = review(&vault, "tsoon\nt\nt59:00\nt0:07\nq").success();
    assert!(run.stdout.contains("past the end"), "{}", run.stdout);
    assert!(
        run.stdout.contains(": pinned at 00:00:07\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("\n1 decided (1 pinned), "),
        "{}",
        run.stdout
    );
    assert!(vault.read(NOTE).contains("[00:00:07]"));
    assert_eq!(pinned(&vault), 1);
    vault.kbnote(["undo"]).success();
    assert!(!vault.read(NOTE).contains("[00:00:07]"));
}

#[test]
fn keys_are_pressed_in_a_terminal() {
    let vault = vault();
    let mut terminal = Terminal::start(vault.command(["review", "--doubts", NOTE]));
    terminal.wait_for("1 of ");
    terminal.press("k");
    terminal.wait_for("kept: pinned at 00:00:32");
    terminal.wait_for("2 of ");
    terminal.press("z");
    terminal.wait_for("undone");
    terminal.wait_for("1 of ");
    terminal.press("q");
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(pinned(&vault), 0);
}

/// The line of keys of the last sentence that was shown.
fn keys_shown(shown: &str) -> &str {
    let mut lines = shown.lines().rev();
    lines
        .find(|line| line.contains("q quit"))
        .unwrap_or_default()
}

#[test]
fn only_keys_that_do_something_for_the_sentence_are_listed() {
    let vault = vault();
    let first = review(&vault, "").success().stdout;
    assert_eq!(
        keys_shown(&first).trim(),
        "k keep  1-5 anchor here  t time  x remove  n next  ? keys  q quit"
    );
    let later = review(&vault, "k").success().stdout;
    assert!(keys_shown(&later).contains("z undo"), "{later}");
    // The sentences without an anchor come last.
    let anchored = doubtful(&vault) as usize;
    let mut terminal = Terminal::start(vault.command(["review", "--doubts", NOTE]));
    for number in 1..=anchored {
        terminal.wait_for(&format!("{number} of "));
        terminal.press("n");
    }
    terminal.wait_for("    anchor  no anchor, ");
    for key in ["a", "k"] {
        terminal.press(key);
        terminal.wait_for("it has no anchor to keep: 1");
    }
    terminal.press("x");
    terminal.wait_for("no anchor; kbnote will not add one");
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert!(shown.contains("1 decided (1 without an anchor)"), "{shown}");
}

/// The keys that the page explains.
fn page_keys() -> Vec<char> {
    let page = include_str!("../../crates/kbnote-server/src/page/page.html");
    let keys = page.split("<kbd>").skip(1);
    keys.filter_map(|key| key.chars().next()).collect()
}

#[test]
fn the_page_has_the_same_keys() {
    let vault = vault();
    let help = review(&vault, "?q").success().stdout;
    let keys = help.lines().skip_while(|line| !line.starts_with("k   "));
    let keys = keys.take_while(|line| line.chars().nth(1) == Some(' '));
    let keys: Vec<char> = keys.filter_map(|line| line.chars().next()).collect();
    assert_eq!(keys, ['k', '1', 't', 'x', 'n', 'z', 'q']);
    let shared = keys.iter().filter(|key| **key != 'q');
    for key in shared {
        assert!(page_keys().contains(key), "{key}");
    }
}

#[test]
fn without_doubts_there_is_nothing_to_do() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/plain.md",
        "---\ntitle: Plain\n---\n\nNo recording.\n",
    );
    let run = vault.kbnote_reading(["review", "--doubts", "notes/plain.md"], "a");
    assert_eq!(run.success().stdout, "no sentence is in doubt\n");
    vault
        .kbnote(["review", "--doubts", "--json", NOTE])
        .exits(2);
    vault
        .kbnote(["review", "--doubts", "--accept-all", NOTE])
        .exits(2);
    vault
        .kbnote(["review", "--doubts", "notes/gone.md"])
        .exits(3);
}
