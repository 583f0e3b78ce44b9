//! `kbnote search`: where something was said.

use serde_json::{Value, json};

use crate::support::TestVault;

/// A talk as it is stored, with a cue every four seconds.
fn talk(id: &str, title: &str, tracks: &[(&str, &str, &[&str])]) -> String {
    let track = |(id, lang, cues): &(&str, &str, &[&str])| {
        let cues = cues.iter().zip(0u64..).map(|(text, n)| {
            json!({"start_ms": 4000 * n + 300, "end_ms": 4000 * n + 4000, "text": text})
        });
        let kind = if id.starts_with("a.") {
            "auto"
        } else {
            "manual"
        };
        json!({"id": id, "lang": lang, "kind": kind, "cues": cues.collect::<Vec<_>>()})
    };
    let tracks: Vec<Value> = tracks.iter().map(track).collect();
    let video = json!({"id": id, "title": title, "channel": {"name": "", "folder": "x"}});
    json!({"schema": "kbnote.transcript/1", "video": video, "tracks": tracks}).to_string()
}

fn store(vault: &TestVault, id: &str, title: &str, tracks: &[(&str, &str, &[&str])]) {
    vault.write(&format!("transcripts/{id}.json"), talk(id, title, tracks));
}

/// The addresses of the hits, best first.
fn urls(vault: &TestVault, args: &[&str]) -> Vec<String> {
    let all = ["--json", "search"].iter().chain(args);
    let run = vault.kbnote(all);
    let document = run.json();
    let hits = document["hits"].as_array().expect("hits").iter();
    assert_eq!(run.code, i32::from(hits.len() == 0), "{}", run.seen());
    hits.map(|hit| hit["url"].as_str().expect("an address").to_owned())
        .collect()
}

#[test]
fn hits_are_shown_in_eighty_columns() {
    let vault = TestVault::shipped();
    let before = vault.snapshot();
    let run = vault.kbnote(["search", "low", "water"]).success();
    insta::assert_snapshot!(run.seen());
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 80));
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_phrase_is_said_as_one() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["search", "\"same flock\" talk"]).success();
    insta::assert_snapshot!(run.seen());
}

#[test]
fn the_words_of_the_query_are_highlighted_only_in_colour() {
    let vault = TestVault::shipped();
    let colored = ["--color", "always", "search", "gerald", "eleven"];
    let shown = vault.kbnote(colored).success().stdout;
    assert!(shown.contains("\u{1b}[1mgerald\u{1b}[0m"), "{shown}");
    let plain = vault.kbnote(["search", "gerald", "eleven"]).success();
    assert!(!plain.stdout.contains('\u{1b}'), "{}", plain.stdout);
}

#[test]
fn json_lists_hits_and_the_notes_on_them() {
    let vault = TestVault::shipped();
    let args = ["--json", "search", "--limit", "1", "flock compare"];
    let document = vault.kbnote(args).success().json();
    insta::assert_snapshot!(format!("{document:#}"));
}

#[test]
fn any_form_and_spelling_is_found_over_the_borders_of_cues() {
    let vault = TestVault::empty();
    let cues = [
        "We counted three hundred",
        "and fifty grey",
        "herons at the harbour.",
    ];
    store(&vault, "kbnoteAAAA1", "Herons", &[(".en", "en", &cues)]);
    let found = ["https://youtu.be/kbnoteAAAA1?t=0"];
    for query in [
        "count 350",
        "COUNTING",
        "350 gray heron",
        "\"350 gray herons\"",
    ] {
        assert_eq!(urls(&vault, &[query]), found, "{query}");
    }
    for query in ["three", "\"herons gray\"", "heron swan"] {
        assert!(urls(&vault, &[query]).is_empty(), "{query}");
    }
}

#[test]
fn a_script_without_blanks_is_searched_by_its_characters() {
    let vault = TestVault::empty();
    let cues = ["今日は潮の満", "ち引きの話です", "満月の夜"];
    store(&vault, "kbnoteAAAA1", "潮", &[("a.ja", "ja", &cues)]);
    let second = "https://youtu.be/kbnoteAAAA1?t=8";
    assert_eq!(
        urls(&vault, &["満ち引き"]),
        ["https://youtu.be/kbnoteAAAA1?t=0"]
    );
    assert_eq!(urls(&vault, &["満月"]), [second]);
    assert_eq!(urls(&vault, &["夜"]), [second]);
    let run = vault.kbnote(["search", "満ち引き"]).success();
    insta::assert_snapshot!(run.seen());
}

