//! What the template wrote into a note and what it would write now.
//!
//! Only the frame is compared: the entries of the front matter, the `From:` line, headings and
//! other lines that the template wrote. Prose is never among them.

mod chapters;
mod edits;
mod edits_around_prose;
mod frame;
mod from_line;
mod front_matter;
mod known_lines;
mod layout;
mod lines;
mod matching;

use chrono::{Days, NaiveDate};
use kbnote_core::{Transcript, VideoId};
use kbnote_note::render::RenderError;
use kbnote_note::{FrontMatter, Note, TemplateBase};

use super::change::{Change, ChangeKind, Slot};
use super::{Kinds, Verdict};
use frame::{Entry, is_from};
use front_matter::{Comparison, KnownEntries};
use known_lines::KnownLines;
use lines::Lines;

pub use frame::{FrameInput, FrameSource, RenderedFrame};

/// The frame of a note as it would be written now.
#[derive(Debug)]
pub(super) struct TemplateMerge {
    /// The recording of the note.
    video: VideoId,
    about: FrameInput,
    frame: RenderedFrame,
    /// The same as if the note had been made on another day, where the day is not known.
    on_another_day: Option<RenderedFrame>,
    /// The same if the note keeps its title, where the video has another now.
    with_old_title: Option<RenderedFrame>,
}

impl TemplateMerge {
    /// Makes the frame of a note.
    pub(super) fn new(
        source: &FrameSource,
        transcript: &Transcript,
        note: &Note,
        base: Option<&TemplateBase>,
        today: NaiveDate,
    ) -> Result<Self, RenderError> {
        let about = FrameInput::of_note(note, base, today);
        let frame = RenderedFrame::render(source, transcript, &about)?;
        let on_another_day = match base {
            Some(_) => None,
            None => {
                let made = today.checked_sub_days(Days::new(400)).unwrap_or_default();
                let about = FrameInput {
                    made,
                    ..about.clone()
                };
                Some(RenderedFrame::render(source, transcript, &about)?)
            }
        };
        Ok(Self {
            video: transcript.video.id.clone(),
            with_old_title: about
                .with_old_title(note, transcript)
                .map(|about| RenderedFrame::render(source, transcript, &about))
                .transpose()?,
            about,
            frame,
            on_another_day,
        })
    }

    /// The lines below the front matter as they would be written now.
    pub(super) fn lines_now(&self) -> impl Iterator<Item = &str> {
        self.frame.lines.iter().map(|line| line.text.as_str())
    }

    /// What would change.
    pub(super) fn changes(
        &self,
        note: &Note,
        base: Option<&TemplateBase>,
        kinds: &Kinds,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        if kinds.has(ChangeKind::FrontMatter) {
            changes.extend(self.front_matter(note, base));
        }
        match base {
            Some(base) => changes.extend(self.lines(note, base).changes(kinds)),
            // Without a base nobody knows which other lines the author removed.
            None if kinds.has(ChangeKind::FrontMatter) => {
                let new = self.lines_now().find(|line| is_from(line));
                changes.extend(from_line::missing(note, new));
            }
            None => {}
        }
        changes
    }

    fn front_matter(&self, note: &Note, base: Option<&TemplateBase>) -> Vec<Change> {
        let Some(front) = note.front_matter() else {
            return Vec::new();
        };
        let of_the_day = |entry: &Entry| {
            let other = self.on_another_day.as_ref().map(|frame| &frame.entries);
            other.is_some_and(|entries| !entries.contains(entry))
        };
        // The title is the author's once it is not the video's.
        let is_authors = |entry: &Entry| entry.key == "title" && !self.about.title_of_video;
        Comparison {
            note,
            front,
            known: base.map(|base| KnownEntries::new(&base.front_matter)),
            new: &self.frame.entries,
            passes_over: &|entry| of_the_day(entry) || is_authors(entry),
        }
        .changes()
        .into_iter()
        .filter(|change| !self.changes_recording(note, front, change))
        .collect()
    }

