//! What the two renderers make of links, case by case.

use proptest::prelude::*;

use super::*;
use crate::SlugRule;

const NAMES: [&str; 10] = [
    "coast/coast",
    "coast/tide_tables",
    "coast/index",
    "birds/birds",
    "birds/Winter counts",
    "birds/roosts & reeds",
    "birds/intro",
    "coast/intro",
    "coast/deep/notes",
    "top",
];

fn resolved(target: &str, from: &str, paths: LinkPaths) -> (String, String) {
    let resolver = Resolver::with_files(NAMES, ["coast/map.png"], paths);
    let found = resolver.resolve(target, from);
    let told = |outcome: &Outcome| match outcome {
        Outcome::Missing => "-".to_owned(),
        Outcome::File => "file".to_owned(),
        Outcome::Note(note) => NAMES[*note].to_owned(),
        Outcome::Ambiguous(notes) => {
            let names: Vec<_> = notes.iter().map(|&note| NAMES[note]).collect();
            names.join(" or ")
        }
    };
    (told(&found.quartz), told(&found.obsidian))
}

#[track_caller]
fn assert_resolved(target: &str, from: &str, quartz: &str, obsidian: &str) {
    let found = resolved(target, from, LinkPaths::Shortest);
    assert_eq!(
        (found.0.as_str(), found.1.as_str()),
        (quartz, obsidian),
        "{target}"
    );
}

#[test]
fn a_base_name_that_is_unique_leads_there_from_anywhere() {
    assert_resolved(
        "tide_tables",
        "birds/birds",
        "coast/tide_tables",
        "coast/tide_tables",
    );
    assert_resolved(" notes ", "top", "coast/deep/notes", "coast/deep/notes");
    assert_resolved(
        "tide_tables.md",
        "top",
        "coast/tide_tables",
        "coast/tide_tables",
    );
    assert_resolved("map.png", "top", "file", "file");
    assert_resolved("nothing", "top", "-", "-");
}

#[test]
fn case_matters_to_quartz_alone() {
    assert_resolved("Tide_Tables", "top", "-", "coast/tide_tables");
    assert_resolved("COAST/tide_tables", "top", "-", "coast/tide_tables");
}

#[test]
fn quartz_makes_slugs_of_names_and_targets() {
    assert_resolved(
        "Winter counts",
        "top",
        "birds/Winter counts",
        "birds/Winter counts",
    );
    assert_resolved("Winter-counts", "top", "birds/Winter counts", "-");
    assert_resolved(
        "roosts & reeds",
        "top",
        "birds/roosts & reeds",
        "birds/roosts & reeds",
    );
    assert_resolved("roosts%20&%20reeds", "top", "birds/roosts & reeds", "-");
}

#[test]
fn the_same_folder_wins_in_obsidian_alone() {
    assert_resolved(
        "intro",
        "coast/tide_tables",
        "birds/intro or coast/intro",
        "coast/intro",
    );
    assert_resolved(
        "intro",
        "top",
        "birds/intro or coast/intro",
        "birds/intro or coast/intro",
    );
    assert_resolved("coast/intro", "birds/birds", "coast/intro", "coast/intro");
    assert_resolved("deep/notes", "birds/birds", "-", "coast/deep/notes");
}

#[test]
fn a_path_from_the_root_is_one_for_both() {
    assert_resolved("/birds/intro", "coast/coast", "birds/intro", "birds/intro");
    assert_resolved("/intro", "coast/coast", "birds/intro or coast/intro", "-");
    assert_resolved("top", "coast/coast", "top", "top");
}

#[test]
fn dots_lead_up_in_obsidian_and_to_the_root_in_quartz() {
    assert_resolved(
        "../birds/intro",
        "coast/coast",
        "birds/intro",
        "birds/intro",
    );
    assert_resolved(
        "./intro",
        "birds/birds",
        "birds/intro or coast/intro",
        "birds/intro",
    );
    for target in ["../../birds/intro", "../../birds/intro.md"] {
        assert_resolved(target, "coast/deep/notes", "birds/intro", "birds/intro");
    }
}

