//! `kbnote fetch` of podcasts: feeds, episodes, transcripts and chapters.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};
use serde_json::json;

use crate::support::TestVault;
use crate::web::{VTT, only_transcript, serve, server, texts, transcripts};

/// An episode: the elements of its item.
fn item(title: &str, guid: &str, more: &str) -> String {
    format!(
        "<item><title>{title}</title><guid isPermaLink=\"false\">{guid}</guid>\
         <enclosure url=\"https://cdn.example.org/{guid}.mp3\" length=\"1\" type=\"audio/mpeg\"/>{more}</item>"
    )
}

fn feed(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>Marsh Notes</title>\
         <link>{{here}}/</link><language>en-gb</language>{items}</channel></rss>"
    )
}

fn vtt(name: &str) -> String {
    format!("<podcast:transcript url=\"{{here}}/{name}.vtt\" type=\"text/vtt\"/>")
}

fn dated(day: &str) -> String {
    format!("<pubDate>{day} 15:01:42 GMT</pubDate>")
}

/// A show of three episodes, of which the oldest has no transcript.
fn show() -> RecordedServer {
    let items = [
        item(
            "Terns in May",
            "ep-3",
            &(dated("Sat, 03 May 2025") + &vtt("3")),
        ),
        item("Geese", "ep-2", &(dated("Thu, 03 Apr 2025") + &vtt("2"))),
        item("Geese", "ep-1", &dated("Mon, 03 Mar 2025")),
    ];
    server([
        ("/feed.xml", feed(&items.concat())),
        ("/3.vtt", VTT.to_owned()),
        ("/2.vtt", VTT.to_owned()),
    ])
}

fn fetch(server: &RecordedServer, more: &[&str]) -> Vec<String> {
    let feed = format!("{}/feed.xml", server.url());
    let args = ["fetch", "--rate", "0", &feed]
        .into_iter()
        .chain(more.iter().copied());
    args.map(str::to_owned).collect()
}

#[test]
fn a_feed_is_fetched_like_a_playlist() {
    let server = show();
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &[])).exits(1);
    assert!(
        run.stderr.contains("2 stored, 0 unchanged, 1 failed"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("the recording has no captions"),
        "{}",
        run.stderr
    );
    let stored = transcripts(&vault);
    assert_eq!(stored.len(), 2);
    let terns = stored
        .iter()
        .find(|stored| stored["video"]["title"] == "Terns in May")
        .expect("terns");
    assert_eq!(terns["video"]["channel"]["name"], "Marsh Notes");
    assert_eq!(terns["video"]["published"], "2025-05-03");
    assert_eq!(terns["video"]["url"], "https://cdn.example.org/ep-3.mp3");
    assert_eq!(terns["tracks"][0]["lang"], "en-GB");
    let requests = server.count("/3.vtt");
    let again = vault.kbnote(fetch(&server, &[])).exits(1);
    assert!(
        again.stderr.contains("0 stored, 2 unchanged, 1 failed"),
        "{}",
        again.stderr
    );
    assert_eq!(
        server.count("/3.vtt"),
        requests,
        "what is stored is not asked for again"
    );
}

#[test]
fn episodes_are_selected_by_title_date_and_number() {
    let server = show();
    for (options, titles) in [
        (&["--match", "Terns"][..], &["Terns in May"][..]),
        (&["--since", "2025-04-01"], &["Geese", "Terns in May"]),
        (&["--limit", "1"], &["Terns in May"]),
        (&["--since", "2025-04-01", "--match", "^Geese"], &["Geese"]),
    ] {
        let vault = TestVault::empty();
        vault.kbnote(fetch(&server, options)).success();
        let stored = transcripts(&vault);
        let mut found: Vec<_> = stored
            .iter()
            .map(|stored| stored["video"]["title"].as_str().expect("a title"))
            .collect();
        found.sort_unstable();
        assert_eq!(found, titles, "{options:?}");
    }
}

#[test]
fn the_episodes_of_a_feed_are_listed() {
    let server = show();
    let vault = TestVault::empty();
    let run = vault
        .kbnote(fetch(&server, &["--list", "--json"]))
        .success();
    let videos = run.json()["videos"].as_array().expect("videos").clone();
    assert_eq!(videos.len(), 3);
    assert!(videos.iter().all(|video| video["status"] == "listed"));
    let ids: std::collections::HashSet<_> = videos
        .iter()
        .map(|video| video["video"].to_string())
        .collect();
    assert_eq!(ids.len(), 3, "two episodes of one title have different ids");
    assert_eq!(server.requests().len(), 1);
    assert!(vault.snapshot().is_empty());
}

