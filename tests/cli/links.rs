//! `kbnote links`: suggestions listed and written.

use crate::support::TestVault;

fn vault() -> TestVault {
    let vault = TestVault::empty();
    let note = |title: &str, body: &str| {
        format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{body}\n")
    };
    vault.write(
        "notes/coast/tide_tables.md",
        note("Tide tables", "They list high water."),
    );
    vault.write(
        "notes/birds/winter_counts.md",
        note(
            "Winter counts",
            "A tide table says when waders roost. See `tide table` in code, and the tide tables.",
        ),
    );
    vault
}

const PATH: &str = "notes/birds/winter_counts.md";

#[test]
fn links_are_listed_with_their_reason_and_nothing_is_written() {
    let vault = vault();
    let before = vault.snapshot();
    insta::assert_snapshot!(vault.kbnote(["links", PATH]).success().seen());
    let document = vault.kbnote(["--json", "links", PATH]).success().json();
    assert_eq!(document["schema"], "kbnote.links/1");
    let suggestion = &document["notes"][0]["suggestions"][0];
    assert_eq!(
        (&suggestion["text"], &suggestion["target"]),
        (&"tide table".into(), &"tide_tables".into())
    );
    assert_eq!(vault.snapshot(), before);
}

#[test]
fn applied_links_stand_at_the_first_mention_only_and_only_once() {
    let vault = vault();
    vault.kbnote(["links", "--apply", "--check", PATH]).exits(1);
    vault.kbnote(["links", "--apply", "notes"]).success();
    let linked = vault.read(PATH);
    assert!(
        linked.contains("A [[tide_tables | tide table]] says when"),
        "{linked}"
    );
    assert!(
        linked.contains("See `tide table` in code, and the tide tables."),
        "{linked}"
    );
    vault
        .kbnote(["links", "--apply", "--check", "notes"])
        .success();
}

#[test]
fn drafts_are_no_notes() {
    let vault = vault();
    vault.write("notes/drafts/more.md", "A tide table once more.");
    let before = vault.read("notes/drafts/more.md");
    vault.kbnote(["links", "--apply", "notes"]).success();
    assert_eq!(vault.read("notes/drafts/more.md"), before);
}
