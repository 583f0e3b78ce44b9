//! Where notes are opened and changed: all that touches files.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hyper::body::Bytes;
use kbnote_app::{no_video_id, stored_transcript};
use kbnote_core::{Fingerprint, TrackId, Transcript, VideoId};
use kbnote_note::{Note, NoteState};
use kbnote_vault::{NoteWriter, Notice, Stack, Undo, Vault, files};
use serde::Deserialize;

use super::counting::Counting;
use super::place;
use super::recent::Recent;
use super::refusal::Refusal;
use crate::error::CliError;
use kbnote_engine::note_view::{
    Captions, EditedNote, NoteEdit, NoteInput, NoteView, Problem, Revision, RevisionConflict,
    apply_edit, check_conflicts,
};

/// The command that `kbnote undo` names.
const COMMAND: &str = "serve";

/// How many transcripts and notes are kept ready.
const KEPT: usize = 8;

/// A change that is asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    path: String,
    seen: Revision,
    change: NoteEdit,
}

/// The last change of a note, to be taken back.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskedBack {
    path: String,
    seen: Revision,
}

/// The notes of a vault, opened and changed on request.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) vault: Vault,
    /// Held while a note is changed: one change after the other.
    turn: Mutex<()>,
    transcripts: Mutex<Recent<(VideoId, String), Arc<Transcript>>>,
    sheets: Mutex<Recent<SheetKey, Bytes>>,
    pub(super) counting: Counting,
}

/// What the sheet of a note is made from.
#[derive(Debug, PartialEq)]
struct SheetKey {
    path: String,
    note: String,
    state: Option<NoteState>,
    /// The transcript's file and the track in it, or why there is none.
    captions: Result<(String, TrackId), Option<Problem>>,
}

/// A note as it was read, with what goes with it.
struct Read {
    note: Note,
    state: Option<NoteState>,
    captions: Result<Captions, CliError>,
    /// The fingerprint of the transcript's file.
    transcript: String,
}

impl Desk {
    pub(super) fn new(vault: Vault) -> Self {
        Self {
            vault,
            turn: Mutex::new(()),
            transcripts: Mutex::new(Recent::new(KEPT)),
            sheets: Mutex::new(Recent::new(KEPT)),
            counting: Counting::default(),
        }
    }

    /// The document of a note.
    pub(super) fn note(&self, name: &str) -> Result<Bytes, Refusal> {
        let path = place::note_at(&self.vault, name)?;
        let read = self.read(name, &path)?;
        self.sheet(name, &read)
    }

    /// Makes a change, and gives the document of the note as it is then.
    pub(super) fn change(&self, asked: &Asked) -> Result<Bytes, Refusal> {
        let turn = lock(&self.turn);
        let path = place::note_at(&self.vault, &asked.path)?;
        let read = self.read(&asked.path, &path)?;
        let captions = read.captions.as_ref().ok();
        asked.seen.check(&read.note, captions)?;
        check_conflicts(&read.note)?;
        let style = self.vault.settings().anchor.style;
        let changed = apply_edit(&read.note, read.state, captions, style, &asked.change)?;
        self.write(&path, &read.note, &changed)?;
        drop(turn);
        self.note(&asked.path)
    }

    /// Takes back what was last changed, as `kbnote undo` does, if that was this note on a page; gives
    /// the document of the note as it is then.
    pub(super) fn take_back(&self, asked: &AskedBack) -> Result<Bytes, Refusal> {
        let turn = lock(&self.turn);
        let vault_lock = self.vault.lock(COMMAND)?;
        let path = place::note_at(&self.vault, &asked.path)?;
        let read = self.read(&asked.path, &path)?;
        asked.seen.check(&read.note, read.captions.as_ref().ok())?;
        let last = self.vault.recorded_runs(Stack::Undo)?.into_iter().next();
        let run = last.filter(|run| run.command == COMMAND);
        let run = run.ok_or_else(Refusal::nothing_to_undo)?;
        let undos = run.plan(&self.vault)?;
        match undos.as_slice() {
            [undo @ Undo::Restore { .. }] if undo.path() == path => {
                let done = run.take_back(&self.vault, &vault_lock, &undos)?;
                if !done.notes.iter().all(Undo::changes_note) {
                    return Err(RevisionConflict::Note.into());
                }
            }
            _ => return Err(Refusal::nothing_to_undo()),
        }
        run.forget(&self.vault, &BTreeSet::new())?;
        drop((turn, vault_lock));
        self.note(&asked.path)
    }