/// Talks in which words are said far apart, in another order, and close together, by turns.
fn forty_talks(vault: TestVault) -> TestVault {
    let apart = ["the tide is low and so", "they say is all the water"];
    for n in 0..40 {
        let cues = [apart.as_slice(), &["water is low here"], &["at low water"]][n % 3];
        store(
            &vault,
            &format!("kbnote{n:05}"),
            "T",
            &[(".en", "en", cues)],
        );
    }
    vault
}

#[test]
fn close_and_in_order_comes_first_whatever_the_number_of_threads() {
    let vault = forty_talks(TestVault::empty());
    let found = urls(&vault, &["low water", "--limit", "0"]);
    let id = |n: usize| format!("https://youtu.be/kbnote{n:05}?t=0");
    let expected = [2, 1, 0].map(|kind| (0..40).filter(move |n| n % 3 == kind).map(id));
    assert_eq!(found, expected.into_iter().flatten().collect::<Vec<_>>());
    let seen = vault.kbnote(["search", "low water"]).success().seen();
    assert!(seen.contains("the best 20 of 40 hits"), "{seen}");
    for threads in [1, 3] {
        let vault = forty_talks(TestVault::empty().with_threads(threads));
        let again = vault.kbnote(["search", "low water"]).success().seen();
        assert_eq!(again, seen);
    }
}

#[test]
fn the_track_is_the_best_one_or_the_one_requested() {
    let vault = TestVault::empty();
    let tracks: [(&str, &str, &[&str]); 3] = [
        ("a.en", "en", &["a heron by machine"]),
        (".en", "en", &["a heron by hand"]),
        (".de", "de", &["zwei Häuser am Fluss"]),
    ];
    store(&vault, "kbnoteAAAA1", "Herons", &tracks[..2]);
    store(&vault, "kbnoteAAAA2", "Houses", &tracks[1..]);
    let track = |args: &[&str]| {
        let all = ["--json", "search"].iter().chain(args);
        vault.kbnote(all).success().json()["hits"][0]["track"].clone()
    };
    assert_eq!(track(&["heron"]), ".en");
    assert_eq!(track(&["heron", "--track", "a.en"]), "a.en");
    assert_eq!(track(&["Haus", "--track", "de"]), ".de");
    let run = vault.kbnote(["search", "Haus", "--track", "de"]).success();
    let left_out = "not searched, without the track `de`: 1 video\n";
    assert_eq!(run.stderr, left_out);
    let run = vault.kbnote(["search", "Haus", "--track", "sv"]).exits(3);
    assert!(
        run.stderr.contains("no track `sv` is stored"),
        "{}",
        run.stderr
    );
}

