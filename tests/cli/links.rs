//! `kbnote links`: suggestions listed and written.

use std::fs;

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
fn a_link_that_was_removed_is_named_as_one_that_is_not_suggested_again() {
    let vault = vault();
    vault.kbnote(["links", "--apply", PATH]).success();
    let linked = vault.read(PATH);
    let without = linked.replace("[[tide_tables | tide table]]", "tide table");
    assert_ne!(linked, without);
    vault.write(PATH, without);
    let run = vault.kbnote(["links", PATH]).success();
    let named = "not suggested again, as you removed or rejected them: tide_tables\n";
    assert!(run.stderr.contains(named), "{}", run.seen());
}

#[test]
fn weaker_links_are_listed_but_only_strong_ones_are_marked_and_written() {
    let vault = dense_vault();
    let document = vault.kbnote(["--json", "links", "notes"]).success().json();
    let notes = document["notes"].as_array().into_iter().flatten();
    let all: Vec<(f64, bool)> = notes
        .flat_map(|note| note["suggestions"].as_array().into_iter().flatten())
        .map(|suggestion| {
            (
                suggestion["score"].as_f64().unwrap_or_default(),
                suggestion["apply"] == true,
            )
        })
        .collect();
    assert!(
        all.iter()
            .all(|(score, apply)| *score >= 0.3 && (*score >= 0.7 || !*apply)),
        "{all:?}"
    );
    let strong = all.iter().filter(|(_, apply)| *apply).count();
    assert!(strong > 0 && strong < all.len(), "{all:?}");
    let marked = vault.kbnote(["links", "notes"]).success().stdout;
    let lines = marked
        .lines()
        .filter(|line| line.contains(" +0.") && line.contains(" → "));
    assert_eq!(lines.count(), strong, "{marked}");
    assert!(marked.contains("  not written:\n"), "{marked}");
    assert!(marked.contains("  (its score is below 0.70)\n"), "{marked}");
    vault.kbnote(["links", "--apply", "notes"]).success();
    let links = |name: String| vault.read(&name).matches("[[").count();
    let files = fs::read_dir(vault.path("notes/coast"))
        .expect("notes")
        .flatten();
    let written = files.map(|file| links(format!("notes/coast/{}", file.file_name().display())));
    assert_eq!(written.sum::<usize>(), strong);
}

/// Notes with one long title, and one that mentions a word of it where every sign speaks for a link.
fn vault_with_a_common_word() -> TestVault {
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "");
    let transcript = "transcripts/kbnoteDemo1.json";
    vault.write(transcript, TestVault::shipped().read(transcript));
    let note = |name: &str, title: &str, body: &str| {
        let text = format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{body}\n");
        vault.write(&format!("notes/coast/{name}.md"), text);
    };
    note(
        "starlings_at_dusk",
        "Starlings at dusk",
        "They come in to roost.",
    );
    for name in ["one", "two", "three"] {
        let body = "See [[starlings_at_dusk | starlings]]. The flock is counted.";
        note(name, &format!("Flock {name}"), body);
    }
    let text = "There are starlings. The starlings are counted, and starlings roost.";
    note("counts", "Counting flocks", text);
    vault
}

const WITH_A_COMMON_WORD: &str = "notes/coast/counts.md";

