//! The features of a claim and a place at which it may be said.

mod around;
mod competition;
mod context;
mod feature_context;
mod order;
mod overlap;
mod passage;
mod place;
mod voice;

use crate::segment::SegmentIndex;

pub(crate) use feature_context::FeatureContext;

/// The number of features.
pub const COUNT: usize = overlap::NAMES.len()
    + context::NAMES.len()
    + order::NAMES.len()
    + place::NAMES.len()
    + competition::NAMES.len()
    + passage::NAMES.len()
    + voice::NAMES.len()
    + around::NAMES.len();

/// The index of the feature that says which moment of its claim is requested.
const NTH: usize =
    overlap::NAMES.len() + context::NAMES.len() + order::NAMES.len() + place::NAMES.len() - 1;

/// The index of the first feature of some groups.
const ORDER: usize = overlap::NAMES.len() + context::NAMES.len();
const PASSAGE: usize = NTH + 1 + competition::NAMES.len();
const VOICE: usize = PASSAGE + passage::NAMES.len();
const NOTE: usize = VOICE + voice::NAMES.len();

/// The features by which the places in question are compared with each other.
pub(crate) const RIVALED: [usize; 7] = [
    2,
    3,
    ORDER + 1,
    PASSAGE + 2,
    PASSAGE + 8,
    PASSAGE + 10,
    VOICE + 4,
];

/// The index of the feature that says how well a place fits by its words alone.
pub const FIT: usize = NTH - 1;

/// Turns the features of a place into those for a further moment of its claim, counted from 0.
#[allow(clippy::cast_precision_loss)]
pub(crate) fn set_nth(features: &mut [f32; COUNT], nth: usize) {
    features[NTH] = nth as f32;
}

/// How much of the claim is said around a place, by its numbers: in the widest windows there are.
pub(crate) fn share_around(features: &[f32]) -> f32 {
    features[overlap::WIDEST_AHEAD] + features[overlap::WIDEST_BEHIND]
}

/// The groups of features in order, each with the names of its features.
pub const GROUPS: [(&str, &[&str]); 8] = [
    ("overlap", &overlap::NAMES),
    ("context", &context::NAMES),
    ("order", &order::NAMES),
    ("place", &place::NAMES),
    ("competition", &competition::NAMES),
    ("passage", &passage::NAMES),
    ("voice", &voice::NAMES),
    ("around", &around::NAMES),
];

/// The names of the features, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    GROUPS.iter().flat_map(|(_, names)| *names).copied()
}

/// The features of all candidates of a claim.
pub(crate) fn all_features(
    context: &FeatureContext<'_>,
    segments: &[SegmentIndex],
) -> Vec<[f32; COUNT]> {
    let densities = passage::Densities::new(context, segments);
    let mut all: Vec<[f32; COUNT]> = (0..segments.len())
        .map(|number| {
            let at = segments[number];
            let passage = passage::passage(context, at, &densities, number);
            let around = around::around(context, &densities, number);
            features(context, at, &passage, &around)
        })
        .collect();
    passage::compare(&mut all, PASSAGE, &passage::BELOW);
    passage::compare(&mut all, NOTE, &around::BELOW);
    all
}

/// The features of one place, given those of the passage around it and of the context of the claim.
fn features(
    context: &FeatureContext<'_>,
    at: SegmentIndex,
    passage: &[f32],
    around: &[f32],
) -> [f32; COUNT] {
    let mut all = [0.0; COUNT];
    let mut rest = all.as_mut_slice();
    for group in [
        overlap::overlap(context, at).as_slice(),
        context::context(context, at).as_slice(),
        order::order(context, at).as_slice(),
        place::place(context, at).as_slice(),
        competition::crowd(context, at).as_slice(),
        passage,
        voice::voice(context, at).as_slice(),
        around,
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
    fn the_widest_windows_describe_the_context() {
        let names: Vec<_> = names().collect();
        assert_eq!(names[overlap::WIDEST_AHEAD], "share_4");
        assert_eq!(names[overlap::WIDEST_BEHIND], "behind_2");
    }

    #[test]
    fn places_are_compared_by_their_words() {
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
    fn further_moments_have_a_number_of_their_own() {
        let mut features = [0.0; COUNT];
        set_nth(&mut features, 2);
        let chars_between: Vec<_> = names()
            .zip(features)
            .filter(|(_, number)| *number > 0.0)
            .collect();
        assert_eq!(chars_between, [("nth", 2.0)]);
    }
}
