//! A video with its captions, by one route or another.

use kbnote_fetch::{FetchError, FetchOptions, FetchedCaptions, Route, YtDlp, block_on};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::json;

use crate::support::{TIMEDTEXT, client, english, id, next, player, playing, recorded, refusing};

fn fetch(server: &RecordedServer, options: &FetchOptions) -> Result<FetchedCaptions, FetchError> {
    let client = client(server);
    block_on(client.fetch(&id(), options)).unwrap()
}

fn ids(fetched: &FetchedCaptions) -> Vec<&str> {
    let captions = fetched.captions.iter();
    captions
        .map(|captions| captions.track.id.as_str())
        .collect()
}

#[test]
fn one_track_is_fetched_or_one_per_preference() {
    let server = RecordedServer::start(recorded("geese"));
    let mut options = FetchOptions {
        preferences: "en,a.en".parse().unwrap(),
        ..FetchOptions::default()
    };
    assert_eq!(ids(&fetch(&server, &options).unwrap()), [".en-GB"]);
    options.each = true;
    assert_eq!(ids(&fetch(&server, &options).unwrap()), [".en-GB", "a.en"]);
}

#[test]
fn a_track_that_is_refused_does_not_lose_the_others() {
    let german = json!({"baseUrl": "/api/timedtext?lang=de", "vssId": ".de", "languageCode": "de"});
    let server = RecordedServer::start([
        player(playing(&json!([english(""), german]))),
        next(Reply::bytes("{}")),
        Exchange::new(
            Pattern::get(TIMEDTEXT).query("lang", "de"),
            Reply::bytes("{}"),
        ),
        Exchange::new(
            Pattern::get(TIMEDTEXT).query("lang", "en"),
            Reply::status(404),
        ),
    ]);
    let options = FetchOptions {
        preferences: "en,de".parse().unwrap(),
        each: true,
        ..FetchOptions::default()
    };
    let fetched = fetch(&server, &options).unwrap();
    assert_eq!(ids(&fetched), [".de"]);
    assert_eq!(fetched.video.warnings[0].kind(), "bad-request");
}

#[test]
fn the_refusal_of_youtube_is_reported_if_no_route_succeeds() {
    let server = RecordedServer::start([player(refusing(
        "UNPLAYABLE",
        "This video is not available",
    ))]);
    let yt_dlp = YtDlp {
        program: "/nonexistent/yt-dlp".into(),
        ..YtDlp::default()
    };
    let kind = |route| {
        let options = FetchOptions {
            route,
            yt_dlp: yt_dlp.clone(),
            ..FetchOptions::default()
        };
        fetch(&server, &options).unwrap_err().kind()
    };
    assert_eq!(kind(Route::Auto), "client-refused");
    assert_eq!(kind(Route::YouTube), "client-refused");
    assert_eq!(kind(Route::YtDlp), "yt-dlp-missing");
}
