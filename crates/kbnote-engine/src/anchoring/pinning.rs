//! Times that are the author's: set, let go, or taken away by command. Nothing is written here.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, AnchorFormat, Claim, ClaimState, EditError, Note, NoteState, Splice};

use super::history::{self, ClaimHistory, CurrentClaim};

/// The stored state, or for a note without one, a state that records its present anchors.
#[must_use]
pub fn state_or_existing(note: &Note, known: Option<NoteState>) -> NoteState {
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
            trusted: true,
            ..ClaimState::default()
        })
    });
    NoteState {
        aligner: Some(kbnote_align::GENERATION),
        claims: standing.collect(),
        ..known
    }
}

/// What the author decided about the anchors of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorDecision {
    /// Its times are pinned, or others than kbnote last wrote there.
    Pinned,
    /// It is to have no anchor.
    Removed,
}

impl AuthorDecision {
    /// The word for it in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Removed => "removed",
        }
    }
}

/// The claims of a note, each with what its author decided about it, if anything.
#[must_use]
pub fn decided_claims(
    note: &Note,
    state: Option<&NoteState>,
) -> Vec<(Claim, Option<AuthorDecision>)> {
    let claims = note.claims();
    let present: Vec<_> = claims.iter().map(|c| CurrentClaim::of(note, c)).collect();
    let state = state.filter(|state| state.knows_anchors());
    let decisions = history::compare(&present, state)
        .into_iter()
        .map(|became| match became {
            ClaimHistory::Pinned => Some(AuthorDecision::Pinned),
            ClaimHistory::Declined => Some(AuthorDecision::Removed),
            _ => None,
        });
    let decisions: Vec<_> = decisions.collect();
    claims.into_iter().zip(decisions).collect()
}

/// The times of a note that are the author's: pinned, or others than kbnote last wrote there.
pub fn pinned_times(note: &Note, state: &NoteState) -> Vec<u64> {
    let decided = decided_claims(note, Some(state)).into_iter();
    let pinned = decided.filter(|(_, decision)| *decision == Some(AuthorDecision::Pinned));
    pinned
        .flat_map(|(claim, _)| seconds(note, &claim))
        .collect()
}

/// The state with the times that were found for a claim of a note.
pub fn set_found(note: &Note, claim: &Claim, times: Vec<u64>, state: &mut NoteState) {
    remember(state, note, claim, times, false);
}

/// The note with a claim's anchor of a number at this time, to be remembered as the author's; a
/// claim that has no anchor gets one.
pub fn pin(
    note: &Note,
    claim: &Claim,
    number: usize,
    time: Timestamp,
    format: AnchorFormat<'_>,
    state: &mut NoteState,
) -> Result<Note, EditError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let splices = match anchors.get(number) {
        Some(anchor) => anchor.retime(&[time]),
        None => format.insert(note, claim, &[time]),
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
    remember(state, note, claim, times, true);
    Ok(new)
}

/// The times of a claim are the author's as they stand.
pub fn keep(note: &Note, claim: &Claim, state: &mut NoteState) {
    remember(state, note, claim, seconds(note, claim), true);
}

/// The times of a claim are found by the captions again.
pub fn free(note: &Note, claim: &Claim, state: &mut NoteState) {
    let times = seconds(note, claim);
    if !times.is_empty() {
        remember(state, note, claim, times, false);
    } else if let Ok(known) = position_of(state, note, claim) {
        state.claims.remove(known);
    }
}

/// The note without a claim's anchor of a number, remembered so that it is not put back.
pub fn remove_anchor(
    note: &Note,
    claim: &Claim,
    number: usize,
    state: &mut NoteState,
) -> Result<Note, EditError> {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let Some(removal) = removal(note.text(), anchors, number) else {
        return note.edited(&[]);
    };
    let gone = removal.range.clone();
    let new = note.edited(&[removal])?;
    remember_without(state, (note, claim, number), &new, &gone);
    Ok(new)
}

/// The note without the anchors of a claim, which is to have none.
pub fn decline(note: &Note, claim: &Claim, state: &mut NoteState) -> Result<Note, EditError> {
    if !claim.is_anchored() {
        remember(state, note, claim, Vec::new(), false);
        return note.edited(&[]);
    }
    let mut left = note.edited(&[])?;
    for number in (0..claim.anchors.len()).rev() {
        let claims = left.claims();
        let is_its = |other: &&Claim| other.range.start == claim.range.start;
        let Some(claim) = claims.iter().find(is_its) else {
            break;
        };
        left = remove_anchor(&left, claim, number, state)?;
    }
    Ok(left)
}

