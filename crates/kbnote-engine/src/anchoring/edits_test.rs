//! Properties of aligning a note that its author goes on editing.
//!
//! The note is one of the vault that the repository ships; an edit takes a sentence out, moves
//! it, rewords it, takes its anchor away or changes its time, or adds a sentence.

use kbnote_core::{Timestamp, Track, Transcript};
use kbnote_note::{AnchorStyle, Note, NoteState};
use proptest::prelude::*;

use super::{AnchorPlan, AnchorPolicy, Status, aligner};

const TRANSCRIPT: &[u8] = include_bytes!("../../../../transcripts/kbnoteDemo1.json");
const NOTE: &str = include_str!("../../../../notes/fieldnotes/counting_birds_in_winter.md");

const POLICY: AnchorPolicy = AnchorPolicy::new(AnchorStyle::Html);

fn track() -> Track {
    Transcript::from_json(TRANSCRIPT).unwrap().tracks.remove(0)
}

/// A run of `align`: the note and the state that it leaves.
fn align(text: &str, state: Option<&NoteState>, track: &Track) -> (String, NoteState, AnchorPlan) {
    let aligner = aligner(track);
    let note = Note::parse(text);
    let plan = AnchorPlan::new(&note, track, &aligner, state, POLICY);
    let new = note.edited(&plan.splices).unwrap();
    (new.text().to_owned(), plan.state(track, state), plan)
}

/// An author's edit of one sentence, picked by a number.
#[derive(Clone, Debug)]
enum Edit {
    Delete(usize),
    MoveToEnd(usize),
    Reword(usize),
    TakeAnchor(usize),
    SetTime(usize, u64),
    Add(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0..100usize;
    prop_oneof![
        n.clone().prop_map(Edit::Delete),
        n.clone().prop_map(Edit::MoveToEnd),
        n.clone().prop_map(Edit::Reword),
        n.clone().prop_map(Edit::TakeAnchor),
        (n.clone(), 0..370u64).prop_map(|(n, time)| Edit::SetTime(n, time)),
        n.prop_map(Edit::Add),
    ]
}

/// The sentence with its anchor and its stop, as text; edits work on whole lines of sentences.
fn apply(text: &str, edit: &Edit) -> String {
    let (head, body) = text.split_once("<br/> \n\n").expect("a body");
    let mut sentences: Vec<String> = body.split_inclusive(". ").map(str::to_owned).collect();
    let count = sentences.len();
    match *edit {
        Edit::Delete(n) => drop(sentences.remove(n % count)),
        Edit::MoveToEnd(n) => {
            let moved = sentences.remove(n % count);
            sentences.push(format!("\n\n{}", moved.trim_end()));
        }
        Edit::Reword(n) => {
            let sentence = &mut sentences[n % count];
            *sentence = sentence.replacen(" the ", " that very ", 1);
        }
        Edit::TakeAnchor(n) => {
            let sentence = &mut sentences[n % count];
            if let (Some(start), Some(end)) = (sentence.find(" <a "), sentence.find("</a>")) {
                sentence.replace_range(start..end + "</a>".len(), "");
            }
        }
        Edit::SetTime(n, seconds) => {
            let sentence = &mut sentences[n % count];
            if let Some(at) = sentence.find("data-t=\"") {
                let old = sentence[at + 8..at + 16].to_owned();
                let new = Timestamp::from_secs(seconds).to_string();
                *sentence = sentence.replace(&old, &new);
            }
        }
        Edit::Add(n) => sentences.insert(n % count, "A flask of tea helps as well. ".to_owned()),
    }
    format!("{head}<br/> \n\n{}", sentences.concat())
}

/// The text without the anchors that are written as kbnote writes them.
fn prose(text: &str) -> String {
    let mut pieces = text.split(" <a class=\"yt-timestamp\"");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |prose, piece| {
        prose + piece.split_once("</a>").map_or(piece, |(_, rest)| rest)
    })
}

/// Each sentence that has an anchor, with its time.
fn anchored(text: &str) -> Vec<(String, Option<u64>)> {
    let note = Note::parse(text);
    let with_anchor = note
        .claims()
        .into_iter()
        .filter(kbnote_note::Claim::is_anchored);
    let time = |claim: &kbnote_note::Claim| note.anchors()[claim.anchors.start].time();
    with_anchor
        .map(|claim| (claim.text.clone(), time(&claim).map(Timestamp::as_secs)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_author_loses_nothing_and_a_second_run_changes_nothing(
        edits in prop::collection::vec(edit(), 1..6),
    ) {
        let track = track();
        let (mut text, mut state, _) = align(NOTE, None, &track);
        for edit in &edits {
            let edited = apply(&text, edit);
            let known: Vec<_> = state.claims.clone();
            let (aligned, next, plan) = align(&edited, Some(&state), &track);
            prop_assert_eq!(prose(&aligned), prose(&edited), "only anchors are written");
            for (sentence, time) in anchored(&edited) {
                let same = known.iter().any(|claim| claim.text == sentence);
                if same {
                    prop_assert!(anchored(&aligned).contains(&(sentence, time)), "{:?}", edit);
                }
            }
            let (again, last, _) = align(&aligned, Some(&next), &track);
            prop_assert_eq!(&again, &aligned);
            prop_assert_eq!(&last, &next);
            if let Edit::SetTime(..) = edit {
                prop_assert!(aligned == edited || plan.count(Status::Placed) > 0);
            }
            (text, state) = (aligned, next);
        }
    }

    #[test]
    fn without_its_state_a_note_keeps_every_anchor(edits in prop::collection::vec(edit(), 1..4)) {
        let track = track();
        let (aligned, ..) = align(NOTE, None, &track);
        let edited = edits.iter().fold(aligned, |text, edit| apply(&text, edit));
        let (after, ..) = align(&edited, None, &track);
        let kept = anchored(&after);
        for sentence in anchored(&edited) {
            prop_assert!(kept.contains(&sentence), "{sentence:?}");
        }
    }
}
