//! `kbnote why`: what speaks for an anchor.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

#[test]
fn a_line_is_explained_in_eighty_columns() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["why", &format!("{NOTE}:18")]).success();
    insta::assert_snapshot!(run.stdout);
    let widest = run.stdout.lines().map(|line| line.chars().count()).max();
    assert!(widest <= Some(80), "{widest:?}");
}

#[test]
fn a_column_picks_one_sentence() {
    let vault = TestVault::shipped();
    let all = vault
        .kbnote(["--json", "why", &format!("{NOTE}:8")])
        .success()
        .json();
    assert_eq!(all["schema"], "kbnote.why/1");
    assert_eq!(all["claims"].as_array().map(Vec::len), Some(3));
    let one = vault
        .kbnote(["--json", "why", &format!("{NOTE}:8:1")])
        .success()
        .json();
    assert_eq!(one["claims"][0], all["claims"][0]);
    let place = &one["claims"][0]["places"][0];
    assert!(
        place["score"].as_f64() > Some(0.0) && place["words"][0]["word"].is_string(),
        "{place}"
    );
}

#[test]
fn what_is_not_there_is_told() {
    let vault = TestVault::shipped();
    vault.kbnote(["why", &format!("{NOTE}:9")]).exits(3);
    vault.kbnote(["why", "notes/gone.md:1"]).exits(3);
    vault.kbnote(["why", NOTE]).exits(2);
}

#[test]
fn a_sentence_that_nobody_said_is_told_in_plain_words() {
    let vault = TestVault::shipped();
    let text = "Refrigerated ships export bananas.";
    vault.write(
        "notes/fieldnotes/other.md",
        format!("---\ntitle: Other\nvideoId: kbnoteDemo1\n---\n\n{text}\n"),
    );
    let told = vault
        .kbnote(["why", "notes/fieldnotes/other.md:6"])
        .success()
        .stdout;
    assert!(
        told.contains("  has no anchor; the captions do not support it"),
        "{told}"
    );
    assert!(!told.contains("none"), "{told}");
}
