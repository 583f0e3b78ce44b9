//! `kbnote export`: pages of notes as files.

use serde_json::Value;

use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const PAGE: &str = "site/fieldnotes/counting_birds_in_winter.html";

/// The note in a page.
fn shown(page: &str) -> Value {
    let rest = page.split("id=\"view\">").nth(1).expect("a note");
    let text = rest.split("</script>").next().expect("its end");
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_page_holds_note_captions_and_anchors_and_a_second_run_changes_nothing() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["export", BIRDS, "--html", "site"]).success();
    assert_eq!(run.stdout, format!("written {PAGE}\n"));
    let page = vault.read(PAGE);
    let note = shown(&page);
    assert_eq!(note["title"], "Counting birds in winter");
    let first = &note["claims"][0];
    assert_eq!(first["anchors"][0]["time_ms"], 33_000);
    assert!(
        first["text"]
            .as_str()
            .is_some_and(|text| text.starts_with("A winter count"))
    );
    assert_eq!(note["cues"][5]["text"], "But in spring birds hide.");
    // What helps the author alone is not in it.
    assert_eq!(
        (&first["source"], &first["places"]),
        (&Value::Null, &Value::Array(Vec::new()))
    );
    let before = vault.snapshot();
    let again = vault.kbnote(["export", BIRDS, "--html", "site"]).success();
    assert_eq!(again.stdout, format!("unchanged {PAGE}\n"));
    assert_eq!(vault.snapshot(), before);
    // It needs no other file, and leads nowhere but to the player and the videos.
    assert!(
        !page.contains(" src=") && !page.contains("<link") && !page.contains("\nimport "),
        "others"
    );
    for address in page.split("https://").skip(1) {
        assert!(
            address.starts_with("www.youtube-nocookie.com") || address.starts_with("youtu.be/"),
            "{}",
            &address[..60]
        );
    }
    let other = vault.read(BIRDS).replace("In spring they", "In April they");
    vault.write(BIRDS, other);
    vault.kbnote(["export", BIRDS, "--html", "site"]).success();
    assert!(vault.read(PAGE).contains("In April they"));
}

#[test]
fn pages_lie_as_their_notes_do_and_are_listed() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/other/Counting_birds_in_winter.md",
        "---\ntitle: Same name & more\n---\n\nText.\n",
    );
    vault.write("notes/index.md", "# Top\n\nText.\n");
    let run = vault
        .kbnote(["export", "notes", "--html", "site"])
        .success();
    let written: Vec<&str> = run
        .stdout
        .lines()
        .map(|line| line.trim_start_matches("written "))
        .collect();
    for name in [
        PAGE,
        "site/other/Counting_birds_in_winter.html",
        "site/index-2.html",
        "site/index.html",
    ] {
        assert!(written.contains(&name), "{name} {written:?}");
        assert!(vault.path(name).is_file(), "{name}");
    }
    let index = vault.read("site/index.html");
    assert!(
        index.contains("<a href=\"other/Counting_birds_in_winter.html\">Same name &amp; more</a>")
    );
    assert!(
        vault
            .read(PAGE)
            .contains("<a id=\"home\" href=\"../index.html\">")
    );
    let again = vault
        .kbnote(["export", "notes", "--html", "site"])
        .success();
    assert!(
        again
            .stdout
            .lines()
            .all(|line| line.starts_with("unchanged ")),
        "{}",
        again.stdout
    );
    let document = vault
        .kbnote(["--json", "export", "notes", "--html", "site"])
        .success()
        .json();
    assert_eq!(document["schema"], "kbnote.export/1");
    assert_eq!(
        document["notes"].as_array().map(Vec::len),
        Some(written.len() - 1)
    );
    assert_eq!(document["notes"][0]["changed"], false);
}

#[test]
fn no_other_file_is_overwritten_and_failures_are_told() {
    let vault = TestVault::shipped();
    vault.write(PAGE, "<!doctype html>Mine");
    let run = vault.kbnote(["export", BIRDS, "--html", "site"]).exits(5);
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.read(PAGE), "<!doctype html>Mine");
    // One of several: the others are written.
    let run = vault.kbnote(["export", "notes", "--html", "site"]).exits(1);
    assert!(
        run.stdout.contains("written site/index.html"),
        "{}",
        run.stdout
    );
    assert!(
        !vault
            .read("site/index.html")
            .contains("counting_birds_in_winter")
    );
    assert_eq!(vault.read(PAGE), "<!doctype html>Mine");
    vault
        .kbnote(["export", "notes/gone.md", "--html", "site"])
        .exits(3);
    vault.kbnote(["export", BIRDS]).exits(2);
    vault
        .kbnote_reading(["export", "-", "--html", "site"], "Text.\n")
        .exits(2);
    vault.write("blocked", "a file");
    let blocked = vault.kbnote(["export", BIRDS, "--html", "blocked"]);
    assert_ne!(blocked.seen(), "");
    assert_eq!(vault.read("blocked"), "a file");
}

