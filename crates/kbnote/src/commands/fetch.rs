//! `kbnote fetch`: videos into `transcripts/`.

use kbnote_core::{TrackId, TrackKind, Transcript, VideoId};
use kbnote_fetch::{Client, KindWish, TrackWish, TrackWishes};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetching::{self, Fetched};
use crate::ui::count;

/// Store the metadata, chapters and captions of videos
///
/// What is stored already is not asked for again.
#[derive(clap::Args, Debug)]
pub(crate) struct FetchArgs {
    /// Video: its id or any form of its address
    #[arg(required = true, value_name = "VIDEO")]
    videos: Vec<String>,
    #[command(flatten)]
    wish: WishArgs,
    /// Ask again for what is stored
    #[arg(long)]
    refetch: bool,
    /// Print the tracks that there are; store nothing
    #[arg(long, conflicts_with = "refetch")]
    list: bool,
}

/// Which track of a video is wished for.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct WishArgs {
    /// Languages or track ids in order of wish; `orig` is the language spoken [default: orig,en]
    #[arg(long, value_name = "LANG,…")]
    lang: Option<String>,
    /// Who wrote the captions: manual, auto, or any (manual, else automatic)
    #[arg(long, value_name = "KIND", default_value = "any")]
    kind: WishedKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum WishedKind {
    /// A person
    Manual,
    /// Speech recognition
    Auto,
    /// A person, else speech recognition
    Any,
}

impl WishArgs {
    pub(crate) fn wishes(&self, cx: &Context) -> TrackWishes {
        let settings = || cx.vault.settings().youtube.languages.join(",");
        let languages = self.lang.clone().unwrap_or_else(settings);
        // Any text is a wish; one that is no language is a track's id.
        let mut wishes: TrackWishes = languages.parse().unwrap_or_default();
        wishes.kind = match self.kind {
            WishedKind::Any => KindWish::Any,
            WishedKind::Manual => KindWish::Only(TrackKind::Manual),
            WishedKind::Auto => KindWish::Only(TrackKind::Automatic),
        };
        wishes
    }

    /// Whether a track was asked for at all.
    pub(crate) fn is_given(&self) -> bool {
        self.lang.is_some() || self.kind != WishedKind::Any
    }

    /// The stored track that serves the wish, if any. Which language is spoken is not stored: a
    /// wish for it is served by whatever track was stored first.
    pub(crate) fn served_by(&self, cx: &Context, transcript: &Transcript) -> Option<TrackId> {
        let wishes = self.wishes(cx);
        let of_kind = transcript.tracks.iter().filter(|track| match wishes.kind {
            KindWish::Any => true,
            KindWish::Only(kind) => track.kind == kind,
        });
        let serves = |track: &&kbnote_core::Track| {
            self.lang.is_none()
                || wishes.languages.iter().any(|wish| match wish {
                    TrackWish::Original => true,
                    TrackWish::Language(language) => track.language.answers(language),
                    TrackWish::Track(id) => track.id == *id,
                })
        };
        of_kind.filter(serves).map(|track| track.id.clone()).next()
    }
}

pub(crate) fn run(cx: &Context, args: &FetchArgs) -> Result<Exit, CliError> {
    let client = fetching::client(cx)?;
    let mut videos = Vec::new();
    let mut failed = 0;
    for source in &args.videos {
        let outcome = if args.list {
            list(cx, &client, source)
        } else {
            fetch_one(cx, &client, source, args)
        };
        match outcome {
            Ok(video) => videos.push(video),
            Err(error) if args.videos.len() == 1 => return Err(error),
            Err(error) => {
                failed += 1;
                videos.push(json!({"video": source, "status": "failed", "error": error.to_json()}));
                if !cx.ui.json {
                    cx.ui.error(&error);
                }
            }
        }
    }
    if cx.ui.json {
        cx.ui
            .document(&json!({ "schema": "kbnote.fetch/1", "videos": videos }))?;
    }
    Ok(if failed > 0 { Exit::Found } else { Exit::Done })
}

