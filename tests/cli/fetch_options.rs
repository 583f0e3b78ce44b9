//! `kbnote fetch`: tracks, routes, and fetching again.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::{Value, json};

use crate::fetch::geese;
use crate::playlist::{PLAYER, TIMEDTEXT, answers, gone, id, of, plays, rest};
use crate::support::TestVault;

fn vault(server: &RecordedServer) -> TestVault {
    TestVault::empty().with_youtube_at(server.url())
}

fn track(id: &str, language: &str) -> Value {
    json!({"baseUrl": format!("/api/timedtext?track={id}"), "vssId": id, "languageCode": language,
        "kind": if id.starts_with('a') { "asr" } else { "" }, "isTranslatable": true,
        "name": {"simpleText": language}})
}

/// The first video, with this title, these tracks and these chapters.
fn video(title: &str, tracks: &[Value], chapters: &[(&str, &str)]) -> Vec<Exchange> {
    let player = json!({
        "playabilityStatus": {"status": "OK"},
        "videoDetails": {"videoId": id(0), "title": title, "author": "Shore Walks", "lengthSeconds": "90"},
        "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": tracks}},
    });
    let chapter = |(at, title): &(&str, &str)| {
        let (minutes, seconds) = at.split_once(':').expect("a colon");
        let seconds = minutes.parse::<u64>().expect("a number") * 60
            + seconds.parse::<u64>().expect("a number");
        json!({"macroMarkersListItemRenderer": {
            "title": {"simpleText": title}, "timeDescription": {"simpleText": at},
            "onTap": {"watchEndpoint": {"startTimeSeconds": seconds}}}})
    };
    let markers: Vec<Value> = chapters.iter().map(chapter).collect();
    let next = json!({"engagementPanels": [{"engagementPanelSectionListRenderer": {
        "panelIdentifier": "engagement-panel-macro-markers-description-chapters",
        "content": {"macroMarkersListRenderer": {"contents": markers}}}}]});
    vec![
        answers(0, Reply::json(&player)),
        Exchange::new(Pattern::post("/youtubei/v1/next"), Reply::json(&next)),
    ]
}

fn captions(track: &str, texts: &[&str]) -> Exchange {
    let cue = |(at, text): (usize, &&str)| json!({"tStartMs": at * 1000, "dDurationMs": 900, "segs": [{"utf8": text}]});
    let events: Vec<Value> = texts.iter().enumerate().map(cue).collect();
    Exchange::new(
        Pattern::get(TIMEDTEXT).query("track", track),
        Reply::json(&json!({"events": events})),
    )
}

fn stored_tracks(vault: &TestVault) -> Vec<String> {
    let transcript: Value =
        serde_json::from_str(&vault.read("transcripts/kbnote00000.json")).expect("a transcript");
    let tracks = transcript["tracks"]
        .as_array()
        .expect("a transcript")
        .iter();
    tracks
        .map(|track| track["id"].as_str().expect("a transcript").to_owned())
        .collect()
}

#[test]
fn the_tracks_that_there_are_are_listed_and_nothing_is_stored() {
    let server = geese();
    let vault = vault(&server);
    let run = vault.kbnote(["fetch", "--list", "kbnoteDemo1"]).success();
    insta::assert_snapshot!(run.seen());
    let document = vault
        .kbnote(["fetch", "--list", "--json", "kbnoteDemo1"])
        .success()
        .json();
    assert_eq!(document["videos"][0]["tracks"][0]["id"], ".en-GB");
    assert!(vault.snapshot().is_empty());
    assert_eq!(server.count(TIMEDTEXT), 0);
}

#[test]
fn the_first_language_that_there_is_is_stored_or_all_of_them() {
    let tracks = [track(".en", "en"), track(".de", "de"), track("a.en", "en")];
    let texts = [captions(".en", &["one"]), captions(".de", &["eins"])];
    let server = RecordedServer::start(video("Tides", &tracks, &[]).into_iter().chain(texts));
    let vault = vault(&server);
    let url = format!("https://www.youtube.com/live/{}?t=9", id(0));
    vault
        .kbnote(["fetch", "--lang", "sv,de,en", &url])
        .success();
    assert_eq!(stored_tracks(&vault), [".de"]);
    let all = ["fetch", "--lang", "de,en", "--all-langs", &url];
    vault.kbnote(all).success();
    assert_eq!(stored_tracks(&vault), [".de", ".en"]);
    let requests = server.requests().len();
    vault.kbnote(all).success();
    vault
        .kbnote(["fetch", "--lang", "en", "--kind", "manual", &url])
        .success();
    assert_eq!(server.requests().len(), requests, "both are stored");
}

