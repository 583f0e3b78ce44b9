//! What kbnote decides in an editor, and what the command line knows of it afterwards.

use serde_json::{Value, json};

use super::client::Editor;
use crate::support::TestVault;

const NAME: &str = "notes/fieldnotes/new.md";

/// A note without anchors, whose sentences are said in the video.
const NEW: &str = "---\ntitle: New\nvideoId: kbnoteDemo1\n---\n\n\
    Nobody can count two thousand moving ducks one at a time. For very big flocks the block is a hundred birds.\n\n\
    Starlings arrive in small groups some 30 minutes before sunset.\n";

fn align_all(editor: &mut Editor<'_>) {
    let arguments = json!([{"uri": editor.uri(NAME)}]);
    editor.execute(&json!("kbnote.align"), &arguments);
}

/// The status of each sentence, as `kbnote align` has it.
fn statuses(vault: &TestVault) -> Vec<String> {
    let document = vault.kbnote(["--json", "align", NAME, "--check"]).json();
    let claims = document["notes"][0]["claims"].as_array().cloned();
    let claims = claims.unwrap_or_else(|| panic!("{document}"));
    claims
        .iter()
        .map(|claim| claim["status"].as_str().expect("a status").to_owned())
        .collect()
}

#[test]
fn all_sentences_are_anchored_as_align_does_and_nothing_is_written() {
    for line_end in ["\n", "\r\n"] {
        let vault = TestVault::shipped();
        let text = NEW.replace('\n', line_end);
        vault.write(NAME, &text);
        let mut editor = Editor::start(&vault);
        editor.open(NAME);
        let before = vault.snapshot();
        align_all(&mut editor);
        let aligned = editor.text(NAME).to_owned();
        assert_eq!(
            vault.snapshot(),
            before,
            "the editor writes, not the server"
        );
        let printed = vault.kbnote(["align", NAME, "--stdout"]).success().stdout;
        assert_eq!(aligned, printed);
        assert_eq!(aligned.matches("<a class").count(), 3);
    }
}

#[test]
fn anchors_of_the_editor_do_not_count_as_set_by_hand_once_they_are_saved() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    align_all(&mut editor);
    editor.save(NAME);
    // The answer to a later request comes after the note was recorded.
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert_eq!(statuses(&vault), ["kept", "kept", "kept"]);
    // The same state as the command would have left: with other captions the times follow.
    let state = vault.read(".kbnote/notes/notes/fieldnotes/new.md.json");
    let other = TestVault::shipped();
    other.write(NAME, NEW);
    other.kbnote(["align", NAME]).success();
    assert_eq!(
        state,
        other.read(".kbnote/notes/notes/fieldnotes/new.md.json")
    );
    assert_eq!(vault.read(NAME), other.read(NAME));
}

#[test]
fn a_change_that_is_undone_in_the_editor_leaves_the_state_as_it_was() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    vault.kbnote(["align", NAME]).success();
    let state = vault.read(".kbnote/notes/notes/fieldnotes/new.md.json");
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    let before = editor.text(NAME).to_owned();
    editor.act(NAME, "Nobody can", "Remove the anchor");
    assert_ne!(editor.text(NAME), before);
    editor.set_text(NAME, &before);
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert_eq!(
        vault.read(".kbnote/notes/notes/fieldnotes/new.md.json"),
        state
    );
    assert_eq!(statuses(&vault), ["kept", "kept", "kept"]);
}

#[test]
fn a_change_that_is_never_saved_is_never_recorded() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    let before = vault.snapshot();
    align_all(&mut editor);
    let document = json!({"textDocument": {"uri": editor.uri(NAME)}});
    editor.notify("textDocument/didClose", &document);
    assert_eq!(editor.shut_down(), 0);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn pins_and_removals_hold_once_they_are_saved() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    vault.kbnote(["align", NAME]).success();
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    editor.act(NAME, "Nobody can", "Pin the anchor");
    editor.act(NAME, "For very big", "Remove the anchor");
    editor.act(NAME, "Starlings arrive", "Move the anchor to");
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert_eq!(statuses(&vault)[0], "pinned");
    assert_eq!(statuses(&vault)[2], "pinned");
    let saved = vault.read(NAME);
    vault.kbnote(["align", NAME]).success();
    assert_eq!(vault.read(NAME), saved, "what was removed is not put back");
    // The editor shows it as well, and can undo it.
    editor.act(NAME, "Nobody can", "Unpin the anchor");
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert_eq!(statuses(&vault)[0], "kept");
}

