//! Real exchanges, where they are at hand.

use std::path::{Path, PathBuf};

use kbnote_core::ChapterSource;
use kbnote_fetch::{FetchError, FetchedVideo, block_on};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply, fixture_exchange};
use serde_json::Value;

use crate::support::{NEXT, client, next, player, playing, real_exchanges, video};

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap()
}

/// The answers of one folder: files that no exchange file describes.
fn answers(folder: &Path) -> Vec<(PathBuf, Value)> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".json"))
        .filter(|path| !path.to_string_lossy().ends_with(".exchange.json"))
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.clone(), serde_json::from_slice(&read(&path)).unwrap()))
        .collect()
}

#[test]
fn every_player_that_plays_is_read_whole() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    let mut played = 0;
    for (path, answer) in answers(&folder.join("player")) {
        let answer = answer.get("playerResponse").unwrap_or(&answer);
        if answer["playabilityStatus"]["status"] != "OK" {
            continue;
        }
        let server =
            RecordedServer::start([player(Reply::bytes(read(&path))), next(Reply::bytes("{}"))]);
        let id = answer["videoDetails"]["videoId"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let client = client(&server);
        let fetched = block_on(async { client.video(&id).await })
            .unwrap()
            .unwrap();
        let tracks = &answer["captions"]["playerCaptionsTracklistRenderer"]["captionTracks"];
        let offered = tracks.as_array().map_or(0, Vec::len);
        assert_eq!(fetched.list.tracks.len(), offered, "{}", path.display());
        assert_eq!(
            fetched.video.title,
            answer["videoDetails"]["title"],
            "{}",
            path.display()
        );
        assert_eq!(
            fetched.list.original.is_some(),
            offered > 0,
            "{}",
            path.display()
        );
        played += 1;
    }
    assert_eq!(played, 14);
}

#[test]
fn the_language_spoken_is_that_of_the_recording() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    for (name, wanted) in [
        ("visionos_3sbYbckT1VY.json", "en"),
        ("visionos_rCAS2eD-mcw.json", "en"),
        ("android_reel_rCAS2eD-mcw.json", "en"),
        ("visionos_cJ9to6EmElQ.json", "fr"),
        ("visionos_ud9d5cMDP_0.json", "de"),
    ] {
        let path = folder.join("player").join(name);
        let answer: Value = serde_json::from_slice(&read(&path)).unwrap();
        let details = answer
            .pointer("/playerResponse/videoDetails")
            .unwrap_or(&answer["videoDetails"]);
        let id = details["videoId"].as_str().unwrap().parse().unwrap();
        let server =
            RecordedServer::start([player(Reply::bytes(read(&path))), next(Reply::bytes("{}"))]);
        let client = client(&server);
        let fetched = block_on(async { client.video(&id).await })
            .unwrap()
            .unwrap();
        assert_eq!(fetched.list.original.unwrap().as_str(), wanted, "{name}");
    }
}

fn with_watch_page(page: &Path) -> FetchedVideo {
    let server = RecordedServer::start([
        player(playing(&serde_json::json!([crate::support::english("")]))),
        next(Reply::bytes(read(page))),
    ]);
    video(&server).unwrap()
}

#[test]
fn chapters_dates_and_handles_are_found_on_watch_pages() {
    use ChapterSource::{Author, Automatic};
    let Some(folder) = real_exchanges() else {
        return;
    };
    for (name, day, handle, chapters) in [
        (
            "next_KI7fMGRg0Wk.json",
            "2021-03-17",
            "tagesschau",
            (13, Some(Author)),
        ),
        (
            "next_M4gD1WSo5mA.json",
            "2015-01-28",
            "BKCHarvard",
            (3, Some(Automatic)),
        ),
        (
            "next_rCAS2eD-mcw.json",
            "2022-07-03",
            "ABCsofAnaesthesia",
            (4, Some(Automatic)),
        ),
        (
            "next_tjz2u2DiveM.json",
            "2019-05-22",
            "jonytube131",
            (0, None),
        ),
        (
            "invidious_no_description.next.json",
            "2012-05-21",
            "chrisreaofficial583",
            (0, None),
        ),
    ] {
        let fetched = with_watch_page(&folder.join("next").join(name));
        assert_eq!(fetched.video.published.unwrap().to_string(), day, "{name}");
        assert_eq!(
            fetched.video.channel.handle.as_deref(),
            Some(handle),
            "{name}"
        );
        let source = fetched.chapters.first().map(|chapter| chapter.source);
        assert_eq!((fetched.chapters.len(), source), chapters, "{name}");
    }
}

