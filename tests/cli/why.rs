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
fn missing_notes_and_lines_are_reported() {
    let vault = TestVault::shipped();
    vault.kbnote(["why", &format!("{NOTE}:9")]).exits(3);
    vault.kbnote(["why", "notes/gone.md:1"]).exits(3);
    vault.kbnote(["why", NOTE]).exits(2);
}

#[test]
fn a_sentence_that_nobody_said_is_explained_in_plain_words() {
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

#[test]
fn who_speaks_is_kept_and_shown() {
    let vault = TestVault::shipped();
    let captions = "WEBVTT\n\n\
        00:00:01.000 --> 00:00:04.000\n<v Ann Lee>Who counts the starlings at dusk?\n\n\
        00:00:04.000 --> 00:00:09.000\n<v.low Bo>Two people count the flock and compare.</v>\n\n\
        00:00:09.000 --> 00:00:12.000\n<v Bo>They rarely differ.</v><v Ann Lee>How much?\n";
    vault.write("meeting.vtt", captions);
    vault
        .kbnote([
            "import",
            "--video",
            "kbnoteTalk1",
            "--lang",
            "en",
            "meeting.vtt",
        ])
        .success();
    let stored = vault.read("transcripts/kbnoteTalk1.json");
    assert!(
        stored.contains(r#""speakers": ["Ann Lee","Bo"],"#),
        "{stored}"
    );
    assert!(
        stored.contains(r#""speaker":1,"text":"They rarely differ.""#),
        "{stored}"
    );
    assert!(!stored.contains("<v"), "{stored}");
    let note = "notes/fieldnotes/meeting.md";
    let text = "Two people count the starlings and compare the flock.";
    vault.write(
        note,
        format!("---\ntitle: M\nvideoId: kbnoteTalk1\n---\n\n{text}\n"),
    );
    for captions in [&[][..], &["--captions", "meeting.vtt"]] {
        let place = format!("{note}:6");
        let run = |flags: &[&str]| {
            let arguments = [flags, &["why", &place], captions].concat();
            vault.kbnote(arguments).success()
        };
        let told = run(&[]).stdout;
        assert!(told.contains("Bo: Two people count the flock"), "{told}");
        let place = &run(&["--json"]).json()["claims"][0]["places"][0];
        let quoted = place["captions"].as_array().expect("captions");
        let is_bo = |text: &serde_json::Value| text.as_str().is_some_and(|t| t.starts_with("Two"));
        let at = quoted.iter().position(is_bo).expect("what was said");
        assert_eq!(place["speakers"][at], "Bo", "{place}");
    }
}
