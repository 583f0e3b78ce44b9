//! Recordings that are not on YouTube: their ids, and the addresses that anchors lead to.

use crate::support::TestVault;

const SRT: &str = "1\n00:00:01,000 --> 00:00:05,000\nFlocks of starlings come in to the reed beds at dusk.\n\n2\n00:00:06,000 --> 00:00:11,000\nTwo volunteers count them from the old railway bridge.\n\n3\n00:01:12,000 --> 00:01:17,000\nA warm flask of tea helps more than expensive binoculars.\n";

const DRAFT: &str = "Starlings come to the reed beds at dusk. Volunteers count them from the railway bridge. A flask of tea helps more than expensive binoculars.\n";

fn vault() -> TestVault {
    let vault = TestVault::empty();
    vault.write("Lecture 3 (birds).srt", SRT);
    vault.write("draft.md", DRAFT);
    vault
}

/// The note made from the draft on a recording.
fn note(vault: &TestVault, id: &str) -> String {
    let run = vault
        .kbnote(["--json", "new", id, "--draft", "draft.md"])
        .success();
    vault.read(run.json()["path"].as_str().expect("a path"))
}

#[test]
fn a_file_alone_is_a_recording_named_after_it() {
    let vault = vault();
    let run = vault
        .kbnote(["import", "Lecture 3 (birds).srt", "--lang", "en"])
        .success();
    insta::assert_snapshot!(run.seen());
    let stored: serde_json::Value =
        serde_json::from_str(&vault.read("transcripts/lecture-3-birds.json")).expect("JSON");
    assert_eq!(stored["video"]["site"], "other");
    assert_eq!(stored["video"]["title"], "Lecture 3 (birds)");
    let note = note(&vault, "lecture-3-birds");
    assert!(note.contains("\nmedia: lecture-3-birds\n"), "{note}");
    assert_eq!(note.matches("data-t=").count(), 3, "{note}");
    assert!(!note.contains("youtu"), "{note}");
    let before = vault.snapshot();
    for command in [["align", "notes"], ["regen", "notes"], ["check", "notes"]] {
        vault.kbnote(command).success();
        assert_eq!(vault.snapshot(), before, "{command:?} changes nothing");
    }
}

#[test]
fn every_anchor_style_leads_to_the_address_of_the_recording() {
    for (style, url, anchor) in [
        (
            "markdown",
            "https://vimeo.com/123456",
            "[00:01:12](https://vimeo.com/123456#t=72s)",
        ),
        (
            "markdown",
            "https://example.org/talk.mp3",
            "[00:01:12](https://example.org/talk.mp3#t=72)",
        ),
        (
            "markdown",
            "https://example.org/talk",
            "[00:01:12](https://example.org/talk)",
        ),
        (
            "logseq",
            "https://archive.org/details/talk",
            "[00:01:12](https://archive.org/details/talk?start=72)",
        ),
        (
            "html-link",
            "https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv",
            "href=\"https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv?start=72s\"",
        ),
    ] {
        let vault = vault();
        vault.write("kbnote.toml", format!("[anchor]\nstyle = \"{style}\"\n"));
        let args = [
            "--json",
            "import",
            "Lecture 3 (birds).srt",
            "--lang",
            "en",
            "--url",
            url,
        ];
        let run = vault.kbnote(args).success();
        let id = run.json()["videos"][0]["video"]
            .as_str()
            .expect("an id")
            .to_owned();
        assert_ne!(id.len(), 11, "{id}");
        let note = note(&vault, &id);
        assert!(note.contains(anchor), "{style} {url}: {note}");
        assert!(
            note.contains(&format!("\nmedia: {url}\n")) && !note.contains("youtu"),
            "{note}"
        );
        let before = vault.snapshot();
        vault.kbnote(["align", "notes"]).success();
        vault.kbnote(["align", "--retime", "notes"]).success();
        assert_eq!(vault.snapshot(), before, "{style} {url}");
    }
}

#[test]
fn a_video_id_with_an_address_elsewhere_leads_there() {
    let vault = vault();
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    let url = "https://example.org/talk.mp4";
    let args = [
        "import",
        "Lecture 3 (birds).srt",
        "--lang",
        "en",
        "--video",
        "kbnoteDemo9",
        "--url",
        url,
    ];
    vault.kbnote(args).success();
    vault.write(
        "notes/old.md",
        format!("---\ntitle: Old\nvideoId: kbnoteDemo9\n---\n\n{DRAFT}"),
    );
    vault.kbnote(["align", "notes/old.md"]).success();
    let note = vault.read("notes/old.md");
    assert!(
        note.contains("(https://example.org/talk.mp4#t=72)") && !note.contains("youtu"),
        "{note}"
    );
    let lines = vault
        .kbnote(["search", "binoculars", "--format", "lines"])
        .success()
        .stdout;
    assert!(
        lines.contains("https://example.org/talk.mp4#t=72"),
        "{lines}"
    );
}