    /// Whether a note would no longer name its recording: no template takes that away or changes it.
    fn changes_recording(&self, note: &Note, front: &FrontMatter, change: &Change) -> bool {
        let (Some(named), Some(key)) = (note.video_id(), note.recording_key()) else {
            return false;
        };
        if change.after.is_empty() && change.slot == Slot::Key(key.to_owned()) {
            return true;
        }
        let before = Note::parse(&note.text()[..front.range.end]);
        let after = before.edited(&change.splices).ok();
        let names = after.and_then(|after| after.video_id());
        names.is_none_or(|now| now != named && now != self.video)
    }

    fn lines<'a>(&'a self, note: &'a Note, base: &'a TemplateBase) -> Lines<'a> {
        let known = KnownLines::new(note, base, &self.frame);
        Lines::new(note, known, &self.frame)
    }

    /// What to remember of the frame once these verdicts are carried out. Kinds that were not
    /// asked for stay as they were.
    pub(super) fn base_after(
        &self,
        note: &Note,
        base: Option<&TemplateBase>,
        kinds: &Kinds,
        verdict: &dyn Fn(&Slot) -> Verdict,
    ) -> Option<TemplateBase> {
        let new = &self.frame.entries;
        let asks_for_front = kinds.has(ChangeKind::FrontMatter);
        let Some(base) = base else {
            // Lines are not proposed without a base: those that are not there are done without.
            let all = TemplateBase {
                front_matter: front_matter::base_after(None, new, verdict),
                ..self.frame.base(&self.about)
            };
            return asks_for_front.then_some(all);
        };
        let mut after = base.clone();
        let mut later = None;
        if asks_for_front {
            // A title that stands against the video's is the author's from then on.
            let refuses_title = verdict(&title()) == Verdict::Reject;
            after.title_of_video = self.about.title_of_video && !refuses_title;
            let of_entry = |slot: &Slot| {
                if !after.title_of_video && *slot == title() {
                    Verdict::Leave
                } else {
                    verdict(slot)
                }
            };
            after.front_matter = front_matter::base_after(Some(&base.front_matter), new, &of_entry);
            later = self.with_old_title.as_ref().filter(|_| refuses_title);
        }
        let later = later.map(|frame| frame.lines.as_slice());
        let (lines, prose_at) = self.lines(note, base).base_after(kinds, later, verdict);
        (after.lines, after.prose_at) = (lines, Some(prose_at));
        Some(after)
    }

    /// What a second run over the note would remember, if it leaves what is left. The changes that were made can
    /// show which of its lines the author made of one that is remembered, or hide it.
    pub(super) fn settled(
        &self,
        note: &Note,
        mut base: TemplateBase,
        kinds: &Kinds,
    ) -> TemplateBase {
        let keeps_title = self.about.title_of_video && !base.title_of_video;
        let later = self.with_old_title.as_ref().filter(|_| keeps_title);
        let frame = later.unwrap_or(&self.frame);
        for _ in 0..MOST_ROUNDS {
            let lines = Lines::new(note, KnownLines::new(note, &base, frame), frame);
            let left: Vec<Slot> = lines
                .changes(kinds)
                .into_iter()
                .map(|change| change.slot)
                .collect();
            let of_slot = |slot: &Slot| match left.contains(slot) {
                true => Verdict::Leave,
                false => Verdict::Accept,
            };
            let (lines, prose_at) = lines.base_after(kinds, None, &of_slot);
            if (&lines, Some(prose_at)) == (&base.lines, base.prose_at) {
                break;
            }
            (base.lines, base.prose_at) = (lines, Some(prose_at));
        }
        base
    }
}

/// How often the lines are held against the note again, should they never settle.
const MOST_ROUNDS: usize = 4;

fn title() -> Slot {
    Slot::Key("title".to_owned())
}
