//! Regenerating many notes at once, the transcript of each video being read once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use kbnote_align::Aligner;
use kbnote_core::{Track, Transcript, VideoId};
use kbnote_engine::anchoring::{AnchorPlan, CaptionsError, PartPlan, check_language, choose_track};
use kbnote_engine::regenerate::{
    Anchoring, ChangeKind, ConflictPolicy, FrameSource, Kinds, LinkProposal, Regeneration,
    RegenerationBuilder, regeneration_policy,
};
use kbnote_links::{MIN_LINK_SCORE, Suggestion};
use kbnote_note::{Note, NotePart, NoteState, Splice};
use kbnote_vault::PlannedEdit;
use rayon::prelude::*;

use crate::captions::part_transcript;
use crate::linker::Linker;
use crate::templates::{frame_source, template_error, today};
use crate::{Channels, Error, NoteFile, Progress, WholeRun, Workspace};

/// The outcome for a note; `None` if it is on no recording and is not the index of a channel.
pub type RegenerationOutcome = Result<Option<Regeneration>, Error>;

/// Stores what is about to be written into all notes, so that an interrupted run can be finished.
///
/// # Errors
/// If the changes of a note cannot be made together, or the plan cannot be stored.
pub fn plan_regeneration<'a>(
    workspace: &Workspace,
    conflicts: ConflictPolicy,
    whole: &mut WholeRun,
    notes: impl Iterator<Item = (&'a NoteFile, &'a RegenerationOutcome)>,
) -> Result<(), Error> {
    let mut decisions = None;
    let mut edits = Vec::new();
    for (file, outcome) in notes {
        let (Some(path), Ok(Some(regeneration))) = (file.path(), outcome) else {
            continue;
        };
        let mut applied = regeneration.apply_unattended(conflicts)?;
        workspace.settle_links(&mut decisions, Some(path), &regeneration.note, &mut applied);
        let (new, state) = (applied.note.bytes(), applied.state.as_ref());
        if new != file.bytes {
            edits.push(PlannedEdit::new(path, &file.bytes, new, state));
        }
    }
    whole.decide(workspace, edits, decisions.as_ref())
}

/// A note ready to be compared.
struct Job<'a> {
    index: usize,
    note: Note,
    path: Option<&'a Path>,
    state: Option<NoteState>,
}

/// Compares all notes with what kbnote would write now; the outcomes are in the order of the notes.
///
/// # Errors
/// If the vault, its template or the index of its links cannot be read.
pub fn regenerate_all(
    workspace: &Workspace,
    kinds: &Kinds,
    files: &[NoteFile],
) -> Result<Vec<RegenerationOutcome>, Error> {
    let run = Run::new(workspace, kinds)?;
    let mut outcomes: Vec<RegenerationOutcome> = files.iter().map(|_| Ok(None)).collect();
    let mut videos: BTreeMap<VideoId, Vec<Job<'_>>> = BTreeMap::new();
    let mut without_own = Vec::new();
    for (index, file) in files.iter().enumerate() {
        match prepare(workspace, index, file) {
            Ok((Some(video), job)) => videos.entry(video).or_default().push(job),
            Ok((None, job)) => without_own.push(job),
            Err(error) => outcomes[index] = Err(error),
        }
    }
    let has_indexes = kinds.has(ChangeKind::Index) && !without_own.is_empty();
    let channels = has_indexes.then(|| Channels::read(workspace)).transpose()?;
    for job in without_own {
        let index = job.index;
        let channels = channels.as_ref();
        let listed = channels.map(|channels| index_note(workspace, kinds, channels, &files[index]));
        outcomes[index] = match listed.transpose() {
            Ok(listed) => match listed.flatten() {
                Some(listed) => Ok(Some(listed)),
                None => run.without_own(job),
            },
            Err(error) => Err(error),
        };
    }
    let videos: Vec<_> = videos.into_iter().collect();
    let notes = videos.iter().map(|(_, jobs)| jobs.len()).sum();
    let progress = workspace.progress("comparing notes:", notes);
    let done: Vec<Vec<_>> = videos
        .into_par_iter()
        .map(|(video, jobs)| run.video(&video, jobs, &progress))
        .collect();
    for (index, outcome) in done.into_iter().flatten() {
        outcomes[index] = outcome;
    }
    Ok(outcomes)
}

