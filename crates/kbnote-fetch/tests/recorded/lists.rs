//! Playlists, channels and their feeds.

use std::num::NonZeroUsize;

use kbnote_fetch::{
    Batch, FetchError, ListedVideo, ServerSignal, Source, TrackPreferences, block_on,
};
use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply, fixture_exchange};
use serde_json::{Value, json};

use crate::support::{builder, client, english, real_exchanges};

const BROWSE: &str = "/youtubei/v1/browse";
const RESOLVE: &str = "/youtubei/v1/navigation/resolve_url";
const FEED: &str = "/feeds/videos.xml";

fn browse(asked: Value, page: &Value) -> Exchange {
    Exchange::new(Pattern::post(BROWSE).body(asked), Reply::json(page))
}

/// A page with these videos, by the last characters of their ids, and the way to the next.
fn page(videos: impl IntoIterator<Item = usize>, next: Option<&str>) -> Value {
    let video = |n| json!({"playlistVideoRenderer": {"videoId": id(n), "title": {"simpleText": format!("No. {n}")}}});
    let more = |token| json!({"continuationItemRenderer": {"continuationEndpoint": {"continuationCommand": {"token": token}}}});
    let items: Vec<Value> = videos
        .into_iter()
        .map(video)
        .chain(next.map(more))
        .collect();
    json!({"onResponseReceivedActions": [{"appendContinuationItemsAction": {"continuationItems": items}}]})
}

fn id(n: usize) -> String {
    format!("kbnote{n:05}")
}

fn listed(server: &RecordedServer, source: &str) -> Result<Vec<ListedVideo>, FetchError> {
    listed_up_to(server, source, usize::MAX)
}

fn listed_up_to(
    server: &RecordedServer,
    source: &str,
    limit: usize,
) -> Result<Vec<ListedVideo>, FetchError> {
    let client = client(server);
    let source: Source = source.parse().unwrap();
    block_on(async { client.listing(&source).await?.take(limit).await }).unwrap()
}

#[test]
fn a_playlist_is_followed_to_its_end() {
    let server = RecordedServer::start([
        browse(
            json!({"browseId": "VLPLkbnoteDemo1"}),
            &page(0..100, Some("second")),
        ),
        browse(
            json!({"continuation": "second"}),
            &page(100..200, Some("third")),
        ),
        browse(json!({"continuation": "third"}), &page(200..250, None)),
    ]);
    let videos = listed(&server, "PLkbnoteDemo1").unwrap();
    assert_eq!(videos.len(), 250);
    assert_eq!(videos[249].title, "No. 249");
}

#[test]
fn only_needed_pages_are_requested() {
    let server = RecordedServer::start([browse(
        json!({"browseId": "VLPLkbnoteDemo1"}),
        &page(0..100, Some("second")),
    )]);
    assert_eq!(listed_up_to(&server, "PLkbnoteDemo1", 7).unwrap().len(), 7);
}

#[test]
fn a_playlist_that_goes_in_circles_ends() {
    let server = RecordedServer::start([
        browse(
            json!({"browseId": "VLPLkbnoteDemo1"}),
            &page(0..3, Some("a")),
        ),
        browse(json!({"continuation": "a"}), &page(3..6, Some("b"))),
        browse(json!({"continuation": "b"}), &page(0..6, Some("c"))),
    ]);
    assert_eq!(listed(&server, "PLkbnoteDemo1").unwrap().len(), 6);
    let again = RecordedServer::start([
        browse(
            json!({"browseId": "VLPLkbnoteDemo2"}),
            &page(0..3, Some("a")),
        ),
        browse(json!({"continuation": "a"}), &page(3..6, Some("a"))),
    ]);
    assert_eq!(listed(&again, "PLkbnoteDemo2").unwrap().len(), 6);
}

#[test]
fn a_list_goes_on_after_an_error() {
    let failing = Pattern::post(BROWSE).body(json!({"continuation": "second"}));
    let server = RecordedServer::start([
        browse(
            json!({"browseId": "VLPLkbnoteDemo1"}),
            &page(0..2, Some("second")),
        ),
        Exchange::new(failing, Reply::status(403)).once(),
        browse(json!({"continuation": "second"}), &page(2..4, None)),
    ]);
    let client = client(&server);
    let source = "PLkbnoteDemo1".parse().unwrap();
    block_on(async {
        let mut listing = client.listing(&source).await.unwrap();
        assert_eq!(listing.take(2).await.unwrap().len(), 2);
        assert_eq!(listing.next().await.unwrap_err().kind(), "bad-request");
        assert_eq!(listing.take(9).await.unwrap().len(), 2);
    })
    .unwrap();
}

