//! Notes on several recordings: each sentence is held against its own, and nothing is mixed up.

use std::collections::BTreeMap;

use serde_json::json;

use crate::serve::Served;
use crate::support::TestVault;

/// A vault with two talks on YouTube and an episode of a podcast, whose captions have nothing in common.
fn vault() -> TestVault {
    let vault = TestVault::empty();
    for (file, video, extra, lines) in [
        ("birds.srt", "kbnoteDemo1", "", BIRDS),
        ("bread.srt", "kbnoteDemo2", "", BREAD),
        (
            "tides.srt",
            "tides-7",
            "https://example.org/feed/tides.mp3",
            TIDES,
        ),
    ] {
        vault.write(file, srt(lines));
        let video = format!("--video={video}");
        let mut args = vec!["import", file, "--lang", "en", &video];
        if !extra.is_empty() {
            args.extend(["--url", extra]);
        }
        vault.kbnote(args).success();
    }
    vault
}

const BIRDS: &[(u64, &str)] = &[
    (5, "Flocks of starlings come in to the reed beds at dusk."),
    (65, "Two volunteers count them from the old railway bridge."),
    (
        130,
        "A warm flask of tea helps more than expensive binoculars.",
    ),
];

const BREAD: &[(u64, &str)] = &[
    (
        12,
        "A sourdough starter is only flour and water left to ferment.",
    ),
    (80, "Feed the culture every morning with rye flour."),
    (
        190,
        "When it doubles within six hours the yeast is strong enough to bake.",
    ),
];

const TIDES: &[(u64, &str)] = &[
    (20, "Spring tides follow the full moon by about two days."),
    (95, "Mudflats feed the waders that winter on this coast."),
];

fn srt(lines: &[(u64, &str)]) -> String {
    let clock = |s: u64| format!("{:02}:{:02}:{:02},000", s / 3600, s / 60 % 60, s % 60);
    let cue = |(n, (at, text)): (usize, &(u64, &str))| {
        format!(
            "{}\n{} --> {}\n{text}\n\n",
            n + 1,
            clock(*at),
            clock(at + 6)
        )
    };
    lines.iter().enumerate().map(cue).collect()
}

const NOTE: &str = "notes/compared.md";

const BIRDS_PROSE: &str =
    "Starlings come to the reed beds at dusk. Volunteers count them from the railway bridge.\n";
const BREAD_PROSE: &str =
    "A sourdough starter is flour and water. Feed the culture with rye flour every morning.\n";
const TIDES_PROSE: &str =
    "Spring tides follow the full moon. Mudflats feed the waders in winter.\n";

fn front(body: &str) -> String {
    format!("---\ntitle: Compared\nvideoId: kbnoteDemo1\n---\n\n{body}")
}

fn aligned(vault: &TestVault, text: &str) -> String {
    vault.write(NOTE, text);
    vault.kbnote(["align", NOTE]).success();
    vault.read(NOTE)
}

/// The times of the anchors of a text.
fn times(text: &str) -> Vec<String> {
    let note = kbnote_note::Note::parse(text);
    let anchors = note.anchors().iter().filter_map(kbnote_note::Anchor::time);
    anchors.map(|time| time.to_string()).collect()
}

/// That another run of each command changes nothing.
fn assert_settled(vault: &TestVault) {
    let before = vault.snapshot();
    for command in ["align", "check"] {
        vault.kbnote([command, NOTE]);
        assert_eq!(vault.snapshot(), before, "{command} changes nothing");
    }
    vault.kbnote(["check", "--fix", NOTE]);
    assert_eq!(vault.snapshot(), before, "check --fix changes nothing");
}

#[test]
fn a_heading_with_an_address_is_about_that_recording() {
    let vault = vault();
    let body = format!(
        "{BIRDS_PROSE}\n## [On bread](https://www.youtube.com/watch?v=kbnoteDemo2)\n\n{BREAD_PROSE}\n### Again\n\n\
         When it doubles, the yeast is strong enough.\n\n## Back\n\nA flask of tea helps more than binoculars.\n"
    );
    let text = aligned(&vault, &front(&body));
    let expected = [
        "00:00:05", "00:01:05", "00:00:12", "00:01:20", "00:03:10", "00:02:10",
    ];
    assert_eq!(times(&text), expected, "{text}");
    assert!(text.contains("water <a class=\"yt-timestamp\" data-t=\"00:00:12\" data-video=\"kbnoteDemo2\">[00:00:12]</a>."), "{text}");
    assert!(
        text.contains("dusk <a class=\"yt-timestamp\" data-t=\"00:00:05\">[00:00:05]</a>."),
        "{text}"
    );
    assert_eq!(
        text.matches("data-video=\"kbnoteDemo2\"").count(),
        3,
        "{text}"
    );
    assert_settled(&vault);
    let undone = vault.kbnote(["undo"]).success();
    assert_eq!(vault.read(NOTE), front(&body), "{}", undone.stderr);
}

