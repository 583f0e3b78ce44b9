//! Regenerating many notes at once, the transcript of each video being read once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use kbnote_align::Aligner;
use kbnote_app::{Channels, ErrorKind, NoteFile};
use kbnote_core::{Track, TrackId, Transcript, VideoId};
use kbnote_links::Suggestion;
use kbnote_note::{AnchorStyle, Note, NoteState, Splice};
use rayon::prelude::*;

use super::change::ChangeKind;
use super::links::LinkProposal;
use super::regeneration::{Anchoring, Draft, Regeneration};
use super::source::{frame_source, template_error, today};
use super::template::FrameSource;
use crate::captions::stored;
use crate::context::Context;
use crate::error::CliError;
use crate::linking::{Linker, MIN_SCORE};
use kbnote_engine::anchoring::{
    AnchorPlan, AnchorPolicy, AnchorScope, Moments, aligner, check_language, preferred,
};

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

/// What became of a note; `None` for one that is on no video and no index of a channel.
pub(crate) type Outcome = Result<Option<Regeneration>, CliError>;

/// A note ready to be compared.
struct Job<'a> {
    index: usize,
    note: Note,
    path: Option<&'a Path>,
    state: Option<NoteState>,
}

/// Compares all notes with what kbnote would write now; the outcomes are in the order of the notes.
pub(crate) fn regenerate_all(
    cx: &Context,
    kinds: &Kinds,
    files: &[NoteFile],
) -> Result<Vec<Outcome>, CliError> {
    let run = Run::new(cx, kinds)?;
    let mut outcomes: Vec<Outcome> = files.iter().map(|_| Ok(None)).collect();
    let mut videos: BTreeMap<VideoId, Vec<Job<'_>>> = BTreeMap::new();
    let mut without_video = Vec::new();
    for (index, file) in files.iter().enumerate() {
        match prepare(cx, index, file) {
            Ok(Some((video, job))) => videos.entry(video).or_default().push(job),
            Ok(None) => without_video.push(index),
            Err(error) => outcomes[index] = Err(error),
        }
    }
    if kinds.has(ChangeKind::Index) && !without_video.is_empty() {
        let channels = Channels::read(cx)?;
        for index in without_video {
            outcomes[index] = index_note(cx, kinds, &channels, &files[index]);
        }
    }
    let videos: Vec<_> = videos.into_iter().collect();
    let done: Vec<Vec<_>> = videos
        .into_par_iter()
        .map(|(video, jobs)| run.video(&video, jobs))
        .collect();
    for (index, outcome) in done.into_iter().flatten() {
        outcomes[index] = outcome;
    }
    Ok(outcomes)
}

/// Compares the index note of a channel with the notes that the channel has; nothing for another.
fn index_note(cx: &Context, kinds: &Kinds, channels: &Channels, file: &NoteFile) -> Outcome {
    let Some(path) = file.path() else {
        return Ok(None);
    };
    let Some(channel) = channels.of_index_note(cx, path) else {
        return Ok(None);
    };
    let planned = channels.plan(cx, channel, false)?;
    let note = file.note();
    let draft = Draft::new(note, cx.state(path)?, kinds.clone());
    Ok(Some(draft.with_entries(planned).without_anchors()))
}

fn prepare<'a>(
    cx: &Context,
    index: usize,
    file: &'a NoteFile,
) -> Result<Option<(VideoId, Job<'a>)>, CliError> {
    let note = file.note();
    let Some(video) = note.video_id() else {
        return Ok(None);
    };
    let path = file.path();
    let state = file.state(cx)?;
    let job = Job {
        index,
        note,
        path,
        state,
    };
    Ok(Some((video, job)))
}

/// What all notes of a run are compared with.
struct Run<'a> {
    cx: &'a Context,
    kinds: &'a Kinds,
    /// If links are asked for.
    linker: Option<Linker>,
    source: FrameSource,
    today: NaiveDate,
}

impl<'a> Run<'a> {
    fn new(cx: &'a Context, kinds: &'a Kinds) -> Result<Self, CliError> {
        let linker = kinds.has(ChangeKind::Links).then(|| Linker::new(cx));
        Ok(Self {
            cx,
            kinds,
            linker: linker.transpose()?,
            source: frame_source(cx)?,
            today: today(),
        })
    }