#[test]
fn words_typed_after_a_change_are_the_authors() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    align_all(&mut editor);
    let typed = editor
        .text(NAME)
        .replace("Starlings arrive", "Most starlings arrive");
    editor.set_text(NAME, &typed);
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    vault.kbnote(["align", NAME]).success();
    assert_eq!(vault.read(NAME), typed);
    let unpinned = statuses(&vault).iter().all(|status| status == "kept");
    assert!(unpinned, "{:?}", statuses(&vault));
}

#[test]
fn a_note_whose_file_differs_from_the_editor_is_not_recorded() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    align_all(&mut editor);
    // Another program has the last word on the file.
    let params = json!({"textDocument": {"uri": editor.uri(NAME)}});
    editor.notify("textDocument/didSave", &params);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert!(
        !vault
            .path(".kbnote/notes/notes/fieldnotes/new.md.json")
            .exists()
    );
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert!(
        vault
            .path(".kbnote/notes/notes/fieldnotes/new.md.json")
            .exists()
    );
}

#[test]
fn a_repaired_time_does_not_count_as_set_by_hand() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    vault.kbnote(["align", NAME]).success();
    // A version that wrote hours for minutes, and remembers what it wrote.
    let slipped = vault
        .read(NAME)
        .replacen("00:01:30\">[00:01:30]", "01:30:00\">[01:30:00]", 1);
    vault.write(NAME, &slipped);
    let state = ".kbnote/notes/notes/fieldnotes/new.md.json";
    vault.write(state, vault.read(state).replacen("90", "5400", 1));
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    let actions = editor.actions(NAME, "01:30:00");
    let mut fixes = actions
        .iter()
        .filter(|action| action["kind"] == "quickfix" && action["isPreferred"] == json!(true));
    let fix = fixes
        .next()
        .cloned()
        .unwrap_or_else(|| panic!("{actions:#?}"));
    assert_eq!(fix["diagnostics"][0]["source"], "kbnote");
    editor.act(NAME, "01:30:00", fix["title"].as_str().expect("a title"));
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    assert_eq!(statuses(&vault), ["kept", "kept", "kept"]);
    let findings = editor.findings(NAME);
    assert!(
        findings
            .iter()
            .all(|finding| finding["code"] != fix["diagnostics"][0]["code"]),
        "{findings:?}"
    );
}

#[test]
fn regenerating_in_the_editor_does_what_regen_does() {
    let vault = TestVault::shipped();
    vault.write(NAME, NEW);
    let other = TestVault::shipped();
    other.write(NAME, NEW);
    other.kbnote(["regen", NAME]).success();
    let mut editor = Editor::start(&vault);
    editor.open(NAME);
    let arguments = json!([{"uri": editor.uri(NAME)}]);
    editor.execute(&json!("kbnote.regen"), &arguments);
    assert_eq!(editor.text(NAME), other.read(NAME));
    editor.save(NAME);
    editor.request("workspace/symbol", &json!({"query": "x"}));
    let state = ".kbnote/notes/notes/fieldnotes/new.md.json";
    assert_eq!(vault.read(state), other.read(state));
    let again = vault.kbnote(["regen", NAME, "--check"]);
    assert_eq!(again.code, 0, "{}", again.stdout);
}

#[test]
fn commands_that_make_no_sense_are_refused() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open_with(NAME, NEW);
    for (command, arguments) in [
        ("kbnote.format_disk", json!([{"uri": editor.uri(NAME)}])),
        ("kbnote.align", json!([])),
        ("kbnote.align", json!([{"uri": "file:///nowhere.md"}])),
        (
            "kbnote.edit",
            json!([{"uri": editor.uri(NAME), "part": 9, "edit": {"do": "keep", "claim": 0}}]),
        ),
        (
            "kbnote.edit",
            json!([{"uri": editor.uri(NAME), "part": 0, "edit": {"do": "keep", "claim": 99}}]),
        ),
        (
            "kbnote.edit",
            json!([{"uri": editor.uri(NAME), "part": 0, "edit": {"do": "erase"}}]),
        ),
        ("kbnote.quote", json!([{"uri": editor.uri(NAME)}])),
        (
            "kbnote.link",
            json!([{"uri": editor.uri(NAME), "target": "x", "start": 3}]),
        ),
    ] {
        let params = json!({"command": command, "arguments": arguments});
        editor.failure("workspace/executeCommand", &params);
    }
    let stale =
        json!({"command": "kbnote.align", "arguments": [{"uri": editor.uri(NAME), "version": 99}]});
    assert_eq!(
        editor.failure("workspace/executeCommand", &stale)["code"],
        -32801
    );
    assert_eq!(editor.text(NAME), NEW);
    assert_eq!(
        editor.request("workspace/symbol", &json!({"query": "zz"})),
        Value::Array(Vec::new())
    );
}
