//! Every rule's example is true: its bad side is found, by that rule, and its good side is not; what
//! is said to be repaired is.

use kbnote_check::{CheckContext, Example, Levels, Rule, StoredVideo, check, repair, rules};
use kbnote_core::Timestamp;
use kbnote_note::{LinkPaths, Note, Resolver};

/// A small vault for the examples.
const NAMES: [&str; 7] = [
    "birds/birds",
    "birds/this_note",
    "birds/reed_beds",
    "birds/north/winter_counts",
    "birds/roost_sites",
    "coast/tide_tables",
    "lakes/tide_tables",
];

fn resolver() -> Resolver {
    Resolver::new(NAMES, LinkPaths::Shortest)
}

fn surroundings(resolver: &Resolver) -> CheckContext<'_> {
    CheckContext {
        name: Some("birds/this_note"),
        video: Some(StoredVideo {
            is_stored: true,
            end: Some(Timestamp::from_secs(24 * 60)),
        }),
        resolver: Some(resolver),
        ..CheckContext::default()
    }
}

/// The note of an example; none where it is told in words.
fn note(example: Example, text: &str) -> Option<Note> {
    match example {
        Example::Body { .. } => Some(Note::parse(format!(
            "---\ntitle: This note\nvideoId: kbnoteDemo1\n---\n\n{text}"
        ))),
        Example::Note { .. } => Some(Note::parse(text)),
        _ => None,
    }
}

/// What is found, but for a file name that is not the title's: the examples of the front matter have
/// titles of their own.
fn codes(note: &Note) -> Vec<&'static str> {
    let resolver = resolver();
    let found = check(note, &surroundings(&resolver), &Levels::default());
    let codes = found.iter().map(|finding| finding.rule.code);
    codes.filter(|code| *code != "KB401").collect()
}

#[test]
fn the_bad_example_is_found_and_the_good_one_is_not() {
    for rule in rules::ALL {
        let (bad, good) = rule.example.pair();
        let (Some(bad), Some(good)) = (note(rule.example, bad), note(rule.example, good)) else {
            continue;
        };
        assert_eq!(codes(&bad), [rule.code], "{}: {}", rule.code, bad.text());
        let left = codes(&good);
        assert!(
            left.is_empty(),
            "{}: {left:?} in {}",
            rule.code,
            good.text()
        );
    }
}

#[test]
fn announced_repairs_are_made() {
    let resolver = resolver();
    for rule in rules::ALL {
        let (bad, good) = rule.example.pair();
        let (Some(bad), Some(good)) = (note(rule.example, bad), note(rule.example, good)) else {
            continue;
        };
        // Which of two times is meant is settled in some cases only, not in the one shown.
        if !rule.repairs || rule.code == "KB204" {
            continue;
        }
        let repaired = repair(bad, &surroundings(&resolver), &Levels::default());
        assert_eq!(repaired.note.text(), good.text(), "{}", rule.code);
    }
}

#[test]
fn codes_and_names_are_each_there_once_and_in_order() {
    let codes: Vec<_> = rules::ALL.iter().map(|rule: &&Rule| rule.code).collect();
    assert!(codes.is_sorted_by(|a, b| a < b), "{codes:?}");
    for rule in rules::ALL {
        assert_eq!(rules::find(rule.name).unwrap().code, rule.code);
        assert!(
            rule.what.ends_with('.') && rule.why.ends_with('.'),
            "{}",
            rule.code
        );
    }
}