#[test]
fn one_video_is_searched_where_it_is_named() {
    let vault = TestVault::shipped();
    let found = urls(
        &vault,
        &["birds", "--video", "https://youtu.be/kbnoteDemo3"],
    );
    assert!(
        !found.is_empty() && found.iter().all(|url| url.contains("kbnoteDemo3")),
        "{found:?}"
    );
    let run = vault
        .kbnote(["search", "birds", "--video", "kbnoteDemo9"])
        .exits(3);
    assert!(
        run.stderr.contains("kbnote fetch --video=kbnoteDemo9"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_damaged_transcript_hides_no_other() {
    let vault = TestVault::shipped();
    vault.write("transcripts/kbnoteDemo2.json", "{");
    let run = vault.kbnote(["search", "tide"]).exits(1);
    assert!(run.stdout.contains("kbnoteDemo3"), "{}", run.stdout);
    assert!(
        run.stderr.contains("transcripts/kbnoteDemo2.json"),
        "{}",
        run.stderr
    );
    let document = vault.kbnote(["--json", "search", "tide"]).exits(1).json();
    assert_eq!(document["errors"][0]["video"], "kbnoteDemo2");
    let alone = ["--json", "search", "tide", "--video", "kbnoteDemo2"];
    let document = vault.kbnote(alone).exits(3).json();
    assert_eq!(document["schema"], "kbnote.error/1");
}

#[test]
fn a_search_without_hits_suggests_what_to_try() {
    let vault = TestVault::shipped();
    let seen = |query: &str| vault.kbnote(["search", query]).exits(1).seen();
    let nowhere = seen("zebra tide giraffe");
    let apart = seen("gerald barnacle tide");
    insta::assert_snapshot!(format!("{nowhere}\n{apart}\n{}", seen("winter gerald")));
    let quiet = vault.kbnote(["-q", "search", "zebra"]).exits(1);
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", ""));
    let document = vault.kbnote(["--json", "search", "zebra"]).exits(1).json();
    assert_eq!(document["hits"], json!([]));
}

#[test]
fn without_words_or_transcripts_there_is_nothing_to_search() {
    let vault = TestVault::empty();
    vault.kbnote(["search"]).exits(2);
    for query in ["", "\"\"", "?"] {
        let run = vault.kbnote(["search", query]).exits(2);
        assert!(
            run.stderr.contains("the query contains no word"),
            "{}",
            run.stderr
        );
    }
    let run = vault.kbnote(["search", "tide"]).exits(3);
    assert!(run.stderr.contains("kbnote fetch VIDEO"), "{}", run.stderr);
    store(&vault, "kbnoteAAAA1", "Silence", &[]);
    let run = vault.kbnote(["search", "tide"]).exits(3);
    assert!(
        run.stderr.contains("no captions are stored"),
        "{}",
        run.stderr
    );
}

#[test]
fn text_from_elsewhere_cannot_control_the_terminal() {
    let vault = TestVault::empty();
    let cues = ["a \u{1b}[31mred\u{7} heron"];
    store(
        &vault,
        "kbnoteAAAA1",
        "A \u{1b}[31mtitle\n",
        &[(".en", "en", &cues)],
    );
    let run = vault.kbnote(["search", "heron"]).success();
    assert!(run.stdout.contains("heron") && !run.stdout.contains(['\u{1b}', '\u{7}']));
}

#[test]
fn of_several_videos_those_that_are_stored_are_searched() {
    let vault = TestVault::shipped();
    let both = ["--video=kbnoteDemo1", "--video=nopenopenop"];
    let args = ["--json", "search", "flock"].iter().chain(&both);
    let document = vault.kbnote(args).exits(1).json();
    assert_eq!(document["hits"][0]["video"], "kbnoteDemo1");
    assert_eq!(document["errors"][0]["video"], "nopenopenop");
    assert_eq!(document["errors"][0]["error"]["kind"], "no-transcript");
    let alone = ["search", "flock", "--video=nopenopenop"];
    vault.kbnote(alone).exits(3);
    let none = ["--video=nopenopenop", "--video=nopenopeno2"];
    let args = ["--json", "search", "flock"].iter().chain(&none);
    let document = vault.kbnote(args).exits(1).json();
    assert_eq!(document["hits"], json!([]));
}

#[test]
fn plurals_cases_and_hidden_marks_do_no_harm() {
    let vault = TestVault::empty();
    let said = "Many GPUs and a mono\u{ad}poly in \u{130}stanbul";
    vault.write(
        "en.srt",
        format!("1\n00:00:01,000 --> 00:00:03,000\n{said}\n"),
    );
    let hindi = "1\n00:00:01,000 --> 00:00:04,000\n\u{91a}\u{932}\u{94b} \u{915}\u{93e}\u{92e} \u{915}\u{930}\u{94b}\u{964}\n";
    vault.write("hi.srt", hindi);
    for (video, language) in [("kbnoteTalk1", "en"), ("kbnoteTalk2", "hi")] {
        let file = format!("{language}.srt");
        vault
            .kbnote(["import", "--video", video, "--lang", language, &file])
            .success();
    }
    let line = format!("kbnoteTalk1\t00:00:01\thttps://youtu.be/kbnoteTalk1?t=1\t{said}\n");
    for query in [
        "gpu",
        "GPU",
        "gpus",
        "monopoly",
        "istanbul",
        "\u{130}STANBUL",
    ] {
        let run = vault
            .kbnote(["search", "--format", "lines", query])
            .success();
        assert_eq!(run.stdout, line, "{query}");
    }
    // The danda behind it is no letter.
    vault.kbnote(["search", "\u{915}\u{930}\u{94b}"]).success();
    let none = vault
        .kbnote(["search", "--format", "lines", "penguin"])
        .exits(1);
    assert_eq!(none.stdout, "");
    vault.kbnote(["list", "--format", "lines"]).exits(2);
    vault.kbnote(["check", "--format", "lines"]).exits(2);
}
