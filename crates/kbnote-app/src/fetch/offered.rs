//! Lists the videos and tracks that are available, without storing any.

use kbnote_core::{LanguageTag, TrackId, TrackKind, VideoId};
use kbnote_fetch::{Client, FetchedVideo, Route};
use serde::{Serialize, Serializer};

use super::batch::FetchRequest;
use super::client::client;
use super::download::check_is_on_youtube;
use super::failure::{fetch_error, wait_for};
use super::queue::{QueuedVideo, VideoOrigin};
use super::select::Selection;
use super::web::WebSources;
use crate::{Error, ErrorKind, Workspace};

/// `kbnote.fetch/1`, as `fetch --list` prints it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OfferedDocument {
    schema: &'static str,
    /// The videos, and after them the sources that could not be read.
    #[cfg_attr(test, schemars(with = "Vec<OfferedEntry<'static>>"))]
    pub videos: Vec<OfferedVideo>,
}

/// A video, or a source that could not be read.
#[derive(Debug)]
pub enum OfferedVideo {
    /// A video of a list.
    Listed {
        /// Its id.
        video: VideoId,
        /// Its title.
        title: String,
    },
    /// A video with its tracks.
    WithTracks(Box<FetchedVideo>),
    /// A source that could not be read.
    Failed(String, Error),
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OfferedEntry<'a> {
    video: &'a str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracks: Option<Option<Vec<OfferedTrackEntry<'a>>>>,
    #[serde(flatten)]
    languages: Option<OfferedLanguages<'a>>,
    error: Option<&'a Error>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OfferedLanguages<'a> {
    /// With `--list`: the language spoken.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    original: &'a Option<LanguageTag>,
    /// With `--list`: the languages that captions are translated to.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    translations: &'a [LanguageTag],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct OfferedTrackEntry<'a> {
    /// Its id.
    #[cfg_attr(test, schemars(with = "String"))]
    id: &'a TrackId,
    /// Its language.
    #[cfg_attr(test, schemars(with = "String"))]
    lang: &'a LanguageTag,
    /// `manual` or `auto`.
    #[cfg_attr(test, schemars(with = "String"))]
    kind: TrackKind,
    /// With `--list`: its name.
    name: &'a str,
    /// With `--list`: whether it can be translated.
    translatable: bool,
}

impl Serialize for OfferedVideo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = match self {
            Self::Listed { video, title } => OfferedEntry {
                video: video.as_str(),
                status: "listed",
                title: Some(title),
                tracks: Some(None),
                languages: None,
                error: None,
            },
            Self::WithTracks(fetched) => {
                let tracks = fetched.list.tracks.iter().map(|track| OfferedTrackEntry {
                    id: &track.id,
                    lang: &track.language,
                    kind: track.kind,
                    name: &track.label,
                    translatable: track.translatable,
                });
                OfferedEntry {
                    video: fetched.video.id.as_str(),
                    status: "listed",
                    title: Some(&fetched.video.title),
                    tracks: Some(Some(tracks.collect())),
                    languages: Some(OfferedLanguages {
                        original: &fetched.list.original,
                        translations: &fetched.list.translations,
                    }),
                    error: None,
                }
            }
            Self::Failed(source, error) => OfferedEntry {
                video: source,
                status: "failed",
                title: None,
                tracks: None,
                languages: None,
                error: Some(error),
            },
        };
        entry.serialize(serializer)
    }
}

impl Workspace {
    /// Lists what a request would fetch: the tracks of a video, the videos of a list.
    ///
    /// # Errors
    /// If nothing can be listed.
    pub fn offered(&self, request: &FetchRequest) -> Result<OfferedDocument, Error> {
        let client = client(self, &request.route)?;
        let mut videos = wait_for(offered(self, request, &client))??;
        if let [OfferedVideo::Failed(_, _)] = videos.as_slice()
            && let Some(OfferedVideo::Failed(_, error)) = videos.pop()
        {
            return Err(error);
        }
        Ok(OfferedDocument {
            schema: "kbnote.fetch/1",
            videos,
        })
    }
}

async fn offered(
    workspace: &Workspace,
    request: &FetchRequest,
    client: &Client,
) -> Result<Vec<OfferedVideo>, Error> {
    let sources = WebSources::new(workspace, client, &request.route)
        .with_limits(request.selection.list_limits());
    let selection = request.selection.select(workspace, client, &sources);
    let Selection { videos, failures } = selection.await?;
    let mut failed: Vec<OfferedVideo> = failures
        .into_iter()
        .map(|(source, error)| OfferedVideo::Failed(source, error))
        .collect();
    let mut offered = Vec::new();
    for QueuedVideo {
        video,
        title,
        origin,
        address,
    } in videos
    {
        if origin != VideoOrigin::Named {
            offered.push(OfferedVideo::Listed { video, title });
            continue;
        }
        let listed = match address {
            Some(address) => {
                let recording = sources.recording(&address, &video).await;
                recording.map(FetchedVideo::from)
            }
            None => tracks(workspace, request, client, &video).await,
        };
        match listed {
            Ok(fetched) => offered.push(OfferedVideo::WithTracks(Box::new(fetched))),
            Err(error) => failed.push(OfferedVideo::Failed(video.to_string(), error)),
        }
    }
    offered.append(&mut failed);
    Ok(offered)
}

async fn tracks(
    workspace: &Workspace,
    request: &FetchRequest,
    client: &Client,
    video: &VideoId,
) -> Result<FetchedVideo, Error> {
    check_is_on_youtube(workspace, video)?;
    if workspace.offline {
        let message =
            format!("{video}: its tracks can be listed only online, and --offline is set");
        return Err(Error::new(ErrorKind::Offline, "offline", message)
            .with_next_step("run without --offline"));
    }
    let fetched = match request.route.route {
        Route::YtDlp => request.route.yt_dlp().video(video),
        _ => client.video(video).await,
    };
    fetched.map_err(|error| fetch_error(video, &error))
}
