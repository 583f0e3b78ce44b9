//! `kbnote diff` between two notes, and between a note and its past.

use std::env;
use std::process::Command;

use super::support::{Run, TestVault};
use super::terminal::Terminal;

const OLD: &str = "---\ntitle: Counting birds\nvideoId: kbnoteDemo1\n---\n\n\
    From: [[fieldnotes]] <br/> \n\n\
    Flocks are counted at dusk, when they come in to roost <a class=\"yt-timestamp\" data-t=\"00:08:42\">[00:08:42]</a>. \
    Two people count the same flock and compare <a class=\"yt-timestamp\" data-t=\"00:09:10\">[00:09:10]</a>. \
    Numbers differ by a tenth <a class=\"yt-timestamp\" data-t=\"00:09:30\">[00:09:30]</a>.\n\n\
    ## Roost sites\n\n\
    * Reed beds are preferred in frost <a class=\"yt-timestamp\" data-t=\"00:12:01\">[00:12:01]</a>.\n\
    * Woods come next.\n\
    * 潮の満ち引きで場所が変わる <a class=\"yt-timestamp\" data-t=\"00:13:00\">[00:13:00]</a>。\n";

fn new() -> String {
    OLD.replace("title: Counting birds", "title: Counting birds in winter")
        .replace("at dusk, when they", "at dawn and dusk, as they")
        .replace("00:08:42", "00:08:50")
        .replace("00:09:10", "00:10:15")
        .replace("00:09:30", "00:09:31")
        .replace("Reed beds", "[[reed_beds | Reed beds]]")
        .replace(
            "* Woods come next.\n",
            "* Fields are last <a class=\"yt-timestamp\" data-t=\"00:14:00\">[00:14:00]</a>.\n",
        )
        .replace("で場所", "で塒")
}

/// A vault with the two notes.
fn vault() -> TestVault {
    let vault = TestVault::empty();
    vault.write("notes/a/old.md", OLD);
    vault.write("notes/a/new.md", new());
    vault
}

fn diff(vault: &TestVault, columns: &str, args: &[&str]) -> Run {
    let mut command = vault.command(["diff"].iter().chain(args));
    command.env("COLUMNS", columns);
    vault.ended(command.output().expect("kbnote runs"))
}

const BOTH: [&str; 2] = ["notes/a/old.md", "notes/a/new.md"];