/// How many sentences of a note are without an anchor because the author removed it.
#[must_use]
pub fn declined(note: &Note, state: &NoteState) -> usize {
    let removed = Some(AuthorDecision::Removed);
    let decided = decided_claims(note, Some(state)).into_iter();
    decided
        .filter(|(claim, decision)| claim.wants_anchor() && *decision == removed)
        .count()
}

/// Remembers what is left of a claim without its anchor of a number, which stood in a range of the
/// old note. Where that was in the middle of a sentence, this is one claim again, of other words.
fn remember_without(
    state: &mut NoteState,
    (note, claim, number): (&Note, &Claim, usize),
    new: &Note,
    gone: &Range<usize>,
) {
    let (Ok(place) | Err(place)) = position_of(state, note, claim);
    let (old, left) = (note.claims(), new.claims());
    let known = history::known_claims(note, &old, state);
    let known_of = |is_meant: &dyn Fn(&Claim) -> bool| -> BTreeSet<usize> {
        let meant = known.iter().filter(|(i, _)| is_meant(&old[**i]));
        meant.map(|(_, &known)| known).collect()
    };
    let old_anchor = |i: usize| i + usize::from(i >= claim.anchors.start + number);
    let begin = match claim.range.start {
        start if start < gone.end => start.min(gone.start),
        start => start - gone.len(),
    };
    let mut goes = known_of(&|other| other == claim);
    let mut now = Vec::new();
    let is_own = |left: &&Claim| left.range.start == begin || left.range.contains(&begin);
    for own in left.iter().filter(is_own) {
        let anchors = own.anchors.clone().map(old_anchor);
        let stood = known_of(&|other| anchors.clone().any(|i| other.anchors.contains(&i)));
        now.push(remaining_claim(&stood, state, new, own));
        goes.extend(stood);
    }
    let place = place - goes.range(..place).count();
    for known in goes.into_iter().rev() {
        state.claims.remove(known);
    }
    state.claims.splice(place..place, now);
}

