//! What is to be changed in an index note.

use std::collections::BTreeSet;
use std::ops::Range;

use super::section::{Section, is_own_form, line_end, line_start, sections};
use super::{ChannelIndex, IndexRecord, RecordStep, Topic};
use crate::wikilink::Wikilink;
use crate::{EditError, Note, Outcome, Resolution, Splice, display_text, heading_text};

/// What is to be changed in an index note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPlan {
    /// The edits.
    pub splices: Vec<Splice>,
    /// What each of them changes in what is remembered.
    pub steps: Vec<RecordStep>,
    /// The names of the notes that get an entry.
    pub added: Vec<String>,
    /// The names of the notes whose entries, and the videos whose headings, get another text.
    pub retitled: Vec<String>,
    /// The targets of entries that go, as their notes did.
    pub removed: Vec<String>,
    /// The targets of entries that lead nowhere and stay, as the author wrote them.
    pub gone: Vec<String>,
    /// The names of the notes that no link can lead to, for a character in their names.
    pub unlinkable: Vec<String>,
    /// The names of the notes that the author has taken out of the index.
    pub left_out: Vec<String>,
    /// What is to be remembered once the edits are made.
    pub record: IndexRecord,
}

impl IndexPlan {
    /// What is to be remembered, where `earlier` was, once it is decided on those edits alone, by
    /// their numbers, of which that is asked. The others are planned again.
    #[must_use]
    pub fn record_of(
        &self,
        earlier: &IndexRecord,
        is_decided: impl Fn(usize) -> bool,
    ) -> IndexRecord {
        let mut record = earlier.clone();
        let steps = self.steps.iter().enumerate();
        for (_, step) in steps.filter(|(number, _)| is_decided(*number)) {
            record.take(step);
        }
        record
    }
}

impl ChannelIndex<'_> {
    /// What is to be changed in the index note, of which `record` remembers what was written.
    ///
    /// A note that the index links to from anywhere is listed. New entries go below those of their
    /// video; a new video goes where its date belongs among the others, in the direction in which
    /// they run, or to the end.
    ///
    /// # Errors
    /// If entries would not be links where they go, as below a fence that is never closed.
    pub fn plan(&self, note: &Note, record: &IndexRecord) -> Result<IndexPlan, IndexPlanError> {
        let plan = self.changes(note, record);
        if plan.splices.is_empty() {
            return Ok(plan);
        }
        let after = note.edited(&plan.splices)?;
        let is_settled = self.changes(&after, &plan.record).splices.is_empty();
        let is_read = after.fence().is_none();
        if is_read && is_settled && self.changes(&after, record).added.is_empty() {
            Ok(plan)
        } else {
            Err(IndexPlanError::Swallowed)
        }
    }

    /// The edits that remove the entries of a note, of which `record` remembers what was written. Entries
    /// that the author changed stay.
    #[must_use]
    pub fn without(&self, number: usize, note: &Note, record: &IndexRecord) -> IndexPlan {
        let mut planner = Planner::new(self, note, record);
        planner.remove_entries(number);
        planner.plan
    }

    /// What is remembered of a note's entries, and of the heading above, with those of which nothing is, but
    /// which are as they would be written.
    #[must_use]
    pub fn recognized(&self, number: usize, note: &Note, record: &IndexRecord) -> IndexRecord {
        let mut known = record.clone();
        let text = note.text();
        let has = |topic: &&Topic| topic.note == number;
        let found = self.videos.iter().find_map(|video| {
            let topic = video.topics.iter().find(has)?;
            Some((video, display_text(&topic.title)))
        });
        let Some((video, title)) = found else {
            return known;
        };
        let is_entry = |link: &&Wikilink| {
            let found = self.resolver.resolve(&text[link.target.clone()], self.name);
            let is_it = link.live && found.agreed() == Some(number);
            is_it && is_own_form(text, link) && text[link.shown()] == title
        };
        if note.wikilinks().iter().any(|link| is_entry(&link)) {
            let name = self.resolver.notes()[number].clone();
            known.entries.entry(name).or_insert(title);
            let heading = heading_text(&video.title);
            let is_heading = |section: &Section| {
                section.video == video.id && text[section.title.clone()] == heading
            };
            if sections(note, self.videos).iter().any(is_heading) {
                known.videos.entry(video.id.clone()).or_insert(heading);
            }
        }
        known
    }

    fn changes(&self, note: &Note, record: &IndexRecord) -> IndexPlan {
        let mut planner = Planner::new(self, note, record);
        planner.look_at_entries();
        planner.look_at_headings();
        planner.add_missing();
        planner.plan
    }
}

