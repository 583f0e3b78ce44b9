//! `kbnote new`: a note on a video, empty or finished.

use std::path::{Path, PathBuf};

use kbnote_app::fetch::{fetch_video, stored_already};
use kbnote_app::{Error, ErrorKind};
use kbnote_core::{Track, Transcript, VideoId};
use kbnote_note::render::{NoteContext, Template, render};
use kbnote_note::{Draft, LinkState, Note, NoteState, Slug};
use kbnote_vault::files;
use serde_json::json;

use crate::captions::Captions;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetch_args::{PreferenceArgs, RouteArgs};
use crate::linking::{Linker, MIN_SCORE, store_decisions};
use crate::regenerating::{About, Frame, frame_source, template_error, today};
use crate::ui::count;
use kbnote_engine::anchoring::{
    AnchorPlan, AnchorPolicy, AnchorScope, Moments, PlannedClaim, Status, aligner, check_language,
};
use kbnote_engine::link_decisions::LinkDecisions;

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
    #[arg(long, value_name = "SCORE", default_value_t = MIN_SCORE)]
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
    /// Video: its id or any form of its address
    #[arg(value_name = "VIDEO")]
    named: Option<VideoId>,
    /// The video; for ids that begin with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
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
    let draft = args
        .draft
        .as_deref()
        .map(|path| read_draft(path, video))
        .transpose()?;
    let transcript = transcript(cx, args, video)?;
    let has_draft = draft.is_some();
    let about = about(args, draft.as_ref());
    let context = context(args, &transcript, draft);
    let path = free_path(cx, &transcript, &context.title)?;
    let source = frame_source(cx)?;
    let template = Template {
        name: source.name,
        text: &source.template,
    };
    let text = render(template, &context, source.style).map_err(|error| template_error(&error))?;
    let frame =
        Frame::render(&source, &transcript, &about).map_err(|error| template_error(&error))?;
    let mut made = match has_draft {
        true => finish(cx, args, &transcript, &Note::parse(text), &path)?,
        false => Made {
            note: Note::parse(text),
            state: NoteState::default(),
            summary: None,
        },
    };
    made.state.base.template = Some(frame.base(&about));
    cx.writer
        .create(&cx.vault, &path, made.note.bytes(), Some(&made.state))?;
    if has_draft {
        remember_links(cx, args, &path, &made.note);
    }
    tell(cx, &transcript, &context.title, &path, &made)?;
    Ok(Exit::Done)
}

/// A note that was made, before it is written.
struct Made {
    note: Note,
    state: NoteState,
    /// If it came with prose.
    summary: Option<Summary>,
}

/// What was put into a note.
#[derive(Clone, Copy)]
struct Summary {
    links: usize,
    anchored: usize,
    unsure: usize,
    unsupported: usize,
}

/// What was put into a frame.
const NOTHING: Summary = Summary {
    links: 0,
    anchored: 0,
    unsure: 0,
    unsupported: 0,
};

fn read_draft(path: &Path, video: &VideoId) -> Result<Draft, CliError> {
    let bytes = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())?.into_bytes()
    } else {
        files::read(path)?
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        CliError::from_error(ErrorKind::Usage, "draft", &error.utf8_error())
            .of(format_args!("{} is no UTF-8 text", path.display()))
    })?;
    let draft = Draft::parse(&text);
    if draft.body.trim_matches(is_unseen).is_empty() {
        let name = match path.as_os_str() == "-" {
            true => "standard input".to_owned(),
            false => path.display().to_string(),
        };
        let message = format!("the draft from {name} holds no text");
        let hint = "no note was made; without --draft the note is a frame to fill";
        return Err(CliError::new(ErrorKind::Usage, "draft", message).hint(hint));
    }
    match &draft.video_id {
        Some(other) if other != video.as_str() => {
            let message = format!("the draft is on the video {other}, not on {video}");
            Err(CliError::new(ErrorKind::Usage, "draft", message).hint("correct one of the two"))
        }
        _ => Ok(draft),
    }
}

