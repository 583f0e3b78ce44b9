//! `kbnote fetch --list`: what there is, without storing any of it.

use kbnote_app::ErrorKind;
use kbnote_core::VideoId;
use kbnote_fetch::{Client, FetchError, FetchedVideo, OfferedTrack, Route};
use serde_json::{Value, json};

use super::FetchArgs;
use super::select::{Origin, Selection, Wanted};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetching;
use crate::ui::plain;

/// What there is of a source, for the result and for scripts.
struct Offered {
    lines: Vec<String>,
    json: Value,
}

pub(super) fn run(cx: &Context, args: &FetchArgs, client: &Client) -> Result<Exit, CliError> {
    let (mut failures, offered) = fetching::run(gather(cx, args, client))??;
    if offered.is_empty() && failures.len() == 1 {
        return Err(failures.remove(0).1);
    }
    for video in &offered {
        for line in &video.lines {
            if !cx.ui.json {
                cx.ui.line(line)?;
            }
        }
    }
    if cx.ui.json {
        let failed = failures.iter().map(
            |(source, error)| json!({"video": source, "status": "failed", "error": error.to_json()}),
        );
        let videos = offered.into_iter().map(|video| video.json).chain(failed);
        let videos: Vec<Value> = videos.collect();
        cx.ui
            .document(&json!({"schema": "kbnote.fetch/1", "videos": videos}))?;
    } else {
        for (_, error) in &failures {
            cx.ui.error(error);
        }
    }
    Ok(if failures.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

type Failures = Vec<(String, CliError)>;

async fn gather(
    cx: &Context,
    args: &FetchArgs,
    client: &Client,
) -> Result<(Failures, Vec<Offered>), CliError> {
    let Selection {
        videos,
        mut failures,
    } = args.select.select(cx, client).await?;
    let several = videos.len() > 1;
    let mut offered = Vec::new();
    for wanted in videos {
        if wanted.origin != Origin::Named {
            offered.push(in_list(&wanted));
            continue;
        }
        let video = wanted.video;
        match tracks(cx, args, client, &video).await {
            Ok(fetched) => offered.push(of_video(&fetched, several)),
            Err(error) => failures.push((video.to_string(), error)),
        }
    }
    Ok((failures, offered))
}

async fn tracks(
    cx: &Context,
    args: &FetchArgs,
    client: &Client,
    video: &VideoId,
) -> Result<FetchedVideo, CliError> {
    if cx.offline {
        let message = format!("{video}: --offline forbids to ask which tracks there are");
        return Err(
            CliError::new(ErrorKind::Offline, "offline", message).hint("run without --offline")
        );
    }
    let by_yt_dlp = || args.route.yt_dlp().video(video);
    let fetched = match args.route.route() {
        Route::YtDlp => by_yt_dlp(),
        _ => client.video(video).await,
    };
    fetched.map_err(|error: FetchError| fetching::of_video(video, &error))
}

fn in_list(wanted: &Wanted) -> Offered {
    Offered {
        lines: vec![format!("{}  {}", wanted.video, plain(&wanted.title))],
        json: json!({
            "video": wanted.video, "status": "listed", "title": wanted.title,
            "tracks": null, "error": null,
        }),
    }
}

/// The tracks of a video; where there are several videos, below its title.
fn of_video(fetched: &FetchedVideo, several: bool) -> Offered {
    let video = &fetched.video;
    let tracks = &fetched.list.tracks;
    let mut lines = Vec::new();
    if several {
        lines.push(format!("{}  {}", video.id, plain(&video.title)));
    }
    lines.extend(tracks.iter().map(track_line));
    if tracks.is_empty() {
        lines.push("no captions".to_owned());
    }
    let of_track = |track: &OfferedTrack| {
        json!({
            "id": track.id, "lang": track.language, "kind": track.kind, "name": track.label,
            "translatable": track.translatable,
        })
    };
    Offered {
        lines,
        json: json!({
            "video": video.id, "status": "listed", "title": video.title,
            "tracks": tracks.iter().map(of_track).collect::<Vec<_>>(),
            "original": fetched.list.original, "translations": fetched.list.translations,
            "error": null,
        }),
    }
}

fn track_line(track: &OfferedTrack) -> String {
    let (id, kind) = (plain(track.id.as_str()), track.kind.to_string());
    let translatable = if track.translatable {
        "translatable"
    } else {
        ""
    };
    let line = format!(
        "{id:<12} {kind:<10} {:<32} {translatable}",
        plain(&track.label)
    );
    line.trim_end().to_owned()
}
