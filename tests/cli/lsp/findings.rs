//! Findings as one types: those of `kbnote check`.

use serde_json::{Value, json};

use super::client::Editor;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// Findings of several kinds: of the front matter, anchors, links and words, and of the vault.
const FAULTY: &str = "---\ntitle: Faulty\nvideoId: kbnoteDemo1\nurl: https://youtu.be/kbnoteDemo2\n---\n\n\
    🦆 é Flocks are counted at dusk [99:00:00]. See [[nowhere at all]] and [[Counting Birds in Winter]].\n\n\
    A bag is $5 for us and another is $2 more.\n\n\
    \u{a0}“Nobody\tever said 417 of this” [0:20](https://youtu.be/kbnoteDemo1?t=40).\n";

/// Line and column, code, severity and message.
type Found = (u64, u64, String, String, String);

/// What `kbnote check` finds.
fn checked(vault: &TestVault, name: &str) -> Vec<Found> {
    let document = vault.kbnote(["--json", "check", name]).json();
    let number = |value: &Value| value.as_u64().expect("a number");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |finding: &Value| {
        (
            number(&finding["line"]),
            number(&finding["column"]),
            text(&finding["code"]),
            text(&finding["severity"]),
            text(&finding["message"]),
        )
    };
    document["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .map(one)
        .collect()
}

/// What the server has published, with columns in characters.
fn published(findings: &[Value]) -> Vec<Found> {
    let number = |value: &Value| value.as_u64().expect("a number") + 1;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let one = |finding: &Value| {
        let start = &finding["range"]["start"];
        let severity = match finding["severity"].as_u64() {
            Some(1) => "error",
            Some(2) => "warning",
            _ => "info",
        };
        assert_eq!(finding["source"], "kbnote");
        (
            number(&start["line"]),
            number(&start["character"]),
            text(&finding["code"]),
            severity.to_owned(),
            text(&finding["message"]),
        )
    };
    findings.iter().map(one).collect()
}

#[test]
fn findings_are_those_of_check() {
    let vault = TestVault::shipped();
    let name = "notes/fieldnotes/faulty.md";
    for text in [
        FAULTY.to_owned(),
        FAULTY.replace('\n', "\r\n"),
        format!("\u{feff}{FAULTY}"),
    ] {
        vault.write(name, &text);
        let mut editor = Editor::start_with(
            &vault,
            &json!({"general": {"positionEncodings": ["utf-32"]}}),
        );
        editor.open(name);
        let found = published(&editor.findings(name));
        assert!(found.len() >= 7, "{found:?}");
        assert_eq!(found, checked(&vault, name));
        for (shipped, _) in vault.snapshot() {
            if shipped.starts_with("notes/fieldnotes/") && shipped.ends_with(".md") {
                editor.open(&shipped);
                assert_eq!(
                    published(&editor.findings(&shipped)),
                    checked(&vault, &shipped),
                    "{shipped}"
                );
            }
        }
    }
}

#[test]
fn findings_follow_each_change_in_every_encoding() {
    let vault = TestVault::shipped();
    for (encoding, column) in [("utf-8", 5), ("utf-16", 3), ("utf-32", 2)] {
        let offered = json!({"general": {"positionEncodings": [encoding]}});
        let mut editor = Editor::start_with(&vault, &offered);
        assert_eq!(
            editor.capabilities["positionEncoding"], encoding,
            "{}",
            editor.capabilities
        );
        let head = "---\ntitle: T\n---\n\n";
        editor.open_with(BIRDS, &format!("{head}🦆 ducks.\n"));
        let broken = |findings: &[Value]| findings.iter().filter(|f| f["code"] == "KB301").count();
        let before = editor.findings(BIRDS);
        assert_eq!(broken(&before), 0, "{before:?}");
        let at = json!({"line": 4, "character": column});
        let changes = json!([{"range": {"start": at, "end": at}, "text": "[[nowhere]] "}]);
        editor.change(BIRDS, &changes, &format!("{head}🦆 [[nowhere]] ducks.\n"));
        let after = editor.findings(BIRDS);
        let found = after
            .iter()
            .find(|f| f["code"] == "KB301")
            .expect("a broken link");
        let target = [2, 9].map(|more| json!({"line": 4, "character": column + more}));
        assert_eq!(
            [&found["range"]["start"], &found["range"]["end"]],
            [&target[0], &target[1]]
        );
    }
}

#[test]
fn a_note_outside_the_vault_and_one_without_a_file_are_checked_too() {
    let vault = TestVault::shipped();
    let elsewhere = TestVault::empty();
    let text = "See [x](broken.md) at [99:00:00].\n";
    elsewhere.write("outside.md", text);
    let mut editor = Editor::start(&vault);
    let outside = format!("file://{}", elsewhere.path("outside.md").display());
    for uri in [outside.as_str(), "untitled:Untitled-1"] {
        editor.open_uri(uri, text);
        editor.findings_at(uri);
    }
    let path = elsewhere.path("outside.md").display().to_string();
    assert_eq!(
        published(&{
            editor.open_uri(&outside, text);
            editor.findings_at(&outside)
        }),
        checked(&vault, &path)
    );
}

#[test]
fn a_note_that_another_program_adds_is_known_at_once() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open_with(BIRDS, "See [[gulls_at_sea]].\n");
    let broken = |findings: &[Value]| findings.iter().any(|f| f["code"] == "KB301");
    assert!(broken(&editor.findings(BIRDS)));
    vault.write(
        "notes/fieldnotes/gulls_at_sea.md",
        "---\ntitle: Gulls\n---\n\nThey fly.\n",
    );
    while broken(&editor.findings(BIRDS)) {}
}
