//! The page that an editor opens: the one that is served already, if there is one.

use serde_json::{Value, json};

use super::client::Editor;
use crate::serve::Served;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const NOTED: &str = "served.json";

/// The address that an editor gets for the page of a note.
fn opened(editor: &mut Editor<'_>) -> String {
    let params = json!({"command": "kbnote.open", "arguments": [{"uri": editor.uri(BIRDS)}]});
    let result = editor.request("workspace/executeCommand", &params);
    result["url"].as_str().expect("an address").to_owned()
}

fn noted(vault: &TestVault) -> Value {
    let bytes = std::fs::read(vault.user_path(NOTED)).expect("a page that is noted");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn a_page_that_is_served_already_is_opened() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    // Nothing is noted before the address is printed, but soon after it.
    while !vault.user_path(NOTED).exists() {
        std::thread::yield_now();
    }
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    let own = format!("http://{}/?token={}#{BIRDS}", served.host, served.token);
    assert_eq!(opened(&mut editor), own);
    // A killed server leaves its note behind.
    drop(served);
    assert!(vault.user_path(NOTED).exists());
    let other = opened(&mut editor);
    assert_ne!(other, own);
    assert_eq!(opened(&mut editor), other, "one page an editor");
}

#[test]
fn a_server_that_does_not_know_the_mark_is_passed_by() {
    let (vault, foreign) = (TestVault::shipped(), TestVault::shipped());
    let served = Served::start(&foreign, &[]);
    let url = format!("http://{}/?token={}", served.host, served.token);
    let right = served.get("/api/mark").body;
    for (url, mark) in [
        (url.as_str(), "0af"),
        (&url, ""),
        ("http://evil.example:80/?token=0af", "0af"),
        ("", ""),
    ] {
        vault.write_user_file(NOTED, json!({"url": url, "mark": mark}).to_string());
        let mut editor = Editor::start(&vault);
        editor.open(BIRDS);
        assert!(!opened(&mut editor).contains(&served.token), "{url} {mark}");
    }
    vault.write_user_file(NOTED, json!({"url": url, "mark": right}).to_string());
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    assert!(opened(&mut editor).contains(&served.token));
    vault.write_user_file(NOTED, "{");
    let mut editor = Editor::start(&vault);
    editor.open(BIRDS);
    assert!(!opened(&mut editor).contains(&served.token));
}

#[test]
fn a_second_server_says_that_the_vault_is_served() {
    let vault = TestVault::shipped();
    let first = Served::start(&vault, &[]);
    while !vault.user_path(NOTED).exists() {
        std::thread::yield_now();
    }
    let before = noted(&vault);
    let mut second = Served::start(&vault, &[BIRDS]);
    let told = second.told();
    let own = format!("http://{}/?token={}#{BIRDS}", first.host, first.token);
    assert!(
        told.contains(&format!("this vault is already served: {own}")),
        "{told}"
    );
    assert_eq!(noted(&vault), before);
    assert_eq!(second.get(&format!("/api/note?path={BIRDS}")).status, 200);
}

#[test]
#[cfg(unix)]
fn nobody_else_can_read_where_the_page_is() {
    use std::os::unix::fs::PermissionsExt;
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    while !vault.user_path(NOTED).exists() {
        std::thread::yield_now();
    }
    assert_eq!(noted(&vault)["mark"], served.get("/api/mark").body);
    let file = vault.user_path(NOTED);
    let mode = |path: &std::path::Path| {
        let metadata = std::fs::metadata(path).expect("a file");
        metadata.permissions().mode() & 0o077
    };
    assert_eq!(mode(file.parent().expect("a folder")), 0);
    let anybody = kbnote_testkit::request(
        &served.host,
        "GET",
        "/api/mark",
        &[("Host", &served.host)],
        b"",
    );
    assert_eq!(anybody.status, 403);
    // An orderly end leaves nothing behind.
    served.interrupt();
    assert!(!file.exists());
}
