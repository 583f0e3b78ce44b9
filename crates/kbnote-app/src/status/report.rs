//! What a vault lacks, as it is reported.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_check::Severity;
use serde::Serialize;

use super::note_status::NoteStatus;
use super::selection::Selection;
use crate::Error;
use crate::check::CheckReport;
use crate::list::{ListedVideo, VideoList};

/// `kbnote status`: what the notes lack, and what to run next.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatusReport {
    schema: &'static str,
    /// How many notes there are.
    pub notes: usize,
    /// How many of them are on no recording, indexes of channels aside.
    pub without_recording: usize,
    /// How many sentences have an anchor in doubt; null if they were not counted in some notes.
    pub doubtful: Option<usize>,
    /// In how many notes they were not counted: in none with `--complete`, nor where 200 or fewer notes are new
    /// or changed since they were counted last.
    pub uncounted: usize,
    /// How many sentences have no anchor and want one.
    pub unanchored: usize,
    /// How many times `kbnote regen` would change or add, because the captions changed or kbnote finds more
    /// than it did; null if they were not counted, as more than 200 notes are concerned and `--complete` was not given.
    pub pending: Option<usize>,
    /// The findings of `kbnote check`.
    pub findings: FindingCounts,
    /// Whether they include those for which anchors, quotations and numbers are compared with the captions:
    /// in 200 notes or fewer, or with `--complete`.
    pub captions_compared: bool,
    /// The notes with something to do, by their paths.
    pub to_do: Vec<NoteStatus>,
    /// Recordings that notes are on and that are not stored.
    pub missing: Vec<String>,
    /// Stored recordings without captions that notes are on.
    pub without_captions: Vec<String>,
    /// Stored recordings without a note; none if paths were given.
    pub without_note: Vec<String>,
    /// The commands to run next, the most useful first.
    pub next: Vec<StatusStep>,
    /// Why notes or transcripts cannot be read.
    pub errors: Vec<Error>,
}

/// How many findings of each severity there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingCounts {
    /// Errors.
    pub error: usize,
    /// Warnings.
    pub warning: usize,
    /// The rest.
    pub info: usize,
    /// How many of all `kbnote check --fix` can repair.
    pub fixable: usize,
    /// How many of the errors and warnings `kbnote index` puts right.
    #[serde(skip)]
    pub(super) of_indexes: usize,
}

/// A command to run next.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StatusStep {
    /// The command line.
    pub command: String,
    /// What it is for.
    pub reason: String,
}

impl StatusReport {
    pub(super) fn new(
        selection: &Selection<'_>,
        list: VideoList,
        notes: BTreeMap<PathBuf, NoteStatus>,
    ) -> Self {
        let uncounted = notes.values().filter(|note| note.is_uncounted).count();
        let doubtful = notes.values().filter_map(|note| note.doubtful).sum();
        let (mut without_captions, mut without_note) = (Vec::new(), Vec::new());
        for video in &list.videos {
            let ListedVideo::Stored(entry) = video else {
                continue;
            };
            if entry.notes.is_empty() && selection.only.is_none() {
                without_note.push(entry.video.to_string());
            } else if entry.tracks.is_empty() && !entry.notes.is_empty() {
                without_captions.push(entry.video.to_string());
            }
        }
        let missing = list.missing.iter().map(|video| video.video.to_string());
        let mut errors = list.errors;
        errors.extend(list.videos.into_iter().filter_map(|video| match video {
            ListedVideo::Failed { error, .. } => Some(error),
            ListedVideo::Stored(_) => None,
        }));
        Self {
            schema: "kbnote.status/1",
            notes: selection.notes.len(),
            without_recording: selection.without_recording(&notes),
            doubtful: (uncounted == 0).then_some(doubtful),
            uncounted,
            unanchored: notes.values().map(|note| note.unanchored).sum(),
            pending: None,
            findings: FindingCounts::default(),
            captions_compared: true,
            missing: missing.collect(),
            without_captions,
            without_note,
            to_do: notes.into_values().filter(NoteStatus::has_to_do).collect(),
            next: Vec::new(),
            errors,
        }
    }

    /// Number of notes to which this applies.
    #[must_use]
    pub fn count(&self, applies: impl Fn(&NoteStatus) -> bool) -> usize {
        self.to_do.iter().filter(|note| applies(note)).count()
    }
}

/// The rules on index notes that are missing or out of date.
const INDEX_RULES: [&str; 2] = ["KB406", "KB501"];

impl FindingCounts {
    pub(super) fn of(check: Option<&CheckReport>) -> Self {
        let mut counts = Self::default();
        let notes = check.into_iter().flat_map(|check| &check.notes);
        for finding in notes.flat_map(|note| &note.findings) {
            counts.fixable += usize::from(finding.fix.is_some());
            let is_of_index = INDEX_RULES.contains(&finding.rule.code);
            counts.of_indexes += usize::from(is_of_index && finding.severity != Severity::Info);
            match finding.severity {
                Severity::Error => counts.error += 1,
                Severity::Warning => counts.warning += 1,
                Severity::Info => counts.info += 1,
            }
        }
        counts
    }
}
