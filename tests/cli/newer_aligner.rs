//! Upgrades are gentle: times that an older aligner found stay until `regen` or `review` is run.

use serde_json::{Value, json};

use crate::support::TestVault;

const PATH: &str = "notes/fieldnotes/the_marsh.md";
const STATE: &str = ".kbnote/notes/notes/fieldnotes/the_marsh.md.json";

const CAPTIONS: &str = "\
1
00:00:02,000 --> 00:00:07,500
Good evening from the marsh, the tide is out and the light is going.

2
00:00:38,200 --> 00:00:44,900
We count the starlings at dusk, when the whole flock comes in to roost in the reeds.

3
00:01:15,300 --> 00:01:22,000
Two of us count the same flock, and afterwards we compare our numbers.

4
00:02:30,100 --> 00:02:37,000
In a hard frost they leave the reeds and sleep under the pier, where it is warmer.
";

const NOTE: &str = "\
---
videoId: kbnoteDemo1
title: The marsh
---

From: [[fieldnotes | Field Notes]] <br/> 

Starlings are counted at dusk, as the flock flies in to roost in the reeds. \
Two of us count the same flock and compare our numbers. \
In a hard frost they sleep under the pier, where it is warmer.
";

/// A vault with an aligned note.
fn vault() -> TestVault {
    let vault = TestVault::empty();
    import(&vault, CAPTIONS);
    vault.write(PATH, NOTE);
    vault.kbnote(["align", PATH]).success();
    let note = vault.read(PATH);
    assert_eq!(
        ["00:00:38", "00:01:15", "00:02:30"].map(|time| note.matches(time).count()),
        [2, 2, 2],
        "{note}"
    );
    vault
}

fn import(vault: &TestVault, captions: &str) {
    vault.write("marsh.srt", captions);
    let import = ["import", "marsh.srt", "--video=kbnoteDemo1", "--lang=en"];
    let about = ["--title", "The marsh", "--channel", "@fieldnotes"];
    vault.kbnote(import.iter().chain(&about)).success();
}

fn change_state(vault: &TestVault, change: impl FnOnce(&mut Value)) {
    let mut state = serde_json::from_str(&vault.read(STATE)).expect("a state");
    change(&mut state);
    vault.write(STATE, state.to_string());
}

/// Makes the note one that an older aligner wrote, with the third sentence at another place.
fn written_by_older_aligner(vault: &TestVault) {
    let note = vault.read(PATH).replace("00:02:30", "00:00:02");
    vault.write(PATH, note);
    change_state(vault, |state| {
        assert!(state["aligner"].as_u64() > Some(1), "{state}");
        state["aligner"] = json!(1);
        state["claims"][2]["seconds"] = json!([2]);
    });
}

fn proposed(vault: &TestVault) -> Vec<Value> {
    let diff = vault.kbnote(["--json", "diff", PATH]).success().json();
    let changes = diff["notes"][0]["changes"].as_array().expect("changes");
    changes.clone()
}

#[test]
fn times_of_an_older_aligner_stay_until_the_note_is_regenerated() {
    let vault = vault();
    written_by_older_aligner(&vault);
    let written = vault.read(PATH);
    for command in [["align", PATH], ["check", "--fix"]] {
        for _ in 0..2 {
            vault.kbnote(command);
            assert_eq!(vault.read(PATH), written, "{command:?}");
        }
    }
    let align = vault.kbnote(["align", PATH]).success().stderr;
    assert!(align.contains("now found at 00:02:30 (regen)"), "{align}");

    let changes = proposed(&vault);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!(
        (
            &changes[0]["kind"],
            &changes[0]["before"],
            &changes[0]["after"]
        ),
        (&json!("times"), &json!("00:00:02"), &json!("00:02:30"))
    );
    let reason = changes[0]["reason"].as_str().expect("a reason");
    assert!(
        reason.starts_with("a newer version of the aligner finds the sentence at 00:02:30 ("),
        "{reason}"
    );
    for command in [["diff", PATH], ["regen", PATH]] {
        let seen = vault.kbnote(command).success().seen();
        assert!(seen.contains(reason), "{seen}");
    }
    assert_eq!(vault.read(PATH), written.replace("00:00:02", "00:02:30"));
    let regenerated = vault.everything();
    vault.kbnote(["regen", PATH]).success();
    assert!(
        vault.everything() == regenerated,
        "a second run changes nothing"
    );
}

