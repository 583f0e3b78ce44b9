//! From the time of an anchor to the passage that begins there.

use std::ops::Range;

use kbnote_align::{Alignment, Confidence, Moment};
use kbnote_core::{CueIndex, Timestamp, Track};
use kbnote_note::{Claim, Note};

/// How far an anchor may be from where a passage begins, in milliseconds: authors set times by ear.
const NEAR_MILLIS: u64 = 10_000;

/// A span of the captions that says one claim or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The claims, as indexes into those of the note, in their order.
    pub claims: Vec<usize>,
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Its captions.
    pub cues: Range<CueIndex>,
}

/// The passages that the anchors of all claims lead to, in order of time; `alignments` are those of
/// the claims.
#[must_use]
pub fn anchored_passages(
    note: &Note,
    track: &Track,
    claims: &[Claim],
    alignments: &[Alignment],
) -> Vec<Passage> {
    let mut passages: Vec<Passage> = claims
        .iter()
        .zip(alignments)
        .enumerate()
        .flat_map(|(index, (claim, alignment))| {
            let times = anchor_times(note, claim, track.end());
            times.map(move |time| passage_at(track, alignment, index, time))
        })
        .collect();
    passages.sort_by_key(|passage| (passage.start, passage.end));
    passages
}

/// The passages behind one claim: those its anchors lead to, else the one where the captions support
/// it, in order of time.
#[must_use]
pub fn claim_passages(
    note: &Note,
    track: &Track,
    (index, claim): (usize, &Claim),
    alignment: &Alignment,
) -> Vec<Passage> {
    let mut times: Vec<Timestamp> = anchor_times(note, claim, track.end()).collect();
    if times.is_empty() && alignment.confidence != Confidence::None {
        times.extend(alignment.moments.first().map(|moment| moment.time));
    }
    times.sort_unstable();
    let passage = |time| passage_at(track, alignment, index, time);
    times.into_iter().map(passage).collect()
}

/// The moments that the anchors of a claim lead to, in a video that ends at `end`.
fn anchor_times<'a>(
    note: &'a Note,
    claim: &Claim,
    end: Timestamp,
) -> impl Iterator<Item = Timestamp> + 'a {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let live = anchors.iter().filter(|anchor| anchor.live);
    live.filter_map(move |anchor| anchor.time_before(end))
}

/// The passage that begins at a time of the claim at `index`: it ends where that of the moment does
/// which was found there or near by, else with its cue.
#[must_use]
pub fn passage_at(track: &Track, alignment: &Alignment, index: usize, time: Timestamp) -> Passage {
    let found = found_at(alignment, time);
    let start = found
        .filter(|moment| is_in_second(moment, time))
        .map_or(time, |moment| moment.time);
    let own = if start > time {
        starting_by(track, start)
    } else {
        cue_at(track, time)
    };
    let cue_end = track.cues.get(own.clone()).and_then(<[_]>::last);
    let cue_end = cue_end.map_or(time, |cue| cue.end().max(time));
    let end = found.map_or(cue_end, |moment| moment.end);
    let last = track.cues.partition_point(|cue| cue.start() < end);
    Passage {
        claims: vec![index],
        start,
        end,
        cues: own.start..last.max(own.end),
    }
}

/// The moment found in the second that an anchor shows, else the nearest one whose passage is still
/// spoken then.
fn found_at(alignment: &Alignment, time: Timestamp) -> Option<&Moment> {
    let places = alignment.places.iter().map(|place| &place.moment);
    let moments = alignment.moments.iter().chain(places);
    let near = |moment: &&Moment| {
        moment.time.floor_to_second().abs_diff(time) <= NEAR_MILLIS && moment.end > time
    };
    moments
        .filter(near)
        .min_by_key(|moment| moment.time.floor_to_second().abs_diff(time))
}

fn is_in_second(moment: &Moment, time: Timestamp) -> bool {
    moment.time.floor_to_second() == time.floor_to_second()
}

/// The last cue that begins in or before the second that an anchor shows.
#[must_use]
pub fn cue_at(track: &Track, time: Timestamp) -> Range<CueIndex> {
    let second = time.floor_to_second();
    let starts_by = |cue: &kbnote_core::Cue| cue.start().floor_to_second() <= second;
    let end = track.cues.partition_point(starts_by);
    end.saturating_sub(1)..end
}

