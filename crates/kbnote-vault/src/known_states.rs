//! The states of all notes, for finding the state of a note that was moved.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kbnote_core::{Fingerprint, VideoId};
use kbnote_note::{Note, NoteState};

/// The states of a vault that were looked through, shared by all that work with it.
pub(crate) type SharedStateSearch = Arc<Mutex<StateSearch>>;

/// The states of the vault as far as they were looked through, and what came of that.
#[derive(Debug, Default)]
pub(crate) struct StateSearch {
    pub(crate) all: Option<Arc<KnownStates>>,
    /// What the author said of notes.
    pub(crate) former: BTreeMap<PathBuf, FormerPlace>,
    /// States that go with a note as soon as it is written.
    pub(crate) to_adopt: BTreeMap<PathBuf, Adoption>,
}

/// What the author says of a note whose former place is in question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormerPlace {
    /// It lay there.
    At(PathBuf),
    /// It is a new note.
    Nowhere,
}

/// What is to be done to state files before a note is written.
#[derive(Clone, Debug)]
pub(crate) struct Adoption {
    /// Whether the state at the note's path is that of another note.
    pub(crate) sets_own_aside: bool,
    /// The state that comes along.
    pub(crate) state: Option<NoteState>,
    /// The files that it lies in, where no note is left at their path.
    pub(crate) leaves: Vec<PathBuf>,
}

/// All state files, found by what they tell of.
#[derive(Debug, Default)]
pub(crate) struct KnownStates {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) by_print: HashMap<String, Vec<usize>>,
    pub(crate) by_text: HashMap<Fingerprint, Vec<usize>>,
}

/// A state file.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The note that it was written for, below the root.
    pub(crate) note: PathBuf,
    pub(crate) file: PathBuf,
    /// Whether no note is at that path.
    pub(crate) is_orphan: bool,
    /// Whether a newer kbnote wrote it.
    pub(crate) is_newer: Option<String>,
    pub(crate) video: Option<VideoId>,
    /// The fingerprint of the note.
    pub(crate) print: Option<String>,
    /// Of how many sentences or lines it tells.
    pub(crate) size: usize,
    /// Whether these are lines of the template, as it knows no sentences.
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

/// The sentences that a state tells of; of one that tells of none, the lines of its template.
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

/// The recording that the template's front matter names.
pub(crate) fn video_of_frame(state: &NoteState) -> Option<VideoId> {
    let frame = state.base.template.as_ref()?;
    Note::parse(format!("---\n{}\n---\n", frame.front_matter.join("\n"))).video_id()
}

impl KnownStates {
    /// The states that can be those of a note, the likeliest first: of its very bytes, else of its
    /// recording and of at least half of the sentences that they tell of, those of notes that are
    /// gone before those of notes that are there.
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

    /// The states of at least half of whose texts are these, those with most of them first.
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
                // States that older versions wrote name none. Lines of a template are too alike.
                _ => !candidate.is_frame,
            };
            is_same_recording && *common * 2 >= candidate.size
        });
        let mut numbers: Vec<usize> = common.keys().copied().collect();
        numbers.sort_by_key(|number| std::cmp::Reverse(common[number]));
        numbers
    }
}
