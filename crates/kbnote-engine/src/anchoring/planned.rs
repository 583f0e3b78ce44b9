//! A plan for the anchors of a note, and the warnings that go with it.

use std::ops::Range;

use kbnote_align::{Confidence, LikelyMoment};
use kbnote_core::{CueIndex, Timestamp, Track, VideoId};
use kbnote_note::{Claim, ClaimState, NoteState, Splice};

/// What becomes of one claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
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
    pub const fn word(self) -> &'static str {
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
pub fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::High => "high",
        Confidence::Low => "low",
        Confidence::None => "none",
    }
}

/// An anchor of a claim as it will be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedAnchor {
    /// `None` if the anchor stands and its time cannot be read.
    pub time: Option<Timestamp>,
    /// When the passage ends that says its sentence.
    pub end: Option<Timestamp>,
    /// The time that stood there before.
    pub before: Option<Timestamp>,
    /// The captions it rests on.
    pub cues: Range<CueIndex>,
    /// Whether the time is an estimate inside a long cue.
    pub estimated: bool,
    /// Where it will stand in the note as written.
    pub range: Range<usize>,
    /// Whether a reader can click it, so that it can get another time.
    pub is_link: bool,
}

/// Why kbnote would move a time that it wrote, though its sentence did not change.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MoveReason {
    /// The captions changed.
    CaptionsChanged,
    /// An older aligner found the time, and this one finds a much better place.
    NewerAligner {
        /// The score that this aligner gives the time before.
        score_before: f64,
    },
}

/// Something about a claim that a person should know.
#[derive(Clone, Debug, PartialEq)]
pub enum Warning {
    /// The captions lead elsewhere than the author's time.
    Contradicted {
        /// The time in the captions.
        found: Timestamp,
    },
    /// kbnote would set another time now.
    WouldMove {
        /// The time in the captions.
        to: Timestamp,
        /// The reason for it.
        reason: MoveReason,
    },
    /// Its anchor was written for another sentence, which stands elsewhere now.
    SplitFrom {
        /// The text of that sentence.
        text: String,
    },
    /// The author removed its anchor.
    Declined,
    /// An older aligner left it without an anchor; this one finds it.
    NewlyFound {
        /// The time in the captions.
        at: Timestamp,
    },
    /// Its words changed, and whether the captions still say it there is not clear.
    Reworded,
    /// It came from the part of the note on another recording, and this one does not say it.
    OfOtherRecording,
}

/// A claim and what becomes of it.
#[derive(Clone, Debug)]
pub struct PlannedClaim {
    /// The claim.
    pub claim: Claim,
    /// What becomes of it.
    pub status: Status,
    /// The score of the best alignment.
    pub score: f64,
    /// The confidence of that.
    pub confidence: Confidence,
    /// All moments at which it may be said, the likeliest first.
    pub moments: Vec<LikelyMoment>,
    /// Its anchors, as they will be.
    pub anchors: Vec<PlannedAnchor>,
    /// Which of the plan's splices are its own.
    pub splices: Range<usize>,
    /// What a person should know of it.
    pub warning: Option<Warning>,
    /// Why its time moves, if the sentence did not change.
    pub move_reason: Option<MoveReason>,
    /// Whether its times are others than those found, and stood there before kbnote knew the note.
    pub trusted: bool,
    /// The recording that its times stay those of, if it came from the part on that one.
    pub times_of: Option<VideoId>,
}

/// What becomes of the anchors of a note.
#[derive(Clone, Debug, Default)]
pub struct AnchorPlan {
    /// The claims, in the order of the note.
    pub claims: Vec<PlannedClaim>,
    /// The edits of the note.
    pub splices: Vec<Splice>,
    /// Whether the captions are others than those that the note was written with.
    pub captions_changed: bool,
}

impl AnchorPlan {
    /// Whether a claim could not be given what it should have, or only with doubt.
    pub fn doubtful(&self) -> impl Iterator<Item = &PlannedClaim> {
        self.claims.iter().filter(|planned| planned.is_doubtful())
    }

    /// How many claims have this status.
    pub fn count(&self, status: Status) -> usize {
        self.claims
            .iter()
            .filter(|planned| planned.status == status)
            .count()
    }

    /// What to remember of the note once it is written. As long as its times are those of other
    /// captions or of an older aligner, those are remembered, so that this is reported again.
    pub fn state(&self, track: &Track, known: Option<&NoteState>) -> NoteState {
        use MoveReason::{CaptionsChanged, NewerAligner};
        let known_if = |is_held_back: fn(&Warning) -> bool| {
            let mut warnings = self
                .claims
                .iter()
                .filter_map(|claim| claim.warning.as_ref());
            known.filter(|_| warnings.any(is_held_back))
        };
        let of_others = known_if(|warning| {
            matches!(
                warning,
                Warning::WouldMove {
                    reason: CaptionsChanged,
                    ..
                }
            )
        });
        let captions = of_others.and_then(|known| known.captions.clone());
        let of_older = known_if(|warning| {
            matches!(
                warning,
                Warning::NewlyFound { .. }
                    | Warning::WouldMove {
                        reason: NewerAligner { .. },
                        ..
                    }
            )
        });
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
    /// Whether the author removed its anchor.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        self.warning == Some(Warning::Declined)
    }

    /// Whether a person should look at it.
    pub fn is_doubtful(&self) -> bool {
        if self.is_removed() {
            return false;
        }
        let unsure = matches!(self.status, Status::Placed | Status::Moved)
            && self.confidence != Confidence::High;
        unsure || self.status == Status::Unsupported || self.warning.is_some()
    }

    /// What to remember of the claim once the note is written.
    pub fn state(&self) -> Option<ClaimState> {
        if self.anchors.is_empty() && !self.is_removed() {
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
            video: self.times_of.clone(),
        })
    }
}
