//! Feeds in several pages: each names the next, with older episodes ([RFC 5005](https://www.rfc-editor.org/rfc/rfc5005)).

use std::collections::HashSet;

use reqwest::Url;

use super::feed::{self, Episode, Feed};
use crate::web::address::Reach;
use crate::web::error::{WebProblem, place};
use crate::web::failure::failed;
use crate::web::recording::ListLimits;
use crate::web::transport::{LONGEST_SOURCE, WebResponse};
use crate::{Client, FetchError};

/// A feed of more pages hardly ends.
const MOST_PAGES: usize = 300;

impl Client {
    /// A feed with the episodes of its further pages, as far as they are wanted. A page that cannot be read is a problem of the
    /// feed, whose newer episodes are there.
    pub(crate) async fn whole_feed(
        &self,
        first: &WebResponse,
        reach: &Reach,
        limits: ListLimits,
    ) -> Feed {
        let mut feed = feed::read(&first.body);
        let mut base = first.url.clone();
        let mut seen = HashSet::from([base.clone()]);
        while !limits.are_met(feed.episodes.len(), feed.oldest_day()) {
            let next = feed.next.take().and_then(|next| base.join(&next).ok());
            let Some(next) = next.filter(|next| seen.insert(next.clone())) else {
                break;
            };
            if seen.len() > MOST_PAGES {
                let problem = format!(
                    "{} has more than {MOST_PAGES} pages; older episodes were skipped",
                    place(&first.url)
                );
                feed.problems.push(problem);
                break;
            }
            match self.feed_page(&next, reach).await {
                Ok((url, page)) => {
                    base = url;
                    if !feed.add(page) {
                        break;
                    }
                }
                Err(failure) => {
                    let problem = format!("older episodes are missing: {failure}");
                    feed.problems.push(problem);
                    break;
                }
            }
        }
        feed
    }

    async fn feed_page(&self, page: &Url, reach: &Reach) -> Result<(Url, Feed), FetchError> {
        let answer = self.shared.web.get(reach, page, LONGEST_SOURCE).await?;
        if !feed::is_feed(&answer.body) {
            let problem = WebProblem::Content {
                found: "something else".to_owned(),
                expected: "the next page of a feed",
            };
            return Err(failed(page, problem));
        }
        Ok((answer.url, feed::read(&answer.body)))
    }
}

impl Feed {
    /// Adds the episodes of the next page. Whether any of them is new: some servers repeat their last page for ever.
    fn add(&mut self, page: Self) -> bool {
        let known: HashSet<_> = self.episodes.iter().map(Episode::key).collect();
        let has_new = page
            .episodes
            .iter()
            .any(|episode| !known.contains(&episode.key()));
        self.episodes.extend(page.episodes);
        self.problems.extend(page.problems);
        self.next = page.next;
        has_new
    }
}
