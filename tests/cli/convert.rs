//! `kbnote convert`: anchors in every style, there and back.

use crate::support::TestVault;

const NOTE: &str = "notes/fieldnotes/counting_birds_in_winter.md";

/// The times of the anchors of a note, as `check` and `why` read them.
fn times(text: &str) -> Vec<(u64, Option<String>)> {
    let note = kbnote_note::Note::parse(text);
    let name = |range: std::ops::Range<usize>| text[range].to_owned();
    let anchors = note.anchors().iter();
    let links = anchors.filter(|anchor| anchor.live && anchor.form.is_link());
    let time =
        |anchor: &kbnote_note::Anchor| anchor.time().map_or(0, kbnote_core::Timestamp::as_secs);
    links
        .map(|anchor| (time(anchor), anchor.recording.clone().map(name)))
        .collect()
}

#[test]
fn anchors_go_there_and_back_and_nothing_counts_as_set_by_hand() {
    let vault = TestVault::shipped();
    vault.kbnote(["align", "notes"]).success();
    let line = vault
        .read(NOTE)
        .lines()
        .position(|line| line.contains("data-t"))
        .expect("an anchor")
        + 1;
    let first = format!("{NOTE}:{line}:1");
    vault
        .kbnote(["align", "--pin", &first, "00:00:51"])
        .success();
    let before = vault.read(NOTE);
    let states = |vault: &TestVault| {
        let document = vault
            .kbnote(["align", "--check", "--json", NOTE])
            .success()
            .json();
        let claims = document["notes"][0]["claims"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let status =
            |claim: &serde_json::Value| claim["status"].as_str().unwrap_or_default().to_owned();
        claims.iter().map(status).collect::<Vec<_>>()
    };
    let known = states(&vault);
    assert!(known.iter().any(|status| status == "pinned"), "{known:?}");
    for style in ["html-link", "markdown", "logseq", "obsidian", "html"] {
        vault
            .kbnote(["convert", "notes", "--anchors", style])
            .success();
        let text = vault.read(NOTE);
        let seconds = |text: &str| {
            times(text)
                .into_iter()
                .map(|(time, _)| time)
                .collect::<Vec<_>>()
        };
        assert_eq!(seconds(&text), seconds(&before), "{style}");
        assert_eq!(states(&vault), known, "{style}");
        vault
            .kbnote(["convert", "notes", "--anchors", style, "--check"])
            .success();
        vault.kbnote(["align", "--check", "notes"]).success();
    }
    assert_eq!(vault.read(NOTE), before);
    vault
        .kbnote(["convert", NOTE, "--anchors", "markdown", "--check"])
        .exits(1);
    let diff = vault
        .kbnote(["convert", NOTE, "--anchors", "markdown", "--diff"])
        .success();
    assert!(
        diff.stdout.contains("](https://youtu.be/kbnoteDemo1?t="),
        "{}",
        diff.stdout
    );
    assert_eq!(vault.read(NOTE), before);
    vault
        .kbnote(["convert", NOTE, "--anchors", "markdown"])
        .success();
    assert_ne!(vault.read(NOTE), before);
    vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(NOTE), before);
}

/// `03:33:90` may be 3 min 33 s: whoever writes 03:34:30 decides what only the author knows.
#[test]
fn an_unclear_time_is_not_turned_into_a_clear_one() {
    let vault = TestVault::empty();
    let anchor = |time: &str| format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
    let [unclear, clear] = [anchor("03:33:90"), anchor("00:03:33")];
    let note = format!("---\nvideoId: kbnoteDemo1\n---\n\nOne {unclear}. Two {clear}.\n");
    vault.write("notes/a.md", note);
    let run = vault
        .kbnote(["convert", "notes/a.md", "--anchors", "markdown"])
        .success();
    assert!(
        run.stdout.contains("its time is not clear"),
        "{}",
        run.stdout
    );
    let text = vault.read("notes/a.md");
    assert!(text.contains(&unclear), "{text}");
    assert!(
        text.contains("(https://youtu.be/kbnoteDemo1?t=213)"),
        "{text}"
    );
}

#[test]
fn no_anchor_gets_a_second_pair_of_brackets() {
    let vault = TestVault::empty();
    let anchor = "[<a class=\"yt-timestamp\" data-t=\"00:03:33\">00:03:33</a>]";
    let note = format!("---\nvideoId: kbnoteDemo1\n---\n\nOne {anchor}.\n");
    vault.write("notes/a.md", &note);
    let convert = |style: &str| {
        vault
            .kbnote(["convert", "notes/a.md", "--anchors", style])
            .success()
    };
    let kept = convert("html-link");
    assert!(kept.stdout.contains("a second pair"), "{}", kept.stdout);
    assert_eq!(vault.read("notes/a.md"), note);
    convert("markdown");
    assert_eq!(
        vault.read("notes/a.md"),
        note,
        "it would be read as a wikilink"
    );
}

#[test]
fn what_would_be_lost_stays_and_is_named() {
    let vault = TestVault::empty();
    let other =
        "<a class=\"yt-timestamp\" data-t=\"00:00:07\" data-video=\"kbnoteDemo2\">[00:00:07]</a>";
    let body = format!(
        "One [00:00:05](https://youtu.be/kbnoteDemo1?t=5). Two {other}. Three [00:09](talk.mp4#t=9).\n\n\
         Four [00:00:08](https://example.org/new.mp3#t=8). Five [00:00:08]. `[00:00:03](https://youtu.be/kbnoteDemo1?t=3)`\n"
    );
    vault.write(
        "notes/a.md",
        format!("---\nvideoId: kbnoteDemo1\n---\n\n{body}"),
    );
    let document = vault
        .kbnote(["convert", "notes/a.md", "--anchors", "html", "--json"])
        .success()
        .json();
    assert_eq!(document["notes"][0]["converted"], 1);
    let kept = document["notes"][0]["kept"].as_array().expect("anchors");
    assert_eq!(kept.len(), 2, "{kept:?}");
    let text = vault.read("notes/a.md");
    for same in [
        other,
        "[00:09](talk.mp4#t=9)",
        "(https://example.org/new.mp3#t=8)",
        "Five [00:00:08].",
        "`[00:00:03](https",
    ] {
        assert!(text.contains(same), "{same}: {text}");
    }
    vault
        .kbnote(["convert", "notes/a.md", "--anchors", "markdown"])
        .success();
    let text = vault.read("notes/a.md");
    assert!(
        text.contains("Two [00:00:07](https://youtu.be/kbnoteDemo2?t=7)."),
        "{text}"
    );
    assert!(
        text.contains("One [00:00:05](https://youtu.be/kbnoteDemo1?t=5)."),
        "{text}"
    );
    vault
        .kbnote(["convert", "notes/a.md", "--anchors", "latex"])
        .exits(2);
}
