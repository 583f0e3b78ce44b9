//! A video that is there.

use kbnote_fetch::{Client, TrackPreferences};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::json;

use crate::support::{
    NEXT, PLAYER, client, english, id, next, player, player_for, playing, recorded, refusing, video,
};

#[test]
fn metadata_chapters_and_tracks_are_fetched() {
    let server = RecordedServer::start(recorded("geese"));
    let fetched = video(&server).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&fetched.video).unwrap(), @r#"
    {
      "id": "kbnoteDemo1",
      "title": "How geese are counted",
      "channel": {
        "name": "Marsh Notes",
        "folder": "",
        "id": "UCkbnoteDemoChannel00001",
        "handle": "marshnotes"
      },
      "duration_ms": 312000,
      "published": "2025-10-03",
      "description": "A walk along the marsh.\n0:00 Before dusk\n1:40 The first flock\n4:05 Adding up",
      "tags": [
        "geese",
        "counting"
      ],
      "thumbnails": [
        "https://i.ytimg.com/vi/kbnoteDemo1/default.jpg"
      ]
    }
    "#);
    insta::assert_snapshot!(serde_json::to_string(&fetched.chapters).unwrap(),
        @r#"[{"start_ms":0,"title":"Before dusk","source":"author"},{"start_ms":100000,"title":"The first flock","source":"author"}]"#);
    insta::assert_snapshot!(fetched.list.summary(), @"en-GB, en (automatic)");
    assert_eq!(fetched.list.original.as_ref().unwrap().as_str(), "en");
    assert!(fetched.warnings.is_empty());
    assert_eq!(
        fetched
            .choose(&TrackPreferences::default())
            .unwrap()
            .id
            .as_str(),
        ".en-GB"
    );
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn requests_look_like_those_of_the_client() {
    let server = RecordedServer::start(recorded("geese"));
    video(&server).unwrap();
    let requests = server.requests();
    let asked = &requests[0];
    assert_eq!(asked.header("x-youtube-client-name"), Some("101"));
    assert!(asked.header("user-agent").unwrap().contains("Safari"));
    assert_eq!(asked.header("cookie"), Some("SOCS=CAI"));
    assert_eq!(asked.header("x-goog-visitor-id"), None);
    let known = &requests[1];
    assert_eq!(
        known.header("x-goog-visitor-id"),
        Some("CgtrYm5vdGVEZW1vMQ%3D%3D")
    );
}

#[test]
fn a_client_that_is_turned_away_is_followed_by_the_next() {
    let server = RecordedServer::start([
        player_for(
            "VISIONOS",
            refusing("UNPLAYABLE", "This video is not available"),
        ),
        player_for("ANDROID", playing(&json!([english("by=android")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert_eq!(video(&server).unwrap().list.summary(), "en");
    assert_eq!(server.count(PLAYER), 2);
}

#[test]
fn a_client_that_answers_for_another_video_is_followed_by_the_next() {
    let other =
        json!({"playabilityStatus": {"status": "OK"}, "videoDetails": {"videoId": "kbnoteDemo2"}});
    let server = RecordedServer::start([
        player_for("VISIONOS", Reply::json(&other)),
        player_for("ANDROID", playing(&json!([english("by=android")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert_eq!(video(&server).unwrap().video.title, "How geese are counted");
}

#[test]
fn the_check_for_robots_is_passed_once_youtube_knows_us() {
    let checked = json!({"responseContext": {"visitorData": "known"},
        "playabilityStatus": {"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you’re not a bot"}});
    let known =
        Pattern::post(PLAYER).body(json!({"context": {"client": {"visitorData": "known"}}}));
    let server = RecordedServer::start([
        Exchange::new(known, playing(&json!([english("")]))),
        player_for("VISIONOS", Reply::json(&checked)),
        next(Reply::json(&json!({}))),
    ]);
    assert!(video(&server).is_ok());
}

#[test]
fn a_missing_watch_page_is_a_warning_only() {
    let server = RecordedServer::start([
        player(playing(&json!([english("")]))),
        next(Reply::status(403)),
    ]);
    let fetched = video(&server).unwrap();
    assert_eq!(fetched.video.title, "How geese are counted");
    assert_eq!(fetched.warnings[0].kind(), "bad-request");
}

#[test]
fn a_rate_limit_on_the_way_does_not_warn() {
    let server = RecordedServer::start([
        player(playing(&json!([english("")]))),
        next(Reply::status(429)),
    ]);
    assert_eq!(video(&server).unwrap_err().kind(), "rate-limited");
}

#[test]
fn title_and_author_come_from_oembed_at_last() {
    let playing = json!({"playabilityStatus": {"status": "OK"}, "captions":
        {"playerCaptionsTracklistRenderer": {"captionTracks": [english("")]}}});
    let told = json!({"title": "How geese are counted", "author_name": "Marsh Notes",
        "author_url": "https://www.youtube.com/@marshnotes"});
    let oembed = Pattern::get("/oembed")
        .query("url", "https://www.youtube.com/watch?v=kbnoteDemo1")
        .query("format", "json");
    let server = RecordedServer::start([
        player(Reply::json(&playing)),
        next(Reply::json(&json!({}))),
        Exchange::new(oembed, Reply::json(&told)),
    ]);
    let video = video(&server).unwrap().video;
    assert_eq!(video.title, "How geese are counted");
    assert_eq!(video.channel.handle.as_deref(), Some("marshnotes"));
}

#[test]
fn the_table_of_clients_is_data() {
    let server = RecordedServer::start([
        Exchange::new(
            Pattern::post("/youtubei/v1/reel/reel_item_watch")
                .body(json!({"playerRequest": {"videoId": "kbnoteDemo1"}, "context": {"client": {"clientName": "MINE"}}})),
            Reply::json(&json!({"playerResponse": {"playabilityStatus": {"status": "OK"},
                "videoDetails": {"videoId": "kbnoteDemo1", "title": "Geese", "author": "Marsh Notes"},
                "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [english("")]}}}})),
        ),
    ]);
    let mut table = client(&server).table().clone();
    table.select(&["ANDROID".to_owned()]);
    let mut mine = table.rows()[0].clone();
    mine.name = "MINE".to_owned();
    mine.endpoint = kbnote_fetch::Endpoint::Reel;
    let table = kbnote_fetch::ClientTable::new([mine]);
    let client = Client::builder()
        .base_url(server.url())
        .table(table)
        .build()
        .unwrap();
    let fetched = kbnote_fetch::block_on(async { client.video(&id()).await }).unwrap();
    assert_eq!(fetched.unwrap().video.title, "Geese");
    assert_eq!(server.count(NEXT), 0);
}
