//! Whatever stands in the files of a vault and of the user's state folder, reading them neither
//! fails with a panic nor goes on for ever.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::undo::Stack;
use crate::{BuiltInTemplate, NoteWriter, Settings, Vault, files, testing};
use kbnote_note::NoteState;

const SETTINGS: &str =
    "notes = 'notes'\n[youtube]\nlanguages = ['en']\n[check]\nseverity = { KB404 = 'off' }\n";

const TRANSCRIPT: &str = r#"{"schema":"kbnote.transcript/2","video":{"id":"kbnoteDemo1","title":"T",
"channel":{"name":"Field","folder":"field"}},"chapters":[],"tracks":[{"id":".en","lang":"en","kind":"manual",
"cues":[{"start_ms":0,"end_ms":900,"text":"Flocks are counted."}]}]}"#;

const RECORD: &str =
    r#"{"schema":"kbnote.index-record/1","before":"0","record":{"entries":{"field/a":"A"}}}"#;

/// A vault with files of every kind.
fn vault() -> (tempfile::TempDir, Vault, PathBuf) {
    let (dir, vault) = testing::vault();
    let note = dir.path().join("notes/field/a.md");
    let put =
        |name: &str, text: &str| files::create(&dir.path().join(name), text.as_bytes()).unwrap();
    put("kbnote.toml", SETTINGS);
    put("transcripts/kbnoteDemo1.json", TRANSCRIPT);
    put(".kbnote/index/field/field.json", RECORD);
    put(".kbnote/cache/batch.jsonl", "{\"a\":1}\n[2]\n");
    put("templates/note.hbs", "{{#if title}}{{yaml title}}{{/if}}");
    files::create(&note, b"one\n").unwrap();
    let state = NoteState {
        captions: Some("x".to_owned()),
        ..NoteState::default()
    };
    let writer = NoteWriter::new("align");
    writer
        .replace(&vault, &note, b"one\n", b"two\n", Some(&state))
        .unwrap();
    drop(writer);
    vault.write_sealed_cache("some.aid", b"bytes");
    (dir, vault, note)
}

/// All that is read of such files.
fn read_all(vault: &Vault, note: &Path) {
    let _ = Vault::open(vault.root());
    let _ = vault.read_transcript(&"kbnoteDemo1".parse().unwrap());
    let _ = vault.read_state(note);
    let _ = vault.find_state(note);
    let _ = vault.read_index_record("field/field", b"");
    let _ = vault.read_journal::<serde_json::Value>();
    let _ = vault.read_sealed_cache("some.aid");
    let _ = vault.needs_recovery();
    let built_in = BuiltInTemplate {
        name: "note.hbs",
        text: "",
    };
    let _ = vault.template(built_in);
    let _ = vault.index();
    for run in vault.recorded_runs(Stack::Undo).unwrap_or_default() {
        let _ = run.plan(vault);
    }
}

/// The files below a folder, in order.
fn all_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut items: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().path())
        .collect();
    items.sort();
    for path in items {
        if path.is_dir() {
            all_files(&path, found);
        } else {
            found.push(path);
        }
    }
}

#[derive(Clone, Debug)]
enum Damage {
    Replace(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Repeat(prop::sample::Index, prop::sample::Index),
    Whole(Vec<u8>),
}

impl Damage {
    fn of(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Whole(other) => bytes.clone_from(other),
            _ if bytes.is_empty() => {}
            Self::Replace(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Self::Repeat(from, to) => {
                let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
                let part = bytes[from.min(to)..from.max(to)].to_vec();
                bytes.splice(to..to, part);
            }
        }
    }
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let at = any::<prop::sample::Index>;
    let tokens = br#"0123456789-+.eE"{}[],:=\nulltrue "#.to_vec();
    let byte = prop_oneof![any::<u8>(), prop::sample::select(tokens)];
    prop_oneof![
        4 => (at(), byte).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        1 => at().prop_map(Damage::Cut),
        2 => (at(), at()).prop_map(|(from, to)| Damage::Repeat(from, to)),
        1 => prop::collection::vec(any::<u8>(), 0..64).prop_map(Damage::Whole),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn damaged_files_are_read(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any_damage()), 1..12),
    ) {
        let (dir, vault, note) = vault();
        let mut files = Vec::new();
        all_files(dir.path(), &mut files);
        for (file, damage) in damage {
            let path = &files[file.index(files.len())];
            let mut bytes = fs::read(path).unwrap();
            damage.of(&mut bytes);
            fs::write(path, bytes).unwrap();
            read_all(&vault, &note);
        }
    }

    #[test]
    fn any_text_is_read_as_settings(text in "(notes|drafts|\\[youtube\\]|[a-z]{1,3}|[=.\\[\\]{}'\"\n ,0-9#-]|\\PC){0,40}") {
        if let Ok(settings) = Settings::parse(&text) {
            let dir = tempfile::tempdir().unwrap();
            let _ = Vault::with_settings(dir.path(), settings).check_folders();
        }
    }
}

#[test]
fn files_of_every_kind_are_damaged() {
    let (dir, vault, note) = vault();
    let mut files = Vec::new();
    all_files(dir.path(), &mut files);
    let named = |part: &str| {
        files
            .iter()
            .any(|path| path.display().to_string().contains(part))
    };
    for part in [
        "kbnote.toml",
        ".kbnote/notes/",
        ".kbnote/index/",
        "/undo/",
        "cache.key",
        "some.aid",
        "batch.jsonl",
    ] {
        assert!(named(part), "{part}: {files:?}");
    }
    assert!(vault.read_state(&note).unwrap().is_some());
    assert!(!vault.recorded_runs(Stack::Undo).unwrap().is_empty());
    let video = "kbnoteDemo1".parse().unwrap();
    vault.read_transcript(&video).unwrap();
}