#[test]
fn a_translation_is_stored_beside_its_original() {
    let texts = [captions(".en", &["one"])];
    let tracks = [track(".en", "en")];
    let server = RecordedServer::start(video("Tides", &tracks, &[]).into_iter().chain(texts));
    let vault = vault(&server);
    let run = vault
        .kbnote(["fetch", "--translate", "sv", &id(0)])
        .success();
    assert!(
        run.stdout.contains("sv automatic captions"),
        "{}",
        run.stdout
    );
    let translated = server
        .requests()
        .into_iter()
        .find(|request| request.path == TIMEDTEXT);
    assert_eq!(
        translated.unwrap().query_value("tlang").map(String::as_str),
        Some("sv")
    );
    assert_eq!(stored_tracks(&vault), ["t.sv.en"]);
    vault.kbnote(["fetch", &id(0)]).success();
    assert_eq!(
        stored_tracks(&vault),
        [".en", "t.sv.en"],
        "a translation is not the original"
    );
    let requests = server.requests().len();
    vault
        .kbnote(["fetch", "--translate", "sv", &id(0)])
        .success();
    assert_eq!(server.requests().len(), requests);
}

#[test]
fn fetching_again_reports_the_changes() {
    let old = video(
        "Tides",
        &[track("a.en", "en")],
        &[("0:00", "Ebb"), ("0:30", "Flow")],
    );
    let texts = [captions("a.en", &["one", "two", "three"])];
    let server = RecordedServer::start(old.into_iter().chain(texts));
    let vault = vault(&server);
    vault.kbnote(["fetch", &id(0)]).success();
    drop(server);

    let tracks = [track(".en", "en"), track("a.en", "en")];
    let chapters = [("0:00", "Ebb"), ("0:30", "Flow"), ("1:00", "Slack")];
    let texts = [
        captions(".en", &["One."]),
        captions("a.en", &["one", "two!", "three", "four"]),
    ];
    let server = RecordedServer::start(
        video("The tides", &tracks, &chapters)
            .into_iter()
            .chain(texts),
    );
    let vault = vault.with_youtube_at(server.url());
    let args = [
        "fetch",
        "--refetch",
        "--lang",
        ".en,a.en",
        "--all-langs",
        &id(0),
    ];
    let run = vault.kbnote(args).success();
    insta::assert_snapshot!(run.seen());
    let run = vault.kbnote(args.into_iter().chain(["--json"])).success();
    assert_eq!(run.json()["videos"][0]["status"], "unchanged");
}

#[test]
fn changes_are_reported_in_json() {
    let texts = || [captions("a.en", &["one"])];
    let tracks = [track("a.en", "en")];
    let server = RecordedServer::start(video("Old", &tracks, &[]).into_iter().chain(texts()));
    let vault = vault(&server);
    vault.kbnote(["fetch", &id(0)]).success();
    let server = RecordedServer::start(video("New", &tracks, &[]).into_iter().chain(texts()));
    let vault = vault.with_youtube_at(server.url());
    let run = vault
        .kbnote(["fetch", "--refetch", "--json", &id(0)])
        .success();
    let changes = &run.json()["videos"][0]["changes"];
    assert_eq!(
        *changes,
        json!([{"what": "title", "from": "Old", "to": "New"}])
    );
}

#[test]
fn a_video_that_has_gone_keeps_its_transcript() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    vault.kbnote(["fetch", &id(0)]).success();
    let stored = vault.snapshot();
    let server = of([gone(0)]);
    let vault = vault.with_youtube_at(server.url());
    let run = vault.kbnote(["fetch", "--refetch", &id(0)]).exits(3);
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.snapshot(), stored);
}

#[test]
fn captions_are_replaced_by_whole_ones_only() {
    let tracks = [track("a.en", "en")];
    let server = RecordedServer::start(
        video("Tides", &tracks, &[("0:00", "Ebb"), ("0:30", "Flow")])
            .into_iter()
            .chain([captions("a.en", &["one", "two"])]),
    );
    let vault = vault(&server);
    vault.kbnote(["fetch", &id(0)]).success();
    let stored = vault.snapshot();
    let get = || Pattern::get(TIMEDTEXT);
    for (reply, code) in [
        (Reply::bytes("{\"events\": [{\"tStartMs\": 0"), 4),
        (Reply::bytes(""), 4),
        (Reply::html("<!DOCTYPE html><p>Sorry"), 4),
        (Reply::json(&json!({"wireMagic": "pb3", "events": []})), 4),
    ] {
        // The page with the chapters fails too: those that are stored stay.
        let server = RecordedServer::start([
            video("Tides", &tracks, &[]).remove(0),
            Exchange::new(Pattern::post("/youtubei/v1/next"), Reply::status(404)),
            Exchange::new(get(), reply),
        ]);
        let vault = TestVault::empty().with_youtube_at(server.url());
        for (name, bytes) in &stored {
            vault.write(name, bytes);
        }
        vault.kbnote(["fetch", "--refetch", &id(0)]).exits(code);
        assert_eq!(vault.snapshot(), stored);
    }
}

