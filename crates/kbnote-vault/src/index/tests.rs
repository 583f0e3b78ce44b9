//! The index after edits of every kind, with the stored one fresh, stale, damaged or gone.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use kbnote_note::LinkPaths;
use proptest::prelude::*;

use super::*;
use crate::files;
use crate::testing;

/// A vault that is marked as one, so that caches are kept in it.
fn vault() -> (tempfile::TempDir, Vault) {
    let (dir, vault) = testing::vault();
    files::create(&vault.settings_path(), b"").unwrap();
    (dir, vault)
}

fn write(vault: &Vault, name: &str, text: &str) {
    files::replace(&vault.notes_dir().join(name), text.as_bytes()).unwrap();
}

fn kept(vault: &Vault) -> VaultIndex {
    read::index(vault, read::Cache::SummaryPart, SystemTime::now()).unwrap()
}

/// The index as if all notes had been left alone for an hour when it was made. The next edit comes
/// at another tick of the file system's clock, as it would.
fn kept_later(vault: &Vault) -> VaultIndex {
    let later = SystemTime::now() + Duration::from_secs(3600);
    let index = read::index(vault, read::Cache::SummaryPart, later).unwrap();
    wait_for_a_tick(vault);
    index
}

/// Whether there is a stored index that is believed.
fn is_trusted(vault: &Vault) -> bool {
    cache::bytes(vault).is_some_and(|bytes| cache::read(vault, &bytes).is_some())
}

fn wait_for_a_tick(vault: &Vault) {
    let probe = vault.root().join("probe");
    let time = || {
        fs::write(&probe, "").unwrap();
        probe.metadata().unwrap().modified().unwrap()
    };
    let first = time();
    while time() == first {}
}

fn set_time(path: &Path, time: SystemTime) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(time).unwrap();
}

#[track_caller]
fn assert_true(index: &VaultIndex, vault: &Vault) {
    let afresh = vault.rebuild_index().unwrap();
    assert_eq!(index.notes(), afresh.notes());
    assert_eq!(index.fingerprint(), afresh.fingerprint());
    assert_eq!(vault.names().unwrap(), VaultNames::of(afresh));
}

#[test]
fn notes_are_known_with_their_links_and_other_files_by_name() {
    let (_dir, vault) = vault();
    write(
        &vault,
        "b/two.md",
        "---\ntitle: Two\n---\n## A\n[[one|One]] ![[c/map.png]]",
    );
    write(&vault, "a/one.md", "One");
    write(&vault, "a/a.md", "");
    write(&vault, "c/map.png", "");
    write(&vault, "drafts/d.md", "");
    write(&vault, "drafts/sketch.png", "");
    let index = vault.index().unwrap();
    let names: Vec<_> = index
        .notes()
        .iter()
        .map(|note| note.name.as_str())
        .collect();
    assert_eq!(names, ["a/a", "a/one", "b/two"]);
    assert_eq!(index.other_files(), ["c/map.png", "drafts/sketch.png"]);
    assert!(index.notes()[0].is_index());
    let two = &index.notes()[2].summary;
    assert_eq!(
        (two.title.as_str(), two.headings.len(), two.links.len()),
        ("Two", 1, 2)
    );
    let resolver = index.resolver(LinkPaths::Shortest);
    assert_eq!(resolver.resolve("one", "b/two").agreed(), Some(1));
}

#[test]
fn a_small_vault_needs_no_stored_index() {
    let (_dir, vault) = vault();
    write(&vault, "a/one.md", "One");
    vault.index().unwrap();
    assert!(!vault.root().join(".kbnote").exists());
    for number in 0..40 {
        write(&vault, &format!("a/{number}.md"), "x");
    }
    vault.index().unwrap();
    assert!(cache::path(&vault).exists());
}

