//! What became of each claim since kbnote last wrote the note.
//!
//! A note whose state is not known is trusted: the anchors in it stand. Otherwise the claims of
//! the note are matched with those remembered, first by their words, then by their times.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, Claim, ClaimState, Note, NoteState};

/// A claim in the note now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CurrentClaim<'a> {
    /// Its plain text.
    pub(super) text: &'a str,
    /// The times of its anchors in whole seconds; `None` for one that cannot be read.
    pub(super) times: Vec<Option<u64>>,
}

/// What became of a claim since kbnote last wrote the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClaimHistory {
    /// It has no anchor, and none was removed.
    New,
    /// It has no anchor: the author removed it.
    Declined,
    /// Its anchors stood there before kbnote knew the note, and it would have set others.
    Trusted,
    /// Neither its words nor its times changed.
    Same,
    /// Its times are the author's: set in the note or pinned by command.
    Pinned,
    /// Its words changed, its times did not.
    Reworded {
        /// Whether the times stood there before kbnote knew the note.
        trusted: bool,
    },
    /// As good as none of its words are left, its times are.
    Replaced,
    /// Its anchor was written for another claim, which still stands in the note without it.
    SplitFrom(usize),
    /// It was in the part of the note on another recording, and its times are of that one; the claim as
    /// it is remembered.
    FromOtherPart(usize),
}

/// The history of each claim.
pub(super) fn compare(
    present: &[CurrentClaim<'_>],
    state: Option<&NoteState>,
) -> Vec<ClaimHistory> {
    let Some(state) = state else {
        return present.iter().map(CurrentClaim::without_state).collect();
    };
    let known = &state.claims;
    let same_words = match_by_words(present, known);
    let by_times = match_by_times(present, known, &same_words);
    let torn: BTreeSet<usize> = by_times.values().filter_map(|m| m.owner).collect();
    // Who takes every anchor out wants them found anew, but those that were removed before.
    let had_anchors = |k: usize| !known[k].times.is_empty();
    let all_gone = same_words.values().any(|&k| had_anchors(k))
        && present.iter().all(|claim| claim.times.is_empty());
    let declined = match_declined(present, known, &same_words);
    let became = |(i, claim): (usize, &CurrentClaim<'_>)| match same_words.get(&i) {
        Some(&k) => {
            let wants_anchor = all_gone && had_anchors(k) || torn.contains(&i);
            claim.with_same_words(&known[k], k, wants_anchor)
        }
        None if declined.contains(&i) => ClaimHistory::Declined,
        None => claim.with_other_words(by_times.get(&i)),
    };
    present.iter().enumerate().map(became).collect()
}

/// For the claims of a note, by their numbers, the places at which they are remembered.
pub(super) fn known_claims(
    note: &Note,
    claims: &[Claim],
    state: &NoteState,
) -> BTreeMap<usize, usize> {
    let present: Vec<_> = claims.iter().map(|c| CurrentClaim::of(note, c)).collect();
    match_by_words(&present, &state.claims)
}

impl<'a> CurrentClaim<'a> {
    /// A claim of a note.
    pub(super) fn of(note: &Note, claim: &'a Claim) -> Self {
        let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
        let seconds = |anchor: &Anchor| anchor.time().map(Timestamp::as_secs);
        Self {
            text: &claim.text,
            times: anchors.iter().map(seconds).collect(),
        }
    }
}

impl CurrentClaim<'_> {
    fn without_state(&self) -> ClaimHistory {
        if self.times.is_empty() {
            ClaimHistory::New
        } else {
            ClaimHistory::Trusted
        }
    }

    fn with_same_words(&self, known: &ClaimState, at: usize, wants_anchor: bool) -> ClaimHistory {
        if self.times.is_empty() {
            let wants_anchor = wants_anchor || known.video.is_some();
            return if wants_anchor {
                ClaimHistory::New
            } else {
                ClaimHistory::Declined
            };
        }
        if known.pinned || !self.has_times_of(known) {
            ClaimHistory::Pinned
        } else if known.video.is_some() {
            ClaimHistory::FromOtherPart(at)
        } else if known.trusted {
            ClaimHistory::Trusted
        } else {
            ClaimHistory::Same
        }
    }

    fn with_other_words(&self, matched: Option<&TimeMatch>) -> ClaimHistory {
        match matched {
            _ if self.times.is_empty() => ClaimHistory::New,
            None => ClaimHistory::Pinned,
            Some(TimeMatch {
                owner: Some(claim), ..
            }) => ClaimHistory::SplitFrom(*claim),
            Some(TimeMatch { pinned: true, .. }) => ClaimHistory::Pinned,
            Some(TimeMatch {
                from_other_part: Some(known),
                kept,
                ..
            }) => {
                if *kept < REWORDED_SHARE {
                    ClaimHistory::Pinned
                } else {
                    ClaimHistory::FromOtherPart(*known)
                }
            }
            Some(TimeMatch { kept, .. }) if *kept < REWORDED_SHARE => ClaimHistory::Replaced,
            Some(TimeMatch { trusted, .. }) => ClaimHistory::Reworded { trusted: *trusted },
        }
    }

    fn has_times_of(&self, known: &ClaimState) -> bool {
        let known = known.times.iter().copied().map(Some);
        self.times.iter().copied().eq(known)
    }
}