/// Why an index note cannot be brought up to date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexPlanError {
    /// The place for the entries is inside of something.
    #[error("new entries would be no links there: is a code block or a comment never closed?")]
    Swallowed,
    /// The edits do not fit together.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// An index note on its way to its plan.
pub(super) struct Planner<'a> {
    pub(super) index: &'a ChannelIndex<'a>,
    pub(super) note: &'a Note,
    pub(super) sections: Vec<Section>,
    /// The notes that the index links to.
    pub(super) listed: BTreeSet<usize>,
    pub(super) plan: IndexPlan,
}

impl<'a> Planner<'a> {
    fn new(index: &'a ChannelIndex<'a>, note: &'a Note, record: &IndexRecord) -> Self {
        Self {
            index,
            note,
            sections: sections(note, index.videos),
            listed: BTreeSet::new(),
            plan: IndexPlan {
                record: record.clone(),
                ..IndexPlan::default()
            },
        }
    }

    fn remove_entries(&mut self, number: usize) {
        let name = &self.index.resolver.notes()[number];
        let Some(written) = self.plan.record.entries.get(name).cloned() else {
            return;
        };
        let (note, text) = (self.note, self.note.text());
        for link in note.wikilinks().iter().filter(|link| link.live) {
            let found = self
                .index
                .resolver
                .resolve(&text[link.target.clone()], self.index.name);
            if found.agreed() == Some(number)
                && is_own_form(text, link)
                && self.shows(link, &written)
            {
                self.plan.removed.push(name.clone());
                self.remove_line(link.range.start, name.clone());
            }
        }
    }

    fn look_at_entries(&mut self) {
        let note = self.note;
        for link in note.file_links().iter().filter(|link| link.live) {
            let resolver = self.index.resolver;
            self.list(&resolver.resolve_file(link.kind, &link.target, self.index.name));
        }
        for link in note.wikilinks().iter().filter(|link| link.live) {
            let target = &note.text()[link.target.clone()];
            let found = self.index.resolver.resolve(target, self.index.name);
            self.list(&found);
            let is_gone = found.quartz == Outcome::Missing && found.obsidian == Outcome::Missing;
            if is_gone {
                self.gone(link, target);
            } else if let Some(note) = found
                .agreed()
                .filter(|_| is_own_form(self.note.text(), link))
            {
                self.retitle(link, note);
            }
        }
    }

    fn list(&mut self, found: &Resolution) {
        let notes = [&found.quartz, &found.obsidian].map(Outcome::note);
        self.listed.extend(notes.into_iter().flatten());
    }

    fn gone(&mut self, link: &Wikilink, target: &str) {
        let text = self.note.text();
        let below_video = self
            .sections
            .iter()
            .any(|section| section.range.contains(&link.range.start));
        if !below_video || !is_own_form(text, link) {
            return;
        }
        // The names of notes that are gone are known by the record alone.
        let written =
            self.plan.record.entries.iter().find(|(name, _)| {
                name.as_str() == target || name.rsplit('/').next() == Some(target)
            });
        let name = written
            .filter(|(_, display)| self.shows(link, display))
            .map(|(name, _)| name.clone());
        match name {
            Some(name) => {
                self.plan.removed.push(target.to_owned());
                self.remove_line(link.range.start, name);
            }
            None => self.plan.gone.push(target.to_owned()),
        }
    }