#[test]
fn an_episode_keeps_its_id_when_its_title_changes() {
    let server = RecordedServer::start([]);
    let first = feed(&item("Geese", "ep-1", &vtt("1"))).replace("{here}", &server.url());
    server.add(Exchange::new(Pattern::get("/feed.xml"), Reply::bytes(first)).once());
    serve(
        &server,
        "/feed.xml",
        feed(&item("Counting geese", "ep-1", &vtt("1"))),
    );
    serve(&server, "/1.vtt", VTT);
    let vault = TestVault::empty();
    vault.kbnote(fetch(&server, &[])).success();
    let id = only_transcript(&vault)["video"]["id"].clone();
    vault.kbnote(fetch(&server, &["--refetch"])).success();
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["id"], id);
    assert_eq!(stored["video"]["title"], "Counting geese");
}

#[test]
fn a_batch_is_resumed_where_it_stopped() {
    let items: String = (1..=9)
        .map(|n| {
            item(
                &format!("Walk {n}"),
                &format!("w-{n}"),
                &vtt(&n.to_string()),
            )
        })
        .collect();
    let server = server([("/feed.xml", feed(&items))]);
    for n in 1..=9 {
        let path = format!("/{n}.vtt");
        // The server refuses the fourth to the sixth at first.
        if (4..=6).contains(&n) {
            server.add(
                Exchange::new(
                    Pattern::get(&path),
                    Reply::status(429).header("retry-after", "900"),
                )
                .once(),
            );
        }
        serve(&server, &path, VTT);
    }
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &["--jobs", "1"])).exits(1);
    assert!(run.stderr.contains("3 stored"), "{}", run.stderr);
    assert!(run.stderr.contains("--resume"), "{}", run.stderr);
    assert!(server.count("/9.vtt") == 0, "it stopped");
    let run = vault
        .kbnote(["fetch", "--rate", "0", "--jobs", "1", "--resume"])
        .success();
    assert!(run.stderr.contains("6 stored"), "{}", run.stderr);
    assert_eq!(transcripts(&vault).len(), 9);
    assert_eq!(
        server.count("/1.vtt"),
        1,
        "no successful request is repeated"
    );
}

#[test]
fn the_best_transcript_is_chosen_and_another_if_it_is_damaged() {
    let podcast = json!({"version": "1.0.0", "segments": [
        {"speaker": "Ana", "startTime": 1.0, "endTime": 5.0, "body": "The flocks of starlings come in to the reed beds at dusk."},
        {"speaker": "Ben", "startTime": 6.0, "endTime": 9.0, "body": "And two of the volunteers count them from the bridge."}]});
    let transcripts_of = "<podcast:transcript url=\"{here}/a.txt\" type=\"text/plain\"/>\
        <podcast:transcript url=\"{here}/a.html\" type=\"text/html\"/>\
        <podcast:transcript url=\"{here}/a.srt\" type=\"application/x-subrip\"/>\
        <podcast:transcript url=\"{here}/a.json\" type=\"application/json\"/>";
    let srt = "1\n00:00:01,000 --> 00:00:05,000\nThe flocks of starlings come in to the reed beds at dusk, and we count them.\n";
    for (json, cues) in [(podcast.to_string(), 2), ("{\"damaged".to_owned(), 1)] {
        let server = server([
            ("/feed.xml", feed(&item("Geese", "ep-1", transcripts_of))),
            ("/a.json", json),
            ("/a.srt", srt.to_owned()),
        ]);
        let vault = TestVault::empty();
        vault.kbnote(fetch(&server, &[])).success();
        assert_eq!(texts(&only_transcript(&vault)).len(), cues);
        assert_eq!(server.count("/a.html") + server.count("/a.txt"), 0);
    }
}

