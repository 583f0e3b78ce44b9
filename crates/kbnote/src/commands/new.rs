//! `kbnote new`: a note on a video, empty or finished.

use std::path::PathBuf;

use kbnote_app::fetch::{fetch_video, stored_already};
use kbnote_app::{ErrorKind, NewNote, NewNoteOptions, NewNoteSummary, read_draft};
use kbnote_core::{Transcript, VideoId};
use kbnote_engine::link_decisions::MIN_LINK_SCORE;

use crate::context::Context;
use crate::documents::NewNoteDocument;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetch_args::{PreferenceArgs, RouteArgs};
use crate::ui::count;

/// Make a note on a video
///
/// The captions are fetched unless they are stored. Without --draft the note is a frame to fill:
/// a heading for each chapter. With it your prose comes out as a finished note, each sentence
/// anchored to its moment and names linked to other notes.
#[derive(clap::Args, Debug)]
pub(crate) struct NewArgs {
    #[command(flatten)]
    video: VideoArgs,
    /// Title of the note (default: the draft's own, else the video's)
    #[arg(long, allow_hyphen_values = true)]
    title: Option<String>,
    /// Your prose on the video: Markdown without anchors; - for standard input
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    /// Write links with at least this score
    #[arg(long, value_name = "SCORE", default_value_t = MIN_LINK_SCORE)]
    min_score: f64,
    #[command(flatten)]
    preference: PreferenceArgs,
    #[command(flatten)]
    route: RouteArgs,
}

/// The video, in one of two ways.
#[derive(clap::Args, Debug)]
#[group(required = true, multiple = false)]
struct VideoArgs {
    /// Video: its id or any form of its address; or the id of a stored recording
    #[arg(value_name = "VIDEO", value_parser = VideoId::any)]
    named: Option<VideoId>,
    /// The video; for ids that begin with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true, value_parser = VideoId::any)]
    video: Option<VideoId>,
}

impl VideoArgs {
    fn one(&self) -> Result<&VideoId, CliError> {
        let given = self.named.as_ref().or(self.video.as_ref());
        given.ok_or_else(|| CliError::new(ErrorKind::Usage, "usage", "no video is named"))
    }
}

pub(crate) fn run(cx: &Context, args: &NewArgs) -> Result<Exit, CliError> {
    let video = args.video.one()?;
    let draft = args.draft.as_deref();
    let draft = draft.map(|path| read_draft(path, video)).transpose()?;
    let transcript = transcript(cx, args, video)?;
    let options = NewNoteOptions {
        title: args.title.clone(),
        draft,
        min_score: args.min_score,
        track: preferred_track(cx, args, &transcript),
    };
    let new = cx.workspace.new_note(&transcript, &options)?;
    tell(cx, &transcript, &new)?;
    Ok(Exit::Done)
}

/// The stored transcript if it has the preferred track, else a fetched one.
fn transcript(cx: &Context, args: &NewArgs, video: &VideoId) -> Result<Transcript, CliError> {
    let preference = args.preference.preference();
    if let Some(stored) = stored_already(&cx.workspace, video, &preference, false)? {
        return Ok(stored.transcript);
    }
    if !video.has_youtube_form() {
        return Err(not_stored(video));
    }
    let spinner = cx.ui.spinner(format!("fetching {video}"));
    let fetched = fetch_video(&cx.workspace, video, &preference, &args.route.options());
    spinner.finish_and_clear();
    let fetched = fetched?;
    let path = cx.workspace.vault.transcript_path(video);
    cx.ui.say(format_args!(
        "stored {}",
        cx.workspace.vault.display_path(&path)
    ));
    Ok(fetched.transcript)
}

fn not_stored(video: &VideoId) -> CliError {
    let message = format!("{video} is neither a stored recording nor the id of a YouTube video");
    CliError::new(ErrorKind::Usage, "usage", message)
        .hint("`kbnote list` shows the stored recordings; `kbnote import FILE` stores one")
}

/// The preferred track, if a preference is given.
fn preferred_track(cx: &Context, args: &NewArgs, transcript: &Transcript) -> Option<String> {
    let preference = args.preference.preference();
    let track = preference.stored_track(&cx.workspace, transcript);
    track
        .map(|id| id.to_string())
        .filter(|_| preference.is_given())
}

fn tell(cx: &Context, transcript: &Transcript, new: &NewNote) -> Result<(), CliError> {
    let shown = cx.workspace.vault.display_path(&new.path);
    let NewNoteSummary {
        links,
        anchored,
        unsure,
        unsupported,
    } = new.summary.unwrap_or_default();
    if cx.ui.json {
        return cx.ui.document(&NewNoteDocument {
            schema: "kbnote.new/1",
            path: shown.to_string(),
            video: transcript.video.id.as_str(),
            title: &new.title,
            anchored,
            unsure,
            unsupported,
            links,
        });
    }
    cx.ui.bytes(&cx.ui.as_terminal(new.note.bytes()))?;
    cx.ui.say(format_args!("\nmade {shown}"));
    if new.summary.is_some() {
        cx.ui.say(format_args!(
            "{} anchored, {unsure} of them unsure; {} not found in the captions; {}",
            count(anchored, "sentence"),
            count(unsupported, "sentence"),
            count(links, "link"),
        ));
    } else {
        cx.ui
            .hint("write below the headings, then `kbnote align` gives each sentence its moment");
    }
    Ok(())
}
