//! What is known of a claim and a place at which it may have been said, as numbers.

mod context;
mod crowd;
mod order;
mod overlap;
mod passage;
mod place;
mod voice;

use crate::crowd::Standing;
use crate::index::{SegmentIndex, TrackIndex};
use crate::query::Hit;
use crate::reading::Reading;

pub(crate) use order::Stretch;

/// How many numbers there are.
pub const COUNT: usize = overlap::NAMES.len()
    + context::NAMES.len()
    + order::NAMES.len()
    + place::NAMES.len()
    + crowd::NAMES.len()
    + passage::NAMES.len()
    + voice::NAMES.len();

/// Where the number is that tells which moment of its claim is asked for.
const NTH: usize =
    overlap::NAMES.len() + context::NAMES.len() + order::NAMES.len() + place::NAMES.len() - 1;

/// The numbers of the first feature of some groups.
const ORDER: usize = overlap::NAMES.len() + context::NAMES.len();
const PASSAGE: usize = NTH + 1 + crowd::NAMES.len();
const VOICE: usize = PASSAGE + passage::NAMES.len();

/// The numbers by which the places in question are compared with each other.
pub(crate) const RIVALED: [usize; 7] = [
    2,
    3,
    ORDER + 1,
    PASSAGE + 2,
    PASSAGE + 8,
    PASSAGE + 10,
    VOICE + 5,
];

/// Where the number is that tells how well a place fits by its words alone.
pub const FIT: usize = NTH - 1;

/// Makes the numbers of a place those for a further moment of its claim, counted from 0.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn set_nth(features: &mut [f32; COUNT], nth: usize) {
    features[NTH] = nth as f32;
}

/// How much of the claim is said around a place, by its numbers: in the widest windows there are.
pub(crate) fn share_around(features: &[f32]) -> f32 {
    features[overlap::WIDEST_AHEAD] + features[overlap::WIDEST_BEHIND]
}

/// The names of the numbers, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    let groups: [&'static [&'static str]; 7] = [
        &overlap::NAMES,
        &context::NAMES,
        &order::NAMES,
        &place::NAMES,
        &crowd::NAMES,
        &passage::NAMES,
        &voice::NAMES,
    ];
    groups.into_iter().flatten().copied()
}

/// A claim among its neighbours: all that its features are made of.
pub(crate) struct Scene<'a> {
    pub(crate) index: &'a TrackIndex,
    pub(crate) own: &'a Reading,
    /// Where the terms of the claim are said, at least in the stretches around its candidates.
    pub(crate) hits: &'a [Hit],
    /// The sentences before and after it, if any.
    pub(crate) previous: Option<&'a Reading>,
    pub(crate) next: Option<&'a Reading>,
    pub(crate) heading: &'a Reading,
    pub(crate) same_block: bool,
    /// The sentence before it in the same block asks for no moment.
    pub(crate) previous_bare: bool,
    pub(crate) next_same_block: bool,
    /// The place of the claim in its note, from 0 to 1.
    pub(crate) place: f32,
    /// From the first pass: how well each segment fits by its words alone.
    pub(crate) fit: &'a [f32],
    /// What all claims of the note make of the places.
    pub(crate) standing: Standing<'a>,
}

/// The numbers of all candidates of a claim.
pub(crate) fn all_features(scene: &Scene<'_>, segments: &[SegmentIndex]) -> Vec<[f32; COUNT]> {
    let mut all: Vec<[f32; COUNT]> = segments.iter().map(|&at| features(scene, at)).collect();
    passage::compare(&mut all, PASSAGE);
    all
}

/// The numbers of one place.
fn features(scene: &Scene<'_>, at: SegmentIndex) -> [f32; COUNT] {
    let mut all = [0.0; COUNT];
    let mut rest = all.as_mut_slice();
    for group in [
        overlap::overlap(scene, at).as_slice(),
        context::context(scene, at).as_slice(),
        order::order(scene, at).as_slice(),
        place::place(scene, at).as_slice(),
        crowd::crowd(scene, at).as_slice(),
        passage::passage(scene, at).as_slice(),
        voice::voice(scene, at).as_slice(),
    ] {
        let (head, tail) = rest.split_at_mut(group.len());
        head.copy_from_slice(group);
        rest = tail;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_around_is_told_by_the_widest_windows() {
        let names: Vec<_> = names().collect();
        assert_eq!(names[overlap::WIDEST_AHEAD], "share_4");
        assert_eq!(names[overlap::WIDEST_BEHIND], "behind_2");
    }

    #[test]
    fn places_are_compared_by_what_is_said_there() {
        let names: Vec<_> = names().collect();
        let compared = RIVALED.map(|feature| names[feature]);
        let expected = [
            "share_2",
            "share_3",
            "pairs_wide",
            "around_share",
            "dense_around",
            "dense_near",
            "voice_said",
        ];
        assert_eq!(compared, expected);
    }

    #[test]
    fn further_moments_are_told_by_a_number_of_their_own() {
        let mut features = [0.0; COUNT];
        set_nth(&mut features, 2);
        let told: Vec<_> = names()
            .zip(features)
            .filter(|(_, number)| *number > 0.0)
            .collect();
        assert_eq!(told, [("nth", 2.0)]);
    }
}
