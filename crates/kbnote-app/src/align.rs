//! Aligning many notes at once, each track being read once.

use std::collections::BTreeMap;

use kbnote_core::Fingerprint;
use kbnote_engine::anchoring::{AnchorPlan, AnchorPolicy, aligner, check_language};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{Note, NoteState};
use rayon::prelude::*;

use crate::captions::{Captions, ChosenTrack, TrackChoice};
use crate::{Error, NoteFile, Workspace};

/// A plan for the anchors of a note, applied.
#[derive(Debug)]
pub struct AlignedNote {
    /// The plan.
    pub plan: AnchorPlan,
    /// The note and its state with the plan applied.
    pub applied: Applied,
}

/// The outcome of aligning a note; `None` if it has no video.
pub type AlignOutcome = Result<Option<AlignedNote>, Error>;

/// A note ready to be held against its track.
struct Job {
    index: usize,
    note: Note,
    state: Option<NoteState>,
}

/// Aligns all notes, each track being read once; the outcomes are in the order of the notes.
#[must_use]
pub fn align_all(
    workspace: &Workspace,
    captions: &Captions,
    policy: AnchorPolicy<'_>,
    files: &[NoteFile],
) -> Vec<AlignOutcome> {
    let mut outcomes: Vec<AlignOutcome> = files.iter().map(|_| Ok(None)).collect();
    let mut groups: BTreeMap<(TrackChoice, Option<String>), (ChosenTrack, Vec<Job>)> =
        BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        match prepare(workspace, captions, index, file) {
            Ok(None) => {}
            Ok(Some((chosen, job))) => {
                let key = group_key(&chosen);
                groups
                    .entry(key)
                    .or_insert_with(|| (chosen, Vec::new()))
                    .1
                    .push(job);
            }
            Err(error) => outcomes[index] = Err(error),
        }
    }
    let groups: Vec<_> = groups.into_values().collect();
    let aligned: Vec<Vec<_>> = groups
        .par_iter()
        .map(|(chosen, jobs)| align_group(chosen, jobs, policy))
        .collect();
    for (index, outcome) in aligned.into_iter().flatten() {
        outcomes[index] = outcome.map(Some);
    }
    outcomes
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

/// Finds the captions of a note; `None` for a note that is on no video.
fn prepare(
    workspace: &Workspace,
    captions: &Captions,
    index: usize,
    file: &NoteFile,
) -> Result<Option<(ChosenTrack, Job)>, Error> {
    let note = file.note();
    let Some(video) = workspace.vault.recording_of(&note) else {
        return Ok(None);
    };
    let state = file.state(workspace)?;
    let remembered = state.as_ref().and_then(|state| state.track.as_ref());
    let chosen = captions.choose(workspace, &video, &note, remembered)?;
    Ok(Some((chosen, Job { index, note, state })))
}

/// Notes on one track of one recording are aligned together.
fn group_key(chosen: &ChosenTrack) -> (TrackChoice, Option<String>) {
    (chosen.choice.clone(), chosen.address.clone())
}

fn align_group(
    chosen: &ChosenTrack,
    jobs: &[Job],
    policy: AnchorPolicy<'_>,
) -> Vec<(usize, Result<AlignedNote, Error>)> {
    let track = &chosen.track;
    let policy = policy.at_address(chosen.address.as_deref());
    let aligner = aligner(track);
    let align = |job: &Job| {
        check_language(&job.note, &aligner)?;
        let plan = AnchorPlan::new(&job.note, track, &aligner, job.state.as_ref(), policy);
        let new = job.note.edited(&plan.splices)?;
        let state = plan.state(track, job.state.as_ref());
        Ok(AlignedNote {
            plan,
            applied: Applied::new(new, Some(state)),
        })
    };
    jobs.par_iter().map(|job| (job.index, align(job))).collect()
}
