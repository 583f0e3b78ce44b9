//! The headings of a note as chapters of its video.

use std::path::Path;

use kbnote_core::{Timestamp, VideoId};
use kbnote_engine::passages::{NoteChapter, chapters, top_chapters};
use serde::Serialize;

use crate::clips::no_anchors;
use crate::{Error, ErrorKind, Workspace};

/// The chapters of a note.
#[derive(Debug)]
pub struct NoteChapters {
    path: String,
    title: Option<String>,
    video: Option<VideoId>,
    /// All headings with a time, in order of time.
    all: Vec<NoteChapter>,
}

/// YouTube shows fewer chapters as none, nor those of which one is shorter.
const FEWEST: usize = 3;
const SHORTEST_MILLIS: u64 = 10_000;

impl Workspace {
    /// The headings of a note with the earliest time under each, in one of its recordings.
    ///
    /// # Errors
    /// If the note cannot be read, or no anchor is under a heading of it.
    pub fn chapters(&self, note: &Path, video: Option<&VideoId>) -> Result<NoteChapters, Error> {
        let file = self.read_one_note(note)?;
        let parts = self.vault.parts_of(file.note());
        let part = match parts.is_empty() && video.is_none() {
            true => None,
            false => self.one_part(parts, |part| part, video, &file.shown())?,
        };
        let video = part.as_ref().map(|part| part.video.clone());
        let note = part.map_or_else(|| file.note(), |part| part.note);
        let all = chapters(&note);
        if all.is_empty() {
            return Err(match note.anchors().iter().any(|anchor| anchor.live) {
                false => no_anchors(&file.shown()),
                true => no_headings(&file.shown()),
            });
        }
        Ok(NoteChapters {
            path: file.document_path(&self.vault),
            title: note.title().map(std::borrow::Cow::into_owned),
            video,
            all,
        })
    }
}

fn no_headings(note: &str) -> Error {
    let message = format!("{note} has no heading with an anchor under it");
    Error::new(ErrorKind::NotFound, "no-chapters", message)
        .with_next_step("chapters are made from headings; add some to the note")
}

impl NoteChapters {
    /// One chapter for each time.
    #[must_use]
    pub fn distinct(&self) -> Vec<&NoteChapter> {
        top_chapters(&self.all)
    }

    /// The lines of a description, as YouTube reads them: `1:02:03 Title`.
    #[must_use]
    pub fn description(&self) -> Vec<String> {
        let line = |chapter: &NoteChapter| format!("{} {}", chapter.time.to_short(), chapter.title);
        self.distinct().into_iter().map(line).collect()
    }

    /// The rules of YouTube that the chapters do not meet, in words.
    #[must_use]
    pub fn rules_broken(&self) -> Vec<String> {
        let chapters = self.distinct();
        let mut broken = Vec::new();
        if let Some(first) = chapters
            .first()
            .filter(|first| first.time > Timestamp::ZERO)
        {
            broken.push(format!(
                "the first chapter begins at {}, not at 0:00",
                first.time.to_short()
            ));
        }
        if chapters.len() < FEWEST {
            broken.push(format!(
                "at least {FEWEST} chapters are needed; this note has {}",
                chapters.len()
            ));
        }
        let pairs = chapters.windows(2);
        let short = pairs.filter(|pair| pair[0].time.abs_diff(pair[1].time) < SHORTEST_MILLIS);
        broken.extend(short.map(|pair| {
            format!(
                "“{}” at {} is shorter than 10 s",
                pair[0].title,
                pair[0].time.to_short()
            )
        }));
        broken
    }

    /// The file that podcast players read.
    #[must_use]
    pub fn podcast(&self) -> PodcastChapters<'_> {
        let chapter = |chapter: &'_ NoteChapter| PodcastChapter {
            start_time: chapter.time.as_secs(),
            title: chapter.title.clone(),
        };
        PodcastChapters {
            version: "1.2.0",
            title: self.title.as_deref(),
            chapters: self.distinct().into_iter().map(chapter).collect(),
        }
    }

    /// The JSON document.
    #[must_use]
    pub fn document(&self) -> ChaptersDocument<'_> {
        ChaptersDocument {
            schema: "kbnote.chapters/1",
            path: &self.path,
            video: self.video.as_ref().map(VideoId::as_str),
            chapters: self.all.iter().map(ChapterEntry::of).collect(),
            youtube_rules_broken: self.rules_broken(),
        }
    }
}

/// Chapters in the form of Podcasting 2.0 (`application/json+chapters`).
#[derive(Debug, Serialize)]
pub struct PodcastChapters<'a> {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    chapters: Vec<PodcastChapter>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PodcastChapter {
    start_time: u64,
    title: String,
}

/// `kbnote chapters`: the headings of a note with the earliest time under each.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ChaptersDocument<'a> {
    schema: &'static str,
    /// The note.
    path: &'a str,
    /// The video that the note names.
    video: Option<&'a str>,
    /// The headings, in order of time. In the other forms each time has one: that of the highest level.
    chapters: Vec<ChapterEntry<'a>>,
    /// Why YouTube would not show the chapters, in words.
    youtube_rules_broken: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ChapterEntry<'a> {
    /// When it starts.
    time_ms: u64,
    /// The heading without markup.
    title: &'a str,
    /// The level of the heading, from 1 to 6.
    level: u8,
    /// The line of the heading.
    line: usize,
}

impl<'a> ChapterEntry<'a> {
    fn of(chapter: &'a NoteChapter) -> Self {
        Self {
            time_ms: chapter.time.as_millis(),
            title: &chapter.title,
            level: chapter.level,
            line: chapter.line,
        }
    }
}
