//! `kbnote fetch` of many videos: playlists, channels, the notes of a vault.

use std::process::Stdio;

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::{Value, json};

use crate::playlist::{
    BROWSE, PLAYER, PLAYLIST, TIMEDTEXT, answers, gone, id, of, pages, plays, rest, with_failures,
};
use crate::support::TestVault;

fn vault(server: &RecordedServer) -> TestVault {
    TestVault::empty().with_youtube_at(server.url())
}

fn fetch<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["fetch", "--rate", "0"]
        .into_iter()
        .chain(more.iter().copied())
        .collect()
}

/// How often each video's player was asked for.
fn asked(server: &RecordedServer) -> Vec<String> {
    let requests = server.requests();
    let players = requests.iter().filter(|request| request.path == PLAYER);
    let mut ids: Vec<String> = players
        .map(|request| {
            request.json()["videoId"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

#[test]
fn a_playlist_is_stored_with_the_reason_of_each_failure() {
    let server = of([plays(0), gone(1), plays(2)]);
    let vault = vault(&server);
    let run = vault.kbnote(fetch(&[PLAYLIST])).exits(1);
    insta::assert_snapshot!(run.seen());
    let requests = server.requests().len();
    let quiet = vault.kbnote(fetch(&[PLAYLIST, "-q"])).exits(1);
    let gone = "error: kbnote00001: the video is not available: This video is unavailable\n";
    assert_eq!((quiet.stdout.as_str(), quiet.stderr.as_str()), ("", gone));
    let run = vault.kbnote(fetch(&[PLAYLIST, "--json"])).exits(1);
    assert_eq!(run.stderr, "");
    let document = run.json();
    let fates: Vec<_> = document["videos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|video| {
            (
                video["status"].as_str().unwrap(),
                video["error"]["kind"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        fates,
        [
            ("unchanged", None),
            ("failed", Some("unavailable")),
            ("unchanged", None)
        ]
    );
    let since = &server.requests()[requests..];
    assert!(since.iter().all(|request| request.path != TIMEDTEXT));
}

#[test]
fn several_hundred_videos_are_fetched_though_every_tenth_fails() {
    let server = with_failures(300);
    let vault = vault(&server);
    let run = vault.kbnote(fetch(&[PLAYLIST])).exits(1);
    assert!(
        run.stderr.contains("270 stored, 0 unchanged, 30 failed"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("100 of 300: 10 failed, "),
        "{}",
        run.stderr
    );
    assert_eq!(run.stderr.matches("hint:").count(), 1, "each hint once");
    let first = run.stdout.lines().next().unwrap_or_default();
    assert!(
        first.starts_with("stored transcripts/kbnote00001.json: Walk 1;"),
        "{first}"
    );
    assert_eq!(server.count(TIMEDTEXT), 270);
}

#[test]
fn a_batch_that_was_killed_goes_on_and_repeats_nothing_that_succeeded() {
    let server = with_failures(300);
    let vault = vault(&server);
    let mut child = vault
        .command(fetch(&[PLAYLIST]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while server.count(TIMEDTEXT) < 120 {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let stored: Vec<_> = vault.snapshot().into_iter().map(|(name, _)| name).collect();
    let whole = |name: &String| name.starts_with("transcripts/kbnote") && name.ends_with(".json");
    let stored: Vec<_> = stored.into_iter().filter(whole).collect();
    assert!(
        stored.len() >= 100 && stored.len() < 270,
        "{}",
        stored.len()
    );
    for name in &stored {
        serde_json::from_str::<Value>(&vault.read(name)).expect("a whole file");
    }
    let before = server.requests().len();

    let run = vault.kbnote(fetch(&[PLAYLIST, "--resume"])).exits(1);
    assert!(run.stderr.contains("30 failed"), "{}", run.stderr);
    let again = &server.requests()[before..];
    assert!(
        again.iter().all(|request| request.path != BROWSE),
        "the list is known"
    );
    for name in &stored {
        let id = name
            .trim_start_matches("transcripts/")
            .trim_end_matches(".json");
        let repeated = again.iter().any(|request| {
            request.json()["videoId"] == id || request.query_value("v").is_some_and(|v| v == id)
        });
        assert!(!repeated, "{id} was stored already");
    }
    let first_gone = again
        .iter()
        .any(|request| request.json()["videoId"] == id(0));
    assert!(!first_gone, "what is not to be had is not asked for again");
    let names = vault
        .snapshot()
        .into_iter()
        .filter(|(name, _)| whole(name))
        .count();
    assert_eq!(names, 270);
}

#[test]
fn repeated_refusals_end_a_batch_and_it_goes_on_later() {
    let bot = json!({"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you’re not a bot"});
    let refused = Reply::json(&json!({"playabilityStatus": bot}));
    let videos = (0..8).flat_map(|n| match n {
        0 | 7 => vec![plays(n)],
        n => vec![answers(n, refused.clone()).times(2), plays(n)],
    });
    let list = pages(&format!("VL{PLAYLIST}"), 8);
    let server = RecordedServer::start(list.into_iter().chain(videos).chain(rest()));
    let vault = vault(&server);
    let run = vault.kbnote(fetch(&[PLAYLIST, "--jobs", "1"])).exits(1);
    insta::assert_snapshot!(run.seen());
    assert_eq!(asked(&server).last(), Some(&id(3)));
    let run = vault.kbnote(fetch(&[PLAYLIST, "--jobs", "1", "--json", "--resume"]));
    let document = run.json();
    assert_eq!(document["stopped"], "refused");
    assert_eq!(document["left"], json!([id(7)]));
    let run = vault.kbnote(fetch(&["--resume"])).success();
    assert!(
        run.stderr.contains("4 stored, 4 unchanged, 0 failed"),
        "{}",
        run.seen()
    );
    let run = vault.kbnote(fetch(&["--resume"])).exits(3);
    assert!(
        run.stderr
            .contains("nothing to resume: the last batch finished"),
        "{}",
        run.stderr
    );
}

#[test]
#[cfg(unix)]
fn an_interrupt_leaves_whole_files_and_says_how_to_go_on() {
    let stalls = answers(2, Reply::status(200).stall());
    let server = of([plays(0), plays(1), stalls, plays(3)]);
    let vault = vault(&server);
    let child = vault
        .command(fetch(&[PLAYLIST, "--jobs", "1"]))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while server.count(PLAYER) < 3 {
        std::thread::yield_now();
    }
    let interrupt = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(interrupt.unwrap().success());
    let run = vault.ended(child.wait_with_output().unwrap());
    insta::assert_snapshot!(run.seen());
}

#[test]
fn two_processes_do_not_get_in_each_others_way() {
    let server = of((0..40).map(plays));
    let vault = vault(&server);
    let start = || {
        let mut command = vault.command(fetch(&[PLAYLIST]));
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let children = [start(), start()];
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let names = vault.snapshot().into_iter().map(|(name, _)| name);
    assert_eq!(
        names
            .filter(|name| name.starts_with("transcripts/"))
            .count(),
        40
    );
}

#[test]
fn limit_and_match_choose_from_a_list() {
    let server = with_failures(250);
    let vault = vault(&server);
    vault
        .kbnote(fetch(&[
            PLAYLIST,
            "--limit",
            "3",
            "--match",
            "Walk .*[15]$",
        ]))
        .success();
    assert_eq!(asked(&server), [id(1), id(5), id(11)]);
    assert_eq!(server.count(BROWSE), 1, "only the pages needed");
    vault.kbnote(fetch(&[PLAYLIST, "--match", "("])).exits(2);
}

#[test]
fn the_videos_of_a_list_are_printed_and_not_stored() {
    let server = of([plays(0), plays(1)]);
    let vault = vault(&server);
    let run = vault.kbnote(["fetch", "--list", PLAYLIST]).success();
    insta::assert_snapshot!(run.seen());
    assert!(vault.snapshot().is_empty());
}

#[test]
fn a_truncated_list_still_yields_the_videos_it_named() {
    let mut list = pages(&format!("VL{PLAYLIST}"), 150);
    list.truncate(1);
    let broken = Exchange::new(Pattern::post(BROWSE), Reply::status(403));
    let videos = (0..100).map(plays);
    let server =
        RecordedServer::start(list.into_iter().chain([broken]).chain(videos).chain(rest()));
    let vault = vault(&server);
    let run = vault.kbnote(fetch(&[PLAYLIST])).exits(1);
    assert!(
        run.stderr.contains("100 stored, 0 unchanged, 1 failed"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr
            .contains("PLkbnoteDemo1: YouTube refused the request"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_list_that_is_gone_is_an_error_of_its_own() {
    let alert = json!({"alerts": [{"alertRenderer": {
        "type": "ERROR", "text": {"simpleText": "The playlist does not exist."}}}]});
    let server = RecordedServer::start([Exchange::new(Pattern::post(BROWSE), Reply::json(&alert))]);
    let run = vault(&server).kbnote(fetch(&[PLAYLIST])).exits(3);
    insta::assert_snapshot!(run.seen());
}

/// A channel of which the feed reaches back no further than the day before yesterday.
fn channel(days: &[&str]) -> RecordedServer {
    let resolved =
        json!({"endpoint": {"browseEndpoint": {"browseId": "UCkbnoteDemoChannel00001"}}});
    let dated = |(number, day): (usize, &&str)| {
        let player = json!({
            "playabilityStatus": {"status": "OK"},
            "videoDetails": {"videoId": id(number), "title": format!("Walk {number}"), "author": "Shore Walks"},
            "microformat": {"playerMicroformatRenderer": {"publishDate": format!("{day}T08:00:00+00:00")}},
            "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [
                {"baseUrl": "/api/timedtext?lang=en", "vssId": ".en", "languageCode": "en"}]}},
        });
        answers(number, Reply::json(&player))
    };
    let entry = |(number, day): (usize, &&str)| {
        format!(
            "<entry><yt:videoId>{}</yt:videoId><title>Walk {number}</title><published>{day}T08:00:00+00:00</published></entry>",
            id(number)
        )
    };
    let feed: String = days.iter().enumerate().take(2).map(entry).collect();
    let videos = days.iter().enumerate().map(dated);
    let list = pages("VLUUkbnoteDemoChannel00001", days.len());
    let known = [
        Exchange::new(
            Pattern::post("/youtubei/v1/navigation/resolve_url"),
            Reply::json(&resolved),
        ),
        Exchange::new(
            Pattern::get("/feeds/videos.xml"),
            Reply::bytes(format!("<feed>{feed}</feed>")),
        ),
    ];
    RecordedServer::start(known.into_iter().chain(list).chain(videos).chain(rest()))
}

const DAYS: [&str; 5] = [
    "2025-05-05",
    "2025-04-04",
    "2025-03-03",
    "2025-02-02",
    "2025-01-01",
];

#[test]
fn new_videos_of_a_channel_are_found_in_its_feed() {
    let server = channel(&DAYS);
    let vault = vault(&server);
    vault
        .kbnote(fetch(&["@shorewalks", "--since", "2025-05-01"]))
        .success();
    assert_eq!(asked(&server), [id(0)]);
    assert_eq!(server.count(BROWSE), 0);
}

#[test]
fn where_the_feed_ends_the_channel_is_gone_through_up_to_the_day() {
    let server = channel(&DAYS);
    let vault = vault(&server);
    let args = [
        "https://www.youtube.com/c/ShoreWalks",
        "--since",
        "2025-03-01",
        "--jobs",
        "1",
    ];
    let run = vault.kbnote(fetch(&args)).success();
    assert_eq!(
        asked(&server),
        [id(0), id(1), id(2), id(3)],
        "and one to see that it is older"
    );
    assert!(!vault.path("transcripts/kbnote00003.json").exists());
    assert!(
        run.stderr.contains("3 stored, 0 unchanged, 0 failed"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_transcripts_that_notes_lack_are_fetched() {
    let server = of([plays(0), plays(1), plays(2)]);
    let vault = vault(&server);
    vault.kbnote(fetch(&[&id(0)])).success();
    for (name, video) in [("a", 0), ("b", 1), ("c", 2), ("d", 2)] {
        let note = format!("---\ntitle: {name}\nvideoId: {}\n---\n\nText.\n", id(video));
        vault.write(&format!("notes/x/{name}.md"), note);
    }
    vault.write("notes/x/other.md", "No video.\n");
    let run = vault.kbnote(fetch(&["--missing"])).success();
    assert!(
        run.stderr.contains("2 stored, 0 unchanged, 0 failed"),
        "{}",
        run.stderr
    );
    assert_eq!(server.count(TIMEDTEXT), 3);
    let run = vault.kbnote(fetch(&["--missing"])).success();
    assert_eq!(run.stderr, "nothing to fetch\n");
}

#[test]
fn a_video_alone_is_not_delayed() {
    let server = of([plays(0)]);
    let vault = vault(&server);
    // At one video an hour a delay would outlast the test.
    let slow = ["fetch", "--rate", "0.016", &id(0)];
    vault.kbnote(slow).success();
    assert!(vault.path("transcripts/kbnote00000.json").exists());
}

#[test]
fn a_disk_that_cannot_be_written_to_ends_a_batch() {
    let server = of((0..20).map(plays));
    let vault = vault(&server);
    let lock = vault.user_path("transcripts.lock");
    std::fs::create_dir_all(lock).expect("a folder where the lock should be");
    let run = vault.kbnote(fetch(&[PLAYLIST, "--jobs", "1"])).exits(1);
    assert_eq!(asked(&server), [id(0)]);
    assert!(
        run.stderr.contains("nothing more can be written"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_batch_is_gone_on_with_for_other_tracks() {
    let stalls = answers(2, Reply::status(429).header("Retry-After", "3600"));
    let server = of([plays(0), gone(1), stalls, plays(3)]);
    let vault = vault(&server);
    let start = fetch(&[PLAYLIST, "--jobs", "1", "--lang", "sv,a.en"]);
    vault.kbnote(start).exits(1);
    let pages = server.count(BROWSE);
    let before = server.requests().len();
    // What failed for one wish may not fail for another; which videos there are is known.
    let run = vault.kbnote(fetch(&["--resume", "--jobs", "1", "--json"]));
    let document = run.exits(1).json();
    let fates: Vec<_> = document["videos"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| &v["status"])
        .collect();
    assert_eq!(fates, ["unchanged", "failed", "failed"]);
    assert_eq!(
        (document["stopped"].as_str(), &document["left"]),
        (Some("refused"), &json!([id(3)]))
    );
    assert_eq!(server.count(BROWSE), pages);
    let again = &server.requests()[before..];
    assert!(
        again
            .iter()
            .any(|request| request.json()["videoId"] == id(1))
    );
}

#[test]
fn a_resumed_refetch_skips_the_videos_already_refetched() {
    let server = of((0..6).map(plays));
    let vault = vault(&server);
    vault.kbnote(fetch(&[PLAYLIST])).success();
    drop(server);
    let stalls = answers(3, Reply::status(429).header("Retry-After", "3600")).once();
    let videos = [
        plays(0),
        plays(1),
        plays(2),
        stalls,
        plays(3),
        plays(4),
        plays(5),
    ];
    let list = pages(&format!("VL{PLAYLIST}"), 6);
    let server = RecordedServer::start(list.into_iter().chain(videos).chain(rest()));
    let vault = vault.with_youtube_at(server.url());
    let args = fetch(&[PLAYLIST, "--refetch", "--jobs", "1"]);
    vault.kbnote(args.iter().copied()).exits(1);
    let before = server.requests().len();
    vault
        .kbnote(args.iter().copied().chain(["--resume"]))
        .success();
    let again = server.requests().split_off(before);
    let players = again.into_iter().filter(|request| request.path == PLAYER);
    let ids: Vec<_> = players
        .map(|request| request.json()["videoId"].clone())
        .collect();
    assert_eq!(ids, [id(3), id(4), id(5)]);
}
