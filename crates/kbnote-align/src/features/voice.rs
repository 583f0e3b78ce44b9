//! Who speaks at a place, and whom the claim, its heading and the sentence before it name.

use std::ops::Range;

use super::Scene;
use crate::index::SegmentIndex;
use crate::voices::Voice;

/// The names of the numbers.
pub(super) const NAMES: [&str; 14] = [
    "voice_named",
    "voice_first",
    "voice_ahead",
    "voice_around",
    "voice_others",
    "voice_said",
    "voice_heading",
    "voice_heading_around",
    "voice_previous",
    "voice_turn",
    "voice_turns",
    "voice_minute",
    "voice_turn_left",
    "voice_turn_past",
];

/// How far ahead and around it is looked who speaks, in milliseconds.
const AHEAD_MILLIS: i64 = 12_000;
const AROUND_MILLIS: i64 = 30_000;
const MINUTE_MILLIS: i64 = 60_000;

/// What others say in a turn is not more than so many words at a time.
const ASIDE: u32 = 3;

/// Turns are followed so far, in milliseconds.
const TURN_MILLIS: i64 = 120_000;

/// Stands for what is not known.
const UNKNOWN: f32 = -1.0;

/// The numbers where nobody is named: as if nobody named in the claim ever spoke in turn.
const NOBODY: [f32; NAMES.len()] = [
    0.0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0.0, 0.0, UNKNOWN,
    0.0, 0.0,
];

/// The numbers of a place.
pub(super) fn voice(scene: &Scene<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let index = scene.index;
    if index.voices.is_empty() {
        return NOBODY;
    }
    let start = index.starts[at];
    let ahead = at..index.between(start, start + AHEAD_MILLIS).end.max(at + 1);
    let around = index.between(start - AROUND_MILLIS, start + AROUND_MILLIS);
    let around = around.start..around.end.max(at + 1);
    let minute = at..index.between(start, start + MINUTE_MILLIS).end.max(at + 1);
    let named = &scene.own.query.voices;
    let (first, others) = named.split_at(named.len().min(1));
    let heading = &scene.heading.query.voices;
    let previous = scene
        .previous
        .map_or(&[][..], |previous| &previous.query.voices);
    let speech = Speech { scene };
    let here = index.voices.of(at);
    let turn = |&s: &usize| s > 0 && index.voices.of(s) != index.voices.of(s - 1);
    #[allow(clippy::cast_precision_loss)]
    [
        named.len().min(3) as f32,
        match here {
            Some(voice) if first.contains(&voice) => 1.0,
            Some(voice) if others.contains(&voice) => 0.5,
            _ if named.is_empty() => UNKNOWN,
            _ => 0.0,
        },
        speech.share(first, &ahead),
        speech.share(first, &around),
        speech.share(others, &around),
        speech.said(first, &ahead),
        speech.share(heading, &ahead),
        speech.share(heading, &around),
        speech.share(previous, &ahead),
        f32::from(turn(&at)),
        around.filter(turn).count() as f32,
        speech.share(first, &minute),
        speech.turn(at, at + 1..index.len()),
        speech.turn(at, (0..at).rev()),
    ]
}

/// What is spoken in some segments, and by whom.
struct Speech<'a> {
    scene: &'a Scene<'a>,
}

impl Speech<'_> {
    /// The share of the words that some speakers say; less than nothing if none are named.
    #[allow(clippy::cast_precision_loss)]
    fn share(&self, voices: &[Voice], segments: &Range<usize>) -> f32 {
        if voices.is_empty() {
            return UNKNOWN;
        }
        let index = self.scene.index;
        let (mut own, mut all) = (0, 0);
        for segment in segments.clone() {
            let tokens = index.first_token[segment + 1] - index.first_token[segment];
            all += tokens;
            let voice = index.voices.of(segment);
            if voice.is_some_and(|voice| voices.contains(&voice)) {
                own += tokens;
            }
        }
        own as f32 / all.max(1) as f32
    }

    /// How many seconds the speaker of a segment goes on through others, but for asides.
    #[allow(clippy::cast_precision_loss)]
    fn turn(&self, at: SegmentIndex, others: impl Iterator<Item = SegmentIndex>) -> f32 {
        let index = self.scene.index;
        let own = index.voices.of(at);
        let mut last = index.starts[at];
        for other in others {
            let is_far =
                index.starts[other].abs_diff(index.starts[at]) > TURN_MILLIS.unsigned_abs();
            let tokens = index.first_token[other + 1] - index.first_token[other];
            let is_own = index.voices.of(other) == own;
            if is_far || !is_own && tokens > ASIDE {
                break;
            }
            if is_own {
                last = index.starts[other];
            }
        }
        last.abs_diff(index.starts[at]) as f32 / 1000.0
    }

    /// The share of the claim that some speakers say in the segments.
    fn said(&self, voices: &[Voice], segments: &Range<usize>) -> f32 {
        if voices.is_empty() {
            return UNKNOWN;
        }
        let (index, query) = (self.scene.index, &self.scene.own.query);
        let first = index.first_token[segments.start];
        let end = index.first_token[segments.end];
        let hits = self.scene.hits;
        let hits = &hits[hits.partition_point(|hit| hit.token < first)..];
        let mut seen: Vec<u16> = Vec::new();
        let mut said = 0.0;
        for &hit in hits.iter().take_while(|hit| hit.token < end) {
            let segment = index.token_segment[hit.token as usize] as usize;
            let voice = index.voices.of(segment);
            if voice.is_some_and(|voice| voices.contains(&voice)) && !seen.contains(&hit.term) {
                seen.push(hit.term);
                said += query.term(hit).rarity;
            }
        }
        said / query.weight.max(1.0)
    }
}