#[test]
fn transcripts_in_pages_are_read_if_they_have_times() {
    let of = |kind: &str| {
        item(
            "Geese",
            "ep-1",
            &format!("<podcast:transcript url=\"{{here}}/a\" type=\"text/{kind}\"/>"),
        )
    };
    let timed = "<html><body><cite>Ana:</cite><time>0:01</time><p>The flocks of starlings come in at dusk.</p>\
        <cite>Ben:</cite><time>1:05</time><p>We count them from the bridge &amp; drink tea.</p></body></html>";
    let with_times = server([("/feed.xml", feed(&of("html"))), ("/a", timed.to_owned())]);
    let vault = TestVault::empty();
    vault.kbnote(fetch(&with_times, &[])).success();
    let stored = only_transcript(&vault).to_string();
    assert!(
        stored.contains("\"Ben\"") && stored.contains("65000") && stored.contains("bridge & drink"),
        "{stored}"
    );
    for (kind, text) in [
        (
            "html",
            "<html><body><p>The flocks come in.</p></body></html>",
        ),
        ("plain", "The flocks come in at dusk."),
    ] {
        let without = server([("/feed.xml", feed(&of(kind))), ("/a", text.to_owned())]);
        let vault = TestVault::empty();
        let run = vault.kbnote(fetch(&without, &["--json"])).exits(1);
        let error = run.json()["videos"][0]["error"].clone();
        assert_eq!(error["kind"], "no-times", "{error}");
        assert!(
            error["hint"]
                .as_str()
                .is_some_and(|hint| hint.contains("Whisper")),
            "{error}"
        );
    }
}

#[test]
fn chapters_are_read_from_their_file_and_from_the_feed() {
    let in_file = vtt("1")
        + "<podcast:chapters url=\"{here}/chapters.json\" type=\"application/json+chapters\"/>";
    let in_feed = vtt("1")
        + "<psc:chapters version=\"1.2\" xmlns:psc=\"http://podlove.org/simple-chapters\">\
           <psc:chapter start=\"00:00:00.000\" title=\"Dusk\"/><psc:chapter start=\"1:10\" title=\"Night &amp; tea\"/></psc:chapters>";
    let chapters = json!({"version": "1.2.0", "chapters": [
        {"startTime": 0, "title": "Dusk"}, {"startTime": 30, "img": "a.png", "toc": false}, {"startTime": 70, "title": "Night & tea"}]});
    for elements in [in_file, in_feed] {
        let server = server([
            ("/feed.xml", feed(&item("Geese", "ep-1", &elements))),
            ("/1.vtt", VTT.to_owned()),
            ("/chapters.json", chapters.to_string()),
        ]);
        let vault = TestVault::empty();
        vault.kbnote(fetch(&server, &[])).success();
        let stored = only_transcript(&vault)["chapters"].clone();
        assert_eq!(stored[1]["title"], "Night & tea", "{stored}");
        assert_eq!(stored[1]["start_ms"], 70_000);
        assert_eq!(stored.as_array().map(Vec::len), Some(2));
    }
}

#[test]
fn the_page_of_an_episode_leads_to_its_item() {
    let link = |path: &str, name: &str| format!("<link>{{here}}{path}</link>") + &vtt(name);
    let page = "<!doctype html><html><head><title>Geese</title>\
        <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed.xml\"></head><body><h1>Geese</h1></body></html>";
    let items = item("Terns", "ep-2", &link("/terns/", "2"))
        + &item("Geese", "ep-1", &link("/geese/", "1"));
    let server = server([
        ("/geese", page.to_owned()),
        ("/about", page.to_owned()),
        ("/feed.xml", feed(&items)),
        ("/1.vtt", VTT.to_owned()),
    ]);
    let vault = TestVault::empty();
    vault.write(
        "draft.md",
        "Starlings come to the reed beds at dusk. Volunteers count them from the railway bridge.\n",
    );
    let address = format!("{}/geese?utm_source=mail", server.url());
    let run = vault
        .kbnote(["--json", "new", &address, "--draft", "draft.md"])
        .success();
    let note = vault.read(run.json()["path"].as_str().expect("a path"));
    assert!(
        note.contains("\nmedia: https://cdn.example.org/ep-1.mp3\n"),
        "{note}"
    );
    assert_eq!(note.matches("data-t=").count(), 2, "{note}");
    let align = vault.kbnote(["align", "notes"]).success();
    assert!(!align.stderr.contains("warning"), "{}", align.stderr);
    let about = vault
        .kbnote(["fetch", &format!("{}/about", server.url())])
        .exits(3);
    assert!(
        about.stderr.contains("nor an episode of its feed"),
        "{}",
        about.stderr
    );
}

