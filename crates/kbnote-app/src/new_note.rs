//! New notes on a video.

use std::iter::once;
use std::path::{Path, PathBuf};

use kbnote_core::{Transcript, VideoId};
use kbnote_engine::anchoring::{AnchorPolicy, OTHER_LANGUAGE, PlannedClaim, Status};
use kbnote_engine::link_decisions::LinkDecisions;
use kbnote_engine::regenerate::{Applied, FrameInput, RenderedFrame};
use kbnote_note::render::{NoteContext, check_prose_place, render};
use kbnote_note::{Draft, LinkState, MergeBase, Note, NoteState, Slug};
use kbnote_vault::files;

use crate::align::{AlignedNote, SkippedPart, align_notes};
use crate::notes::STDIN;
use crate::templates::named;
use crate::{
    Captions, Error, ErrorKind, Linker, NoteChange, StateChange, Workspace, frame_source,
    read_input, store_decisions, template_error, today,
};

/// A note to be made.
#[derive(Clone, Debug)]
pub struct NewNoteOptions {
    /// The title; without one, that of the draft, else that of the video.
    pub title: Option<String>,
    /// The prose of its author; without it the note is a frame to fill.
    pub draft: Option<Draft>,
    /// The least score of the links that are written.
    pub min_score: f64,
    /// The track to find timestamps in; without one, the best for the note.
    pub track: Option<String>,
}

/// A note that was made.
#[derive(Debug)]
pub struct NewNote {
    /// Its file.
    pub path: PathBuf,
    /// Its title.
    pub title: String,
    /// The note.
    pub note: Note,
    /// What was put into it, if it came with prose.
    pub summary: Option<NewNoteSummary>,
    /// The sentences of that prose with their anchors.
    pub claims: Vec<PlannedClaim>,
}

/// What was put into the prose of a new note.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewNoteSummary {
    /// Links to other notes.
    pub links: usize,
    /// Sentences with an anchor.
    pub anchored: usize,
    /// Of these, those with low confidence.
    pub unsure: usize,
    /// Sentences that were not found in the captions.
    pub unsupported: usize,
}

/// Reads a draft on a video; `-` is standard input.
///
/// # Errors
/// If it cannot be read, holds no text or is on another video.
pub fn read_draft(path: &Path, video: &VideoId) -> Result<Draft, Error> {
    let bytes = read_input(path)?;
    let text = String::from_utf8(bytes).map_err(|error| {
        Error::from_error(ErrorKind::Usage, "draft", &error.utf8_error())
            .with_subject(format_args!("{} is not UTF-8 text", path.display()))
    })?;
    let draft = Draft::parse(&text);
    if draft.body.trim_matches(is_unseen).is_empty() {
        let name = if path.as_os_str() == STDIN {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let message = format!("the draft from {name} holds no text");
        let hint = "no note was made; without --draft the note is a frame to fill";
        return Err(Error::new(ErrorKind::Usage, "draft", message).with_next_step(hint));
    }
    match &draft.video_id {
        Some(other) if other != video.as_str() => {
            let message = format!("the draft is on the video {other}, not on {video}");
            Err(Error::new(ErrorKind::Usage, "draft", message)
                .with_next_step("correct one of the two"))
        }
        _ => Ok(draft),
    }
}

/// Whether nobody sees a character.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}')
}

