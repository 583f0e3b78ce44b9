//! Anchors on recordings without an address, in a vault whose anchors are links.

use crate::support::TestVault;

const CAPTIONS: &str = "\
1\n00:00:01,000 --> 00:00:09,000\nFour hives of bees live in the roof garden.\n\n\
2\n00:01:02,000 --> 00:01:09,000\nIn winter the bees eat the honey that they stored.\n";

const PROSE: &str =
    "The roof garden has four hives of bees.\n\nIn winter bees eat their stored honey.\n";

fn vault(style: &str) -> TestVault {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", format!("anchor.style = \"{style}\"\n"));
    vault.write("roof-bees.srt", CAPTIONS);
    vault.write("prose.md", PROSE);
    vault
}

/// Makes a note on the captions, and returns its path.
fn new_note(vault: &TestVault) -> &'static str {
    vault.kbnote(["import", "roof-bees.srt"]).success();
    let new = ["new", "roof-bees", "--draft", "prose.md", "--title", "Bees"];
    vault.kbnote(new).success();
    "notes/unsorted/bees.md"
}

#[test]
fn import_and_new_say_once_that_anchors_cannot_be_clicked() {
    for style in ["markdown", "html-link"] {
        let vault = vault(style);
        let imported = vault.kbnote(["import", "roof-bees.srt"]).success();
        let hint = "anchors on `roof-bees` cannot be clicked until its address is known";
        assert_eq!(
            imported.stderr.matches(hint).count(),
            1,
            "{}",
            imported.seen()
        );
        let new = ["new", "roof-bees", "--draft", "prose.md", "--title", "Bees"];
        let made = vault.kbnote(new).success();
        let said = format!(
            "2 anchors cannot be clicked: no address of `roof-bees` is known for anchors in the style `{style}`"
        );
        assert_eq!(made.stderr.matches(&said).count(), 1, "{}", made.seen());
        assert!(
            made.stderr.contains("`media: roof-bees.mp3`"),
            "{}",
            made.seen()
        );
        let again = vault.kbnote(["align", "notes"]).success();
        assert!(!again.stderr.contains("clicked"), "{}", again.seen());
    }
}

#[test]
fn with_an_address_or_in_the_style_of_a_site_nothing_is_said() {
    let vault = vault("html");
    let import = ["import", "roof-bees.srt"];
    assert!(!vault.kbnote(import).success().stderr.contains("clicked"));
    let with_address = vault_with_address();
    let new = ["new", "roof-bees", "--draft", "prose.md", "--title", "Bees"];
    for vault in [vault, with_address] {
        let made = vault.kbnote(new).success();
        assert!(!made.stderr.contains("clicked"), "{}", made.seen());
    }
}

fn vault_with_address() -> TestVault {
    let vault = vault("markdown");
    let url = "--url=https://example.org/roof.mp3";
    let import = ["import", "roof-bees.srt", "--video=roof-bees", url];
    let imported = vault.kbnote(import).success();
    assert_eq!(imported.stderr, "");
    vault
}

#[test]
fn convert_counts_what_it_cannot_convert_and_does_it_once_the_file_is_named() {
    let vault = vault("html");
    let note = new_note(&vault);
    let before = vault.read(note);
    let convert = ["convert", note, "--anchors", "markdown"];
    let run = vault.kbnote(convert).exits(5);
    let counted = "2 anchors not converted: no address of its recording is known\n";
    assert!(run.stdout.contains(counted), "{}", run.seen());
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.seen());
    assert!(
        run.stderr.contains("`media: roof-bees.mp3`"),
        "{}",
        run.seen()
    );
    assert_eq!(vault.read(note), before);
    vault
        .kbnote(["convert", "notes", "--anchors", "markdown"])
        .exits(5);
    vault.write(
        "notes/unsorted/other.md",
        "---\ntitle: Other\n---\n\nText.\n",
    );
    vault
        .kbnote(["convert", "notes", "--anchors", "markdown"])
        .exits(1);
    let document = vault
        .kbnote(["--json"].iter().chain(&convert))
        .exits(5)
        .json();
    let kept = document["notes"][0]["kept"].as_array().map(Vec::len);
    assert_eq!(kept, Some(2), "{document}");
    let named = before.replace("media: roof-bees\n", "media: roof-bees.mp3\n");
    vault.write(note, named);
    vault.kbnote(convert).success();
    let text = vault.read(note);
    for link in [
        "[00:00:01](roof-bees.mp3#t=1)",
        "[00:01:02](roof-bees.mp3#t=62)",
    ] {
        assert!(text.contains(link), "{text}");
    }
    vault.kbnote(convert).success();
    assert_eq!(vault.read(note), text);
}

