//! What an editor changes for kbnote: fixes, anchors, links, quotations, names.

use serde_json::{Value, json};

use super::client::{Editor, edited};
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const BREAD: &str = "notes/slowoven/the_sourdough_starter.md";
const NAME: &str = "notes/fieldnotes/new.md";

fn codes(findings: &[Value]) -> Vec<&str> {
    findings
        .iter()
        .filter_map(|finding| finding["code"].as_str())
        .collect()
}

#[test]
fn a_finding_is_fixed_or_ignored() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    let text = "---\ntitle: T\n---\n\n🦆 A bag is $5 for us and another is $2 more, see [[Counting Birds in Winter]] and [[nowhere]].\n";
    editor.open_with(NAME, text);
    let found = editor.findings(NAME);
    let found = codes(&found);
    assert!(
        ["KB208", "KB304", "KB301"]
            .iter()
            .all(|code| found.contains(code)),
        "{found:?}"
    );
    editor.act(NAME, "$5", "KB208");
    assert!(
        editor.text(NAME).contains("\\$5 for us"),
        "{}",
        editor.text(NAME)
    );
    editor.act(NAME, "Counting Birds", "KB304");
    assert!(
        editor.text(NAME).contains("[[counting_birds_in_winter"),
        "{}",
        editor.text(NAME)
    );
    editor.act(NAME, "nowhere", "KB301: ignore on this line");
    assert!(
        editor
            .text(NAME)
            .ends_with("[[nowhere]]. %% kbnote-ignore KB301 %%\n")
    );
    let left = editor.findings(NAME);
    assert!(
        !codes(&left)
            .iter()
            .any(|code| ["KB208", "KB304", "KB301"].contains(code)),
        "{left:?}"
    );
}

#[test]
fn editors_without_versions_of_notes_get_plain_changes() {
    let vault = TestVault::shipped();
    let old = json!({"workspace": {"workspaceEdit": {"documentChanges": false, "resourceOperations": []}}});
    let mut editor = Editor::start_with(&vault, &old);
    editor.open_with(NAME, "A bag is $5 for us and another is $2 more.\n");
    editor.act(NAME, "$5", "KB208");
    assert!(editor.text(NAME).contains("\\$5 for us"));
    let at = json!({"line": 0, "character": 0});
    editor.open(BIRDS);
    let link = editor.position_of(BIRDS, "the_sourdough_starter |");
    let params =
        json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": link, "newName": "Rye"});
    let refused = editor.failure("textDocument/rename", &params);
    assert!(
        refused["message"]
            .as_str()
            .expect("a message")
            .contains("kbnote rename"),
        "{refused} {at}"
    );
}

#[test]
fn one_sentence_is_anchored_where_align_would() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    let text = vault.read(BIRDS).replacen(
        " <a class=\"yt-timestamp\" data-t=\"00:01:30\">[00:01:30]</a>",
        "",
        1,
    );
    assert_ne!(text, vault.read(BIRDS));
    editor.open_with(BIRDS, &text);
    editor.act(BIRDS, "Nobody can count", "Anchor this sentence");
    assert_eq!(editor.text(BIRDS), vault.read(BIRDS));
}

#[test]
fn an_anchor_moves_to_the_next_place() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.act(BIRDS, "<a class", "Move the anchor to 00:00:10 (26 %)");
    let moved = vault.read(BIRDS).replacen(
        "data-t=\"00:00:33\">[00:00:33]",
        "data-t=\"00:00:10\">[00:00:10]",
        1,
    );
    assert_eq!(editor.text(BIRDS), moved);
}

#[test]
fn anchors_are_removed_one_by_one() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.act(BIRDS, "<a class", "Remove the anchor");
    let removed = vault.read(BIRDS).replacen(
        " <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>",
        "",
        1,
    );
    assert_eq!(editor.text(BIRDS), removed);
}

#[test]
fn captions_are_quoted_below_the_paragraph() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.act(BIRDS, "Nobody can count", "Quote the captions");
    let text = editor.text(BIRDS).to_owned();
    vault
        .kbnote(["quote", &format!("{BIRDS}:14:1"), "--insert"])
        .success();
    assert_eq!(text, vault.read(BIRDS));
}

#[test]
fn a_suggested_link_is_written() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    let text =
        "---\ntitle: Visit\n---\n\nThe baker showed us the sourdough starter on the shelf.\n";
    editor.open_with(NAME, text);
    // The suggester is made after the names are read.
    let title = loop {
        let actions = editor.actions(NAME, "sourdough starter on");
        let title = actions
            .iter()
            .filter_map(|action| action["title"].as_str())
            .find(|title| title.starts_with("Link “"));
        if let Some(title) = title {
            break title.to_owned();
        }
        std::thread::yield_now();
    };
    assert!(title.contains("to The sourdough starter ("), "{title}");
    editor.act(NAME, "sourdough starter on", &title);
    assert!(
        editor.text(NAME).contains("[[the_sourdough_starter"),
        "{}",
        editor.text(NAME)
    );
}

