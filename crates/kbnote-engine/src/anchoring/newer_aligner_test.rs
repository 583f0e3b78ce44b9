//! When a newer aligner moves a time that an older one found.

use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind};
use kbnote_note::{AnchorStyle, ClaimState, Note, NoteState};

use super::{AnchorPlan, AnchorPolicy, MoveReason, Status, aligner};

const SENTENCE: &str = "Starlings come in to roost in the reeds at dusk";

const POLICY: AnchorPolicy = AnchorPolicy {
    follow_captions: true,
    ..AnchorPolicy::new(AnchorStyle::Markdown)
};

/// The plan for the sentence where an older aligner put it, with what is said.
fn plan(seconds: &[u64], said: &[(u64, &str)]) -> AnchorPlan {
    let cue = |&(from, text): &(u64, &str)| {
        let span = TimeSpan::new(Timestamp::from_secs(from), Timestamp::from_secs(from + 6));
        Cue::new(span, text)
    };
    let cues = said.iter().map(cue).collect();
    let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues);
    let anchor = |seconds: &u64| format!("[00:00:00](https://youtu.be/kbnoteDemo1?t={seconds})");
    let anchors: Vec<String> = seconds.iter().map(anchor).collect();
    let note = format!("{SENTENCE} {}.\n", anchors.join(", "));
    let note = Note::parse(note);
    let state = NoteState {
        aligner: Some(1),
        claims: vec![ClaimState {
            text: note.claims()[0].text.clone(),
            times: seconds.to_vec(),
            ..ClaimState::default()
        }],
        ..NoteState::default()
    };
    AnchorPlan::new(&note, &track, &aligner(&track), Some(&state), POLICY)
}

const OTHER: (u64, &str) = (100, "the museum has a clock that was made in a small town");
const HERE: (u64, &str) = (40, "the starlings come in to roost in the reeds at dusk");
const AGAIN: (u64, &str) = (200, "the starlings come in to roost in the reeds at dusk");

#[test]
fn a_much_better_place_moves_it() {
    let plan = plan(&[100], &[HERE, OTHER]);
    let claim = &plan.claims[0];
    assert_eq!(claim.status, Status::Moved);
    let Some(MoveReason::NewerAligner { score_before }) = claim.move_reason else {
        panic!("{:?}", claim.move_reason);
    };
    assert!(claim.score > score_before + 0.5, "{claim:?}");
    assert_eq!(claim.anchors[0].time, Some(Timestamp::from_secs(40)));
}

#[test]
fn an_equally_good_place_or_one_nearby_does_not() {
    for (seconds, said) in [
        (200, [HERE, OTHER, AGAIN]),
        (40, [HERE, OTHER, AGAIN]),
        (45, [HERE, OTHER, OTHER]),
    ] {
        let plan = plan(&[seconds], &said);
        assert_eq!(plan.claims[0].status, Status::Kept, "{:?}", plan.claims[0]);
    }
}

#[test]
fn a_sentence_that_is_not_said_keeps_its_time() {
    let unrelated = (
        40,
        "we bought bread and cheese at the market in the morning",
    );
    let plan = plan(&[100], &[unrelated, OTHER]);
    assert_eq!(plan.claims[0].status, Status::Kept, "{:?}", plan.claims[0]);
}

#[test]
fn several_anchors_of_a_sentence_stay() {
    let plan = plan(&[100, 103], &[HERE, OTHER]);
    assert_eq!(plan.claims[0].anchors.len(), 2);
    assert_eq!(plan.claims[0].status, Status::Kept, "{:?}", plan.claims[0]);
}
