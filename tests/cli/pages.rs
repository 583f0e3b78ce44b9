//! `kbnote fetch` of pages with captions, and of any site with yt-dlp.

use serde_json::json;

use crate::support::TestVault;
use crate::web::{VTT, only_transcript, server, transcripts};

#[test]
fn the_tracks_of_a_page_are_fetched() {
    let page = r#"<!DOCTYPE html><html lang="en"><head><title>Counting geese</title>
        <meta property="og:site_name" content="Marsh Notes"><meta property="article:published_time" content="2025-10-03T10:00:00Z"></head>
        <body><video controls><source src="media/geese.webm" type="video/webm">
        <track kind="captions" src="media/de.vtt" srclang="de"><track kind="captions" src="media/en.vtt" srclang="en" default>
        <track kind="chapters" src="media/chapters.vtt" srclang="en"><track kind="metadata" src="media/sprites.vtt"></video></body></html>"#;
    let chapters = "WEBVTT\n\n00:00.000 --> 01:10.000\nDusk\n\n01:10.000 --> 02:00.000\nNight\n";
    let server = server([
        ("/talks/geese", page.to_owned()),
        ("/talks/media/en.vtt", VTT.to_owned()),
        ("/talks/media/chapters.vtt", chapters.to_owned()),
    ]);
    let vault = TestVault::empty();
    let address = format!("{}/talks/geese", server.url());
    vault.kbnote(["fetch", "--lang", "en", &address]).success();
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["title"], "Counting geese");
    assert_eq!(stored["video"]["channel"]["name"], "Marsh Notes");
    assert_eq!(stored["video"]["published"], "2025-10-03");
    assert_eq!(
        stored["video"]["url"],
        format!("{}/talks/media/geese.webm", server.url())
    );
    assert_eq!(stored["chapters"][1]["title"], "Night");
    let requests = server.requests().len();
    vault.kbnote(["fetch", &address]).success();
    assert_eq!(
        server.requests().len(),
        requests,
        "no request for what is stored"
    );
}

#[test]
fn the_data_of_a_page_names_captions() {
    let data = json!({"@context": "https://schema.org", "@graph": [{"@type": "VideoObject", "name": "Counting geese",
        "uploadDate": "2025-10-03", "duration": "PT5M12S", "contentUrl": "https://cdn.example.org/geese.mp4",
        "publisher": {"@type": "Organization", "name": "Marsh Notes"}, "inLanguage": "en",
        "caption": {"@type": "MediaObject", "contentUrl": "/geese.vtt", "encodingFormat": "text/vtt", "inLanguage": "en"}}]});
    let page = format!(
        "<!DOCTYPE html><html><head><script type=\"application/ld+json\">{data}</script></head></html>"
    );
    let server = server([("/geese", page), ("/geese.vtt", VTT.to_owned())]);
    let vault = TestVault::empty();
    vault
        .kbnote(["fetch", &format!("{}/geese", server.url())])
        .success();
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["title"], "Counting geese");
    assert_eq!(stored["video"]["url"], "https://cdn.example.org/geese.mp4");
    assert_eq!(stored["video"]["duration_ms"], 312_000);
    assert_eq!(stored["video"]["channel"]["name"], "Marsh Notes");
}