#[test]
fn the_json_says_which_video_a_sentence_is_on() {
    let vault = vault();
    vault.write(
        NOTE,
        front(&format!(
            "{BIRDS_PROSE}\n## Bread (kbnoteDemo2)\n\n{BREAD_PROSE}"
        )),
    );
    let json = vault.kbnote(["--json", "align", NOTE]).success().json();
    let note = &json["notes"][0];
    assert_eq!(
        (note["video"].as_str(), note["track"].as_str()),
        (Some("kbnoteDemo1"), Some(".en"))
    );
    let claims = note["claims"].as_array().expect("claims");
    let videos: Vec<_> = claims.iter().map(|claim| claim["video"].as_str()).collect();
    assert_eq!(
        videos,
        [None, None, Some("kbnoteDemo2"), Some("kbnoteDemo2")]
    );
    let text = vault.read(NOTE);
    for claim in claims {
        let anchor = &claim["anchors"][0];
        let range =
            |key: &str| usize::try_from(anchor[key].as_u64().expect("an offset")).expect("small");
        let written = &text[range("start")..range("end")];
        assert!(
            written.contains(anchor["text"].as_str().expect("a time")),
            "{written}"
        );
    }
    assert!(note.get("skipped").is_none(), "{note}");
}

#[test]
fn from_lines_change_the_recording() {
    let vault = vault();
    let body = format!(
        "From: [[birds]] <br/> \n\n{BIRDS_PROSE}\n## On bread\n\nFrom: [the talk](https://youtu.be/kbnoteDemo2) <br/> \n\n{BREAD_PROSE}\n\
         From: https://example.org/feed/tides.mp3\n\n{TIDES_PROSE}\n## Tea\n\nA flask of tea helps more than binoculars.\n"
    );
    let text = aligned(&vault, &front(&body));
    let expected = [
        "00:00:05", "00:01:05", "00:00:12", "00:01:20", "00:00:20", "00:01:35", "00:02:10",
    ];
    assert_eq!(times(&text), expected, "{text}");
    assert_eq!(text.matches("data-video=\"tides-7\"").count(), 2, "{text}");
    assert_settled(&vault);
}

#[test]
fn links_lead_to_the_recording_that_they_are_on() {
    let vault = vault();
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    let body = format!(
        "{BIRDS_PROSE}\n## [Bread](https://youtu.be/kbnoteDemo2)\n\n{BREAD_PROSE}\n## <https://example.org/feed/tides.mp3>\n\n{TIDES_PROSE}"
    );
    let text = aligned(&vault, &front(&body));
    for anchor in [
        "[00:00:05](https://youtu.be/kbnoteDemo1?t=5)",
        "[00:01:20](https://youtu.be/kbnoteDemo2?t=80)",
        "[00:01:35](https://example.org/feed/tides.mp3#t=95)",
    ] {
        assert!(text.contains(anchor), "{text}");
    }
    assert_settled(&vault);
    // Without its headings, each anchor is still on the recording that it leads to.
    let flat: String = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    vault.write(NOTE, &flat);
    vault.kbnote(["align", "--retime", NOTE]).success();
    assert_eq!(vault.read(NOTE), flat);
    assert_settled(&vault);
}

#[test]
fn one_sentence_may_rest_on_two_recordings() {
    let vault = vault();
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    let both = "Starlings come to the reed beds at dusk, and a starter is flour and water";
    let text = front(&format!(
        "{both} [00:02:00](https://youtu.be/kbnoteDemo1?t=120), [00:02:00](https://youtu.be/kbnoteDemo2?t=120).\n"
    ));
    vault.write(NOTE, &text);
    vault.kbnote(["align", "--retime", NOTE]).success();
    let retimed = vault.read(NOTE);
    assert!(
        retimed.contains("[00:00:05](https://youtu.be/kbnoteDemo1?t=5), [00:00:12](https://youtu.be/kbnoteDemo2?t=12)"),
        "{retimed}"
    );
    assert_settled(&vault);
}

