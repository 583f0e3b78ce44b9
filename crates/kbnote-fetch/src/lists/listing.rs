//! The videos of a playlist or channel, page by page.

use std::collections::{HashSet, VecDeque};

use kbnote_core::VideoId;
use serde_json::{Value, json};

use crate::http::content;
use crate::innertube::page::Page;
use crate::lists::listed_video::ListedVideo;
use crate::lists::source::is_channel_id;
use crate::{ChannelName, Client, FetchError, Source};

/// The videos of a [`Source`], without duplicates, in its order. Pages are fetched on demand.
#[derive(Debug)]
pub struct Listing {
    client: Client,
    waiting: VecDeque<ListedVideo>,
    seen: HashSet<VideoId>,
    continuation: Option<String>,
    used: HashSet<String>,
    title: Option<String>,
}

impl Client {
    /// Lists the videos of a source. The first page is fetched at once, the others on demand.
    ///
    /// # Errors
    ///
    /// [`FetchError::ListUnavailable`] if there is no such list; or if it is refused.
    pub async fn listing(&self, source: &Source) -> Result<Listing, FetchError> {
        let mut listing = Listing::new(self.clone());
        match source {
            Source::Video(id) => listing.add_page(Page::of(id.clone())),
            Source::Web(_) => {
                let reason = "it is not a list on YouTube".to_owned();
                return Err(FetchError::ListUnavailable { reason });
            }
            Source::Playlist(id) => listing.add_page(self.playlist(id).await?),
            Source::Channel(name) => {
                let id = self.channel_id(name).await?;
                listing.add_page(self.uploads(&id).await?);
            }
        }
        Ok(listing)
    }

    /// The id of a channel, fetched if only its URL is known.
    ///
    /// # Errors
    ///
    /// [`FetchError::ListUnavailable`] if the URL is not that of a channel.
    pub async fn channel_id(&self, name: &ChannelName) -> Result<String, FetchError> {
        let path = match name {
            ChannelName::Id(id) => return Ok(id.clone()),
            ChannelName::Path(path) => path,
        };
        let url = format!("https://www.youtube.com/{path}");
        let answer = self
            .page("navigation/resolve_url", json!({"url": url}))
            .await;
        let answer = answer.map_err(missing_if_unknown)?;
        if answer.get("endpoint").is_none() {
            return Err(UNKNOWN_FORMAT);
        }
        let id = answer.pointer("/endpoint/browseEndpoint/browseId");
        id.and_then(Value::as_str)
            .filter(|id| is_channel_id(id))
            .map(str::to_owned)
            .ok_or_else(|| FetchError::ListUnavailable {
                reason: format!("{url} is not a channel"),
            })
    }

    async fn playlist(&self, id: &str) -> Result<Page, FetchError> {
        self.browse(json!({"browseId": format!("VL{id}")})).await
    }

    /// The playlist of all videos of a channel; if there is none, its page has the reason.
    async fn uploads(&self, channel: &str) -> Result<Page, FetchError> {
        let uploads = format!("UU{}", channel.strip_prefix("UC").unwrap_or(channel));
        match self.playlist(&uploads).await {
            Err(error @ FetchError::ListUnavailable { .. }) => {
                let videos_tab = "EgZ2aWRlb3PyBgQKAjoA";
                let page = self
                    .browse(json!({"browseId": channel, "params": videos_tab}))
                    .await;
                match page {
                    Ok(page) if page.videos.is_empty() => Err(error),
                    other => other,
                }
            }
            page => page,
        }
    }

    async fn browse(&self, body: Value) -> Result<Page, FetchError> {
        let answer = self
            .page("browse", body)
            .await
            .map_err(missing_if_unknown)?;
        if KNOWN_PARTS.iter().all(|part| answer.get(part).is_none()) {
            return Err(UNKNOWN_FORMAT);
        }
        let page = Page::read(&answer);
        match page.alert {
            Some(reason) if page.videos.is_empty() => Err(FetchError::ListUnavailable { reason }),
            _ => Ok(page),
        }
    }

    async fn page(&self, endpoint: &str, body: Value) -> Result<Value, FetchError> {
        let profile = self.shared.table.pages();
        let profile = profile.ok_or_else(|| FetchError::ClientRefused {
            reason: "the table of clients has no entry for pages".to_owned(),
        })?;
        let answer = self.shared.innertube.post(profile, endpoint, body).await?;
        content::read_json(&answer)
    }
}

/// The keys of the parts with the content of a list, or the reason for its absence.
const KNOWN_PARTS: [&str; 5] = [
    "contents",
    "continuationContents",
    "onResponseReceivedActions",
    "onResponseReceivedEndpoints",
    "alerts",
];

/// The error for a response without known parts.
const UNKNOWN_FORMAT: FetchError = FetchError::UnexpectedContent {
    found: "JSON in an unknown format",
    expected: "a list",
};

/// Unknown ids are refused as bad requests.
fn missing_if_unknown(error: FetchError) -> FetchError {
    match error {
        FetchError::BadRequest {
            status: 400 | 404,
            reason,
        } => FetchError::ListUnavailable { reason },
        other => other,
    }
}

impl Listing {
    fn new(client: Client) -> Self {
        Self {
            client,
            waiting: VecDeque::new(),
            seen: HashSet::new(),
            continuation: None,
            used: HashSet::new(),
            title: None,
        }
    }

    /// The title of the list, if it has one.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The next video; `None` at the end. After an error it can be called again and continues.
    ///
    /// # Errors
    ///
    /// If the next page is refused.
    pub async fn next(&mut self) -> Result<Option<ListedVideo>, FetchError> {
        while self.waiting.is_empty() {
            let Some(token) = self.continuation.clone() else {
                return Ok(None);
            };
            let page = self.client.browse(json!({"continuation": token})).await?;
            self.used.insert(token);
            self.add_page(page);
        }
        Ok(self.waiting.pop_front())
    }

    /// The next videos, at most `limit`.
    ///
    /// # Errors
    ///
    /// As [`Self::next`].
    pub async fn take(&mut self, limit: usize) -> Result<Vec<ListedVideo>, FetchError> {
        let mut videos = Vec::new();
        while videos.len() < limit {
            match self.next().await? {
                Some(video) => videos.push(video),
                None => break,
            }
        }
        Ok(videos)
    }

    /// Adds a page. A list ends if a page adds nothing new, or repeats a continuation.
    fn add_page(&mut self, page: Page) {
        let is_first = self.used.is_empty() && self.seen.is_empty();
        let before = self.seen.len();
        for video in page.videos {
            if self.seen.insert(video.id.clone()) {
                self.waiting.push_back(video);
            }
        }
        let has_grown = self.seen.len() > before;
        let next = page.continuation.filter(|token| !self.used.contains(token));
        self.continuation = next.filter(|_| has_grown || is_first);
        self.title = self.title.take().or(page.title);
    }
}

impl Page {
    fn of(id: VideoId) -> Self {
        let video = ListedVideo {
            id,
            title: String::new(),
            duration_ms: None,
            published: None,
        };
        Self {
            videos: vec![video],
            ..Self::default()
        }
    }
}
