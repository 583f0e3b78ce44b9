//! Vaults of Obsidian and Quartz that have no settings of kbnote, or are larger than its folder of notes.

use crate::support::TestVault;

fn note(title: &str, body: &str) -> String {
    format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{body}\n")
}

/// A vault of Obsidian with its notes at the root.
fn flat() -> TestVault {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write("roosts.md", note("Roosts", "Reeds are dry."));
    vault.write("coast/tides.md", note("Tides", "See [[roosts]]."));
    for other in [
        "templates/t.md",
        ".trash/old.md",
        "transcripts/x.md",
        "drafts/d.md",
    ] {
        vault.write(other, "See [[roosts]] and [[gone]].\n");
    }
    vault
}

fn codes(vault: &TestVault) -> Vec<String> {
    let document = vault.kbnote(["--json", "check"]).json();
    let findings = document["findings"].as_array().expect("findings").iter();
    let link_findings = findings.filter(|finding| finding["code"].as_str() > Some("KB3"));
    let shown = link_findings.map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
        format!("{} {}", text("code"), text("path"))
    });
    shown.filter(|shown| shown.starts_with("KB30")).collect()
}

#[test]
fn notes_at_the_root_of_an_obsidian_vault_are_notes() {
    let vault = flat();
    assert_eq!(codes(&vault), [""; 0]);
    let notes = vault.kbnote(["--json", "check"]).json();
    assert_eq!(notes["notes"], 2);
    let renamed = vault.kbnote(["rename", "roosts.md", "Dusk"]).success();
    assert!(renamed.stderr.contains("4 links"), "{}", renamed.stderr);
    assert!(vault.read("coast/tides.md").contains("[[dusk]]"));
    assert!(vault.read("drafts/d.md").contains("[[dusk]]"));
    assert!(vault.read("templates/t.md").contains("[[dusk]]"));
    assert!(vault.read(".trash/old.md").contains("[[roosts]]"));
    vault.kbnote(["search", "reeds"]).exits(3);
    vault.kbnote(["list"]).success();
    vault.kbnote(["links", "coast/tides.md"]).success();
    vault.kbnote(["undo"]).success();
    assert!(vault.read("drafts/d.md").contains("[[roosts]]"));
}

#[test]
fn the_notes_of_a_quartz_site_are_in_its_content_folder() {
    let vault = TestVault::empty();
    vault.write("quartz.config.ts", "");
    vault.write("docs/roosts.md", "[[roosts]]");
    vault.write("content/birds/roosts.md", note("Roosts", "Reeds."));
    vault.write("content/index.md", "[[roosts]]\n");
    vault
        .kbnote(["rename", "content/birds/roosts.md", "Dusk"])
        .success();
    assert_eq!(vault.read("content/index.md"), "[[dusk]]\n");
    assert_eq!(vault.read("docs/roosts.md"), "[[roosts]]");
}

/// A vault of Obsidian that holds more than the folder of the notes.
fn larger() -> TestVault {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write("notes/birds/roosts.md", note("Roosts", "Reeds are dry."));
    vault.write(
        "notes/coast/tides.md",
        "---\ntitle: Tides\nvideoId: kbnoteDemo1\nup: \"[[notes/birds/roosts]]\"\n---\n\n\
         [[notes/birds/roosts#Reeds|x]] [y](/notes/birds/roosts.md) [z](../../notes/birds/roosts.md) \
         [w](./../birds/../birds/roosts.md) [[daily/monday]]\n",
    );
    vault.write(
        "daily/monday.md",
        "[[roosts]] [x](../notes/birds/roosts.md) [y](../roosts.md)\n",
    );
    vault.write("notes/drafts/d.md", "[[roosts]] [x](../birds/roosts.md)\n");
    vault.write(
        "boards/b.canvas",
        r#"{"nodes":[{"text":"[x](notes/birds/roosts.md) [y](../notes/birds/roosts.md) [[notes/birds/roosts]]"}]}"#,
    );
    vault
}

#[test]
fn paths_from_the_root_of_an_obsidian_vault_lead_to_notes() {
    let vault = larger();
    assert_eq!(
        codes(&vault),
        ["KB303 notes/coast/tides.md"],
        "the path with dots"
    );
    let files = [
        "notes/coast/tides.md",
        "notes/drafts/d.md",
        "boards/b.canvas",
    ];
    let before = files.map(|file| vault.read(file));
    let run = vault
        .kbnote(["rename", "notes/birds/roosts.md", "Dusk"])
        .success();
    assert!(run.stderr.contains("13 links rewritten"), "{}", run.stderr);
    for (file, before) in files.iter().zip(before) {
        assert_eq!(vault.read(file), before.replace("roosts", "dusk"), "{file}");
    }
    assert_eq!(
        vault.read("daily/monday.md"),
        "[[dusk]] [x](../notes/birds/dusk.md) [y](../dusk.md)\n"
    );
}

#[test]
fn a_name_that_a_file_outside_has_too_is_not_rewritten_there() {
    let vault = larger();
    vault.write("daily/Roosts.md", "Another.\n");
    let before = vault.read("daily/monday.md");
    let run = vault.kbnote(["--json", "rename", "notes/birds/roosts.md", "Dusk"]);
    let document = run.success().json();
    assert_eq!(vault.read("daily/monday.md"), before);
    let left = document["left"].as_array().expect("links left");
    let in_daily = left.iter().filter(|link| link["path"] == "daily/monday.md");
    assert_eq!(in_daily.count(), 3, "{document}");
}

#[test]
fn notes_are_linked_by_their_aliases() {
    let vault = TestVault::empty();
    vault.write(".obsidian/app.json", "{}");
    vault.write(
        "Phragmites.md",
        "---\ntitle: Phragmites\naliases: [reed beds]\n---\n\nTall grass.\n",
    );
    let walk = "---\ntitle: A walk\n---\n\nThey roost in the reed beds at dusk.\n";
    vault.write("Walk.md", walk);
    vault.kbnote(["links", "--apply", "Walk.md"]).success();
    assert!(
        vault
            .read("Walk.md")
            .contains("the [[Phragmites | reed beds]] at dusk"),
        "{}",
        vault.read("Walk.md")
    );
    let settled = vault.read("Walk.md");
    vault.kbnote(["links", "--apply", "Walk.md"]).success();
    assert_eq!(vault.read("Walk.md"), settled);

    // A note whose links were decided on is looked at again once another note gets an alias.
    let other = "---\ntitle: Water\n---\n\nFloods follow the spring tide there.\n";
    vault.write("Water.md", other);
    vault.write("Syzygy.md", "---\ntitle: Syzygy\n---\n\nMoon and sun.\n");
    vault.kbnote(["links", "--apply", "Water.md"]).success();
    assert_eq!(vault.read("Water.md"), other);
    vault.write(
        "Syzygy.md",
        "---\ntitle: Syzygy\naliases:\n- spring tide\n---\n\nMoon and sun.\n",
    );
    vault.kbnote(["links", "--apply", "Water.md"]).success();
    assert!(
        vault.read("Water.md").contains("[[Syzygy | spring tide]]"),
        "{}",
        vault.read("Water.md")
    );
}