/// Whether nobody sees a character.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

/// The stored transcript if it has the preferred track, else a fetched one.
fn transcript(cx: &Context, args: &NewArgs, video: &VideoId) -> Result<Transcript, CliError> {
    let preference = args.preference.preference();
    if let Some(stored) = stored_already(cx, video, &preference, false)? {
        return Ok(stored.transcript);
    }
    let spinner = cx.ui.spinner(format!("fetching {video}"));
    let fetched = fetch_video(cx, video, &preference, &args.route.options());
    spinner.finish_and_clear();
    let fetched = fetched?;
    let path = cx.vault.transcript_path(video);
    cx.ui.say(format_args!("stored {}", cx.vault.shown(&path)));
    Ok(fetched.transcript)
}

fn context(args: &NewArgs, transcript: &Transcript, draft: Option<Draft>) -> NoteContext {
    let mut context = NoteContext::new(&transcript.video, &transcript.chapters, today());
    if let Some(draft) = draft {
        context = context.with_draft(draft);
    }
    match &args.title {
        Some(title) => context.with_title(title.trim()),
        None => context,
    }
}

/// What the frame of the note depends on: what its author gave is not the video's.
fn about(args: &NewArgs, draft: Option<&Draft>) -> About {
    let given = args.title.as_ref().map(|title| title.trim().to_owned());
    let title = given.or_else(|| draft?.title.clone());
    About {
        title_of_video: title.is_none(),
        title,
        with_prose: draft.is_some_and(|draft| !draft.body.is_empty()),
        from: draft.and_then(|draft| draft.from.clone()),
        made: today(),
    }
}

/// Where the note goes: a name that no other note has. A note of this title on this video, or
/// one that names no video, is never passed by.
fn free_path(cx: &Context, transcript: &Transcript, title: &str) -> Result<PathBuf, CliError> {
    let folder = &transcript.video.channel.folder;
    let path_of = |slug: &Slug| cx.vault.note_path(folder, slug.as_str());
    let is_other = |path: &Path| {
        let Ok(bytes) = files::read(path) else {
            return false;
        };
        let note = Note::parse(bytes);
        let same_video = note.video_id().is_none_or(|id| id == transcript.video.id);
        let same_title = note.title().is_none_or(|known| known == title);
        !(same_video && same_title)
    };
    let rule = cx.vault.settings().slug;
    let names = names_in(&cx.vault.notes_dir().join(folder));
    let slug = Slug::with_rule(title, rule).unless_taken(|slug| {
        let path = path_of(slug);
        // The folder's own name is that of the channel's index note.
        let is_index = folder.to_lowercase() == slug.as_str();
        let is_taken = names
            .iter()
            .any(|name| name.to_lowercase() == format!("{slug}.md"));
        is_index || (is_taken && (!path.exists() || is_other(&path)))
    });
    let path = path_of(&slug);
    if path.exists() {
        let message = format!(
            "{} exists already and was not touched",
            cx.vault.shown(&path)
        );
        return Err(CliError::new(ErrorKind::Declined, "exists", message).hint(
            "`--title T` makes another note on the video; `kbnote align` anchors what is new in this one, `kbnote regen` brings all of it up to date",
        ));
    }
    Ok(path)
}