#[test]
fn a_track_without_a_cue_is_not_stored() {
    let tracks = [track(".en", "en"), track(".de", "de")];
    let texts = [captions(".en", &[]), captions(".de", &["eins"])];
    let server = RecordedServer::start(video("Tides", &tracks, &[]).into_iter().chain(texts));
    let vault = vault(&server);
    let alone = ["--json", "fetch", "--lang", "en", &id(0)];
    let document = vault.kbnote(alone).exits(4).json();
    assert_eq!(document["error"]["kind"], "empty-body", "{document}");
    assert!(vault.snapshot().is_empty(), "nothing is stored");
    let both = ["fetch", "--lang", "en,de", "--all-langs", &id(0)];
    let run = vault.kbnote(both).success();
    assert!(
        run.stderr.contains("returned an empty response"),
        "{}",
        run.seen()
    );
    assert_eq!(stored_tracks(&vault), [".de"]);
}

#[test]
fn a_stored_track_without_cues_is_fetched_again() {
    let texts = [captions(".en", &["one"])];
    let tracks = [track(".en", "en")];
    let server = RecordedServer::start(video("Tides", &tracks, &[]).into_iter().chain(texts));
    let vault = vault(&server);
    let empty = json!({"id": ".en", "lang": "en", "kind": "manual", "cues": []});
    let video = json!({"id": id(0), "title": "Tides", "channel": {"name": "", "folder": "x"}});
    let stored = json!({"schema": "kbnote.transcript/1", "video": video, "tracks": [empty]});
    vault.write("transcripts/kbnote00000.json", stored.to_string());
    vault.kbnote(["fetch", &id(0)]).success();
    let stored = vault.read("transcripts/kbnote00000.json");
    assert!(stored.contains("\"one\""), "{stored}");
}

#[test]
fn the_table_of_clients_is_printed_as_the_settings_make_it() {
    let vault = TestVault::empty();
    let built_in = vault.kbnote(["fetch", "--clients"]).success().stdout;
    assert!(
        built_in.starts_with("[[youtube.clients]]\nname = \"VISIONOS\"\n"),
        "{built_in}"
    );
    vault.write(
        "kbnote.toml",
        "[youtube]\nclient_order = [\"ANDROID\"]\n[[youtube.clients]]\nname = \"ANDROID\"\nversion = \"99.1\"\n",
    );
    let run = vault.kbnote(["fetch", "--clients"]).success();
    insta::assert_snapshot!(run.seen());
    let document = vault
        .kbnote(["fetch", "--clients", "--json"])
        .success()
        .json();
    assert_eq!(document["clients"][0]["version"], "99.1");
    vault.write("kbnote.toml", built_in);
    vault.kbnote(["fetch", "--clients"]).success();
}

#[test]
fn a_wrong_settings_table_is_reported() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "[[youtube.clients]]\nname = \"NEW\"\n");
    insta::assert_snapshot!(vault.kbnote(["fetch", "--clients"]).exits(2).seen());
    vault.write("kbnote.toml", "[youtube]\nclient_order = [\"NOBODY\"]\n");
    let run = vault.kbnote(["fetch", "kbnoteDemo1"]).exits(2);
    assert!(run.stderr.contains("`NOBODY`"), "{}", run.stderr);
}

#[test]
fn requests_follow_the_settings() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    vault.write(
        "kbnote.toml",
        "[youtube]\nclient_order = [\"ANDROID\"]\n[[youtube.clients]]\nname = \"ANDROID\"\nversion = \"99.1\"\n",
    );
    vault.kbnote(["fetch", &id(0)]).success();
    let players = server
        .requests()
        .into_iter()
        .filter(|request| request.path == PLAYER);
    let clients: Vec<_> = players
        .map(|request| request.json()["context"]["client"].clone())
        .collect();
    assert!(
        clients
            .iter()
            .all(|client| client["clientVersion"] == "99.1"),
        "{clients:?}"
    );
}