#[test]
fn each_key_for_an_address_is_read_and_one_is_written() {
    let vault = vault();
    vault.write("kbnote.toml", "[front_matter]\nmedia_key = \"source\"\n");
    let url = "https://example.org/talk.mp3";
    vault
        .kbnote([
            "import",
            "Lecture 3 (birds).srt",
            "--lang",
            "en",
            "--url",
            url,
            "--video",
            "talk",
        ])
        .success();
    let note = note(&vault, "talk");
    assert!(
        note.contains("\nvideoId: talk\nsource: https://example.org/talk.mp3\n"),
        "{note}"
    );
    let found = vault
        .kbnote([
            "--json",
            "import",
            "Lecture 3 (birds).srt",
            "--lang",
            "en",
            "--url",
            url,
        ])
        .success();
    let id = found.json()["videos"][0]["video"].clone();
    for key in ["media", "source", "url"] {
        let name = format!("notes/{key}.md");
        vault.write(
            &name,
            format!(
                "---\ntitle: {key}\n{key}: http://www.example.org/talk.mp3#t=9\n---\n\n{DRAFT}"
            ),
        );
        let run = vault.kbnote(["--json", "align", &name]).success().json();
        assert_eq!(run["notes"][0]["video"], id, "{key}");
        assert_eq!(vault.read(&name).matches("data-t=").count(), 3, "{key}");
    }
}

#[test]
fn a_note_on_an_article_is_skipped() {
    let vault = vault();
    let text = format!("---\ntitle: Article\nsource: https://example.org/article\n---\n\n{DRAFT}");
    vault.write("notes/article.md", &text);
    vault.write("notes/other.md", text.replace("article", "page"));
    vault
        .kbnote(["import", "Lecture 3 (birds).srt", "--lang", "en"])
        .success();
    vault.kbnote(["align", "notes"]).success();
    vault.kbnote(["regen", "notes"]).success();
    assert_eq!(vault.read("notes/article.md"), text);
    let found = vault.kbnote(["--json", "check"]).success().json();
    let codes = found["findings"].as_array().into_iter().flatten();
    let of_recordings =
        codes.filter(|finding| finding["code"] == "KB408" || finding["code"] == "KB104");
    assert_eq!(of_recordings.count(), 0, "{found}");
}

#[test]
fn another_file_of_the_same_name_does_not_replace_a_recording() {
    let vault = vault();
    vault.write("a/talk.srt", SRT);
    let other = "1\n00:00:01,000 --> 00:00:05,000\nKneading bread dough develops gluten slowly overnight.\n";
    vault.write("b/talk.srt", other);
    vault
        .kbnote(["import", "a/talk.srt", "--lang", "en"])
        .success();
    let before = vault.snapshot();
    let run = vault
        .kbnote(["import", "b/talk.srt", "--lang", "en"])
        .exits(5);
    assert!(run.stderr.contains("--video ID"), "{}", run.stderr);
    assert_eq!(vault.snapshot(), before);
    // A corrected version of the same captions is stored.
    vault.write("a/talk.srt", SRT.replace("dusk", "nightfall"));
    vault
        .kbnote(["import", "a/talk.srt", "--lang", "en"])
        .success();
    assert!(vault.read("transcripts/talk.json").contains("nightfall"));
}

#[test]
fn ids_that_would_leave_the_folder_are_refused() {
    let vault = vault();
    for id in ["../talk", "a/b", "a b", ".", "..", "", &"a".repeat(65)] {
        let option = format!("--video={id}");
        vault
            .kbnote(["import", "Lecture 3 (birds).srt", &option])
            .exits(2);
    }
    vault.kbnote(["new", "no-such-talk"]).exits(2);
    for url in [
        "javascript:alert(1)",
        "data:text/html,<b>",
        "",
        "not an address",
    ] {
        let option = format!("--url={url}");
        vault
            .kbnote(["import", "Lecture 3 (birds).srt", &option])
            .exits(2);
    }
    assert!(!vault.path("transcripts").exists());
}

#[test]
fn an_empty_video_id_beside_an_address_is_not_reported() {
    let vault = vault();
    let text =
        format!("---\ntitle: T\nvideoId: null\nurl: https://youtu.be/kbnoteDemo9\n---\n\n{DRAFT}");
    vault.write("notes/a.md", text);
    let found = vault.kbnote(["--json", "check"]).json();
    let codes = found["findings"].as_array().into_iter().flatten();
    let codes: Vec<_> = codes
        .filter_map(|finding| finding["code"].as_str())
        .collect();
    assert!(
        !codes.contains(&"KB105") && codes.contains(&"KB408"),
        "{codes:?}"
    );
}

