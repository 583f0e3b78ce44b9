//! Times that are the author's: set, let go, or taken away by command. Nothing is written here.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, AnchorStyle, Claim, EditError, Note, Splice};
use kbnote_vault::{ClaimState, NoteState};

/// What is known of a note; of one whose anchors are not known yet, that they are as they stand.
pub(crate) fn known_or_standing(note: &Note, known: Option<NoteState>) -> NoteState {
    let known = known.unwrap_or_default();
    if known.knows_anchors() {
        return known;
    }
    let claims = note.claims();
    let anchored = claims.iter().filter(|claim| claim.is_anchored());
    let standing = anchored.filter_map(|claim| {
        Some(ClaimState {
            text: claim.text.clone(),
            times: all_seconds(note, claim)?,
            pinned: false,
            trusted: true,
        })
    });
    NoteState {
        claims: standing.collect(),
        ..known
    }
}

/// The note with a claim's anchor of a number at this time, to be remembered as the author's; a
/// claim that has no anchor gets one.
pub(crate) fn pin(
    note: &Note,
    claim: &Claim,
    number: usize,
    time: Timestamp,
    style: AnchorStyle,
    state: &mut NoteState,
) -> Result<Note, EditError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let splices = match anchors.get(number) {
        Some(anchor) => anchor.retime(&[time]),
        None => claim.insert_anchors(&[time], style, note.video_id().as_ref()),
    };
    let new = note.edited(&splices)?;
    let mut times: Vec<u64> = Vec::new();
    for (i, anchor) in anchors.iter().enumerate() {
        let seconds = if i == number {
            Some(time)
        } else {
            anchor.time()
        };
        times.extend(seconds.map(Timestamp::as_secs));
    }
    if anchors.is_empty() {
        times.push(time.as_secs());
    }
    remember(state, claim, times, true);
    Ok(new)
}

/// The times of a claim are the author's as they stand.
pub(crate) fn keep(note: &Note, claim: &Claim, state: &mut NoteState) {
    remember(state, claim, seconds(note, claim), true);
}

/// The times of a claim are found by the captions again.
pub(crate) fn free(note: &Note, claim: &Claim, state: &mut NoteState) {
    let times = seconds(note, claim);
    if times.is_empty() {
        state.claims.retain(|known| known.text != claim.text);
    } else {
        remember(state, claim, times, false);
    }
}

/// The note without a claim's anchor of a number, remembered so that it is not put back.
pub(crate) fn take_away(
    note: &Note,
    claim: &Claim,
    number: usize,
    state: &mut NoteState,
) -> Result<Note, EditError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let Some(removal) = removal(note.text(), anchors, number) else {
        return note.edited(&[]);
    };
    let place = removal.range.start;
    let new = note.edited(&[removal])?;
    // Without the anchor in its middle a sentence is one claim again, of other words.
    let left = new.claims();
    let is_of = |left: &&Claim| left.range.start <= claim.range.start.min(place);
    let left = left.iter().rev().find(is_of);
    let was_pinned = is_pinned(state, claim);
    if let Some(left) = left {
        if left.text != claim.text {
            state.claims.retain(|known| known.text != claim.text);
        }
        let times = seconds(&new, left);
        let pinned = was_pinned && !times.is_empty();
        remember(state, left, times, pinned);
    }
    Ok(new)
}

/// Takes an anchor of a run out, with what parts it from the others.
fn removal(text: &str, anchors: &[Anchor], number: usize) -> Option<Splice> {
    let anchor = anchors.get(number)?;
    let parts_only = |between: Range<usize>| {
        let mut between = text.get(between).unwrap_or_default().chars();
        between.all(|c| c.is_whitespace() || matches!(c, ',' | ';'))
    };
    let before = number.checked_sub(1).and_then(|before| anchors.get(before));
    if let Some(before) = before.filter(|b| parts_only(b.range.end..anchor.range.start)) {
        return Some(Splice::remove(before.range.end..anchor.range.end));
    }
    let after = anchors.get(number + 1);
    match after.filter(|after| parts_only(anchor.range.end..after.range.start)) {
        Some(after) => Some(Splice::remove(anchor.range.start..after.range.start)),
        None => Some(anchor.remove(text)),
    }
}

