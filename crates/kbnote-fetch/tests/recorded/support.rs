//! What the tests share.

use std::path::{Path, PathBuf};
use std::time::Duration;

use kbnote_core::VideoId;
use kbnote_fetch::{
    Backoff, CaptionBytes, Client, ClientBuilder, FetchError, FetchedVideo, TrackPreferences,
    block_on,
};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply, recording};
use serde_json::{Value, json};

pub(crate) const PLAYER: &str = "/youtubei/v1/player";
pub(crate) const NEXT: &str = "/youtubei/v1/next";
pub(crate) const TIMEDTEXT: &str = "/api/timedtext";

/// Retries without waiting.
pub(crate) const AT_ONCE: Backoff = Backoff {
    first: Duration::from_millis(1),
    factor: 1,
    attempts: 3,
    budget: Duration::from_secs(60),
};

pub(crate) fn id() -> VideoId {
    "kbnoteDemo1".parse().unwrap()
}

/// The exchanges of one of the recordings beside the tests.
pub(crate) fn recorded(name: &str) -> Vec<Exchange> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recordings");
    recording(&folder.join(name).with_extension("json"))
}

pub(crate) fn builder(server: &RecordedServer) -> ClientBuilder {
    Client::builder().base_url(server.url()).backoff(AT_ONCE)
}

pub(crate) fn client(server: &RecordedServer) -> Client {
    builder(server).build().unwrap()
}

pub(crate) fn video(server: &RecordedServer) -> Result<FetchedVideo, FetchError> {
    let client = client(server);
    block_on(async { client.video(&id()).await }).unwrap()
}

/// The captions of the track that is chosen where nothing is wished for.
pub(crate) fn captions(server: &RecordedServer) -> Result<CaptionBytes, FetchError> {
    let client = client(server);
    block_on(async {
        let fetched = client.video(&id()).await?;
        client
            .captions(fetched.choose(&TrackPreferences::default())?)
            .await
    })
    .unwrap()
}

/// The answer to a request for the player, whoever asks.
pub(crate) fn player(reply: Reply) -> Exchange {
    Exchange::new(Pattern::post(PLAYER), reply)
}

/// The answer to a request for the player by one client.
pub(crate) fn player_for(client: &str, reply: Reply) -> Exchange {
    let body = json!({"context": {"client": {"clientName": client}}});
    Exchange::new(Pattern::post(PLAYER).body(body), reply)
}

pub(crate) fn next(reply: Reply) -> Exchange {
    Exchange::new(Pattern::post(NEXT), reply)
}

/// A player's answer that plays, with these tracks.
pub(crate) fn playing(tracks: &Value) -> Reply {
    Reply::json(&json!({
        "playabilityStatus": {"status": "OK"},
        "videoDetails": {"videoId": "kbnoteDemo1", "title": "How geese are counted", "author": "Marsh Notes"},
        "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": tracks}},
    }))
}

/// A track in English whose address carries a mark of the client that was told of it.
pub(crate) fn english(mark: &str) -> Value {
    json!({"baseUrl": format!("https://www.youtube.com/api/timedtext?v=kbnoteDemo1&lang=en&{mark}"),
        "vssId": ".en", "languageCode": "en", "name": {"simpleText": "English"}})
}

/// A player's answer that refuses.
pub(crate) fn refusing(status: &str, reason: &str) -> Reply {
    Reply::json(&json!({"playabilityStatus": {"status": status, "reason": reason}}))
}

/// The folder of real exchanges, if it is there.
pub(crate) fn real_exchanges() -> Option<PathBuf> {
    let folder = kbnote_testkit::shared_data("fixtures/youtube");
    if folder.is_none() {
        eprintln!("skipped: no real exchanges beside the project");
    }
    folder
}