#[test]
fn a_hostile_note_cannot_leave_its_element() {
    let vault = TestVault::shipped();
    let attack = "</script><script>hacked=1</script><!--";
    vault.write(
        "notes/x.md",
        format!(
            "---\ntitle: '{attack}'\nvideoId: kbnoteDemo1\n---\n\n{attack} {{{{script}}}} flocks.\n"
        ),
    );
    vault
        .kbnote(["export", "notes/x.md", "--html", "site"])
        .success();
    let page = vault.read("site/x.html");
    assert!(!page.contains("<script>hacked"), "{page}");
    assert_eq!(page.matches("</script>").count(), 2);
    assert_eq!(shown(&page)["title"], attack);
}

#[test]
#[cfg(unix)]
fn a_link_out_of_the_vault_is_not_exported() {
    let vault = TestVault::shipped();
    vault.write("inner/kbnote.toml", "");
    vault.write("inner/notes/a.md", "Text.\n");
    vault.write("secret.md", "Secret.\n");
    std::os::unix::fs::symlink("../../secret.md", vault.path("inner/notes/link.md"))
        .expect("a link");
    vault.kbnote([
        "export",
        "--vault",
        "inner",
        "inner/notes/link.md",
        "--html",
        "site",
    ]);
    vault.kbnote([
        "export",
        "--vault",
        "inner",
        "inner/notes",
        "--html",
        "site",
    ]);
    let pages = vault.snapshot();
    let leaked = pages.iter().filter(|(name, _)| name.starts_with("site/"));
    assert!(
        leaked
            .into_iter()
            .all(|(_, text)| !String::from_utf8_lossy(text.as_ref()).contains("Secret"))
    );
}

const WHOLE: &str = "\
---
title: Whole
videoId: kbnoteDemo1
---

# Part

A winter count is finished <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>. See [[counting_birds_in_winter|the count]] and [it](counting_birds_in_winter.md#x).

- one
  - two **bold. Next** one
- [ ] task

> [!tip] Mind this
> Body of it.

> A quotation.

```rust
let [[x]] = 1; // <script>
```

| a | b |
| - | -: |
| c | [[gone]] |

![A map](map%20one.png) ![[plan.png|300]] ![far](https://example.org/far.png) ![out](../../../out.png) ![up](/etc/hostname)

![[counting_birds_in_winter]] %% hidden %% <iframe src=//evil.example></iframe> [js](javascript:alert(1)) <img src=x onerror=alert(1)>
";

/// What stands for a picture.
const PICTURE: &[u8] = b"a picture";

pub(crate) fn whole_vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.write("notes/fieldnotes/whole.md", WHOLE);
    vault.write("notes/fieldnotes/map one.png", PICTURE);
    vault.write("notes/pictures/plan.png", PICTURE);
    vault
}

#[test]
fn the_whole_note_is_shown_with_its_pictures_and_links() {
    let vault = whole_vault();
    let export = || {
        vault
            .kbnote(["export", "notes/fieldnotes", "--html", "site"])
            .success()
    };
    export();
    let page = vault.read("site/fieldnotes/whole.html");
    let content = shown(&page)["content"].to_string();
    for tag in [
        "h3",
        "ul",
        "li",
        "strong",
        "task",
        "callout",
        "callout-title",
        "blockquote",
        "pre",
        "table",
        "head",
        "tr",
        "td",
    ] {
        assert!(
            content.contains(&format!("\"tag\":\"{tag}\"")),
            "{tag}: {content}"
        );
    }
    assert_eq!(
        content
            .matches("\"url\":\"../fieldnotes/counting_birds_in_winter.html\"")
            .count(),
        3,
        "{content}"
    );
    // A picture of the vault is copied; no other is even named as a file.
    let copies: Vec<_> = content
        .split("\"source\":")
        .skip(1)
        .map(|rest| rest.split(',').next().unwrap_or_default())
        .collect();
    let ending = |copy: &&str| {
        copy.trim_matches(['"', '}'])
            .rsplit('-')
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    assert_eq!(
        copies.iter().take(2).map(ending).collect::<Vec<_>>(),
        ["map%20one.png", "plan.png"]
    );
    assert_eq!(copies[2], "\"https://example.org/far.png\"");
    assert!(
        copies[3..].iter().all(|copy| copy.starts_with("null")),
        "{copies:?}"
    );
    let names = std::fs::read_dir(vault.path("site/pictures")).expect("pictures");
    assert_eq!(names.count(), 2);
    assert!(
        !content.contains("hidden")
            && !content.contains("javascript")
            && !content.contains("onerror"),
        "{content}"
    );
    let before = vault.snapshot();
    let again = export();
    assert!(
        again
            .stdout
            .lines()
            .all(|line| line.starts_with("unchanged ")),
        "{}",
        again.stdout
    );
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn another_file_in_place_of_a_picture_is_not_overwritten() {
    let vault = whole_vault();
    let note = "notes/fieldnotes/whole.md";
    vault.kbnote(["export", note, "--html", "site"]).success();
    let mut names = std::fs::read_dir(vault.path("site/pictures")).expect("pictures");
    let picture = names.next().expect("a picture").expect("a name").path();
    std::fs::write(&picture, "mine").expect("a file written");
    let run = vault.kbnote(["export", note, "--html", "site"]).exits(5);
    assert!(run.stderr.contains("is not the picture"), "{}", run.stderr);
    assert_eq!(std::fs::read(&picture).expect("a file"), b"mine");
}
