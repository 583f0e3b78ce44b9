//! What must hold of any bytes at all.

use kbnote_core::Timestamp;
use kbnote_note::{AnchorStyle, Note, Splice};
use proptest::prelude::*;

/// Pieces of notes that are hard to read, in any order.
fn fragments() -> impl Strategy<Value = String> {
    let fragment = prop::sample::select(vec![
        "Flocks are counted at dusk. ",
        "Two people count, e.g. at 5 p.m. today",
        "<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>",
        " <a class=\"yt-timestamp\" data-t=\"1:02\"></a>",
        ", ",
        ".",
        "?\" ",
        "[00:01, 00:02]",
        "[00:00:09](https://youtu.be/kbnoteDemo1?t=9)",
        "{{youtube-timestamp 9}}",
        "\n",
        "\r\n",
        "\n\n",
        "---\n",
        "title: Birds\n",
        "\u{feff}",
        "# Heading",
        "* item ",
        "1. item ",
        "    ",
        "> quote ",
        "> [!info] Title ",
        "| a | b |\n| --- | --- |\n| ",
        "**",
        "*",
        "_",
        "`",
        "```",
        "$",
        "$$",
        "%%",
        "==",
        "<!-- ",
        "-->",
        "<div>",
        "<br/>",
        "</i>",
        "[[",
        "]]",
        "reed_beds | Reed beds",
        "[link](",
        ")",
        "\\",
        "&amp;",
        "[^1]",
        "^block",
        "From: [[x]] <br/> ",
        "日本。",
        "é",
        "\u{1a}",
        "\0",
    ]);
    prop::collection::vec(fragment, 0..40).prop_map(|parts| parts.concat())
}

fn check(bytes: &[u8]) {
    let note = Note::parse(bytes);
    assert_eq!(note.bytes(), bytes);
    assert_eq!(note.text().len(), bytes.len());
    let mut owners = vec![0; note.anchors().len()];
    for claim in note.claims() {
        assert!(note.text().get(claim.range.clone()).is_some(), "{claim:?}");
        for place in claim.place.iter().chain(&claim.gaps) {
            assert!(note.text().is_char_boundary(*place), "{claim:?}");
            assert!(claim.is_anchored() || !note.is_dead(*place), "{claim:?}");
        }
        if bytes.len() < 10_000 {
            let before = &bytes[..claim.range.start];
            let lines = before.iter().filter(|&&b| b == b'\n').count();
            assert_eq!(claim.line, lines + 1, "{claim:?}");
        }
        owners[claim.anchors]
            .iter_mut()
            .for_each(|count| *count += 1);
    }
    for (anchor, owners) in note.anchors().iter().zip(owners) {
        assert_eq!(owners, usize::from(anchor.live), "{anchor:?}");
    }
    for range in note.linkable_ranges() {
        assert!(
            note.text()
                .get(range.clone())
                .is_some_and(|text| !text.is_empty()),
            "{range:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn any_note_is_read(text in fragments(), cut in any::<prop::sample::Index>(), byte in any::<u8>()) {
        check(text.as_bytes());
        let mut bytes = text.into_bytes();
        if !bytes.is_empty() {
            let at = cut.index(bytes.len());
            bytes[at] = byte;
            check(&bytes);
        }
    }

    #[test]
    fn times_change_and_nothing_else(text in fragments()) {
        let note = Note::parse(text.clone());
        let time = [Timestamp::from_secs(3_723)];
        let splices: Vec<Splice> =
            note.anchors().iter().flat_map(|anchor| anchor.retime(&time)).collect();
        let retimed = note.edited(&splices).unwrap();
        prop_assert_eq!(retimed.anchors().len(), note.anchors().len());
        for (old, new) in note.anchors().iter().zip(retimed.anchors()) {
            prop_assert_eq!(old.form, new.form);
            prop_assert!(new.stamps.is_empty() || new.time() == Some(time[0]), "{:?}", new);
        }
        let again: Vec<Splice> =
            retimed.anchors().iter().flat_map(|anchor| anchor.retime(&time)).collect();
        let again = retimed.edited(&again).unwrap();
        prop_assert_eq!(again.bytes(), retimed.bytes());
    }

    #[test]
    fn an_inserted_anchor_is_removed_again(text in fragments()) {
        let note = Note::parse(text.clone());
        let time = [Timestamp::from_secs(3_723)];
        for claim in note.claims().iter().filter(|claim| !claim.is_anchored()) {
            let splices = claim.insert_anchors(&time, |time| AnchorStyle::Html.write(time, None));
            let Some(splice) = splices.first() else { continue };
            let anchored = note.edited(&splices).unwrap();
            let end = splice.range.start + splice.replacement.len();
            let ours = anchored.anchors().iter().find(|anchor| anchor.range.end == end);
            let removal = ours.map(|anchor| Splice::remove(anchor.range.start - 1..anchor.range.end));
            prop_assert!(removal.is_some(), "{:?}", claim);
            let restored = anchored.edited(&removal.into_iter().collect::<Vec<_>>()).unwrap();
            prop_assert_eq!(restored.text(), &text);
        }
    }
}

/// Patterns that take for ever if anything about them costs more than in proportion: no time is
/// taken, the test ends.
#[test]
fn long_notes_are_read() {
    for pattern in [
        "[[",
        "[[a|",
        "[[a#",
        "<a ",
        "<a class=\"",
        "<a x>",
        "[00:01](",
        "[00:01, ",
        "{{youtube-timestamp ",
        "$",
        "$ ",
        "$$ $",
        "%%",
        "**",
        "*a ",
        "`",
        "a. ",
        ".",
        "\"",
        "a.b.",
        "- ",
        "> ",
        "\n",
        "<b>",
        "</b>",
        "Birds. ",
        "Birds",
        "<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>",
        "a\n\n[00:01]\n\n",
        "^a ",
        "| a ",
        "---\n",
        "a: b\n",
        "\"a\": \"",
        "é",
    ] {
        let text = pattern.repeat(200_000 / pattern.len());
        check(text.as_bytes());
        check(format!("---\n{text}").as_bytes());
    }
    check(
        "Flocks are counted at dusk [00:00:42]. Two **people** count.\n\n"
            .repeat(80_000)
            .as_bytes(),
    );
}