impl Workspace {
    /// Makes a note on a video with a stored transcript.
    ///
    /// # Errors
    /// If a note of that title is there already, or it cannot be rendered or written.
    pub fn new_note(
        &self,
        transcript: &Transcript,
        options: &NewNoteOptions,
    ) -> Result<NewNote, Error> {
        let input = frame_input(options);
        let source = frame_source(self)?;
        let context = context(options, transcript, source.media_key);
        let path = free_path(self, transcript, &context.title)?;
        let text = render(named(&source), &context, source.style);
        let note = self
            .vault
            .note(text.map_err(|error| template_error(&source, &error))?);
        let frame = RenderedFrame::render(&source, transcript, &input);
        let frame = frame.map_err(|error| template_error(&source, &error))?;
        match &context.body {
            Some(_) => check_prose_place(named(&source), &context, source.style)
                .map_err(|error| template_error(&source, &error))?,
            None => self.warn_of_prose_place(&source),
        }
        let base = MergeBase {
            template: Some(frame.base(&input)),
            ..MergeBase::default()
        };
        let known = NoteState {
            base,
            ..NoteState::default()
        };
        let (note, state, summary, claims) = match &options.draft {
            Some(_) => {
                let finished = finish(self, options, &note, (&path, known))?;
                let Applied { note, state, .. } = finished.applied;
                let summary = Some(finished.summary);
                (note, state.unwrap_or_default(), summary, finished.claims)
            }
            None => (note, known, None, Vec::new()),
        };
        self.commit(&NoteChange {
            state: Some(StateChange::Follows(&state)),
            ..NoteChange::create(&path, note.bytes())
        })?;
        if summary.is_some() {
            settle_links(self, options, &path, &note);
        }
        Ok(NewNote {
            path,
            title: context.title,
            note,
            summary,
            claims,
        })
    }
}

/// The author's prose with links and anchors.
struct FinishedDraft {
    applied: Applied,
    summary: NewNoteSummary,
    claims: Vec<PlannedClaim>,
}

fn context(options: &NewNoteOptions, transcript: &Transcript, media_key: &str) -> NoteContext {
    let mut context = NoteContext::new(&transcript.video, &transcript.chapters, today())
        .with_media_key(&transcript.video, media_key);
    if let Some(draft) = options.draft.clone() {
        context = context.with_draft(draft);
    }
    match &options.title {
        Some(title) => context.with_title(title.trim()),
        None => context,
    }
}

/// The input of the frame: what the author gave is not the video's.
fn frame_input(options: &NewNoteOptions) -> FrameInput {
    let draft = options.draft.as_ref();
    let given = options.title.as_ref().map(|title| title.trim().to_owned());
    let title = given.or_else(|| draft?.title.clone());
    FrameInput {
        title_of_video: title.is_none(),
        title,
        with_prose: draft.is_some_and(|draft| !draft.body.is_empty()),
        from: draft.and_then(|draft| draft.from.clone()),
        made: today(),
    }
}

/// Where the note goes: a name that no other note has. A note of this title on this video, or
/// one that names no video, is never passed by.
fn free_path(
    workspace: &Workspace,
    transcript: &Transcript,
    title: &str,
) -> Result<PathBuf, Error> {
    let folder = &transcript.video.channel.folder;
    let path_of = |slug: &Slug| workspace.vault.note_path(folder, slug.as_str());
    let is_other = |path: &Path| {
        let Ok(bytes) = files::read(path) else {
            return false;
        };
        let note = Note::parse(bytes);
        let named = workspace
            .vault
            .recording_of(&note)
            .or_else(|| note.video_id());
        let same_video = named.is_none_or(|id| id == transcript.video.id);
        let same_title = note.title().is_none_or(|known| known == title);
        !(same_video && same_title)
    };
    let rule = workspace.vault.settings().slug;
    let any_note = workspace.vault.note_path(folder, "note");
    let names = files::names_in(any_note.parent().unwrap_or(&any_note));
    let slug = Slug::with_rule(title, rule).unless_taken(|slug| {
        let path = path_of(slug);
        // The folder's own name is that of the channel's index note.
        let name = slug.as_str().to_lowercase();
        let is_index = folder.to_lowercase() == name;
        let is_taken = names
            .iter()
            .any(|taken| taken.to_lowercase() == format!("{name}.md"));
        is_index || (is_taken && (!path.exists() || is_other(&path)))
    });
    let path = path_of(&slug);
    if path.exists() {
        let message = format!(
            "{} already exists and was not touched",
            workspace.vault.display_path(&path)
        );
        return Err(Error::new(ErrorKind::Declined, "exists", message).with_next_step(
            "`--title T` makes another note on the video; `kbnote align` anchors what is new in this one, `kbnote regen` brings all of it up to date",
        ));
    }
    Ok(path)
}