#[test]
fn a_note_is_on_one_episode() {
    let server = show();
    let vault = TestVault::empty();
    let run = vault
        .kbnote(["new", &format!("{}/feed.xml", server.url())])
        .exits(2);
    assert!(
        run.stderr.contains("a list of 3 recordings"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("--match"), "{}", run.stderr);
}

#[test]
fn episodes_without_transcripts_need_no_requests_and_no_pauses() {
    let chapters = "<podcast:chapters url=\"{here}/chapters.json\" type=\"application/json\"/>";
    let items: String = (0..40)
        .map(|n| item(&format!("Walk {n}"), &format!("w-{n}"), chapters))
        .collect();
    let server = server([("/feed.xml", feed(&items))]);
    let address = format!("{}/feed.xml", server.url());
    let run = TestVault::empty().kbnote(["fetch", &address]).exits(1);
    assert!(
        run.stderr.contains("0 stored, 0 unchanged, 40 failed"),
        "{}",
        run.stderr
    );
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_transcript_of_single_words_becomes_cues_with_word_times() {
    let words =
        "The flocks of starlings come in to the reed beds at dusk and two of us count them.";
    let segments: Vec<_> = words
        .split(' ')
        .enumerate()
        .map(|(n, word)| json!({"speaker": "Ana", "startTime": n, "endTime": n + 1, "body": word}))
        .collect();
    let transcript = json!({"version": "1.0.0", "segments": segments});
    let in_json = "<podcast:transcript url=\"{here}/1.json\" type=\"application/json\"/>";
    let server = server([
        ("/feed.xml", feed(&item("Geese", "ep-1", in_json))),
        ("/1.json", transcript.to_string()),
    ]);
    let vault = TestVault::empty();
    vault.kbnote(fetch(&server, &[])).success();
    let cues = texts(&only_transcript(&vault));
    assert_eq!(cues.len(), 2, "{cues:?}");
    assert!(
        cues[0].contains("The flocks of starlings come in"),
        "{cues:?}"
    );
}

#[test]
fn pages_in_place_of_transcripts_cost_no_other_episode() {
    let items: String = (1..=6)
        .map(|n| {
            item(
                &format!("Walk {n}"),
                &format!("w-{n}"),
                &vtt(&n.to_string()),
            )
        })
        .collect();
    let server = server([("/feed.xml", feed(&items)), ("/6.vtt", VTT.to_owned())]);
    for n in 1..=5 {
        serve(
            &server,
            &format!("/{n}.vtt"),
            "<!DOCTYPE html><title>Sign in</title>",
        );
    }
    let vault = TestVault::empty();
    let run = vault
        .kbnote(fetch(&server, &["--jobs", "1", "--json"]))
        .exits(1);
    let document = run.json();
    assert!(document["stopped"].is_null(), "{document}");
    assert_eq!(document["videos"][0]["error"]["kind"], "unexpected-content");
    assert_eq!(document["videos"][5]["status"], "stored");
}

#[test]
fn a_broken_item_costs_no_other() {
    let items = item("Terns", "ep-3", &vtt("1"))
        + "<item><title>Damaged & <b <podcast:transcript url=</item>"
        + "<item><title>Never closed</title>"
        + &item("Geese &nbsp; R&D", "ep-1", &vtt("1"));
    let server = server([("/feed.xml", feed(&items)), ("/1.vtt", VTT.to_owned())]);
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &[])).exits(1);
    assert!(run.stderr.contains("is damaged"), "{}", run.stderr);
    let stored = transcripts(&vault);
    let titles: Vec<_> = stored
        .iter()
        .map(|stored| stored["video"]["title"].to_string())
        .collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
    assert!(
        titles.iter().any(|title| title.contains("R&D")),
        "{titles:?}"
    );
}

#[test]
fn entities_are_not_expanded_and_ids_stay_in_the_folder() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let items = item("&c;", "../../../../etc/passwd", &vtt("1"))
        + &item("..", "..", &vtt("1"))
        + &item("kbnoteDemo1", "kbnoteDemo1", &vtt("1"));
    let server = server([
        ("/feed.xml", bomb.to_owned() + &feed(&items)),
        ("/1.vtt", VTT.to_owned()),
    ]);
    let vault = TestVault::empty();
    vault.kbnote(fetch(&server, &[])).success();
    let files: Vec<_> = vault.snapshot().into_iter().map(|(name, _)| name).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in &files {
        let id = file
            .strip_prefix("transcripts/")
            .and_then(|name| name.strip_suffix(".json"))
            .expect("a transcript");
        assert!(id.len() != 11 && id.len() <= 64, "{id}");
    }
}