#[test]
fn a_recording_that_is_not_stored_is_skipped_and_named() {
    let vault = vault();
    let other = "Rye was grown here for centuries [00:09:01](https://youtu.be/kbnoteDemo9?t=541).";
    let body =
        format!("{BIRDS_PROSE}\n## [Rye](https://youtu.be/kbnoteDemo9)\n\n{other} {BREAD_PROSE}");
    vault.write(NOTE, front(&body));
    let run = vault.kbnote(["align", NOTE]).success();
    insta::assert_snapshot!(run.seen());
    let text = vault.read(NOTE);
    assert!(
        text.contains(other) && text.ends_with(BREAD_PROSE),
        "{text}"
    );
    assert_eq!(times(&text), ["00:00:05", "00:01:05", "00:09:01"]);
    assert_settled(&vault);
    let json = vault
        .kbnote(["--json", "align", "--retime", NOTE])
        .success()
        .json();
    assert_eq!(json["notes"][0]["skipped"][0]["video"], "kbnoteDemo9");
    assert_eq!(
        vault.read(NOTE),
        text,
        "no time is that of another recording"
    );
    // The end of the one recording says nothing about times in the other.
    let found = vault.kbnote(["--json", "check", NOTE]).json();
    let codes: Vec<_> = found["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|f| f["code"].as_str().expect("a code").to_owned())
        .collect();
    assert!(
        codes.contains(&"KB408".to_owned()) && !codes.contains(&"KB201".to_owned()),
        "{codes:?}"
    );
    // Once its captions are there, what stood there is trusted and the rest is found.
    vault.write("rye.srt", srt(BREAD));
    vault
        .kbnote(["import", "rye.srt", "--lang", "en", "--video=kbnoteDemo9"])
        .success();
    vault.kbnote(["align", NOTE]).success();
    assert_eq!(
        times(&vault.read(NOTE)),
        ["00:00:05", "00:01:05", "00:09:01", "00:00:12", "00:01:20"]
    );
    assert_settled(&vault);
}

#[test]
fn times_past_the_end_are_judged_by_the_recording_they_are_in() {
    let vault = vault();
    let anchor = |time: &str, video: &str| {
        format!("<a class=\"yt-timestamp\" data-t=\"{time}\"{video}>[{time}]</a>")
    };
    let on_bread = anchor("00:03:10", " data-video=\"kbnoteDemo2\"");
    let past = anchor("00:04:10", " data-video='kbnoteDemo2'");
    let slipped = anchor("01:12:00", " data-video=\"kbnoteDemo2\"");
    let body = format!(
        "Starlings come in {}.\n\nThe yeast is strong {on_bread}. So it is {past}. Feed it {slipped}. It is bread too {}.\n",
        anchor("00:00:05", ""),
        anchor("00:03:10", "")
    );
    vault.write(NOTE, front(&body));
    let json = vault.kbnote(["--json", "check", NOTE]).json();
    let text = vault.read(NOTE);
    let lines: Vec<&str> = text.lines().collect();
    let found: Vec<(String, String)> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| {
            finding["code"]
                .as_str()
                .is_some_and(|code| code.starts_with("KB20"))
        })
        .map(|finding| {
            let at = |key: &str| {
                usize::try_from(finding[key].as_u64().expect("a number")).expect("small")
            };
            let line = lines[at("line") - 1];
            let rest: String = line.chars().skip(at("column") - 1).take(8).collect();
            (finding["code"].as_str().expect("a code").to_owned(), rest)
        })
        .collect();
    let expected = [
        ("KB201", "00:04:10"),
        ("KB202", "01:12:00"),
        ("KB201", "00:03:10"),
    ];
    assert_eq!(
        found,
        expected.map(|(code, time)| (code.to_owned(), time.to_owned()))
    );
    vault.kbnote(["check", "--fix", NOTE]);
    assert!(
        vault
            .read(NOTE)
            .contains(&anchor("00:01:12", " data-video=\"kbnoteDemo2\""))
    );
}

#[test]
fn words_are_compared_with_what_their_own_recording_says() {
    let vault = vault();
    let quoted = "“Feed the culture every evening with rye flour” <a class=\"yt-timestamp\" data-t=\"00:01:20\" data-video=\"kbnoteDemo2\">[00:01:20]</a>.";
    let good = "“Two volunteers count them from the old railway bridge” <a class=\"yt-timestamp\" data-t=\"00:01:05\">[00:01:05]</a>.";
    vault.write(
        NOTE,
        front(&format!("{good}\n\n## kbnoteDemo2\n\n{quoted}\n")),
    );
    let json = vault.kbnote(["--json", "check", NOTE]).json();
    let findings = json["findings"].as_array().expect("findings");
    let misquoted: Vec<_> = findings.iter().filter(|f| f["code"] == "KB601").collect();
    assert_eq!(misquoted.len(), 1, "{findings:?}");
    assert!(
        misquoted[0]["message"]
            .as_str()
            .is_some_and(|m| m.contains("every morning")),
        "{misquoted:?}"
    );
}

#[test]
fn a_sentence_that_moves_to_the_other_recording_is_found_anew_there() {
    let vault = vault();
    let misplaced = "Feed the culture with rye flour every morning.";
    let first = format!("{BIRDS_PROSE}\n## Part two\n\n{BREAD_PROSE}");
    let text = aligned(&vault, &front(&first));
    assert!(!text.contains("data-video"), "{text}");
    // The author names the recording of the second part.
    let stray = text.replace(misplaced, "Feed the culture with rye flour every morning <a class=\"yt-timestamp\" data-t=\"00:00:05\">[00:00:05]</a>.");
    vault.write(NOTE, &stray);
    vault.kbnote(["align", NOTE]).success();
    let named = vault
        .read(NOTE)
        .replace("## Part two", "## Part two (kbnoteDemo2)");
    vault.write(NOTE, &named);
    vault.kbnote(["align", NOTE]).success();
    let moved = vault.read(NOTE);
    assert!(
        moved.contains(
            "water <a class=\"yt-timestamp\" data-t=\"00:00:12\" data-video=\"kbnoteDemo2\">"
        ),
        "{moved}"
    );
    assert!(
        moved.contains("morning <a class=\"yt-timestamp\" data-t=\"00:00:05\">"),
        "what its author set stays: {moved}"
    );
    assert_settled(&vault);
}

