//! `kbnote serve`: recordings that are files in the vault are played from there, and no other file is sent.

use kbnote_testkit::{Response, request};

use crate::serve::Served;
use crate::support::TestVault;

const NOTE: &str = "notes/talk.md";

/// A vault with a note on a recording in a file.
fn vault(media: &str) -> TestVault {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "");
    vault.write(NOTE, format!("---\nmedia: {media}\n---\n\nFlocks roost.\n"));
    vault.write("media/talk.mp3", "0123456789");
    vault
}

fn media(served: &Served, id: &str, range: Option<&str>) -> Response {
    let target = format!("/api/media?path={NOTE}&video={id}&token={}", served.token);
    let mut headers = vec![("Host", served.host.as_str())];
    headers.extend(range.map(|range| ("Range", range)));
    request(&served.host, "GET", &target, &headers, b"")
}

fn video(served: &Served) -> String {
    let note = served.note(NOTE);
    note["video"]["id"]
        .as_str()
        .expect("a recording")
        .to_owned()
}

#[test]
fn a_recording_in_the_vault_is_sent_whole_or_in_parts() {
    let vault = vault("media/talk.mp3");
    let served = Served::start(&vault, &[]);
    let id = video(&served);
    let whole = media(&served, &id, None);
    assert_eq!((whole.status, whole.body.as_str()), (200, "0123456789"));
    assert_eq!(whole.header("content-type"), Some("audio/mpeg"));
    assert_eq!(whole.header("accept-ranges"), Some("bytes"));
    for (range, status, body, place) in [
        ("bytes=0-", 206, "0123456789", Some("bytes 0-9/10")),
        ("bytes=2-4", 206, "234", Some("bytes 2-4/10")),
        ("bytes=-3", 206, "789", Some("bytes 7-9/10")),
        ("bytes=8-99", 206, "89", Some("bytes 8-9/10")),
        ("bytes=99-", 416, "", Some("bytes */10")),
        ("bytes=1-2,4-5", 200, "0123456789", None),
    ] {
        let part = media(&served, &id, Some(range));
        assert_eq!((part.status, part.body.as_str()), (status, body), "{range}");
        assert_eq!(part.header("content-range"), place, "{range}");
    }
}

#[test]
fn only_the_recording_of_the_note_is_sent_and_only_from_the_vault() {
    let outside = TestVault::empty();
    outside.write("secret.mp3", "secret");
    outside.write("inner/kbnote.toml", "");
    outside.write("inner/.hidden/x.mp3", "secret");
    let secret = outside.path("secret.mp3").display().to_string();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../secret.mp3", outside.path("inner/link.mp3")).expect("a link");
    for named in [
        "../secret.mp3",
        "notes/../../secret.mp3",
        secret.as_str(),
        &format!("file://{secret}"),
        ".hidden/x.mp3",
        "link.mp3",
        "kbnote.toml",
        "https://example.org/talk.mp3",
    ] {
        outside.write(
            &format!("inner/{NOTE}"),
            format!("---\nmedia: {named}\n---\n\nFlocks.\n"),
        );
        let served = Served::start(&outside, &["--vault", "inner"]);
        let note = served.note(NOTE);
        let id = note["video"]["id"].as_str().unwrap_or("none");
        let answer = media(&served, id, None);
        assert_eq!((answer.status, answer.body.as_str()), (204, ""), "{named}");
    }
}

#[test]
fn media_are_sent_to_the_page_alone() {
    let vault = vault("media/talk.mp3");
    let served = Served::start(&vault, &[]);
    let id = video(&served);
    assert_eq!(media(&served, "another", None).status, 204);
    let target = format!("/api/media?path={NOTE}&video={id}");
    let own = format!("{target}&token={}", served.token);
    for (target, host, site) in [
        (&target, served.host.as_str(), "same-origin"),
        (&own, "evil.example", "same-origin"),
        (&own, &served.host, "cross-site"),
    ] {
        let headers = [("Host", host), ("Sec-Fetch-Site", site)];
        let answer = request(&served.host, "GET", target, &headers, b"");
        assert_eq!(answer.status, 403, "{target} {host} {site}");
        assert!(!answer.body.contains("0123"));
    }
    for path in ["../talk.md", "notes/gone.md", "media/talk.mp3"] {
        let target = format!("/api/media?path={path}&video={id}");
        assert!([400, 404].contains(&served.get(&target).status), "{path}");
    }
}

