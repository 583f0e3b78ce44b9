//! `kbnote new`: frames and finished notes.

use std::fs;

use crate::fetch::geese;
use crate::support::TestVault;

/// The shipped vault, and the note that its draft becomes.
const VIDEO: &str = "kbnoteDemo3";
const DRAFT: &str = "notes/drafts/tide_tables.md";
const NOTE: &str = "notes/shorewalks/tide_tables.md";

#[test]
fn a_draft_comes_out_as_a_finished_note() {
    let vault = TestVault::shipped();
    let run = vault.kbnote(["new", VIDEO, "--draft", DRAFT]).success();
    let note = vault.read(NOTE);
    assert_eq!(run.stdout, note, "the note is printed as it is written");
    insta::assert_snapshot!(note);
    insta::assert_snapshot!(run.stderr);
    vault.kbnote(["align", "--check", NOTE]).success();
}

#[test]
fn no_word_of_the_draft_is_lost() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", VIDEO, "--draft", DRAFT]).success();
    let body = vault.read(NOTE);
    let mut bare = String::new();
    for piece in body.split(" <a class=\"yt-timestamp\"") {
        bare.push_str(piece.split_once("</a>").map_or(piece, |(_, rest)| rest));
    }
    for line in vault
        .read(DRAFT)
        .lines()
        .filter(|line| !line.starts_with("# "))
    {
        let linked = bare.lines().any(|other| without_links(other) == line);
        assert!(linked, "lost: {line}");
    }
}

fn without_links(line: &str) -> String {
    let mut plain = String::new();
    for piece in line.split("[[") {
        match piece.split_once("]]") {
            Some((link, rest)) => {
                plain.push_str(link.rsplit(" | ").next().unwrap_or(link));
                plain.push_str(rest);
            }
            None => plain.push_str(piece),
        }
    }
    plain
}

#[test]
fn the_links_of_a_finished_draft_are_decided_on() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", VIDEO, "--draft", DRAFT]).success();
    let run = vault.kbnote(["links", NOTE]).success();
    insta::assert_snapshot!(run.seen(), @"
    notes/shorewalks/tide_tables.md: 0 links suggested, 0 would be written
    --- stderr
    hint: links with this score were settled before; a lower --min-score writes weaker ones
    --- exit 0
    ");
    let weaker = vault.kbnote(["links", "--min-score", "0.2", NOTE]);
    assert_eq!(weaker.success().stderr, "", "that is looked at anew");
}

#[test]
fn an_existing_note_is_never_touched() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", VIDEO, "--draft", DRAFT]).success();
    let before = vault.snapshot();
    let run = vault.kbnote(["new", VIDEO, "--draft", DRAFT]).exits(5);
    insta::assert_snapshot!(run.seen());
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_file_name_used_for_another_title_is_skipped() {
    let vault = TestVault::shipped();
    vault.kbnote(["new", VIDEO, "--title", "C"]).success();
    vault.kbnote(["new", VIDEO, "--title", "C++"]).success();
    assert!(
        vault
            .read("notes/shorewalks/c_2.md")
            .contains("title: C++\n")
    );
    vault.kbnote(["new", VIDEO, "--title", "C++"]).exits(5);
}

#[test]
fn a_frame_has_a_heading_for_each_chapter() {
    let server = geese();
    let vault = TestVault::empty().with_youtube_at(server.url());
    let run = vault
        .kbnote(["new", "https://www.youtube.com/watch?v=kbnoteDemo1"])
        .success();
    insta::assert_snapshot!(run.seen());
}

#[test]
fn awkward_titles_come_out_as_valid_yaml_and_file_names() {
    let vault = TestVault::shipped();
    for (title, name, line) in [
        (
            "\"Quoted\": a #1 [[link]] | $5 🐦",
            "quoted_a_1_link__5",
            "title: '\"Quoted\": a #1 [[link]] | $5 🐦'",
        ),
        ("- dash", "dash", "title: \"- dash\""),
        ("yes", "yes", "title: \"yes\""),
        ("日本語", "ri_ben_yu", "title: 日本語"),
    ] {
        vault.kbnote(["new", VIDEO, "--title", title]).success();
        let note = vault.read(&format!("notes/shorewalks/{name}.md"));
        assert_eq!(note.lines().nth(1), Some(line));
    }
}

#[test]
fn a_template_of_ones_own_takes_the_place_of_the_built_in() {
    let vault = TestVault::shipped();
    vault.write("templates/note.hbs", "# {{title}}\n{{titel}}\n");
    let run = vault.kbnote(["new", VIDEO]).exits(2);
    insta::assert_snapshot!(run.seen());
    vault.write("templates/note.hbs", "# {{title}}\n");
    assert_eq!(
        vault.kbnote(["new", VIDEO]).success().stdout,
        "# Tide tables\n"
    );
}

#[test]
fn the_shipped_notes_are_generated_by_kbnote() {
    let vault = TestVault::shipped();
    vault
        .kbnote([
            "align", "--retime", "--places", "sentence", "--check", "notes",
        ])
        .success();
    vault
        .kbnote(["links", "--apply", "--check", "notes"])
        .success();
}