#[test]
fn a_time_that_kbnote_found_in_one_recording_is_none_of_the_other() {
    let vault = vault();
    // A sentence that both talks may be said to hold, anchored in the first.
    vault.write(
        "more.srt",
        srt(&[
            (12, "A starter is flour and water."),
            (150, "Starlings come to the reed beds at dusk."),
        ]),
    );
    vault
        .kbnote(["import", "more.srt", "--lang", "en", "--video=kbnoteDemo3"])
        .success();
    let text = aligned(&vault, &front(BIRDS_PROSE));
    let moved = text.replace("Starlings", "## https://youtu.be/kbnoteDemo3\n\nStarlings");
    vault.write(NOTE, &moved);
    vault.kbnote(["align", NOTE]).success();
    let found = vault.read(NOTE);
    assert!(found.contains("dusk <a class=\"yt-timestamp\" data-t=\"00:02:30\" data-video=\"kbnoteDemo3\">[00:02:30]</a>"), "{found}");
    // What the new recording does not say keeps its time, and is reported again and again.
    assert!(
        found.contains("bridge <a class=\"yt-timestamp\" data-t=\"00:01:05\">[00:01:05]</a>"),
        "{found}"
    );
    let again = vault.kbnote(["align", NOTE]).success();
    assert!(
        again.stderr.contains("from another recording"),
        "{}",
        again.stderr
    );
    assert!(codes(&vault).contains(&"KB212".to_owned()));
    // Back where it was, it is as it was.
    let back = found.replace("## https://youtu.be/kbnoteDemo3\n\n", "");
    vault.write(NOTE, &back);
    vault.kbnote(["align", NOTE]).success();
    assert_settled(&vault);
}

#[test]
fn a_pinned_time_stays_that_of_its_recording() {
    let vault = vault();
    let text = aligned(
        &vault,
        &front(&format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}")),
    );
    let line = text
        .lines()
        .position(|line| line.starts_with("A sourdough"))
        .expect("a line")
        + 1;
    let place = format!("{NOTE}:{line}:1");
    vault
        .kbnote(["align", "--pin", &place, "00:03:11"])
        .success();
    vault
        .kbnote(["align", "--pin", &place, "00:09:00"])
        .exits(2);
    vault.kbnote(["align", "--retime", NOTE]).success();
    assert_eq!(
        times(&vault.read(NOTE)),
        ["00:00:05", "00:01:05", "00:03:11", "00:01:20"]
    );
    assert_settled(&vault);
    vault.kbnote(["align", "--unpin", &place]).success();
    assert_eq!(
        times(&vault.read(NOTE)),
        ["00:00:05", "00:01:05", "00:00:12", "00:01:20"]
    );
    assert_settled(&vault);
}

#[test]
fn each_command_shows_the_recording_that_a_sentence_is_on() {
    let vault = vault();
    let text = aligned(
        &vault,
        &front(&format!(
            "## Birds\n\n{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}"
        )),
    );
    let line = |start: &str| {
        text.lines()
            .position(|line| line.starts_with(start))
            .expect("a line")
            + 1
    };
    let why = vault
        .kbnote(["why", &format!("{NOTE}:{}", line("A sourdough"))])
        .success();
    insta::assert_snapshot!(why.stdout);
    let json = vault
        .kbnote(["--json", "why", &format!("{NOTE}:{}", line("A sourdough"))])
        .success()
        .json();
    assert_eq!(json["video"], "kbnoteDemo2");
    let quote = vault
        .kbnote(["quote", &format!("{NOTE}:{}:1", line("A sourdough"))])
        .success();
    assert!(
        quote.stdout.contains("only flour and water")
            && quote.stdout.contains("data-video=\"kbnoteDemo2\""),
        "{}",
        quote.stdout
    );
    let clips = |args: &[&str]| vault.kbnote([&["clips", NOTE], args].concat()).success();
    assert_eq!(
        clips(&[]).stdout,
        "*00:00:05-00:00:11\n*00:01:05-00:01:11\n"
    );
    assert!(
        clips(&[]).stderr.contains("--video=kbnoteDemo2"),
        "{}",
        clips(&[]).stderr
    );
    assert_eq!(
        clips(&["--video", "kbnoteDemo2"]).stdout,
        "*00:00:12-00:00:18\n*00:01:20-00:01:26\n"
    );
    vault
        .kbnote(["clips", NOTE, "--video", "kbnoteDemo3"])
        .exits(3);
    let chapters = vault
        .kbnote(["chapters", NOTE, "--video=kbnoteDemo2"])
        .success();
    assert_eq!(chapters.stdout, "0:12 kbnoteDemo2\n");
    assert_eq!(
        vault.kbnote(["chapters", NOTE]).success().stdout,
        "0:05 Birds\n"
    );
    let list = vault.kbnote(["--json", "list"]).success().json();
    let on: BTreeMap<_, _> = list["videos"]
        .as_array()
        .expect("videos")
        .iter()
        .map(|video| {
            (
                video["video"].as_str().expect("an id"),
                video["notes"][0]["claims"].as_u64(),
            )
        })
        .collect();
    assert_eq!(
        (on["kbnoteDemo1"], on["kbnoteDemo2"]),
        (Some(2), Some(2)),
        "{on:?}"
    );
    let found = vault.kbnote(["search", "rye flour"]).success();
    assert!(
        found
            .stdout
            .contains(&format!("compared.md:{}", line("A sourdough"))),
        "{}",
        found.stdout
    );
}

