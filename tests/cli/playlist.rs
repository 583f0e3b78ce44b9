//! A playlist on loopback, whose videos are told apart by their numbers.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::{Value, json};

pub(crate) const PLAYER: &str = "/youtubei/v1/player";
pub(crate) const BROWSE: &str = "/youtubei/v1/browse";
pub(crate) const TIMEDTEXT: &str = "/api/timedtext";

/// The playlist of all tests.
pub(crate) const PLAYLIST: &str = "PLkbnoteDemo1";

/// How many videos a page of a list holds.
const PAGE: usize = 100;

pub(crate) fn id(number: usize) -> String {
    format!("kbnote{number:05}")
}

/// The pages of a list with these videos.
pub(crate) fn pages(browse_id: &str, count: usize) -> Vec<Exchange> {
    let number_of_pages = count.div_ceil(PAGE).max(1);
    let page = |page: usize| {
        let asked = match page {
            0 => json!({"browseId": browse_id}),
            page => json!({"continuation": format!("{browse_id}-{page}")}),
        };
        let videos = (page * PAGE..count.min((page + 1) * PAGE)).map(item);
        let next = (page + 1 < number_of_pages).then(|| more(&format!("{browse_id}-{}", page + 1)));
        let items: Vec<Value> = videos.chain(next).collect();
        let answer = json!({"onResponseReceivedActions": [
            {"appendContinuationItemsAction": {"continuationItems": items}}]});
        Exchange::new(Pattern::post(BROWSE).body(asked), Reply::json(&answer))
    };
    (0..number_of_pages).map(page).collect()
}

fn item(number: usize) -> Value {
    json!({"playlistVideoRenderer": {
        "videoId": id(number), "title": {"simpleText": format!("Walk {number}")}}})
}

fn more(token: &str) -> Value {
    json!({"continuationItemRenderer": {
        "continuationEndpoint": {"continuationCommand": {"token": token}}}})
}

/// The player's answer for a video that has captions.
pub(crate) fn plays(number: usize) -> Exchange {
    let id = id(number);
    let track = json!({
        "baseUrl": format!("https://www.youtube.com/api/timedtext?v={id}&lang=en&signature=s3cret"),
        "vssId": "a.en", "languageCode": "en", "kind": "asr", "name": {"simpleText": "English"},
    });
    answers(
        number,
        Reply::json(&json!({
            "playabilityStatus": {"status": "OK"},
            "videoDetails": {"videoId": id, "title": format!("Walk {number}"), "author": "Shore Walks"},
            "captions": {"playerCaptionsTracklistRenderer": {"captionTracks": [track]}},
        })),
    )
}

/// The player's answer for a video that was taken away.
pub(crate) fn gone(number: usize) -> Exchange {
    let playability = json!({"status": "ERROR", "reason": "This video is unavailable"});
    answers(
        number,
        Reply::json(&json!({"playabilityStatus": playability})),
    )
}

/// The player's answer for a video, whatever it is.
pub(crate) fn answers(number: usize, reply: Reply) -> Exchange {
    let asked = json!({"videoId": id(number)});
    Exchange::new(Pattern::post(PLAYER).body(asked), reply)
}

/// What is answered for every video: no chapters, and two cues.
pub(crate) fn rest() -> [Exchange; 2] {
    let cue = |at, text| json!({"tStartMs": at, "dDurationMs": 900, "segs": [{"utf8": text}]});
    let captions = json!({"events": [cue(0, "low water"), cue(1000, "high water")]});
    [
        Exchange::new(Pattern::post("/youtubei/v1/next"), Reply::bytes("{}")),
        Exchange::new(Pattern::get(TIMEDTEXT), Reply::json(&captions)),
    ]
}

/// A playlist of `count` videos, of which every tenth, from the first on, is gone.
pub(crate) fn with_failures(count: usize) -> RecordedServer {
    let videos = (0..count).map(|n| if n % 10 == 0 { gone(n) } else { plays(n) });
    let list = pages(&format!("VL{PLAYLIST}"), count);
    RecordedServer::start(list.into_iter().chain(videos).chain(rest()))
}

/// A playlist with these answers of the player.
pub(crate) fn of(videos: impl IntoIterator<Item = Exchange>) -> RecordedServer {
    let videos: Vec<Exchange> = videos.into_iter().collect();
    let list = pages(&format!("VL{PLAYLIST}"), videos.len());
    RecordedServer::start(list.into_iter().chain(videos).chain(rest()))
}
