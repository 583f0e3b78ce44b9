//! `kbnote fetch` of a caption file's address, and which addresses are followed.

use kbnote_testkit::{Exchange, Pattern, RecordedServer, Reply};

use crate::support::TestVault;
use crate::web::{VTT, only_transcript, serve, server, transcripts};

#[test]
fn a_caption_file_is_stored_and_not_asked_for_again() {
    let server = server([("/talks/Counting%20geese.vtt", VTT.to_owned())]);
    let vault = TestVault::empty();
    let address = format!("{}/talks/Counting%20geese.vtt", server.url());
    let run = vault.kbnote(["fetch", &address]).success();
    assert!(
        run.stdout
            .contains("Counting geese; en manual captions, 3 cues"),
        "{}",
        run.stdout
    );
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["site"], "other");
    assert_eq!(
        stored["tracks"][0]["cues"].as_array().map(Vec::len),
        Some(3)
    );
    let requests = server.requests().len();
    let again = vault.kbnote(["fetch", &address]).success();
    assert!(again.stdout.starts_with("unchanged "), "{}", again.stdout);
    vault.kbnote(["--offline", "fetch", &address]).success();
    assert_eq!(
        server.requests().len(),
        requests,
        "no request for what is stored"
    );
    let refetched = vault
        .kbnote(["--json", "fetch", "--refetch", &address])
        .success();
    assert_eq!(refetched.json()["videos"][0]["status"], "unchanged");
    let offline = TestVault::empty()
        .kbnote(["--offline", "fetch", &address])
        .exits(3);
    assert!(
        offline.stderr.contains("--offline is set"),
        "{}",
        offline.stderr
    );
}

#[test]
fn a_note_is_made_of_an_address() {
    let server = server([("/talk.vtt", VTT.to_owned())]);
    let vault = TestVault::empty();
    vault.write(
        "draft.md",
        "Starlings come to the reed beds at dusk. Volunteers count them from the railway bridge.\n",
    );
    let address = format!("{}/talk.vtt", server.url());
    let run = vault
        .kbnote(["--json", "new", &address, "--draft", "draft.md"])
        .success();
    let note = vault.read(run.json()["path"].as_str().expect("a path"));
    assert_eq!(note.matches("data-t=").count(), 2, "{note}");
    assert!(!note.contains("youtu"), "{note}");
}

#[test]
fn what_is_not_captions_is_refused() {
    let page = "<!DOCTYPE html><html><title>Sign in</title><p>Please sign in.</p></html>";
    let server = server([
        ("/talk.vtt", page.to_owned()),
        ("/empty.vtt", "WEBVTT\n".to_owned()),
        ("/picture.srt", "\u{0}\u{1}\u{2}PNG".to_owned()),
        ("/page", page.to_owned()),
        ("/other.json", "{\"a\": 1}".to_owned()),
    ]);
    server.add(Exchange::new(Pattern::get("/gone.vtt"), Reply::status(404)));
    server.add(Exchange::new(
        Pattern::get("/private.vtt"),
        Reply::status(403),
    ));
    for (path, exit, kind, said) in [
        (
            "/talk.vtt",
            4,
            "unexpected-content",
            "a web page instead of captions",
        ),
        ("/empty.vtt", 3, "unreadable-captions", "it has no cues"),
        ("/picture.srt", 3, "unreadable-captions", "cannot be read"),
        ("/page", 3, "no-recording", "a web page without captions"),
        (
            "/other.json",
            3,
            "unreadable-captions",
            "JSON without captions",
        ),
        ("/gone.vtt", 3, "unavailable", "not found (status 404)"),
        (
            "/private.vtt",
            3,
            "login-required",
            "access denied (status 403)",
        ),
    ] {
        let vault = TestVault::empty();
        let address = format!("{}{path}?token=s3cret", server.url());
        let run = vault.kbnote(["--json", "fetch", &address]).exits(exit);
        let error = &run.json()["error"];
        assert_eq!(error["kind"], kind, "{error}");
        let message = error["message"].as_str().expect("a message");
        assert!(
            message.contains(said) && message.contains(path),
            "{message}"
        );
        assert!(
            !message.contains("s3cret") && error["hint"].is_string(),
            "{error}"
        );
        assert!(vault.snapshot().is_empty(), "nothing is stored");
    }
}

#[test]
fn addresses_that_are_not_on_the_web_are_wrong_usage() {
    let vault = TestVault::empty();
    for address in [
        "file:///etc/passwd",
        "ftp://example.org/a.vtt",
        "https://me:word@example.org/a.vtt",
    ] {
        let run = vault.kbnote(["fetch", address]).exits(2);
        assert!(
            run.stderr.contains("not fetched") || run.stderr.contains("only http and https"),
            "{}",
            run.stderr
        );
        assert!(!run.stderr.contains("word@"), "{}", run.stderr);
    }
}

#[test]
fn a_server_that_fails_is_asked_again_and_one_that_limits_is_obeyed() {
    let server = RecordedServer::start([
        Exchange::new(Pattern::get("/talk.vtt"), Reply::status(503)).once(),
        Exchange::new(
            Pattern::get("/talk.vtt"),
            Reply::status(429).header("retry-after", "0"),
        )
        .once(),
        Exchange::new(Pattern::get("/talk.vtt"), Reply::bytes(VTT)),
        Exchange::new(
            Pattern::get("/busy.vtt"),
            Reply::status(429).header("retry-after", "3600"),
        ),
    ]);
    let vault = TestVault::empty();
    vault
        .kbnote(["fetch", &format!("{}/talk.vtt", server.url())])
        .success();
    assert_eq!(server.count("/talk.vtt"), 3);
    let run = vault
        .kbnote(["--json", "fetch", &format!("{}/busy.vtt", server.url())])
        .exits(4);
    assert_eq!(run.json()["error"]["kind"], "rate-limited");
    assert_eq!(server.count("/busy.vtt"), 1);
}