/// Compares the index note of a channel with the notes that the channel has; nothing for another.
fn index_note(
    workspace: &Workspace,
    kinds: &Kinds,
    channels: &Channels,
    file: &NoteFile,
) -> RegenerationOutcome {
    let Some(path) = file.path() else {
        return Ok(None);
    };
    let Some(channel) = channels.of_index_note(workspace, path) else {
        return Ok(None);
    };
    let planned = channels.plan_open(workspace, channel, &file.bytes)?;
    let note = file.note();
    let builder = RegenerationBuilder::new(note, file.state(workspace)?, kinds.clone());
    Ok(Some(
        builder.with_entries(planned.entries).without_anchors(),
    ))
}

fn prepare<'a>(
    workspace: &Workspace,
    index: usize,
    file: &'a NoteFile,
) -> Result<(Option<VideoId>, Job<'a>), Error> {
    let note = file.note();
    let video = workspace.vault.recording_of(&note);
    let path = file.path();
    let is_on_one = video.is_some() || !workspace.vault.parts_of(note.read_again()).is_empty();
    let state = match is_on_one {
        true => file.state(workspace)?,
        false => None,
    };
    let job = Job {
        index,
        note,
        path,
        state,
    };
    Ok((video, job))
}

/// What all notes of a run are compared with.
struct Run<'a> {
    workspace: &'a Workspace,
    kinds: &'a Kinds,
    /// If links are asked for.
    linker: Option<Linker>,
    source: FrameSource,
    today: NaiveDate,
}

impl<'a> Run<'a> {
    fn new(workspace: &'a Workspace, kinds: &'a Kinds) -> Result<Self, Error> {
        let linker = kinds.has(ChangeKind::Links).then(|| Linker::new(workspace));
        let source = frame_source(workspace)?;
        if has_template(kinds) {
            workspace.warn_of_prose_place(&source);
        }
        Ok(Self {
            workspace,
            kinds,
            linker: linker.transpose()?,
            source,
            today: today(),
        })
    }

    /// Compares the notes on one video.
    fn video(
        &self,
        video: &VideoId,
        jobs: Vec<Job<'_>>,
        progress: &Progress<'_>,
    ) -> Vec<(usize, RegenerationOutcome)> {
        let prepared = match self.workspace.prepared_transcript(video) {
            Ok(Some(prepared)) => prepared,
            Ok(None) => {
                let outcome = |job: Job<'_>| (job.index, self.without_own(job));
                return jobs.into_iter().map(outcome).collect();
            }
            Err(error) => {
                let error = Error::from(error);
                let outcome = |job: Job<'_>| (job.index, Err(error.clone()));
                return jobs.into_iter().map(outcome).collect();
            }
        };
        let transcript = prepared.transcript();
        let tracks = match self.kinds.has(ChangeKind::Anchors) {
            true => used_tracks(transcript, &jobs),
            false => BTreeMap::new(),
        };
        let compare = |job: Job<'_>| {
            let index = job.index;
            let at = track_of(transcript, &job);
            let track = at.and_then(|at| Some((tracks.get(&at)?, prepared.track(at).aligner())));
            let outcome = self.compare(job, Some(transcript), track);
            progress.advance();
            (index, outcome.map(Some))
        };
        jobs.into_par_iter().map(compare).collect()
    }

    /// Compares a note of which only other recordings than its own are stored, if it has one.
    fn without_own(&self, job: Job<'_>) -> RegenerationOutcome {
        let vault = &self.workspace.vault;
        let mut unavailable = None;
        for part in vault.parts_of(job.note.read_again()) {
            match part_transcript(vault, &part) {
                Ok(_) => return self.compare(job, None, None).map(Some),
                Err(error) => unavailable = unavailable.or(Some(error)),
            }
        }
        unavailable.map_or(Ok(None), Err)
    }

    /// Compares a note with the transcript of its own recording, if it has one that is stored.
    fn compare(
        &self,
        job: Job<'_>,
        transcript: Option<&Transcript>,
        track: Option<(&Arc<Track>, &Aligner)>,
    ) -> Result<Regeneration, Error> {
        let path = job.path;
        let mut builder = RegenerationBuilder::new(job.note, job.state, self.kinds.clone());
        if let Some(transcript) = transcript.filter(|_| has_template(self.kinds)) {
            builder = builder
                .with_template(&self.source, transcript, self.today)
                .map_err(|error| template_error(&self.source, &error))?;
        }
        if let Some(linker) = &self.linker {
            let find = |note: &Note| proposals(self.workspace, linker, note, path);
            builder = builder.with_links(linker.titles, find);
        }
        if !self.kinds.has(ChangeKind::Anchors) {
            return Ok(builder.without_anchors());
        }
        let address = transcript.and_then(|transcript| transcript.video.watch_url());
        let own = track.map(|(track, aligner)| (track, aligner, address.as_deref()));
        Ok(builder.with_anchors(|note, state| self.anchor(note, state, own))?)
    }

    /// Plans the anchors of all parts of a note; the own one with an aligner that is there already.
    fn anchor(
        &self,
        note: &Note,
        state: Option<&NoteState>,
        own: Option<OwnCaptions<'_>>,
    ) -> Anchoring {
        let parts = self.workspace.vault.parts_of(note.read_again());
        let known = parts
            .iter()
            .map(|part| state.map(|state| state.of_part(part, &parts)));
        let known: Vec<Option<NoteState>> = known.collect();
        let mut anchoring = Anchoring {
            parts: Vec::new(),
            unanchored: None,
        };
        for (part, known) in parts.into_iter().zip(known) {
            let matters = part.is_own || part.has_claims_for_anchors();
            let planned = match part.is_own {
                true => own
                    .ok_or_else(|| no_captions(&part))
                    .and_then(|own| self.plan(&part, known.as_ref(), own)),
                false => self.plan_other(&part, known.as_ref()),
            };
            anchoring.parts.push(match planned {
                Ok((plan, track)) => PartPlan {
                    part,
                    track: Some(track),
                    known,
                    plan,
                },
                Err(error) => {
                    anchoring.unanchored = anchoring.unanchored.or(Some(error).filter(|_| matters));
                    PartPlan::without_captions(part, known)
                }
            });
        }
        anchoring
    }

    fn plan(
        &self,
        part: &NotePart,
        known: Option<&NoteState>,
        (track, aligner, address): OwnCaptions<'_>,
    ) -> Result<(AnchorPlan, Arc<Track>), CaptionsError> {
        check_language(&part.note, aligner)?;
        let style = self.workspace.vault.settings().anchor.style();
        let policy = regeneration_policy(style).at_address(address);
        let policy = policy.for_part(part.other_video());
        let plan = AnchorPlan::new(&part.note, track, aligner, known, policy);
        Ok((plan, Arc::clone(track)))
    }

    fn plan_other(
        &self,
        part: &NotePart,
        known: Option<&NoteState>,
    ) -> Result<(AnchorPlan, Arc<Track>), CaptionsError> {
        let stored = self.workspace.prepared_transcript(&part.video);
        let stored = stored.ok().flatten().ok_or_else(|| no_captions(part))?;
        let remembered = known.and_then(|known| known.track.as_ref());
        let at = choose_track(stored.transcript(), None, &part.note, remembered)?;
        let address = stored.transcript().video.watch_url();
        let captions = stored.track(at);
        let track = Arc::new(captions.track.clone());
        self.plan(
            part,
            known,
            (&track, captions.aligner(), address.as_deref()),
        )
    }
}

