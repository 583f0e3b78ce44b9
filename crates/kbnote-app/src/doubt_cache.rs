//! How many anchors of each note are in doubt, kept between runs: each note has to be aligned for that.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_align::GENERATION;
use kbnote_core::{Fingerprint, Transcript};
use kbnote_note::NoteState;
use serde::{Deserialize, Serialize};

use crate::Workspace;

/// The name of the cache.
const NAME: &str = "doubts.json";

/// What the counts depend on besides notes and captions.
fn version() -> String {
    format!("kbnote {} {GENERATION}", env!("CARGO_PKG_VERSION"))
}

/// All that the count of a note depends on, as one text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct DoubtKey(String);

/// The counts of notes, by all that they depend on; none where the captions are in another language.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct DoubtCache {
    version: String,
    counts: BTreeMap<DoubtKey, Option<usize>>,
}

impl DoubtKey {
    /// The key of a note with these bytes and this state.
    pub(crate) fn new(captions: Fingerprint, note: &[u8], state: Option<&NoteState>) -> Self {
        let state = state.map(NoteState::to_json).unwrap_or_default();
        let (note, state) = (Fingerprint::of(note), Fingerprint::of(state.as_bytes()));
        Self(format!("{captions}{note}{state}"))
    }
}

/// The fingerprint of all captions of a recording.
pub(crate) fn captions_print(transcript: &Transcript) -> Fingerprint {
    let id = Fingerprint::of(transcript.video.id.as_str().as_bytes());
    transcript.tracks.iter().fold(id, |print, track| {
        let name = format!("\n{} {} ", track.id, track.language);
        let kind = format!("{:?} ", track.kind);
        print
            .and(name.as_bytes())
            .and(kind.as_bytes())
            .and(track.fingerprint().as_bytes())
    })
}

impl DoubtCache {
    /// The counts that are known; none of another version of kbnote.
    pub(crate) fn read(workspace: &Workspace) -> Self {
        let bytes = workspace.vault.read_sealed_cache(NAME);
        let known: Option<Self> = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let version = version();
        let known = known.filter(|known| known.version == version);
        known.unwrap_or(Self {
            version,
            counts: BTreeMap::new(),
        })
    }

    /// The count of a note, if it is known.
    pub(crate) fn get(&self, key: &DoubtKey) -> Option<Option<usize>> {
        self.counts.get(key).copied()
    }

    /// Adds new counts and writes all; of a listing of all notes, those of other notes are dropped.
    pub(crate) fn write(
        mut self,
        workspace: &Workspace,
        new: BTreeMap<DoubtKey, Option<usize>>,
        all: Option<&BTreeSet<DoubtKey>>,
    ) {
        let known = self.counts.len();
        if let Some(all) = all {
            self.counts.retain(|key, _| all.contains(key));
        }
        if new.is_empty() && self.counts.len() == known {
            return;
        }
        self.counts.extend(new);
        if let Ok(json) = serde_json::to_vec(&self) {
            workspace.vault.write_sealed_cache(NAME, &json);
        }
    }
}
