//! Lists of the stored videos, with their tracks and notes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use kbnote_core::{Channel, LanguageTag, TrackId, TrackKind, Transcript, VideoId};
use kbnote_note::Note;
use kbnote_vault::{IndexedNote, StoreError, Vault, VaultIndex, files};
use rayon::prelude::*;
use serde::Serialize;

use crate::captions::next_step_if_not_stored;
use crate::doubt_counts::{CountScope, RecordingNotes, count_doubts};
use crate::note_age::NoteAge;
use crate::unread_notes::unread_notes;
use crate::video_note::DoubtCount;
pub use crate::video_note::VideoNote;
use crate::{Error, ErrorKind, Workspace};

/// `kbnote list`: the stored videos with their tracks and notes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VideoList {
    schema: &'static str,
    /// The videos, and after them those that are not known. One that is not known, or whose file is
    /// damaged, has `video` and `error` only.
    pub videos: Vec<ListedVideo>,
    /// Videos that notes are on and that are not stored.
    pub missing: Vec<MissingVideo>,
    /// Why notes cannot be read.
    pub errors: Vec<Error>,
}

/// A video in the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ListedVideo {
    /// It is stored.
    Stored(Box<StoredVideoEntry>),
    /// It is not known, or its transcript cannot be read.
    Failed {
        /// Its id.
        #[cfg_attr(test, schemars(with = "String"))]
        video: VideoId,
        /// Why.
        error: Error,
    },
}

/// A stored video with its tracks and notes.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredVideoEntry {
    /// Its id.
    #[cfg_attr(test, schemars(with = "String"))]
    pub video: VideoId,
    /// Its file.
    path: String,
    /// Its title.
    pub title: String,
    /// Its channel.
    #[cfg_attr(test, schemars(with = "ChannelSchema"))]
    pub channel: Channel,
    /// Its length.
    pub duration_ms: Option<u64>,
    /// The day on which it was published.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    published: Option<NaiveDate>,
    /// How many chapters it has.
    chapters: usize,
    /// Its tracks.
    pub tracks: Vec<StoredTrackEntry>,
    /// The notes on it.
    pub notes: Vec<VideoNote>,
    /// Null.
    error: Option<Error>,
}

/// A stored track.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredTrackEntry {
    /// Its id.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: TrackId,
    /// Its language.
    #[cfg_attr(test, schemars(with = "String"))]
    lang: LanguageTag,
    /// `manual` or `auto`.
    #[cfg_attr(test, schemars(with = "String"))]
    kind: TrackKind,
    /// Its name.
    name: Option<String>,
    /// How many captions it has.
    cues: usize,
}

/// A video that is not stored, with the notes on it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct MissingVideo {
    /// Its id.
    #[cfg_attr(test, schemars(with = "String"))]
    pub(crate) video: VideoId,
    /// The notes on it.
    pub notes: Vec<VideoNote>,
}

/// What documents contain of a channel.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ChannelSchema {
    /// Its name.
    name: String,
    /// The name of its folder among the notes.
    folder: String,
    /// Its YouTube id.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    /// Its handle without `@`.
    #[serde(skip_serializing_if = "Option::is_none")]
    handle: Option<String>,
}

impl VideoList {
    /// Number of videos and notes that cannot be read or are not known.
    #[must_use]
    pub fn failures(&self) -> usize {
        let is_failed = |video: &&ListedVideo| matches!(video, ListedVideo::Failed { .. });
        self.videos.iter().filter(is_failed).count() + self.errors.len()
    }
}

type NotesByVideo = BTreeMap<VideoId, Vec<VideoNote>>;

impl Workspace {
    /// Lists these videos, or without any all stored ones, with their tracks and notes.
    ///
    /// # Errors
    /// If the vault cannot be read, or a single video was given that is not known.
    pub fn list_videos(&self, videos: &BTreeSet<&VideoId>) -> Result<VideoList, Error> {
        let index = self.vault.index()?;
        let notes = notes(self, index.notes());
        let scope = CountScope {
            is_complete: false,
            is_of_all: videos.is_empty(),
        };
        self.list(&index, notes, (videos, scope), &|_, _| ())
    }

    /// Lists the stored videos with these notes, or without any all; each note with its age.
    ///
    /// # Errors
    /// If the vault cannot be read.
    pub(crate) fn list_for_status(
        &self,
        index: &VaultIndex,
        only: Option<&BTreeSet<PathBuf>>,
        is_complete: bool,
    ) -> Result<VideoList, Error> {
        let notes = match only {
            None => notes(self, index.notes()),
            Some(only) => {
                let is_meant = |note: &&IndexedNote| only.contains(&note.path);
                let meant = index.notes().iter().filter(is_meant).cloned();
                notes(self, &meant.collect::<Vec<_>>())
            }
        };
        let videos: BTreeSet<VideoId> = notes.keys().cloned().collect();
        let videos = only.map(|_| videos.iter().collect()).unwrap_or_default();
        let add_age = |transcript: &Transcript, notes: &mut [VideoNote]| {
            for note in notes {
                note.age = NoteAge::of(self, transcript, &note.file);
            }
        };
        let scope = CountScope {
            is_complete,
            is_of_all: only.is_none(),
        };
        self.list(index, notes, (&videos, scope), &add_age)
    }