/// Whether changes by the template are among these kinds.
fn has_template(kinds: &Kinds) -> bool {
    kinds.has(ChangeKind::FrontMatter) || kinds.has(ChangeKind::Headings)
}

/// The track of the recording that a note is on, its aligner, and the address of the recording.
type OwnCaptions<'a> = (&'a Arc<Track>, &'a Aligner, Option<&'a str>);

fn no_captions(part: &NotePart) -> CaptionsError {
    CaptionsError::NoTrack {
        video: part.video.clone(),
        wanted: None,
        stored: Vec::new(),
    }
}

/// The links that `kbnote links --apply` would write.
fn proposals(
    workspace: &Workspace,
    linker: &Linker,
    note: &Note,
    path: Option<&Path>,
) -> Vec<LinkProposal> {
    if linker.is_decided(workspace, note, path, MIN_LINK_SCORE) {
        return Vec::new();
    }
    let mut suggestions = linker.suggest(workspace, note, path, Vec::new());
    suggestions.retain(|suggestion| suggestion.is_worth_writing(MIN_LINK_SCORE));
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

/// The index of the track that a note is held against.
fn track_of(transcript: &Transcript, job: &Job<'_>) -> Option<usize> {
    let remembered = job.state.as_ref().and_then(|state| state.track.as_ref());
    choose_track(transcript, None, &job.note, remembered).ok()
}

/// The tracks that the notes are held against, by their indexes.
fn used_tracks(transcript: &Transcript, jobs: &[Job<'_>]) -> BTreeMap<usize, Arc<Track>> {
    let used: BTreeSet<usize> = jobs
        .iter()
        .filter_map(|job| track_of(transcript, job))
        .collect();
    let copied = |at: usize| (at, Arc::new(transcript.tracks[at].clone()));
    used.into_iter().map(copied).collect()
}
