//! One test for each way in which YouTube refuses.

use kbnote_fetch::{ErrorClass, FetchError};
use kbnote_testkit::{RecordedServer, Reply};
use serde_json::json;

use crate::support::{PLAYER, captions, english, next, player, playing, refusing, video};

/// The error where every client gets `reply`, and how often the player was asked.
fn refused(reply: Reply) -> (FetchError, usize) {
    let server = RecordedServer::start([player(reply)]);
    let error = video(&server).unwrap_err();
    (error, server.count(PLAYER))
}

#[track_caller]
fn assert_refused(reply: Reply, kind: &str, class: ErrorClass, asked: usize) {
    let (error, count) = refused(reply);
    assert_eq!((error.kind(), error.class()), (kind, class));
    assert_eq!(count, asked, "requests to the player");
    assert!(!error.hint().is_empty());
}

use ErrorClass::{NotThere, RefusedForNow};

#[test]
fn an_unknown_or_removed_video() {
    let reply = refusing("ERROR", "This video is unavailable");
    assert_refused(reply, "unavailable", NotThere, 2);
}

#[test]
fn a_private_video() {
    let reply = refusing("LOGIN_REQUIRED", "This video is private");
    assert_refused(reply, "private", NotThere, 1);
}

#[test]
fn a_video_for_members() {
    let reply = refusing(
        "UNPLAYABLE",
        "This video is available to this channel's members on level: Goose",
    );
    assert_refused(reply, "members-only", NotThere, 1);
}

#[test]
fn a_video_for_money() {
    let reply = refusing("UNPLAYABLE", "This video requires payment to watch");
    assert_refused(reply, "payment-required", NotThere, 1);
}

#[test]
fn a_video_for_adults() {
    let reply = refusing("LOGIN_REQUIRED", "Sign in to confirm your age");
    assert_refused(reply, "age-restricted", NotThere, 4);
}

#[test]
fn a_video_for_another_country() {
    let reply = Reply::json(&json!({
        "playabilityStatus": {"status": "UNPLAYABLE", "reason": "Video unavailable", "errorScreen":
            {"playerErrorMessageRenderer": {"subreason": {"simpleText":
                "The uploader has not made this video available in your country"}}}},
        "microformat": {"playerMicroformatRenderer": {"availableCountries": ["SE", "NO"]}}}));
    let (error, _) = refused(reply);
    assert_eq!(
        (error.kind(), error.hint().as_str()),
        ("country-restricted", "it is available in SE, NO")
    );
}

#[test]
fn a_video_that_no_client_is_given() {
    let reply = refusing("UNPLAYABLE", "This video is not available");
    assert_refused(reply, "client-refused", RefusedForNow, 4);
}

#[test]
fn a_video_that_has_not_begun() {
    let reply = Reply::json(
        &json!({"playabilityStatus": {"status": "LIVE_STREAM_OFFLINE",
        "reason": "This live event will begin in 18 hours."}}),
    );
    assert_refused(reply, "upcoming", NotThere, 1);
}

#[test]
fn a_video_that_is_live() {
    let live = json!({"playabilityStatus": {"status": "OK"},
        "videoDetails": {"videoId": "kbnoteDemo1", "title": "Geese, live", "author": "Marsh Notes", "isLive": true}});
    let server = RecordedServer::start([player(Reply::json(&live)), next(Reply::json(&json!({})))]);
    assert_eq!(captions(&server).unwrap_err().kind(), "live");
    assert_eq!(server.count(PLAYER), 1);
}

#[test]
fn a_video_without_captions() {
    let server =
        RecordedServer::start([player(playing(&json!([]))), next(Reply::json(&json!({})))]);
    let error = captions(&server).unwrap_err();
    assert_eq!((error.kind(), error.class()), ("no-captions", NotThere));
    assert_eq!(
        server.count(PLAYER),
        2,
        "a second client is asked before it is believed"
    );
}

#[test]
fn a_video_without_the_language() {
    let tracks = json!([
        {"baseUrl": "/x", "vssId": ".de", "languageCode": "de"},
        {"baseUrl": "/x", "vssId": ".fr", "languageCode": "fr"}]);
    let server = RecordedServer::start([player(playing(&tracks)), next(Reply::json(&json!({})))]);
    insta::assert_snapshot!(captions(&server).unwrap_err(),
        @"no caption track matches orig, en; available: de, fr");
}

#[test]
fn a_check_for_robots() {
    let reply = refusing("LOGIN_REQUIRED", "Sign in to confirm you’re not a bot");
    assert_refused(reply, "bot-check", RefusedForNow, 2);
}

#[test]
fn a_captcha() {
    let reply = Reply::json(&json!({"playabilityStatus": {"status": "UNPLAYABLE",
        "errorScreen": {"playerCaptchaViewModel": {}}}}));
    assert_refused(reply, "captcha", RefusedForNow, 1);
    let page = Reply::html("<!DOCTYPE html><form><div class=\"g-recaptcha\"></div></form>");
    assert_refused(page, "captcha", RefusedForNow, 1);
}

#[test]
fn a_rate_limited_session() {
    let reply = refusing(
        "UNPLAYABLE",
        "This content isn’t available, try again later.",
    );
    assert_refused(reply, "rate-limited", RefusedForNow, 1);
}

#[test]
fn a_captcha_elsewhere() {
    let reply =
        Reply::status(302).header("Location", "https://www.google.com/sorry/index?continue=x");
    assert_refused(reply, "captcha", RefusedForNow, 1);
}

#[test]
fn an_empty_answer() {
    assert_refused(Reply::status(200), "empty-body", RefusedForNow, 4);
    let server = RecordedServer::start([
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
        kbnote_testkit::Exchange::new(
            kbnote_testkit::Pattern::get("/api/timedtext"),
            Reply::status(200),
        ),
    ]);
    assert_eq!(captions(&server).unwrap_err().kind(), "empty-body");
}

#[test]
fn another_video() {
    let other =
        json!({"playabilityStatus": {"status": "OK"}, "videoDetails": {"videoId": "kbnoteDemo2"}});
    assert_refused(Reply::json(&other), "wrong-video", RefusedForNow, 4);
}

#[test]
fn a_page_in_place_of_data() {
    let reply = Reply::html("<!DOCTYPE html><title>YouTube</title>");
    let (error, _) = refused(reply);
    insta::assert_snapshot!(error, @"YouTube returned a web page instead of JSON (VISIONOS, ANDROID, IOS, WEB_EMBEDDED_PLAYER)");
}

#[test]
fn consent_is_given_when_a_page_requires_it() {
    let page = Reply::html(
        "<!DOCTYPE html><form action=\"https://consent.youtube.com/s\"><input name=\"v\" value=\"cb.1\"></form>",
    );
    let server = RecordedServer::start([
        player(page.clone()).once(),
        player(playing(&json!([english("")]))),
        next(Reply::json(&json!({}))),
    ]);
    assert!(video(&server).is_ok());
    assert_eq!(
        server.requests()[1].header("cookie"),
        Some("SOCS=CAI; CONSENT=YES+cb.1")
    );
    assert_refused(page, "consent-needed", RefusedForNow, 2);
}

#[test]
fn a_request_that_is_not_understood() {
    let refusal = json!({"error": {"code": 400, "message": "Precondition check failed.", "status": "FAILED_PRECONDITION"}});
    let (error, _) = refused(Reply::json(&refusal).with_status(400));
    insta::assert_snapshot!(error, @"YouTube refused the request with status 400: Precondition check failed. (VISIONOS, ANDROID, IOS, WEB_EMBEDDED_PLAYER)");
    assert_eq!(error.kind(), "bad-request");
}
