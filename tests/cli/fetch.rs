//! `kbnote fetch` against recorded exchanges.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply, recording};
use serde_json::json;

use crate::support::{TestVault, repository};

/// The exchanges of one video with manual and automatic captions and three chapters.
pub(crate) fn geese() -> RecordedServer {
    let path = repository().join("crates/kbnote-fetch/tests/recordings/geese.json");
    RecordedServer::start(recording(&path))
}

fn refusing(playability: &serde_json::Value) -> RecordedServer {
    let answer = json!({ "playabilityStatus": playability });
    let next = Reply::json(&json!({}));
    RecordedServer::start([
        Exchange::new(Pattern::post("/youtubei/v1/player"), Reply::json(&answer)),
        Exchange::new(Pattern::post("/youtubei/v1/next"), next),
        Exchange::new(Pattern::get("/oembed"), Reply::status(404)),
    ])
}

#[test]
fn a_stored_video_is_not_requested_again() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    let first = vault
        .kbnote(["fetch", "https://youtu.be/kbnoteDemo1?t=9"])
        .success();
    insta::assert_snapshot!(first.seen());
    let stored = vault.snapshot();
    let asked = server.requests().len();
    let second = vault.kbnote(["fetch", "kbnoteDemo1"]).success();
    insta::assert_snapshot!(second.seen());
    assert_eq!(
        server.requests().len(),
        asked,
        "no request for what is stored"
    );
    assert_eq!(vault.snapshot(), stored);
}

#[test]
fn asking_again_for_the_same_answers_changes_nothing() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    vault.kbnote(["fetch", "kbnoteDemo1"]).success();
    let stored = vault.snapshot();
    let again = vault
        .kbnote(["--json", "fetch", "--refetch", "kbnoteDemo1"])
        .success()
        .json();
    assert_eq!(again["schema"], "kbnote.fetch/1");
    assert_eq!(again["videos"][0]["status"], "unchanged");
    assert_eq!(vault.snapshot(), stored);
}

#[test]
fn a_missing_language_is_reported_with_the_available_ones() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    let run = vault
        .kbnote(["fetch", "--lang", "sv", "kbnoteDemo1"])
        .exits(3);
    insta::assert_snapshot!(run.seen());
    assert!(vault.snapshot().is_empty(), "nothing is stored");
}

#[test]
fn refusals_have_their_own_exit_codes_and_kinds() {
    let bot = json!({
        "status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you’re not a bot"
    });
    let private = json!({ "status": "LOGIN_REQUIRED", "reason": "This video is private" });
    let gone = json!({ "status": "ERROR", "reason": "This video is unavailable" });
    for (status, exit, kind) in [
        (bot, 4, "bot-check"),
        (private, 3, "private"),
        (gone, 3, "unavailable"),
    ] {
        let server = refusing(&status);
        let vault = TestVault::empty().with_youtube_at(server.url());
        let run = vault.kbnote(["--json", "fetch", "kbnoteDemo1"]).exits(exit);
        let document = run.json();
        assert_eq!(document["schema"], "kbnote.error/1");
        assert_eq!(document["error"]["kind"], kind, "{document}");
        assert!(document["error"]["hint"].is_string(), "{document}");
    }
}

#[test]
fn a_refusal_names_what_each_client_answered() {
    let answer = json!({"playabilityStatus": {"status": "LOGIN_REQUIRED", "reason": "Sign in to confirm you’re not a bot"}});
    let inappropriate = json!({"playabilityStatus": {"status": "LOGIN_REQUIRED", "reason": "This video may be inappropriate for some users."}});
    let of = |client: &str| json!({"context": {"client": {"clientName": client}}});
    let player = || Pattern::post("/youtubei/v1/player");
    let server = RecordedServer::start([
        Exchange::new(player().body(of("VISIONOS")), Reply::json(&inappropriate)),
        Exchange::new(player().body(of("ANDROID")), Reply::json(&answer)),
        Exchange::new(player().body(of("IOS")), Reply::json(&answer)),
    ]);
    let vault = TestVault::empty().with_youtube_at(server.url());
    let run = vault.kbnote(["fetch", "kbnoteDemo1"]).exits(4);
    let answers = "(VISIONOS: age-restricted, ANDROID: bot-check, IOS: bot-check)";
    assert!(run.stderr.contains(answers), "{}", run.stderr);
}

#[test]
fn without_a_network_nothing_is_lost_and_the_cause_is_reported() {
    let vault = TestVault::empty();
    let run = vault.kbnote(["fetch", "kbnoteDemo1"]).exits(4);
    insta::assert_snapshot!(run.seen());
    vault.kbnote(["--offline", "fetch", "kbnoteDemo1"]).exits(3);
}

#[test]
fn of_several_videos_the_good_ones_are_stored() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    let run = vault
        .kbnote(["fetch", "not a video", "kbnoteDemo1"])
        .exits(1);
    assert!(
        run.stdout.contains("stored transcripts/kbnoteDemo1.json"),
        "{}",
        run.stdout
    );
    assert!(run.stderr.contains("`not a video`"), "{}", run.stderr);
}