/// The names of the files in a folder; a file system blind to case takes some for the same.
fn names_in(folder: &Path) -> Vec<String> {
    let items = std::fs::read_dir(folder).into_iter().flatten().flatten();
    items
        .map(|item| item.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Writes links and anchors into the author's prose.
fn finish(
    cx: &Context,
    args: &NewArgs,
    transcript: &Transcript,
    note: &Note,
    path: &Path,
) -> Result<Made, CliError> {
    let linker = Linker::new(cx)?;
    let mut links = linker.suggest(cx, note, Some(path), Vec::new());
    links.retain(|link| link.score >= args.min_score);
    let linked = note.edited(&linker.splices(note, &links))?;
    let wish = Captions::Stored {
        wish: preferred_track(cx, args, transcript),
    };
    let (_, track) = wish.choose(cx, &transcript.video.id, &linked, None)?;
    let plan = anchors(cx, &linked, &track).unwrap_or_else(|reason| {
        cx.ui.warn(format_args!(
            "no sentence was anchored: {}",
            reason.message()
        ));
        if let Some(hint) = reason.error().and_then(Error::next_step) {
            cx.ui.hint(hint);
        }
        AnchorPlan::default()
    });
    let summary = Summary::of(&plan, links.len());
    let mut state = plan.state(&track, None);
    state
        .base
        .links
        .extend(links.into_iter().map(|link| LinkState {
            target: link.target,
            refused: false,
        }));
    state.base.links.sort();
    Ok(Made {
        note: linked.edited(&plan.splices)?,
        state,
        summary: Some(summary),
    })
}

impl Summary {
    fn of(plan: &AnchorPlan, links: usize) -> Self {
        let is_placed = |claim: &&PlannedClaim| claim.status == Status::Placed;
        Self {
            links,
            anchored: plan.count(Status::Placed),
            unsure: plan.doubtful().filter(is_placed).count(),
            unsupported: plan.count(Status::Unsupported),
        }
    }
}

/// Remembers that the links of the note are decided on. Where that cannot be, they are looked for
/// again; the note is made all the same.
fn remember_links(cx: &Context, args: &NewArgs, path: &Path, note: &Note) {
    if let Ok(names) = cx.vault.names() {
        let mut looks = LinkDecisions::with_new_note(names.called());
        let name = cx.vault.note_name(path);
        looks.decide(name.as_deref(), (note, note), args.min_score);
        let _ = store_decisions(cx, looks);
    }
}

/// The preferred track, if a preference is given.
fn preferred_track(cx: &Context, args: &NewArgs, transcript: &Transcript) -> Option<String> {
    let preference = args.preference.preference();
    let track = preference.stored_track(cx, transcript);
    track
        .map(|id| id.to_string())
        .filter(|_| preference.is_given())
}

fn anchors(cx: &Context, note: &Note, track: &Track) -> Result<AnchorPlan, CliError> {
    let aligner = aligner(track);
    check_language(note, &aligner)?;
    let style = cx.vault.settings().anchor.style;
    let policy = AnchorPolicy {
        retime: false,
        follow_captions: false,
        places: AnchorScope::Sentence,
        moments: Moments::One,
        style,
    };
    Ok(AnchorPlan::new(note, track, &aligner, None, policy))
}

fn tell(
    cx: &Context,
    transcript: &Transcript,
    title: &str,
    path: &Path,
    made: &Made,
) -> Result<(), CliError> {
    let shown = cx.vault.shown(path);
    let Summary {
        links,
        anchored,
        unsure,
        unsupported,
    } = made.summary.unwrap_or(NOTHING);
    if cx.ui.json {
        return cx.ui.document(&json!({
            "schema": "kbnote.new/1", "path": shown.to_string(), "video": transcript.video.id,
            "title": title, "anchored": anchored, "unsure": unsure, "unsupported": unsupported,
            "links": links,
        }));
    }
    cx.ui.bytes(&cx.ui.as_terminal(made.note.bytes()))?;
    cx.ui.say(format_args!("\nmade {shown}"));
    if made.summary.is_some() {
        cx.ui.say(format_args!(
            "{} anchored, {unsure} of them unsure; {unsupported} without support; {}",
            count(anchored, "sentence"),
            count(links, "link"),
        ));
    } else {
        cx.ui
            .hint("write below the headings, then `kbnote align` gives each sentence its moment");
    }
    Ok(())
}
