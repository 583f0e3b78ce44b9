//! `kbnote serve`: what it keeps between requests never shows.

use kbnote_testkit::{Response, request};
use serde_json::{Value, json};

use crate::serve::Served;
use crate::support::TestVault;

const BIRDS: &str = "notes/fieldnotes/counting_birds_in_winter.md";
const CAPTIONS: &str = "transcripts/kbnoteDemo1.json";
const OTHER_CAPTIONS: &str = "transcripts/kbnoteDemo2.json";

/// What a page gets that has these captions.
fn note_for(served: &Served, path: &str, captions: &str) -> Response {
    let headers = [
        ("Host", served.host.as_str()),
        ("X-Kbnote-Token", &served.token),
        ("X-Kbnote-Captions", captions),
    ];
    let target = format!("/api/note?path={path}");
    request(&served.host, "GET", &target, &headers, b"")
}

fn name(recording: &Value) -> String {
    let name = recording["captions"].as_str();
    name.expect("a name of captions").to_owned()
}

#[test]
fn captions_that_a_page_has_are_not_sent_again() {
    let vault = TestVault::shipped();
    let text =
        vault.read(BIRDS) + "\n## kbnoteDemo2\n\nFrom: kbnoteDemo2\n\nDough is left to rise.\n";
    vault.write(BIRDS, text);
    let served = Served::start(&vault, &[]);
    let whole = served.note(BIRDS);
    assert!(
        !whole["others"][0]["cues"]
            .as_array()
            .expect("captions")
            .is_empty()
    );
    let (own, other) = (name(&whole), name(&whole["others"][0]));
    let (mut without_own, mut without_both) = (whole.clone(), whole.clone());
    without_own["cues"] = json!([]);
    without_both["cues"] = json!([]);
    without_both["others"][0]["cues"] = json!([]);
    for (known, expected) in [
        (String::new(), &whole),
        ("other,names".to_owned(), &whole),
        (own.clone(), &without_own),
        (format!("{other}, {own}"), &without_both),
    ] {
        assert_eq!(
            note_for(&served, BIRDS, &known).json(),
            *expected,
            "{known}"
        );
    }
    let stored = vault.read(CAPTIONS);
    vault.write(CAPTIONS, stored.replacen("Good morning", "Good evening", 1));
    let changed = note_for(&served, BIRDS, &format!("{own},{other}")).json();
    assert_ne!(name(&changed), own);
    assert_eq!(changed["cues"], served.note(BIRDS)["cues"]);
    assert!(
        changed["cues"][0]["text"]
            .as_str()
            .expect("a text")
            .starts_with("Good evening")
    );
    assert_eq!(changed["others"][0]["cues"], json!([]));
}

#[test]
fn after_any_change_a_note_is_shown_as_by_a_new_server() {
    let vault = TestVault::shipped();
    let served = Served::start(&vault, &[]);
    let original = vault.read(BIRDS);
    let (captions, other) = (vault.read(CAPTIONS), vault.read(OTHER_CAPTIONS));
    let two =
        format!("{original}\n## kbnoteDemo2\n\nFrom: kbnoteDemo2\n\nDough is left to rise.\n");
    let changes: [(&str, String); 9] = [
        (BIRDS, original.clone() + "\nIn spring they hide.\n"),
        (
            BIRDS,
            original.replace(
                "\n\n",
                "\n\nA new first sentence, which moves all others.\n\n",
            ),
        ),
        (BIRDS, original.clone()),
        (
            CAPTIONS,
            captions.replacen("Good morning", "Good evening", 1),
        ),
        (CAPTIONS, captions.clone()),
        (BIRDS, two),
        (OTHER_CAPTIONS, other.replacen("dough", "pastry", 3)),
        (CAPTIONS, "{}".to_owned()),
        (CAPTIONS, captions),
    ];
    let decisions = format!("/api/decisions?path={BIRDS}");
    for (number, (path, text)) in changes.into_iter().enumerate() {
        vault.write(path, text);
        let fresh = Served::start(&vault, &[]);
        assert_eq!(served.note(BIRDS), fresh.note(BIRDS), "{number}");
        let (kept, new) = (served.get(&decisions), fresh.get(&decisions));
        assert_eq!(kept.json(), new.json(), "{number}");
        assert_eq!(kept.header("etag"), new.header("etag"), "{number}");
    }
}

#[test]
fn the_list_counts_a_note_on_all_its_recordings_as_its_page_does() {
    let vault = TestVault::shipped();
    let other = "## kbnoteDemo2\n\nFrom: kbnoteDemo2\n\nDough is left to rise. A bird flies <a class=\"yt-timestamp\" \
                 data-t=\"00:00:30\">[00:00:30]</a>.\n";
    vault.write(BIRDS, format!("{}\n{other}", vault.read(BIRDS)));
    let without_own = "notes/x/others.md";
    vault.write(without_own, format!("---\ntitle: Others\n---\n\n{other}"));
    let served = Served::start(&vault, &[]);
    let counts = |path: &str| {
        let listed = served.counted();
        let notes = listed["notes"].as_array().expect("notes").clone();
        let note = notes
            .into_iter()
            .find(|note| note["path"] == path)
            .expect("the note");
        [note["doubtful"].as_u64(), note["missing"].as_u64()]
    };
    let shown = |path: &str| {
        let note = served.note(path);
        let claims = note["claims"].as_array().expect("claims").clone();
        ["doubtful", "missing"].map(|standing| {
            let wanted = claims.iter().filter(|claim| claim["standing"] == standing);
            Some(wanted.count() as u64)
        })
    };
    assert_ne!(shown(without_own), [Some(0), Some(0)]);
    for path in [BIRDS, without_own] {
        assert_eq!(counts(path), shown(path), "{path}");
    }
    // What is stored of the other recording matters, too.
    std::fs::remove_file(vault.path(OTHER_CAPTIONS)).expect("a file removed");
    assert_eq!(counts(BIRDS), shown(BIRDS));
    assert_eq!(counts(without_own), [None, None]);
}