fn starting_by(track: &Track, time: Timestamp) -> Range<CueIndex> {
    let end = track.cues.partition_point(|cue| cue.start() <= time);
    end.saturating_sub(1)..end
}

/// Makes one of passages that overlap, or between which not a whole second is silent.
#[must_use]
pub fn merged(passages: Vec<Passage>) -> Vec<Passage> {
    let mut merged: Vec<Passage> = Vec::new();
    for passage in passages {
        match merged.last_mut() {
            Some(last) if passage.start.floor_to_second() <= ceil_to_second(last.end) => {
                last.end = last.end.max(passage.end);
                last.cues.end = last.cues.end.max(passage.cues.end);
                last.claims.extend(passage.claims);
                last.claims.sort_unstable();
                last.claims.dedup();
            }
            _ => merged.push(passage),
        }
    }
    merged
}

/// The time rounded up to the second.
fn ceil_to_second(time: Timestamp) -> Timestamp {
    time.saturating_add(999).floor_to_second()
}

impl Passage {
    /// Its first and last second as a player is to be given them: nothing said is cut off.
    #[must_use]
    pub fn in_seconds(&self) -> (Timestamp, Timestamp) {
        let start = self.start.floor_to_second();
        (
            start,
            ceil_to_second(self.end).max(start.saturating_add(1_000)),
        )
    }
}

#[cfg(test)]
mod tests {
    use kbnote_align::LikelyMoment;
    use kbnote_core::{Cue, LanguageTag, TimeSpan, TrackKind};

    use super::*;

    fn ms(millis: u64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    /// Cues of 4 s, each beginning 300 ms after a full second.
    fn track() -> Track {
        let cue = |n: u64| {
            Cue::new(
                TimeSpan::new(ms(4_000 * n + 300), ms(4_000 * n + 4_300)),
                "x",
            )
        };
        Track::new(
            LanguageTag::english(),
            TrackKind::Manual,
            (0..10).map(cue).collect(),
        )
    }

    fn found(start: u64, end: u64) -> Alignment {
        let moment = Moment {
            time: ms(start),
            end: ms(end),
            cues: 0..1,
            estimated: false,
        };
        Alignment {
            moments: vec![moment.clone()],
            score: 0.9,
            places: vec![LikelyMoment { moment, score: 0.9 }],
            confidence: Confidence::High,
        }
    }

    #[test]
    fn a_passage_begins_with_the_cue_that_was_found_and_ends_with_what_it_says() {
        let passage = passage_at(&track(), &found(8_300, 16_300), 3, ms(8_000));
        assert_eq!((passage.start, passage.end), (ms(8_300), ms(16_300)));
        assert_eq!((passage.cues, passage.claims), (2..4, vec![3]));
    }

    #[test]
    fn a_time_set_by_ear_ends_with_the_passage_near_by_and_another_with_its_cue() {
        let near = passage_at(&track(), &found(8_300, 16_300), 0, ms(6_000));
        assert_eq!(
            (near.start, near.end, near.cues),
            (ms(6_000), ms(16_300), 1..4)
        );
        let far = passage_at(&track(), &found(8_300, 16_300), 0, ms(30_000));
        assert_eq!(
            (far.start, far.end, far.cues),
            (ms(30_000), ms(32_300), 7..8)
        );
        let past = passage_at(&track(), &found(8_300, 16_300), 0, ms(90_000));
        assert_eq!((past.start, past.end), (ms(90_000), ms(90_000)));
    }

    #[test]
    fn passages_are_merged_where_they_overlap() {
        let passage = |claim, start, end| Passage {
            claims: vec![claim],
            start: ms(start),
            end: ms(end),
            cues: 0..1,
        };
        let all = vec![
            passage(1, 0, 5_000),
            passage(0, 3_000, 4_000),
            passage(2, 5_400, 7_200),
            passage(3, 9_000, 9_500),
        ];
        let merged = merged(all);
        let seconds: Vec<_> = merged.iter().map(Passage::in_seconds).collect();
        assert_eq!(seconds, [(ms(0), ms(8_000)), (ms(9_000), ms(10_000))]);
        assert_eq!(merged[0].claims, [0, 1, 2]);
    }
}