fn parse_video(source: &str) -> Result<VideoId, CliError> {
    source
        .parse()
        .map_err(|error: kbnote_core::ParseVideoIdError| {
            CliError::from_error(Exit::Usage, "usage", &error)
        })
}

fn fetch_one(
    cx: &Context,
    client: &Client,
    source: &str,
    args: &FetchArgs,
) -> Result<Value, CliError> {
    let video = parse_video(source)?;
    let fetched = match stored_already(cx, &video, &args.wish)?.filter(|_| !args.refetch) {
        Some(stored) => stored,
        None => fetching::fetch(cx, client, &video, &args.wish.wishes(cx))?,
    };
    let status = if fetched.changed {
        "stored"
    } else {
        "unchanged"
    };
    let path = cx.vault.transcript_path(&video);
    if !cx.ui.json {
        let shown = cx.vault.shown(&path);
        cx.ui
            .line(format_args!("{status} {shown}: {}", summary(&fetched)))?;
    }
    Ok(video_json(
        &fetched.transcript,
        status,
        &cx.vault.shown(&path).to_string(),
    ))
}

/// What is stored of a video, if it serves the wish.
pub(crate) fn stored_already(
    cx: &Context,
    video: &VideoId,
    wish: &WishArgs,
) -> Result<Option<Fetched>, CliError> {
    let Some(transcript) = cx.vault.read_transcript(video)? else {
        return Ok(None);
    };
    let served = wish.served_by(cx, &transcript);
    Ok(served.map(|track| Fetched {
        tracks: vec![track],
        changed: false,
        transcript,
    }))
}

fn summary(fetched: &Fetched) -> String {
    let transcript = &fetched.transcript;
    let tracks = transcript
        .tracks
        .iter()
        .filter(|track| fetched.tracks.contains(&track.id));
    let told = tracks.map(|track| {
        format!(
            "{} {} captions, {}",
            track.language,
            track.kind,
            count(track.cues.len(), "cue")
        )
    });
    let mut parts = vec![transcript.video.title.clone()];
    parts.extend(told);
    if !transcript.chapters.is_empty() {
        parts.push(count(transcript.chapters.len(), "chapter"));
    }
    parts.join("; ")
}

/// A video in a JSON document.
pub(crate) fn video_json(transcript: &Transcript, status: &str, path: &str) -> Value {
    let tracks = transcript.tracks.iter().map(|track| {
        json!({
            "id": track.id, "lang": track.language, "kind": track.kind, "cues": track.cues.len(),
        })
    });
    json!({
        "video": transcript.video.id, "status": status, "path": path,
        "title": transcript.video.title, "tracks": tracks.collect::<Vec<_>>(), "error": null,
    })
}

fn list(cx: &Context, client: &Client, source: &str) -> Result<Value, CliError> {
    let video = parse_video(source)?;
    let fetched = kbnote_fetch::block_on(client.video(&video))
        .map_err(|error| CliError::from_error(Exit::Found, "system", &error))?
        .map_err(|error| fetching::of_video(&video, &error))?;
    let mut tracks = Vec::new();
    for track in &fetched.list.tracks {
        if !cx.ui.json {
            let translatable = if track.translatable {
                "translatable"
            } else {
                ""
            };
            let kind = track.kind.to_string();
            let (id, name) = (track.id.as_str(), &track.label);
            cx.ui.line(format_args!(
                "{id:<12} {kind:<10} {name:<32} {translatable}"
            ))?;
        }
        tracks.push(json!({
            "id": track.id, "lang": track.language, "kind": track.kind, "name": track.label,
            "translatable": track.translatable,
        }));
    }
    let title = fetched.video.title;
    Ok(json!({"video": video, "status": "listed", "title": title, "tracks": tracks, "error": null}))
}
