//! `kbnote new`: a note on a video, empty or finished.

use std::path::{Path, PathBuf};

use kbnote_app::fetch::{fetch_address, fetch_video, stored_already};
use kbnote_app::{
    ErrorKind, NewNote, NewNoteOptions, NewNoteSummary, meant_recording, path_from_here, read_draft,
};
use kbnote_core::{Transcript, VideoId};
use kbnote_engine::text::shell_word;
use kbnote_fetch::Source;
use kbnote_links::MIN_LINK_SCORE;

use crate::context::Context;
use crate::documents::NewNoteDocument;
use crate::doubt_list::DoubtList;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetch_args::{PreferenceArgs, RouteArgs};
use crate::note_run::say_unclickable;
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
    /// Your prose, as Markdown without anchors; - for standard input
    #[arg(long, value_name = "FILE")]
    draft: Option<PathBuf>,
    /// Write links to other notes with at least this score
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
    /// Address or id of a video, or the id of a stored recording (`kbnote list`)
    ///
    /// Or the address of an episode, a video on PeerTube, a page with captions or a caption file.
    #[arg(value_name = "VIDEO", value_parser = named_recording)]
    named: Option<NamedRecording>,
    /// The video, if its id begins with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true, value_parser = named_recording)]
    video: Option<NamedRecording>,
}

/// A recording as the user names it.
#[derive(Clone, Debug)]
enum NamedRecording {
    Id(VideoId),
    Address(String),
}

fn named_recording(text: &str) -> Result<NamedRecording, String> {
    let error = match VideoId::any(text) {
        Ok(id) => return Ok(NamedRecording::Id(id)),
        Err(error) => error.to_string(),
    };
    match text.parse() {
        Ok(Source::Web(address)) => Ok(NamedRecording::Address(address)),
        Ok(_) => Err("it is a list; `kbnote fetch` stores its videos".to_owned()),
        Err(_) if Path::new(text).is_file() => Err(format!(
            "it is a file; `kbnote import {}` stores its captions, and says the id for `kbnote new`",
            shell_word(text)
        )),
        Err(_) => Err(error),
    }
}

impl VideoArgs {
    fn one(&self) -> Result<&NamedRecording, CliError> {
        let given = self.named.as_ref().or(self.video.as_ref());
        given.ok_or_else(|| CliError::new(ErrorKind::Usage, "usage", "no video is named"))
    }
}

pub(crate) fn run(cx: &Context, args: &NewArgs) -> Result<Exit, CliError> {
    let read_draft_on = |id: &VideoId| {
        let draft = args.draft.as_deref();
        draft.map(|path| read_draft(path, id)).transpose()
    };
    let (transcript, draft) = match args.video.one()? {
        NamedRecording::Id(id) => {
            let draft = read_draft_on(id)?;
            (transcript(cx, args, id)?, draft)
        }
        NamedRecording::Address(address) => {
            let transcript = transcript_at(cx, args, address)?;
            let draft = read_draft_on(&transcript.video.id)?;
            (transcript, draft)
        }
    };
    let options = NewNoteOptions {
        title: args.title.clone(),
        draft,
        min_score: args.min_score,
        track: preferred_track(cx, args, &transcript),
    };
    let new = cx.workspace.new_note(&transcript, &options)?;
    print_summary(cx, &transcript, &new)?;
    Ok(Exit::Done)
}

/// The stored transcript if it has the preferred track, else a fetched one.
fn transcript(cx: &Context, args: &NewArgs, video: &VideoId) -> Result<Transcript, CliError> {
    let preference = args.preference.preference();
    if let Some(stored) = stored_already(&cx.workspace, video, &preference, false)? {
        return Ok(stored.transcript);
    }
    if !video.has_youtube_form() {
        return Err(not_stored(cx, video));
    }
    let spinner = cx.ui.spinner(format!("fetching {video}"));
    let fetched = fetch_video(&cx.workspace, video, &preference, &args.route.options(cx));
    spinner.finish_and_clear();
    let fetched = fetched?;
    say_stored(cx, video);
    Ok(fetched.transcript)
}

/// The transcript of the recording at an address that is not YouTube's.
fn transcript_at(cx: &Context, args: &NewArgs, address: &str) -> Result<Transcript, CliError> {
    let preference = args.preference.preference();
    let spinner = cx.ui.spinner(format!("fetching {address}"));
    let fetched = fetch_address(&cx.workspace, address, &preference, &args.route.options(cx));
    spinner.finish_and_clear();
    let fetched = fetched?;
    if fetched.changed {
        say_stored(cx, &fetched.transcript.video.id);
    }
    Ok(fetched.transcript)
}

fn say_stored(cx: &Context, video: &VideoId) {
    let vault = &cx.workspace.vault;
    let path = vault.transcript_path(video);
    cx.ui
        .say(format_args!("stored {}", vault.display_path(&path)));
}

fn not_stored(cx: &Context, video: &VideoId) -> CliError {
    let message = format!("{video} is neither a stored recording nor the id of a YouTube video");
    let ways = "`kbnote list` shows the stored recordings; `kbnote import FILE` stores one";
    let meant = meant_recording(&cx.workspace.vault, video);
    CliError::new(ErrorKind::Usage, "usage", message).hint(meant.unwrap_or_else(|| ways.to_owned()))
}

/// The preferred track, if a preference is given.
fn preferred_track(cx: &Context, args: &NewArgs, transcript: &Transcript) -> Option<String> {
    let preference = args.preference.preference();
    let track = preference.stored_track(&cx.workspace, transcript);
    track
        .map(|id| id.to_string())
        .filter(|_| preference.is_given())
}

fn print_summary(cx: &Context, transcript: &Transcript, new: &NewNote) -> Result<(), CliError> {
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
        let mut doubts = DoubtList::default();
        doubts.add(&path_from_here(&new.path), true, &new.claims);
        doubts.print(cx.ui);
        if let Some(unclickable) = cx.workspace.unclickable(&new.note)? {
            say_unclickable(cx, &unclickable);
        }
    } else {
        cx.ui
            .hint("write your sentences in the note, then `kbnote align` gives each its moment");
    }
    Ok(())
}