#[test]
fn only_the_kinds_that_are_asked_for_are_offered() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let at = editor.position_of(BIRDS, "Nobody");
    let mut kinds = |only: Value| {
        let params = json!({
            "textDocument": {"uri": editor.uri(BIRDS)},
            "range": {"start": at, "end": at},
            "context": {"diagnostics": [], "only": only},
        });
        let actions = editor.request("textDocument/codeAction", &params);
        let actions = actions.as_array().cloned().expect("a list");
        actions
            .iter()
            .map(|action| action["kind"].as_str().expect("a kind").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(json!(["source"])), ["source.kbnote"; 3]);
    assert!(
        kinds(json!(["refactor"]))
            .iter()
            .all(|kind| kind == "refactor.rewrite")
    );
    assert!(kinds(json!(["refactor"])).len() >= 3);
    assert!(kinds(json!(["refactor.extract"])).is_empty());
}

#[test]
fn a_note_is_renamed_with_every_link_as_the_command_does() {
    for from_link in [true, false] {
        let (vault, other) = (TestVault::shipped(), TestVault::shipped());
        other.kbnote(["rename", BREAD, "Rye & wheat"]).success();
        let mut editor = Editor::start(&vault);
        editor.open(BIRDS);
        editor.open(BREAD);
        let (name, at) = match from_link {
            true => (BIRDS, editor.position_of(BIRDS, "the_sourdough_starter |")),
            false => (BREAD, editor.position_of(BREAD, "The sourdough starter")),
        };
        let prepared = editor.at("textDocument/prepareRename", name, &at);
        assert_eq!(prepared["placeholder"], "The sourdough starter");
        let params = json!({"textDocument": {"uri": editor.uri(name)}, "position": at, "newName": "Rye & wheat"});
        let edit = editor.request("textDocument/rename", &params);
        for change in edit["documentChanges"].as_array().expect("changes") {
            if change["kind"] == "rename" {
                let file = |key: &str| {
                    change[key]
                        .as_str()
                        .and_then(|uri| uri.strip_prefix("file://"))
                        .expect("a file")
                        .to_owned()
                };
                std::fs::rename(file("oldUri"), file("newUri")).expect("a rename");
                continue;
            }
            let uri = change["textDocument"]["uri"].as_str().expect("an address");
            let path = uri.strip_prefix("file://").expect("a file");
            let text = std::fs::read_to_string(path).expect("a text");
            std::fs::write(
                path,
                edited(&text, change["edits"].as_array().expect("edits")),
            )
            .expect("written");
        }
        let notes = |vault: &TestVault| {
            let mut all = vault.snapshot();
            all.retain(|(name, _)| name.starts_with("notes/"));
            all
        };
        assert_eq!(notes(&vault), notes(&other));
    }
}

#[test]
fn a_rename_rewrites_links_that_are_not_saved_yet() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.set_text(BIRDS, "🦆 Only [[the_sourdough_starter]] now.\n");
    let at = editor.position_of(BIRDS, "the_sourdough");
    let params =
        json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": at, "newName": "Rye"});
    let edit = editor.request("textDocument/rename", &params);
    let own = edit["documentChanges"]
        .as_array()
        .expect("changes")
        .iter()
        .find(|change| change["textDocument"]["uri"] == editor.uri(BIRDS));
    let own = own.expect("a change of the open note");
    assert_eq!(own["textDocument"]["version"], 2);
    let text = edited(editor.text(BIRDS), own["edits"].as_array().expect("edits"));
    assert_eq!(text, "🦆 Only [[rye]] now.\n");
    let taken = json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": at, "newName": " "});
    editor.failure("textDocument/rename", &taken);
    let nowhere = json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": {"line": 0, "character": 0}});
    editor.failure("textDocument/prepareRename", &nowhere);
}

#[test]
fn the_page_is_served_on_request() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let params = json!({"command": "kbnote.open", "arguments": [{"uri": editor.uri(BIRDS)}]});
    let result = editor.request("workspace/executeCommand", &params);
    let shown = editor.wait_for("window/showDocument");
    assert_eq!(shown["params"]["uri"], result["url"]);
    assert_eq!(shown["params"]["external"], json!(true));
    let url = result["url"].as_str().expect("an address");
    let host = url
        .trim_start_matches("http://")
        .split('/')
        .next()
        .expect("a host")
        .to_owned();
    let target = &url[url.find("/?").expect("a token")..url.find('#').expect("a note")];
    let page = kbnote_testkit::request(&host, "GET", target, &[("Host", &host)], b"");
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(
        url.ends_with("#notes/fieldnotes/counting_birds_in_winter.md"),
        "{url}"
    );
}
