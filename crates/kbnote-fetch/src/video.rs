//! A fetched video.

use kbnote_core::{Channel, Chapter, Video, VideoId};

use crate::innertube::player::PlayerResponse;
use crate::innertube::watch::WatchPage;
use crate::{FetchError, OfferedTrack, TrackList, TrackPreferences, choose};

/// Metadata, chapters and list of tracks of a video.
#[derive(Debug)]
#[non_exhaustive]
pub struct FetchedVideo {
    /// Its metadata. The folder of its channel is empty: the caller sets it.
    pub video: Video,
    /// The author's chapters, or else YouTube's; those in the description are not read.
    pub chapters: Vec<Chapter>,
    /// Its caption tracks.
    pub list: TrackList,
    /// Failures to fetch parts other than the captions.
    pub warnings: Vec<FetchError>,
}

impl FetchedVideo {
    /// The track that fits the preferences best.
    ///
    /// # Errors
    ///
    /// As [`choose`](crate::choose()).
    pub fn choose(&self, preferences: &TrackPreferences) -> Result<&OfferedTrack, FetchError> {
        choose(&self.list, preferences)
    }

    pub(crate) fn new(id: VideoId, player: PlayerResponse, page: WatchPage) -> Self {
        let channel = Channel {
            name: first(player.author, page.author),
            folder: String::new(),
            id: player.channel_id.or(page.channel_id),
            handle: page.handle.or(player.handle),
        };
        let video = Video {
            title: first(player.title, page.title),
            channel,
            duration_ms: player.duration_ms,
            published: player.published.or(page.published),
            description: player.description.replace("\r\n", "\n"),
            tags: player.tags,
            thumbnails: player.thumbnails,
            ..Video::new(id)
        };
        Self {
            video,
            chapters: page.chapters,
            list: player.list,
            warnings: Vec::new(),
        }
    }
}

fn first(one: String, other: String) -> String {
    if one.is_empty() { other } else { one }
}