    fn shows(&self, link: &Wikilink, display: &str) -> bool {
        &self.note.text()[link.shown()] == display
    }

    /// Plans an edit, and what it changes in what is remembered.
    pub(super) fn edit(&mut self, splice: Splice, step: RecordStep) {
        self.plan.record.take(&step);
        self.plan.splices.push(splice);
        self.plan.steps.push(step);
    }

    fn remove_line(&mut self, offset: usize, name: String) {
        let text = self.note.text();
        if let Some(section) = self.section_with_nothing_else(offset) {
            return self.remove_section(section, name);
        }
        let (start, end) = (line_start(text, offset), line_end(text, offset));
        let behind = text[end..].find('\n').map(|at| end + at + 1);
        // The last line of a file without a final line end takes the one before it along.
        let range = match behind {
            Some(behind) => start..behind,
            None => text[..start].trim_end_matches(['\r', '\n']).len()..end,
        };
        let step = RecordStep {
            entries: vec![(name, None)],
            ..RecordStep::default()
        };
        self.edit(Splice::remove(range), step);
    }

    /// The section that holds the line at an offset and nothing else, below a heading as it was written.
    fn section_with_nothing_else(&self, offset: usize) -> Option<Range<usize>> {
        let text = self.note.text();
        let holds = |section: &&Section| section.range.contains(&offset);
        let section = self.sections.iter().find(holds)?;
        let (start, end) = (line_start(text, offset), line_end(text, offset));
        let others = [
            &text[section.heading_end..start],
            &text[end..section.range.end],
        ];
        let written = self.plan.record.videos.get(&section.video)?;
        let is_as_written = *written == text[section.title.clone()];
        let is_alone = others.iter().all(|other| other.trim().is_empty());
        (is_as_written && is_alone).then(|| section.range.clone())
    }

    fn remove_section(&mut self, section: Range<usize>, name: String) {
        let text = self.note.text();
        // What ends the file ends it afterwards too.
        let range = if section.end == text.len() {
            text[..section.start].trim_end().len()..text.trim_end().len()
        } else {
            section
        };
        let step = RecordStep {
            entries: vec![(name, None)],
            ..RecordStep::default()
        };
        self.edit(Splice::remove(range), step);
    }

    fn retitle(&mut self, link: &Wikilink, note: usize) {
        let name = &self.index.resolver.notes()[note];
        let topics = self.index.videos.iter().flat_map(|video| &video.topics);
        let topic = topics.into_iter().find(|topic| topic.note == note);
        let (Some(topic), Some(shown)) = (topic, link.display.clone()) else {
            return;
        };
        let title = display_text(&topic.title);
        let is_ours = self
            .plan
            .record
            .entries
            .get(name)
            .is_some_and(|written| self.shows(link, written));
        if is_ours && self.note.text()[shown.clone()] != title && !title.is_empty() {
            let step = RecordStep {
                entries: vec![(name.clone(), Some(title.clone()))],
                ..RecordStep::default()
            };
            self.plan.retitled.push(name.clone());
            self.edit(Splice::replace(shown, title), step);
        }
    }

    fn look_at_headings(&mut self) {
        for number in 0..self.sections.len() {
            let section = &self.sections[number];
            let Some(video) = self
                .index
                .videos
                .iter()
                .find(|video| video.id == section.video)
            else {
                continue;
            };
            let shown = &self.note.text()[section.title.clone()];
            let title = heading_text(&video.title);
            let written = self.plan.record.videos.get(&video.id);
            if written.is_some_and(|written| written == shown) && shown != title {
                let splice = Splice::replace(section.title.clone(), title.clone());
                let step = RecordStep {
                    video: Some((video.id.clone(), title)),
                    ..RecordStep::default()
                };
                self.plan.retitled.push(video.id.to_string());
                self.edit(splice, step);
            }
        }
    }
}
