//! Regenerating many notes at once, the transcript of each video being read once.

use std::collections::BTreeMap;
use std::sync::Arc;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_core::{Track, TrackId, Transcript, VideoId};
use kbnote_note::Note;
use kbnote_vault::NoteState;
use rayon::prelude::*;

use super::change::ChangeKind;
use super::regeneration::{Anchoring, Regeneration};
use crate::anchoring::{Places, Plan, Policy, other_language, preferred, stored};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_file::NoteFile;

/// Which kinds of changes are asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kinds(Vec<ChangeKind>);

impl Kinds {
    /// These; all if none is named.
    pub(crate) fn new(only: &[ChangeKind]) -> Self {
        Self(only.to_vec())
    }

    pub(crate) fn has(&self, kind: ChangeKind) -> bool {
        self.0.is_empty() || self.0.contains(&kind)
    }
}

/// What became of a note; `None` for one that is on no video.
pub(crate) type Outcome = Result<Option<Regeneration>, CliError>;

/// A note ready to be compared.
struct Job {
    index: usize,
    note: Note,
    state: Option<NoteState>,
}

/// Compares all notes with what kbnote would write now; the outcomes are in the order of the notes.
pub(crate) fn regenerate_all(cx: &Context, kinds: &Kinds, files: &[NoteFile]) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = files.iter().map(|_| Ok(None)).collect();
    let mut videos: BTreeMap<VideoId, Vec<Job>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        match prepare(cx, index, file) {
            Ok(Some((video, job))) => videos.entry(video).or_default().push(job),
            Ok(None) => {}
            Err(error) => outcomes[index] = Err(error),
        }
    }
    let videos: Vec<_> = videos.into_iter().collect();
    let done: Vec<Vec<_>> = videos
        .into_par_iter()
        .map(|(video, jobs)| regenerate_group(cx, kinds, &video, jobs))
        .collect();
    for (index, outcome) in done.into_iter().flatten() {
        outcomes[index] = outcome;
    }
    outcomes
}

fn prepare(
    cx: &Context,
    index: usize,
    file: &NoteFile,
) -> Result<Option<(VideoId, Job)>, CliError> {
    let note = Note::parse(file.bytes.clone());
    let Some(video) = note.video_id() else {
        return Ok(None);
    };
    let state = match file.path() {
        Some(path) => cx.vault.read_state(path)?,
        None => None,
    };
    Ok(Some((video, Job { index, note, state })))
}

/// Compares the notes on one video.
fn regenerate_group(
    cx: &Context,
    kinds: &Kinds,
    video: &VideoId,
    jobs: Vec<Job>,
) -> Vec<(usize, Outcome)> {
    let transcript = match stored(cx, video) {
        Ok(transcript) => transcript,
        Err(error) => {
            let failed = |job: Job| (job.index, Err(error.clone()));
            return jobs.into_iter().map(failed).collect();
        }
    };
    let style = cx.vault.settings().anchor.style;
    let policy = Policy {
        retime: false,
        follow_captions: true,
        places: Places::Sentence,
        style,
    };
    let tracks = used_tracks(&transcript, &jobs);
    let aligners: BTreeMap<&TrackId, (&Arc<Track>, Aligner<'_>)> = tracks
        .iter()
        .map(|track| (&track.id, (track, aligner(track))))
        .collect();
    let compare = |job: Job| {
        let anchoring = match preferred(&transcript, remembered(job.state.as_ref())) {
            _ if !kinds.has(ChangeKind::Anchors) => Ok(None),
            Some(track) => {
                let (track, aligner) = &aligners[&track.id];
                anchor(&job, track, aligner, policy).map(Some)
            }
            None => Err(no_captions(video)),
        };
        let regeneration = Regeneration::new(job.note, job.state, anchoring);
        (job.index, Ok(Some(regeneration)))
    };
    jobs.into_par_iter().map(compare).collect()
}

fn aligner(track: &Track) -> Aligner<'_> {
    Aligner::new(track, AlignOptions::for_language(track.language.clone()))
}

fn remembered(state: Option<&NoteState>) -> Option<&TrackId> {
    state.and_then(|state| state.track.as_ref())
}

/// The tracks that the notes are held against, each once.
fn used_tracks(transcript: &Transcript, jobs: &[Job]) -> Vec<Arc<Track>> {
    let of_job = |job: &Job| preferred(transcript, remembered(job.state.as_ref()));
    let used: BTreeMap<&TrackId, &Track> = jobs
        .iter()
        .filter_map(of_job)
        .map(|track| (&track.id, track))
        .collect();
    used.into_values().cloned().map(Arc::new).collect()
}

fn anchor(
    job: &Job,
    track: &Arc<Track>,
    aligner: &Aligner<'_>,
    policy: Policy,
) -> Result<Anchoring, CliError> {
    other_language(&job.note, aligner).map_or(Ok(()), Err)?;
    let plan = Plan::make(&job.note, track, aligner, job.state.as_ref(), policy);
    Ok(Anchoring {
        plan,
        track: Arc::clone(track),
    })
}

fn no_captions(video: &VideoId) -> CliError {
    let message = format!("no captions of {video} are stored");
    CliError::new(Exit::Absent, "no-track", message)
        .hint(format!("`kbnote import FILE --video={video}` adds some"))
}