#[test]
fn a_quotation_is_inserted_with_the_recording_that_says_it() {
    let vault = vault();
    let text = aligned(
        &vault,
        &front(&format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}")),
    );
    let line = text
        .lines()
        .position(|line| line.starts_with("A sourdough"))
        .expect("a line")
        + 1;
    vault
        .kbnote(["quote", &format!("{NOTE}:{line}:1"), "--insert"])
        .success();
    let quoted = vault.read(NOTE);
    assert!(quoted.contains("> “A sourdough starter is only flour and water left to ferment.” <a class=\"yt-timestamp\" data-t=\"00:00:12\" data-video=\"kbnoteDemo2\">[00:00:12]</a>"), "{quoted}");
    assert_settled(&vault);
    vault
        .kbnote(["quote", &format!("{NOTE}:{line}:1"), "--insert"])
        .success();
    assert_eq!(vault.read(NOTE), quoted, "once");
}

#[test]
fn regen_keeps_the_front_matter_and_anchors_both_parts() {
    let vault = vault();
    vault.write(
        NOTE,
        front(&format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}")),
    );
    vault.kbnote(["regen", "--only", "anchors", NOTE]).success();
    let text = vault.read(NOTE);
    assert_eq!(
        times(&text),
        ["00:00:05", "00:01:05", "00:00:12", "00:01:20"],
        "{text}"
    );
    assert!(
        text.starts_with("---\ntitle: Compared\nvideoId: kbnoteDemo1\n---\n"),
        "{text}"
    );
    vault.kbnote(["regen", "--only", "anchors", NOTE]).success();
    assert_eq!(vault.read(NOTE), text);
    assert_settled(&vault);
}

#[test]
fn a_draft_may_compare_two_talks() {
    let vault = vault();
    vault.write(
        "draft.md",
        format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}"),
    );
    let run = vault
        .kbnote(["--json", "new", "kbnoteDemo1", "--draft", "draft.md"])
        .success();
    let text = vault.read(run.json()["path"].as_str().expect("a path"));
    assert_eq!(
        times(&text),
        ["00:00:05", "00:01:05", "00:00:12", "00:01:20"],
        "{text}"
    );
}

#[test]
fn a_note_whose_front_matter_names_none_is_on_those_of_its_sections() {
    let vault = vault();
    let text = format!(
        "---\ntitle: Compared\n---\n\nNobody says this anywhere.\n\n## Birds\n\nFrom: kbnoteDemo1\n\n{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}"
    );
    let text = aligned(&vault, &text);
    assert_eq!(
        times(&text),
        ["00:00:05", "00:01:05", "00:00:12", "00:01:20"],
        "{text}"
    );
    assert_eq!(
        text.matches("data-video=\"kbnoteDemo1\"").count(),
        2,
        "{text}"
    );
    assert_settled(&vault);
    let codes = vault.kbnote(["check", NOTE]).stdout;
    assert!(!codes.contains("KB104"), "{codes}");
}

#[test]
fn a_note_cut_in_two_gets_the_same_anchors() {
    let vault = vault();
    for (first, second) in [(BIRDS_PROSE, BREAD_PROSE), (BREAD_PROSE, BIRDS_PROSE)] {
        let (one, two) = if first == BIRDS_PROSE {
            ("kbnoteDemo1", "kbnoteDemo2")
        } else {
            ("kbnoteDemo2", "kbnoteDemo1")
        };
        let note = |id: &str, body: &str| format!("---\ntitle: T\nvideoId: {id}\n---\n\n{body}");
        let whole = aligned(
            &vault,
            &note(one, &format!("{first}\n## Second: {two}\n\n{second}")),
        );
        let apart = [
            (one, first.to_owned()),
            (two, format!("## Second: {two}\n\n{second}")),
        ];
        let apart = apart.map(|(id, body)| {
            vault.write("notes/apart.md", note(id, &body));
            vault.kbnote(["align", "notes/apart.md"]).success();
            times(&vault.read("notes/apart.md"))
        });
        assert_eq!(times(&whole), apart.concat());
        vault.kbnote(["undo"]);
        let _ = std::fs::remove_dir_all(vault.path(".kbnote"));
    }
}

#[test]
fn words_that_happen_to_be_ids_name_no_recording() {
    let vault = vault();
    vault.write("tides.srt", srt(TIDES));
    vault
        .kbnote(["import", "tides.srt", "--lang", "en", "--video=tides"])
        .success();
    let body = format!(
        "## What tides do\n\n{BIRDS_PROSE}\n## [An article](https://example.org/article)\n\nA flask of tea helps more than binoculars.\n"
    );
    let text = aligned(&vault, &front(&body));
    assert_eq!(times(&text), ["00:00:05", "00:01:05", "00:02:10"], "{text}");
    assert!(!text.contains("data-video"), "{text}");
}

