//! Addresses at Apple Podcasts: Apple's directory leads to the feed.

use reqwest::Url;
use serde::Deserialize;

use super::feed::{Episode, Feed};
use super::source::feed_source;
use super::values;
use crate::web::address::Reach;
use crate::web::error::WebProblem;
use crate::web::failure::failed;
use crate::web::recording::ListLimits;
use crate::web::transport::LONGEST_SOURCE;
use crate::{Client, FetchError, WebSource};

/// A show in Apple's directory, and perhaps one episode of it.
pub(crate) struct AppleShow {
    id: u64,
    episode: Option<u64>,
}

/// The show in `https://podcasts.apple.com/…/id123?i=456`.
pub(crate) fn show(url: &Url) -> Option<AppleShow> {
    if !matches!(url.host_str()?, "podcasts.apple.com" | "itunes.apple.com") {
        return None;
    }
    let mut segments = url.path_segments()?.rev();
    let id = segments.find_map(|segment| segment.strip_prefix("id")?.parse().ok())?;
    let episode = url.query_pairs().find(|(key, _)| key == "i");
    Some(AppleShow {
        id,
        episode: episode.and_then(|(_, id)| id.parse().ok()),
    })
}

#[derive(Deserialize)]
struct Lookup {
    results: Vec<LookupResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct LookupResult {
    kind: String,
    feed_url: Option<String>,
    track_id: Option<u64>,
    track_name: Option<String>,
    episode_guid: Option<String>,
    episode_url: Option<String>,
    release_date: Option<String>,
}

impl Client {
    pub(crate) async fn open_apple(
        &self,
        url: &Url,
        reach: &Reach,
        show: AppleShow,
        limits: ListLimits,
    ) -> Result<WebSource, FetchError> {
        let lookup = lookup_url(url, &show);
        let nothing = |reason: String| failed(url, WebProblem::NoRecording(reason));
        let Some(Lookup { results }) = self.json(reach, &lookup).await? else {
            let found = "something else".to_owned();
            return Err(failed(
                &lookup,
                WebProblem::Content {
                    found,
                    expected: "an entry of Apple's directory",
                },
            ));
        };
        let feed_url = results.iter().find_map(|result| result.feed_url.as_deref());
        let feed_url = feed_url.and_then(|feed| Url::parse(feed).ok());
        let feed_url =
            feed_url.ok_or_else(|| nothing("Apple's directory names no feed of it".to_owned()))?;
        let entry = show.episode.map(|id| {
            results
                .iter()
                .find(|result| result.track_id == Some(id) && result.kind != "podcast")
        });
        let answer = self
            .shared
            .web
            .get(reach, &feed_url, LONGEST_SOURCE)
            .await?;
        let Some(entry) = entry else {
            let feed = self.whole_feed(&answer, reach, limits).await;
            return feed_source(feed, &answer.url, reach);
        };
        let feed = self.whole_feed(&answer, reach, ListLimits::default()).await;
        let entry = entry.ok_or_else(|| nothing(format!(
            "Apple's directory lists only the newest episodes, without this one; fetch it from the feed, {feed_url}, with --match"
        )))?;
        let found = feed.episode(|episode| entry.is(episode), &answer.url, reach);
        found.ok_or_else(|| {
            nothing(format!(
                "the feed of the show, {feed_url}, has no such episode"
            ))
        })
    }
}

/// The address of the entry in Apple's directory, by the scheme of the address given.
fn lookup_url(url: &Url, show: &AppleShow) -> Url {
    let mut lookup = url.clone();
    let _ = lookup.set_host(Some("itunes.apple.com"));
    lookup.set_path("/lookup");
    lookup.set_fragment(None);
    lookup.set_query(Some(&format!(
        "id={}&entity=podcastEpisode&limit=200",
        show.id
    )));
    lookup
}

impl LookupResult {
    /// Whether an episode of the feed is this one: by guid, else by file, else by title and day.
    fn is(&self, episode: &Episode) -> bool {
        if let Some(guid) = self
            .episode_guid
            .as_deref()
            .filter(|_| !episode.guid.is_empty())
        {
            return guid.trim() == episode.guid;
        }
        let is_file = self
            .episode_url
            .as_deref()
            .is_some_and(|url| url == episode.enclosure);
        let has_day = self.release_date.as_deref().and_then(values::day) == episode.published;
        let has_title = self
            .track_name
            .as_deref()
            .is_some_and(|name| name.trim() == episode.title);
        is_file || (has_title && has_day)
    }
}

impl Feed {
    /// The first episode that is wanted, as a source of its own.
    pub(crate) fn episode(
        &self,
        is_wanted: impl Fn(&Episode) -> bool,
        base: &Url,
        reach: &Reach,
    ) -> Option<WebSource> {
        let (position, _) = self
            .episodes
            .iter()
            .enumerate()
            .find(|(_, episode)| is_wanted(episode))?;
        Some(WebSource::one(self.recording_at(position, base, reach)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_and_episodes_are_read_from_addresses() {
        let of =
            |address: &str| show(&Url::parse(address).unwrap()).map(|show| (show.id, show.episode));
        assert_eq!(
            of("https://podcasts.apple.com/us/podcast/marsh-notes/id123?i=456"),
            Some((123, Some(456)))
        );
        assert_eq!(
            of("https://podcasts.apple.com/podcast/id123"),
            Some((123, None))
        );
        assert_eq!(of("https://podcasts.apple.com/us/browse"), None);
        assert_eq!(of("https://podcasts.apple.com.example/id123"), None);
    }
}