/// Writes links and anchors into the author's prose, which will be at a path and has this state.
fn finish(
    workspace: &Workspace,
    options: &NewNoteOptions,
    note: &Note,
    (path, known): (&Path, NoteState),
) -> Result<FinishedDraft, Error> {
    let linker = Linker::new(workspace)?;
    let mut links = linker.suggest(workspace, note, Some(path), Vec::new());
    links.retain(|link| link.is_worth_writing(options.min_score));
    let linked = note.edited(&linker.splices(note, &links))?;
    let captions = Captions::Stored {
        track: options.track.clone(),
    };
    let aligned = aligned(workspace, &captions, (&linked, &known))?;
    let claims = aligned.as_ref().map(AlignedNote::claims);
    let claims = claims.into_iter().flatten().map(|(claim, _)| claim.clone());
    let claims: Vec<PlannedClaim> = claims.collect();
    let summary = NewNoteSummary::new(&claims, links.len());
    let Applied { note, state, .. } = match aligned {
        Some(aligned) => aligned.applied,
        None => Applied::new(linked, None),
    };
    let mut state = state.unwrap_or(known);
    let written = links.into_iter().map(|link| LinkState {
        target: link.target,
        refused: false,
    });
    state.base.links.extend(written);
    state.base.links.sort();
    Ok(FinishedDraft {
        applied: Applied::new(note, Some(state)),
        summary,
        claims,
    })
}

/// The draft with its anchors; none if it is in another language than the captions.
fn aligned(
    workspace: &Workspace,
    captions: &Captions,
    (draft, known): (&Note, &NoteState),
) -> Result<Option<AlignedNote>, Error> {
    let policy = AnchorPolicy::new(workspace.vault.settings().anchor.style());
    let draft = once(Ok((draft.read_again(), Some(known.clone()))));
    let mut outcomes = align_notes(workspace, captions, policy, draft).into_iter();
    let observer = workspace.observer();
    match outcomes.next().transpose().map(Option::flatten) {
        Err(reason) if reason.code() == OTHER_LANGUAGE => {
            observer.warn(format_args!(
                "no sentence was anchored: {}",
                reason.message()
            ));
            if let Some(next_step) = reason.next_step() {
                observer.hint(format_args!("{next_step}"));
            }
            Ok(None)
        }
        aligned => {
            let aligned = aligned?;
            for SkippedPart { reason, .. } in aligned.iter().flat_map(|aligned| &aligned.skipped) {
                observer.warn(format_args!("some sentences were skipped: {reason}"));
            }
            Ok(aligned)
        }
    }
}

impl NewNoteSummary {
    fn new(claims: &[PlannedClaim], links: usize) -> Self {
        let of_status = |status| claims.iter().filter(move |claim| claim.status == status);
        Self {
            links,
            anchored: of_status(Status::Placed).count(),
            unsure: of_status(Status::Placed)
                .filter(|claim| claim.is_doubtful())
                .count(),
            unsupported: of_status(Status::Unsupported).count(),
        }
    }
}

/// Stores that the links of the note are settled. If that fails they are suggested again; the note is
/// made all the same.
fn settle_links(workspace: &Workspace, options: &NewNoteOptions, path: &Path, note: &Note) {
    if let Ok(names) = workspace.vault.names() {
        let mut decisions = LinkDecisions::with_new_note(names.titles_fingerprint());
        let name = workspace.vault.note_name(path);
        decisions.decide(name.as_deref(), (note, note), options.min_score);
        let _ = store_decisions(workspace, decisions);
    }
}
