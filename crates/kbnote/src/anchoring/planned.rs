//! What is to become of the claims of a note, and what of that a person should know.

use std::ops::Range;

use kbnote_align::{Confidence, LikelyMoment};
use kbnote_core::{CueIndex, Timestamp, Track};
use kbnote_note::{Claim, ClaimState, NoteState, Splice};

/// What becomes of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// It gets its first anchor.
    Placed,
    /// Its anchors get another time.
    Moved,
    /// Nothing changes.
    Kept,
    /// Its times are the author's.
    Pinned,
    /// The captions do not support it; it gets no anchor.
    Unsupported,
}

impl Status {
    /// The word for it in JSON and in lists.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Moved => "moved",
            Self::Kept => "kept",
            Self::Pinned => "pinned",
            Self::Unsupported => "unsupported",
        }
    }
}

/// The word for a confidence in JSON and in lists.
pub(crate) fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Low => "low",
        Confidence::None => "none",
    }
}

/// An anchor of a claim as it will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlannedAnchor {
    /// `None` if the anchor stands and its time cannot be read.
    pub(crate) time: Option<Timestamp>,
    /// When the passage ends that says its sentence.
    pub(crate) end: Option<Timestamp>,
    /// The time that stood there before.
    pub(crate) before: Option<Timestamp>,
    /// The captions it rests on.
    pub(crate) cues: Range<CueIndex>,
    /// Whether the time is an estimate inside a long cue.
    pub(crate) estimated: bool,
    /// Where it will stand in the note as written.
    pub(crate) range: Range<usize>,
    /// Whether a reader can click it, so that it can get another time.
    pub(crate) is_link: bool,
}

/// Something about a claim that a person should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Warning {
    /// The captions lead elsewhere than the author's time.
    Contradicted { found: Timestamp },
    /// The captions changed, and its time with them.
    WouldMove { to: Timestamp },
    /// Its anchor was written for another sentence, which stands elsewhere now.
    SplitFrom { text: String },
    /// The author took its anchor away.
    Declined,
    /// An older aligner left it without an anchor; this one finds it.
    NewlyFound { at: Timestamp },
    /// Its words changed, and whether the captions still say it there is not clear.
    Reworded,
}

/// A claim and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct PlannedClaim {
    pub(crate) claim: Claim,
    pub(crate) status: Status,
    pub(crate) score: f64,
    pub(crate) confidence: Confidence,
    /// All moments at which it may be said, the likeliest first.
    pub(crate) moments: Vec<LikelyMoment>,
    pub(crate) anchors: Vec<PlannedAnchor>,
    /// Which of the plan's splices are its own.
    pub(crate) splices: Range<usize>,
    pub(crate) warning: Option<Warning>,
    /// Whether its times are others than those found, and stood there before kbnote knew the note.
    pub(crate) trusted: bool,
}

/// All that is to be done to a note.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) claims: Vec<PlannedClaim>,
    pub(crate) splices: Vec<Splice>,
    /// Whether the captions are others than those that the note was written with.
    pub(crate) captions_changed: bool,
}

impl Plan {
    /// Whether a claim could not be given what it should have, or only with doubt.
    pub(crate) fn doubtful(&self) -> impl Iterator<Item = &PlannedClaim> {
        self.claims.iter().filter(|planned| planned.is_doubtful())
    }

    /// How many claims have this status.
    pub(crate) fn count(&self, status: Status) -> usize {
        self.claims
            .iter()
            .filter(|planned| planned.status == status)
            .count()
    }

    /// What to remember of the note once it is written. As long as its times are those of other
    /// captions than these, those are remembered, so that this is told again.
    pub(crate) fn state(&self, track: &Track, known: Option<&NoteState>) -> NoteState {
        let would_move =
            |claim: &PlannedClaim| matches!(claim.warning, Some(Warning::WouldMove { .. }));
        let of_others = known.filter(|_| self.claims.iter().any(would_move));
        let captions = of_others.and_then(|known| known.captions.clone());
        let is_held_back =
            |claim: &PlannedClaim| matches!(claim.warning, Some(Warning::NewlyFound { .. }));
        let of_older = known.filter(|_| self.claims.iter().any(is_held_back));
        NoteState {
            aligner: of_older.map_or(Some(kbnote_align::GENERATION), |known| known.aligner),
            track: Some(track.id.clone()),
            captions: captions.or_else(|| Some(track.fingerprint())),
            claims: self.claims.iter().filter_map(PlannedClaim::state).collect(),
            ..known.cloned().unwrap_or_default()
        }
    }
}

impl PlannedClaim {
    /// Whether a person should look at it.
    pub(crate) fn is_doubtful(&self) -> bool {
        let unsure = matches!(self.status, Status::Placed | Status::Moved)
            && self.confidence != Confidence::High;
        unsure || self.status == Status::Unsupported || self.warning.is_some()
    }

    /// What to remember of the claim once the note is written.
    pub(crate) fn state(&self) -> Option<ClaimState> {
        let declined = self.warning == Some(Warning::Declined);
        if self.anchors.is_empty() && !declined {
            return None;
        }
        let times: Option<Vec<u64>> = self
            .anchors
            .iter()
            .map(|anchor| anchor.time.map(Timestamp::as_secs))
            .collect();
        let pinned = self.status == Status::Pinned;
        let text = self.claim.text.clone();
        Some(ClaimState {
            text,
            times: times?,
            pinned,
            trusted: self.trusted && self.status == Status::Kept,
        })
    }
}
