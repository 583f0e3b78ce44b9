//! Whether a note was aligned since it, its captions or kbnote itself changed.

use std::path::Path;

use kbnote_align::GENERATION;
use kbnote_core::{Fingerprint, Transcript};
use kbnote_note::NoteState;
use kbnote_vault::files;

use crate::Workspace;

/// What happened since a note was last aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct NoteAge {
    /// It changed, or it was never aligned.
    pub(crate) is_unaligned: bool,
    /// Its captions changed.
    pub(crate) captions_changed: bool,
    /// A newer aligner came.
    pub(crate) aligner_changed: bool,
}

impl NoteAge {
    /// The age of a note on the recording of a transcript.
    pub(crate) fn of(workspace: &Workspace, transcript: &Transcript, note: &Path) -> Self {
        let state = workspace.vault.read_state(note).ok().flatten();
        let Some(state) = state else {
            return Self {
                is_unaligned: true,
                ..Self::default()
            };
        };
        let aligned = state.note.as_ref();
        let now = files::read(note).ok().map(|bytes| Fingerprint::of(&bytes));
        Self {
            is_unaligned: aligned.is_none() || aligned != now.map(|now| now.to_string()).as_ref(),
            captions_changed: captions_changed(transcript, &state),
            aligner_changed: state.captions.is_some() && state.aligner != Some(GENERATION),
        }
    }

    /// Whether regenerating may find other times.
    pub(crate) const fn is_outdated(self) -> bool {
        self.captions_changed || self.aligner_changed
    }
}

fn captions_changed(transcript: &Transcript, state: &NoteState) -> bool {
    let other = state.others.get(&transcript.video.id);
    let (track, written) = match other {
        Some(other) => (&other.track, &other.captions),
        None => (&state.track, &state.captions),
    };
    let (Some(id), Some(written)) = (track, written) else {
        return false;
    };
    let track = transcript.tracks.iter().find(|track| track.id == *id);
    track.is_none_or(|track| track.fingerprint() != *written)
}
