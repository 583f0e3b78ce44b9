//! What is to be changed in an index note.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_core::VideoId;

use super::section::{Section, is_own_form, line_end, line_start, sections};
use super::{ChannelIndex, IndexRecord, IndexedVideo, Topic};
use crate::wikilink::Wikilink;
use crate::{EditError, LinkPlace, Note, Outcome, Splice, display_text, heading_text};

/// What is to be changed in an index note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexPlan {
    /// The edits.
    pub splices: Vec<Splice>,
    /// The names of the notes that get an entry.
    pub added: Vec<String>,
    /// The names of the notes whose entries, and the videos whose headings, get another text.
    pub retitled: Vec<String>,
    /// The targets of entries that go, as their notes did.
    pub removed: Vec<String>,
    /// The targets of entries that lead nowhere and stay, as the author wrote them.
    pub gone: Vec<String>,
    /// The names of the notes that the author has taken out of the index.
    pub left_out: Vec<String>,
    /// What is to be remembered once the edits are made.
    pub record: IndexRecord,
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

    fn changes(&self, note: &Note, record: &IndexRecord) -> IndexPlan {
        let mut planner = Planner {
            index: self,
            note,
            sections: sections(note, self.videos),
            listed: BTreeSet::new(),
            plan: IndexPlan {
                record: record.clone(),
                ..IndexPlan::default()
            },
        };
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

struct Planner<'a> {
    index: &'a ChannelIndex<'a>,
    note: &'a Note,
    sections: Vec<Section>,
    /// The notes that the index links to.
    listed: BTreeSet<usize>,
    plan: IndexPlan,
}

