//! The captions of a track that is not on YouTube.

use kbnote_core::caption::{self, ParseCaptionError};
use reqwest::Url;

use super::address::Reach;
use super::error::{WebProblem, place};
use super::failure::failed_at;
use super::files::{CaptionFile, FileForm, FilePlace, WebFiles};
use super::text::decoded;
use crate::http::content;
use crate::podcast::page_transcript;
use crate::{CaptionBytes, Client, FetchError, OfferedTrack};

impl Client {
    /// Fetches the first of a track's files that can be read. If none can, the error is that of the best one.
    pub(crate) async fn web_captions(
        &self,
        track: &OfferedTrack,
        web: &WebFiles,
    ) -> Result<CaptionBytes, FetchError> {
        let mut first_failure = None;
        for file in &web.files {
            match self.caption_file(&web.reach, file).await {
                Ok(bytes) => {
                    return Ok(CaptionBytes {
                        bytes,
                        track: track.clone(),
                        translated_to: None,
                    });
                }
                Err(failure) => first_failure = first_failure.or(Some(failure)),
            }
        }
        Err(first_failure.unwrap_or(FetchError::NoCaptions))
    }

    async fn caption_file(&self, reach: &Reach, file: &CaptionFile) -> Result<Vec<u8>, FetchError> {
        let (at, body) = match &file.place {
            FilePlace::Content(content) => (String::new(), content.clone()),
            FilePlace::Address(address) => {
                let invalid = WebProblem::Address("it is not a valid URL");
                let url = Url::parse(address).map_err(|_| failed_at("the captions", invalid))?;
                let limit = self.shared.innertube.transport.max_body;
                let answer = self.shared.web.get(reach, &url, limit).await?;
                (place(&url), answer.body)
            }
        };
        readable(body, file.form).map_err(|problem| failed_at(at, problem))
    }
}

/// The bytes of a caption file if they have cues; those of a page with times as WebVTT.
pub(crate) fn readable(body: Vec<u8>, form: FileForm) -> Result<Vec<u8>, WebProblem> {
    let may_lack_times = matches!(form, FileForm::Html | FileForm::Plain);
    match caption::parse(&body) {
        Ok(captions) if !captions.cues.is_empty() => Ok(body),
        Ok(_) if may_lack_times => Err(WebProblem::NoTimes),
        Ok(captions) => {
            let reason = captions
                .problems
                .first()
                .map_or("it has no cues".to_owned(), ToString::to_string);
            Err(WebProblem::Captions(reason))
        }
        Err(_) if form == FileForm::Html => page_transcript::as_webvtt(&decoded(&body))
            .map(String::into_bytes)
            .ok_or(WebProblem::NoTimes),
        Err(ParseCaptionError::UnknownFormat) if may_lack_times => Err(WebProblem::NoTimes),
        Err(_) if content::is_page(&body) => Err(WebProblem::Content {
            found: "a web page".to_owned(),
            expected: "captions",
        }),
        Err(_) if body.starts_with(b"#EXTM3U") => Err(WebProblem::Captions(
            "they are offered in pieces, as a playlist for players".to_owned(),
        )),
        Err(error) => Err(WebProblem::Captions(error.to_string())),
    }
}