const COOKIES: &str =
    "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t4102444800\tSAPISID\tSECRETCOOKIE\n";

#[test]
fn no_secret_is_printed_or_stored() {
    let private = json!({"status": "LOGIN_REQUIRED", "reason": "This video is private"});
    let visitor = json!({"visitorData": "SECRETVISITOR"});
    let refused = json!({"playabilityStatus": private, "responseContext": visitor});
    let server = of([plays(0), answers(1, Reply::json(&refused))]);
    let vault = vault(&server);
    vault.write("cookies.txt", COOKIES);
    let ids = [id(0), id(1)];
    let args = [
        "fetch",
        "--rate",
        "0",
        "--cookies",
        "cookies.txt",
        &ids[0],
        &ids[1],
    ];
    let run = vault.kbnote(args).exits(1);
    let sent: Vec<_> = server
        .requests()
        .iter()
        .filter_map(|r| r.header("cookie").map(str::to_owned))
        .collect();
    assert!(
        sent.iter().any(|cookies| cookies.contains("SECRETCOOKIE")),
        "the account was used"
    );
    let mut all = run.seen();
    for (name, bytes) in vault.everything() {
        if name != "cookies.txt" {
            all += &String::from_utf8_lossy(&bytes);
        }
    }
    assert!(!all.contains("SECRET") && !all.contains("s3cret"), "{all}");
}

#[test]
fn wrong_network_settings_are_reported() {
    let vault = TestVault::empty();
    vault.write("cookies.txt", "SAPISID=SECRETCOOKIE");
    let run = vault
        .kbnote(["fetch", "--cookies", "cookies.txt", &id(0)])
        .exits(2);
    insta::assert_snapshot!(run.seen());
    vault
        .kbnote(["fetch", "--cookies", "nowhere.txt", &id(0)])
        .exits(3);
    let run = vault
        .kbnote(["fetch", "--proxy", "nonsense://me:SECRET@x y", &id(0)])
        .exits(2);
    insta::assert_snapshot!(run.seen());
    for wrong in [
        ["--rate", "-1"],
        ["--rate", "nan"],
        ["--jobs", "0"],
        ["--since", "yesterday"],
        ["--source", "vimeo"],
        ["--limit", "many"],
        ["--translate", "swedish please"],
    ] {
        vault
            .kbnote(["fetch", &id(0)].into_iter().chain(wrong))
            .exits(2);
    }
    vault.kbnote(["fetch"]).exits(2);
}

#[test]
fn requests_go_through_the_proxy() {
    let proxy = of([plays(0)]);
    let vault = TestVault::empty().with_youtube_at("http://youtube.invalid");
    vault
        .kbnote(["fetch", "--proxy", &proxy.url(), &id(0)])
        .success();
    assert!(
        proxy
            .requests()
            .iter()
            .all(|request| request.host == "youtube.invalid")
    );
}

#[test]
fn yt_dlp_is_run_only_on_request() {
    let refused = json!({"playabilityStatus": {"status": "UNPLAYABLE", "reason": "This video is not available"}});
    let server = of([answers(0, Reply::json(&refused))]);
    let vault = vault(&server);
    let run = vault.kbnote(["fetch", &id(0)]).exits(4);
    assert!(run.stderr.contains("kbnote import"), "{}", run.stderr);
    let run = vault
        .kbnote(["--json", "fetch", "--source", "yt-dlp", &id(0)])
        .exits(4);
    assert_eq!(run.json()["error"]["kind"], "yt-dlp-missing");
}

#[test]
fn a_channel_with_a_hostile_name_stays_in_its_folder() {
    let long = "x".repeat(400);
    for (title, author, handle) in [
        ("../../../etc/passwd", "../../x", "@../../x"),
        ("a\u{0}b\u{1b}[31m\nc", "CON", "@.."),
        (long.as_str(), long.as_str(), long.as_str()),
    ] {
        let player = json!({
            "playabilityStatus": {"status": "OK"},
            "videoDetails": {"videoId": id(0), "title": title, "author": author},
            "microformat": {"playerMicroformatRenderer": {
                "ownerProfileUrl": format!("http://www.youtube.com/{handle}")}},
            "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [track(".en", "en")]}},
        });
        let server =
            RecordedServer::start([answers(0, Reply::json(&player))].into_iter().chain(rest()));
        let vault = vault(&server);
        let run = vault.kbnote(["fetch", &id(0)]).success();
        assert!(
            !run.stdout.contains(['\u{1b}', '\u{0}']),
            "{:?}",
            run.stdout
        );
        assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
        vault.kbnote(["new", &id(0)]).success();
        let notes: Vec<_> = vault.snapshot().into_iter().map(|(name, _)| name).collect();
        let note = notes.iter().find(|name| name.ends_with(".md")).unwrap();
        let parts: Vec<_> = note.split('/').collect();
        assert!(parts.len() == 3 && parts[0] == "notes", "{note}");
        assert!(
            parts
                .iter()
                .all(|part| part.len() <= 255 && !part.starts_with('.')),
            "{note}"
        );
        assert!(!note.contains(|c: char| c.is_control()), "{note:?}");
    }
}

