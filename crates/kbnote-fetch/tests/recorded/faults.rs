//! What goes wrong between here and there.

use std::time::{Duration, Instant};

use kbnote_fetch::{Backoff, ClientBuilder, FetchError, block_on};
use kbnote_testkit::{RecordedServer, Reply};
use serde_json::json;

use crate::support::{PLAYER, builder, english, id, next, player, playing, video};

fn failing(reply: Reply) -> (FetchError, usize) {
    failing_with(reply, |builder| builder)
}

fn failing_with(reply: Reply, set: impl Fn(ClientBuilder) -> ClientBuilder) -> (FetchError, usize) {
    let server = RecordedServer::start([player(reply)]);
    let client = set(builder(&server)).build().unwrap();
    let error = block_on(async { client.video(&id()).await })
        .unwrap()
        .unwrap_err();
    (error, server.count(PLAYER))
}

#[test]
fn a_failing_server_is_retried() {
    let (error, count) = failing(Reply::status(503));
    assert_eq!(
        (error.to_string().as_str(), count),
        ("YouTube's server failed with status 503", 3)
    );
    let server = RecordedServer::start([
        player(Reply::status(500)).times(2),
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert!(video(&server).is_ok());
}

#[test]
fn too_many_requests_are_made_again_when_the_server_says() {
    let begun = Instant::now();
    let server = RecordedServer::start([
        player(Reply::status(429).header("Retry-After", "1")).once(),
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert!(video(&server).is_ok());
    assert!(begun.elapsed() >= Duration::from_secs(1));
}

#[test]
fn a_long_wait_is_reported_instead_of_awaited() {
    let (error, count) = failing(Reply::status(429).header("Retry-After", "3600"));
    insta::assert_snapshot!(error, @"YouTube is limiting requests; retry in 3600 s");
    assert_eq!(count, 1);
    let (error, count) = failing(Reply::status(429));
    assert_eq!((error.kind(), count), ("rate-limited", 3));
}

#[test]
fn a_server_that_is_silent_is_given_up() {
    let (error, _) = failing_with(Reply::status(200).stall(), |builder| {
        builder.timeout(Duration::from_millis(50))
    });
    insta::assert_snapshot!(error, @"no response in time");
}

#[test]
fn a_slow_server_is_waited_for() {
    let late = playing(&json!([english("")])).delay(Duration::from_millis(80));
    let server = RecordedServer::start([player(late), next(Reply::json(&json!({})))]);
    assert!(video(&server).is_ok());
}

#[test]
fn an_answer_that_breaks_off_is_an_error() {
    let whole = playing(&json!([english("")]));
    let (error, count) = failing(whole.clone().cut_off_after(60));
    assert_eq!((error.kind(), count), ("cut-off", 1));
    let (error, _) = failing(Reply::bytes("{\"playabilityStatus\": {\"status\": \"OK\""));
    assert_eq!(error.kind(), "cut-off");
}

#[test]
fn an_endless_answer_is_cut_short() {
    let (error, _) = failing_with(Reply::bytes(" ".repeat(1_000)).endless(), |builder| {
        builder.max_body(100_000)
    });
    insta::assert_snapshot!(error, @"the response is longer than 100000 bytes");
}

/// An answer that was packed: what is sent is a thousandth of what it holds.
fn packed(name: &str) -> Reply {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    Reply::bytes(std::fs::read(folder.join(name)).unwrap()).header("Content-Encoding", "gzip")
}

#[test]
fn packed_answers_are_unpacked_up_to_the_limit() {
    let server = RecordedServer::start([
        player(playing(&json!([english("")]))),
        next(packed("next.json.gz")),
    ]);
    assert!(video(&server).unwrap().warnings.is_empty());
    let (error, _) = failing_with(packed("bomb.gz"), |builder| builder.max_body(1_000_000));
    assert_eq!(error.kind(), "too-large");
}

#[test]
fn a_redirect_within_youtube_is_followed() {
    let server = RecordedServer::start([
        player(
            Reply::status(307).header("Location", "https://m.youtube.com/youtubei/v1/player?moved"),
        )
        .once(),
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert!(video(&server).is_ok());
    assert_eq!(server.requests()[1].query[0].0, "moved");
}

#[test]
fn a_redirect_elsewhere_is_refused() {
    let (error, _) =
        failing(Reply::status(302).header("Location", "https://login.example.org/portal"));
    insta::assert_snapshot!(error, @"the response redirects to login.example.org, which does not belong to YouTube");
    let (error, count) = failing(Reply::status(307).header("Location", "/youtubei/v1/player"));
    assert_eq!(
        (error.kind(), count),
        ("unexpected-content", 4 * 6),
        "each client's redirects end"
    );
}

#[test]
fn a_missing_connection_is_reported_without_retries() {
    for address in [
        "http://127.0.0.1:1",
        "https://127.0.0.1:1",
        "https://localhost:1/",
    ] {
        let client = kbnote_fetch::Client::builder()
            .base_url(address)
            .build()
            .unwrap();
        let error = block_on(async { client.video(&id()).await })
            .unwrap()
            .unwrap_err();
        assert_eq!(error.kind(), "network", "{address}");
        assert!(!format!("{error:?}").contains("youtubei"));
    }
}

#[test]
fn a_server_without_encryption_does_not_serve_https() {
    let server = RecordedServer::start([]);
    let address = server.url().replace("http:", "https:");
    let client = kbnote_fetch::Client::builder()
        .base_url(address)
        .backoff(Backoff::NEVER);
    let client = client.timeout(Duration::from_secs(5)).build().unwrap();
    let error = block_on(async { client.video(&id()).await })
        .unwrap()
        .unwrap_err();
    assert!(matches!(error.kind(), "network" | "timeout"), "{error}");
    server.take_unexpected();
}

#[test]
fn invalid_settings_are_reported() {
    let build = |url: &str| kbnote_fetch::Client::builder().base_url(url).build();
    insta::assert_snapshot!(build("youtube").unwrap_err(), @"`youtube` is not a valid http or https URL of a server");
    assert!(build("ftp://127.0.0.1").is_err());
    assert!(
        kbnote_fetch::Client::builder()
            .proxy("nonsense://x y")
            .build()
            .is_err()
    );
}