/// The codes of what `check` finds.
fn codes(vault: &TestVault) -> Vec<String> {
    let found = vault.kbnote(["--json", "check", NOTE]).json();
    let findings = found["findings"].as_array().expect("findings").iter();
    findings
        .map(|finding| finding["code"].as_str().expect("a code").to_owned())
        .collect()
}

#[test]
fn headings_that_name_stored_recordings_are_enough() {
    let vault = vault();
    let body = format!(
        "## [Birds](https://youtu.be/kbnoteDemo1)\n\n{BIRDS_PROSE}\n## Tides (tides-7)\n\n{TIDES_PROSE}"
    );
    let text = aligned(&vault, &format!("---\ntitle: Two\n---\n\n{body}"));
    assert_eq!(
        times(&text),
        ["00:00:05", "00:01:05", "00:00:20", "00:01:35"],
        "{text}"
    );
    assert!(!codes(&vault).contains(&"KB104".to_owned()));
    assert_settled(&vault);
    // An index of videos is on none of them, though it has words of its own.
    let index = "---\ntitle: Talks\n---\n\nTalks about birds and bread.\n\n### [Birds](https://youtu.be/kbnoteDemo1)\n\n\
                 - [[compared | Starlings come to the reed beds at dusk]]\n- [[b]]: two volunteers count them from the bridge.\n";
    vault.write("notes/talks.md", index);
    vault.kbnote(["align", "notes/talks.md"]).exits(3);
    vault.kbnote(["align", "notes"]).success();
    assert_eq!(vault.read("notes/talks.md"), index);
}

#[test]
fn a_sentence_moved_under_another_recording_gets_an_anchor_that_names_its_own() {
    for style in ["html", "logseq"] {
        let vault = vault();
        vault.write("kbnote.toml", format!("[anchor]\nstyle = \"{style}\"\n"));
        let text = aligned(&vault, &front(BIRDS_PROSE));
        let (first, second) = text.split_once(" Volunteers").expect("two sentences");
        let moved = format!("{first}\n\n## kbnoteDemo2\n\n{BREAD_PROSE}\nVolunteers{second}");
        vault.write(NOTE, &moved);
        assert!(codes(&vault).contains(&"KB212".to_owned()), "{moved}");
        vault.kbnote(["check", "--fix", NOTE]);
        let fixed = vault.read(NOTE);
        let anchor = match style {
            "html" => "<a class=\"yt-timestamp\" data-t=\"00:01:05\" data-video=\"kbnoteDemo1\">",
            _ => "[00:01:05](https://youtu.be/kbnoteDemo1?t=65)",
        };
        assert!(fixed.contains(&format!("bridge {anchor}")), "{fixed}");
        assert!(!codes(&vault).contains(&"KB212".to_owned()), "{fixed}");
        vault.kbnote(["align", NOTE]).success();
        let aligned = vault.read(NOTE);
        assert_eq!(times(&aligned).len(), 4, "{aligned}");
        assert!(aligned.contains(anchor), "{aligned}");
        assert_settled(&vault);
    }
}

#[test]
fn an_anchor_that_names_nothing_is_found() {
    let vault = vault();
    let anchor = |video: &str| {
        format!(
            "Volunteers count them from the bridge <a class=\"yt-timestamp\" data-t=\"00:01:05\" data-video=\"{video}\">[00:01:05]</a>.\n\n"
        )
    };
    for (video, is_found) in [
        ("the bird talk", true),
        ("tides-8", true),
        ("https://youtu.be/", true),
        ("tides-7", false),
        ("kbnoteDemo9", false),
        ("https://example.org/feed/other.mp3", false),
    ] {
        vault.write(NOTE, front(&anchor(video)));
        let codes = codes(&vault);
        assert_eq!(
            codes.contains(&"KB213".to_owned()),
            is_found,
            "{video} {codes:?}"
        );
    }
}

#[test]
fn an_anchor_on_another_recording_is_moved_to_a_moment_of_its_own_captions() {
    for (style, moved) in [
        ("html", "data-t=\"00:01:20\" data-video=\"kbnoteDemo2\""),
        ("markdown", "[00:01:20](https://youtu.be/kbnoteDemo2?t=80)"),
    ] {
        let vault = vault();
        vault.write("kbnote.toml", format!("[anchor]\nstyle = \"{style}\"\n"));
        let body =
            format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\nA sourdough starter is flour and water.\n");
        let text = aligned(&vault, &front(&body));
        assert_eq!(times(&text), ["00:00:05", "00:01:05", "00:00:12"], "{text}");
        let served = Served::start(&vault, &[]);
        let note = served.note(NOTE);
        let claims = note["claims"].as_array().expect("claims");
        let is_bread = |claim: &serde_json::Value| {
            claim["text"]
                .as_str()
                .is_some_and(|text| text.contains("sourdough"))
        };
        let bread = claims
            .iter()
            .position(is_bread)
            .expect("the sentence on bread");
        let change =
            |time_ms: u64| json!({"do": "move", "claim": bread, "anchor": 0, "time_ms": time_ms});
        // A moment of the other captions is none of these.
        let refused = served.change(NOTE, &change(65_000));
        assert_ne!(refused.status, 200, "{}", refused.body);
        let answer = served.change(NOTE, &change(80_000));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let text = vault.read(NOTE);
        assert!(text.contains(moved), "{text}");
        drop(served);
        vault.kbnote(["align", "--retime", NOTE]).success();
        assert_eq!(vault.read(NOTE), text, "it is pinned");
    }
}