#[test]
fn dots_inside_a_path_are_resolved() {
    for target in [
        "./../birds/../birds/intro.md",
        "../coast/./../birds/intro",
        "..//birds/intro.md",
        "birds/deep/../intro.md",
        "/coast/../birds/intro",
        "../../../birds/intro",
    ] {
        let found = resolved(target, "coast/coast", LinkPaths::Shortest);
        assert_eq!(found.1, "birds/intro", "{target}");
    }
}

#[test]
fn obsidian_follows_paths_from_the_root_of_a_larger_vault() {
    let resolver = |is_in_obsidian| {
        let folder = NotesFolder {
            path: "My/notes/".to_owned(),
            is_in_obsidian,
        };
        Resolver::new(NAMES, LinkPaths::Shortest).with_folder(&folder)
    };
    let found = |resolver: &Resolver, target: &str, from: &str| {
        let found = resolver.resolve(target, from).obsidian;
        found.note().map(|note| NAMES[note])
    };
    let vault = resolver(true);
    for (target, from) in [
        ("My/notes/birds/intro", "top"),
        ("my/notes/birds/intro.md", "coast/coast"),
        ("/My/notes/birds/intro", "coast/coast"),
        ("../birds/intro", "coast/coast"),
        ("../../notes/birds/intro", "coast/coast"),
        ("../../../My/notes/birds/intro", "coast/coast"),
        ("../notes/birds/intro", "../daily/monday"),
        ("./notes/birds/intro", "../board"),
        ("birds/intro", "../board"),
        ("intro", "birds/birds"),
    ] {
        assert_eq!(found(&vault, target, from), Some("birds/intro"), "{target}");
    }
    assert_eq!(found(&vault, "Your/notes/birds/intro", "top"), None);
    assert_eq!(found(&resolver(false), "My/notes/birds/intro", "top"), None);
    let renamed = vault.renamed(6, "birds/start");
    let found = renamed.resolve("My/notes/birds/start", "top").obsidian;
    assert_eq!(found, Outcome::Note(6));
    for (target, is_vault_path) in [
        (" My/notes/x", true),
        ("/my/notes/x.md", true),
        ("../../notes/x", true),
        ("../../../My/notes/x", true),
        ("notes/x", false),
        ("../birds/x", false),
    ] {
        assert_eq!(vault.is_vault_path(target), is_vault_path, "{target}");
    }
}

#[test]
fn a_folder_has_the_page_that_is_its_index() {
    assert_resolved("coast/index", "top", "coast/coast", "coast/index");
    let found = resolved("coast/", "top", LinkPaths::Absolute);
    assert_eq!(found.0, "coast/index");
}

#[test]
fn an_alias_is_a_page_of_quartz_alone() {
    let aliases = [
        (1, "Tide charts"),
        (3, "intro"),
        (8, "deep notes"),
        (9, "top"),
    ];
    let resolver = Resolver::new(NAMES, LinkPaths::Shortest).with_aliases(aliases);
    let resolve = |target: &str| resolver.resolve(target, "birds/birds");
    let charts = resolve("Tide charts");
    assert_eq!(
        (charts.quartz, charts.obsidian),
        (Outcome::Note(1), Outcome::Missing)
    );
    assert_eq!(
        resolve("tide charts").quartz,
        Outcome::Missing,
        "case matters"
    );
    assert_eq!(
        resolve("intro").quartz,
        Outcome::Note(3),
        "its page is at the root"
    );
    assert_eq!(resolve("top").agreed(), Some(9), "an alias like the name");
    assert_eq!(resolver.target_of(7), "coast/intro");
    let renamed = resolver.renamed(1, "coast/tides");
    assert_eq!(
        renamed.resolve("Tide charts", "top").quartz,
        Outcome::Note(1)
    );
    assert_eq!(renamed.resolve("tides", "top").agreed(), Some(1));
    assert_eq!(renamed.resolve("tide_tables", "top").agreed(), None);
}

