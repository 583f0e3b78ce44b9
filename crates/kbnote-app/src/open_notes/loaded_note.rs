//! A note as read from its file, with what is stored of its recordings.

use kbnote_core::{Fingerprint, TrackId, Video, VideoId};
use kbnote_engine::note_view::{
    Captions, NoteEdit, NoteEditError, NoteInput, NoteView, OtherInput, Problem, RecordingInput,
    Revision,
};
use kbnote_note::{Claim, Note, NotePart, NoteState};

use crate::error::Error;

/// A note with its state and captions.
pub(super) struct LoadedNote {
    pub(super) note: Note,
    /// What of it is on its own recording, if it is on others too.
    pub(super) own: Option<Note>,
    /// Its parts then.
    pub(super) parts: Vec<NotePart>,
    pub(super) state: Option<NoteState>,
    /// Its own recording.
    pub(super) recording: StoredRecording,
    /// The recording of each part.
    pub(super) recordings: Vec<StoredRecording>,
}

/// What is stored of a recording.
#[derive(Clone, Debug)]
pub(super) struct StoredRecording {
    /// The fingerprint of the transcript file; none if it cannot be read.
    pub(super) fingerprint: Option<Fingerprint>,
    pub(super) video: Option<Video>,
    pub(super) captions: Result<Captions, Unusable>,
}

/// Why captions cannot be used, also as a part of a view.
#[derive(Clone, Debug)]
pub(super) struct Unusable {
    error: Error,
    problem: Problem,
}

/// What a view depends on of a recording: its id, the transcript file, and the track in it or why there is none.
#[derive(Debug, PartialEq)]
pub(super) struct RecordingKey {
    id: Option<VideoId>,
    fingerprint: Option<Fingerprint>,
    captions: Result<TrackId, Problem>,
}

/// An edit in the part of a note with a number, with the indexes of claim and anchor there.
pub(super) struct PartEdit {
    pub(super) at: usize,
    pub(super) edit: NoteEdit,
}

impl LoadedNote {
    /// What is known of each part.
    pub(super) fn part_states(&self) -> Vec<Option<NoteState>> {
        let parts = &self.parts;
        let known = |part| self.state.as_ref().map(|state| state.of_part(part, parts));
        parts.iter().map(known).collect()
    }

    pub(super) fn revision(&self) -> Revision {
        let others = self.others().map(|(_, recording)| recording);
        let all = std::iter::once(&self.recording).chain(others);
        let captions = all.filter_map(|recording| recording.captions.as_ref().ok());
        Revision::new(&self.note, captions)
    }

    /// The parts on other recordings than the note's own.
    pub(super) fn others(&self) -> impl Iterator<Item = (&NotePart, &StoredRecording)> {
        let parts = self.parts.iter().zip(&self.recordings);
        parts.filter(|(part, _)| !part.is_own)
    }

    pub(super) fn keys(&self) -> Vec<RecordingKey> {
        let others = self.others().map(|(part, recording)| {
            let id = Some(part.video.clone());
            recording.key(id)
        });
        std::iter::once(self.recording.key(None))
            .chain(others)
            .collect()
    }

    /// Whether something of it can be held against captions.
    pub(super) fn has_captions(&self) -> bool {
        let mut all = std::iter::once(&self.recording).chain(&self.recordings);
        all.any(|recording| recording.captions.is_ok())
    }

    /// How it is shown.
    pub(super) fn view(&self, name: &str) -> NoteView {
        let states = self.part_states();
        let own = self.parts.iter().position(|part| part.is_own);
        let others = self.parts.iter().zip(&self.recordings).zip(&states);
        let others = others.filter(|((part, _), _)| !part.is_own);
        let others = others.map(|((part, recording), state)| OtherInput {
            part,
            video: recording.video.as_ref(),
            known: recording.of(&part.note, state.as_ref()),
        });
        let state = match own.and_then(|own| states.get(own)) {
            Some(state) => state.as_ref(),
            None => self.state.as_ref(),
        };
        let note = self.own.as_ref().unwrap_or(&self.note);
        NoteView::new(&NoteInput {
            path: name,
            note: &self.note,
            own: self.recording.of(note, state),
            others: &others.collect::<Vec<_>>(),
        })
    }

    /// The edit in each part that it is about: that of the anchor, else all that the claim is in.
    pub(super) fn parts_meant(&self, edit: &NoteEdit) -> Result<Vec<PartEdit>, NoteEditError> {
        let claims = self.note.claims();
        let claim = claims.get(edit.claim());
        let claim = claim.ok_or(NoteEditError::NoClaim(edit.claim()))?;
        let all = self.parts.iter().enumerate().filter_map(|(at, part)| {
            let claims = part.note.claims();
            let number = claims.iter().position(|own| own.range == claim.range)?;
            let anchor = self.anchor_in(part, claim, &claims[number], edit.anchor())?;
            let edit = edit.clone().renumbered(number, anchor);
            Some(PartEdit { at, edit })
        });
        Ok(all.collect())
    }

    /// The number of an anchor of a claim in a part, if it is there; 0 where no anchor is meant, or the claim
    /// has none.
    fn anchor_in(
        &self,
        part: &NotePart,
        claim: &Claim,
        in_part: &Claim,
        anchor: Option<usize>,
    ) -> Option<usize> {
        let Some(number) = anchor.filter(|_| claim.is_anchored()) else {
            return Some(anchor.unwrap_or_default());
        };
        let anchors = self.note.anchors().get(claim.anchors.clone())?;
        let range = &anchors.get(number)?.range;
        let own = part.note.anchors().get(in_part.anchors.clone())?;
        own.iter().position(|anchor| anchor.range == *range)
    }
}

impl StoredRecording {
    /// A recording that cannot be known.
    pub(super) fn unknown(error: Error) -> Self {
        Self {
            fingerprint: None,
            video: None,
            captions: Err(Unusable::from(error)),
        }
    }

    /// Where it can be watched or heard.
    pub(super) fn address(&self) -> Option<String> {
        self.video.as_ref().and_then(Video::watch_url)
    }

    /// Its captions, or why there are none.
    pub(super) fn captions(&self) -> Result<&Captions, Error> {
        self.captions
            .as_ref()
            .map_err(|unusable| unusable.error.clone())
    }

    fn of<'a>(&'a self, note: &'a Note, state: Option<&'a NoteState>) -> RecordingInput<'a> {
        RecordingInput {
            note,
            state,
            captions: self.captions.as_ref().map_err(|unusable| &unusable.problem),
        }
    }

    fn key(&self, id: Option<VideoId>) -> RecordingKey {
        let captions = self.captions.as_ref();
        RecordingKey {
            id,
            fingerprint: self.fingerprint,
            captions: captions
                .map(|captions| captions.track().id.clone())
                .map_err(|unusable| unusable.problem.clone()),
        }
    }
}

impl From<Error> for Unusable {
    fn from(error: Error) -> Self {
        let problem = Problem {
            kind: error.code().to_owned(),
            message: error.message().to_owned(),
            hint: error.next_step().map(str::to_owned),
        };
        Self { error, problem }
    }
}