#[test]
fn offline_lists_the_stored_tracks_and_sends_no_request() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    vault.kbnote(["fetch", &id(0)]).success();
    let requests = server.requests().len();
    vault.kbnote(["--offline", "fetch", &id(0)]).success();
    for args in [
        ["PLkbnoteDemo1", "--rate=0"],
        ["--list", &id(0)],
        ["--refetch", &id(0)],
    ] {
        vault
            .kbnote(["--offline", "fetch"].into_iter().chain(args))
            .exits(3);
    }
    assert_eq!(server.requests().len(), requests);
}

#[test]
fn an_id_that_begins_with_a_hyphen_is_accepted() {
    let server = RecordedServer::start([]);
    let vault = vault(&server);
    vault.write("transcripts/-bnoteDemo1.json", r#"{"schema":"kbnote.transcript/1","video":{"id":"-bnoteDemo1","title":"T","channel":{"name":"","folder":"x"}},
        "tracks":[{"id":".en","lang":"en","kind":"manual","cues":[{"start_ms":0,"end_ms":900,"text":"one"}]}]}"#);
    for video in [
        &["--video=-bnoteDemo1"][..],
        &["--", "-bnoteDemo1"],
        &["https://youtu.be/-bnoteDemo1"],
    ] {
        let fetch = ["--json", "fetch"].iter().chain(video);
        let document = vault.kbnote(fetch).success().json();
        assert_eq!(document["videos"][0]["video"], "-bnoteDemo1", "{video:?}");
        assert_eq!(document["videos"][0]["status"], "unchanged", "{video:?}");
    }
}

#[test]
fn a_transcript_of_a_newer_kbnote_is_not_changed() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    let newer = r#"{"schema":"kbnote.transcript/9"}"#;
    vault.write("transcripts/kbnote00000.json", newer);
    vault.kbnote(["fetch", &id(0)]).exits(5);
    vault.kbnote(["fetch", "--refetch", &id(0)]).exits(5);
    assert_eq!(vault.read("transcripts/kbnote00000.json"), newer);
}

#[test]
fn a_damaged_transcript_is_fetched_again_on_request() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    vault.write("transcripts/kbnote00000.json", "{");
    let run = vault.kbnote(["fetch", &id(0)]).exits(3);
    assert!(run.stderr.contains("--refetch"), "{}", run.stderr);
    vault.kbnote(["fetch", "--refetch", &id(0)]).success();
    assert_eq!(stored_tracks(&vault), ["a.en"]);
}

#[test]
fn an_answer_in_an_unknown_format_is_requested_again() {
    for answer in [
        json!({}),
        json!({"playabilityStatus": {}}),
        json!({"wat": [1]}),
    ] {
        let server = of([answers(0, Reply::json(&answer))]);
        let vault = vault(&server);
        let run = vault.kbnote(["fetch", &id(0)]).exits(4);
        assert!(run.stderr.contains("unknown format"), "{}", run.stderr);
        vault.kbnote(["fetch", "--resume", &id(0), &id(0)]).exits(4);
        let before = server.requests().len();
        vault.kbnote(["fetch", &id(0)]).exits(4);
        assert!(server.requests().len() > before, "it is asked for again");
    }
}

#[test]
fn without_a_network_there_is_no_wait() {
    let vault = TestVault::empty();
    for number in 0..100 {
        let note = format!("---\nvideoId: {}\n---\n\nText.\n", id(number));
        vault.write(&format!("notes/a/{number}.md"), note);
    }
    // At the usual rate this would take more than twelve minutes.
    let run = vault
        .kbnote(["fetch", "--missing", "--offline", "--json"])
        .exits(1);
    assert_eq!(run.json()["videos"].as_array().map(Vec::len), Some(100));
    let again = vault
        .kbnote(["fetch", "--resume", "--missing", "--offline"])
        .exits(1);
    assert!(
        again.stderr.contains("--offline is set"),
        "{}",
        again.stderr
    );
}