#[test]
fn a_feed_of_twenty_thousand_episodes_is_read() {
    let filler =
        "<description>".to_owned() + &"A walk along the marsh. ".repeat(20) + "</description>";
    let items: String = (0..20_000)
        .map(|n| item(&format!("Walk {n}"), &format!("w-{n}"), &filler))
        .collect();
    let server = server([("/feed.xml", feed(&items))]);
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &["--list"])).success();
    assert_eq!(run.stdout.lines().count(), 20_000);
}

#[test]
fn a_feed_that_does_not_end_is_refused_while_it_arrives() {
    let part = "<rss><channel>".to_owned() + &item("Walk", "w", "").repeat(10_000);
    let server = RecordedServer::start([Exchange::new(
        Pattern::get("/feed.xml"),
        Reply::bytes(part).endless(),
    )]);
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &["--json"])).exits(4);
    let error = run.json()["error"].clone();
    assert_eq!(error["kind"], "too-large", "{error}");
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|message| message.contains("64 MB")),
        "{error}"
    );
}

#[test]
fn captions_in_another_language_than_declared_are_stored_as_what_they_are() {
    let german = "WEBVTT\n\n00:01.000 --> 00:05.000\nDie Schwärme werden in der Dämmerung gezählt, wenn sie zum Schlafplatz kommen, und es ist nicht zu früh.\n";
    let declared = "<podcast:transcript url=\"{here}/1.vtt\" type=\"text/vtt\" language=\"en\"/>";
    let server = server([
        ("/feed.xml", feed(&item("Gänse", "ep-1", declared))),
        ("/1.vtt", german.to_owned()),
    ]);
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &[])).success();
    assert!(
        run.stderr.contains("declared to be in en, but are in de"),
        "{}",
        run.stderr
    );
    assert_eq!(only_transcript(&vault)["tracks"][0]["lang"], "de");
}

#[test]
fn the_names_of_ten_thousand_speakers_are_skipped() {
    let cues: String = (0..10_000)
        .map(|n| format!("\n{:02}:{:02}:{:02}.000 --> {:02}:{:02}:{:02}.900\n<v Speaker {n}>the flocks come in to the reed beds at dusk\n", n / 3600, n / 60 % 60, n % 60, n / 3600, n / 60 % 60, n % 60))
        .collect();
    let server = server([
        ("/feed.xml", feed(&item("Crowd", "ep-1", &vtt("1")))),
        ("/1.vtt", format!("WEBVTT\n{cues}")),
    ]);
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&server, &[])).success();
    assert!(
        run.stderr.contains("10000 different speakers"),
        "{}",
        run.stderr
    );
    assert_eq!(texts(&only_transcript(&vault)).len(), 10_000);
    assert!(!only_transcript(&vault).to_string().contains("Speaker 9999"));
}

#[test]
fn an_address_at_apple_podcasts_leads_to_the_feed_and_the_episode() {
    let lookup = json!({"resultCount": 3, "results": [
        {"wrapperType": "track", "kind": "podcast", "trackId": 123, "feedUrl": "http://feeds.example.org/feed.xml"},
        {"wrapperType": "podcastEpisode", "kind": "podcast-episode", "trackId": 456, "episodeGuid": "ep-2", "trackName": "Geese"},
        {"wrapperType": "podcastEpisode", "kind": "podcast-episode", "trackId": 457, "episodeGuid": "gone", "trackName": "Gone"}]});
    let cdn = |name: &str| {
        format!("<podcast:transcript url=\"http://cdn.example.net/{name}.vtt\" type=\"text/vtt\"/>")
    };
    let items = item("Terns", "ep-3", &cdn("3")) + &item("Geese", "ep-2", &cdn("2"));
    // The server is the proxy: the hosts are those of the requests.
    let proxy = server([
        ("/lookup", lookup.to_string()),
        ("/feed.xml", feed(&items)),
        ("/2.vtt", VTT.to_owned()),
        ("/3.vtt", VTT.to_owned()),
    ]);
    let fetch = |vault: &TestVault, address: &str| {
        vault.kbnote([
            "--json",
            "fetch",
            "--rate",
            "0",
            "--proxy",
            &proxy.url(),
            address,
        ])
    };
    let vault = TestVault::empty();
    fetch(
        &vault,
        "http://podcasts.apple.com/us/podcast/marsh-notes/id123?i=456",
    )
    .success();
    assert_eq!(only_transcript(&vault)["video"]["title"], "Geese");
    let asked = proxy.requests();
    assert_eq!(asked[0].host, "itunes.apple.com");
    assert_eq!(asked[0].query_value("id").map(String::as_str), Some("123"));
    assert_eq!(
        asked[0].query_value("entity").map(String::as_str),
        Some("podcastEpisode")
    );
    let whole = fetch(&vault, "http://podcasts.apple.com/us/podcast/id123").success();
    assert_eq!(whole.json()["videos"].as_array().map(Vec::len), Some(2));
    for (address, said) in [
        ("id123?i=457", "has no such episode"),
        ("id123?i=999", "lists only the newest episodes"),
    ] {
        let run = fetch(
            &vault,
            &format!("http://podcasts.apple.com/us/podcast/{address}"),
        )
        .exits(3);
        let error = run.json()["error"].clone();
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| message.contains(said)),
            "{error}"
        );
    }
}

