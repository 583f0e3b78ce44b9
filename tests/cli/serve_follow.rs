//! `kbnote serve`: the page follows the files, and anchors new sentences.

use std::fs;
use std::time::{Duration, Instant};

use kbnote_testkit::request;
use serde_json::json;

use crate::serve::{Events, Served};
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn what_is_saved_in_an_editor_is_reported() {
    for args in [&[][..], &["--poll"]] {
        let vault = TestVault::shipped();
        let served = Served::start(&vault, args);
        let mut events = served.events();
        vault.write(BIRDS, vault.read(BIRDS) + "\nMore.\n");
        events.changed(BIRDS);
        // As editors do that write beside the file and rename.
        vault.write(
            "notes/fieldnotes/4913",
            "whole".to_owned() + &vault.read(BIRDS),
        );
        fs::rename(vault.path("notes/fieldnotes/4913"), vault.path(BIRDS)).expect("a rename");
        events.changed(BIRDS);
        let new = "notes/new/folder/note.md";
        fs::create_dir_all(vault.path("notes/new/folder")).expect("a folder");
        vault.write(new, "One.\n");
        events.changed(new);
        // A note elsewhere is followed once it is open.
        vault.write("elsewhere/note.md", "One.\n");
        served.note("elsewhere/note.md");
        vault.write(new, "Two, which is longer.\n");
        events.changed(new);
        vault.write("elsewhere/note.md", "One, and more.\n");
        events.changed("elsewhere/note.md");
        fs::remove_file(vault.path(BIRDS)).expect("a file removed");
        events.changed(BIRDS);
    }
}

#[test]
fn what_was_saved_is_answered_at_once() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    served.note(BIRDS);
    let mut events = served.events();
    let text = vault.read(BIRDS) + "\nIn spring they hide.\n";
    let began = Instant::now();
    vault.write(BIRDS, text);
    events.changed(BIRDS);
    let shown = served.note(BIRDS);
    // Not a limit of this machine: several times what a busy one takes.
    assert!(
        began.elapsed() < Duration::from_secs(20),
        "{:?}",
        began.elapsed()
    );
    let claims = shown["claims"].as_array().expect("claims");
    let last = claims.last().expect("a claim");
    assert_eq!(last["text"], "In spring they hide.");
    assert_eq!(last["standing"], "missing");
    assert!(last["proposed_ms"].is_u64(), "{last}");
}

#[test]
fn new_sentences_get_the_anchors_that_were_proposed_as_by_align() {
    let (by_page, by_command) = (TestVault::shipped(), TestVault::shipped());
    for vault in [&by_page, &by_command] {
        vault.write(BIRDS, vault.read(BIRDS) + "\nIn spring they hide.\n");
    }
    let served = Served::start(&by_page, &[]);
    let note = served.note(BIRDS);
    let proposed = |claim: &serde_json::Value| claim["proposed_ms"].as_u64();
    let claims = note["claims"].as_array().expect("claims").iter();
    let proposed: Vec<u64> = claims.filter_map(proposed).collect();
    assert!(!proposed.is_empty());
    let mut events = served.events();
    let anchor =
        |revision: &str| served.post_from_page("/api/anchor", revision, &json!({"path": BIRDS}));
    let first = served.revision(BIRDS);
    let answer = anchor(&first);
    assert_eq!(answer.status, 200, "{}", answer.body);
    by_command.kbnote(["align", BIRDS]).success();
    assert_eq!(by_page.read(BIRDS), by_command.read(BIRDS));
    // The page sees that what is reported is what it has written.
    events.changed(BIRDS);
    assert_eq!(answer.header("etag"), Some(served.revision(BIRDS).as_str()));
    assert_eq!(answer.json(), served.note(BIRDS));
    for time in proposed {
        let claims = answer.json()["claims"].as_array().expect("claims").clone();
        let is_there = |claim: &serde_json::Value| {
            let anchors = claim["anchors"].as_array().expect("anchors");
            anchors.iter().any(|anchor| {
                anchor["time_ms"]
                    .as_u64()
                    .is_some_and(|at| at / 1000 == time / 1000)
            })
        };
        assert!(claims.iter().any(is_there), "{time}");
    }
    assert_eq!(anchor(&first).status, 412);
    // Again, nothing changes; and the page takes it back.
    let before = by_page.snapshot();
    assert_eq!(anchor(&served.revision(BIRDS)).status, 200);
    assert_eq!(by_page.snapshot(), before);
    let undone = served.post_from_page(
        "/api/undo",
        &served.revision(BIRDS),
        &json!({"path": BIRDS}),
    );
    assert_eq!(undone.status, 200, "{}", undone.body);
    assert!(by_page.read(BIRDS).ends_with("\nIn spring they hide.\n"));
}

#[test]
fn events_go_to_the_page_alone() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let own = format!("/api/events?token={}", served.token);
    for (target, host) in [
        ("/api/events", served.host.as_str()),
        ("/api/events?token=wrong", &served.host),
        (&own, "evil.example"),
    ] {
        let refused = Events::open(&served.host, target, host).err();
        assert!(
            refused.expect("a refusal").contains(" 403 "),
            "{target} {host}"
        );
    }
    for other in ["cross-site", "same-site"] {
        let headers = [("Host", served.host.as_str()), ("Sec-Fetch-Site", other)];
        let answer = request(&served.host, "GET", &own, &headers, b"");
        assert_eq!(answer.status, 403, "{other}");
    }
}

#[test]
fn the_page_is_told_whether_it_may_write_unasked() {
    let vault = TestVault::shipped();
    let page = |args: &[&str]| Served::start(&vault, args).get("/").body;
    assert!(page(&[]).contains("data-write=\"no\""));
    assert!(page(&["--write"]).contains("data-write=\"yes\""));
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_streams_of_events_too() {
    let vault = TestVault::shipped();
    let mut served = Served::start(&vault, &[]);
    let mut events = served.events();
    let id = served.child.id().to_string();
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(interrupt.expect("a signal").success());
    assert!(events.ends());
    assert_eq!(served.child.wait().expect("an end").code(), Some(0));
}
