//! `kbnote fetch --list`: the videos and tracks that are available.

use kbnote_app::fetch::{OfferedDocument, OfferedVideo};
use kbnote_fetch::{FetchedVideo, OfferedTrack};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::plain;

pub(super) fn print(cx: &Context, offered: &OfferedDocument) -> Result<Exit, CliError> {
    let is_failed = |video: &&OfferedVideo| matches!(video, OfferedVideo::Failed(..));
    let failed = offered.videos.iter().filter(is_failed).count();
    if cx.ui.json {
        cx.ui.document(offered)?;
    } else {
        let has_several = offered.videos.len() - failed > 1;
        for video in &offered.videos {
            print_video(cx, video, has_several)?;
        }
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::Found })
}

/// The tracks of a video are printed below its title if there are several videos.
fn print_video(cx: &Context, video: &OfferedVideo, has_several: bool) -> Result<(), CliError> {
    match video {
        OfferedVideo::Listed { video, title } => {
            cx.ui.line(format_args!("{video}  {}", plain(title)))
        }
        OfferedVideo::WithTracks(fetched) => {
            let FetchedVideo { video, list, .. } = &**fetched;
            if has_several {
                cx.ui
                    .line(format_args!("{}  {}", video.id, plain(&video.title)))?;
            }
            if list.tracks.is_empty() {
                return cx.ui.line("no captions");
            }
            let mut lines = list.tracks.iter().map(track_line);
            lines.try_for_each(|line| cx.ui.line(line))
        }
        OfferedVideo::Failed(_, error) => {
            cx.ui.error(error);
            Ok(())
        }
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
