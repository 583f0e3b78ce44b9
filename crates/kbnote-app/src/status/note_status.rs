//! What one note lacks.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_check::Severity;
use serde::Serialize;

use crate::check::CheckReport;
use crate::list::{ListedVideo, VideoList};
use crate::note_age::NoteAge;
use crate::notes::unwritable_name;
use crate::path_from_here;
use crate::unsorted::belongs_to_channel;
use crate::video_note::VideoNote;

/// A note with something to do.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NoteStatus {
    /// The note.
    pub path: String,
    /// The recordings that it is on.
    pub videos: Vec<String>,
    /// How many anchors are in doubt; null if they were not counted, or there are no captions.
    pub doubtful: Option<usize>,
    /// How many sentences have no anchor and want one.
    pub unanchored: usize,
    /// Whether `kbnote align` has not seen it as it is.
    pub unaligned: bool,
    /// `current`, `changed` since the note was aligned, or `missing`.
    pub captions: CaptionsStatus,
    /// How many times `kbnote regen` would change or add.
    pub pending: usize,
    /// How many errors `kbnote check` finds in it.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// The folder of its channel, if that became known after the note was made.
    pub channel_folder: Option<String>,
    /// Its path as it is typed in the current folder.
    #[serde(skip)]
    pub typed: String,
    #[serde(skip)]
    pub(crate) age: NoteAge,
    #[serde(skip)]
    pub(super) is_uncounted: bool,
    #[serde(skip)]
    has_writable_name: bool,
}

/// Whether a note can be held against its captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum CaptionsStatus {
    /// They are those that it was aligned with.
    Current,
    /// They changed since.
    Changed,
    /// There are none.
    Missing,
}

impl NoteStatus {
    fn new(note: &VideoNote) -> Self {
        Self {
            path: note.path.clone(),
            videos: Vec::new(),
            doubtful: None,
            unanchored: 0,
            unaligned: false,
            captions: CaptionsStatus::Current,
            pending: 0,
            errors: 0,
            warnings: 0,
            channel_folder: None,
            typed: path_from_here(&note.file),
            age: NoteAge::default(),
            is_uncounted: false,
            has_writable_name: unwritable_name(&note.file).is_none(),
        }
    }

    /// Adds what is known of the part of the note on one recording. Where no command can write the note, nothing is
    /// to do for it.
    fn add(&mut self, video: &str, note: &VideoNote, captions: CaptionsStatus) {
        self.videos.push(video.to_owned());
        if !self.has_writable_name {
            return;
        }
        self.unanchored += note.unanchored;
        if let Some(doubtful) = note.doubtful {
            *self.doubtful.get_or_insert(0) += doubtful;
        }
        self.is_uncounted |= note.doubts.is_unknown();
        let age = note.age;
        self.unaligned |= age.is_unaligned;
        self.age.is_unaligned |= age.is_unaligned;
        self.age.captions_changed |= age.captions_changed;
        self.age.aligner_changed |= age.aligner_changed;
        let changed = match age.captions_changed {
            true => CaptionsStatus::Changed,
            false => CaptionsStatus::Current,
        };
        self.captions = self.captions.max(captions).max(changed);
    }

    /// Whether `kbnote align` may add anchors.
    #[must_use]
    pub fn wants_align(&self) -> bool {
        self.unanchored > 0 && self.unaligned && self.captions != CaptionsStatus::Missing
    }

    /// Whether its captions changed and its times are right in them: `kbnote align` notes that.
    pub(super) fn wants_refresh(&self) -> bool {
        self.captions == CaptionsStatus::Changed && self.pending == 0 && !self.wants_align()
    }

    /// Whether its author has to decide on sentences.
    #[must_use]
    pub fn wants_review(&self) -> bool {
        self.doubtful.is_some_and(|doubtful| doubtful > 0)
    }

    /// Whether it has sentences for which `kbnote align` finds nothing: each is left for its author.
    pub(super) fn has_unfound(&self) -> bool {
        self.unanchored > 0 && !self.wants_align() && self.captions != CaptionsStatus::Missing
    }

    /// Whether there is anything to do for it.
    pub(super) fn has_to_do(&self) -> bool {
        self.unanchored + self.pending + self.errors + self.warnings > 0
            || self.wants_review()
            || self.captions != CaptionsStatus::Current
            || self.channel_folder.is_some()
    }
}

/// The notes of a list, by their files.
pub(super) fn of_list(list: &VideoList) -> BTreeMap<PathBuf, NoteStatus> {
    let mut notes: BTreeMap<PathBuf, NoteStatus> = BTreeMap::new();
    let mut add = |video: &str, note: &VideoNote, captions, folder: Option<&str>| {
        let status = notes
            .entry(note.file.clone())
            .or_insert_with(|| NoteStatus::new(note));
        status.add(video, note, captions);
        let folder = folder
            .filter(|folder| status.has_writable_name && belongs_to_channel(&note.file, folder));
        if let Some(folder) = folder {
            status.channel_folder = Some(folder.to_owned());
        }
    };
    for video in &list.videos {
        let ListedVideo::Stored(entry) = video else {
            continue;
        };
        let captions = match entry.tracks.is_empty() {
            true => CaptionsStatus::Missing,
            false => CaptionsStatus::Current,
        };
        for note in &entry.notes {
            let folder = Some(entry.channel.folder.as_str());
            add(entry.video.as_str(), note, captions, folder);
        }
    }
    for video in &list.missing {
        for note in &video.notes {
            add(video.video.as_str(), note, CaptionsStatus::Missing, None);
        }
    }
    notes
}

/// Adds the findings of a check to the notes that they are in.
pub(super) fn add_findings(notes: &mut BTreeMap<PathBuf, NoteStatus>, check: Option<&CheckReport>) {
    let mut by_path: BTreeMap<String, &mut NoteStatus> = notes
        .values_mut()
        .map(|note| (note.path.clone(), note))
        .collect();
    for checked in check.into_iter().flat_map(|check| &check.notes) {
        let Some(note) = by_path.get_mut(&checked.path) else {
            continue;
        };
        for finding in &checked.findings {
            match finding.severity {
                Severity::Error => note.errors += 1,
                Severity::Warning => note.warnings += 1,
                Severity::Info => {}
            }
        }
    }
}
