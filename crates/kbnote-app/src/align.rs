//! Aligning many notes at once, each track being read once.

use std::collections::BTreeMap;
use std::sync::Arc;

use kbnote_core::{Fingerprint, VideoId};
use kbnote_engine::anchoring::{
    AnchorPlan, AnchorPolicy, PartPlan, PlannedClaim, aligner, check_language, join_splices,
    joined_state,
};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{Note, NotePart, NoteState};
use rayon::prelude::*;

use crate::captions::{CaptionedPart, Captions, ChosenTrack, TrackChoice};
use crate::{Error, NoteFile, Progress, Workspace};

/// A plan for the anchors of a note, applied.
#[derive(Debug)]
pub struct AlignedNote {
    /// The plans for its parts on different recordings, mostly one.
    pub parts: Vec<PartPlan>,
    /// Why some of the parts were left alone, if so.
    pub skipped: Vec<SkippedPart>,
    /// The note and its state with the plans applied.
    pub applied: Applied,
}

/// A part of a note that could not be aligned.
#[derive(Debug)]
pub struct SkippedPart {
    /// Its recording.
    pub video: VideoId,
    /// Why.
    pub reason: Error,
}

impl AlignedNote {
    /// The claims with a plan, in the order of the note; each with the recording that it is on, if that is
    /// not the note's own.
    #[must_use]
    pub fn claims(&self) -> Vec<(&PlannedClaim, Option<&VideoId>)> {
        let aligned = self.parts.iter().filter(|part| part.track.is_some());
        let mut claims: Vec<_> = aligned
            .flat_map(|PartPlan { part, plan, .. }| {
                plan.claims.iter().map(|claim| (claim, part.other_video()))
            })
            .collect();
        claims.sort_by_key(|(planned, _)| planned.claim.range.start);
        claims
    }
}

/// The outcome of aligning a note; `None` if it has no video.
pub type AlignOutcome = Result<Option<AlignedNote>, Error>;

/// A part of a note ready to be held against its track.
struct Job {
    /// The place of its note among all, and its own in the note.
    place: (usize, usize),
    part: NotePart,
    known: Option<NoteState>,
}

/// The plan for a part of a note, or for leaving it alone, and then why.
type PartOutcome = (PartPlan, Option<Error>);

/// A note whose parts wait for their plans.
struct Waiting {
    state: Option<NoteState>,
    parts: Vec<Option<PartOutcome>>,
}

/// A track with the parts of notes that are aligned with it.
type Group = (ChosenTrack, Vec<Job>);

/// Aligns all notes, each track being read once; the outcomes are in the order of the notes.
#[must_use]
pub fn align_all(
    workspace: &Workspace,
    captions: &Captions,
    policy: AnchorPolicy<'_>,
    files: &[NoteFile],
) -> Vec<AlignOutcome> {
    let read = files
        .iter()
        .map(|file| Ok((file.note(), file.state(workspace)?)));
    align_notes(workspace, captions, policy, read)
}

/// Aligns notes that were read, each with its state.
pub(crate) fn align_notes(
    workspace: &Workspace,
    captions: &Captions,
    policy: AnchorPolicy<'_>,
    notes: impl Iterator<Item = Result<(Note, Option<NoteState>), Error>>,
) -> Vec<AlignOutcome> {
    let mut groups: BTreeMap<GroupKey, Group> = BTreeMap::new();
    let mut waiting: Vec<Result<Waiting, Error>> = Vec::new();
    for read in notes {
        let index = waiting.len();
        waiting.push(read.map(|(note, state)| {
            let parts = captions.of_parts(workspace, note, state.as_ref());
            Waiting {
                parts: sort_parts(index, parts, &mut groups),
                state,
            }
        }));
    }
    let groups: Vec<_> = groups.into_values().collect();
    let jobs = groups.iter().map(|(_, jobs)| jobs.len()).sum();
    let progress = workspace.progress("aligning notes:", jobs);
    let aligned: Vec<Vec<_>> = groups
        .into_par_iter()
        .map(|(chosen, jobs)| align_group(&chosen, jobs, policy, &progress))
        .collect();
    for ((note, part), outcome) in aligned.into_iter().flatten() {
        if let Ok(waiting) = &mut waiting[note] {
            waiting.parts[part] = Some(outcome);
        }
    }
    let finished = waiting.into_iter();
    finished.map(|waiting| finish(waiting?)).collect()
}