/// The number of the sentence with these words, as the page numbers them.
fn sentence(note: &serde_json::Value, words: &str) -> usize {
    let claims = note["claims"].as_array().expect("claims");
    let has = |claim: &serde_json::Value| claim["text"].as_str().is_some_and(|t| t.contains(words));
    claims.iter().position(has).expect("the sentence")
}

#[test]
fn the_page_gets_each_recording_and_what_it_says() {
    let vault = vault();
    let body = format!(
        "{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}\n## <https://example.org/feed/tides.mp3>\n\n{TIDES_PROSE}\n\
         ## <https://youtu.be/kbnoteDemo9>\n\nNobody stored this one.\n"
    );
    aligned(&vault, &front(&body));
    let served = Served::start(&vault, &[]);
    let note = served.note(NOTE);
    let others: Vec<_> = note["others"].as_array().expect("others").iter().collect();
    let of = |key: &str, field: &str| -> Vec<serde_json::Value> {
        others
            .iter()
            .map(|other| other[key][field].clone())
            .collect()
    };
    assert_eq!(of("video", "id"), ["kbnoteDemo2", "tides-7", "kbnoteDemo9"]);
    assert_eq!(of("video", "youtube"), [true, false, true]);
    assert_eq!(
        of("video", "url"),
        [
            "https://youtu.be/kbnoteDemo2?t={seconds}",
            "https://example.org/feed/tides.mp3#t={seconds}",
            "https://youtu.be/kbnoteDemo9?t={seconds}"
        ]
    );
    let cues = others
        .iter()
        .map(|other| other["cues"].as_array().map_or(0, Vec::len));
    assert_eq!(cues.collect::<Vec<_>>(), [3, 2, 0]);
    assert_eq!(
        of("problem", "kind"),
        [json!(null), json!(null), json!("no-transcript")]
    );
    for (words, recording, text) in [
        ("reed beds", json!(null), "Flocks of starlings"),
        ("sourdough", json!(0), "A sourdough starter"),
        ("Mudflats", json!(1), "Mudflats feed"),
    ] {
        let claim = &note["claims"][sentence(&note, words)];
        assert_eq!(claim["recording"], recording, "{words}");
        assert_eq!(claim["standing"], "sure", "{words}");
        let anchor = &claim["anchors"][0];
        assert_eq!(anchor["recording"], recording, "{words}");
        let own = match recording.as_u64() {
            Some(number) => &note["others"][number as usize],
            None => &note,
        };
        for cue in [&anchor["cues"][0], &claim["places"][0]["cues"][0]] {
            let said = &own["cues"][cue.as_u64().expect("a cue") as usize]["text"];
            assert!(
                said.as_str().is_some_and(|said| said.starts_with(text)),
                "{words}: {said}"
            );
        }
    }
    let unknown = &note["claims"][sentence(&note, "Nobody")];
    assert_eq!(
        (&unknown["recording"], &unknown["standing"]),
        (&json!(2), &json!("missing"))
    );
}

