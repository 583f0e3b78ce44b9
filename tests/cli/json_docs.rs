//! crates/kbnote/JSON.md is true: every key that is printed is described there.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::fetch::geese;
use crate::playlist::{PLAYLIST, gone, id, of, plays};
use crate::quote::{TALK, talk};
use crate::serve::Served;
use crate::support::{TestVault, repository};

/// The paths of all keys: `videos.tracks.id`.
fn keys(value: &Value, above: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let path = format!("{above}.{key}");
                keys(value, &path, found);
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, above, found)),
        _ => {}
    }
}

fn documented(schema: &str) -> BTreeSet<String> {
    let page = fs::read_to_string(repository().join("crates/kbnote/JSON.md"))
        .expect("crates/kbnote/JSON.md");
    let examples = page
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split("```").next());
    let mut found = BTreeSet::new();
    for example in examples {
        let example: Value = serde_json::from_str(example).expect("an example in JSON");
        if example["schema"] == schema {
            keys(&example, "", &mut found);
        }
    }
    found
}

#[track_caller]
fn assert_documented(document: &Value) {
    let schema = document["schema"].as_str().expect("a schema");
    let mut printed = BTreeSet::new();
    keys(document, "", &mut printed);
    let documented = documented(schema);
    let missing: Vec<_> = printed.difference(&documented).collect();
    assert!(
        missing.is_empty(),
        "{schema}: not in crates/kbnote/JSON.md: {missing:?}"
    );
}

#[test]
fn the_output_of_fetch_is_documented() {
    let server = of([plays(0), gone(1)]);
    let vault = TestVault::empty().with_youtube_at(server.url());
    let fetch = ["--json", "fetch", "--rate", "0"];
    assert_documented(
        &vault
            .kbnote(fetch.iter().chain(&[PLAYLIST]))
            .exits(1)
            .json(),
    );
    assert_documented(
        &vault
            .kbnote(fetch.iter().chain(&[id(1).as_str()]))
            .exits(3)
            .json(),
    );
    assert_documented(
        &vault
            .kbnote(fetch.iter().chain(&["--list", PLAYLIST]))
            .json(),
    );
    let stored = vault.read("transcripts/kbnote00000.json");
    let other = stored
        .replace("Walk 0", "Walk")
        .replace("low water", "slack water");
    vault.write("transcripts/kbnote00000.json", other);
    let again = vault.kbnote(fetch.iter().chain(&["--refetch", id(0).as_str()]));
    assert_documented(&again.success().json());
    let server = geese();
    let vault = vault.with_youtube_at(server.url());
    assert_documented(
        &vault
            .kbnote(fetch.iter().chain(&["--list", "kbnoteDemo1"]))
            .json(),
    );
}

#[test]
fn the_documentation_of_list_matches_its_output() {
    let vault = TestVault::shipped();
    vault.write(
        "notes/x/lacking.md",
        "---\nvideoId: kbnoteDemo9\n---\n\nText.\n",
    );
    let in_utf16: Vec<u8> = "See [[roosts]]."
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    vault.write("notes/x/old.md", in_utf16);
    let document = vault.kbnote(["list", "--json"]).exits(1).json();
    assert_documented(&document);
    let mut printed = BTreeSet::new();
    keys(&document, "", &mut printed);
    assert_eq!(documented("kbnote.list/1"), printed);
}

#[test]
fn the_documentation_of_search_matches_its_output() {
    let vault = TestVault::shipped();
    vault.write("transcripts/kbnoteDemo2.json", "{");
    let document = vault.kbnote(["search", "--json", "flock"]).exits(1).json();
    assert_documented(&document);
    let mut printed = BTreeSet::new();
    keys(&document, "", &mut printed);
    assert_eq!(documented("kbnote.search/1"), printed);
}

#[test]
fn the_documentation_of_clips_quotes_and_chapters_matches_their_output() {
    let vault = talk();
    let place = format!("{TALK}:8");
    for command in [
        &["quote", place.as_str(), "--insert", "--diff"][..],
        &["clips", TALK],
        &["chapters", TALK],
    ] {
        let document = vault
            .kbnote([&["--json"], command].concat())
            .success()
            .json();
        let mut printed = BTreeSet::new();
        keys(&document, "", &mut printed);
        let schema = document["schema"].as_str().expect("a schema");
        assert_eq!(documented(schema), printed, "{schema}");
    }
}

