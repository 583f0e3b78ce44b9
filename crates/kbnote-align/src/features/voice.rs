//! Who speaks at a place, and whom the claim and its heading name.

use std::ops::Range;

use super::feature_context::FeatureContext;
use crate::segment::SegmentIndex;
use crate::voices::Voice;

/// The names of the features.
pub(super) const NAMES: [&str; 6] = [
    "voice_named",
    "voice_first",
    "voice_ahead",
    "voice_around",
    "voice_said",
    "voice_heading",
];

/// How far ahead and around speakers are considered, in milliseconds.
const AHEAD_MILLIS: i64 = 12_000;
const AROUND_MILLIS: i64 = 30_000;

/// The value of a feature that is not known.
const UNKNOWN: f32 = -1.0;

/// The features where the captions name no speakers.
const NOBODY: [f32; NAMES.len()] = [0.0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN];

/// The features of a place.
pub(super) fn voice(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let index = context.index;
    if index.voices.is_empty() {
        return NOBODY;
    }
    let start = index.starts[at];
    let ahead = at..index.between(start, start + AHEAD_MILLIS).end.max(at + 1);
    let around = index.between(start - AROUND_MILLIS, start + AROUND_MILLIS);
    let around = around.start..around.end.max(at + 1);
    let named = &context.own.query.voices;
    let (first, others) = named.split_at(named.len().min(1));
    let heading = &context.heading.query.voices;
    let speech = Speech { context };
    let here = index.voices.of(at);
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
        speech.said(first, &ahead),
        speech.share(heading, &ahead),
    ]
}

/// What is spoken in some segments, and by whom.
struct Speech<'a> {
    context: &'a FeatureContext<'a>,
}

impl Speech<'_> {
    /// The share of the words that some speakers say; negative if none are named.
    #[allow(clippy::cast_precision_loss)]
    fn share(&self, voices: &[Voice], segments: &Range<usize>) -> f32 {
        if voices.is_empty() {
            return UNKNOWN;
        }
        let index = self.context.index;
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

    /// The share of the claim that some speakers say in the segments.
    fn said(&self, voices: &[Voice], segments: &Range<usize>) -> f32 {
        if voices.is_empty() {
            return UNKNOWN;
        }
        let (index, query) = (self.context.index, &self.context.own.query);
        let first = index.first_token[segments.start];
        let end = index.first_token[segments.end];
        let hits = self.context.hits;
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
