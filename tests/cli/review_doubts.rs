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
    assert!(help.contains("take that place, and pin it"), "{help}");
}

#[test]
fn a_choice_is_written_at_once_and_the_next_run_continues() {
    let vault = vault();
    let before = doubtful(&vault);
    assert!(before >= 3, "{before} in doubt");
    let run = review(&vault, "a2dq").success();
    assert!(
        run.stdout.ends_with("\n2 pinned, 1 removed\n"),
        "{}",
        run.stdout
    );
    assert_eq!(doubtful(&vault), before - 3);
    assert_eq!(pinned(&vault), 2);
    let settled = vault.snapshot();
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(vault.snapshot(), settled, "what was decided stays");
    let rest = review(&vault, "s".repeat(40).as_str()).success().stdout;
    let is_head = |line: &&str| line.split(' ').nth(1) == Some("of") && line.contains(NOTE);
    let skipped = format!("{} skipped\n", rest.lines().filter(is_head).count());
    assert!(rest.ends_with(&skipped), "{rest}");
}

#[test]
fn what_is_to_have_no_anchor_does_not_come_again() {
    let vault = vault();
    let all = "d".repeat(12);
    let run = review(&vault, &all).success();
    let decided = run.stdout.lines().last().unwrap_or_default().to_owned();
    assert!(
        decided.contains(" removed, 1 without an anchor"),
        "{decided}"
    );
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
    let run = review(&vault, "2sduuuuq").success();
    assert!(run.stdout.contains("nothing to undo"), "{}", run.stdout);
    assert!(
        run.stdout.ends_with("nothing was decided on\n"),
        "{}",
        run.stdout
    );
    assert_eq!(vault.read(NOTE), before);
    assert_eq!(vault.snapshot(), states, "the state too");
}

#[test]
fn a_time_is_typed() {
    let vault = vault();
    let run = review(&vault, "tsoon\nt\nt59:00\nt0:07\nq").success();
    assert!(run.stdout.contains("past the end"), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n1 pinned\n"), "{}", run.stdout);
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
    terminal.press("a");
    terminal.wait_for("2 of ");
    terminal.press("u");
    terminal.wait_for("undone");
    terminal.wait_for("1 of ");
    terminal.press("q");
    let (code, shown) = terminal.end();
    assert_eq!(code, 0, "{shown}");
    assert_eq!(pinned(&vault), 0);
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
