//! Metadata of a video.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Timestamp, VideoId, address_at, is_recording_address};

/// Where a recording is published. It is stored, since an id does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Site {
    /// YouTube.
    #[default]
    Youtube,
    /// Any other place, at its own address or at none.
    Other,
}

/// The metadata of a video, or of another recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Its id.
    pub id: VideoId,
    /// Where it is published.
    #[serde(default, skip_serializing_if = "is_youtube")]
    pub site: Site,
    /// Its title.
    pub title: String,
    /// Its channel.
    pub channel: Channel,
    /// Its URL, if it is not on YouTube.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The address of the feed or page that it was fetched from, if that is not its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its length in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// Its publication date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<NaiveDate>,
    /// Its description.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its keywords.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// URLs of its thumbnails, smallest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<String>,
}

impl Video {
    /// A video with only an id.
    #[must_use]
    pub fn new(id: VideoId) -> Self {
        Self {
            id,
            site: Site::Youtube,
            title: String::new(),
            channel: Channel::default(),
            url: None,
            source: None,
            duration_ms: None,
            published: None,
            description: String::new(),
            tags: Vec::new(),
            thumbnails: Vec::new(),
        }
    }

    /// Whether it is on YouTube. Files written before the site was stored have an address instead.
    #[must_use]
    pub fn is_on_youtube(&self) -> bool {
        let is_own = |url: &String| url.parse().is_ok_and(|id: VideoId| id == self.id);
        self.site == Site::Youtube && self.url.as_ref().is_none_or(is_own)
    }

    /// The URL at which it can be watched or heard, if it has one. A transcript may come from a stranger: a URL that may run
    /// a script counts as none, see [`is_recording_address`].
    #[must_use]
    pub fn watch_url(&self) -> Option<String> {
        match &self.url {
            Some(url) => is_recording_address(url).then(|| url.clone()),
            None => (self.site == Site::Youtube).then(|| self.id.youtube_url()),
        }
    }

    /// The URL that opens it at `time`, see [`address_at`]; `None` if it has no address.
    #[must_use]
    pub fn url_at(&self, time: Timestamp) -> Option<String> {
        Some(address_at(&self.watch_url()?, time.as_secs()))
    }
}

// serde passes a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_youtube(site: &Site) -> bool {
    *site == Site::Youtube
}

/// A publisher of videos.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its display name; empty if unknown.
    pub name: String,
    /// The name of its folder among the notes, set when the video is first stored, and kept when the
    /// channel is renamed.
    pub folder: String,
    /// Its YouTube id (`UC…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its handle without `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}

impl Channel {
    /// A channel with its handle, given with or without `@`.
    ///
    /// Its folder is the handle. Without a handle that can be a folder name, the folder is empty; it is
    /// set to a safe form of the channel's name when the video is stored.
    ///
    /// ```
    /// # use kbnote_core::Channel;
    /// let channel = Channel::new("Field Notes", Some("@fieldnotes"));
    /// assert_eq!((channel.folder.as_str(), channel.handle.as_deref()), ("fieldnotes", Some("fieldnotes")));
    /// assert_eq!(Channel::new("Field Notes", Some("../up")).folder, "");
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, handle: Option<&str>) -> Self {
        let handle = handle
            .map(|handle| handle.strip_prefix('@').unwrap_or(handle))
            .filter(|handle| !handle.is_empty());
        let folder = handle.filter(|handle| is_folder_name(handle));
        Self {
            name: name.into(),
            folder: folder.unwrap_or_default().to_owned(),
            id: None,
            handle: handle.map(str::to_owned),
        }
    }
}

/// Whether a handle has only valid characters.
fn is_folder_name(handle: &str) -> bool {
    let is_usual = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·');
    handle.starts_with(|c: char| c.is_alphanumeric() || c == '_') && handle.chars().all(is_usual)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recording_is_opened_at_its_own_address() {
        let mut video = Video::new("kbnoteDemo1".parse().unwrap());
        let time = Timestamp::from_millis(522_900);
        let at = |video: &Video| video.url_at(time);
        assert_eq!(at(&video).unwrap(), "https://youtu.be/kbnoteDemo1?t=522");
        video.url = Some("https://example.org/talk.mp3".to_owned());
        assert_eq!(at(&video).unwrap(), "https://example.org/talk.mp3#t=522");
        assert!(!video.is_on_youtube());
        video.url = Some("javascript:alert(1)".to_owned());
        assert_eq!(at(&video), None);
        video.url = None;
        video.site = Site::Other;
        assert_eq!(at(&video), None);
    }
}
