//! How stable anchors are when their author rewords the sentences.
//!
//! The shipped notes are reworded sentence by sentence, to the same meaning in other words; the
//! anchors stay behind them, as they do when an author edits. A few may move, for a new place
//! may be clearly better; more than one in twenty would be unrest.

use kbnote_core::Transcript;
use kbnote_note::{AnchorStyle, Note, Splice};

use super::{AnchorPlan, AnchorPolicy, aligner};

/// A shipped note, the same in other words, and what was said.
struct Case {
    note: &'static str,
    reworded: &'static str,
    transcript: &'static [u8],
}

const CASES: [Case; 3] = [
    Case {
        note: include_str!("../../../../notes/fieldnotes/counting_birds_in_winter.md"),
        reworded: include_str!("../../../../tests/cli/reworded/counting_birds_in_winter.md"),
        transcript: include_bytes!("../../../../transcripts/kbnoteDemo1.json"),
    },
    Case {
        note: include_str!("../../../../notes/slowoven/the_sourdough_starter.md"),
        reworded: include_str!("../../../../tests/cli/reworded/the_sourdough_starter.md"),
        transcript: include_bytes!("../../../../transcripts/kbnoteDemo2.json"),
    },
    Case {
        note: include_str!("../../../../notes/drafts/tide_tables.md"),
        reworded: include_str!("../../../../tests/cli/reworded/tide_tables.md"),
        transcript: include_bytes!("../../../../transcripts/kbnoteDemo3.json"),
    },
];

const POLICY: AnchorPolicy = AnchorPolicy::new(AnchorStyle::Html);

/// The note with the words of another in front of its anchors.
fn reword(note: &Note, reworded: &Note) -> Note {
    let (old, new) = (note.claims(), reworded.claims());
    assert_eq!(old.len(), new.len(), "a sentence for each");
    let splice = |(old, new): (&kbnote_note::Claim, &kbnote_note::Claim)| {
        let text = &reworded.text()[new.range.clone()];
        if old.anchors.is_empty() {
            Splice::replace(old.range.clone(), text)
        } else {
            let anchor = &note.anchors()[old.anchors.start];
            let text = format!("{} ", text.trim_end_matches(['.', '?']));
            Splice::replace(old.range.start..anchor.range.start, text)
        }
    };
    note.edited(&old.iter().zip(&new).map(splice).collect::<Vec<_>>())
        .unwrap()
}

/// The time of each claim in seconds, if it has an anchor.
fn times(note: &Note) -> Vec<Option<u64>> {
    let claims = note.claims();
    let anchors = claims
        .iter()
        .map(|claim| note.anchors()[claim.anchors.clone()].first());
    anchors
        .map(|anchor| Some(anchor?.time()?.as_secs()))
        .collect()
}

#[test]
fn rewording_moves_few_anchors() {
    let (mut all, mut moved) = (0, 0);
    for case in &CASES {
        let track = Transcript::from_json(case.transcript)
            .unwrap()
            .tracks
            .remove(0);
        let aligner = aligner(&track);
        let note = Note::parse(case.note);
        let first = AnchorPlan::new(&note, &track, &aligner, None, POLICY);
        let known = first.state(&track, None);
        let note = note.edited(&first.splices).unwrap();
        let edited = reword(&note, &Note::parse(case.reworded));
        let plan = AnchorPlan::new(&edited, &track, &aligner, Some(&known), POLICY);
        let after = edited.edited(&plan.splices).unwrap();
        for (before, after) in times(&note).into_iter().zip(times(&after)) {
            // A sentence without support in one wording and with it in another did not move.
            let Some((before, after)) = before.zip(after) else {
                continue;
            };
            all += 1;
            moved += usize::from(before.abs_diff(after) > 5);
        }
    }
    println!("{moved} of {all} anchors moved by more than 5 s");
    assert!(moved * 20 < all, "{moved} of {all} moved");
}
