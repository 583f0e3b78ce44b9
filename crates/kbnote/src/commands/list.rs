//! `kbnote list`: the stored videos with their tracks and notes.

use std::collections::BTreeSet;

use kbnote_app::list::{ListedVideo, StoredVideoEntry, VideoList, VideoNote};
use kbnote_core::{Timestamp, VideoId};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::recording_arg::recording;
use crate::ui::{WIDTH, count, faint, plain, shorten};

/// List the stored videos with their tracks and notes
///
/// Below each video are the notes on it, with the number of anchors that the captions do not clearly
/// support, and of sentences without an anchor. If more than 200 notes are new or have changed, their doubtful
/// anchors are not counted; `kbnote status --complete` does that once.
#[derive(clap::Args, Debug)]
pub(crate) struct ListArgs {
    /// Video to list: its id or any form of its address (default: all)
    #[arg(value_name = "VIDEO", value_parser = recording)]
    named: Vec<VideoId>,
    /// A video whose id begins with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true, value_parser = recording)]
    video: Vec<VideoId>,
}

impl ListArgs {
    /// The videos to list, each once; none for all.
    fn videos(&self) -> BTreeSet<&VideoId> {
        self.named.iter().chain(&self.video).collect()
    }
}

pub(crate) fn run(cx: &Context, args: &ListArgs) -> Result<Exit, CliError> {
    let list = cx.workspace.list_videos(&args.videos())?;
    if cx.ui.json {
        cx.ui.document(&list)?;
    } else {
        print(cx, &list)?;
    }
    Ok(if list.failures() > 0 {
        Exit::Found
    } else {
        Exit::Done
    })
}

fn print(cx: &Context, list: &VideoList) -> Result<(), CliError> {
    for video in &list.videos {
        match video {
            ListedVideo::Stored(entry) => {
                let mut lines = lines(entry).into_iter();
                lines.try_for_each(|line| cx.ui.line(line))?;
            }
            ListedVideo::Failed { error, .. } => cx.ui.error(error),
        }
    }
    list.errors.iter().for_each(|error| cx.ui.error(error));
    if list.videos.is_empty() {
        cx.ui.say("no video is stored");
    }
    if !list.missing.is_empty() {
        let notes: usize = list.missing.iter().map(|video| video.notes.len()).sum();
        let (videos, notes) = (count(list.missing.len(), "video"), count(notes, "note"));
        cx.ui
            .say(format_args!("without a transcript: {videos} ({notes})"));
        cx.ui.hint("`kbnote fetch --missing` fetches them");
    }
    Ok(())
}

/// The video on one line, its channel and tracks on the next, and a line for each note.
fn lines(entry: &StoredVideoEntry) -> Vec<String> {
    let length = entry.duration_ms.map(Timestamp::from_millis);
    let length = length.map_or_else(String::new, |length| length.to_string());
    let head = format!("{}  {length:>8}  ", entry.video);
    let title = shorten(&plain(&entry.title), WIDTH - head.len());
    let tracks = entry.tracks.iter().map(|track| track.id.as_str());
    let tracks: Vec<_> = tracks.collect();
    let tracks = if tracks.is_empty() {
        "no captions".to_owned()
    } else {
        tracks.join(" ")
    };
    let below = format!("{}; {}", plain(&entry.channel.name), plain(&tracks));
    let below = shorten(below.trim_start_matches("; "), WIDTH - 2);
    let mut lines = vec![format!("{head}{title}"), format!("  {}", faint(below))];
    lines.extend(entry.notes.iter().map(note_line));
    lines
}

fn note_line(note: &VideoNote) -> String {
    let doubtful = note.doubtful.filter(|doubtful| *doubtful > 0);
    let doubtful = doubtful.map(|doubtful| format!("{doubtful} in doubt"));
    let missing = (note.unanchored > 0).then(|| format!("{} without anchor", note.unanchored));
    let counts: Vec<String> = doubtful.into_iter().chain(missing).collect();
    if counts.is_empty() {
        format!("  {}", note.path)
    } else {
        format!("  {} ({})", note.path, counts.join(", "))
    }
}
