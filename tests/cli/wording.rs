//! `kbnote check` on quotations and numbers that are not what was said.

use serde_json::Value;

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/talk.md";

const CAPTIONS: &str = "WEBVTT\n\n\
    00:00:01.000 --> 00:00:08.000\nSome three hundred and sixty ducks roost here, in nineteen ninety-nine too.\n\n\
    00:00:08.000 --> 00:00:14.000\nWe count the flocks, not the birds, at dusk. Then two of us compare.\n\n\
    00:05:00.000 --> 00:05:06.000\nNobody needs twelve hundred more words on starlings.\n\n\
    00:06:00.000 --> 00:06:06.000\nThat was the idea of Daniel Kahneman, who came from Geneva.\n";

fn anchor(time: &str) -> String {
    format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>")
}

/// A vault with a note of these lines, each with an anchor in place of `@1` or `@8`.
fn vault(kind: &str, lines: &[&str]) -> TestVault {
    let vault = TestVault::shipped();
    vault.write("talk.vtt", CAPTIONS);
    let import = [
        "import",
        "--video",
        "kbnoteTalk1",
        "--lang",
        "en",
        "--kind",
        kind,
        "talk.vtt",
    ];
    vault.kbnote(import).success();
    let body = lines.join("\n\n");
    let body = body
        .replace("@1", &anchor("00:00:01"))
        .replace("@8", &anchor("00:00:08"));
    vault.write(
        NOTE,
        format!("---\ntitle: Talk\nvideoId: kbnoteTalk1\n---\n\n{body}\n"),
    );
    vault
}

/// Code, severity and line of each finding about words.
fn findings(vault: &TestVault, flags: &[&str]) -> Vec<(String, String, u64)> {
    let document = vault
        .kbnote([&["--json", "check", NOTE], flags].concat())
        .json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let findings = document["findings"].as_array().expect("findings").iter();
    let findings = findings.map(|finding| {
        let line = finding["line"].as_u64().expect("a line");
        (text(&finding["code"]), text(&finding["severity"]), line)
    });
    findings
        .filter(|(code, ..)| code.starts_with("KB6"))
        .collect()
}

const LINES: [&str; 8] = [
    "Some 350 ducks roost here @1.",
    "She says “we count the ducks, not the birds” @8.",
    "She says “we count the flocks; not the Birds!” @8.",
    "> “We count the flocks, not the birds, at dusk. Then two of us compare.” @8",
    "Some 360 ducks were there in 1999, and about 400 later @1.",
    "She “counts” the \"flocks … not the birds\" and “compares them with others of 77 kinds” @8.",
    "Some 99 more are not anchored, says “nobody at all ever said so”.",
    "They say \"we count the [small] flocks, not the birds\" and \"then 2 of us compare\" @8.",
];

#[test]
fn words_that_were_not_said_are_reported_with_those_that_were() {
    let vault = vault("manual", &LINES);
    let found = findings(&vault, &[]);
    let expected = [
        ("KB603", "info", 6),
        ("KB601", "warning", 8),
        ("KB602", "warning", 10),
        ("KB603", "info", 16),
    ];
    let expected =
        expected.map(|(code, severity, line)| (code.to_owned(), severity.to_owned(), line));
    assert_eq!(found, expected);
    insta::assert_snapshot!(vault.kbnote(["check", NOTE]).success().seen());
    assert_eq!(findings(&vault, &["--against-captions", "never"]), []);
}

#[test]
fn a_repair_changes_case_and_punctuation_and_no_word() {
    let vault = vault("manual", &LINES);
    let before = vault.read(NOTE);
    vault.kbnote(["check", "--fix", NOTE]).success();
    let repaired = before.replace("the flocks; not the Birds!", "the flocks, not the birds!");
    assert_eq!(vault.read(NOTE), repaired);
    vault.kbnote(["check", "--fix", NOTE]).success();
    assert_eq!(vault.read(NOTE), repaired);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(NOTE), before);
}

#[test]
fn automatic_captions_say_nothing_of_case_and_punctuation() {
    let vault = vault("auto", &LINES[..3]);
    let codes: Vec<String> = findings(&vault, &[])
        .into_iter()
        .map(|(code, ..)| code)
        .collect();
    assert_eq!(codes, ["KB603", "KB601"]);
}

#[test]
fn a_rule_that_is_off_reports_nothing() {
    let vault = vault("manual", &LINES);
    vault.write(
        "kbnote.toml",
        "[check.severity]\nmisquoted = \"off\"\nKB602 = \"off\"\nKB603 = \"off\"\n",
    );
    assert_eq!(findings(&vault, &[]), []);
}

#[test]
fn quotations_by_kbnote_match_the_captions() {
    let vault = vault("manual", &["We count flocks at dusk and two compare @8."]);
    vault
        .kbnote(["quote", &format!("{NOTE}:6"), "--insert"])
        .success();
    assert!(vault.read(NOTE).contains("> “We count the flocks"));
    assert_eq!(findings(&vault, &[]), []);
}

#[test]
fn a_name_that_people_spelt_otherwise_in_the_captions_is_reported() {
    let at = anchor("00:06:00");
    let lines = [
        format!("It is the idea of Daniel Kanneman, who came from Geneva {at}."),
        format!("It is the idea of Daniel Kahneman's school {at}."),
        format!("Nobody like Newton or Herschel had it {at}."),
        format!("It came to [[kanneman | Kanneman]] in Geneva {at}."),
        "Nothing is anchored here of Kanneman.".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let names = |vault: &TestVault| {
        let mut found = findings(vault, &[]);
        found.retain(|(code, ..)| code == "KB604");
        found
    };
    let edited = vault("manual", &lines);
    let expected = ("KB604".to_owned(), "info".to_owned(), 6);
    assert_eq!(names(&edited), [expected]);
    let message = edited.kbnote(["check", NOTE]).stdout;
    assert!(message.contains("have the name “Kahneman”"), "{message}");
    assert_eq!(names(&vault("auto", &lines)), []);
}
