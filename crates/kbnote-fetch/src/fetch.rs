//! Fetches a video with its captions by any route.

use kbnote_core::{LanguageTag, VideoId};

use crate::choose::choose_each;
use crate::{
    CaptionBytes, Client, ErrorClass, FetchError, FetchedVideo, OfferedTrack, TrackPreferences,
    YtDlp,
};

/// What to fetch of a video, and by which route.
#[derive(Clone, Debug, Default)]
pub struct FetchOptions {
    /// The preferred tracks.
    pub preferences: TrackPreferences,
    /// Whether to fetch a track for each preference, not only for the first that any satisfies.
    pub each: bool,
    /// The language into which YouTube translates the captions.
    pub translate: Option<LanguageTag>,
    /// The route to take.
    pub route: Route,
    /// The settings of yt-dlp, if the route uses it.
    pub yt_dlp: YtDlp,
}

/// The route to a video.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// YouTube itself; if it refuses, yt-dlp, if installed. yt-dlp is not run if another server replaces
    /// YouTube: it would use YouTube anyway.
    #[default]
    Auto,
    /// YouTube itself only.
    YouTube,
    /// yt-dlp only, to find the tracks; their captions come from YouTube.
    YtDlp,
}

/// A video with its captions.
#[derive(Debug)]
pub struct FetchedCaptions {
    /// The video, with all available tracks.
    pub video: FetchedVideo,
    /// The captions of at least one track.
    pub captions: Vec<CaptionBytes>,
}

impl Client {
    /// Fetches a video with its captions. If some of several tracks are refused, the refusals become
    /// warnings.
    ///
    /// # Errors
    ///
    /// If no captions were fetched. If yt-dlp fails too, the error is still YouTube's refusal.
    pub async fn fetch(
        &self,
        id: &VideoId,
        options: &FetchOptions,
    ) -> Result<FetchedCaptions, FetchError> {
        match options.route {
            Route::YouTube => self.fetch_from_youtube(id, options).await,
            Route::YtDlp => self.fetch_by_yt_dlp(id, options).await,
            Route::Auto => {
                let is_replaced = self.shared.innertube.transport.hosts.is_replaced();
                let refusal = match self.fetch_from_youtube(id, options).await {
                    Err(error) if !is_replaced && may_succeed_with_yt_dlp(&error) => error,
                    outcome => return outcome,
                };
                let other_route = self.fetch_by_yt_dlp(id, options).await;
                other_route.map_err(|_| refusal)
            }
        }
    }

    async fn fetch_from_youtube(
        &self,
        id: &VideoId,
        options: &FetchOptions,
    ) -> Result<FetchedCaptions, FetchError> {
        let video = self.video(id).await?;
        self.with_captions(video, options).await
    }

    async fn fetch_by_yt_dlp(
        &self,
        id: &VideoId,
        options: &FetchOptions,
    ) -> Result<FetchedCaptions, FetchError> {
        let (yt_dlp, id) = (options.yt_dlp.clone(), id.clone());
        let run = tokio::task::spawn_blocking(move || yt_dlp.video(&id));
        let video = run.await.map_err(|error| FetchError::YtDlp {
            reason: error.to_string(),
        })??;
        self.with_captions(video, options).await
    }

    pub(crate) async fn with_captions(
        &self,
        mut video: FetchedVideo,
        options: &FetchOptions,
    ) -> Result<FetchedCaptions, FetchError> {
        let mut wanted = choose_each(&video.list, &options.preferences)?;
        if !options.each {
            wanted.truncate(1);
        }
        let mut captions = Vec::new();
        let mut refusals = Vec::new();
        for track in wanted {
            match self.captions_or_translation(track, options).await {
                Ok(bytes) => captions.push(bytes),
                Err(refusal) => refusals.push(refusal),
            }
        }
        if captions.is_empty()
            && let Some(refusal) = refusals.pop()
        {
            return Err(refusal);
        }
        video.warnings.extend(refusals);
        Ok(FetchedCaptions { video, captions })
    }

    async fn captions_or_translation(
        &self,
        track: &OfferedTrack,
        options: &FetchOptions,
    ) -> Result<CaptionBytes, FetchError> {
        match &options.translate {
            Some(language) => self.translated(track, language).await,
            None => self.captions(track).await,
        }
    }
}

/// Whether yt-dlp, which has other ways of asking, may do better: not where the network fails,
/// and not where asking more makes it worse.
fn may_succeed_with_yt_dlp(error: &FetchError) -> bool {
    match error.cause() {
        FetchError::Timeout | FetchError::Network(_) | FetchError::Server { .. } => false,
        FetchError::AgeRestricted | FetchError::LoginRequired { .. } => true,
        error => error.class() == ErrorClass::RefusedForNow && !error.is_block(),
    }
}