/// Reads a note again that another kbnote has written since it was read, so that it can be aligned again;
/// `None` if it was changed by anything else.
///
/// # Errors
/// If another kbnote continues writing, or the note can no longer be read.
pub fn reread_written_note(
    workspace: &Workspace,
    file: &NoteFile,
) -> Result<Option<NoteFile>, Error> {
    let Some(path) = file.path() else {
        return Ok(None);
    };
    // The other process may not have written the state yet.
    drop(workspace.lock()?);
    let notes = workspace.read_notes_to_change(&[path.to_owned()])?;
    let Some(reread) = notes.files.into_iter().next() else {
        return Ok(None);
    };
    let written = reread.state(workspace)?.and_then(|state| state.note);
    let is_written = written == Some(Fingerprint::of(&reread.bytes).to_string());
    Ok((is_written && reread.bytes != file.bytes).then_some(reread))
}

/// Adds the parts of a note to the groups of their tracks; those without captions are decided at once.
fn sort_parts(
    note: usize,
    parts: Vec<CaptionedPart>,
    groups: &mut BTreeMap<GroupKey, Group>,
) -> Vec<Option<PartOutcome>> {
    let mut sort = |(number, captioned): (usize, CaptionedPart)| {
        let CaptionedPart {
            part,
            known,
            captions,
        } = captioned;
        match captions {
            Ok(chosen) => {
                let key = (chosen.choice.clone(), chosen.address.clone());
                let (_, jobs) = groups.entry(key).or_insert_with(|| (chosen, Vec::new()));
                jobs.push(Job {
                    place: (note, number),
                    part,
                    known,
                });
                None
            }
            Err(reason) => Some((PartPlan::without_captions(part, known), Some(reason))),
        }
    };
    parts.into_iter().enumerate().map(&mut sort).collect()
}

/// Notes on one track of one recording are aligned together.
type GroupKey = (TrackChoice, Option<String>);

fn align_group(
    chosen: &ChosenTrack,
    jobs: Vec<Job>,
    policy: AnchorPolicy<'_>,
    progress: &Progress<'_>,
) -> Vec<((usize, usize), PartOutcome)> {
    let track = Arc::new(chosen.track.clone());
    let policy = policy.at_address(chosen.address.as_deref());
    let aligner = aligner(&chosen.track);
    let align = |job: Job| {
        let Job { place, part, known } = job;
        if let Err(error) = check_language(&part.note, &aligner) {
            let skipped = PartPlan::without_captions(part, known);
            return (place, (skipped, Some(error.into())));
        }
        let policy = policy.for_part(part.other_video());
        let plan = AnchorPlan::new(&part.note, &track, &aligner, known.as_ref(), policy);
        let plan = PartPlan {
            part,
            track: Some(Arc::clone(&track)),
            known,
            plan,
        };
        (place, (plan, None))
    };
    let align = |job| {
        let aligned = align(job);
        progress.advance();
        aligned
    };
    jobs.into_par_iter().map(align).collect()
}

/// Applies the plans for the parts of a note; none for a note on no recording. If nothing of it could be
/// aligned, that is a failure.
fn finish(waiting: Waiting) -> AlignOutcome {
    let (mut parts, mut skipped) = (Vec::new(), Vec::new());
    for (plan, reason) in waiting.parts.into_iter().flatten() {
        let video = plan.part.video.clone();
        skipped.extend(reason.map(|reason| SkippedPart { video, reason }));
        parts.push(plan);
    }
    let Some(PartPlan { part: first, .. }) = parts.first() else {
        return Ok(None);
    };
    if skipped.len() == parts.len() {
        return Err(skipped.swap_remove(0).reason);
    }
    let whole = first.note.read_again();
    skipped.retain(|SkippedPart { video, .. }| {
        let mut parts = parts.iter().filter(|plan| plan.part.video == *video);
        parts.any(|plan| plan.part.has_claims_for_anchors())
    });
    let splices = join_splices(&mut parts);
    let new = whole.edited(&splices)?;
    let state = joined_state(waiting.state.as_ref(), &parts);
    Ok(Some(AlignedNote {
        parts,
        skipped,
        applied: Applied::new(new, Some(state)),
    }))
}
