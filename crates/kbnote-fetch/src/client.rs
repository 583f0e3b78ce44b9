//! The client: one for a process.

use std::fmt;
use std::sync::Arc;

use kbnote_core::VideoId;
use serde_json::json;

use crate::http::content;
use crate::innertube::player::{PlayerAnswer, Wire};
use crate::innertube::profile::{ClientProfile, Endpoint};
use crate::innertube::watch::WatchPage;
use crate::innertube::{InnerTube, watch_body};
use crate::verdict::Verdict;
use crate::{ClientTable, FetchError, FetchedVideo, oembed};

/// Fetches from YouTube. It is made once for a process by a [`ClientBuilder`](crate::ClientBuilder); clones share it.
///
/// Where one of YouTube's programs is turned away, the next of the [`ClientTable`] is tried.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) innertube: InnerTube,
    pub(crate) table: ClientTable,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.shared.table.rows();
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        f.debug_struct("Client")
            .field("table", &names)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A video's metadata, chapters and list of tracks. A video without captions is found too:
    /// its list is empty.
    ///
    /// # Errors
    ///
    /// Why the video is not given to us. That chapters or a date are not is a warning only, unless
    /// it is because nothing is given to us any more.
    pub async fn video(&self, id: &VideoId) -> Result<FetchedVideo, FetchError> {
        let player = self.player_of_any(id).await?;
        let (page, failure) = match self.watch_page(id).await {
            Ok(page) => (page, None),
            // What is stored without chapters and date stays so: better all of it later.
            Err(block) if block.is_block() => return Err(block),
            Err(failure) => (WatchPage::default(), Some(failure)),
        };
        let mut fetched = FetchedVideo::new(id.clone(), player, page);
        fetched.warnings.extend(failure);
        self.name_at_last(&mut fetched).await;
        Ok(fetched)
    }

    /// The table of clients that is used.
    #[must_use]
    pub fn table(&self) -> &ClientTable {
        &self.shared.table
    }

    /// The answer of the first client that gives one; those with an account are asked last, and
    /// only where an account may help.
    async fn player_of_any(&self, id: &VideoId) -> Result<PlayerAnswer, FetchError> {
        let has_account = self.shared.innertube.transport.cookies.has_account();
        let players = self.shared.table.players();
        let (accounts, guests): (Vec<_>, Vec<_>) =
            players.partition(|profile| has_account && profile.account);
        let mut verdict = Verdict::default();
        let mut answer = self.player_of(&guests, id, &mut verdict).await;
        if answer.is_none() && verdict.may_need_account() {
            answer = self.player_of(&accounts, id, &mut verdict).await;
        }
        answer.ok_or_else(|| verdict.into_error())
    }

    /// Asks one client after the other until one tells of the video's tracks, or two that are
    /// believed agree that there are none, or that the video is not to be had.
    async fn player_of(
        &self,
        profiles: &[&ClientProfile],
        id: &VideoId,
        verdict: &mut Verdict,
    ) -> Option<PlayerAnswer> {
        let mut without_tracks = None;
        for profile in profiles {
            match self.player(profile, id).await {
                Ok(answer) if answer.list.tracks.is_empty() && !answer.list.is_live => {
                    if without_tracks.replace(answer).is_some() {
                        break;
                    }
                }
                Ok(answer) => return Some(answer),
                Err(failure) => {
                    if verdict.is_settled_by(failure) {
                        break;
                    }
                }
            }
        }
        without_tracks
    }

    /// The answer of one client.
    pub(crate) async fn player(
        &self,
        profile: &ClientProfile,
        id: &VideoId,
    ) -> Result<PlayerAnswer, FetchError> {
        let was_known = self.shared.innertube.has_visitor();
        let answer = self.player_once(profile, id).await;
        let is_known_now = !was_known && self.shared.innertube.has_visitor();
        match answer {
            // Some clients are let in only once YouTube knows them again.
            Err(FetchError::BotCheck) if is_known_now => self.player_once(profile, id).await,
            answer => answer,
        }
    }

    async fn player_once(
        &self,
        profile: &ClientProfile,
        id: &VideoId,
    ) -> Result<PlayerAnswer, FetchError> {
        let watch = watch_body(id.as_str());
        let (endpoint, body) = match profile.endpoint {
            Endpoint::Player => ("player", watch),
            Endpoint::Reel => (
                "reel/reel_item_watch",
                json!({"playerRequest": watch, "disablePlayerResponse": false}),
            ),
        };
        let answer = self.shared.innertube.post(profile, endpoint, body).await?;
        content::read_json::<Wire>(&answer)?.read(id, &profile.name)
    }

    async fn watch_page(&self, id: &VideoId) -> Result<WatchPage, FetchError> {
        let Some(profile) = self.shared.table.pages() else {
            return Ok(WatchPage::default());
        };
        let body = watch_body(id.as_str());
        let answer = self.shared.innertube.post(profile, "next", body).await?;
        Ok(WatchPage::read(&content::read_json(&answer)?))
    }

    /// Asks for title and author where neither the player nor the watch page told them.
    async fn name_at_last(&self, fetched: &mut FetchedVideo) {
        let video = &mut fetched.video;
        if !video.title.is_empty() && !video.channel.name.is_empty() {
            return;
        }
        let pages = self.shared.table.pages();
        let address = oembed::address(&video.id);
        let answer = self.shared.innertube.get(pages, address).await;
        match answer.and_then(|answer| oembed::read(&answer)) {
            Ok(told) => {
                fill(&mut video.title, told.title);
                fill(&mut video.channel.name, told.author);
                video.channel.handle = video.channel.handle.take().or(told.handle);
            }
            Err(failure) => fetched.warnings.push(failure),
        }
    }
}

fn fill(slot: &mut String, text: String) {
    if slot.is_empty() {
        *slot = text;
    }
}
