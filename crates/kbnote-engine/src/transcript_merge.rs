//! Merging fetched or imported data into a stored transcript.

use kbnote_core::{
    Chapter, ChapterSource, Site, Track, Transcript, Video, VideoId, without_password,
};
use kbnote_note::channel_folder;

/// The folder of notes on videos whose channel is not known.
pub const UNKNOWN_CHANNEL: &str = "unsorted";

/// Newly fetched or imported data on one video; empty fields keep the stored value.
#[derive(Clone, Debug)]
pub struct TranscriptUpdate {
    /// The metadata.
    pub video: Video,
    /// The chapters, by the author of the video.
    pub chapters: Vec<Chapter>,
    /// Those that its description lists: better than none, and than older ones of that kind.
    pub listed_chapters: Vec<Chapter>,
    /// The caption tracks.
    pub tracks: Vec<Track>,
}

impl TranscriptUpdate {
    /// An empty update for a video.
    #[must_use]
    pub fn new(id: VideoId) -> Self {
        Self {
            video: Video::new(id),
            chapters: Vec::new(),
            listed_chapters: Vec::new(),
            tracks: Vec::new(),
        }
    }

    /// The transcript to store: what is new wins, what it says nothing of stays. A track takes
    /// the place of a stored one with the same id, unless it has no cues and the stored one has.
    #[must_use]
    pub fn merge_into(self, stored: Option<Transcript>) -> Transcript {
        let mut transcript = stored.unwrap_or_else(|| Transcript {
            video: Video::new(self.video.id.clone()),
            chapters: Vec::new(),
            tracks: Vec::new(),
        });
        update_video(&mut transcript.video, self.video);
        if !self.chapters.is_empty() {
            transcript.chapters = self.chapters;
        } else if !self.listed_chapters.is_empty() && are_listed(&transcript.chapters) {
            transcript.chapters = self.listed_chapters;
        }
        if let Some(end) = transcript.video.duration_ms {
            transcript
                .chapters
                .retain(|chapter| chapter.start.as_millis() < end);
        }
        for track in self.tracks {
            put_track(&mut transcript.tracks, track);
        }
        transcript.tracks.sort_by(|a, b| a.id.cmp(&b.id));
        transcript
    }
}

fn are_listed(chapters: &[Chapter]) -> bool {
    let is_listed = |chapter: &Chapter| chapter.source == ChapterSource::Description;
    chapters.iter().all(is_listed)
}

fn put_track(tracks: &mut Vec<Track>, new: Track) {
    match tracks.iter_mut().find(|stored| stored.id == new.id) {
        Some(stored) if new.cues.is_empty() && !stored.cues.is_empty() => {}
        Some(stored) => *stored = new,
        None => tracks.push(new),
    }
}

fn update_video(stored: &mut Video, new: Video) {
    replace_unless_empty(&mut stored.title, new.title);
    replace_unless_empty(&mut stored.description, new.description);
    replace_unless_empty(&mut stored.channel.name, new.channel.name);
    stored.channel.id = new.channel.id.or(stored.channel.id.take());
    stored.channel.handle = new.channel.handle.or(stored.channel.handle.take());
    if new.site == Site::Other {
        stored.site = new.site;
    }
    let new_url = new.url.map(|url| without_password(&url).into_owned());
    stored.url = new_url.or(stored.url.take());
    stored.source = new.source.or(stored.source.take());
    stored.duration_ms = new.duration_ms.or(stored.duration_ms);
    stored.published = new.published.or(stored.published);
    if !new.tags.is_empty() {
        stored.tags = new.tags;
    }
    if !new.thumbnails.is_empty() {
        stored.thumbnails = new.thumbnails;
    }
    name_what_has_no_name(stored);
}

fn replace_unless_empty(stored: &mut String, new: String) {
    if !new.is_empty() {
        *stored = new;
    }
}

/// The folder is named once and then stays, whatever the channel is called later; but that of an
/// unknown channel gets its name when the channel becomes known.
fn name_what_has_no_name(video: &mut Video) {
    if video.title.is_empty() {
        video.title = video.id.to_string();
    }
    let channel = &mut video.channel;
    if channel.folder.is_empty() || channel.folder == UNKNOWN_CHANNEL {
        let is_known = channel.handle.is_some() || !channel.name.is_empty();
        channel.folder = if is_known {
            channel_folder(channel.handle.as_deref(), &channel.name)
        } else {
            UNKNOWN_CHANNEL.to_owned()
        };
    }
}
