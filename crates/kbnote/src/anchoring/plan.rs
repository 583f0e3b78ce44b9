//! What is to become of each claim of a note.

use std::ops::Range;

use kbnote_align::{Aligner, Alignment, Confidence, Moment};
use kbnote_core::{CueIndex, Timestamp, Track, VideoId};
use kbnote_note::{Anchor, AnchorStyle, Claim, Note, Splice};
use kbnote_vault::{ClaimState, NoteState};

use super::since::{self, Present, Since};

/// How far the captions may lead away from a time before that is worth telling, in milliseconds.
const NOTABLE_MILLIS: u64 = 10_000;

/// Which anchors are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Places {
    /// Every sentence gets one
    Sentence,
    /// Only those that stand already
    Existing,
}

/// What the author asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// Find every time anew but the pinned ones.
    pub(crate) retime: bool,
    pub(crate) places: Places,
    /// How a new anchor is written.
    pub(crate) style: AnchorStyle,
}

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

/// An anchor of a claim as it will stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PlannedAnchor {
    /// `None` if the anchor stands and its time cannot be read.
    pub(crate) time: Option<Timestamp>,
    /// The time that stood there before.
    pub(crate) before: Option<Timestamp>,
    /// The captions it rests on.
    pub(crate) cues: Range<CueIndex>,
    /// Whether the time is an estimate inside a long cue.
    pub(crate) estimated: bool,
    /// Where it will stand in the note as written.
    pub(crate) range: Range<usize>,
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
}

/// A claim and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct PlannedClaim {
    pub(crate) claim: Claim,
    pub(crate) status: Status,
    pub(crate) score: f64,
    pub(crate) confidence: Confidence,
    pub(crate) anchors: Vec<PlannedAnchor>,
    pub(crate) warning: Option<Warning>,
}

/// All that is to be done to a note.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plan {
    pub(crate) claims: Vec<PlannedClaim>,
    pub(crate) splices: Vec<Splice>,
}

impl Plan {
    /// Decides for a note against a track.
    pub(crate) fn make(
        note: &Note,
        track: &Track,
        aligner: &Aligner<'_>,
        state: Option<&NoteState>,
        policy: Policy,
    ) -> Self {
        let claims = note.claims();
        let alignments = aligner.align(&to_align(note, &claims));
        let present: Vec<_> = claims.iter().map(|claim| present(note, claim)).collect();
        let became = since::compare(&present, state);
        let planner = Planner {
            note,
            track,
            video: note.video_id(),
            policy,
            captions_changed: captions_changed(track, state),
        };
        let mut plan = Self::default();
        for ((claim, alignment), &since) in claims.iter().zip(alignments).zip(&became) {
            let split_from = match since {
                Since::SplitFrom(owner) => Some(claims[owner].text.clone()),
                _ => None,
            };
            let planned = planner.plan(claim, &alignment, since, split_from, &mut plan.splices);
            plan.claims.extend(planned);
        }
        locate_anchors(note, &mut plan);
        plan
    }

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
        NoteState {
            track: Some(track.id.clone()),
            captions: captions.or_else(|| Some(track.fingerprint())),
            claims: self.claims.iter().filter_map(PlannedClaim::state).collect(),
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

    fn state(&self) -> Option<ClaimState> {
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
        Some(ClaimState {
            text: self.claim.text.clone(),
            times: times?,
            pinned,
        })
    }
}

/// The claims as the aligner takes them.
fn to_align<'a>(note: &'a Note, claims: &'a [Claim]) -> Vec<kbnote_align::Claim<'a>> {
    let one = |claim: &'a Claim| kbnote_align::Claim {
        text: &claim.text,
        heading: claim
            .heading
            .map_or("", |heading| note.headings()[heading].text.as_str()),
        block: claim.block,
        moments: links(note, claim).count().max(claim.moments()),
    };
    claims.iter().map(one).collect()
}

/// The anchors of a claim that a reader can click; others are left as they are.
fn links<'a>(note: &'a Note, claim: &Claim) -> impl Iterator<Item = &'a Anchor> {
    note.anchors()[claim.anchors.clone()]
        .iter()
        .filter(|anchor| anchor.form.is_link())
}

fn present<'a>(note: &Note, claim: &'a Claim) -> Present<'a> {
    let anchors = note.anchors()[claim.anchors.clone()].iter();
    let times = anchors
        .map(|anchor| anchor.time().map(Timestamp::as_secs))
        .collect();
    Present {
        text: &claim.text,
        times,
    }
}

