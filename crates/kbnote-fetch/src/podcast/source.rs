//! A feed as a source of recordings.

use reqwest::Url;

use super::feed::Feed;
use crate::web::address::Reach;
use crate::web::error::{WebProblem, place};
use crate::web::failure::failed;
use crate::{FetchError, WebSource};

/// The episodes of a feed that was received from `base`.
pub(crate) fn feed_source(
    mut feed: Feed,
    base: &Url,
    reach: &Reach,
) -> Result<WebSource, FetchError> {
    feed.skip_shared_transcripts();
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