/// A show whose feed has three pages; the last names itself as the next one.
fn paged_show() -> RecordedServer {
    let page = |next: &str, title: &str, guid: &str, day: &str| {
        let link = format!(
            "<atom:link rel=\"next\" href=\"{{here}}/{next}.xml\" xmlns:atom=\"http://www.w3.org/2005/Atom\"/>"
        );
        feed(&(link + &item(title, guid, &(dated(day) + &vtt(guid)))))
    };
    server([
        (
            "/feed.xml",
            page("older", "Terns", "ep-3", "Sat, 03 May 2025"),
        ),
        (
            "/older.xml",
            page("oldest", "Geese", "ep-2", "Thu, 03 Apr 2025"),
        ),
        (
            "/oldest.xml",
            page("oldest", "Reeds", "ep-1", "Mon, 03 Mar 2025"),
        ),
        ("/ep-1.vtt", VTT.to_owned()),
        ("/ep-2.vtt", VTT.to_owned()),
        ("/ep-3.vtt", VTT.to_owned()),
    ])
}

#[test]
fn a_feed_in_pages_is_read_as_far_as_it_is_wanted() {
    for (options, stored, last_page) in [
        (&[][..], 3, 1),
        (&["--match", "Reeds"], 1, 1),
        (&["--limit", "1"], 1, 0),
        (&["--since", "2025-04-20"], 1, 0),
    ] {
        let server = paged_show();
        let vault = TestVault::empty();
        vault.kbnote(fetch(&server, options)).success();
        assert_eq!(transcripts(&vault).len(), stored, "{options:?}");
        assert_eq!(server.count("/oldest.xml"), last_page, "{options:?}");
    }
    let broken = server([
        (
            "/feed.xml",
            feed(
                &("<atom:link rel=\"next\" href=\"{here}/gone.xml\"/>".to_owned()
                    + &item("Terns", "ep-3", &vtt("3"))),
            ),
        ),
        ("/3.vtt", VTT.to_owned()),
    ]);
    broken.add(Exchange::new(Pattern::get("/gone.xml"), Reply::status(404)));
    let vault = TestVault::empty();
    let run = vault.kbnote(fetch(&broken, &[])).success();
    assert!(
        run.stderr.contains("older episodes are missing"),
        "{}",
        run.stderr
    );
    assert_eq!(transcripts(&vault).len(), 1);
}

#[test]
fn a_stored_episode_is_fetched_again_by_its_id() {
    let server = paged_show();
    let vault = TestVault::empty();
    vault
        .kbnote(fetch(&server, &["--match", "Reeds"]))
        .success();
    let stored = only_transcript(&vault);
    let id = stored["video"]["id"].as_str().expect("an id").to_owned();
    let requests = server.count("/ep-1.vtt");
    let run = vault.kbnote(["fetch", &id]).success();
    assert_eq!(server.count("/ep-1.vtt"), requests, "{}", run.stderr);
    let run = vault.kbnote(["fetch", &id, "--refetch"]).success();
    assert_eq!(server.count("/ep-1.vtt"), requests + 1, "{}", run.stderr);
    assert_eq!(only_transcript(&vault)["video"]["id"], id.as_str());
    // One that was imported has no place to fetch it from.
    vault.write("lecture.vtt", VTT);
    vault
        .kbnote(["import", "lecture.vtt", "--lang", "en"])
        .success();
    let run = vault.kbnote(["fetch", "lecture", "--refetch"]).exits(3);
    assert!(
        run.stderr.contains("no address is stored"),
        "{}",
        run.stderr
    );
    vault.kbnote(["fetch", "lecture"]).success();
}