fn captions_changed(track: &Track, state: Option<&NoteState>) -> bool {
    let known = state.and_then(|state| state.captions.as_ref());
    known.is_some_and(|fingerprint| *fingerprint != track.fingerprint())
}

/// What the decisions about the claims of one note have in common.
struct Planner<'a> {
    note: &'a Note,
    track: &'a Track,
    video: Option<VideoId>,
    policy: Policy,
    captions_changed: bool,
}

impl Planner<'_> {
    fn plan(
        &self,
        claim: &Claim,
        alignment: &Alignment,
        since: Since,
        split_from: Option<String>,
        splices: &mut Vec<Splice>,
    ) -> Option<PlannedClaim> {
        let (status, warning) = match since {
            Since::New => (self.place(claim, alignment, splices)?, None),
            Since::Declined => (Status::Kept, Some(Warning::Declined)),
            Since::Pinned => (Status::Pinned, self.contradiction(claim, alignment)),
            Since::SplitFrom(_) => (
                Status::Kept,
                split_from.map(|text| Warning::SplitFrom { text }),
            ),
            _ if self.policy.retime => (self.retime(claim, alignment, splices), None),
            Since::Reworded if self.is_clearly_better(claim, alignment) => {
                (self.retime(claim, alignment, splices), None)
            }
            Since::Reworded | Since::Trusted | Since::Same => {
                (Status::Kept, self.would_move(claim, alignment))
            }
        };
        let anchors = self.anchors(claim, alignment, status);
        let (score, confidence) = (alignment.score, alignment.confidence);
        Some(PlannedClaim {
            claim: claim.clone(),
            status,
            score,
            confidence,
            anchors,
            warning,
        })
    }

    /// Sets the first anchor of a claim, if it is to have one and the captions support it.
    fn place(
        &self,
        claim: &Claim,
        alignment: &Alignment,
        splices: &mut Vec<Splice>,
    ) -> Option<Status> {
        if self.policy.places == Places::Existing || !claim.wants_anchor() {
            return None;
        }
        if alignment.confidence == Confidence::None {
            return Some(Status::Unsupported);
        }
        let times = shown_times(&alignment.moments);
        splices.extend(claim.insert_anchors(&times, self.policy.style, self.video.as_ref()));
        Some(Status::Placed)
    }

    /// Gives the anchors of a claim the times that were found.
    fn retime(&self, claim: &Claim, alignment: &Alignment, splices: &mut Vec<Splice>) -> Status {
        let times = shown_times(&alignment.moments);
        let text = self.note.text();
        let before = splices.len();
        for (i, anchor) in links(self.note, claim).enumerate() {
            let time = times.get(i).or(times.last());
            let changes = anchor.retime(time.map_or(&[], std::slice::from_ref));
            splices.extend(
                changes
                    .into_iter()
                    .filter(|s| text[s.range.clone()] != s.replacement),
            );
        }
        if splices.len() > before {
            Status::Moved
        } else {
            Status::Kept
        }
    }

    fn is_clearly_better(&self, claim: &Claim, alignment: &Alignment) -> bool {
        alignment.confidence == Confidence::High && self.far_from(claim, alignment).is_some()
    }

    fn contradiction(&self, claim: &Claim, alignment: &Alignment) -> Option<Warning> {
        let sure = alignment.confidence == Confidence::High;
        let found = self.far_from(claim, alignment).filter(|_| sure)?;
        Some(Warning::Contradicted { found })
    }

    fn would_move(&self, claim: &Claim, alignment: &Alignment) -> Option<Warning> {
        let first = links(self.note, claim).next()?.time()?;
        let found = alignment.moments.first()?.time.floor_to_second();
        let moves =
            self.captions_changed && found != first && alignment.confidence != Confidence::None;
        moves.then_some(Warning::WouldMove { to: found })
    }

    /// The moment found, if it is notably far from each of the claim's times.
    fn far_from(&self, claim: &Claim, alignment: &Alignment) -> Option<Timestamp> {
        let found = alignment.moments.first()?.time;
        let mut times = links(self.note, claim).filter_map(Anchor::time);
        let far = times.all(|time| time.abs_diff(found) > NOTABLE_MILLIS);
        far.then(|| found.floor_to_second())
    }

    /// The anchors as they will stand; their ranges are found later.
    fn anchors(&self, claim: &Claim, alignment: &Alignment, status: Status) -> Vec<PlannedAnchor> {
        let found = |before: Option<Timestamp>, moment: &Moment| PlannedAnchor {
            time: Some(moment.time.floor_to_second()),
            before,
            cues: moment.cues.clone(),
            estimated: moment.estimated,
            range: 0..0,
        };
        match status {
            Status::Unsupported => Vec::new(),
            Status::Placed => alignment
                .moments
                .iter()
                .map(|moment| found(None, moment))
                .collect(),
            Status::Moved => links(self.note, claim)
                .enumerate()
                .filter_map(|(i, anchor)| {
                    let moment = alignment.moments.get(i).or(alignment.moments.last())?;
                    Some(found(anchor.time(), moment))
                })
                .collect(),
            Status::Kept | Status::Pinned => self.note.anchors()[claim.anchors.clone()]
                .iter()
                .map(|a| self.standing(a))
                .collect(),
        }
    }

    fn standing(&self, anchor: &Anchor) -> PlannedAnchor {
        let time = anchor.time();
        let cues = time.map_or(0..0, |time| cue_at(self.track, time));
        PlannedAnchor {
            time,
            before: time,
            cues,
            estimated: false,
            range: 0..0,
        }
    }
}