#[test]
fn a_parameter_of_a_page_without_a_player_is_part_of_its_address() {
    let vault = vault();
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    for topic in ["1234", "99"] {
        let url = format!("--url=https://forum.example.org/view?t={topic}");
        vault
            .kbnote(["import", "Lecture 3 (birds).srt", "--lang=en", &url])
            .success();
    }
    let stored = vault.kbnote(["--json", "list"]).json();
    let videos = stored["videos"].as_array().expect("videos");
    assert_eq!(videos.len(), 2, "{stored}");
    let text = note(&vault, videos[0]["video"].as_str().expect("an id"));
    assert_eq!(
        text.matches("](https://forum.example.org/view?t=").count(),
        3,
        "{text}"
    );
    let before = vault.snapshot();
    for command in [["align", "notes"], ["check", "notes"]] {
        vault.kbnote(command).success();
    }
    vault.kbnote(["align", "--retime", "notes"]).success();
    assert_eq!(vault.snapshot(), before, "the parameter is not a time");
}

#[test]
fn a_note_may_name_the_file_of_its_recording() {
    let vault = vault();
    vault.write("talk.en.srt", SRT);
    vault.kbnote(["import", "talk.en.srt"]).success();
    for (number, entry) in [
        "media: talk.en.srt",
        "source: ../captions/talk.srt",
        "media: \"[[talk.mp3]]\"",
        "media: [[media/talk.mp3|the talk]]",
        "media: ../media/talk.mp3",
        "media:\n  - talk.mp3\n  - slides.pdf",
        "source: talk.webm",
    ]
    .iter()
    .enumerate()
    {
        let name = format!("notes/n{number}.md");
        vault.write(
            &name,
            format!("---\ntitle: T{number}\n{entry}\n---\n\n{DRAFT}"),
        );
        let run = vault.kbnote(["--json", "align", &name]).success().json();
        assert_eq!(run["notes"][0]["video"], "talk", "{entry}");
        assert_eq!(vault.read(&name).matches("data-t=").count(), 3, "{entry}");
        let found = vault.kbnote(["--json", "check", &name]).json();
        let found = found["findings"].to_string();
        assert!(
            !found.contains("KB408") && !found.contains("KB104"),
            "{entry}: {found}"
        );
    }
    vault.write(
        "draft.md",
        format!("---\ntitle: Drafted\nmedia: audio/talk.mp3\n---\n\n{DRAFT}"),
    );
    let drafted = note(&vault, "talk");
    assert_eq!(drafted.matches("media:").count(), 1, "{drafted}");
    let listed = vault.kbnote(["--json", "list"]).json();
    let notes = listed["videos"][0]["notes"].as_array().expect("notes");
    assert_eq!(notes.len(), 8, "{listed}");
    let before = vault.snapshot();
    vault.kbnote(["align", "notes"]).success();
    vault.kbnote(["check", "--fix", "notes"]);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn the_player_and_the_page_of_a_video_are_one_recording() {
    let vault = vault();
    let page = "--url=https://vimeo.com/123456";
    vault
        .kbnote(["import", "Lecture 3 (birds).srt", "--lang=en", page])
        .success();
    let player = "https://player.vimeo.com/video/123456?h=0a1b";
    let again = format!("--url={player}");
    vault
        .kbnote(["import", "Lecture 3 (birds).srt", "--lang=de", &again])
        .success();
    let listed = vault.kbnote(["--json", "list"]).json();
    assert_eq!(
        listed["videos"].as_array().map(Vec::len),
        Some(1),
        "{listed}"
    );
    vault.write(
        "notes/a.md",
        format!("---\ntitle: A\nmedia: {player}\n---\n\n{DRAFT}"),
    );
    vault
        .kbnote(["align", "--track", ".en", "notes/a.md"])
        .success();
    assert_eq!(vault.read("notes/a.md").matches("data-t=").count(), 3);
}

#[test]
fn a_password_in_an_address_is_neither_stored_nor_printed() {
    let vault = vault();
    let url = "--url=https://ana:secret@example.org/talk.mp3";
    let run = vault
        .kbnote([
            "--json",
            "import",
            "Lecture 3 (birds).srt",
            "--lang=en",
            url,
        ])
        .success();
    assert!(!run.seen().contains("secret"), "{}", run.seen());
    let id = run.json()["videos"][0]["video"]
        .as_str()
        .expect("an id")
        .to_owned();
    let text = note(&vault, &id);
    assert!(
        text.contains("\nmedia: https://example.org/talk.mp3\n"),
        "{text}"
    );
    for (name, bytes) in vault.everything() {
        assert!(
            !String::from_utf8_lossy(&bytes).contains("secret"),
            "{name}"
        );
    }
}
