//! `kbnote chapters`: headings with their times.

use crate::quote::{TALK, talk};
use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn headings_are_listed_with_times_and_a_warning_where_youtube_shows_none() {
    let vault = TestVault::shipped();
    insta::assert_snapshot!(vault.kbnote(["chapters", NOTE]).success().seen());
    let podcast = vault
        .kbnote(["--format", "podcast", "chapters", NOTE])
        .success();
    insta::assert_snapshot!(podcast.seen());
    let document = podcast.json();
    assert_eq!(document["version"], "1.2.0");
    assert!(document["chapters"][0]["startTime"].is_u64(), "{document}");
}

#[test]
fn chapters_that_youtube_takes_are_not_warned_of() {
    let vault = TestVault::empty();
    let note = "---\ntitle: Talk\n---\n\n# Talk\n\n## Late\n\nLast [01:00:20].\n\n\
        ## First [[x | things]]\n\nThen [00:00:12]. Start [00:00:00].\n\n## Next\n\n### Inner\n\nNext [00:00:10].\n";
    vault.write("notes/a.md", note);
    let run = vault.kbnote(["chapters", "notes/a.md"]).success();
    assert_eq!(run.stdout, "0:00 First things\n0:10 Next\n1:00:20 Late\n");
    assert_eq!(run.stderr, "");
    let json = vault
        .kbnote(["--json", "chapters", "notes/a.md"])
        .success()
        .json();
    assert_eq!(json["chapters"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        json["youtube_rules_broken"].as_array().map(Vec::len),
        Some(0)
    );
    let piped = vault.kbnote_reading(["chapters", "-"], note).success();
    assert_eq!(piped.stdout, run.stdout);
}

#[test]
fn every_rule_of_youtube_is_looked_at() {
    let vault = talk();
    let run = vault.kbnote(["chapters", TALK]).success();
    assert!(run.stderr.contains("begins at 0:05"), "{}", run.stderr);
    assert!(run.stderr.contains("at least 3 chapters"), "{}", run.stderr);
    let text = "## A\n\nOne [00:00:00].\n\n## B\n\nTwo [00:00:09].\n\n## C\n\nThree [00:00:30].\n";
    let short = vault
        .kbnote_reading(["chapters", "-"], text)
        .success()
        .stderr;
    assert_eq!(short.lines().count(), 1, "{short}");
    assert!(
        short.contains("“A” at 0:00 is shorter than 10 s"),
        "{short}"
    );
}

#[test]
fn a_note_without_anchors_or_headings_has_no_chapters() {
    let vault = TestVault::empty();
    let chapters = |text: &str| {
        vault
            .kbnote_reading(["chapters", "-"], text)
            .exits(3)
            .stderr
    };
    insta::assert_snapshot!(chapters("## A\n\nNothing.\n"));
    insta::assert_snapshot!(chapters("Something [00:00:05].\n\n## A\n\nNothing.\n"));
    vault.kbnote(["chapters", "notes/gone.md"]).exits(3);
}
