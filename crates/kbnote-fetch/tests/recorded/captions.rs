//! The captions of a track.

use kbnote_fetch::{TrackPreferences, block_on};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::json;

use crate::support::{
    PLAYER, TIMEDTEXT, captions, client, english, id, next, player, player_for, playing, recorded,
};

fn timedtext(mark: &str, reply: Reply) -> Exchange {
    let (key, value) = mark.split_once('=').unwrap();
    Exchange::new(
        Pattern::get(TIMEDTEXT)
            .query(key, value)
            .query("fmt", "json3"),
        reply,
    )
}

/// Captions of one cue.
fn said() -> Reply {
    let event = json!({"tStartMs": 0, "dDurationMs": 900, "segs": [{"utf8": "Geese."}]});
    Reply::json(&json!({"wireMagic": "pb3", "events": [event]}))
}

#[test]
fn captions_come_as_they_were_sent() {
    let server = RecordedServer::start(recorded("geese"));
    let captions = captions(&server).unwrap();
    assert_eq!(captions.track.id.as_str(), ".en-GB");
    assert_eq!(captions.language().as_str(), "en-GB");
    let sent: serde_json::Value = serde_json::from_slice(&captions.bytes).unwrap();
    assert_eq!(sent["events"][0]["dDurationMs"], 2600);
    assert_eq!(server.count(TIMEDTEXT), 1);
}

#[test]
fn an_old_format_gives_way_to_the_wanted_one() {
    let server = RecordedServer::start(recorded("geese"));
    let client = client(&server);
    let automatic: TrackPreferences = "a.en".parse().unwrap();
    let captions = block_on(async {
        let fetched = client.video(&id()).await?;
        client.captions(fetched.choose(&automatic)?).await
    });
    captions.unwrap().unwrap();
    let requests = server.requests();
    let asked = &requests.last().unwrap().query;
    assert_eq!(asked.iter().filter(|(key, _)| key == "fmt").count(), 1);
}

#[test]
fn a_translation_is_requested_from_youtube() {
    let server = RecordedServer::start([
        player(playing(&json!([english("by=any")]))),
        next(Reply::json(&json!({}))),
        Exchange::new(Pattern::get(TIMEDTEXT).query("tlang", "sv"), said()),
    ]);
    let client = client(&server);
    let captions = block_on(async {
        let fetched = client.video(&id()).await?;
        let track = fetched.choose(&TrackPreferences::default())?;
        client.translated(track, &"sv".parse().unwrap()).await
    });
    assert_eq!(captions.unwrap().unwrap().language().as_str(), "sv");
}

#[test]
fn a_track_that_needs_a_token_is_got_by_the_next_client() {
    let server = RecordedServer::start([
        player_for("VISIONOS", playing(&json!([english("exp=xpe")]))),
        player_for("ANDROID", playing(&json!([english("by=android")]))),
        next(Reply::json(&json!({}))),
        timedtext("by=android", said()),
    ]);
    assert!(captions(&server).is_ok());
    assert_eq!(server.count(TIMEDTEXT), 1);
}

#[test]
fn an_empty_answer_leads_to_the_next_client() {
    let without_cues = Reply::json(&json!({"wireMagic": "pb3", "events": []}));
    for empty in [Reply::status(200), without_cues] {
        let server = RecordedServer::start([
            player_for("VISIONOS", playing(&json!([english("by=visionos")]))),
            player_for("ANDROID", playing(&json!([english("by=android")]))),
            next(Reply::json(&json!({}))),
            timedtext("by=visionos", empty),
            timedtext("by=android", said()),
        ]);
        assert!(captions(&server).is_ok());
        assert_eq!(server.count(PLAYER), 2);
    }
}

#[test]
fn captions_that_are_empty_for_every_client_are_a_failure() {
    let server = RecordedServer::start([
        player(playing(&json!([english("by=any")]))),
        next(Reply::json(&json!({}))),
        timedtext("by=any", Reply::json(&json!({"events": []}))),
    ]);
    assert_eq!(captions(&server).unwrap_err().kind(), "empty-body");
}

#[test]
fn an_address_that_has_expired_leads_to_the_next_client() {
    let server = RecordedServer::start([
        player_for("VISIONOS", playing(&json!([english("by=visionos")]))),
        player_for("ANDROID", playing(&json!([english("by=android")]))),
        next(Reply::json(&json!({}))),
        timedtext("by=visionos", Reply::status(403)),
        timedtext(
            "by=android",
            Reply::bytes("WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"),
        ),
    ]);
    assert!(captions(&server).unwrap().bytes.starts_with(b"WEBVTT"));
}

#[test]
fn a_token_that_every_client_needs_is_reported() {
    let server = RecordedServer::start([
        player(playing(&json!([english("exp=xpv")]))),
        next(Reply::json(&json!({}))),
    ]);
    let error = captions(&server).unwrap_err();
    assert_eq!(error.kind(), "token-needed");
    assert!(error.hint().contains("kbnote import"));
}

#[test]
fn a_track_on_another_host_is_not_requested() {
    let elsewhere = json!({"baseUrl": "https://example.org/api/timedtext?lang=en", "vssId": ".en", "languageCode": "en"});
    let server = RecordedServer::start([
        player(playing(&json!([elsewhere]))),
        next(Reply::json(&json!({}))),
    ]);
    let error = captions(&server).unwrap_err();
    insta::assert_snapshot!(error, @"the response redirects to example.org, which does not belong to YouTube");
}

#[test]
fn nothing_secret_is_shown() {
    let server = RecordedServer::start(recorded("geese"));
    let client = client(&server);
    let shown = block_on(async {
        let fetched = client.video(&id()).await.unwrap();
        let captions = client
            .captions(fetched.choose(&TrackPreferences::default()).unwrap())
            .await;
        format!("{client:?} {fetched:?} {captions:?}")
    });
    for secret in ["signature", "192.0.2.1", "CgtrYm5vdGVEZW1vMQ", "SOCS"] {
        assert!(!shown.as_ref().unwrap().contains(secret), "{secret}");
    }
}
