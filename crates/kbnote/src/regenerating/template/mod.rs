//! What the template wrote into a note and what it would write now.
//!
//! Only the frame is compared: the entries of the front matter, the `From:` line, headings and
//! other lines that the template wrote. Prose is never among them.

mod edits;
mod frame;
mod from_line;
mod front_matter;
mod lines;

use chrono::{Days, NaiveDate};
use kbnote_core::Transcript;
use kbnote_note::Note;
use kbnote_note::render::RenderError;
use kbnote_vault::TemplateBase;

use super::change::{Change, ChangeKind, Slot};
use super::regeneration::Verdict;
use super::work::Kinds;
use frame::{Entry, is_from};
use front_matter::{Comparison, KnownEntries};
use lines::Lines;

pub(crate) use frame::{About, Frame, FrameSource};

/// The frame of a note as it would be written now.
#[derive(Debug)]
pub(super) struct Framing {
    about: About,
    frame: Frame,
    /// The same as if the note had been made on another day, where the day is not known.
    on_another_day: Option<Frame>,
}

impl Framing {
    /// Makes the frame of a note.
    pub(super) fn new(
        source: &FrameSource,
        transcript: &Transcript,
        note: &Note,
        base: Option<&TemplateBase>,
        today: NaiveDate,
    ) -> Result<Self, RenderError> {
        let about = About::of_note(note, base, today);
        let frame = Frame::render(source, transcript, &about)?;
        let on_another_day = match base {
            Some(_) => None,
            None => {
                let made = today.checked_sub_days(Days::new(400)).unwrap_or_default();
                let about = About {
                    made,
                    ..about.clone()
                };
                Some(Frame::render(source, transcript, &about)?)
            }
        };
        Ok(Self {
            about,
            frame,
            on_another_day,
        })
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
            let known = base.map(from_of);
            changes.extend(from_line::compare(note, known, self.frame.from.as_deref()));
        }
        if let Some(base) = base.filter(|_| kinds.has(ChangeKind::Headings)) {
            changes.extend(self.lines(note, base).changes());
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
        let is_authors = |entry: &Entry| entry.key == "title" && self.about.title.is_some();
        Comparison {
            note,
            front,
            known: base.map(|base| KnownEntries::new(&base.front_matter)),
            new: &self.frame.entries,
            passes_over: &|entry| of_the_day(entry) || is_authors(entry),
        }
        .changes()
    }

    fn lines<'a>(&'a self, note: &'a Note, base: &'a TemplateBase) -> Lines<'a> {
        let known = base.lines.iter().map(String::as_str);
        let others = known.filter(|line| !is_from(line)).collect();
        Lines::new(note, others, &self.frame.lines)
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
        let (front, headings) = (
            kinds.has(ChangeKind::FrontMatter),
            kinds.has(ChangeKind::Headings),
        );
        let Some(base) = base else {
            // Lines are not proposed without a base: those that are not there are done without.
            let all = TemplateBase {
                front_matter: front_matter::base_after(None, &self.frame.entries, verdict),
                ..self.frame.base(&self.about)
            };
            return front.then_some(all);
        };
        let mut after = base.clone();
        if front {
            let title = Slot::Key("title".to_owned());
            let refused = verdict(&title) == Verdict::Reject;
            // A title that stands against the video's is the author's from then on.
            let verdict = |slot: &Slot| match *slot == title && refused {
                true => Verdict::Leave,
                false => verdict(slot),
            };
            let known = Some(base.front_matter.as_slice());
            after.front_matter = front_matter::base_after(known, &self.frame.entries, &verdict);
            after.title_of_video = self.about.title.is_none() && !refused;
        }
        let from_changes = front && verdict(&Slot::From) != Verdict::Leave;
        let from = match from_changes {
            true => self.frame.from.as_deref(),
            false => from_of(base),
        };
        let others = match headings {
            true => self.lines(note, base).base_after(verdict),
            false => base
                .lines
                .iter()
                .filter(|line| !is_from(line))
                .cloned()
                .collect(),
        };
        after.lines = from.map(str::to_owned).into_iter().chain(others).collect();
        Some(after)
    }
}

fn from_of(base: &TemplateBase) -> Option<&str> {
    base.lines
        .iter()
        .map(String::as_str)
        .find(|line| is_from(line))
}
