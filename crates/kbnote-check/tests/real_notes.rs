//! The repair of published notes, tried where they are present.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests stop on the first surprise and say what they skip"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use kbnote_check::{CheckContext, Levels, StoredVideo, check, repair};
use kbnote_core::Timestamp;
use kbnote_note::{LinkPaths, Note, Resolver};

/// The archive of real notes, unpacked; empty where there is none.
fn notes() -> Vec<(String, Vec<u8>)> {
    let shared = std::env::var_os("KBNOTE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let archive = shared.join("bench/notes/notes.tar.xz");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked_notes");
    if archive.exists() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut tar = Command::new("tar");
        let status = tar.arg("-xJf").arg(archive).arg("-C").arg(&folder).status();
        if !status.is_ok_and(|status| status.success()) {
            eprintln!("skipped: the archive of notes cannot be unpacked");
        }
    }
    let mut notes = Vec::new();
    collect(&folder, &folder, &mut notes);
    if notes.is_empty() {
        eprintln!("skipped: no notes in {}", folder.display());
    }
    notes
}

fn collect(root: &Path, folder: &Path, notes: &mut Vec<(String, Vec<u8>)>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(root, &path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let below = path.strip_prefix(root.join("notes")).unwrap_or(&path);
            let name = below.with_extension("").display().to_string();
            notes.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// What a reader of a note reads, without white space.
fn prose(note: &Note) -> String {
    let claims = note.claims().into_iter().map(|claim| claim.text);
    let text = claims.collect::<String>();
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn one_repair_suffices_and_the_prose_is_unchanged() {
    let notes = notes();
    let names = notes.iter().map(|(name, _)| name.as_str());
    let resolver = Resolver::new(names, LinkPaths::Shortest);
    let levels = Levels::default();
    let mut fixed: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, bytes) in &notes {
        let around = CheckContext {
            name: Some(name),
            // No video is stored with the notes; most are of half an hour.
            video: Some(StoredVideo {
                is_stored: true,
                end: Some(Timestamp::from_secs(40 * 60)),
            }),
            resolver: Some(&resolver),
            ..CheckContext::default()
        };
        let old = Note::parse(bytes.as_slice());
        let found = check(&old, &around, &levels);
        for finding in found.iter().filter(|finding| finding.fix.is_some()) {
            *fixed.entry(finding.rule.code).or_default() += 1;
        }
        let is_rewrapped = found
            .iter()
            .any(|finding| matches!(finding.rule.code, "KB405" | "KB208"));
        let old_prose = prose(&old);
        let repaired = repair(old, &around, &levels);
        let left = repaired
            .findings
            .iter()
            .find(|finding| finding.fix.is_some());
        assert_eq!(left, None, "{name}");
        assert_eq!(
            check(&repaired.note, &around, &levels),
            repaired.findings,
            "{name}"
        );
        if !is_rewrapped {
            assert_eq!(prose(&repaired.note), old_prose, "{name}");
        }
    }
    eprintln!("repaired: {fixed:?}");
}