    fn list(
        &self,
        index: &VaultIndex,
        mut notes: NotesByVideo,
        (videos, scope): (&BTreeSet<&VideoId>, CountScope),
        examine: &(dyn Fn(&Transcript, &mut [VideoNote]) + Sync),
    ) -> Result<VideoList, Error> {
        let unread = unread_notes(self, index);
        let mut stored = self.vault.stored_videos()?;
        let is_listed = |video: &VideoId| videos.is_empty() || videos.contains(video);
        stored.retain(is_listed);
        notes.retain(|video, _| is_listed(video));
        let is_known = |video: &VideoId| stored.contains(video) || notes.contains_key(video);
        let unknown: Vec<_> = videos.iter().filter(|video| !is_known(video)).collect();
        if let ([video], 1) = (unknown.as_slice(), videos.len()) {
            return Err(not_stored(&self.vault, video));
        }
        let mut listed = Vec::new();
        let mut read = read(self, stored, &mut notes, examine);
        let recordings = read.iter_mut().filter_map(StoredVideoNotes::recording);
        count_doubts(self, recordings.collect(), scope);
        for stored in read {
            match stored.transcript {
                Ok(Some(transcript)) => listed.push(ListedVideo::Stored(Box::new(entry(
                    self,
                    transcript,
                    stored.notes,
                )))),
                Ok(None) => drop(notes.insert(stored.video, stored.notes)),
                Err(error) => {
                    let (video, error) = (stored.video, error.into());
                    listed.push(ListedVideo::Failed { video, error });
                }
            }
        }
        let unknown = unknown.into_iter();
        listed.extend(unknown.map(|&video| ListedVideo::Failed {
            video: video.clone(),
            error: not_stored(&self.vault, video),
        }));
        let missing = notes.into_iter();
        Ok(VideoList {
            schema: "kbnote.list/1",
            videos: listed,
            missing: missing
                .map(|(video, notes)| MissingVideo { video, notes })
                .collect(),
            errors: unread.into_iter().map(|note| note.error).collect(),
        })
    }
}

/// A stored video with the notes on it.
struct StoredVideoNotes {
    video: VideoId,
    transcript: Result<Option<Transcript>, StoreError>,
    notes: Vec<VideoNote>,
}

impl StoredVideoNotes {
    fn recording(&mut self) -> Option<RecordingNotes<'_>> {
        let transcript = self.transcript.as_ref().ok()?.as_ref()?;
        Some(RecordingNotes {
            transcript,
            notes: &mut self.notes,
        })
    }
}

/// Reads the transcripts of these videos, and moves the notes on them out of `notes`.
fn read(
    workspace: &Workspace,
    videos: Vec<VideoId>,
    notes: &mut NotesByVideo,
    examine: &(dyn Fn(&Transcript, &mut [VideoNote]) + Sync),
) -> Vec<StoredVideoNotes> {
    let videos: Vec<_> = videos
        .into_iter()
        .map(|video| (notes.remove(&video).unwrap_or_default(), video))
        .collect();
    let progress = workspace.progress("reading recordings:", videos.len());
    let read = videos.into_par_iter().map(|(mut notes, video)| {
        let transcript = workspace.vault.read_transcript(&video);
        if let Ok(Some(transcript)) = &transcript {
            examine(transcript, &mut notes);
        }
        progress.advance();
        StoredVideoNotes {
            video,
            transcript,
            notes,
        }
    });
    read.collect()
}

/// Notes of the vault by their videos, in the order of their paths.
fn notes(workspace: &Workspace, notes: &[IndexedNote]) -> NotesByVideo {
    let progress = workspace.progress("reading notes:", notes.len());
    let on_video: Vec<_> = notes
        .par_iter()
        .flat_map_iter(|indexed| {
            let read = files::read(&indexed.path).ok();
            let read = read.map(|bytes| workspace.vault.note(bytes));
            progress.advance();
            let others = read
                .as_ref()
                .is_some_and(|note| workspace.vault.is_on_others(note));
            let on = |note: &Note| {
                let claims = note.claims();
                VideoNote {
                    path: workspace.vault.display_path(&indexed.path).to_string(),
                    claims: claims.len(),
                    unanchored: claims.iter().filter(|claim| claim.wants_anchor()).count(),
                    doubtful: None,
                    file: indexed.path.clone(),
                    age: NoteAge::default(),
                    is_on_others: others,
                    doubts: DoubtCount::default(),
                }
            };
            let own = indexed.summary.video.clone();
            let parts = read.map(|note| match others {
                true => {
                    let parts = workspace.vault.parts_of(note).into_iter();
                    parts.map(|part| (part.video, on(&part.note))).collect()
                }
                false => own
                    .map(|own| (own, on(&note)))
                    .into_iter()
                    .collect::<Vec<_>>(),
            });
            parts.unwrap_or_default()
        })
        .collect();
    let mut notes = NotesByVideo::new();
    for (video, note) in on_video {
        notes.entry(video).or_default().push(note);
    }
    notes
}

fn not_stored(vault: &Vault, video: &VideoId) -> Error {
    let message = format!("{video} is not stored, and no note is on it");
    Error::new(ErrorKind::NotFound, "not-stored", message)
        .with_next_step(next_step_if_not_stored(vault, video))
}

fn entry(workspace: &Workspace, transcript: Transcript, notes: Vec<VideoNote>) -> StoredVideoEntry {
    let video = transcript.video;
    let tracks = transcript.tracks.into_iter().map(|track| StoredTrackEntry {
        id: track.id,
        lang: track.language,
        kind: track.kind,
        name: track.name,
        cues: track.cues.len(),
    });
    let path = workspace.vault.transcript_path(&video.id);
    StoredVideoEntry {
        path: workspace.vault.display_path(&path).to_string(),
        video: video.id,
        title: video.title,
        channel: video.channel,
        duration_ms: video.duration_ms,
        published: video.published,
        chapters: transcript.chapters.len(),
        tracks: tracks.collect(),
        notes,
        error: None,
    }
}
