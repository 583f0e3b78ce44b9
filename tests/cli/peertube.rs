//! `kbnote fetch` of videos on PeerTube servers.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::{Value, json};

use crate::support::TestVault;
use crate::web::{VTT, only_transcript, serve};

const SHORT: &str = "kkGMgK9ZtnKfYAgnEtQxbv";
const UUID: &str = "9c9de5e8-0a1e-484a-b099-e80766180a6d";

fn video() -> Value {
    json!({"id": 7, "uuid": UUID, "shortUUID": SHORT, "name": "Counting geese", "duration": 312, "isLive": false,
        "description": "At the marsh.", "publishedAt": "2025-10-03T15:01:42.000Z", "originallyPublishedAt": null,
        "tags": ["birds"], "language": {"id": "en", "label": "English"},
        "channel": {"displayName": "Marsh Notes", "name": "marsh"}, "account": {"displayName": "Ana"}})
}

/// A server with the answers of its interface for both forms of the id.
fn tube(video: &Value, captions: &Value, chapters: &Reply) -> RecordedServer {
    let server = RecordedServer::start([]);
    for id in [SHORT, UUID] {
        serve(&server, &format!("/api/v1/videos/{id}"), video.to_string());
        serve(
            &server,
            &format!("/api/v1/videos/{id}/captions"),
            captions.to_string(),
        );
        server.add(Exchange::new(
            Pattern::get(&format!("/api/v1/videos/{id}/chapters")),
            chapters.clone(),
        ));
    }
    serve(&server, "/lazy-static/video-captions/en.vtt", VTT);
    server
}

fn captions() -> Value {
    json!({"total": 2, "data": [
        {"language": {"id": "de", "label": "Deutsch"}, "automaticallyGenerated": true, "captionPath": null, "fileUrl": "{here}/de.vtt"},
        {"language": {"id": "en", "label": "English"}, "automaticallyGenerated": false, "captionPath": "/lazy-static/video-captions/en.vtt"}]})
}

#[test]
fn a_video_has_one_id_by_all_its_addresses() {
    let chapters =
        json!({"chapters": [{"timecode": 0, "title": "Dusk"}, {"timecode": 70, "title": "Night"}]});
    let server = tube(&video(), &captions(), &Reply::json(&chapters));
    let vault = TestVault::empty();
    for path in [
        format!("/w/{SHORT}"),
        format!("/videos/watch/{UUID}"),
        format!("/videos/embed/{UUID}?start=9s"),
    ] {
        vault
            .kbnote(["fetch", &format!("{}{path}", server.url())])
            .success();
    }
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["title"], "Counting geese");
    assert_eq!(stored["video"]["channel"]["name"], "Marsh Notes");
    assert_eq!(stored["video"]["published"], "2025-10-03");
    assert_eq!(stored["video"]["duration_ms"], 312_000);
    assert_eq!(
        stored["video"]["url"],
        format!("{}/w/{SHORT}", server.url())
    );
    assert_eq!(stored["chapters"][1]["start_ms"], 70_000);
    assert_eq!(stored["tracks"][0]["id"], ".en");
    vault.write("kbnote.toml", "[anchor]\nstyle = \"markdown\"\n");
    vault.write(
        "draft.md",
        "Starlings come to the reed beds at dusk. Volunteers count them from the railway bridge.\n",
    );
    let run = vault
        .kbnote([
            "--json",
            "new",
            &format!("{}/w/{SHORT}", server.url()),
            "--draft",
            "draft.md",
        ])
        .success();
    let note = vault.read(run.json()["path"].as_str().expect("a path"));
    assert!(note.contains(&format!("/w/{SHORT}?start=")), "{note}");
}