#[test]
fn an_id_that_begins_with_a_hyphen_is_accepted() {
    let vault = TestVault::empty();
    vault.write(
        "x.en.vtt",
        "WEBVTT\n\n00:01.000 --> 00:03.000\nHello there.\n",
    );
    let import = ["import", "x.en.vtt", "--video=-bcdefghij1", "--title=Hello"];
    vault.kbnote(import).success();
    let note = "notes/unsorted/hello.md";
    for args in [
        &["new", "--video=-bcdefghij1"][..],
        &["new", "--video", "-bcdefghij1"],
        &["new", "--", "-bcdefghij1"],
        &["new", "https://youtu.be/-bcdefghij1"],
    ] {
        vault.kbnote(args).success();
        assert!(
            vault.read(note).contains("videoId: -bcdefghij1\n"),
            "{}",
            vault.read(note)
        );
        std::fs::remove_file(vault.path(note)).expect("the note was made");
    }
    vault.kbnote(["new"]).exits(2);
    let twice = ["new", "kbnoteDemo1", "--video=-bcdefghij1"];
    vault.kbnote(twice).exits(2);
    let listed = vault.kbnote(["--json", "list", "--video=-bcdefghij1"]);
    let listed = listed.success().json();
    assert_eq!(listed["videos"][0]["title"], "Hello");
    let found = vault.kbnote(["search", "--video", "-bcdefghij1", "hello"]);
    found.success();
}

#[test]
fn a_draft_without_text_makes_no_note() {
    let vault = TestVault::shipped();
    let before = vault.snapshot();
    for input in [
        "",
        " \n\t\r\n",
        "\u{feff}",
        "\u{200b}\n",
        "---\ntags: [tide]\n---\n",
        "---\ntitle: Tides\n---\n\n# Tides\n\n",
    ] {
        let run = vault
            .kbnote_reading(["new", VIDEO, "--draft", "-"], input)
            .exits(2);
        assert!(
            run.stderr.contains("standard input holds no text"),
            "{}",
            run.stderr
        );
        vault.write("notes/drafts/empty.md", input);
        let file = ["new", VIDEO, "--draft", "notes/drafts/empty.md"];
        let run = vault.kbnote(file).exits(2);
        assert!(
            run.stderr.contains("notes/drafts/empty.md holds no text"),
            "{}",
            run.stderr
        );
        fs::remove_file(vault.path("notes/drafts/empty.md")).expect("a draft");
        assert_eq!(vault.snapshot(), before, "{input:?}");
    }
}

#[test]
fn notes_of_a_channel_called_as_the_drafts_are_found() {
    let vault = TestVault::shipped();
    vault.write(
        "talk.srt",
        "1\n00:00:01,000 --> 00:00:04,000\nThe tide comes in at dusk.\n",
    );
    let import = [
        "import",
        "talk.srt",
        "--video=kbnoteDemo7",
        "--lang=en",
        "--title=Tide",
    ];
    vault
        .kbnote(import.iter().chain(&["--channel", "@drafts"]))
        .success();
    vault.kbnote(["new", "kbnoteDemo7"]).success();
    let list = vault
        .kbnote(["list", "--json"])
        .success()
        .json()
        .to_string();
    assert!(list.contains("notes/drafts_note/tide.md"), "{list}");
    vault.kbnote(["index"]).success();
    assert!(
        vault
            .read("notes/drafts_note/drafts_note.md")
            .contains("tide")
    );
    let old = vault
        .read("transcripts/kbnoteDemo7.json")
        .replace("drafts_note", "drafts");
    vault.write("transcripts/kbnoteDemo7.json", old);
    vault
        .kbnote(["new", "kbnoteDemo7", "--title=Low water"])
        .success();
    assert!(vault.path("notes/drafts_note/low_water.md").exists());
}

#[test]
fn a_sentence_of_the_template_gets_no_anchor() {
    let vault = TestVault::shipped();
    let said = "The pattern comes about fifty minutes later every day.";
    let template = vault.kbnote(["template", "show", "note"]).success().stdout;
    let with_sentence =
        template.replacen("{{#if body}}", &format!("{said}\n\n{{{{#if body}}}}"), 1);
    vault.write("templates/note.hbs", with_sentence);
    vault.write("draft.md", format!("Then the draft begins. {said}\n"));
    let new = ["new", "kbnoteDemo3", "--draft", "draft.md", "--json"];
    let made = vault.kbnote(new).success().json();
    let path = made["path"].as_str().expect("a path");
    let note = vault.read(path);
    assert!(note.contains(&format!("\n{said}\n")), "{note}");
    assert!(
        note.contains("every day <a class"),
        "the author's own has one: {note}"
    );
    vault.kbnote(["align", path]).success();
    assert_eq!(vault.read(path), note);
    vault.kbnote(["regen", "--check", path]).success();
}