#[test]
fn tracks_of_one_language_are_distinguished_by_their_names() {
    let page = "<!DOCTYPE html><html lang=\"en\"><video><track kind=\"captions\" src=\"/cc.vtt\" srclang=\"en\" label=\"CC\">\
        <track kind=\"subtitles\" src=\"/plain.vtt\" srclang=\"en\" label=\"Plain\"></video></html>";
    let server = server([
        ("/talk", page.to_owned()),
        ("/cc.vtt", VTT.to_owned()),
        ("/plain.vtt", VTT.to_owned()),
    ]);
    let vault = TestVault::empty();
    let address = format!("{}/talk", server.url());
    vault
        .kbnote(["fetch", "--lang", "en,.en.Plain", "--all-langs", &address])
        .success();
    let stored = only_transcript(&vault);
    let tracks = stored["tracks"].as_array().expect("tracks");
    let ids: Vec<_> = tracks
        .iter()
        .map(|track| track["id"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(ids, [".en", ".en.Plain"]);
}

#[test]
fn a_page_that_shows_a_video_of_youtube_names_it() {
    let page = "<!DOCTYPE html><iframe src=\"https://www.youtube-nocookie.com/embed/kbnoteDemo1?rel=0\"></iframe>";
    let server = server([("/talk", page.to_owned())]);
    let run = TestVault::empty()
        .kbnote(["fetch", &format!("{}/talk", server.url())])
        .exits(3);
    assert!(
        run.stderr
            .contains("`kbnote fetch https://www.youtube.com/watch?v=kbnoteDemo1`"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_page_without_timed_captions_is_refused_with_the_reason() {
    let text = json!({"@type": "AudioObject", "name": "Geese", "transcript": "The flocks come in at dusk."});
    let server = server([
        (
            "/text",
            format!("<!DOCTYPE html><script type=\"application/ld+json\">{text}</script>"),
        ),
        (
            "/silent",
            "<!DOCTYPE html><video src=\"a.mp4\"></video>".to_owned(),
        ),
        (
            "/file",
            "<!DOCTYPE html><video><track src=\"file:///etc/passwd\" srclang=\"en\"></video>"
                .to_owned(),
        ),
    ]);
    for (path, kind) in [
        ("text", "no-times"),
        ("silent", "no-captions"),
        ("file", "bad-address"),
    ] {
        let vault = TestVault::empty();
        let run = vault
            .kbnote(["--json", "fetch", &format!("{}/{path}", server.url())])
            .exits(3);
        assert_eq!(run.json()["error"]["kind"], kind, "{path}");
        assert!(transcripts(&vault).is_empty());
    }
}

/// A yt-dlp that prints this description of everything, and the arguments that it was given.
#[cfg(unix)]
fn with_yt_dlp(vault: &TestVault, description: &serde_json::Value) -> String {
    use std::os::unix::fs::PermissionsExt;
    vault.write("description.json", description.to_string());
    let here = vault.path("");
    let script = format!(
        "#!/bin/sh\necho \"$@\" >> '{0}/asked'\nexec cat '{0}/description.json'\n",
        here.display()
    );
    vault.write("bin/yt-dlp", script);
    let program = vault.path("bin/yt-dlp");
    std::fs::set_permissions(program, std::fs::Permissions::from_mode(0o755)).expect("a program");
    format!("{}:/usr/bin:/bin", vault.path("bin").display())
}

#[cfg(unix)]
#[test]
fn yt_dlp_describes_recordings_of_any_site() {
    let files = server([("/en.vtt", VTT.to_owned())]);
    let address = format!("{}/talk/7", files.url());
    let vault = TestVault::empty();
    let description = json!({"id": "7", "title": "Counting geese", "extractor_key": "Marsh", "webpage_url": address,
        "uploader": "Marsh Notes", "upload_date": "20251003", "duration": 312.4, "language": "en",
        "chapters": [{"start_time": 0.0, "title": "Dusk"}, {"start_time": 70.0, "title": "Night"}],
        "subtitles": {"en": [{"ext": "vtt", "url": format!("{}/en.vtt", files.url())}]}});
    let path = with_yt_dlp(&vault, &description);
    let run = |args: &[&str]| {
        let output = vault
            .command(args)
            .env("PATH", &path)
            .output()
            .expect("kbnote runs");
        vault.ended(output)
    };
    run(&["fetch", "--source", "yt-dlp", &address]).success();
    let stored = only_transcript(&vault);
    assert_eq!(stored["video"]["site"], "other");
    assert_eq!(stored["video"]["title"], "Counting geese");
    assert_eq!(stored["video"]["url"], address);
    assert_eq!(stored["chapters"][1]["title"], "Night");
    assert_ne!(stored["video"]["id"].as_str().map(str::len), Some(11));
    let asked = vault.read("asked");
    assert!(
        asked.contains("--ignore-config") && asked.trim_end().ends_with(&format!("-- {address}")),
        "{asked}"
    );
    run(&["fetch", "--source", "yt-dlp", &address]).success();
    assert_eq!(
        vault.read("asked"),
        asked,
        "what is stored is not asked for again"
    );
    vault.write("draft.md", "Starlings come to the reed beds at dusk.\n");
    run(&["new", "--source", "yt-dlp", &address, "--draft", "draft.md"]).success();
}

#[cfg(unix)]
#[test]
fn captions_that_yt_dlp_names_are_checked() {
    let vault = TestVault::empty();
    let address = "https://tube.example.org/talk/7";
    for (place, kind) in [
        ("file:///etc/passwd", "bad-address"),
        ("http://127.0.0.1:9/a.vtt", "private-address"),
    ] {
        let description = json!({"id": "7", "title": "Geese", "extractor_key": "Tube", "webpage_url": address,
            "subtitles": {"en": [{"ext": "vtt", "url": place}]}});
        let path = with_yt_dlp(&vault, &description);
        let args = ["--json", "fetch", "--source", "yt-dlp", address];
        let output = vault
            .command(args)
            .env("PATH", &path)
            .output()
            .expect("kbnote runs");
        let run = vault.ended(output).exits(3);
        assert_eq!(run.json()["error"]["kind"], kind);
    }
    let missing = vault
        .kbnote(["--json", "fetch", "--source", "yt-dlp", address])
        .exits(4);
    assert_eq!(missing.json()["error"]["kind"], "yt-dlp-missing");
}