/// A feed whose only episode has its transcript at an address.
fn feed(transcript: &str) -> String {
    format!(
        "<rss xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>Marsh</title>\
         <item><title>Geese</title><guid>1</guid><podcast:transcript url=\"{transcript}\" type=\"text/vtt\"/></item>\
         </channel></rss>"
    )
}

#[test]
fn a_public_feed_leads_to_no_private_address() {
    for address in [
        "file:///etc/passwd",
        "ftp://files.example.org/a.vtt",
        "http://127.0.0.1/a.vtt",
        "http://localhost/a.vtt",
        "http://10.0.0.7/a.vtt",
        "http://192.168.1.1/a.vtt",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/a.vtt",
        "http://0.0.0.0/a.vtt",
        "http://[::1]/a.vtt",
        "http://[::ffff:127.0.0.1]/a.vtt",
        "http://[fe80::1]/a.vtt",
        "http://2130706433/a.vtt",
        "http://router.local/a.vtt",
    ] {
        // The server is the proxy: it receives every request of the run.
        let proxy = server([("/feed.xml", feed(address))]);
        let vault = TestVault::empty();
        let args = [
            "--json",
            "fetch",
            "--proxy",
            &proxy.url(),
            "http://feeds.example.org/feed.xml",
        ];
        let run = vault.kbnote(args).exits(1);
        let error = &run.json()["videos"][0]["error"];
        let kind = error["kind"].as_str().expect("a kind");
        assert!(
            matches!(kind, "private-address" | "bad-address"),
            "{address}: {error}"
        );
        assert_eq!(proxy.requests().len(), 1, "{address}");
        assert!(transcripts(&vault).is_empty());
    }
}

#[test]
fn a_public_feed_leads_to_other_public_hosts_without_cookies() {
    let proxy = server([
        ("/feed.xml", feed("http://cdn.example.net/1.vtt")),
        ("/1.vtt", VTT.to_owned()),
    ]);
    let vault = TestVault::empty();
    vault.write(
        "cookies.txt",
        ".youtube.com\tTRUE\t/\tTRUE\t0\tSAPISID\ts3cret\n",
    );
    let args = [
        "fetch",
        "--cookies",
        "cookies.txt",
        "--proxy",
        &proxy.url(),
        "http://feeds.example.org/feed.xml",
    ];
    vault.kbnote(args).success();
    let requests = proxy.requests();
    let hosts: Vec<_> = requests
        .iter()
        .map(|request| request.host.as_str())
        .collect();
    assert_eq!(hosts, ["feeds.example.org", "cdn.example.net"]);
    for request in &requests {
        for header in ["cookie", "authorization", "referer"] {
            assert_eq!(request.header(header), None, "{header}");
        }
    }
}

#[test]
fn a_redirect_leads_to_no_private_address() {
    for (place, location) in [
        ("/feed.xml", "http://192.168.1.1/feed.xml"),
        ("/feed.xml", "file:///etc/passwd"),
    ] {
        let proxy = RecordedServer::start([Exchange::new(
            Pattern::get(place),
            Reply::status(302).header("location", location),
        )]);
        let vault = TestVault::empty();
        let args = [
            "--json",
            "fetch",
            "--proxy",
            &proxy.url(),
            "http://feeds.example.org/feed.xml",
        ];
        let run = vault.kbnote(args).exits(3);
        let kind = run.json()["error"]["kind"].clone();
        assert!(kind == "private-address" || kind == "bad-address", "{kind}");
        assert_eq!(proxy.requests().len(), 1);
    }
}

#[test]
fn a_feed_on_this_machine_leads_to_this_machine_only() {
    let files = server([("/1.vtt", VTT.to_owned())]);
    let feeds = server([("/feed.xml", feed(&format!("{}/1.vtt", files.url())))]);
    let vault = TestVault::empty();
    vault
        .kbnote(["fetch", &format!("{}/feed.xml", feeds.url())])
        .success();
    let vault = TestVault::empty();
    serve(&feeds, "/other.xml", feed("http://192.168.1.1/1.vtt"));
    let run = vault
        .kbnote(["fetch", &format!("{}/other.xml", feeds.url())])
        .exits(1);
    assert!(run.stderr.contains("a private network"), "{}", run.stderr);
}

#[test]
fn a_name_that_leads_to_this_machine_is_not_followed() {
    // `localhost.` and the like are refused by name; any other name is resolved, and its addresses checked.
    let feeds = server([("/feed.xml", feed("http://localhost.localdomain./1.vtt"))]);
    let vault = TestVault::empty();
    let run = vault
        .kbnote(["--json", "fetch", &format!("{}/feed.xml", feeds.url())])
        .exits(1);
    let error = run.json()["videos"][0]["error"].clone();
    let kind = error["kind"].as_str().unwrap_or_default();
    assert!(matches!(kind, "private-address" | "network"), "{error}");
}

#[test]
fn the_replacement_of_youtube_replaces_no_other_host() {
    let youtube = RecordedServer::start([]);
    let files = server([("/talk.vtt", VTT.to_owned())]);
    let vault = TestVault::empty().with_youtube_at(youtube.url());
    vault
        .kbnote(["fetch", &format!("{}/talk.vtt", files.url())])
        .success();
    assert_eq!(youtube.requests().len(), 0);
}
