//! The states of all notes, for finding the state of a note that was moved.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kbnote_core::{Fingerprint, VideoId};
use kbnote_note::{Note, NoteState};

/// The state search of a vault, shared by its clones.
pub(crate) type SharedStateSearch = Arc<Mutex<StateSearch>>;

/// The states searched so far, and the results.
#[derive(Debug, Default)]
pub(crate) struct StateSearch {
    pub(crate) all: Option<Arc<KnownStates>>,
    /// The former paths given by the author.
    pub(crate) former: BTreeMap<PathBuf, FormerPath>,
    /// States that move with a note when it is written.
    pub(crate) to_adopt: BTreeMap<PathBuf, Adoption>,
}

/// The former path of a note, given by the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormerPath {
    /// This path.
    At(PathBuf),
    /// None: it is a new note.
    Nowhere,
}

/// Changes of state files before a note is written.
#[derive(Clone, Debug)]
pub(crate) struct Adoption {
    /// Whether the state at the note's path belongs to another note.
    pub(crate) sets_own_aside: bool,
    /// The adopted state.
    pub(crate) state: Option<NoteState>,
    /// Its files, whose notes do not exist any more.
    pub(crate) leaves: Vec<PathBuf>,
}

/// All state files, indexed by their sentences.
#[derive(Debug, Default)]
pub(crate) struct KnownStates {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) by_print: HashMap<String, Vec<usize>>,
    pub(crate) by_text: HashMap<Fingerprint, Vec<usize>>,
}

/// A state file.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The note it was written for, relative to the root.
    pub(crate) note: PathBuf,
    pub(crate) file: PathBuf,
    /// Whether that note is missing.
    pub(crate) is_orphan: bool,
    /// Whether a newer kbnote wrote it.
    pub(crate) is_newer: Option<String>,
    pub(crate) video: Option<VideoId>,
    /// The fingerprint of the note.
    pub(crate) print: Option<String>,
    /// The number of sentences or lines in it.
    pub(crate) size: usize,
    /// Whether these are lines of the template, for want of sentences.
    pub(crate) is_frame: bool,
}

/// The sentences and lines of a note.
pub(crate) struct Texts {
    pub(crate) video: Option<VideoId>,
    pub(crate) sentences: HashSet<Fingerprint>,
    pub(crate) lines: HashSet<Fingerprint>,
}

impl Texts {
    pub(crate) fn of(note: &Note) -> Self {
        let lines = note.text().lines().map(str::trim);
        Self {
            video: note.video_id(),
            sentences: sentences(note).collect(),
            lines: lines.filter(|line| !line.is_empty()).map(of_line).collect(),
        }
    }
}

pub(crate) fn sentences(note: &Note) -> impl Iterator<Item = Fingerprint> {
    let claims = note.claims().into_iter();
    claims.map(|claim| of_sentence(&claim.text))
}

pub(crate) fn of_sentence(text: &str) -> Fingerprint {
    Fingerprint::of(b"sentence ").and(text.as_bytes())
}

pub(crate) fn of_line(line: &str) -> Fingerprint {
    Fingerprint::of(b"line ").and(line.as_bytes())
}

/// The sentences in a state, or else the lines of its template.
pub(crate) fn texts_of(state: &NoteState) -> Vec<Fingerprint> {
    if !state.claims.is_empty() {
        let texts: HashSet<_> = state.claims.iter().map(|c| of_sentence(&c.text)).collect();
        return texts.into_iter().collect();
    }
    let Some(frame) = &state.base.template else {
        return Vec::new();
    };
    let lines = frame.front_matter.iter().chain(&frame.lines);
    let lines = lines.flat_map(|entry| entry.lines()).map(str::trim);
    let lines: HashSet<_> = lines.filter(|l| !l.is_empty()).map(of_line).collect();
    lines.into_iter().collect()
}

/// The video in the template's front matter.
pub(crate) fn video_of_frame(state: &NoteState) -> Option<VideoId> {
    let frame = state.base.template.as_ref()?;
    Note::parse(format!("---\n{}\n---\n", frame.front_matter.join("\n"))).video_id()
}

impl KnownStates {
    /// The possible states of a note, the likeliest first: with its exact bytes, else with its
    /// video and at least half of the state's sentences; states of missing notes before those of
    /// existing ones.
    pub(crate) fn likely(&self, below: &Path, print: &str, texts: &Texts) -> Vec<&Candidate> {
        let others = |numbers: &[usize]| -> Vec<&Candidate> {
            let others = numbers.iter().map(|&number| &self.candidates[number]);
            others.filter(|other| other.note != below).collect()
        };
        let of_these_bytes = self.by_print.get(print).map(|numbers| others(numbers));
        let mut likely = of_these_bytes.unwrap_or_default();
        if likely.is_empty() {
            likely = others(&self.of_these_texts(texts));
        }
        likely.sort_by_key(|candidate| !candidate.is_orphan);
        if likely.first().is_some_and(|first| first.is_orphan) {
            likely.retain(|candidate| candidate.is_orphan);
        }
        likely
    }

    /// The states with at least half of their texts among these, those with most first.
    fn of_these_texts(&self, texts: &Texts) -> Vec<usize> {
        let mut common: BTreeMap<usize, usize> = BTreeMap::new();
        for text in texts.sentences.iter().chain(&texts.lines) {
            for &number in self.by_text.get(text).into_iter().flatten() {
                *common.entry(number).or_default() += 1;
            }
        }
        common.retain(|&number, common| {
            let candidate = &self.candidates[number];
            let is_same_recording = match (&candidate.video, &texts.video) {
                (Some(known), Some(now)) => known == now,
                // States of older versions have no video. Lines of templates are too similar.
                _ => !candidate.is_frame,
            };
            is_same_recording && *common * 2 >= candidate.size
        });
        let mut numbers: Vec<usize> = common.keys().copied().collect();
        numbers.sort_by_key(|number| std::cmp::Reverse(common[number]));
        numbers
    }
}