#[test]
#[cfg(unix)]
fn beside_the_vault_only_named_folders_are_sent_from_and_only_what_a_note_names() {
    let around = TestVault::empty();
    around.write("inner/kbnote.toml", "");
    around.write("talks/talk.mp3", "0123456789");
    around.write("talks/.hidden/x.mp3", "secret");
    around.write("talks/list.txt", "secret");
    around.write("secret.mp3", "secret");
    std::os::unix::fs::symlink("../secret.mp3", around.path("talks/link.mp3")).expect("a link");
    std::os::unix::fs::symlink("..", around.path("talks/up")).expect("a link");
    let talk = around.path("talks/talk.mp3").display().to_string();
    let secret = around.path("secret.mp3").display().to_string();
    let sent = |named: &str, options: &[&str]| {
        let note = format!("---\nmedia: {named}\n---\n\nFlocks.\n");
        around.write(&format!("inner/{NOTE}"), note);
        let served = Served::start(&around, &[&["--vault", "inner"], options].concat());
        let note = served.note(NOTE);
        let id = note["video"]["id"].as_str().unwrap_or("none");
        let answer = media(&served, id, Some("bytes=2-4"));
        (answer.status, answer.body)
    };
    let found = (206, "234".to_owned());
    let nothing = (204, String::new());
    for named in [
        "../talks/talk.mp3",
        "../../talks/talk.mp3",
        "talk.mp3",
        &talk,
        &format!("file://{talk}"),
    ] {
        assert_eq!(sent(named, &["--media", "talks"]), found, "{named}");
        assert_eq!(sent(named, &[]), nothing, "{named}");
        assert_eq!(sent(named, &["--media", "inner"]), nothing, "{named}");
    }
    for named in [
        "../secret.mp3",
        &secret,
        "talks/../../secret.mp3",
        "link.mp3",
        "../talks/link.mp3",
        "up/secret.mp3",
        ".hidden/x.mp3",
        "list.txt",
        "other.mp3",
    ] {
        assert_eq!(sent(named, &["--media", "talks"]), nothing, "{named}");
    }
    let two = ["--media", "inner", "--media", "talks"];
    assert_eq!(sent("talk.mp3", &two), found);
    for missing in ["gone", "talks/talk.mp3"] {
        let run = around.kbnote(["serve", "--vault", "inner", "--media", missing]);
        assert!(run.exits(2).stderr.contains(missing), "{missing}");
    }
}

#[test]
fn pictures_of_the_vault_are_sent_to_the_page_alone() {
    let vault = crate::export::whole_vault();
    vault.write(".hidden/x.png", "secret");
    vault.write("notes/drawing.svg", "<svg/>");
    let served = Served::start(&vault, &[]);
    let get = |source: &str| {
        let target = format!("/api/picture?path=notes/fieldnotes/whole.md&source={source}");
        served.get(&target)
    };
    let map = get("map%2520one.png");
    assert_eq!(
        (map.status, map.header("content-type")),
        (200, Some("image/png"))
    );
    assert_eq!(get("plan.png").status, 200);
    for refused in [
        "gone.png",
        "../../.hidden/x.png",
        "../drawing.svg",
        "/etc/hostname",
        "whole.md",
        "https://example.org/a.png",
        "",
    ] {
        let answer = get(refused);
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (204, ""),
            "{refused}"
        );
    }
    let target = "/api/picture?path=notes/fieldnotes/whole.md&source=plan.png";
    let anybody = request(&served.host, "GET", target, &[("Host", &served.host)], b"");
    assert_eq!(anybody.status, 403);
}
