//! A recording as its feed, page or site describes it.

use chrono::NaiveDate;
use kbnote_core::{Chapter, LanguageTag, Site, TrackId, TrackKind, Video, VideoId};
use reqwest::Url;

use super::address::Reach;
use super::files::{CaptionFile, WebFiles};
use crate::{OfferedTrack, TrackList};

/// What an address leads to: one recording, or a list of them.
#[derive(Debug)]
#[non_exhaustive]
pub struct WebSource {
    /// The recordings, in the order of the list.
    pub recordings: Vec<WebRecording>,
    /// Whether the address is that of a list, though of only one recording.
    pub is_list: bool,
    /// Parts of the list that could not be read.
    pub problems: Vec<String>,
}

/// How much of a list is wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListLimits {
    /// At most this many recordings.
    pub most: Option<usize>,
    /// Only those published on this day or later.
    pub since: Option<NaiveDate>,
}

impl ListLimits {
    /// Whether so many recordings, of which the last was published on this day, are enough: lists begin with the newest.
    pub(crate) fn are_met(self, count: usize, last: Option<NaiveDate>) -> bool {
        let is_older = self
            .since
            .is_some_and(|since| last.is_some_and(|day| day < since));
        is_older || self.most.is_some_and(|most| count >= most)
    }
}

impl WebSource {
    pub(crate) fn one(recording: WebRecording) -> Self {
        Self {
            recordings: vec![recording],
            is_list: false,
            problems: Vec::new(),
        }
    }
}

/// A recording on the web, before its captions are fetched.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WebRecording {
    /// Its metadata. The folder of its channel is empty: the caller sets it.
    pub video: Video,
    /// Its caption tracks.
    pub list: TrackList,
    pub(crate) chapters: Vec<Chapter>,
    /// The file of its chapters.
    pub(crate) chapter_file: Option<ChapterFile>,
    pub(crate) reach: Reach,
    /// The address at which it must be opened before it is fetched: a list has only its title.
    pub opens_at: Option<String>,
}

/// A file of chapters.
#[derive(Clone, Debug)]
pub(crate) struct ChapterFile {
    pub(crate) url: Url,
    /// Whether older servers have none.
    pub(crate) is_optional: bool,
}

impl WebRecording {
    pub(crate) fn new(id: VideoId, reach: &Reach) -> Self {
        Self {
            video: Video {
                site: Site::Other,
                ..Video::new(id)
            },
            list: TrackList::default(),
            chapters: Vec::new(),
            chapter_file: None,
            reach: reach.clone(),
            opens_at: None,
        }
    }

    /// The same recording under the id under which it is stored.
    #[must_use]
    pub fn with_id(mut self, id: VideoId) -> Self {
        for track in &mut self.list.tracks {
            track.video = id.clone();
        }
        self.video.id = id;
        self
    }

    /// Adds a track. Files of one language and kind that are not named are the same captions in several formats.
    pub(crate) fn add_track(&mut self, track: WebTrack) {
        let WebTrack {
            language,
            kind,
            name,
            file,
        } = track;
        let plain = TrackId::of(&language, kind);
        let is_further = self.list.tracks.iter().any(|track| track.id == plain);
        let id = match &name {
            Some(name) if is_further => TrackId::new(format!("{plain}.{name}")),
            _ => plain,
        };
        if let Some(same) = self.list.tracks.iter_mut().find(|track| track.id == id) {
            if let Some(web) = &mut same.web {
                web.files.push(file);
                web.files.sort_by_key(|file| file.form);
            }
            return;
        }
        self.list.tracks.push(OfferedTrack {
            id,
            language,
            kind,
            name: name.clone().filter(|_| is_further),
            label: name.unwrap_or_default(),
            translatable: false,
            needs_token: false,
            video: self.video.id.clone(),
            address: String::new(),
            client: String::new(),
            web: Some(WebFiles {
                reach: self.reach.clone(),
                files: vec![file],
            }),
        });
    }

    /// Sets the language spoken: the given one, else that of the only track.
    pub(crate) fn set_original(&mut self, language: Option<LanguageTag>) {
        let tracks = &self.list.tracks;
        let has_track = |language: &LanguageTag| {
            tracks
                .iter()
                .any(|track| track.language.satisfies(language))
        };
        let only = tracks.first().map(|track| &track.language);
        let only = only.filter(|only| tracks.iter().all(|track| track.language == **only));
        self.list.original = language.filter(has_track).or_else(|| only.cloned());
    }
}

/// A caption file of a recording, with what is known of its captions.
#[derive(Clone, Debug)]
pub(crate) struct WebTrack {
    pub(crate) language: LanguageTag,
    pub(crate) kind: TrackKind,
    pub(crate) name: Option<String>,
    pub(crate) file: CaptionFile,
}
