//! The result: the moments of each claim, with score and confidence.

use std::ops::Range;

use kbnote_core::{CueIndex, Timestamp};

/// The result for one claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// The moments, in order of time; as many as were requested, or as many distinct ones as the
    /// track has. Present even where the confidence is [`Confidence::None`]: the best there is.
    pub moments: Vec<Moment>,
    /// How probable it is that the claim is said within ten seconds of its best moment, from 0 to 1.
    pub score: f64,
    /// The places at which it may be said, the likeliest first, at least fifteen seconds apart.
    pub places: Vec<LikelyMoment>,
    /// The score as one of three levels.
    pub confidence: Confidence,
}

impl Alignment {
    /// No moment: none was requested, or there are no captions.
    pub(crate) const fn nothing() -> Self {
        Self {
            moments: Vec::new(),
            score: 0.0,
            places: Vec::new(),
            confidence: Confidence::None,
        }
    }
}

/// A moment at which a claim may be said.
#[derive(Clone, Debug, PartialEq)]
pub struct LikelyMoment {
    /// The moment.
    pub moment: Moment,
    /// How probable it is that the claim is said within ten seconds of it, from 0 to 1.
    pub score: f64,
}

/// A moment in the video, with the captions that speak for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// From when one would listen.
    pub time: Timestamp,
    /// When the passage ends that says it.
    pub end: Timestamp,
    /// The cues that hold what the claim says.
    pub cues: Range<CueIndex>,
    /// Whether the time is an estimate inside a long cue without word times.
    pub estimated: bool,
}

/// The reliability of an alignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The captions do not support the claim.
    None,
    /// A person should look.
    Low,
    /// The score is 0.9 or more: right in at least 95 % of the cases.
    High,
}