/// The remembered claim of the same words for each present one. Of repeated ones those of the
/// same times belong together, and the rest in their order.
fn match_by_words(present: &[CurrentClaim<'_>], known: &[ClaimState]) -> BTreeMap<usize, usize> {
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (k, claim) in known.iter().enumerate() {
        places.entry(&claim.text).or_default().push(k);
    }
    prefer_pinned(&mut places, present, known);
    let mut matched = BTreeMap::new();
    for same_times in [true, false] {
        for (i, claim) in present.iter().enumerate() {
            let (false, Some(places)) = (matched.contains_key(&i), places.get_mut(claim.text))
            else {
                continue;
            };
            let fits = |&k: &usize| !same_times || claim.has_times_of(&known[k]);
            if let Some(at) = places.iter().position(fits) {
                matched.insert(i, places.remove(at));
            }
        }
    }
    matched
}

/// Where a sentence is remembered more often than it stands there, as after a merge of what two
/// machines remember, one of those that are the author's is meant.
fn prefer_pinned(
    places: &mut BTreeMap<&str, Vec<usize>>,
    present: &[CurrentClaim<'_>],
    known: &[ClaimState],
) {
    let repeated = places.iter_mut().filter(|(_, places)| places.len() > 1);
    for (text, places) in repeated {
        let standing = present.iter().filter(|claim| claim.text == *text);
        if standing.count() < places.len() {
            places.sort_by_key(|&k| !known[k].pinned);
        }
    }
}

/// A remembered claim found again by its times.
struct TimeMatch {
    pinned: bool,
    trusted: bool,
    /// Its own number, if its times are of another recording.
    from_other_part: Option<usize>,
    /// The claim that has its words now, if that one has no anchor.
    owner: Option<usize>,
    /// How much of the words is left.
    kept: f64,
}

/// Below this share of common words a sentence counts as replaced, not reworded.
const REWORDED_SHARE: f64 = 0.3;

/// For each anchored claim of new words, the most similar remembered claim of the same times
/// whose anchor stands nowhere else.
fn match_by_times(
    present: &[CurrentClaim<'_>],
    known: &[ClaimState],
    same_words: &BTreeMap<usize, usize>,
) -> BTreeMap<usize, TimeMatch> {
    let owner: BTreeMap<usize, usize> = same_words.iter().map(|(&i, &k)| (k, i)).collect();
    let keeps_anchor = |k: &usize| owner.get(k).is_some_and(|&i| !present[i].times.is_empty());
    let mut free: Vec<usize> = (0..known.len()).filter(|k| !keeps_anchor(k)).collect();
    let mut matches = BTreeMap::new();
    for (i, claim) in present.iter().enumerate() {
        if claim.times.is_empty() || same_words.contains_key(&i) {
            continue;
        }
        let same_times = free
            .iter()
            .copied()
            .filter(|&k| claim.has_times_of(&known[k]));
        // Of equally similar ones the first, as the order of a note mostly stays.
        let best = same_times
            .rev()
            .max_by_key(|&k| common_words(claim.text, &known[k].text));
        if let Some(k) = best {
            free.retain(|&other| other != k);
            let owner = owner.get(&k).copied();
            matches.insert(
                i,
                TimeMatch {
                    pinned: known[k].pinned,
                    trusted: known[k].trusted,
                    from_other_part: known[k].video.as_ref().map(|_| k),
                    owner,
                    kept: kept_words(claim.text, &known[k].text),
                },
            );
        }
    }
    matches
}

/// From this share of common words on, a reworded sentence stays without the anchor that its author removed.
const SAME_SENTENCE_SHARE: f64 = 0.5;

/// The claims of new words without an anchor that are those, reworded, whose anchor the author removed.
fn match_declined(
    present: &[CurrentClaim<'_>],
    known: &[ClaimState],
    same_words: &BTreeMap<usize, usize>,
) -> BTreeSet<usize> {
    let standing: BTreeSet<usize> = same_words.values().copied().collect();
    let is_declined = |claim: &ClaimState| claim.times.is_empty() && claim.video.is_none();
    let free = known.iter().enumerate();
    let free = free.filter(|(k, claim)| is_declined(claim) && !standing.contains(k));
    let mut free: Vec<&ClaimState> = free.map(|(_, claim)| claim).collect();
    let mut declined = BTreeSet::new();
    for (i, claim) in present.iter().enumerate() {
        if !claim.times.is_empty() || same_words.contains_key(&i) {
            continue;
        }
        let is_its =
            |known: &&ClaimState| kept_words(claim.text, &known.text) >= SAME_SENTENCE_SHARE;
        if let Some(at) = free.iter().position(is_its) {
            free.remove(at);
            declined.insert(i);
        }
    }
    declined
}

fn common_words(a: &str, b: &str) -> usize {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect();
    let (a, b): (BTreeSet<String>, BTreeSet<String>) = (words(a), words(b));
    a.intersection(&b).count()
}

/// The share of the words that tell something which two texts have in common, from 0 to 1.
#[allow(clippy::cast_precision_loss)]
fn kept_words(a: &str, b: &str) -> f64 {
    let stem = |word: &str| {
        let letters = word.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).take(5).collect()
    };
    let stems = |text: &str| -> BTreeSet<String> {
        let words = text.split_whitespace().map(stem);
        words
            .filter(|stem: &String| stem.chars().count() > 3)
            .collect()
    };
    let (a, b) = (stems(a), stems(b));
    let common = a.intersection(&b).count();
    common as f64 / a.len().max(b.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const REWORDED: ClaimHistory = ClaimHistory::Reworded { trusted: false };

    #[test]
    fn a_sentence_of_other_words_is_another() {
        let known = state(&[("The flocks are counted at dusk.", &[42], false)]);
        let became = |text| compare(&present(&[(text, &[42])]), Some(&known));
        assert_eq!(became("At dusk people count the flocks."), [REWORDED]);
        assert_eq!(
            became("The lens was made in Paris."),
            [ClaimHistory::Replaced]
        );
    }

    fn present<'a>(claims: &[(&'a str, &[u64])]) -> Vec<CurrentClaim<'a>> {
        let one = |(text, times): &(&'a str, &[u64])| CurrentClaim {
            text,
            times: times.iter().copied().map(Some).collect(),
        };
        claims.iter().map(one).collect()
    }

    fn state(claims: &[(&str, &[u64], bool)]) -> NoteState {
        let one = |&(text, times, pinned): &(&str, &[u64], bool)| ClaimState {
            text: text.to_owned(),
            times: times.to_vec(),
            pinned,
            ..ClaimState::default()
        };
        NoteState {
            claims: claims.iter().map(one).collect(),
            ..NoteState::default()
        }
    }

    #[test]
    fn a_reworded_sentence_stays_without_the_anchor_that_was_removed() {
        let known = state(&[
            ("The flocks are counted at dusk.", &[], false),
            ("Two count.", &[7], false),
        ]);
        let became = |text| compare(&present(&[(text, &[]), ("Two count.", &[7])]), Some(&known));
        let (declined, same) = (ClaimHistory::Declined, ClaimHistory::Same);
        assert_eq!(became("The flocks were counted at dusk."), [declined, same]);
        assert_eq!(
            became("The lens was made in Paris."),
            [ClaimHistory::New, same]
        );
        let twice = [
            ("The flocks are counted at dusk.", &[][..]),
            ("The flocks are counted again at dusk.", &[]),
            ("Two count.", &[7]),
        ];
        let became = compare(&present(&twice), Some(&known));
        assert_eq!(became, [declined, ClaimHistory::New, same]);
    }

    #[test]
    fn an_unknown_note_is_trusted() {
        let note = present(&[("Flocks roost.", &[42]), ("Two count.", &[])]);
        assert_eq!(
            compare(&note, None),
            [ClaimHistory::Trusted, ClaimHistory::New]
        );
    }

    #[test]
    fn trusted_anchors_stay_trusted() {
        let mut known = state(&[("Flocks roost.", &[42], false)]);
        known.claims[0].trusted = true;
        let note = present(&[("Flocks roost.", &[42])]);
        assert_eq!(compare(&note, Some(&known)), [ClaimHistory::Trusted]);
        let reworded = present(&[("All flocks roost.", &[42])]);
        assert_eq!(
            compare(&reworded, Some(&known)),
            [ClaimHistory::Reworded { trusted: true }]
        );
        let moved = present(&[("Flocks roost.", &[43])]);
        assert_eq!(compare(&moved, Some(&known)), [ClaimHistory::Pinned]);
    }

    #[test]
    fn an_unchanged_claim_is_recognised_wherever_it_moved() {
        let known = state(&[("Flocks roost.", &[42], false), ("Two count.", &[51], true)]);
        let note = present(&[("Two count.", &[51]), ("Flocks roost.", &[42])]);
        assert_eq!(
            compare(&note, Some(&known)),
            [ClaimHistory::Pinned, ClaimHistory::Same]
        );
    }

    #[test]
    fn repeated_words_are_distinguished_by_their_times() {
        let known = state(&[("Tea helps.", &[0], false), ("Tea helps.", &[6], false)]);
        let note = present(&[
            ("Tea helps.", &[]),
            ("Tea helps.", &[0]),
            ("Tea helps.", &[6]),
        ]);
        assert_eq!(
            compare(&note, Some(&known)),
            [ClaimHistory::New, ClaimHistory::Same, ClaimHistory::Same]
        );
    }

    #[test]
    fn of_two_remembered_states_the_authors_decision_wins() {
        let known = state(&[("Tea helps.", &[5], false), ("Tea helps.", &[5], true)]);
        let became = |times| compare(&present(&[("Tea helps.", times)]), Some(&known));
        assert_eq!(became(&[5]), [ClaimHistory::Pinned]);
        let known = state(&[("Tea helps.", &[5], false), ("Tea helps.", &[], false)]);
        let became = |times: &[u64]| {
            let note = present(&[("Tea helps.", times), ("Two count.", &[9])]);
            compare(&note, Some(&known))[0]
        };
        assert_eq!(became(&[]), ClaimHistory::Declined);
        assert_eq!(became(&[5]), ClaimHistory::Same);
    }

    #[test]
    fn a_time_set_by_hand_is_pinned() {
        let known = state(&[("Flocks roost.", &[42], false)]);
        let moved = present(&[("Flocks roost.", &[43])]);
        assert_eq!(compare(&moved, Some(&known)), [ClaimHistory::Pinned]);
        let added = present(&[("Flocks roost.", &[42]), ("Herons too.", &[90])]);
        assert_eq!(
            compare(&added, Some(&known)),
            [ClaimHistory::Same, ClaimHistory::Pinned]
        );
    }

    #[test]
    fn reworded_means_same_times_other_words() {
        let known = state(&[
            ("Flocks roost.", &[42], false),
            ("Two count.", &[42], false),
        ]);
        let note = present(&[("All flocks roost.", &[42]), ("Two people count.", &[42])]);
        assert_eq!(compare(&note, Some(&known)), [REWORDED, REWORDED]);
    }

    #[test]
    fn a_removed_anchor_stays_away_unless_a_note_is_stripped_of_all() {
        use ClaimHistory::{Declined, New, Same};
        let texts = ["Flocks roost.", "Two count.", "Snow falls.", "Ice melts."];
        let known = |times: [&[u64]; 4]| {
            let claims = [0, 1, 2, 3].map(|at| (texts[at], times[at], false));
            state(&claims)
        };
        let after = |times: [&[u64]; 4], known: &NoteState| {
            let claims = [0, 1, 2, 3].map(|at| (texts[at], times[at]));
            compare(&present(&claims), Some(known))
        };
        let stripped = [&[] as &[u64]; 4];
        let all = known([&[42], &[51], &[60], &[70]]);
        assert_eq!(
            after([&[], &[51], &[60], &[70]], &all),
            [Declined, Same, Same, Same]
        );
        assert_eq!(after(stripped, &all), [New, New, New, New]);
        let three = known([&[], &[51], &[60], &[70]]);
        assert_eq!(after(stripped, &three), [Declined, New, New, New]);
        let two = known([&[], &[], &[60], &[70]]);
        assert_eq!(after(stripped, &two), [Declined, Declined, New, New]);
    }

    #[test]
    fn an_anchor_split_from_its_sentence_is_seen() {
        let known = state(&[("Flocks roost.", &[42], false)]);
        let note = present(&[("Flocks roost.", &[]), ("So do crows.", &[42])]);
        assert_eq!(
            compare(&note, Some(&known)),
            [ClaimHistory::New, ClaimHistory::SplitFrom(0)]
        );
    }
}