#[test]
fn a_common_word_of_a_longer_title_is_listed_and_written_only_on_demand() {
    let vault = vault_with_a_common_word();
    let links = |more: &[&str]| {
        let args = ["--json", "links", WITH_A_COMMON_WORD];
        let document = vault.kbnote(args.iter().chain(more)).success().json();
        let suggestions = document["notes"][0]["suggestions"].as_array().cloned();
        let mut suggestions = suggestions.unwrap_or_default().into_iter();
        let found = suggestions.find(|suggestion| suggestion["target"] == "starlings_at_dusk");
        found.expect("a suggestion")
    };
    let suggestion = links(&[]);
    assert!(suggestion["score"].as_f64() >= Some(0.7), "{suggestion}");
    assert_eq!(suggestion["apply"], false);
    assert_eq!(suggestion["why_not"], "one common word of a longer title");
    let before = vault.read(WITH_A_COMMON_WORD);
    vault.kbnote(["links", "--apply", "notes"]).success();
    let only = ["--only", "links"];
    vault
        .kbnote(["regen", "notes"].iter().chain(&only))
        .success();
    let accept = ["review", "--accept-all", "notes"];
    vault.kbnote(accept.iter().chain(&only)).success();
    assert_eq!(vault.read(WITH_A_COMMON_WORD), before);
    vault.write(
        "draft.md",
        "There are starlings. The starlings are counted, and starlings roost.",
    );
    let new = [
        "new",
        "kbnoteDemo1",
        "--draft",
        "draft.md",
        "--title",
        "A draft",
    ];
    let made = vault.kbnote(["--json"].iter().chain(&new)).success().json();
    let made = vault.read(made["path"].as_str().expect("a path"));
    assert!(!made.contains("[[starlings_at_dusk"), "{made}");
    let on_demand = links(&["--min-score", "0.5"]);
    assert_eq!(
        (&on_demand["apply"], &on_demand["why_not"]),
        (&true.into(), &().into())
    );
    let on_demand = ["links", "--apply", "--min-score", "0.5", WITH_A_COMMON_WORD];
    vault.kbnote(on_demand).success();
    assert!(
        vault
            .read(WITH_A_COMMON_WORD)
            .contains("[[starlings_at_dusk | starlings]]")
    );
}

