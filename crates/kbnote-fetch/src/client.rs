//! The client: one per process.

use std::fmt;
use std::sync::Arc;

use kbnote_core::VideoId;
use serde_json::json;

use crate::client_failures::ClientFailures;
use crate::http::content;
use crate::innertube::player::{PlayerJson, PlayerResponse};
use crate::innertube::profile::{ClientProfile, Endpoint};
use crate::innertube::watch::WatchPage;
use crate::innertube::{InnerTube, watch_body};
use crate::web::transport::WebTransport;
use crate::{ClientTable, FetchError, FetchedVideo, oembed};

/// A client for YouTube and other sites, made once per process by a [`ClientBuilder`](crate::ClientBuilder); clones share
/// its state.
///
/// If one of the programs in the [`ClientTable`] is rejected, the next is tried.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
}

pub(crate) struct Shared {
    pub(crate) innertube: InnerTube,
    pub(crate) web: WebTransport,
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
    /// Fetches metadata, chapters and list of tracks of a video. The list is empty for a video without
    /// captions.
    ///
    /// # Errors
    ///
    /// If the video is refused. Missing chapters or dates are only warnings, unless every request is
    /// refused.
    pub async fn video(&self, id: &VideoId) -> Result<FetchedVideo, FetchError> {
        let player = self.first_player_response(id).await?;
        let (page, failure) = match self.watch_page(id).await {
            Ok(page) => (page, None),
            // A video stored without chapters and date would remain so: better retry all of it later.
            Err(block) if block.is_block() => return Err(block),
            Err(failure) => (WatchPage::default(), Some(failure)),
        };
        let mut fetched = FetchedVideo::new(id.clone(), player, page);
        fetched.warnings.extend(failure);
        self.fill_names_from_oembed(&mut fetched).await;
        Ok(fetched)
    }

    /// The table of clients in use.
    #[must_use]
    pub fn table(&self) -> &ClientTable {
        &self.shared.table
    }

    /// The response of the first client that succeeds; those with an account are tried last, and only if
    /// an account may help.
    async fn first_player_response(&self, id: &VideoId) -> Result<PlayerResponse, FetchError> {
        let has_account = self.shared.innertube.transport.cookies.has_account();
        let players = self.shared.table.players();
        let (accounts, guests): (Vec<_>, Vec<_>) =
            players.partition(|profile| has_account && profile.account);
        let mut failures = ClientFailures::default();
        let mut answer = self.player_response_from(&guests, id, &mut failures).await;
        if answer.is_none() && failures.may_need_account() {
            answer = self
                .player_response_from(&accounts, id, &mut failures)
                .await;
        }
        answer.ok_or_else(|| failures.into_error())
    }

    /// Tries clients in turn until one reports tracks, or two agree that there are none or that the video
    /// is not available.
    async fn player_response_from(
        &self,
        profiles: &[&ClientProfile],
        id: &VideoId,
        failures: &mut ClientFailures,
    ) -> Option<PlayerResponse> {
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
                    if failures.add_is_final(&profile.name, failure) {
                        break;
                    }
                }
            }
        }
        without_tracks
    }

    /// The response of one client.
    pub(crate) async fn player(
        &self,
        profile: &ClientProfile,
        id: &VideoId,
    ) -> Result<PlayerResponse, FetchError> {
        let was_known = self.shared.innertube.has_visitor();
        let answer = self.player_once(profile, id).await;
        let is_known_now = !was_known && self.shared.innertube.has_visitor();
        match answer {
            // Some clients are accepted only once YouTube recognizes them.
            Err(FetchError::BotCheck) if is_known_now => self.player_once(profile, id).await,
            answer => answer,
        }
    }

    async fn player_once(
        &self,
        profile: &ClientProfile,
        id: &VideoId,
    ) -> Result<PlayerResponse, FetchError> {
        let watch = watch_body(id.as_str());
        let (endpoint, body) = match profile.endpoint {
            Endpoint::Player => ("player", watch),
            Endpoint::Reel => (
                "reel/reel_item_watch",
                json!({"playerRequest": watch, "disablePlayerResponse": false}),
            ),
        };
        let answer = self.shared.innertube.post(profile, endpoint, body).await?;
        content::read_json::<PlayerJson>(&answer)?.read(id, &profile.name)
    }

    async fn watch_page(&self, id: &VideoId) -> Result<WatchPage, FetchError> {
        let Some(profile) = self.shared.table.pages() else {
            return Ok(WatchPage::default());
        };
        let body = watch_body(id.as_str());
        let answer = self.shared.innertube.post(profile, "next", body).await?;
        Ok(WatchPage::read(&content::read_json(&answer)?))
    }

    /// Asks for title and author where neither the player nor the watch page names them.
    async fn fill_names_from_oembed(&self, fetched: &mut FetchedVideo) {
        let video = &mut fetched.video;
        if !video.title.is_empty() && !video.channel.name.is_empty() {
            return;
        }
        let pages = self.shared.table.pages();
        let address = oembed::address(&video.id);
        let answer = self.shared.innertube.get(pages, address).await;
        match answer.and_then(|answer| oembed::read(&answer)) {
            Ok(names) => {
                fill(&mut video.title, names.title);
                fill(&mut video.channel.name, names.author);
                video.channel.handle = video.channel.handle.take().or(names.handle);
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
