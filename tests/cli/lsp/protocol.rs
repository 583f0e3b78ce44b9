//! The protocol: beginning and end, broken messages, cancellations.

use serde_json::{Value, json};

use super::client::Editor;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn a_server_that_is_shut_down_ends_with_0_and_any_other_with_1() {
    let vault = TestVault::shipped();
    assert_eq!(Editor::start(&vault).shut_down(), 0);
    assert_eq!(Editor::start(&vault).hang_up(), 1);
    assert_eq!(Editor::uninitialized(&vault).hang_up(), 1);
    let mut editor = Editor::start(&vault);
    editor.notify("exit", &Value::Null);
    assert_eq!(editor.ended(), 1);
    let mut editor = Editor::start(&vault);
    editor.request("shutdown", &Value::Null);
    let refused = editor.failure("textDocument/hover", &json!({}));
    assert_eq!(refused["code"], -32600, "{refused}");
}

#[test]
fn nothing_is_answered_before_initialize() {
    let vault = TestVault::shipped();
    let mut editor = Editor::uninitialized(&vault);
    let refused = editor.failure("textDocument/hover", &json!({}));
    assert_eq!(refused["code"], -32002, "{refused}");
    editor.notify("textDocument/didOpen", &json!({}));
    let result = editor.request("initialize", &json!({"capabilities": {}}));
    assert_eq!(result["serverInfo"]["name"], "kbnote");
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-16");
}

#[test]
fn a_vault_that_cannot_be_opened_is_the_error_of_initialize() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "notes = ");
    let mut editor = Editor::uninitialized(&vault);
    let refused = editor.failure(
        "initialize",
        &json!({"rootUri": editor.uri(""), "capabilities": {}}),
    );
    assert!(
        refused["message"]
            .as_str()
            .expect("a message")
            .contains("kbnote.toml"),
        "{refused}"
    );
    vault.write("kbnote.toml", "");
    editor.request(
        "initialize",
        &json!({"rootUri": editor.uri(""), "capabilities": {}}),
    );
}

#[test]
fn broken_messages_do_not_end_the_server() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    editor.send_raw(b"Content-Length: 5\r\n\r\n{\"id\"");
    let answer = editor.wait(|message| message.get("error").is_some());
    assert_eq!(
        (&answer["id"], &answer["error"]["code"]),
        (&Value::Null, &json!(-32700))
    );
    editor.send_raw(b"no header\r\n\r\nContent-Length: x\r\n\r\n");
    for message in [
        json!([]),
        json!("text"),
        json!({}),
        json!({"jsonrpc": "2.0", "method": 7}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didChange"}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": [1]}),
        json!({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}}),
        json!({"jsonrpc": "2.0", "method": "textDocument/didSave", "params": {"textDocument": 1}}),
        json!({"jsonrpc": "2.0", "id": 999, "result": {"applied": 3}}),
    ] {
        editor.send(&message);
    }
    let params = json!({"textDocument": {"uri": editor.uri(BIRDS)}, "position": {"line": -1}});
    let offered = editor.capabilities["hoverProvider"] == json!(true);
    let refused = editor.failure("textDocument/hover", &params);
    assert_eq!(
        refused["code"],
        if offered { -32602 } else { -32601 },
        "{refused}"
    );
    let refused = editor.failure("textDocument/unheardOf", &json!({}));
    assert_eq!(refused["code"], -32601);
    assert_eq!(editor.shut_down(), 0);
}

#[test]
fn a_note_whose_text_is_no_longer_known_is_forgotten_until_it_is_opened_again() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    editor.open_with(BIRDS, "A link to [[nowhere at all]].\n");
    assert!(!editor.findings(BIRDS).is_empty());
    let document = json!({"uri": editor.uri(BIRDS), "version": 2});
    let changes = json!([{"range": {"start": {"line": "x"}}, "text": "?"}]);
    let params = json!({"textDocument": document, "contentChanges": changes});
    editor.notify("textDocument/didChange", &params);
    let withdrawn = editor.wait_for("textDocument/publishDiagnostics");
    assert_eq!(withdrawn["params"]["diagnostics"], json!([]));
    editor.open_with(BIRDS, "A link to [[nowhere at all]].\n");
    assert!(!editor.findings(BIRDS).is_empty());
}

#[test]
fn a_change_of_a_note_that_is_not_open_changes_nothing() {
    let vault = TestVault::shipped();
    let mut editor = Editor::start(&vault);
    let document = json!({"uri": editor.uri(BIRDS), "version": 2});
    let params = json!({"textDocument": document, "contentChanges": [{"text": ""}]});
    editor.notify("textDocument/didChange", &params);
    editor.open(BIRDS);
    editor.findings(BIRDS);
    assert_eq!(editor.shut_down(), 0);
}