fn is_pinned(state: &NoteState, claim: &Claim) -> bool {
    let mut known = state.claims.iter();
    known.any(|known| known.text == claim.text && known.pinned)
}

fn seconds(note: &Note, claim: &Claim) -> Vec<u64> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let times = anchors.iter().filter_map(Anchor::time);
    times.map(Timestamp::as_secs).collect()
}

fn all_seconds(note: &Note, claim: &Claim) -> Option<Vec<u64>> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let times = anchors.iter().map(Anchor::time);
    times.map(|time| time.map(Timestamp::as_secs)).collect()
}

/// Puts a claim in place of what was known of the same words.
fn remember(state: &mut NoteState, claim: &Claim, times: Vec<u64>, pinned: bool) {
    let new = ClaimState {
        text: claim.text.clone(),
        times,
        pinned,
        trusted: false,
    };
    match state
        .claims
        .iter_mut()
        .find(|known| known.text == claim.text)
    {
        Some(known) => *known = new,
        None => state.claims.push(new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10), [00:00:20](https://youtu.be/kbnoteDemo1?t=20). More.\n";

    fn known(state: &NoteState) -> Vec<(&str, &[u64], bool)> {
        let claims = state.claims.iter();
        claims
            .map(|claim| (claim.text.as_str(), claim.times.as_slice(), claim.pinned))
            .collect()
    }

    #[test]
    fn one_of_two_anchors_is_moved_and_both_are_remembered() {
        let note = Note::parse(TWO);
        let claim = &note.claims()[0];
        let mut state = known_or_standing(&note, None);
        let time = Timestamp::from_secs(30);
        let new = pin(&note, claim, 1, time, AnchorStyle::Markdown, &mut state).unwrap();
        assert!(new.text().contains("t=10), [00:00:30]"), "{}", new.text());
        assert_eq!(known(&state), [("Flocks roost.", &[10, 30][..], true)]);
    }

    #[test]
    fn anchors_in_a_note_written_only_for_its_links_stand_as_they_are() {
        let note = Note::parse(TWO);
        let written = NoteState {
            note: Some("print".to_owned()),
            ..NoteState::default()
        };
        let state = known_or_standing(&note, Some(written));
        assert_eq!(state.note.as_deref(), Some("print"));
        assert_eq!(known(&state), [("Flocks roost.", &[10, 20][..], false)]);
    }

    #[test]
    fn a_claim_without_an_anchor_gets_one() {
        let note = Note::parse("Flocks roost.\n");
        let claim = &note.claims()[0];
        let mut state = NoteState::default();
        let time = Timestamp::from_secs(30);
        let new = pin(&note, claim, 0, time, AnchorStyle::Html, &mut state).unwrap();
        assert!(new.text().starts_with("Flocks roost <a "), "{}", new.text());
        assert_eq!(known(&state), [("Flocks roost.", &[30][..], true)]);
    }

    #[test]
    fn an_anchor_taken_away_is_remembered_as_that() {
        let note = Note::parse(TWO);
        let mut state = known_or_standing(&note, None);
        let one = take_away(&note, &note.claims()[0], 1, &mut state).unwrap();
        assert_eq!(known(&state), [("Flocks roost.", &[10][..], false)]);
        let other = take_away(&note, &note.claims()[0], 0, &mut state.clone()).unwrap();
        assert!(
            other.text().starts_with("Flocks roost [00:00:20]"),
            "{}",
            other.text()
        );
        let none = take_away(&one, &one.claims()[0], 0, &mut state).unwrap();
        assert!(!none.text().contains("youtu.be"), "{}", none.text());
        assert_eq!(state.claims[0].times, [] as [u64; 0]);
    }

    #[test]
    fn a_sentence_without_the_anchor_in_its_middle_is_one_claim() {
        let note = Note::parse(
            "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10) at dusk [00:00:20](https://youtu.be/kbnoteDemo1?t=20).\n",
        );
        let mut state = known_or_standing(&note, None);
        assert_eq!(state.claims.len(), 2);
        let new = take_away(&note, &note.claims()[0], 0, &mut state).unwrap();
        let text = new.claims()[0].text.clone();
        let now = known(&state);
        assert!(now.contains(&(text.as_str(), &[20][..], false)), "{now:?}");
    }
}
