//! Settings that change while the server runs.

use serde_json::{Value, json};

use super::client::Editor;
use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/odd.md";
const TEXT: &str = "---\ntitle: Odd\n---\n\nSee [[gone]].\n";

fn has_broken_link(findings: &[Value]) -> bool {
    findings.iter().any(|finding| finding["code"] == "KB301")
}

/// The findings once they have, or have not, the broken link.
fn wait_for(editor: &mut Editor<'_>, is_wanted: bool) {
    while has_broken_link(&editor.findings(NOTE)) != is_wanted {}
}

#[test]
fn new_settings_hold_at_once_and_the_last_ones_where_they_cannot_be_read() {
    let vault = TestVault::shipped();
    vault.write("kbnote.toml", "");
    let mut editor = Editor::start(&vault);
    editor.open_with(NOTE, TEXT);
    let found = editor.findings(NOTE);
    assert!(has_broken_link(&found), "{found:?}");
    let of_rule = found.iter().find(|finding| finding["code"] == "KB301");
    let page = of_rule.map(|finding| finding["codeDescription"]["href"].clone());
    let page = page.unwrap_or_default().to_string();
    assert!(page.contains("RULES.md#:~:text=KB301"), "{page}");
    let told = |editor: &mut Editor<'_>| {
        let uri = editor.uri("kbnote.toml");
        let params = json!({"changes": [{"uri": uri, "type": 2}]});
        editor.notify("workspace/didChangeWatchedFiles", &params);
    };
    vault.write("kbnote.toml", "[check]\nseverity = { KB301 = \"off\" }\n");
    told(&mut editor);
    wait_for(&mut editor, false);
    let symbols = json!({"textDocument": {"uri": editor.uri(NOTE)}});
    let symbols = editor.request("textDocument/documentSymbol", &symbols);
    assert_eq!(symbols, json!([]), "the note is still open");
    vault.write("kbnote.toml", "[check]\nseverity = 7\n");
    told(&mut editor);
    let shown = editor.wait_for("window/showMessage");
    let shown = shown["params"]["message"].as_str().unwrap_or_default();
    assert!(shown.contains("kbnote.toml"), "{shown}");
    editor.set_text(NOTE, &TEXT.replace("gone", "lost"));
    wait_for(&mut editor, false);
    vault.write("kbnote.toml", "");
    told(&mut editor);
    wait_for(&mut editor, true);
    assert_eq!(editor.shut_down(), 0);
}