#[test]
fn a_folder_that_is_not_marked_as_a_vault_keeps_no_caches() {
    let (_dir, vault) = testing::vault();
    for number in 0..40 {
        write(&vault, &format!("a/{number}.md"), "x");
    }
    vault.index().unwrap();
    vault.write_cache("some.aid", b"bytes");
    assert!(!vault.root().join(".kbnote").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn an_edit_of_the_same_length_with_the_old_time_is_seen() {
    let (_dir, vault) = vault();
    write(&vault, "a.md", "[[one]]");
    let time = SystemTime::now() - Duration::from_secs(3600);
    set_time(&vault.notes_dir().join("a.md"), time);
    kept_later(&vault);
    fs::write(vault.notes_dir().join("a.md"), "[[two]]").unwrap();
    set_time(&vault.notes_dir().join("a.md"), time);
    assert_eq!(kept_later(&vault).notes()[0].summary.links[0].target, "two");
}

#[test]
fn indexed_notes_are_not_read_again() {
    let (_dir, vault) = vault();
    write(&vault, "a.md", "[[one]]");
    write(&vault, "b.md", "[[one]]");
    assert_eq!(kept_later(&vault).reread_count(), 2);
    assert_eq!(kept_later(&vault).reread_count(), 0);
    write(&vault, "b.md", "[[two]]");
    let index = kept_later(&vault);
    assert_eq!(index.reread_count(), 1);
    assert_true(&index, &vault);
    assert_eq!(kept(&vault).reread_count(), 0);
}

#[test]
fn a_note_as_young_as_the_index_is_read_again() {
    let (_dir, vault) = vault();
    write(&vault, "a.md", "[[one]]");
    kept(&vault);
    assert_eq!(kept(&vault).reread_count(), 1);
}

#[test]
fn a_damaged_or_foreign_index_is_passed_by() {
    let (_dir, vault) = vault();
    write(&vault, "a.md", "[[one]]");
    write(&vault, "b.md", "# B");
    kept(&vault);
    let path = cache::path(&vault);
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x55;
        fs::write(&path, &bad).unwrap();
        assert!(!is_trusted(&vault), "byte {at} is not looked at");
        fs::write(&path, &good[..at]).unwrap();
        assert!(!is_trusted(&vault), "the end at {at} is not seen");
    }
    assert_true(&kept(&vault), &vault);
    assert!(is_trusted(&vault), "it is stored again");
}

#[test]
fn any_change_gives_another_fingerprint() {
    let (_dir, vault) = vault();
    write(&vault, "a.md", "x");
    let mut seen = vec![vault.index().unwrap().fingerprint()];
    for (name, text) in [("b.md", "x"), ("b.md", "y"), ("a.md", "y")] {
        write(&vault, name, text);
        seen.push(vault.index().unwrap().fingerprint());
    }
    let path = |name| vault.notes_dir().join(name);
    fs::rename(path("b.md"), path("c.md")).unwrap();
    seen.push(vault.index().unwrap().fingerprint());
    let different: BTreeSet<_> = seen.iter().collect();
    assert_eq!(different.len(), seen.len(), "{seen:?}");
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize),
    /// Written with the time that the file had.
    WriteUnseen(usize, usize),
    Touch(usize),
    Remove(usize),
    Rename(usize, usize),
    Index,
    IndexLater,
    Damage(usize),
    Forget,
}

fn any_step() -> impl Strategy<Value = Step> {
    let (note, text) = (0..5usize, 0..4usize);
    prop_oneof![
        4 => (note.clone(), text.clone()).prop_map(|(note, text)| Step::Write(note, text)),
        2 => (note.clone(), text).prop_map(|(note, text)| Step::WriteUnseen(note, text)),
        1 => note.clone().prop_map(Step::Touch),
        1 => note.clone().prop_map(Step::Remove),
        1 => (note.clone(), note).prop_map(|(from, to)| Step::Rename(from, to)),
        2 => Just(Step::Index),
        4 => Just(Step::IndexLater),
        1 => any::<prop::sample::Index>().prop_map(|at| Step::Damage(at.index(1000))),
        1 => Just(Step::Forget),
    ]
}

/// Texts, most of them of the same length.
const TEXTS: [&str; 4] = ["[[one]]", "[[two]]", "# three", "---\ntitle: Four\n---\n"];

fn take(vault: &Vault, step: &Step) {
    let path = |note: &usize| vault.notes_dir().join(format!("c{}/n{note}.md", note % 2));
    match step {
        Step::Write(note, text) => {
            files::replace(&path(note), TEXTS[*text].as_bytes()).unwrap();
        }
        Step::WriteUnseen(note, text) => {
            let time = path(note)
                .metadata()
                .and_then(|known| known.modified())
                .ok();
            fs::create_dir_all(path(note).parent().unwrap()).unwrap();
            fs::write(path(note), TEXTS[*text]).unwrap();
            if let Some(time) = time.filter(|_| cfg!(unix)) {
                set_time(&path(note), time);
            }
        }
        Step::Touch(note) => {
            if path(note).exists() {
                set_time(&path(note), SystemTime::now() - Duration::from_secs(1000));
            }
        }
        Step::Remove(note) => drop(fs::remove_file(path(note))),
        Step::Rename(from, to) => drop(fs::rename(path(from), path(to))),
        Step::Index => assert_true(&kept(vault), vault),
        Step::IndexLater => assert_true(&kept_later(vault), vault),
        Step::Damage(at) => {
            if let Ok(mut bytes) = fs::read(cache::path(vault)) {
                let at = at % bytes.len().max(1);
                bytes[at] = bytes[at].wrapping_add(1);
                fs::write(cache::path(vault), bytes).unwrap();
            }
        }
        Step::Forget => drop(fs::remove_file(cache::path(vault))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_index_is_true_after_any_edits(steps in prop::collection::vec(any_step(), 1..24)) {
        let (_dir, vault) = vault();
        for step in &steps {
            take(&vault, step);
        }
        assert_true(&kept(&vault), &vault);
        assert_true(&vault.index().unwrap(), &vault);
    }
}
