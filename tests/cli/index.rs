//! `kbnote index`: the index notes of channels, written and kept up to date.

use crate::support::TestVault;

const INDEX: &str = "notes/fieldnotes/fieldnotes.md";

fn note(title: &str, video: &str) -> String {
    format!("---\ntitle: {title}\nvideoId: {video}\n---\n\nText.\n")
}

/// The shipped vault with more notes.
fn vault() -> TestVault {
    let vault = TestVault::shipped();
    vault.write("notes/fieldnotes/roosts.md", note("Roosts", "kbnoteDemo1"));
    vault.write("notes/shorewalks/tides.md", note("Tides", "kbnoteDemo3"));
    vault
}

#[test]
fn missing_entries_of_index_notes_are_added() {
    let vault = vault();
    insta::assert_snapshot!(vault.kbnote(["index"]).success().seen(), @r#"
    notes/fieldnotes/fieldnotes.md: 1 added
      + fieldnotes/roosts
    notes/shorewalks/shorewalks.md: new, 1 added
      + shorewalks/tides
    --- stderr
    --- exit 0
    "#);
    insta::assert_snapshot!(vault.read(INDEX), @r#"
    ---
    title: Field Notes
    ---

    ### [Counting birds in winter](https://www.youtube.com/watch?v=kbnoteDemo1)

    - [[counting_birds_in_winter | Counting birds in winter]]
    - [[roosts | Roosts]]
    "#);
    insta::assert_snapshot!(vault.read("notes/shorewalks/shorewalks.md"), @r#"
    ---
    title: Shore Walks
    ---

    ### [Tide tables](https://www.youtube.com/watch?v=kbnoteDemo3)

    - [[tides | Tides]]
    "#);
    let before = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(["index"]).success().seen(), @r#"
    --- stderr
    3 index notes up to date
    --- exit 0
    "#);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn the_shipped_index_notes_are_up_to_date() {
    let vault = TestVault::shipped();
    let before = vault.snapshot();
    vault.kbnote(["index", "--check"]).success();
    vault.kbnote(["index"]).success();
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn a_check_and_a_diff_write_nothing() {
    let vault = vault();
    let before = vault.snapshot();
    vault.kbnote(["index", "--check"]).exits(1);
    vault.kbnote(["index", "--check", "slowoven"]).success();
    insta::assert_snapshot!(vault.kbnote(["index", "--diff", "@fieldnotes"]).success().seen(), @r#"
    diff --git a/notes/fieldnotes/fieldnotes.md b/notes/fieldnotes/fieldnotes.md
    --- a/notes/fieldnotes/fieldnotes.md
    +++ b/notes/fieldnotes/fieldnotes.md
    @@ -5,3 +5,4 @@
     ### [Counting birds in winter](https://www.youtube.com/watch?v=kbnoteDemo1)
     
     - [[counting_birds_in_winter | Counting birds in winter]]
    +- [[roosts | Roosts]]
    --- stderr
    --- exit 0
    "#);
    let whole = vault
        .kbnote(["index", "--stdout", "notes/fieldnotes"])
        .success()
        .stdout;
    assert!(whole.ends_with("- [[roosts | Roosts]]\n"), "{whole}");
    vault.kbnote(["index", "--stdout"]).exits(2);
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn the_authors_own_words_stay() {
    let vault = vault();
    vault.kbnote(["index"]).success();
    let own = vault
        .read(INDEX)
        .replace("- [[roosts | Roosts]]\n", "")
        .replace(
            "| Counting birds in winter]]",
            "| On counting]], the best one",
        )
        + "\nMore will come: [[planned]].";
    vault.write(INDEX, &own);
    vault.kbnote(["index", "fieldnotes"]).success();
    assert_eq!(vault.read(INDEX), own);
}

#[test]
fn titles_follow_and_entries_go_where_kbnote_wrote_them() {
    let vault = vault();
    vault.write("notes/fieldnotes/waders.md", note("Waders", "kbnoteDemo1"));
    vault.kbnote(["index"]).success();
    vault.write(
        "notes/fieldnotes/roosts.md",
        note("Roosts at dusk", "kbnoteDemo1"),
    );
    std::fs::remove_file(vault.path("notes/fieldnotes/waders.md")).expect("a note removed");
    insta::assert_snapshot!(vault.kbnote(["index", "fieldnotes"]).success().seen(), @r#"
    notes/fieldnotes/fieldnotes.md: 1 retitled, 1 removed
      - waders  the note is gone
    --- stderr
    --- exit 0
    "#);
    assert!(
        vault
            .read(INDEX)
            .ends_with("- [[roosts | Roosts at dusk]]\n")
    );
}

#[test]
fn an_undone_index_is_written_again() {
    let vault = vault();
    vault.kbnote(["index", "fieldnotes"]).success();
    let written = vault.read(INDEX);
    vault.kbnote(["undo"]).success();
    assert_ne!(vault.read(INDEX), written);
    vault.kbnote(["index", "fieldnotes"]).success();
    assert_eq!(vault.read(INDEX), written);
}

#[test]
fn videos_can_be_put_in_the_order_of_their_dates() {
    let vault = TestVault::shipped();
    vault.write("notes/mixed/a.md", note("A", "kbnoteDemo1"));
    vault.write("notes/mixed/b.md", note("B", "kbnoteDemo2"));
    vault.write("notes/mixed/c.md", note("C", "kbnoteDemo3"));
    vault.kbnote(["index", "mixed"]).success();
    let by_date = vault.read("notes/mixed/mixed.md");
    let sections: Vec<&str> = by_date.split("### ").collect();
    let turned = format!(
        "{}### {}\n\n### {}\n### {}",
        sections[0],
        sections[3].trim_end(),
        sections[2].trim_end(),
        sections[1]
    );
    vault.write("notes/mixed/mixed.md", &turned);
    vault.kbnote(["index", "mixed"]).success();
    assert_eq!(
        vault.read("notes/mixed/mixed.md"),
        turned,
        "they stand where the author put them"
    );
    vault.kbnote(["index", "mixed", "--by", "date"]).success();
    let sorted = vault.read("notes/mixed/mixed.md");
    let order = |text: &str| {
        let headings = text.lines().filter(|line| line.starts_with("###"));
        headings.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(order(&sorted), order(&by_date));
    vault
        .kbnote(["index", "--by", "date", "--check", "mixed"])
        .success();
}

#[test]
fn json_lists_the_updated_index_notes() {
    let vault = vault();
    let document = vault
        .kbnote(["--json", "index", "fieldnotes"])
        .success()
        .json();
    assert_eq!(document["schema"], "kbnote.index/1");
    let channel = &document["channels"][0];
    assert_eq!(channel["path"], INDEX);
    assert_eq!(channel["added"], serde_json::json!(["fieldnotes/roosts"]));
    assert_eq!(
        (&channel["created"], &channel["changed"]),
        (&false.into(), &true.into())
    );
    let refused = vault.kbnote(["--json", "index", "nowhere"]).exits(3).json();
    assert_eq!(refused["error"]["kind"], "missing-channel");
}

#[test]
fn of_several_channels_those_that_there_are_are_done() {
    let vault = vault();
    let args = ["--json", "index", "nope", "fieldnotes"];
    let document = vault.kbnote(args).exits(1).json();
    let channels = &document["channels"];
    assert_eq!(channels[0]["channel"], "nope");
    assert_eq!(channels[0]["error"]["kind"], "missing-channel");
    assert_eq!(
        channels[1]["added"],
        serde_json::json!(["fieldnotes/roosts"])
    );
    assert!(vault.read(INDEX).contains("roosts"));
    let run = vault.kbnote(["index", "nope", "fieldnotes"]).exits(1);
    assert!(run.stderr.contains("no channel `nope`"), "{}", run.seen());
}

#[test]
fn a_name_that_no_link_can_hold_is_named_and_the_others_listed() {
    let vault = TestVault::shipped();
    for name in ["C# basics", "[2024] talk", "A|B", "plain"] {
        let text = format!("---\ntitle: Title of {name}\nvideoId: kbnoteDemo1\n---\n");
        vault.write(&format!("notes/talks/{name}.md"), text);
    }
    let run = vault.kbnote(["index", "talks"]).exits(1);
    let index = vault.read("notes/talks/talks.md");
    assert!(index.contains("[[plain"), "{index}");
    for name in ["C# basics", "[2024] talk", "A|B"] {
        let named = format!("notes/talks/{name}.md was not listed");
        assert!(run.stderr.contains(&named), "{}", run.stderr);
        assert!(!index.contains(name), "{index}");
    }
    let json = vault.kbnote(["--json", "index", "talks"]).exits(1).json();
    assert_eq!(
        json["channels"][0]["unlinkable"].as_array().map(Vec::len),
        Some(3)
    );
}

#[test]
fn notes_that_cannot_be_read_are_named() {
    let vault = TestVault::shipped();
    let text: Vec<u8> = "---\nvideoId: kbnoteDemo1\n---\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vault.write("notes/fieldnotes/old.md", &text);
    for command in ["index", "list"] {
        let run = vault.kbnote([command]).exits(1);
        assert!(
            run.stderr.contains("notes/fieldnotes/old.md is in UTF-16"),
            "{}",
            run.stderr
        );
        let json = vault.kbnote(["--json", command]).exits(1).json();
        assert_eq!(json["errors"][0]["kind"], "encoding");
    }
    vault.kbnote(["index", "slowoven"]).success();
}