#[test]
fn links_are_applied_once_and_only_at_the_first_mention() {
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
fn a_note_from_standard_input_is_not_linked_to_itself() {
    let vault = vault();
    let note =
        "---\ntitle: Tide tables\nvideoId: kbnoteDemo1\n---\n\nTide tables list high water.\n";
    let args = ["links", "--apply", "-"];
    let linked = vault.kbnote_reading(args, note).success().stdout;
    assert_eq!(linked, note);
    let on_another = note.replace("kbnoteDemo1", "kbnoteDemo2");
    let linked = vault.kbnote_reading(args, &on_another).success().stdout;
    assert!(linked.contains("[[tide_tables"), "{linked}");
}

#[test]
fn drafts_are_no_notes() {
    let vault = vault();
    vault.write("notes/drafts/more.md", "A tide table once more.");
    let before = vault.read("notes/drafts/more.md");
    vault.kbnote(["links", "--apply", "notes"]).success();
    assert_eq!(vault.read("notes/drafts/more.md"), before);
}

/// A score at which many links of [`dense_vault`] are written.
const WEAK: [&str; 2] = ["--min-score", "0.5"];

/// Notes whose links make other links likelier: a look that knows nothing of the last finds more.
fn dense_vault() -> TestVault {
    dense_vault_of(8)
}

fn dense_vault_of(notes: usize) -> TestVault {
    let words = [
        "reed", "tide", "gull", "marsh", "dune", "heron", "eel", "creek", "sluice", "otter",
        "kelp", "plover",
    ];
    let word = |n: usize| words[n % words.len()];
    let vault = TestVault::empty();
    vault.write("kbnote.toml", "");
    let transcript = "transcripts/kbnoteDemo1.json";
    vault.write(transcript, TestVault::shipped().read(transcript));
    for i in 0..notes {
        let (first, second) = (word(i), word(i * 5 + 1));
        let sentence = |k: usize| {
            let (a, b, c) = (word(i + k * 2), word(i * 3 + k * 5 + 2), word(i * 7 + k));
            format!("The {a} {b} lies by the {c}.")
        };
        let body: Vec<String> = (0..4).map(sentence).collect();
        let (title, body) = (format!("{first} {second}"), body.join(" "));
        vault.write(
            &format!("notes/coast/{}.md", name_of(first, second, i)),
            format!("---\ntitle: {title}\nvideoId: kbnoteDemo1\n---\n\n{body}\n"),
        );
    }
    vault
}

/// Names that repeat are told apart.
fn name_of(first: &str, second: &str, number: usize) -> String {
    match number / 12 {
        0 => format!("{first}_{second}"),
        round => format!("{first}_{second}_{round}"),
    }
}

/// How many links would be written into the notes.
fn suggested(vault: &TestVault, more: &[&str]) -> usize {
    let args = ["--json", "links", "notes"].iter().chain(more);
    let document = vault.kbnote(args).success().json();
    let notes = document["notes"].as_array().into_iter().flatten();
    let suggestions = notes.flat_map(|note| note["suggestions"].as_array().into_iter().flatten());
    suggestions
        .filter(|suggestion| suggestion["apply"] == true)
        .count()
}

#[test]
fn links_that_were_written_bring_no_others_after_them() {
    let vault = dense_vault();
    vault
        .kbnote(["links", "--apply", "--min-score", "0.5", "notes"])
        .success();
    let written = vault.snapshot();
    assert_eq!(suggested(&vault, &WEAK), 0);
    for again in [&["links", "--apply"][..], &["regen", "--only", "links"]] {
        vault.kbnote(again.iter().chain(&["notes"])).success();
        assert_eq!(vault.snapshot(), written, "{again:?}");
    }
    fs::remove_file(vault.path(".kbnote/cache/links.seen")).unwrap();
    assert!(
        suggested(&vault, &WEAK) > 0,
        "the vault is too plain to tell"
    );
}

#[test]
fn links_that_regen_wrote_bring_no_others_after_them() {
    let vault = dense_vault();
    vault
        .kbnote(["regen", "--only", "links", "notes"])
        .success();
    let written = vault.snapshot();
    vault
        .kbnote(["regen", "--only", "links", "notes"])
        .success();
    vault.kbnote(["links", "--apply", "notes"]).success();
    assert_eq!(vault.snapshot(), written);
}

#[test]
fn weaker_links_new_words_new_titles_and_undone_links_are_reconsidered() {
    let vault = dense_vault();
    let path = "notes/coast/tide_eel.md";
    let before = suggested(&vault, &WEAK);
    vault
        .kbnote(["links", "--apply", "--min-score", "0.5", "notes"])
        .success();
    assert!(suggested(&vault, &["--min-score", "0.2"]) > 0);
    let linked = vault.read(path);
    let more = linked.clone() + "\nA heron gull was seen, and a reed tide.\n";
    vault.write(path, more);
    assert!(suggested(&vault, &WEAK) > 0);
    vault.write(path, &linked);
    assert_eq!(suggested(&vault, &WEAK), 0);
    vault.write(path, linked.replace("title: tide eel", "title: gull creek"));
    assert!(suggested(&vault, &WEAK) > 0);
    vault.write(path, &linked);
    vault.kbnote(["undo"]).success();
    assert_eq!(suggested(&vault, &WEAK), before);
}

#[test]
fn whatever_is_stored_of_the_notes_the_links_are_those_of_all_read_anew() {
    const CACHE: &str = ".kbnote/cache";
    const FACTS: &str = ".kbnote/cache/links.facts";
    let vault = dense_vault_of(48);
    let links = || vault.kbnote(["--json", "links", "notes"]).success().stdout;
    let afresh = || {
        fs::remove_dir_all(vault.path(CACHE)).expect("caches removed");
        links()
    };
    let first = links();
    assert_eq!(links(), first, "all is as it was");
    let facts = fs::read(vault.path(FACTS)).expect("facts stored");
    let path = "notes/coast/tide_eel.md";
    let edited = vault
        .read(path)
        .replace("lies by", "grows where kelp was, by");
    vault.write(
        path,
        edited + "\nSee [[heron_gull|the heron]] and the dune otter.\n",
    );
    vault.write(
        "notes/coast/new.md",
        "---\ntitle: Kelp heron\n---\n\nA kelp heron by the creek.\n",
    );
    fs::remove_file(vault.path("notes/coast/gull_plover_1.md")).expect("a note removed");
    let with = links();
    assert_ne!(with, first);
    assert_eq!(
        fs::read(vault.path(FACTS)).ok(),
        Some(facts.clone()),
        "a few changes are not stored"
    );
    assert_eq!(afresh(), with, "what was stored was behind");
    for damaged in [&facts[..facts.len() / 2], b"something else", b""] {
        fs::remove_file(vault.path(".kbnote/cache/links.idx")).expect("an index stored");
        vault.write(FACTS, damaged);
        assert_eq!(links(), with, "{} bytes of facts", damaged.len());
    }
    fs::remove_file(vault.path(".kbnote/cache/links.idx")).expect("an index stored");
    vault.write(FACTS, &facts);
    assert_eq!(links(), with, "facts of old notes");
}