#[test]
fn a_sentence_on_two_recordings_is_changed_in_both_by_its_anchors() {
    let vault = vault();
    let link =
        |seconds: u64| format!("[00:00:{seconds:02}](https://youtu.be/kbnoteDemo2?t={seconds})");
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    let text = |bird: &str, bread: &str| {
        front(&format!(
            "Starlings come to the reed beds at dusk, like a sourdough starter of flour and water {bird}, {bread}.\n"
        ))
    };
    let bird =
        |clock: &str, seconds: u64| format!("[{clock}](https://youtu.be/kbnoteDemo1?t={seconds})");
    let before = text(&bird("00:00:05", 5), &link(12));
    vault.write(NOTE, &before);
    let served = Served::start(&vault, &[]);
    let change = |change: serde_json::Value| {
        let answer = served.change(NOTE, &change);
        assert_eq!(answer.status, 200, "{change} {}", answer.body);
        vault.read(NOTE)
    };
    let anchors = |note: &serde_json::Value| {
        let anchors = note["claims"][0]["anchors"]
            .as_array()
            .expect("anchors")
            .clone();
        anchors
            .iter()
            .map(|anchor| anchor["recording"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(anchors(&served.note(NOTE)), [json!(null), json!(0)]);
    let other = change(json!({"do": "move", "claim": 0, "anchor": 1, "time_ms": 80_000}));
    let moved = "[00:01:20](https://youtu.be/kbnoteDemo2?t=80)";
    assert_eq!(other, text(&bird("00:00:05", 5), moved));
    let own = change(json!({"do": "move", "claim": 0, "anchor": 0, "time_ms": 65_000}));
    assert_eq!(own, text(&bird("00:01:05", 65), moved));
    assert_eq!(change(json!({"do": "keep", "claim": 0})), own);
    vault.kbnote(["align", "--retime", NOTE]).success();
    assert_eq!(vault.read(NOTE), own, "both are pinned");
    assert_eq!(change(json!({"do": "free", "claim": 0})), before);
    let removed = change(json!({"do": "remove", "claim": 0, "anchor": 1}));
    assert!(
        !removed.contains("kbnoteDemo2") && removed.contains("kbnoteDemo1?t=5"),
        "{removed}"
    );
    let none = served.change(NOTE, &json!({"do": "remove", "claim": 0, "anchor": 1}));
    assert_eq!(none.status, 422, "{}", none.body);
}

#[test]
fn captions_of_another_recording_are_quoted_with_its_name() {
    let vault = vault();
    aligned(
        &vault,
        &front(&format!("{BIRDS_PROSE}\n## kbnoteDemo2\n\n{BREAD_PROSE}")),
    );
    let served = Served::start(&vault, &[]);
    let bread = sentence(&served.note(NOTE), "sourdough");
    let body = json!({"path": NOTE, "claim": bread, "anchor": 0, "cues": [2, 3]});
    let answer = served.post_from_page("/api/quote", &served.revision(NOTE), &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let quoted = "> “When it doubles within six hours the yeast is strong enough to bake.” \
                  <a class=\"yt-timestamp\" data-t=\"00:03:10\" data-video=\"kbnoteDemo2\">[00:03:10]</a>";
    assert!(vault.read(NOTE).contains(quoted), "{}", vault.read(NOTE));
    // The revision is that of all captions.
    let before = served.revision(NOTE);
    let stored = vault.read("transcripts/kbnoteDemo2.json");
    vault.write(
        "transcripts/kbnoteDemo2.json",
        stored.replace("doubles", "trebles"),
    );
    let answer = served.post_from_page("/api/quote", &before, &body);
    assert_eq!(answer.status, 412, "{}", answer.body);
}

/// A note on bread and tides that names no recording but in its headings; the captions on bread come 5 s later since it
/// was aligned.
fn with_later_captions(front: &str) -> TestVault {
    let vault = vault();
    aligned(
        &vault,
        &format!(
            "---\ntitle: Compared\n{front}---\n\n## [Bread](https://youtu.be/kbnoteDemo2)\n\n{BREAD_PROSE}\n\
             ## <https://example.org/feed/tides.mp3>\n\n{TIDES_PROSE}"
        ),
    );
    let later: Vec<_> = BREAD.iter().map(|(at, text)| (at + 5, *text)).collect();
    vault.write("bread.srt", srt(&later));
    let import = ["import", "bread.srt", "--lang", "en", "--video=kbnoteDemo2"];
    vault.kbnote(import).success();
    vault
}

#[test]
fn a_note_whose_headings_name_its_recordings_is_brought_up_to_date_part_by_part() {
    // The own recording of the second is not stored.
    for front in ["", "videoId: kbnoteDemo9\n"] {
        for command in [&["regen"][..], &["review", "--accept-all"]] {
            let vault = with_later_captions(front);
            assert_eq!(
                times(&vault.read(NOTE)),
                ["00:00:12", "00:01:20", "00:00:20", "00:01:35"]
            );
            let diff = vault.kbnote(["diff", "--only", "anchors", NOTE]).success();
            assert!(
                diff.stdout.contains("00:00:12 → 00:00:17"),
                "{}",
                diff.seen()
            );
            vault.kbnote([command, &["notes"]].concat());
            assert_eq!(
                times(&vault.read(NOTE)),
                ["00:00:17", "00:01:25", "00:00:20", "00:01:35"],
                "{command:?}"
            );
            assert_settled(&vault);
        }
    }
}

#[test]
fn what_status_recommends_for_a_note_with_recordings_in_its_headings_works() {
    let vault = with_later_captions("");
    let steps = || {
        let document = vault.kbnote(["status", "--json"]).json();
        let steps = document["next"].as_array().expect("steps").clone();
        let commands = steps
            .iter()
            .map(|step| step["command"].as_str().unwrap_or("").to_owned());
        commands.collect::<Vec<_>>()
    };
    let review = format!("kbnote review --only anchors {NOTE}");
    assert!(steps().contains(&review), "{:?}", steps());
    let review = ["review", "--only", "anchors", "--accept-all", NOTE];
    vault.kbnote(review).success();
    assert!(
        !steps().iter().any(|step| step.contains("--only anchors")),
        "{:?}",
        steps()
    );
}

#[test]
fn headings_that_name_only_recordings_that_are_not_stored_are_named() {
    let vault = vault();
    vault.write(
        NOTE,
        "---\ntitle: Compared\n---\n\n## [Bread](https://youtu.be/kbnoteDemo8)\n\nFrom: https://youtu.be/kbnoteDemo8\n\nFlour.\n",
    );
    for command in ["diff", "regen", "align"] {
        let run = vault.kbnote([command, NOTE]).exits(3);
        assert!(run.stderr.contains("kbnoteDemo8"), "{}", run.stderr);
    }
}