#[test]
fn the_documentation_of_serve_matches_its_answers() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let served = Served::start(&vault, &["--json", note]);
    let answers = [
        served.document.clone(),
        served.get(&format!("/api/note?path={note}")).json(),
        served.counted(),
    ];
    for document in answers {
        let mut printed = BTreeSet::new();
        keys(&document, "", &mut printed);
        let schema = document["schema"].as_str().expect("a schema");
        let mut documented = documented(schema);
        // What is in the blocks of a note is as deep as the note.
        for keys in [&mut documented, &mut printed] {
            keys.retain(|key| !key.starts_with(".content.inside."));
        }
        assert_eq!(documented, printed, "{schema}");
    }
    assert_documented(&served.get("/api/note?path=gone.md").json());
}

#[test]
fn the_output_of_check_is_documented() {
    let vault = TestVault::shipped();
    let note = "notes/x/faulty.md";
    vault.write(
        note,
        "---\ntitle: Faulty\nvideoId: kbnoteDemo1\n---\n\nDusk [00:00:42], [[gone]].\n",
    );
    assert_documented(&vault.kbnote(["check", "--json"]).exits(1).json());
    assert_documented(
        &vault
            .kbnote(["check", "--json", "gone.md", note])
            .exits(1)
            .json(),
    );
    let stdout = ["check", "--json", "--fix", "--stdout", note];
    assert_documented(&vault.kbnote(stdout).exits(1).json());
    assert_documented(&vault.kbnote(["check", "--json", "--explain", "all"]).json());
    let baseline = ["check", "--json", "--write-baseline", "accepted.json"];
    assert_documented(&vault.kbnote(baseline).success().json());
    let written = serde_json::from_str(&vault.read("accepted.json")).expect("JSON");
    assert_documented(&written);
}

#[test]
fn the_output_of_diff_and_review_is_documented() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let shorter = vault
        .read(note)
        .replacen("[00:00:33]</a>", "[00:00:34]</a>", 1);
    vault.write(
        "other.md",
        shorter
            .replacen("00:00:33", "00:00:34", 1)
            .replace("winter", "[[a]]"),
    );
    assert_documented(
        &vault
            .kbnote(["diff", "--json", note, "other.md"])
            .success()
            .json(),
    );
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>";
    vault.write(note, vault.read(note).replacen(anchor, "", 1));
    assert_documented(&vault.kbnote(["diff", "--json", note]).success().json());
    let reviewed = vault
        .kbnote(["review", "--json", "--accept-all", note])
        .success();
    assert_documented(&reviewed.json());
}

#[test]
fn the_output_of_regen_and_undo_is_documented() {
    let vault = TestVault::shipped();
    let note = "notes/fieldnotes/counting_birds_in_winter.md";
    let anchor = " <a class=\"yt-timestamp\" data-t=\"00:00:33\">[00:00:33]</a>";
    vault.write(note, vault.read(note).replacen(anchor, "", 1));
    let link = "[[the_sourdough_starter | sourdough starter]]";
    vault.write(
        note,
        vault.read(note).replacen(link, "sourdough starter", 1),
    );
    vault.write("notes/lost.md", "---\nvideoId: kbnoteDemo9\n---\n");
    let diff = ["--json", "regen", "--diff", "notes"];
    assert_documented(&vault.kbnote(diff).exits(1).json());
    assert_documented(&vault.kbnote(["--json", "regen", "notes"]).exits(1).json());
    assert_documented(&vault.kbnote(["--json", "undo", "--list"]).success().json());
    assert_documented(&vault.kbnote(["--json", "undo"]).success().json());
    assert_documented(&vault.kbnote(["--json", "redo"]).success().json());
}

#[test]
fn the_output_of_completions_and_man_is_documented() {
    let vault = TestVault::empty();
    for args in [
        ["completions", "fish"].as_slice(),
        &["man", "align"],
        &["man", "--dir", "man1"],
    ] {
        assert_documented(&vault.kbnote(["--json"].iter().chain(args)).success().json());
    }
}

#[test]
fn the_documentation_of_init_matches_its_output() {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "slug = 'ascii'\n");
    let document = vault.kbnote(["--json", "init"]).exits(5).json();
    let mut printed = BTreeSet::new();
    keys(&document, "", &mut printed);
    assert_eq!(documented("kbnote.init/1"), printed);
}