#[test]
fn a_folder_without_an_index_note_has_a_page_in_quartz() {
    assert_resolved("birds/", "top", "birds/birds", "-");
    assert_resolved("coast/deep/", "top", "file", "-");
    assert_resolved("deer/", "top", "-", "-");
}

#[test]
fn paths_may_be_set_to_be_absolute_or_relative() {
    assert_eq!(resolved("intro", "coast/coast", LinkPaths::Absolute).0, "-");
    assert_eq!(resolved("top", "coast/coast", LinkPaths::Absolute).0, "top");
    assert_eq!(
        resolved("intro", "coast/coast", LinkPaths::Relative).0,
        "coast/intro"
    );
    assert_eq!(
        resolved("../birds/intro", "coast/coast", LinkPaths::Relative).0,
        "birds/intro"
    );
    assert_eq!(
        resolved("../../x", "coast/coast", LinkPaths::Relative).0,
        "-"
    );
}

#[test]
fn an_empty_target_is_the_note_itself() {
    assert_resolved("", "birds/intro", "birds/intro", "birds/intro");
    assert_resolved("", "elsewhere", "-", "-");
}

#[test]
fn an_address_is_not_a_note() {
    assert_resolved("https://example.org/top", "top", "-", "-");
    assert_resolved("Birds: top", "top", "-", "-");
}

#[test]
fn the_target_of_a_note_is_as_short_as_can_be() {
    let resolver = Resolver::new(NAMES, LinkPaths::Shortest);
    let target = |name| resolver.target_of(resolver.note_of_name(name).unwrap());
    assert_eq!(target("coast/tide_tables"), "tide_tables");
    assert_eq!(target("coast/intro"), "coast/intro");
    assert_eq!(resolver.notes_of_base_name("INTRO"), [6, 7]);
}

#[test]
fn near_misses_are_found() {
    let resolver = Resolver::new(NAMES, LinkPaths::Shortest);
    let near = |target| resolver.near_miss(target, "top", SlugRule::Transliterate);
    assert_eq!(near("Tide tables"), Some(NearMiss::Slug(1)));
    assert_eq!(near("coast/Tide tables"), Some(NearMiss::Slug(1)));
    assert_eq!(near("TIDE_tables"), Some(NearMiss::Case(1)));
    assert_eq!(near("tide_tables"), None);
    assert_eq!(near("Intro"), None, "two notes have that name");
    let resolver = Resolver::new(["tools/coda_io"], LinkPaths::Shortest);
    let near = resolver.near_miss("coda.io", "top", SlugRule::Transliterate);
    assert_eq!(near, Some(NearMiss::Slug(0)));
}

fn any_name() -> impl Strategy<Value = String> {
    "[aAbé .&%?/-]{1,6}".prop_map(|name| {
        let parts = name.split('/').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty() && !part.starts_with('.'));
        parts.collect::<Vec<_>>().join("/")
    })
}

proptest! {
    #[test]
    fn nothing_panics(names in prop::collection::btree_set(any_name(), 0..8), target in ".{0,8}",
                      from in any_name()) {
        let resolver = Resolver::new(names, LinkPaths::Shortest);
        let _ = resolver.resolve(&target, &from);
        let _ = resolver.near_miss(&target, &from, SlugRule::Ascii);
    }

    #[test]
    fn a_note_is_found_by_its_target(names in prop::collection::btree_set("[a-c]{1,2}(/[a-c]{1,2}){0,2}", 1..12),
                                     from in "[a-c]/[a-c]") {
        let names: Vec<String> = names.into_iter().collect();
        let resolver = Resolver::new(names.clone(), LinkPaths::Shortest);
        for (note, name) in names.iter().enumerate() {
            let target = resolver.target_of(note);
            prop_assert_eq!(resolver.resolve(target, &from).agreed(), Some(note), "{}", target);
            prop_assert_eq!(resolver.note_of_name(name), Some(note));
        }
    }
}