#[test]
fn check_has_one_info_for_all_anchors_of_a_note() {
    let vault = vault("markdown");
    let note = new_note(&vault);
    let codes = || {
        let document = vault.kbnote(["--json", "check", note]).success().json();
        let findings = document["findings"].as_array().cloned().unwrap_or_default();
        let found = findings
            .into_iter()
            .filter(|finding| finding["code"] == "KB214");
        found.collect::<Vec<_>>()
    };
    let found = codes();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(
        (&found[0]["severity"], &found[0]["line"]),
        (&"info".into(), &3.into())
    );
    let named = vault
        .read(note)
        .replace("media: roof-bees\n", "media: roof-bees.mp3\n");
    vault.write(note, named);
    assert_eq!(codes(), [serde_json::Value::Null; 0]);
    let vault = vault_with_address();
    let note = new_note(&vault);
    let checked = vault.kbnote(["--json", "check", note]).success().stdout;
    assert!(!checked.contains("KB214"), "{checked}");
}

#[test]
fn an_address_of_an_unknown_player_says_how_to_seek_in_it() {
    let vault = vault("markdown");
    let import = |url: &str| {
        let args = ["import", "roof-bees.srt", "--video=roof-bees", "--url", url];
        vault.kbnote(args).success()
    };
    let run = import("https://example.org/talk");
    let hint = "set the address to `https://example.org/talk#t=0`";
    assert!(run.stderr.contains(hint), "{}", run.seen());
    for url in [
        "https://example.org/talk#t=0",
        "https://vimeo.com/1",
        "media/talk.mp3",
    ] {
        assert_eq!(import(url).stderr, "", "{url}");
    }
    import("https://example.org/talk#t=0");
    let new = ["new", "roof-bees", "--draft", "prose.md", "--title", "Bees"];
    let made = vault.kbnote(new).success();
    let link = "[00:01:02](https://example.org/talk#t=62)";
    assert!(made.stdout.contains(link), "{}", made.seen());
}

#[test]
fn a_quotation_leads_to_the_file_of_the_note_as_its_anchors_do() {
    let vault = vault("markdown");
    let note = new_note(&vault);
    let text = vault
        .read(note)
        .replace("media: roof-bees\n", "media: roof-bees.mp3\n");
    assert!(text.contains("roof-bees.mp3"), "{text}");
    vault.write(note, &text);
    let line = 1 + text
        .lines()
        .position(|line| line.starts_with("The roof"))
        .expect("prose");
    let place = format!("{note}:{line}");
    let printed = vault.kbnote(["quote", &place]).success();
    assert!(
        printed.stdout.contains("[00:00:01](roof-bees.mp3#t=1)"),
        "{}",
        printed.stdout
    );
    vault.kbnote(["quote", "--insert", &place]).success();
    assert!(
        vault.read(note).contains("> “Four hives"),
        "{}",
        vault.read(note)
    );
    assert!(vault.read(note).contains("[00:00:01](roof-bees.mp3#t=1)"));
}

#[test]
fn a_file_of_the_recording_that_is_missing_is_one_finding() {
    let vault = vault("markdown");
    let note = new_note(&vault);
    let text = vault.read(note);
    let text = text.replace("media: roof-bees\n", "media: talks/bees.mp3\n");
    let anchor = "See [00:00:01](talks/bees.mp3#t=1). ";
    vault.write(note, format!("{text}\n{}\n", anchor.repeat(9)));
    let document = vault.kbnote(["check", "--json", note]).exits(1).json();
    let findings = document["findings"].as_array().expect("findings");
    let missing = findings.iter().filter(|finding| finding["code"] == "KB301");
    let messages: Vec<_> = missing.map(|finding| &finding["message"]).collect();
    assert_eq!(
        messages,
        ["no file `talks/bees.mp3`, which the front matter names"]
    );
    vault.write("notes/unsorted/talks/bees.mp3", "");
    let document = vault.kbnote(["check", "--json", note]).json();
    assert!(!document.to_string().contains("no file"), "{document}");
}
