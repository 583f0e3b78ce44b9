//! What must hold of the comparison of any two notes.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails where it is"
)]

use std::fs;
use std::process::{Command, Stdio};

use kbnote_note::Note;
use kbnote_note::diff::{self, Change, ChangeKind, NoteDiff};
use proptest::prelude::*;

/// Pieces of notes, few enough that two notes have many in common.
fn pieces() -> impl Strategy<Value = Vec<&'static str>> {
    let piece = prop::sample::select(vec![
        "---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n",
        "From: [[x]] <br/> \n\n",
        "Flocks are counted at dusk. ",
        "Flocks are counted at dawn",
        " <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>",
        " <a class=\"yt-timestamp\" data-t=\"00:00:43\">[00:00:43]</a>",
        ", ",
        ". ",
        "\n",
        "\r\n",
        "\n\n",
        "## Roost sites\n",
        "* Reed beds are [[reeds | preferred]] in frost.\n",
        "* Woods are [[woods]] next [00:01:02].\n",
        "> quoted **words** ",
        "| a | b |\n| --- | --- |\n| c | d |\n",
        "```\nlet x = 1;\n```\n",
        "%% hidden %%",
        "$$\nx\n$$\n",
        "日本の鳥。",
        "e\u{301}tude 👨‍👩‍👧 ",
        "---\n",
        "\u{feff}",
    ]);
    prop::collection::vec(piece, 0..14)
}

/// A note, and the same one after some pieces were taken out, put in, replaced or swapped.
fn two_notes() -> impl Strategy<Value = (String, String)> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), 0..4_u8, pieces()), 0..4);
    (pieces(), edits).prop_map(|(old, edits)| {
        let mut new = old.clone();
        for (at, what, others) in edits {
            if new.is_empty() {
                new = others;
                continue;
            }
            let at = at.index(new.len());
            match (what, others.first()) {
                (0, _) => drop(new.remove(at)),
                (1, Some(other)) => new.insert(at, other),
                (2, Some(other)) => new[at] = other,
                _ => new.rotate_left(at),
            }
        }
        (old.concat(), new.concat())
    })
}

fn with_edits_made(diff: &NoteDiff<'_>) -> Vec<u8> {
    let (old, new) = (diff.old.bytes(), diff.new.bytes());
    let mut made = Vec::new();
    let mut at = 0;
    for edit in diff.edits() {
        made.extend_from_slice(&old[at..edit.old.start]);
        made.extend_from_slice(&new[edit.new]);
        at = edit.old.end;
    }
    made.extend_from_slice(&old[at..]);
    made
}

/// The changes with the sides swapped, in an order that does not depend on them.
fn mirrored(changes: &[Change]) -> Vec<Change> {
    let swap = |mut change: Change| {
        std::mem::swap(&mut change.old, &mut change.new);
        for word in &mut change.words {
            std::mem::swap(&mut word.old, &mut word.new);
        }
        for anchor in &mut change.anchors {
            std::mem::swap(&mut anchor.old, &mut anchor.new);
        }
        for link in &mut change.links {
            std::mem::swap(&mut link.old, &mut link.new);
        }
        change.kind = match change.kind {
            ChangeKind::Inserted => ChangeKind::Deleted,
            ChangeKind::Deleted => ChangeKind::Inserted,
            other => other,
        };
        change
    };
    in_order(changes.iter().cloned().map(swap).collect())
}

/// The same, in an order that does not depend on the sides; links that went and came at one place
/// have no order of their own.
fn in_order(mut changes: Vec<Change>) -> Vec<Change> {
    changes.sort_by_key(|change| (change.old, change.new));
    for change in &mut changes {
        change.links.sort_by_key(|link| {
            let start =
                |side: &Option<std::ops::Range<usize>>| side.as_ref().map(|range| range.start);
            (start(&link.old), start(&link.new))
        });
    }
    changes
}

fn hold(old: &[u8], new: &[u8]) {
    let (old, new) = (Note::parse(old), Note::parse(new));
    let diff = diff::compare(&old, &new);
    assert_eq!(with_edits_made(&diff), new.bytes());
    assert_eq!(diff.is_empty(), old.bytes() == new.bytes());
    assert_eq!(diff.changes().is_empty(), diff.is_empty());
    let itself = diff::compare(&new, &new);
    assert!(itself.is_empty() && itself.edits().is_empty());
    let back = diff::compare(&new, &old);
    assert_eq!(mirrored(diff.changes()), in_order(back.changes().to_vec()));
    for note in [&old, &new] {
        let extents: String = diff::units(note)
            .iter()
            .map(|unit| &note.text()[unit.extent.clone()])
            .collect();
        assert_eq!(extents, note.text());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn the_edits_make_the_new_note((old, new) in two_notes()) {
        hold(old.as_bytes(), new.as_bytes());
    }

    #[test]
    fn any_bytes_are_compared(
        old in prop::collection::vec(any::<u8>(), 0..120),
        new in prop::collection::vec(any::<u8>(), 0..120),
    ) {
        hold(&old, &new);
    }
}

/// Whatever a name may hold on a file system; git wants UTF-8 nowhere.
fn names() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a", " ", "é", "\"", "\\", "\t", "日", "'", "\u{202a}", "b.md", "-",
    ]);
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.concat() + "x.md")
}

/// Makes `new` from `old` by the patch and git.
fn applied_by_git(patch: &[u8], name: &str, old: &[u8]) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, old).unwrap();
    let mut git = Command::new("git")
        .args(["apply", "--whitespace=nowarn", "-"])
        .current_dir(dir.path())
        .env("GIT_CEILING_DIRECTORIES", dir.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut git.stdin.take().unwrap(), patch).unwrap();
    assert!(
        git.wait().unwrap().success(),
        "{}",
        String::from_utf8_lossy(patch)
    );
    fs::read(path).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn git_makes_the_new_note((old, new) in two_notes(), name in names()) {
        let patch = diff::patch(old.as_bytes(), new.as_bytes(), &name);
        prop_assert_eq!(patch.is_empty(), old == new);
        if old != new {
            prop_assert_eq!(applied_by_git(&patch, &name, old.as_bytes()), new.into_bytes());
        }
    }

    #[test]
    fn git_takes_any_lines(
        old in "([a\n\r]|\u{0}|é){0,40}",
        new in "([a\n\r]|\u{0}|é){0,40}",
        byte in any::<u8>(),
    ) {
        let (old, mut new) = (old.into_bytes(), new.into_bytes());
        new.push(byte);
        let patch = diff::patch(&old, &new, "a.md");
        if old != new {
            prop_assert_eq!(applied_by_git(&patch, "a.md", &old), new);
        }
    }
}