    /// Writes as the command does that makes the same change.
    fn write(&self, path: &Path, old: &Note, changed: &EditedNote) -> Result<(), Refusal> {
        let (old, new, state) = (old.bytes(), changed.note.bytes(), changed.state.as_ref());
        // A run each, so that each change can be taken back by itself.
        let writer = NoteWriter::new(COMMAND);
        let written = match state.filter(|_| old == new) {
            Some(state) => writer.decide(&self.vault, path, old, state),
            None => writer.replace(&self.vault, path, old, new, state),
        };
        let kept = writer
            .take_notices()
            .into_iter()
            .find_map(|notice| match notice {
                Notice::TextKept { kept, .. } => Some(kept),
                _ => None,
            });
        written.map(drop).map_err(|error| match kept {
            Some(kept) => Refusal::with_kept_text(CliError::from(error), &kept),
            None => error.into(),
        })
    }

    fn read(&self, name: &str, path: &Path) -> Result<Read, Refusal> {
        let note = Note::parse(files::read(path)?);
        // Notes may have been moved since the states were last looked through.
        self.vault.forget_found_states();
        let state = self.vault.read_state(path)?;
        let video = note.video_id().ok_or_else(|| no_video_id(name).into());
        let remembered = state.as_ref().and_then(|state| state.track.as_ref());
        let (transcript, captions) = match video {
            Ok(video) => self.captions(&video, &note, remembered),
            Err(error) => (String::new(), Err(error)),
        };
        Ok(Read {
            note,
            state,
            captions,
            transcript,
        })
    }

    /// The captions that a note on a video is held against, with the fingerprint of their file.
    fn captions(
        &self,
        video: &VideoId,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> (String, Result<Captions, CliError>) {
        let bytes = files::read_if_present(&self.vault.transcript_path(video));
        let bytes = bytes.ok().flatten().unwrap_or_default();
        let print = Fingerprint::of(&bytes).to_string();
        let captions = self
            .transcript(video, &print)
            .and_then(|transcript| Ok(Captions::new(transcript, note, remembered)?));
        (print, captions)
    }

    /// The transcript of a video, parsed once for each content of its file.
    fn transcript(&self, video: &VideoId, print: &str) -> Result<Arc<Transcript>, CliError> {
        let key = (video.clone(), print.to_owned());
        if let Some(known) = lock(&self.transcripts).get(&key) {
            return Ok(known);
        }
        let transcript = Arc::new(stored_transcript(&self.vault, video)?);
        lock(&self.transcripts).put(key, Arc::clone(&transcript));
        Ok(transcript)
    }

    /// The document of a note, made once for all that it is made from.
    fn sheet(&self, name: &str, read: &Read) -> Result<Bytes, Refusal> {
        let problem = read.captions.as_ref().err().map(CliError::problem);
        let captions = read.captions.as_ref().ok();
        let key = SheetKey {
            path: name.to_owned(),
            note: Fingerprint::of(read.note.bytes()).to_string(),
            state: read.state.clone(),
            captions: match captions {
                Some(captions) => Ok((read.transcript.clone(), captions.track().id.clone())),
                None => Err(problem.clone()),
            },
        };
        if let Some(known) = lock(&self.sheets).get(&key) {
            return Ok(known);
        }
        let sheet = NoteView::new(&NoteInput {
            path: name,
            note: &read.note,
            state: read.state.as_ref(),
            captions,
            problem: problem.as_ref(),
        });
        let document = serde_json::to_vec(&sheet).map_err(std::io::Error::from);
        let document = Bytes::from(document.map_err(CliError::from)?);
        lock(&self.sheets).put(key, document.clone());
        Ok(document)
    }
}

/// What is kept is whole even if a thread that held it has failed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
