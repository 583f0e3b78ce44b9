//! Finds out what is at an address: a feed, an episode, a video, a page with captions, a caption file.

use kbnote_core::{Chapter, caption};
use reqwest::Url;

use super::address::Reach;
use super::caption_file;
use super::error::WebProblem;
use super::failure::{failed, failed_at};
use super::recording::{ChapterFile, ListLimits, WebRecording, WebSource};
use super::transport::{LONGEST_SOURCE, WebResponse};
use crate::http::content;
use crate::peertube_lists::list_path;
use crate::podcast::source::feed_source;
use crate::podcast::{chapters, feed};
use crate::{Client, FetchError, FetchOptions, FetchedCaptions, FetchedVideo, page, peertube};

impl Client {
    /// Opens an address that is not on YouTube: a podcast feed, an episode at Apple Podcasts or on a page of its own, a
    /// video on a PeerTube server, a page with captions, or a caption file. The content decides which.
    ///
    /// # Errors
    ///
    /// If there is nothing that can be fetched, or the address is refused.
    pub async fn open(&self, address: &str) -> Result<WebSource, FetchError> {
        self.open_list(address, ListLimits::default()).await
    }

    /// As [`Client::open`], of a list no more than is wanted, so far as it comes in pages.
    ///
    /// # Errors
    ///
    /// The same.
    pub async fn open_list(
        &self,
        address: &str,
        limits: ListLimits,
    ) -> Result<WebSource, FetchError> {
        let invalid = || failed_at(address, WebProblem::Address("it is not a valid URL"));
        let url = Url::parse(address).map_err(|_| invalid())?;
        let reach = Reach::of_source(&url);
        if let Some(show) = crate::podcast::apple::show(&url) {
            return self.open_apple(&url, &reach, show, limits).await;
        }
        let on_peertube = match (peertube::video_id(&url), list_path(&url)) {
            (Some(id), _) => {
                let video = self.peertube_video(&url, &reach, id).await;
                video.map(|video| video.map(WebSource::one))
            }
            (None, Some(path)) => self.peertube_list(&url, &reach, &path, limits).await,
            (None, None) => Ok(None),
        };
        match on_peertube {
            Ok(Some(source)) => Ok(source),
            Ok(None) => self.open_document(&url, &reach, limits).await,
            // Another site may use such addresses too.
            Err(failure) if failure.kind() == "unavailable" => {
                let page = self.open_document(&url, &reach, limits).await;
                page.map_err(|_| failure)
            }
            Err(failure) => Err(failure),
        }
    }

    async fn open_document(
        &self,
        url: &Url,
        reach: &Reach,
        limits: ListLimits,
    ) -> Result<WebSource, FetchError> {
        let answer = self.shared.web.get(reach, url, LONGEST_SOURCE).await?;
        if feed::is_feed(&answer.body) {
            let feed = self.whole_feed(&answer, reach, limits).await;
            return feed_source(feed, &answer.url, reach);
        }
        let WebResponse { url: base, body } = answer;
        let is_page = content::is_page(&body) || page::is_page(&body);
        if is_page && !caption_file::is_named_so(url) {
            return self.open_page(url, &base, reach, &body).await;
        }
        let recording = caption_file::recording(url, reach, body);
        let recording = recording.map_err(|problem| failed(url, problem))?;
        Ok(WebSource::one(recording))
    }

    /// Fetches the captions and chapters of a recording.
    ///
    /// # Errors
    ///
    /// If no captions were fetched.
    pub async fn fetch_recording(
        &self,
        recording: &WebRecording,
        options: &FetchOptions,
    ) -> Result<FetchedCaptions, FetchError> {
        if options.translate.is_some() {
            let problem =
                WebProblem::NoRecording("captions are translated by YouTube only".to_owned());
            return Err(failed_at(&recording.video.id, problem));
        }
        let mut fetched = self
            .with_captions(FetchedVideo::from(recording.clone()), options)
            .await?;
        let video = &mut fetched.video;
        if let (Some(file), true) = (&recording.chapter_file, video.chapters.is_empty()) {
            match self.chapters(&recording.reach, file).await {
                Ok(chapters) => video.chapters = chapters,
                Err(failure) if file.is_optional && failure.kind() == "unavailable" => {}
                Err(failure) => video.warnings.push(failure),
            }
        }
        Ok(fetched)
    }

    async fn chapters(
        &self,
        reach: &Reach,
        file: &ChapterFile,
    ) -> Result<Vec<Chapter>, FetchError> {
        let limit = self.shared.innertube.transport.max_body;
        let answer = self.shared.web.get(reach, &file.url, limit).await?;
        let in_json = chapters::read(&answer.body);
        let in_cues = || {
            caption::parse(&answer.body)
                .map(|cues| caption::as_chapters(&cues))
                .ok()
        };
        let in_file =
            || Some(caption::chapters(&answer.body)).filter(|chapters| !chapters.is_empty());
        in_json.or_else(in_file).or_else(in_cues).ok_or_else(|| {
            let found = if content::is_page(&answer.body) {
                "a web page"
            } else {
                "something else"
            };
            failed(
                &file.url,
                WebProblem::Content {
                    found: found.to_owned(),
                    expected: "chapters",
                },
            )
        })
    }
}

impl From<WebRecording> for FetchedVideo {
    fn from(recording: WebRecording) -> Self {
        Self {
            video: recording.video,
            chapters: recording.chapters,
            list: recording.list,
            warnings: Vec::new(),
        }
    }
}