/// What to remember of a claim whose anchors stood for some that are known.
fn remaining_claim(
    stood: &BTreeSet<usize>,
    state: &NoteState,
    new: &Note,
    claim: &Claim,
) -> ClaimState {
    let stood: Vec<&ClaimState> = stood.iter().map(|&known| &state.claims[known]).collect();
    let pinned = stood.iter().any(|known| known.pinned);
    ClaimState {
        text: claim.text.clone(),
        times: seconds(new, claim),
        pinned,
        trusted: !pinned && stood.iter().any(|known| known.trusted),
        video: None,
    }
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

/// Puts a claim in place of what was known of it.
fn remember(state: &mut NoteState, note: &Note, claim: &Claim, times: Vec<u64>, pinned: bool) {
    let new = ClaimState {
        text: claim.text.clone(),
        times,
        pinned,
        ..ClaimState::default()
    };
    match position_of(state, note, claim) {
        Ok(known) => state.claims[known] = new,
        Err(place) => state.claims.insert(place, new),
    }
}

/// Where a claim is remembered, told from others of the same words; else where it would be.
fn position_of(state: &NoteState, note: &Note, claim: &Claim) -> Result<usize, usize> {
    let claims = note.claims();
    let known = history::known_claims(note, &claims, state);
    let number = claims.iter().position(|other| other == claim);
    let number = number.unwrap_or(claims.len());
    match known.get(&number) {
        Some(&known) => Ok(known),
        None => {
            let next = known.range(number..).next();
            Err(next.map_or(state.claims.len(), |(_, &known)| known))
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_note::AnchorStyle;

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
        let mut state = state_or_existing(&note, None);
        let time = Timestamp::from_secs(30);
        let new = pin(
            &note,
            claim,
            1,
            time,
            AnchorStyle::Markdown.into(),
            &mut state,
        )
        .unwrap();
        assert!(new.text().contains("t=10), [00:00:30]"), "{}", new.text());
        assert_eq!(known(&state), [("Flocks roost.", &[10, 30][..], true)]);
    }

    #[test]
    fn anchors_stay_when_only_links_are_written() {
        let note = Note::parse(TWO);
        let written = NoteState {
            note: Some("print".to_owned()),
            ..NoteState::default()
        };
        let state = state_or_existing(&note, Some(written));
        assert_eq!(state.note.as_deref(), Some("print"));
        assert_eq!(known(&state), [("Flocks roost.", &[10, 20][..], false)]);
    }

    #[test]
    fn a_claim_without_an_anchor_gets_one() {
        let note = Note::parse("Flocks roost.\n");
        let claim = &note.claims()[0];
        let mut state = NoteState::default();
        let time = Timestamp::from_secs(30);
        let new = pin(&note, claim, 0, time, AnchorStyle::Html.into(), &mut state).unwrap();
        assert!(new.text().starts_with("Flocks roost <a "), "{}", new.text());
        assert_eq!(known(&state), [("Flocks roost.", &[30][..], true)]);
    }

    #[test]
    fn a_removed_anchor_is_remembered_as_removed() {
        let note = Note::parse(TWO);
        let mut state = state_or_existing(&note, None);
        let one = remove_anchor(&note, &note.claims()[0], 1, &mut state).unwrap();
        assert_eq!(known(&state), [("Flocks roost.", &[10][..], false)]);
        let other = remove_anchor(&note, &note.claims()[0], 0, &mut state.clone()).unwrap();
        assert!(
            other.text().starts_with("Flocks roost [00:00:20]"),
            "{}",
            other.text()
        );
        let none = remove_anchor(&one, &one.claims()[0], 0, &mut state).unwrap();
        assert!(!none.text().contains("youtu.be"), "{}", none.text());
        assert_eq!(state.claims[0].times, [] as [u64; 0]);
    }

    #[test]
    fn a_sentence_that_is_to_have_no_anchor_loses_all_of_its() {
        let note = Note::parse(TWO);
        let mut state = state_or_existing(&note, None);
        let new = decline(&note, &note.claims()[0], &mut state).unwrap();
        assert_eq!(new.text(), "Flocks roost. More.\n");
        assert_eq!(known(&state), [("Flocks roost.", &[][..], false)]);
        assert_eq!(declined(&new, &state), 1);
        let same = decline(&new, &new.claims()[1], &mut state).unwrap();
        assert_eq!(same.bytes(), new.bytes());
        assert_eq!(declined(&new, &state), 2);
    }

    #[test]
    fn a_sentence_without_the_anchor_in_its_middle_is_one_claim() {
        let note = Note::parse(
            "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10) at dusk [00:00:20](https://youtu.be/kbnoteDemo1?t=20).\n",
        );
        let mut state = state_or_existing(&note, None);
        assert_eq!(state.claims.len(), 2);
        let new = remove_anchor(&note, &note.claims()[0], 0, &mut state).unwrap();
        let text = new.claims()[0].text.clone();
        assert_eq!(known(&state), [(text.as_str(), &[20][..], false)]);
        assert!(state.claims[0].trusted, "it stands as it stood");
    }

    #[test]
    fn remaining_anchors_are_still_the_authors() {
        let note = Note::parse(
            "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10) at dusk [00:00:20](https://youtu.be/kbnoteDemo1?t=20).\n",
        );
        for (kept, taken, pinned) in [(0, 0, false), (0, 1, true), (1, 0, true), (1, 1, false)] {
            let mut state = state_or_existing(&note, None);
            keep(&note, &note.claims()[kept], &mut state);
            remove_anchor(&note, &note.claims()[taken], 0, &mut state).unwrap();
            let of_anchored = state.claims.iter().filter(|known| !known.times.is_empty());
            let is_pinned: Vec<bool> = of_anchored.map(|known| known.pinned).collect();
            assert_eq!(is_pinned, [pinned], "{kept} kept, {taken} taken");
        }
    }

    #[test]
    fn a_sentence_between_two_anchors_is_remembered_with_each() {
        let note = Note::parse(
            "[00:00:10](https://youtu.be/kbnoteDemo1?t=10) Flocks roost [00:00:20](https://youtu.be/kbnoteDemo1?t=20).\n",
        );
        let claims = note.claims();
        for (kept, taken) in [(0, 1), (1, 0)] {
            let mut state = state_or_existing(&note, None);
            keep(&note, &claims[kept], &mut state);
            let pinned: Vec<bool> = state.claims.iter().map(|known| known.pinned).collect();
            assert_eq!(pinned, [kept == 0, kept == 1]);
            remove_anchor(&note, &claims[taken], 0, &mut state).unwrap();
            let times: &[u64] = if kept == 0 { &[10] } else { &[20] };
            assert_eq!(known(&state), [("Flocks roost.", times, true)]);
        }
    }

    #[test]
    fn an_anchor_before_its_sentence_is_remembered_as_removed() {
        let note = Note::parse(
            "Herons nest [00:00:05](https://youtu.be/kbnoteDemo1?t=5).\n\n[00:00:10](https://youtu.be/kbnoteDemo1?t=10) Flocks roost.\n",
        );
        let mut state = state_or_existing(&note, None);
        remove_anchor(&note, &note.claims()[1], 0, &mut state).unwrap();
        let expected: [(&str, &[u64], bool); 2] =
            [("Herons nest.", &[5], false), ("Flocks roost.", &[], false)];
        assert_eq!(known(&state), expected);
    }

    #[test]
    fn an_anchor_alone_can_be_removed() {
        let note = Note::parse("- [00:00:01]\n");
        let mut state = state_or_existing(&note, None);
        let new = remove_anchor(&note, &note.claims()[0], 0, &mut state).unwrap();
        assert_eq!(new.text(), "-\n");
        assert!(state.claims.iter().all(|known| known.times.is_empty()));
    }

    #[test]
    fn of_equal_sentences_the_one_meant_is_remembered() {
        let tea = |seconds: u64| {
            format!("Tea helps [00:00:0{seconds}](https://youtu.be/kbnoteDemo1?t={seconds}).")
        };
        let note = Note::parse(format!("{} {} Tea helps.\n", tea(1), tea(6)));
        let claims = note.claims();
        let standing = || state_or_existing(&note, None);
        let known = |state: &NoteState| {
            let claims = state.claims.iter();
            let one = |claim: &ClaimState| (claim.times.clone(), claim.pinned);
            claims.map(one).collect::<Vec<_>>()
        };
        let (format, time) = (AnchorStyle::Markdown.into(), Timestamp::from_secs(9));

        let mut state = standing();
        keep(&note, &claims[1], &mut state);
        assert_eq!(known(&state), [(vec![1], false), (vec![6], true)]);
        free(&note, &claims[1], &mut state);
        assert_eq!(known(&state), [(vec![1], false), (vec![6], false)]);
        let mut state = standing();
        pin(&note, &claims[1], 0, time, format, &mut state).unwrap();
        assert_eq!(known(&state), [(vec![1], false), (vec![9], true)]);
        let mut state = standing();
        pin(&note, &claims[2], 0, time, format, &mut state).unwrap();
        let all = [(vec![1], false), (vec![6], false), (vec![9], true)];
        assert_eq!(known(&state), all);
        let mut state = standing();
        remove_anchor(&note, &claims[1], 0, &mut state).unwrap();
        assert_eq!(known(&state), [(vec![1], false), (vec![], false)]);
        free(&note, &claims[2], &mut state);
        assert_eq!(
            state.claims.len(),
            1,
            "the one without an anchor is forgotten"
        );
    }

    /// Words that occur twice, a sentence of several claims, an item with a label, a quote, a table,
    /// anchors before their sentences and some that share one.
    const ODD: [&str; 3] = [
        "\u{feff}Tea. Té [00:00:01](https://youtu.be/kbnoteDemo1?t=1) tea [00:00:02](https://youtu.be/kbnoteDemo1?t=2).\r\nTea [00:00:02](https://youtu.be/kbnoteDemo1?t=2). Tea [00:00:03](https://youtu.be/kbnoteDemo1?t=3).\r\n",
        "- **Tea**: helps <a class=\"yt-timestamp\" data-t=\"00:00:01\">[00:00:01]</a>.\n- **Tea**: helps [00:00:01].\n\n> It &lt;helps&gt;\n> us [00:00:04]. Tea.\n\n| a | b |\n| - | - |\n| Tea [00:00:05] | Tea [00:00:06] |\n",
        "# Tea [00:00:01]\n\n[00:00:02] Tea helps [00:00:03] us.\n\n- [00:00:04] Tea\n- [00:00:05]\n\n[00:00:06]\n",
    ];

    fn became(note: &Note, state: &NoteState) -> Vec<ClaimHistory> {
        let claims = note.claims();
        let present: Vec<_> = claims.iter().map(|c| CurrentClaim::of(note, c)).collect();
        history::compare(&present, Some(state))
    }

    #[test]
    fn a_change_of_one_claim_does_not_affect_the_others() {
        for note in ODD.map(Note::parse) {
            let claims = note.claims();
            let base = state_or_existing(&note, None);
            let before = became(&note, &base);
            let anchored = claims.iter().enumerate().filter(|(_, c)| c.is_anchored());
            for (i, claim) in anchored {
                let with = |history: ClaimHistory| {
                    let mut expected = before.clone();
                    expected[i] = history;
                    expected
                };
                let mut state = base.clone();
                keep(&note, claim, &mut state);
                assert_eq!(
                    became(&note, &state),
                    with(ClaimHistory::Pinned),
                    "kept: {i}"
                );
                free(&note, claim, &mut state);
                assert_eq!(became(&note, &state), with(ClaimHistory::Same), "free: {i}");
                let (time, format) = (Timestamp::from_secs(99), AnchorStyle::Html.into());
                let new = pin(&note, claim, 0, time, format, &mut state).unwrap();
                assert_eq!(
                    became(&new, &state),
                    with(ClaimHistory::Pinned),
                    "pinned: {i}"
                );
            }
        }
    }
}