#[test]
fn two_notes_are_compared_by_sentence() {
    insta::assert_snapshot!(diff(&vault(), "80", &BOTH).success().seen(), @"
    notes/a/old.md → notes/a/new.md: sentences: 2 changed, 1 added, 1 removed;
    anchors: 3 moved; links: 1 added; other lines: 1
        2 - title: Counting birds
          + title: Counting birds in winter
        8 - Flocks are counted at dusk, when they come in to roost.
          + Flocks are counted at dawn and dusk, as they come in to roost.
            00:08:42 → 00:08:50 (+8 s)
        8   00:09:10 → 00:10:15 (+1 min 5 s)  Two people count the same flock and…
       12   [[reed_beds | Reed beds]] added  Reed beds are preferred in frost.
       13 - Woods come next.
       13 + Fields are last. [00:14:00]
       14 - 潮の満ち引きで場所が変わる。
          + 潮の満ち引きで塒が変わる。
            1 anchor moved by at most 1 s (-v shows them)
    --- stderr
    --- exit 0
    ");
}

#[test]
fn small_moves_are_shown_on_request() {
    let shown = diff(&vault(), "80", &["-v", BOTH[0], BOTH[1]]).success();
    assert!(
        shown.stdout.contains("    8   00:09:30 → 00:09:31 (+1 s)"),
        "{}",
        shown.stdout
    );
    assert!(!shown.stdout.contains("at most"), "{}", shown.stdout);
}

#[test]
fn removed_and_added_words_are_shown_in_one_text() {
    insta::assert_snapshot!(diff(&vault(), "80", &["--words", BOTH[0], BOTH[1]]).success().seen(), @"
    notes/a/old.md → notes/a/new.md: sentences: 2 changed, 1 added, 1 removed;
    anchors: 3 moved; links: 1 added; other lines: 1
        2   title: Counting birds {+in winter+}
        8   Flocks are counted at {+dawn and+} dusk, [-when-]{+as+} they come in to
            roost.
            00:08:42 → 00:08:50 (+8 s)
        8   Two people count the same flock and compare.
            00:09:10 → 00:10:15 (+1 min 5 s)
       12   Reed beds are preferred in frost.
            [[reed_beds | Reed beds]] added
       13   [-Woods come next.-]
       13   {+Fields are last. [00:14:00]+}
       14   潮の満ち引きで[-場所-]{+塒+}が変わる。
            1 anchor moved by at most 1 s (-v shows them)
    --- stderr
    --- exit 0
    ");
}

#[test]
fn colours_take_the_place_of_brackets() {
    let shown = diff(
        &vault(),
        "80",
        &["--words", "--color=always", BOTH[0], BOTH[1]],
    )
    .success();
    assert!(
        shown
            .stdout
            .contains("\u{1b}[31mwhen\u{1b}[0m\u{1b}[32mas\u{1b}[0m"),
        "{}",
        shown.stdout
    );
    assert!(!shown.stdout.contains("[-"), "{}", shown.stdout);
}

#[test]
fn two_columns_where_there_is_room() {
    insta::assert_snapshot!(diff(&vault(), "100", &["--side-by-side", BOTH[0], BOTH[1]]).success().seen(), @"
    notes/a/old.md → notes/a/new.md: sentences: 2 changed, 1 added, 1 removed; anchors: 3 moved; links:
    1 added; other lines: 1
        2 title: Counting birds                      │     2 title: Counting birds in winter
        8 Flocks are counted at dusk, when they come │     8 Flocks are counted at dawn and dusk, as
          in to roost.                               │       they come in to roost.
                                                     │       00:08:42 → 00:08:50 (+8 s)
        8 Two people count the same flock and        │     8 Two people count the same flock and
          compare.                                   │       compare.
                                                     │       00:09:10 → 00:10:15 (+1 min 5 s)
       12 Reed beds are preferred in frost.          │    12 Reed beds are preferred in frost.
                                                     │       [[reed_beds | Reed beds]] added
       13 Woods come next.                           │ 
                                                     │    13 Fields are last. [00:14:00]
       14 潮の満ち引きで場所が変わる。               │    14 潮の満ち引きで塒が変わる。
            1 anchor moved by at most 1 s (-v shows them)
    --- stderr
    --- exit 0
    ");
    let narrow = diff(&vault(), "80", &["--side-by-side", BOTH[0], BOTH[1]]).success();
    assert_eq!(narrow.stdout, diff(&vault(), "80", &BOTH).stdout);
    assert!(narrow.stderr.contains("90 columns"), "{}", narrow.stderr);
}

#[test]
fn numbers_only() {
    insta::assert_snapshot!(diff(&vault(), "80", &["--stat", BOTH[0], BOTH[1]]).success().seen(), @"
    notes/a/old.md → notes/a/new.md: sentences: 2 changed, 1 added, 1 removed; anchors: 3 moved; links: 1 added; other lines: 1
    1 note, 1 changed
    --- stderr
    --- exit 0
    ");
}

#[test]
fn the_same_note_differs_in_nothing() {
    let vault = vault();
    let same = diff(&vault, "80", &["--check", BOTH[0], BOTH[0]]).success();
    assert_eq!((same.stdout.as_str(), same.stderr.as_str()), ("", ""));
    diff(&vault, "80", &["--check", BOTH[0], BOTH[1]]).exits(1);
}

#[test]
fn a_terminal_gets_its_output_through_the_pager() {
    let vault = vault();
    let start = |args: &[&str]| {
        let mut command = vault.command(["diff"].iter().chain(args).chain(&BOTH));
        command
            .env("PATH", env::var_os("PATH").unwrap_or_default())
            .env("KBNOTE_PAGER", "sed s/^/paged:/");
        Terminal::with_rows(4, command)
    };
    let (code, paged) = start(&[]).end();
    assert_eq!(code, 0);
    assert!(paged.starts_with("paged:notes/a/old.md"), "{paged}");
    // Nobody said how wide the lines may be: the terminal did.
    assert!(paged.contains("removed;\npaged:anchors"), "{paged}");
    let (_, direct) = start(&["--no-pager"]).end();
    assert_eq!(paged.replace("paged:", ""), direct);
}

#[test]
fn git_applies_the_patch() {
    let vault = vault();
    let patch = diff(&vault, "80", &["--unified", BOTH[0], BOTH[1]]).success();
    vault.write("change.patch", &patch.stdout);
    git(&vault, &["apply", "change.patch"]);
    assert_eq!(vault.read(BOTH[0]), new());
}

#[test]
fn a_script_gets_every_place() {
    let document = diff(&vault(), "80", &["--json", BOTH[0], BOTH[1]])
        .success()
        .json();
    assert_eq!(document["schema"], "kbnote.compare/1");
    let note = &document["notes"][0];
    assert_eq!(
        (&note["old"], &note["new"]),
        (&BOTH[0].into(), &BOTH[1].into())
    );
    let changes = note["changes"].as_array().expect("changes");
    let flocks = &changes[1];
    assert_eq!(flocks["kind"], "changed");
    assert_eq!(flocks["anchors"][0]["shift_ms"], 8_000);
    let word = &flocks["words"][0]["new"];
    let range =
        word[0].as_u64().expect("a start") as usize..word[1].as_u64().expect("an end") as usize;
    assert_eq!(&new()[range], "dawn and");
}

#[test]
fn brackets_of_links_and_anchors_are_within_the_marks_of_what_came_and_went() {
    let vault = vault();
    let anchored = |words: &str| {
        format!("{words} <a class=\"yt-timestamp\" data-t=\"00:00:48\">[00:00:48]</a>.\n")
    };
    vault.write(
        "notes/a/1.md",
        format!(
            "The yeast comes from flour. {}",
            anchored("A jar lives in [[fridge]]")
        ),
    );
    vault.write("notes/a/2.md", "Wild [[yeast|Yeast]] comes from flour.\n");
    let run = |form: &'static [&'static str]| {
        let notes = ["notes/a/1.md", "notes/a/2.md"];
        diff(&vault, "120", &[form, &notes].concat())
            .success()
            .stdout
    };
    let words = run(&["--words"]);
    assert!(
        words.contains("[-The yeast-]{+Wild [[yeast|Yeast]]+} comes from flour."),
        "{words}"
    );
    assert!(
        words.contains("[-A jar lives in [[fridge]]. [00:00:48]-]"),
        "{words}"
    );
    let sentences = run(&[]);
    assert!(
        sentences.contains("+ Wild [[yeast|Yeast]] comes from flour."),
        "{sentences}"
    );
    assert!(
        sentences.contains("- A jar lives in [[fridge]]. [00:00:48]"),
        "{sentences}"
    );
}

#[test]
fn standard_input_can_be_one_of_the_two() {
    let vault = vault();
    let run = vault.kbnote_reading(["diff", "-", BOTH[1]], OLD).success();
    assert!(
        run.stdout.starts_with("- → notes/a/new.md: "),
        "{}",
        run.stdout
    );
    vault.kbnote(["diff", "-", "-"]).exits(2);
}

#[test]
fn the_changes_of_a_regeneration_are_shown_by_sentence() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>";
    vault.write(note, vault.read(note).replacen(anchor, "", 1));
    let before = vault.read(note);
    insta::assert_snapshot!(diff(&vault, "80", &["notes"]).success().seen(), @"
    notes/fieldnotes/counting_birds_in_winter.md: 1 anchor would be updated
        8   00:00:33 added  A winter count shows more than a spring one, because…
    --- stderr
    --- exit 0
    ");
    diff(&vault, "80", &["--check", note]).exits(1);
    let none = diff(&vault, "80", &["--only", "links,headings", "--check", note]).success();
    assert_eq!(none.stdout, "");
    let document = diff(&vault, "80", &["--json", note]).success().json();
    assert_eq!(document["schema"], "kbnote.diff/1");
    let change = &document["notes"][0]["changes"][0];
    assert_eq!(
        (&change["kind"], &change["after"]),
        (&"anchors".into(), &"00:00:33".into())
    );
    assert!(change["verdict"].is_null());
    let patch = diff(&vault, "80", &["--unified", note]).success().stdout;
    assert_eq!(vault.read(note), before);
    vault.write("change.patch", patch);
    git(&vault, &["apply", "change.patch"]);
    assert_eq!(diff(&vault, "80", &["--check", note]).success().stdout, "");
}

#[test]
fn a_note_that_cannot_be_regenerated_is_named_and_stops_no_other() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/fieldnotes/aside.md",
        "---\nvideoId: kbnoteDemo9\n---\n\nFlocks are counted at dusk.\n",
    );
    let run = diff(&vault, "80", &["--stat", "notes"]).exits(1);
    let failure = "error: notes/fieldnotes/aside.md: ";
    assert!(run.stderr.starts_with(failure), "{}", run.stderr);
    assert!(run.stdout.contains("4 notes, 1 changed"), "{}", run.stdout);
}

#[test]
fn two_files_are_compared_unless_each_is_meant() {
    let vault = TestVault::shipped();
    let notes = [
        "notes/fieldnotes/counting_birds_in_winter.md",
        "notes/slowoven/the_sourdough_starter.md",
    ];
    assert!(diff(&vault, "80", &notes).success().stdout.contains(" → "));
    assert_eq!(
        diff(&vault, "80", &["--each", notes[0], notes[1]])
            .success()
            .stdout,
        ""
    );
}

/// Runs git in the vault, with nothing of this machine's settings.
fn git(vault: &TestVault, args: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(vault.path(""))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CEILING_DIRECTORIES", vault.path(".."));
    let output = git.output().expect("git runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn with_git(vault: &TestVault, args: &[&str]) -> Run {
    let mut command = vault.command(["diff"].iter().chain(args));
    command
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .env("GIT_CEILING_DIRECTORIES", vault.path(".."));
    vault.ended(command.output().expect("kbnote runs"))
}

#[test]
fn a_note_is_compared_with_its_past() {
    let vault = vault();
    git(&vault, &["init", "--quiet"]);
    git(&vault, &["add", BOTH[0]]);
    git(&vault, &["commit", "--quiet", "-m", "first"]);
    let same = with_git(&vault, &["--git", "HEAD", BOTH[0]]).success();
    assert_eq!(same.stdout, "");
    vault.write(BOTH[0], OLD.replace("at dusk", "at dawn"));
    insta::assert_snapshot!(with_git(&vault, &["--git", "HEAD", BOTH[0]]).success().seen(), @"
    notes/a/old.md: sentences: 1 changed
        8 - Flocks are counted at dusk, when they come in to roost.
          + Flocks are counted at dawn, when they come in to roost.
    --- stderr
    --- exit 0
    ");
    let some = with_git(&vault, &["--git", "HEAD", "notes"]).exits(1);
    assert!(
        some.stdout.contains("notes/a/old.md: sentences: 1 changed"),
        "{}",
        some.stdout
    );
    assert!(
        some.stderr.contains("notes/a/new.md did not exist at HEAD"),
        "{}",
        some.stderr
    );
    let unknown = with_git(&vault, &["--git", "--output=x", BOTH[0]]).exits(3);
    insta::assert_snapshot!(unknown.stderr, @"
    error: git has no revision `--output=x`
    hint: `git log` lists them; HEAD is the last
    ");
}

#[test]
fn without_git_there_is_no_history() {
    let vault = vault();
    let outside = with_git(&vault, &["--git", "HEAD", BOTH[0]]).exits(3);
    insta::assert_snapshot!(outside.stderr, @"error: notes/a/old.md is not in a git repository");
    let mut command = vault.command(["diff", "--git", "HEAD", BOTH[0]]);
    command.env("PATH", vault.path("nowhere"));
    let without = vault.ended(command.output().expect("kbnote runs")).exits(3);
    insta::assert_snapshot!(without.stderr, @"
    error: git is not installed, or not in an absolute folder of PATH
    hint: install git, or compare two files: `kbnote diff OLD NEW`
    ");
}
