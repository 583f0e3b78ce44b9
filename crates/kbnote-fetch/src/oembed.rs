//! oEmbed: the last resort for title and author of a video.

use kbnote_core::VideoId;
use serde::Deserialize;

use crate::FetchError;
use crate::http::content;
use crate::http::transport::Response;
use crate::innertube::handle::handle;
use crate::innertube::watch::WatchPage;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OEmbed {
    title: String,
    author_name: String,
    author_url: String,
}

pub(crate) fn address(video: &VideoId) -> String {
    let watch = "https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3D";
    format!("/oembed?url={watch}{video}&format=json")
}

pub(crate) fn read(answer: &Response) -> Result<WatchPage, FetchError> {
    if !answer.status.is_success() {
        return Err(FetchError::BadRequest {
            status: answer.status.as_u16(),
            reason: String::new(),
        });
    }
    let told: OEmbed = content::read_json(&answer.body)?;
    Ok(WatchPage {
        title: told.title,
        author: told.author_name,
        handle: handle(&told.author_url),
        ..WatchPage::default()
    })
}
