//! A feed as a source of recordings.

use reqwest::Url;

use super::feed;
use crate::web::address::Reach;
use crate::web::error::{WebProblem, place};
use crate::web::failure::failed;
use crate::{FetchError, WebSource};

/// The episodes of a feed that was received from `base`.
pub(crate) fn feed_source(body: &[u8], base: &Url, reach: &Reach) -> Result<WebSource, FetchError> {
    let feed = feed::read(body);
    let recordings = feed.recordings(base, reach);
    if recordings.is_empty() {
        let damage = feed
            .problems
            .first()
            .map_or_else(String::new, |problem| format!(": {problem}"));
        let reason = format!("a feed without episodes{damage}");
        return Err(failed(base, WebProblem::NoRecording(reason)));
    }
    let problems = feed.problems.into_iter();
    Ok(WebSource {
        recordings,
        is_list: true,
        problems: problems
            .map(|problem| format!("{}: {problem}", place(base)))
            .collect(),
    })
}