    /// Compares the notes on one video.
    fn video(&self, video: &VideoId, jobs: Vec<Job<'_>>) -> Vec<(usize, Outcome)> {
        let transcript = match stored(&self.cx.vault, video) {
            Ok(transcript) => transcript,
            Err(error) => {
                let failed = |job: Job<'_>| (job.index, Err(error.clone()));
                return jobs.into_iter().map(failed).collect();
            }
        };
        let tracks = used_tracks(&transcript, &jobs);
        let wanted = tracks
            .iter()
            .filter(|_| self.kinds.has(ChangeKind::Anchors));
        let aligners: BTreeMap<&TrackId, (&Arc<Track>, Aligner<'_>)> = wanted
            .map(|track| (&track.id, (track, aligner(track))))
            .collect();
        let compare = |job: Job<'_>| {
            let index = job.index;
            let track = track_of(&transcript, &job);
            let aligner = track.and_then(|track| aligners.get(&track.id));
            let outcome = self.compare(job, &transcript, aligner);
            (index, outcome.map(Some))
        };
        jobs.into_par_iter().map(compare).collect()
    }

    fn compare(
        &self,
        job: Job<'_>,
        transcript: &Transcript,
        aligner: Option<&(&Arc<Track>, Aligner<'_>)>,
    ) -> Result<Regeneration, CliError> {
        let path = job.path;
        let mut draft = Draft::new(job.note, job.state, self.kinds.clone());
        if self.kinds.has(ChangeKind::FrontMatter) || self.kinds.has(ChangeKind::Headings) {
            draft = draft
                .with_template(&self.source, transcript, self.today)
                .map_err(|error| template_error(&error))?;
        }
        if let Some(linker) = &self.linker {
            let find = |note: &Note| proposals(self.cx, linker, note, path);
            draft = draft.with_links(linker.called, find);
        }
        if !self.kinds.has(ChangeKind::Anchors) {
            return Ok(draft.without_anchors());
        }
        draft.with_anchors(|note, state| match aligner {
            Some((track, aligner)) => self.anchor(note, state, track, aligner),
            None => Err(no_captions(&transcript.video.id)),
        })
    }

    fn anchor(
        &self,
        note: &Note,
        state: Option<&NoteState>,
        track: &Arc<Track>,
        aligner: &Aligner<'_>,
    ) -> Result<Anchoring, CliError> {
        check_language(note, aligner)?;
        let style = self.cx.vault.settings().anchor.style;
        Ok(Anchoring {
            plan: AnchorPlan::new(note, track, aligner, state, policy(style)),
            track: Arc::clone(track),
        })
    }
}

/// How anchors are regenerated: as `align` does it, and along with captions that changed.
pub(super) const fn policy(style: AnchorStyle) -> AnchorPolicy {
    AnchorPolicy {
        retime: false,
        follow_captions: true,
        places: AnchorScope::Sentence,
        moments: Moments::One,
        style,
    }
}

/// The links that `kbnote links --apply` would write.
fn proposals(cx: &Context, linker: &Linker, note: &Note, path: Option<&Path>) -> Vec<LinkProposal> {
    if linker.is_decided(cx, note, path, MIN_SCORE) {
        return Vec::new();
    }
    let mut suggestions = linker.suggest(cx, note, path, Vec::new());
    suggestions.retain(|suggestion| suggestion.score >= MIN_SCORE);
    let splices = linker.splices(note, &suggestions);
    let proposal = |(suggestion, splice): (Suggestion, Splice)| LinkProposal {
        target: suggestion.target,
        title: suggestion.title,
        score: suggestion.score,
        why: suggestion.why,
        splice,
    };
    suggestions.into_iter().zip(splices).map(proposal).collect()
}

/// The track that a note is held against.
fn track_of<'a>(transcript: &'a Transcript, job: &Job<'_>) -> Option<&'a Track> {
    let remembered = job.state.as_ref().and_then(|state| state.track.as_ref());
    preferred(transcript, &job.note, remembered)
}

/// The tracks that the notes are held against, each once.
fn used_tracks(transcript: &Transcript, jobs: &[Job<'_>]) -> Vec<Arc<Track>> {
    let used: BTreeMap<&TrackId, &Track> = jobs
        .iter()
        .filter_map(|job| track_of(transcript, job))
        .map(|track| (&track.id, track))
        .collect();
    used.into_values().cloned().map(Arc::new).collect()
}

fn no_captions(video: &VideoId) -> CliError {
    let message = format!("no captions of {video} are stored");
    CliError::new(ErrorKind::NotFound, "no-track", message)
        .hint(format!("`kbnote import FILE --video={video}` adds some"))
}
