//! `kbnote serve`: captions are quoted into the note, and anchors set to what is said now.

use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn captions_are_quoted_below_the_paragraph_once() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let before = vault.read(BIRDS);
    let quote = |claim: usize, cues: [usize; 2]| {
        let body = json!({"path": BIRDS, "claim": claim, "cues": cues});
        served.post_from_page("/api/quote", &served.revision(BIRDS), &body)
    };
    let answer = quote(0, [5, 7]);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let after = vault.read(BIRDS);
    let added: Vec<&str> = after
        .lines()
        .filter(|line| !before.contains(line))
        .collect();
    insta::assert_snapshot!(added.join("\n"));
    // What is not quoted is as it was.
    let without: String = after
        .lines()
        .filter(|line| !line.starts_with("> "))
        .map(|line| format!("{line}\n"))
        .collect();
    assert_eq!(without.replace("\n\n\n", "\n\n"), before);
    // It rests on what it quotes.
    let note = served.note(BIRDS);
    let claims = note["claims"].as_array().expect("claims").iter();
    let is_quoted = |claim: &&Value| {
        claim["text"]
            .as_str()
            .is_some_and(|text| text.contains("on eggs.”"))
    };
    let quoted: Vec<&Value> = claims.filter(is_quoted).collect();
    assert!(
        quoted.len() == 1 && quoted[0]["standing"] == "sure",
        "{quoted:?}"
    );
    assert_eq!(quote(0, [5, 7]).status, 200);
    assert_eq!(vault.read(BIRDS), after);
    for (claim, cues) in [
        (999, [5, 7]),
        (0, [7, 5]),
        (0, [5, 5]),
        (0, [9_999, 10_000]),
    ] {
        let refused = quote(claim, cues);
        assert_eq!(refused.status, 422, "{claim} {cues:?} {}", refused.body);
    }
    assert_eq!(vault.read(BIRDS), after);
    let undone = served.post_from_page(
        "/api/undo",
        &served.revision(BIRDS),
        &json!({"path": BIRDS}),
    );
    assert_eq!((undone.status, vault.read(BIRDS)), (200, before));
}

#[test]
fn an_anchor_is_set_to_the_last_moment_until_now() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let moved = |time_ms: u64| {
        let change = json!({"do": "move", "claim": 0, "time_ms": time_ms, "nearest": true});
        let answer = served.change(BIRDS, &change);
        (
            answer.status,
            answer.json()["claims"][0]["anchors"][0]["time_ms"].as_u64(),
        )
    };
    // Captions begin at 48.478 and 51.549.
    assert_eq!(moved(48_478), (200, Some(48_000)));
    assert_eq!(moved(51_548), (200, Some(48_000)));
    assert_eq!(moved(51_549), (200, Some(51_000)));
    assert_eq!(moved(9_999_999).0, 200);
}