#[test]
fn a_channel_is_the_list_of_its_uploads() {
    let resolved =
        json!({"endpoint": {"browseEndpoint": {"browseId": "UCkbnoteDemoChannel00001"}}});
    let asked = Pattern::post(RESOLVE).body(json!({"url": "https://www.youtube.com/@marshnotes"}));
    let server = RecordedServer::start([
        Exchange::new(asked, Reply::json(&resolved)),
        browse(
            json!({"browseId": "VLUUkbnoteDemoChannel00001"}),
            &page(0..3, None),
        ),
    ]);
    assert_eq!(listed(&server, "@marshnotes").unwrap().len(), 3);
    assert_eq!(
        listed(&server, "UCkbnoteDemoChannel00001").unwrap().len(),
        3
    );
}

#[test]
fn a_missing_list_gives_the_reason() {
    let alert = |text: &str| json!({"alerts": [{"alertRenderer": {"type": "ERROR", "text": {"simpleText": text}}}]});
    let server = RecordedServer::start([
        browse(
            json!({"browseId": "VLPLkbnoteDemo1"}),
            &alert("The playlist does not exist."),
        ),
        browse(
            json!({"browseId": "VLUUkbnoteDemoChannel00001"}),
            &alert("The playlist does not exist."),
        ),
        browse(
            json!({"browseId": "UCkbnoteDemoChannel00001"}),
            &alert("This channel was removed."),
        ),
        Exchange::new(
            Pattern::post(RESOLVE),
            Reply::json(&json!({"error": {"message": "Not found"}})).with_status(404),
        ),
    ]);
    let told = |source| listed(&server, source).unwrap_err().to_string();
    insta::assert_snapshot!(told("PLkbnoteDemo1"), @"playlist or channel not found: The playlist does not exist.");
    insta::assert_snapshot!(told("UCkbnoteDemoChannel00001"), @"playlist or channel not found: This channel was removed.");
    insta::assert_snapshot!(told("@nobody"), @"playlist or channel not found: Not found");
}

#[test]
fn a_feed_lists_new_videos() {
    let entry = |n, day| {
        format!(
            "<entry><yt:videoId>{}</yt:videoId><published>{day}T10:00:00+00:00</published></entry>",
            id(n)
        )
    };
    let feed = format!(
        "<feed>{}{}{}</feed>",
        entry(3, "2025-10-03"),
        entry(2, "2025-09-30"),
        entry(1, "2025-08-01")
    );
    let asked = Pattern::get(FEED).query("channel_id", "UCkbnoteDemoChannel00001");
    let server = RecordedServer::start([
        Exchange::new(asked, Reply::bytes(feed)),
        Exchange::new(
            Pattern::get(FEED).query("user", "nobody"),
            Reply::html("<html>").with_status(404),
        ),
    ]);
    let client = client(&server);
    let Ok(Source::Channel(channel)) = "UCkbnoteDemoChannel00001".parse() else {
        panic!()
    };
    let recent = |day: &str| {
        let day = day.parse().unwrap();
        block_on(async { client.recent(&channel, day).await })
            .unwrap()
            .unwrap()
    };
    assert_eq!(recent("2025-09-30").unwrap().len(), 2);
    assert_eq!(
        recent("2025-07-01"),
        None,
        "the feed does not reach back that far"
    );
    let nobody = "youtube.com/user/nobody".parse().unwrap();
    let error = block_on(async { client.feed(&nobody).await })
        .unwrap()
        .unwrap_err();
    assert_eq!(error.kind(), "list-unavailable");
}