#[test]
fn nothing_is_proposed_for_an_untouched_note() {
    let vault = vault();
    assert!(proposed(&vault).is_empty());
    change_state(&vault, |state| state["aligner"] = json!(1));
    assert!(proposed(&vault).is_empty(), "it finds the same times");
}

#[test]
fn the_same_aligner_moves_no_time() {
    let vault = vault();
    let generation = |state: &Value| state["aligner"].clone();
    let state: Value = serde_json::from_str(&vault.read(STATE)).expect("a state");
    written_by_older_aligner(&vault);
    change_state(&vault, |older| older["aligner"] = generation(&state));
    assert!(proposed(&vault).is_empty());
    change_state(&vault, |newer| newer["aligner"] = json!(1_000));
    assert!(proposed(&vault).is_empty());
}

#[test]
fn a_newer_aligner_leaves_the_authors_times() {
    for author in ["pinned", "trusted"] {
        let vault = vault();
        written_by_older_aligner(&vault);
        change_state(&vault, |state| state["claims"][2][author] = json!(true));
        assert!(proposed(&vault).is_empty(), "{author}");
    }
    let vault = vault();
    written_by_older_aligner(&vault);
    let by_hand = vault.read(PATH).replace("00:00:02", "00:00:03");
    vault.write(PATH, by_hand);
    assert!(proposed(&vault).is_empty(), "set by hand");
}

#[test]
fn a_time_that_was_refused_is_not_proposed_again() {
    let vault = vault();
    written_by_older_aligner(&vault);
    let written = vault.read(PATH);
    vault.kbnote(["review", "--reject-all", PATH]).success();
    for _ in 0..2 {
        assert!(proposed(&vault).is_empty());
        vault.kbnote(["regen", PATH]).success();
        assert_eq!(vault.read(PATH), written);
        change_state(&vault, |state| state["aligner"] = json!(1));
    }
}

#[test]
fn new_times_are_accepted_as_anchors() {
    let vault = vault();
    written_by_older_aligner(&vault);
    vault.kbnote(["regen", "--only", "links", PATH]).success();
    assert_eq!(proposed(&vault).len(), 1);
    vault
        .kbnote(["review", "--accept", "anchors", PATH])
        .success();
    assert!(vault.read(PATH).contains("00:02:30"));
    assert!(proposed(&vault).is_empty());
}

#[test]
fn new_times_are_chosen_without_other_anchors() {
    let vault = vault();
    written_by_older_aligner(&vault);
    let more = vault.read(PATH) + "We compare our numbers afterwards.\n";
    vault.write(PATH, more);
    vault.kbnote(["regen", "--only", "times", PATH]).success();
    let note = vault.read(PATH);
    assert!(note.contains("00:02:30"), "{note}");
    assert!(note.ends_with("afterwards.\n"), "{note}");
    assert_eq!(proposed(&vault)[0]["kind"], "anchors");
    vault
        .kbnote(["review", "--accept", "times", PATH])
        .success();
    assert_eq!(vault.read(PATH), note);
    vault.kbnote(["regen", PATH]).success();
    assert!(!vault.read(PATH).ends_with("afterwards.\n"));
}

#[test]
fn times_that_follow_the_captions_are_proposed_with_that_reason() {
    let vault = vault();
    import(&vault, &CAPTIONS.replace("00:0", "01:0"));
    let changes = proposed(&vault);
    assert_eq!(changes.len(), 3, "{changes:?}");
    for change in &changes {
        assert_eq!(
            (&change["kind"], &change["reason"]),
            (&json!("times"), &json!("the captions changed"))
        );
    }
    insta::assert_snapshot!(vault.kbnote(["regen", PATH]).success().seen());
}