#[test]
fn the_tracks_of_a_video_are_listed_and_chosen() {
    let server = tube(&video(), &captions(), &Reply::status(404));
    serve(
        &server,
        "/de.vtt",
        VTT.replace(
            "The flocks of starlings come in to the reed beds at dusk.",
            "Die Schwärme kommen in der Dämmerung zu den Schlafplätzen und wir zählen sie.",
        ),
    );
    let vault = TestVault::empty();
    let address = format!("{}/w/{SHORT}", server.url());
    let run = vault
        .kbnote(["--json", "fetch", "--list", &address])
        .success();
    let listed = &run.json()["videos"][0];
    assert_eq!(listed["original"], "en");
    let kinds: Vec<_> = listed["tracks"]
        .as_array()
        .expect("tracks")
        .iter()
        .map(|track| track["id"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(kinds, ["a.de", ".en"]);
    let missing = vault.kbnote(["fetch", "--lang", "sv", &address]).exits(3);
    assert!(
        missing.stderr.contains("available: de (automatic), en"),
        "{}",
        missing.stderr
    );
    let run = vault.kbnote(["fetch", &address]).success();
    assert!(
        !run.stderr.contains("chapters"),
        "servers before version 6 have none: {}",
        run.stderr
    );
}

#[test]
fn refusals_of_a_server_are_reported() {
    let none = tube(
        &video(),
        &json!({"total": 0, "data": []}),
        &Reply::json(&json!({"chapters": []})),
    );
    let run = TestVault::empty()
        .kbnote(["--json", "fetch", &format!("{}/w/{SHORT}", none.url())])
        .exits(3);
    assert_eq!(run.json()["error"]["kind"], "no-captions");
    let mut live = video();
    live["isLive"] = json!(true);
    let live = tube(&live, &captions(), &Reply::status(404));
    let run = TestVault::empty()
        .kbnote(["--json", "fetch", &format!("{}/w/{SHORT}", live.url())])
        .exits(3);
    assert_eq!(run.json()["error"]["kind"], "live");
    for (status, exit, kind) in [
        (403, 3, "login-required"),
        (404, 3, "unavailable"),
        (500, 4, "server-error"),
    ] {
        let server = RecordedServer::start([
            Exchange::new(
                Pattern::get(&format!("/api/v1/videos/{SHORT}")),
                Reply::status(status),
            ),
            Exchange::new(
                Pattern::get(&format!("/w/{SHORT}")),
                Reply::html("<!doctype html><title>PeerTube</title>"),
            ),
        ]);
        let run = TestVault::empty()
            .kbnote(["--json", "fetch", &format!("{}/w/{SHORT}", server.url())])
            .exits(exit);
        assert_eq!(run.json()["error"]["kind"], kind, "{status}");
    }
}

#[test]
fn another_site_may_have_such_addresses() {
    let server = RecordedServer::start([
        Exchange::new(Pattern::get("/api/v1/videos/talk"), Reply::status(404)),
        Exchange::new(
            Pattern::get("/w/talk"),
            Reply::html("<!doctype html><video><track src=\"/a.vtt\" srclang=\"en\"></video>"),
        ),
        Exchange::new(Pattern::get("/a.vtt"), Reply::bytes(VTT)),
    ]);
    TestVault::empty()
        .kbnote(["fetch", &format!("{}/w/talk", server.url())])
        .success();
}

#[test]
fn playlists_channels_and_accounts_are_fetched_like_playlists() {
    let server = tube(&video(), &captions(), &Reply::status(404));
    let listed = json!({"id": 7, "uuid": UUID, "shortUUID": SHORT, "name": "Counting geese", "duration": 312,
        "publishedAt": "2025-10-03T15:01:42.000Z", "isLive": false});
    let in_playlist = json!({"total": 2, "data": [
        {"id": 1, "position": 1, "video": null}, {"id": 2, "position": 2, "video": listed}]});
    let plain = json!({"total": 1, "data": [listed]});
    for (api, page) in [
        (
            "/api/v1/video-playlists/9gbAfXLfDHfYAgnEtQxbvA/videos",
            &in_playlist,
        ),
        ("/api/v1/video-channels/marsh/videos", &plain),
        ("/api/v1/accounts/ana/videos", &plain),
    ] {
        serve(&server, api, page.to_string());
    }
    for path in ["/w/p/9gbAfXLfDHfYAgnEtQxbvA", "/c/marsh/videos", "/a/ana"] {
        let vault = TestVault::empty();
        let address = format!("{}{path}", server.url());
        let listed = vault.kbnote(["fetch", "--list", &address]).success();
        assert!(
            listed.stdout.contains("Counting geese"),
            "{}",
            listed.stdout
        );
        vault.kbnote(["fetch", "--rate", "0", &address]).success();
        let stored = only_transcript(&vault);
        assert_eq!(stored["video"]["channel"]["name"], "Marsh Notes", "{path}");
        assert_eq!(stored["tracks"][0]["id"], ".en");
        let none = vault.kbnote(["fetch", "--rate", "0", "--since", "2026-01-01", &address]);
        assert!(none.code <= 1, "{}", none.stderr);
    }
}