#[test]
fn a_long_playlist_is_fetched_whole_though_some_fail() {
    let pages = (0..10).map(|n| {
        let asked = if n == 0 {
            json!({"browseId": "VLPLkbnoteDemo1"})
        } else {
            json!({"continuation": n.to_string()})
        };
        let next = (n < 9).then(|| (n + 1).to_string());
        browse(asked, &page(n * 100..(n + 1) * 100, next.as_deref()))
    });
    let player = |n: usize| {
        let playing = json!({"playabilityStatus": {"status": if n.is_multiple_of(10) { "ERROR" } else { "OK" }},
            "videoDetails": {"videoId": id(n), "title": "Geese", "author": "Marsh Notes"},
            "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [english("")]}}});
        Exchange::new(
            Pattern::post("/youtubei/v1/player").body(json!({"videoId": id(n)})),
            Reply::json(&playing),
        )
    };
    let rest = [
        Exchange::new(Pattern::post("/youtubei/v1/next"), Reply::bytes("{}")),
        Exchange::new(
            Pattern::get("/api/timedtext"),
            Reply::bytes("WEBVTT\n\n00:00.000 --> 00:01.000\nGeese.\n"),
        ),
    ];
    let server = RecordedServer::start(pages.chain((0..1_000).map(player)).chain(rest));
    let client = builder(&server).build().unwrap();
    let batch = Batch {
        per_minute: 0.0,
        jobs: NonZeroUsize::new(4).unwrap(),
        patience: 3,
    };
    let (mut got, mut failed) = (0, 0);
    let end = block_on(async {
        let mut listing = client
            .listing(&"PLkbnoteDemo1".parse().unwrap())
            .await
            .unwrap();
        let videos = listing.take(usize::MAX).await.unwrap();
        let fetch = |video: ListedVideo| async {
            let fetched = client.video(&{ video.id }).await?;
            client
                .captions(fetched.choose(&TrackPreferences::default())?)
                .await
        };
        batch
            .run(videos, fetch, |outcome| {
                let count = if outcome.is_ok() {
                    &mut got
                } else {
                    &mut failed
                };
                *count += 1;
                ServerSignal::of(&outcome)
            })
            .await
    })
    .unwrap();
    assert!(!end.gave_up && end.remaining.is_empty());
    assert_eq!((got, failed), (900, 100));
    assert_eq!(server.count("/api/timedtext"), 900);
}

#[test]
fn real_playlists_and_feeds_are_read() {
    let Some(folder) = real_exchanges() else {
        return;
    };
    let body = |name: &str| Reply::bytes(std::fs::read(folder.join(name)).unwrap());
    let first = |name: &str| {
        Exchange::new(
            Pattern::post(BROWSE).body(json!({"browseId": "VLPLkbnoteDemo1"})),
            body(name),
        )
    };
    let second = fixture_exchange(&folder.join("playlist/continuations_page2.json.exchange.json"));
    for (name, count) in [
        ("playlist/continuations_page1.json", 150),
        ("playlist/learning_playlist.json", 49),
        ("playlist/single_page_121k.json", 17),
    ] {
        let server = RecordedServer::start([first(name), second.clone()]);
        assert_eq!(
            listed(&server, "PLkbnoteDemo1").unwrap().len(),
            count,
            "{name}"
        );
    }
    for name in [
        "channel_alert_2",
        "channel_alert_3",
        "channel_alert_4",
        "channel_alert_6",
        "playlist_missing",
    ] {
        let server = RecordedServer::start([first(&format!("errors/{name}.json"))]);
        assert_eq!(
            listed(&server, "PLkbnoteDemo1").unwrap_err().kind(),
            "list-unavailable"
        );
    }
    let server = RecordedServer::start([
        fixture_exchange(&folder.join("rss/channel_kurzgesagt.xml.exchange.json")),
        fixture_exchange(&folder.join("errors/rss_404.html.exchange.json")),
    ]);
    let client = client(&server);
    let feed = |source: &str| {
        let source = source.parse().unwrap();
        block_on(async { client.feed(&source).await }).unwrap()
    };
    let videos = feed("https://www.youtube.com/user/Kurzgesagt").unwrap();
    assert_eq!(
        (
            videos.len(),
            videos[0].published.unwrap().to_string().as_str()
        ),
        (15, "2026-01-22")
    );
    assert_eq!(
        feed("UCTGjY2I-ZUGnwVoWAGRd7XQ").unwrap_err().kind(),
        "list-unavailable"
    );
}
