//! What must hold of every note, tried on published ones where they are present.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests stop on the first surprise and say what they skip"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, AnchorForm, AnchorStyle, Note, NoteSummary, Splice, diff};

/// The folder of shared data beside the project, if it is there.
fn shared() -> PathBuf {
    std::env::var_os("KBNOTE_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    )
}

/// Every note below a folder; empty where there is none.
fn real_notes(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut notes = Vec::new();
    collect(folder, &mut notes);
    if notes.is_empty() {
        eprintln!("skipped: no notes in {}", folder.display());
    }
    notes
}

/// The archive of real notes, unpacked once.
fn unpacked() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("notes");
        let archive = shared().join("bench/notes/notes.tar.xz");
        if archive.exists() {
            std::fs::create_dir_all(&folder).unwrap();
            let tar = Command::new("tar")
                .arg("-xJf")
                .arg(archive)
                .arg("-C")
                .arg(&folder)
                .status();
            if !tar.is_ok_and(|status| status.success()) {
                eprintln!("skipped: the archive of notes cannot be unpacked");
            }
        }
        folder
    })
}

fn collect(folder: &Path, notes: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            collect(&path, notes);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let bytes = std::fs::read(&path).unwrap();
            notes.push((path, bytes));
        }
    }
}

fn all_notes() -> Vec<(PathBuf, Note, Vec<u8>)> {
    let folders = [
        shared().join("bench/align/gold"),
        shared().join("bench/align_long"),
    ];
    folders
        .iter()
        .map(PathBuf::as_path)
        .chain([unpacked()])
        .flat_map(real_notes)
        .map(|(path, bytes)| (path, Note::parse(bytes.clone()), bytes))
        .collect()
}

#[test]
fn the_summary_agrees_with_the_note() {
    for (path, bytes) in real_notes(unpacked()) {
        let full = NoteSummary::of(&Note::parse(bytes.clone()));
        assert_eq!(NoteSummary::read(bytes), full, "{}", path.display());
    }
}

#[test]
fn reading_loses_nothing() {
    for (path, note, bytes) in all_notes() {
        assert_eq!(note.bytes(), bytes, "{}", path.display());
        assert_eq!(
            note.edited(&[]).unwrap().bytes(),
            bytes,
            "{}",
            path.display()
        );
    }
}

#[test]
fn every_living_anchor_belongs_to_one_claim() {
    for (path, note, _) in all_notes() {
        let mut owners = vec![0; note.anchors().len()];
        for claim in note.claims() {
            owners[claim.anchors]
                .iter_mut()
                .for_each(|count| *count += 1);
        }
        for (anchor, owners) in note.anchors().iter().zip(owners) {
            assert_eq!(
                owners,
                usize::from(anchor.live),
                "{}: {anchor:?}",
                path.display()
            );
        }
    }
}

#[test]
fn claims_are_where_they_say() {
    for (path, note, _) in all_notes() {
        let mut last = 0;
        for claim in note.claims() {
            let place = format!("{}: {claim:?}", path.display());
            let source = note.text().get(claim.range.clone()).expect(&place);
            assert!(claim.range.start >= last || source.is_empty(), "{place}");
            last = last.max(claim.range.start);
            assert!(!source.starts_with(char::is_whitespace), "{place}");
            let line = note.text()[..claim.range.start].matches('\n').count() + 1;
            assert_eq!(claim.line, line, "{place}");
            assert!(
                claim
                    .heading
                    .is_none_or(|heading| heading < note.headings().len()),
                "{place}"
            );
        }
    }
}

#[test]
fn an_inserted_anchor_is_read_and_removed_again() {
    let time = [Timestamp::from_secs(3_723)];
    for (path, note, bytes) in all_notes() {
        let claims = note.claims();
        let bare = claims.iter().filter(|claim| !claim.is_anchored());
        let insertions: Vec<Splice> = bare
            .flat_map(|claim| {
                claim.insert_anchors(&time, |time| AnchorStyle::Html.write(time, None))
            })
            .collect();
        for splice in &insertions {
            let offset = splice.range.start;
            assert!(!note.is_dead(offset), "{} at {offset}", path.display());
        }
        let anchored = note.edited(&insertions).unwrap();
        let before = note.anchors().iter().filter(|anchor| anchor.live).count();
        let after = anchored
            .anchors()
            .iter()
            .filter(|anchor| anchor.live)
            .count();
        assert_eq!(after, before + insertions.len(), "{}", path.display());
        let lengths = insertions.iter().scan(0, |sum, splice| {
            *sum += splice.replacement.len();
            Some(*sum)
        });
        let ends: Vec<usize> = insertions
            .iter()
            .zip(lengths)
            .map(|(splice, sum)| splice.range.start + sum)
            .collect();
        let inserted = |anchor: &&Anchor| ends.binary_search(&anchor.range.end).is_ok();
        let removals: Vec<Splice> = anchored
            .anchors()
            .iter()
            .filter(inserted)
            .map(|anchor| anchor.remove(anchored.text()))
            .collect();
        assert_eq!(removals.len(), insertions.len(), "{}", path.display());
        assert_eq!(
            anchored.edited(&removals).unwrap().bytes(),
            bytes,
            "{}",
            path.display()
        );
    }
}