fn error_for(path: &Path) -> FetchError {
    let server =
        RecordedServer::start([player(Reply::bytes(read(path))), next(Reply::bytes("{}"))]);
    let answer: Value = serde_json::from_slice(&read(path)).unwrap_or_default();
    let id = answer["videoDetails"]["videoId"]
        .as_str()
        .unwrap_or("kbnoteDemo1");
    let id = id.parse().unwrap();
    let client = client(&server);
    block_on(async {
        let fetched = client.video(&id).await?;
        let track = fetched.choose(&"en".parse().unwrap())?;
        client.captions(track).await.map(|_| ())
    })
    .unwrap()
    .unwrap_err()
}

#[test]
fn every_refusal_has_its_own_error() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    for (name, kind) in [
        // They say nothing at all, which proves nothing: `{}`.
        ("android_invalidid.json", "unexpected-content"),
        ("android_nonexistent.json", "unexpected-content"),
        ("android_musicpremiumcontent.json", "payment-required"),
        ("android_paidcontent.json", "members-only"),
        ("consent_page.html", "consent-needed"),
        ("player_po_token_required.json", "token-needed"),
        ("player_request_blocked.json", "bot-check"),
        ("player_transcripts_disabled2.json", "no-captions"),
        ("player_unplayable.json", "unplayable"),
        ("player_video_unavailable.json", "unavailable"),
        ("timedtext_empty_200.body", "empty-body"),
        (
            "visionos_unplayable_kids_it3OtbTxQk0.json",
            "client-refused",
        ),
        ("invidious_scheduled_live.player.json", "upcoming"),
        ("rss_404.html", "unexpected-content"),
    ] {
        let error = error_for(&folder.join("errors").join(name));
        assert_eq!(error.kind(), kind, "{name}: {error}");
    }
}

#[test]
fn recorded_requests_are_those_that_are_made() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    let exchange = |name: &str| fixture_exchange(&folder.join(name));
    let server = RecordedServer::start([
        exchange("player/visionos_rCAS2eD-mcw.json.exchange.json"),
        exchange("next/next_rCAS2eD-mcw.json.exchange.json"),
        Exchange::new(
            Pattern::get("/api/timedtext").query("lang", "en"),
            Reply::bytes("{}"),
        ),
    ]);
    let client = client(&server);
    let captions = block_on(async {
        let fetched = client.video(&"rCAS2eD-mcw".parse().unwrap()).await?;
        assert_eq!((fetched.list.tracks.len(), fetched.chapters.len()), (13, 4));
        client
            .captions(fetched.choose(&"en".parse().unwrap())?)
            .await
    });
    assert_eq!(captions.unwrap().unwrap().track.id.as_str(), ".en");
    assert_eq!(server.count(NEXT), 1);
}

/// A program that prints a file. A shell writes it, for a file that any thread of ours has open
/// for writing cannot be run.
#[cfg(unix)]
fn stand_in_for_yt_dlp(info: &Path) -> PathBuf {
    let program = std::env::temp_dir().join(format!("kbnote-yt-dlp-{}", std::process::id()));
    let write = r#"printf '#!/bin/sh\ncat "%s"\n' "$2" > "$1" && chmod +x "$1""#;
    let status = std::process::Command::new("sh")
        .args(["-c", write, "sh"])
        .args([&program, info])
        .status();
    assert!(status.unwrap().success());
    program
}

#[cfg(unix)]
#[test]
fn tracks_found_by_yt_dlp_are_fetched() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    let info = folder.join("info_json/ytdlp_KrLj6nc516A.info.json");
    let program = stand_in_for_yt_dlp(&info);
    let yt_dlp = kbnote_fetch::YtDlp {
        program: program.clone(),
        ..Default::default()
    };
    let fetched = yt_dlp.video(&"KrLj6nc516A".parse().unwrap());
    std::fs::remove_file(program).unwrap();
    let fetched = fetched.unwrap();
    assert_eq!(fetched.video.channel.handle.as_deref(), Some("MrBeast"));
    assert_eq!(fetched.list.tracks.len(), 18);
    let asked = Pattern::get("/api/timedtext")
        .query("lang", "en")
        .query("fmt", "json3");
    let server = RecordedServer::start([Exchange::new(asked, Reply::bytes("{}"))]);
    let client = client(&server);
    let track = fetched
        .choose(&kbnote_fetch::TrackPreferences::default())
        .unwrap();
    let captions = block_on(async { client.captions(track).await })
        .unwrap()
        .unwrap();
    assert_eq!(captions.track.id.as_str(), ".en");
}