impl Planner<'_> {
    fn look_at_entries(&mut self) {
        let note = self.note;
        for link in note.wikilinks().iter().filter(|link| link.live) {
            let target = &note.text()[link.target.clone()];
            let found = self.index.resolver.resolve(target, self.index.name);
            let notes = [&found.quartz, &found.obsidian].map(Outcome::note);
            self.listed.extend(notes.into_iter().flatten());
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
                self.plan.record.entries.remove(&name);
                self.plan.removed.push(target.to_owned());
                self.remove_line(link.range.start);
            }
            None => self.plan.gone.push(target.to_owned()),
        }
    }

    fn shows(&self, link: &Wikilink, display: &str) -> bool {
        &self.note.text()[link.shown()] == display
    }

    fn remove_line(&mut self, offset: usize) {
        let text = self.note.text();
        let (start, end) = (line_start(text, offset), line_end(text, offset));
        let behind = text[end..].find('\n').map(|at| end + at + 1);
        // The last line of a file without a final line end takes the one before it along.
        let range = match behind {
            Some(behind) => start..behind,
            None => text[..start].trim_end_matches(['\r', '\n']).len()..end,
        };
        self.plan.splices.push(Splice::remove(range));
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
            self.plan
                .splices
                .push(Splice::replace(shown, title.clone()));
            self.plan.retitled.push(name.clone());
            self.plan.record.entries.insert(name.clone(), title);
        }
    }

    fn look_at_headings(&mut self) {
        for section in &self.sections {
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
                self.plan
                    .splices
                    .push(Splice::replace(section.title.clone(), title.clone()));
                self.plan.retitled.push(video.id.to_string());
                self.plan.record.videos.insert(video.id.clone(), title);
            }
        }
    }

    fn add_missing(&mut self) {
        let index = self.index;
        let mut new_videos: Vec<&IndexedVideo> = Vec::new();
        for video in index.videos {
            match self
                .sections
                .iter()
                .position(|section| section.video == video.id)
            {
                Some(section) => {
                    let lines = self.new_entries(video);
                    self.add_entries(section, &lines);
                }
                None => new_videos.push(video),
            }
        }
        let runs_forward = self.runs_forward();
        new_videos.sort_by(|a, b| {
            let by_date = match (a.published, b.published) {
                (Some(a), Some(b)) if runs_forward => a.cmp(&b),
                (Some(a), Some(b)) => b.cmp(&a),
                (a, b) => b.is_some().cmp(&a.is_some()),
            };
            by_date
                .then_with(|| a.title.cmp(&b.title))
                .then_with(|| a.id.cmp(&b.id))
        });
        for video in new_videos {
            let lines = self.new_entries(video);
            if !lines.is_empty() {
                self.add_section(video, &lines, runs_forward);
            }
        }
    }

    /// The entries of a video's notes that are not listed, each a link.
    fn new_entries(&mut self, video: &IndexedVideo) -> Vec<String> {
        let missing = video
            .topics
            .iter()
            .filter(|topic| !self.listed.contains(&topic.note));
        let missing: Vec<&Topic> = missing.collect();
        let mut links = Vec::new();
        for topic in missing {
            let resolver = self.index.resolver;
            let name = resolver.notes()[topic.note].clone();
            if self.plan.record.entries.contains_key(&name) {
                self.plan.left_out.push(name);
                continue;
            }
            let target = resolver.target_of(topic.note);
            links.push(
                self.index
                    .style
                    .write(target, &topic.title, LinkPlace::Prose),
            );
            self.plan.added.push(name.clone());
            let shown = match display_text(&topic.title) {
                shown if shown.is_empty() => target.to_owned(),
                shown => shown,
            };
            self.plan.record.entries.insert(name, shown);
        }
        links
    }

    fn add_entries(&mut self, section: usize, links: &[String]) {
        if links.is_empty() {
            return;
        }
        let (text, line_end_text) = (self.note.text(), self.note.line_end());
        let section = &self.sections[section];
        let last = self.last_entry(section);
        let mark = last.map_or("- ", |link| mark_of(text, link));
        let mut added = String::new();
        let at = match last {
            Some(link) => end_of_block(text, link.range.start, section.range.end),
            None => {
                if self.is_spaced() {
                    added += line_end_text;
                }
                section.heading_end
            }
        };
        for link in links {
            added += &format!("{line_end_text}{mark}{link}");
        }
        let behind = &text[at..section.range.end];
        let next = behind
            .trim_start_matches('\r')
            .strip_prefix('\n')
            .unwrap_or_default();
        let goes_on = next
            .lines()
            .next()
            .is_some_and(|line| !line.trim().is_empty());
        if last.is_none() && goes_on {
            added += line_end_text;
        }
        self.plan.splices.push(Splice::insert(at, added));
    }

    fn last_entry(&self, section: &Section) -> Option<&Wikilink> {
        let text = self.note.text();
        let in_section = |link: &&Wikilink| link.live && section.range.contains(&link.range.start);
        let mut entries = self.note.wikilinks().iter().filter(in_section);
        entries.rfind(|link| matches!(mark_of(text, link).trim(), "-" | "*"))
    }

    /// Whether an empty line stands between headings and entries; if there are none yet, it does.
    fn is_spaced(&self) -> bool {
        let text = self.note.text();
        let follows = |section: &Section| {
            let below = &text[section.heading_end..section.range.end];
            let mut lines = below.lines().skip(1);
            let next = lines.next()?;
            lines
                .next()
                .map(|_| next.trim().is_empty())
                .or(Some(next.trim().is_empty()))
        };
        self.sections.iter().find_map(follows).unwrap_or(true)
    }

    fn add_section(&mut self, video: &IndexedVideo, links: &[String], runs_forward: bool) {
        let end = self.note.line_end();
        let blank = if self.is_spaced() { end } else { "" };
        let title = heading_text(&video.title);
        let mut section = format!("### [{title}]({}){end}{blank}", video.url);
        section += &links
            .iter()
            .map(|link| format!("- {link}"))
            .collect::<Vec<_>>()
            .join(end);
        let splice = match self.section_after(video, runs_forward) {
            Some(next) => Splice::insert(next.range.start, section + end + end),
            None => {
                let last = self.sections.last();
                let range = last.map_or(0..self.note.text().len(), |last| last.range.clone());
                let at = self.end_of_what_stays(range);
                let before = if at == 0 {
                    String::new()
                } else {
                    end.repeat(2)
                };
                Splice::insert(at, before + &section)
            }
        };
        self.plan.splices.push(splice);
        self.plan.record.videos.insert(video.id.clone(), title);
    }

    /// Where the text of a stretch ends, without the lines at its end that go.
    fn end_of_what_stays(&self, stretch: Range<usize>) -> usize {
        let mut end = stretch.end;
        loop {
            let text = &self.note.text()[stretch.start..end];
            let at = stretch.start + text.trim_end().len();
            let goes = |splice: &&Splice| {
                let range = &splice.range;
                splice.replacement.is_empty() && range.start < at && at <= range.end
            };
            match self.plan.splices.iter().find(goes) {
                Some(splice) => end = splice.range.start.max(stretch.start),
                None => return at,
            }
        }
    }

    /// The first section before which a video belongs by its date.
    fn section_after(&self, video: &IndexedVideo, runs_forward: bool) -> Option<&Section> {
        let published = video.published?;
        self.sections.iter().find(|section| {
            self.date_of(&section.video).is_some_and(|date| {
                if runs_forward {
                    date > published
                } else {
                    date < published
                }
            })
        })
    }

    /// Whether the sections run from old to new rather than from new to old.
    fn runs_forward(&self) -> bool {
        let dates: Vec<_> = self
            .sections
            .iter()
            .filter_map(|section| self.date_of(&section.video))
            .collect();
        let steps = |is_step: fn(&[chrono::NaiveDate]) -> bool| {
            dates.windows(2).filter(|pair| is_step(pair)).count()
        };
        steps(|pair| pair[0] < pair[1]) > steps(|pair| pair[0] > pair[1])
    }

    fn date_of(&self, video: &VideoId) -> Option<chrono::NaiveDate> {
        let known = self.index.videos.iter().find(|known| known.id == *video);
        known?.published
    }
}

/// What stands before a link on its line, if that is a mark and blanks.
fn mark_of<'a>(text: &'a str, link: &Wikilink) -> &'a str {
    &text[line_start(text, link.range.start)..link.range.start]
}

/// Where the lines end that belong to the list item on the line of `offset`: those up to an empty
/// one.
fn end_of_block(text: &str, offset: usize, limit: usize) -> usize {
    let mut end = line_end(text, offset);
    while let Some(next) = text[end..limit].find('\n').map(|at| end + at + 1) {
        let next_end = line_end(text, next);
        if next >= limit || text[next..next_end].trim().is_empty() {
            break;
        }
        end = next_end;
    }
    end
}