/// The anchors that the benchmark's tools know: `<a class="yt-timestamp" data-t="…">…</a>`.
fn ours(note: &Note) -> impl Iterator<Item = &Anchor> {
    let is_plain_html = |anchor: &&Anchor| {
        let written = &note.text()[anchor.range.clone()];
        anchor.form == AnchorForm::Html
            && written.starts_with("<a class=\"yt-timestamp\" data-t=\"")
    };
    note.anchors().iter().filter(is_plain_html)
}

#[test]
fn anchors_are_those_of_a_plain_search() {
    const OPEN: &str = "<a class=\"yt-timestamp\" data-t=\"";
    for (path, note, _) in all_notes() {
        let found = ours(&note).count();
        let searched = note
            .text()
            .match_indices(OPEN)
            .filter(|(at, _)| {
                let rest = &note.text()[at + OPEN.len()..];
                rest.find("\">").is_some_and(|end| {
                    let label = &rest[end + 2..];
                    !rest[..end].contains('"')
                        && label
                            .find('<')
                            .is_some_and(|end| label[end..].starts_with("</a>"))
                })
            })
            .count();
        assert_eq!(found, searched, "{}", path.display());
    }
}

#[test]
fn removing_all_anchors_leaves_the_text_between() {
    for (path, note, _) in all_notes() {
        let removals: Vec<Splice> = ours(&note)
            .map(|anchor| anchor.remove(note.text()))
            .collect();
        let mut expected = String::new();
        let mut at = 0;
        for anchor in ours(&note) {
            let before = &note.text()[at..anchor.range.start];
            expected.push_str(before.trim_end_matches([' ', '\t']));
            at = anchor.range.end;
        }
        expected.push_str(&note.text()[at..]);
        assert_eq!(
            note.edited(&removals).unwrap().text(),
            expected,
            "{}",
            path.display()
        );
    }
}

#[test]
fn new_times_leave_the_rest_of_an_anchor() {
    for (path, note, _) in all_notes() {
        let zero = [Timestamp::ZERO];
        let splices: Vec<Splice> = ours(&note)
            .flat_map(|anchor| anchor.retime(&zero))
            .collect();
        let mut expected = String::new();
        let mut at = 0;
        for anchor in ours(&note) {
            let label = match &note.text()[anchor.label.clone()] {
                "" => "",
                label if label.starts_with('[') => "[00:00:00]",
                _ => "00:00:00",
            };
            expected.push_str(&note.text()[at..anchor.range.start]);
            expected.push_str("<a class=\"yt-timestamp\" data-t=\"00:00:00\">");
            expected.push_str(label);
            expected.push_str("</a>");
            at = anchor.range.end;
        }
        expected.push_str(&note.text()[at..]);
        assert_eq!(
            note.edited(&splices).unwrap().text(),
            expected,
            "{}",
            path.display()
        );
    }
}

/// Where people put their anchors: of the places in published notes, nine in ten are found from
/// the bare prose, and nine in ten of those found are places in the published note.
#[test]
fn places_are_those_that_authors_choose() {
    let (mut chosen, mut found, mut right) = (0, 0, 0);
    for (_, bytes) in real_notes(&shared().join("bench/align/gold")) {
        let note = Note::parse(bytes);
        let removals: Vec<Splice> = ours(&note)
            .map(|anchor| anchor.remove(note.text()))
            .collect();
        let mut removed = 0;
        let mut gold = BTreeSet::new();
        for removal in &removals {
            gold.insert(removal.range.start - removed);
            removed += removal.range.len();
        }
        let claims = note.edited(&removals).unwrap().claims();
        let wanted = claims.iter().filter(|claim| claim.wants_anchor());
        let places: BTreeSet<usize> = wanted
            .flat_map(|claim| claim.gaps.iter().chain(&claim.place).copied())
            .collect();
        chosen += gold.len();
        found += places.len();
        right += places.intersection(&gold).count();
    }
    eprintln!("places: {chosen} in the notes, {found} found, {right} of them right");
    assert!(
        right * 100 >= chosen * 92,
        "{right} of {chosen} places are found"
    );
    assert!(
        right * 100 >= found * 92,
        "{right} of {found} places are right"
    );
}

#[test]
fn a_note_is_compared_with_itself_without_its_anchors() {
    for (path, note, _) in all_notes() {
        let gone: Vec<Splice> = note
            .anchors()
            .iter()
            .filter(|anchor| anchor.live)
            .map(|anchor| Splice::replace(anchor.range.clone(), ""))
            .collect();
        let without = note.edited(&gone).unwrap();
        let compared = diff::compare(&note, &without);
        let new = |edit: diff::Edit| Splice::replace(edit.old, &without.text()[edit.new]);
        let edits: Vec<Splice> = compared.edits().into_iter().map(new).collect();
        let edited = note.edited(&edits).unwrap();
        assert_eq!(edited.bytes(), without.bytes(), "{}", path.display());
        assert!(diff::compare(&note, &note).is_empty(), "{}", path.display());
    }
}