fn shown_times(moments: &[Moment]) -> Vec<Timestamp> {
    moments
        .iter()
        .map(|moment| moment.time.floor_to_second())
        .collect()
}

/// The last cue that begins in or before the second that an anchor shows.
fn cue_at(track: &Track, time: Timestamp) -> Range<CueIndex> {
    let end = track
        .cues
        .partition_point(|cue| cue.start().floor_to_second() <= time);
    end.saturating_sub(1)..end
}

/// Finds where the anchors of a plan stand once its splices are made.
fn locate_anchors(note: &Note, plan: &mut Plan) {
    let shifts = Shifts::new(&plan.splices);
    for planned in &mut plan.claims {
        if planned.status == Status::Placed {
            shifts.locate_inserted(planned);
            continue;
        }
        let standing = note.anchors()[planned.claim.anchors.clone()].iter();
        let meant = standing.filter(|a| planned.status != Status::Moved || a.form.is_link());
        for (anchor, standing) in planned.anchors.iter_mut().zip(meant) {
            anchor.range = shifts.moved(standing.range.start)..shifts.moved(standing.range.end);
        }
    }
}

/// How offsets of the note as read become offsets of the note as written.
struct Shifts<'a> {
    /// The splices in order, each with the growth up to and with it.
    splices: Vec<(&'a Splice, isize)>,
}

impl<'a> Shifts<'a> {
    fn new(splices: &'a [Splice]) -> Self {
        let mut ordered: Vec<_> = splices.iter().map(|splice| (splice, 0)).collect();
        ordered.sort_by_key(|(splice, _)| splice.range.start);
        let mut growth = 0;
        for (splice, so_far) in &mut ordered {
            growth += splice.replacement.len().cast_signed() - splice.range.len().cast_signed();
            *so_far = growth;
        }
        Self { splices: ordered }
    }

    /// How many splices end at or before `offset`.
    fn count_before(&self, offset: usize) -> usize {
        self.splices
            .partition_point(|(splice, _)| splice.range.end <= offset)
    }

    fn moved(&self, offset: usize) -> usize {
        let last = self.count_before(offset).checked_sub(1);
        offset.saturating_add_signed(last.map_or(0, |last| self.splices[last].1))
    }

    /// New anchors stand in the splices that insert them, with `, ` between those of one splice.
    fn locate_inserted(&self, planned: &mut PlannedClaim) {
        let claim = &planned.claim;
        let mut anchors = planned.anchors.iter_mut();
        for place in claim.gaps.iter().chain(&claim.place) {
            let Some(inserted) = self.inserted_at(*place) else {
                continue;
            };
            let mut at = self.moved(*place) - inserted.len();
            for written in inserted.split(", ") {
                let Some(anchor) = anchors.next() else { return };
                let blank = written.len() - written.trim_start().len();
                anchor.range = at + blank..at + written.len();
                at += written.len() + ", ".len();
            }
        }
    }

    fn inserted_at(&self, place: usize) -> Option<&str> {
        let last = self.count_before(place).checked_sub(1)?;
        let splice = self.splices[last].0;
        (splice.range == (place..place)).then_some(splice.replacement.as_str())
    }
}
