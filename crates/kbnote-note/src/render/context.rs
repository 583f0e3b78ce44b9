//! What a template may speak of.

use std::path::Path;

use chrono::NaiveDate;
use kbnote_core::{Channel, Chapter, Timestamp, Video, VideoId, file_name, is_media_file};
use serde::Serialize;

use crate::{Draft, LinkPlace, LinkStyle, MEDIA_KEYS, Note, VIDEO_KEY, yaml};

/// The variables of a template, under the names of these fields.
///
/// Values that are not known are `null`: they print as nothing and are false in `{{#if}}`. Times
/// are milliseconds, for the helpers `timestamp` and `anchor_url`; dates are `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NoteContext {
    /// The note's title: the one asked for, else the draft's, else the video's.
    pub title: String,
    /// The video that the note is on.
    pub video: VideoContext,
    /// The lines of front matter that name it: `videoId` for a YouTube video, else its address.
    pub recording: String,
    /// Who published it.
    pub channel: ChannelContext,
    /// Its chapters, in order.
    pub chapters: Vec<ChapterContext>,
    /// Front matter of the draft beyond title and video: empty, or whole lines of YAML.
    pub front_matter: String,
    /// The author's prose; `null` if there is none yet.
    pub body: Option<String>,
    /// The day on which the note is made.
    pub today: String,
}

/// `video` in a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VideoContext {
    /// Its id.
    pub id: String,
    /// Its own title, whatever the note's.
    pub title: String,
    /// Where it can be watched; empty if nowhere.
    pub url: String,
    /// The day it was published.
    pub published: Option<String>,
    /// Its length in milliseconds.
    pub duration: Option<u64>,
    /// What its author says of it.
    pub description: String,
    /// Its author's key words.
    pub tags: Vec<String>,
}

/// `channel` in a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelContext {
    /// The name as shown.
    pub name: String,
    /// The name of its folder, which is that of its index note too.
    pub folder: String,
    /// The link to its index note, brackets included.
    pub wikilink: String,
}

/// One of `chapters` in a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChapterContext {
    /// What it is about, as its author wrote it: put it through the helper `heading`.
    pub title: String,
    /// Where it begins, in milliseconds.
    pub start: u64,
    /// Where the next one begins, or the video ends, in milliseconds.
    pub end: Option<u64>,
}

impl NoteContext {
    /// The context of a note that is to be written: titled as the video, without prose.
    #[must_use]
    pub fn new(video: &Video, chapters: &[Chapter], today: NaiveDate) -> Self {
        Self {
            title: video.title.clone(),
            video: video.into(),
            recording: recording_entries(video, MEDIA_KEYS[0]),
            channel: (&video.channel).into(),
            chapters: chapter_contexts(chapters, video.duration_ms),
            front_matter: String::new(),
            body: None,
            today: today.to_string(),
        }
    }

    /// The same with an author's draft: its prose, its front matter and, where it has them, its
    /// title and `From:` link.
    #[must_use]
    pub fn with_draft(mut self, draft: Draft) -> Self {
        self.title = draft.title.unwrap_or(self.title);
        self.channel.wikilink = draft.from.unwrap_or(self.channel.wikilink);
        if names_recording(&draft.front_matter, &self.video.id) {
            self.recording.clear();
        }
        self.front_matter = draft.front_matter;
        self.body = Some(draft.body).filter(|body| !body.is_empty());
        self
    }

    /// The same with another key for the address of a recording that is not on YouTube.
    #[must_use]
    pub fn with_media_key(mut self, video: &Video, key: &str) -> Self {
        self.recording = recording_entries(video, key);
        self
    }

    /// The same under another title.
    #[must_use]
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

impl From<&Video> for VideoContext {
    fn from(video: &Video) -> Self {
        Self {
            id: video.id.to_string(),
            title: video.title.clone(),
            url: video.watch_url().unwrap_or_default(),
            published: video.published.map(|day| day.to_string()),
            duration: video.duration_ms,
            description: video.description.clone(),
            tags: video.tags.clone(),
        }
    }
}

impl From<&Channel> for ChannelContext {
    fn from(channel: &Channel) -> Self {
        Self {
            name: channel.name.clone(),
            folder: channel.folder.clone(),
            wikilink: LinkStyle::default().write(&channel.folder, "", LinkPlace::Prose),
        }
    }
}

/// The front matter that names a recording: an address with the key `key`, and the id where the address does not give it.
fn recording_entries(video: &Video, key: &str) -> String {
    let id = yaml::write_scalar(video.id.as_str());
    if video.is_on_youtube() {
        return format!("{VIDEO_KEY}: {id}\n");
    }
    let Some(url) = &video.url else {
        return format!("{}: {id}\n", MEDIA_KEYS[0]);
    };
    let own = if VideoId::of_address(url) == Some(video.id.clone()) {
        String::new()
    } else {
        format!("{VIDEO_KEY}: {id}\n")
    };
    format!("{own}{key}: {}\n", yaml::write_scalar(url))
}

/// Whether a draft's front matter names the recording with this id.
fn names_recording(front_matter: &str, id: &str) -> bool {
    let note = Note::parse(format!("---\n{front_matter}---\n"));
    let is_it = |named: &VideoId| named.as_str() == id;
    let of_file = || {
        let file = note
            .recording_value()
            .filter(|value| is_media_file(value))?;
        file_name::recording(Path::new(&file))
    };
    note.video_id().is_some_and(|named| is_it(&named))
        || of_file().is_some_and(|named| is_it(&named))
}

/// Each chapter with its end. One without a title is called by its time, so that it has a heading.
fn chapter_contexts(chapters: &[Chapter], duration: Option<u64>) -> Vec<ChapterContext> {
    let starts = chapters
        .iter()
        .skip(1)
        .map(|chapter| chapter.start.as_millis());
    let ends = starts.map(Some).chain([duration]);
    let context = |(chapter, end): (&Chapter, Option<u64>)| {
        let (start, title) = (chapter.start.as_millis(), chapter.title.trim());
        ChapterContext {
            title: if title.is_empty() {
                timestamp(start)
            } else {
                title.to_owned()
            },
            start,
            end: end.filter(|&end| end > start),
        }
    };
    chapters.iter().zip(ends).map(context).collect()
}

/// Milliseconds as `HH:MM:SS`.
pub(super) fn timestamp(millis: u64) -> String {
    Timestamp::from_millis(millis).to_string()
}
