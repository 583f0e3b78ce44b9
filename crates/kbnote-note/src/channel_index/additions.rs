//! Entries and sections that an index note does not have yet: what they say, and where they go.

use std::cmp::Ordering;
use std::ops::Range;

use chrono::NaiveDate;
use kbnote_core::VideoId;

use super::plan::Planner;
use super::section::{Section, line_end, line_start};
use super::{IndexedVideo, RecordStep};
use crate::wikilink::Wikilink;
use crate::{LinkPlace, Splice, display_text, heading_text, is_linkable_target};

/// Entries that are to be written.
#[derive(Default)]
struct NewEntries {
    /// Each as a link.
    links: Vec<String>,
    /// What is to be remembered of them.
    remembered: Vec<(String, Option<String>)>,
}

impl Planner<'_> {
    /// Adds what the videos and their notes lack.
    pub(super) fn add_missing(&mut self) {
        let index = self.index;
        let mut new_videos: Vec<&IndexedVideo> = Vec::new();
        for video in index.videos {
            let is_its_own = |section: &Section| section.video == video.id;
            match self.sections.iter().position(is_its_own) {
                Some(section) => {
                    let entries = self.new_entries(video);
                    self.add_entries(section, entries);
                }
                None => new_videos.push(video),
            }
        }
        let runs_forward = self.runs_forward();
        new_videos.sort_by(|a, b| order(a, b, runs_forward));
        for video in new_videos {
            let entries = self.new_entries(video);
            if !entries.links.is_empty() {
                self.add_section(video, entries, runs_forward);
            }
        }
    }

    /// The entries of a video's notes that are not listed.
    fn new_entries(&mut self, video: &IndexedVideo) -> NewEntries {
        let mut entries = NewEntries::default();
        for topic in &video.topics {
            if self.listed.contains(&topic.note) {
                continue;
            }
            let resolver = self.index.resolver;
            let name = resolver.notes()[topic.note].clone();
            if self.plan.record.entries.contains_key(&name) {
                self.plan.left_out.push(name);
                continue;
            }
            let target = resolver.target_of(topic.note);
            if !is_linkable_target(target) {
                self.plan.unlinkable.push(name);
                continue;
            }
            entries.links.push(
                self.index
                    .style
                    .write(target, &topic.title, LinkPlace::Prose),
            );
            self.plan.added.push(name.clone());
            let shown = match display_text(&topic.title) {
                shown if shown.is_empty() => target.to_owned(),
                shown => shown,
            };
            entries.remembered.push((name, Some(shown)));
        }
        entries
    }

    fn add_entries(&mut self, section: usize, entries: NewEntries) {
        if entries.links.is_empty() {
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
        for link in &entries.links {
            added += &format!("{line_end_text}{mark}{link}");
        }
        if last.is_none() && text_goes_on(&text[at..section.range.end]) {
            added += line_end_text;
        }
        let step = RecordStep {
            entries: entries.remembered,
            ..RecordStep::default()
        };
        self.edit(Splice::insert(at, added), step);
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
            let next = below.lines().nth(1)?;
            Some(next.trim().is_empty())
        };
        self.sections.iter().find_map(follows).unwrap_or(true)
    }

    fn add_section(&mut self, video: &IndexedVideo, entries: NewEntries, runs_forward: bool) {
        let end = self.note.line_end();
        let blank = if self.is_spaced() { end } else { "" };
        let title = heading_text(&video.title);
        let heading = match &video.url {
            Some(url) => format!("[{title}]({url})"),
            None => title.clone(),
        };
        let mut section = format!("### {heading}{end}{blank}");
        section += &entries
            .links
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
        let step = RecordStep {
            video: Some((video.id.clone(), title)),
            entries: entries.remembered,
        };
        self.edit(splice, step);
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
        let steps = |is_step: fn(&[NaiveDate]) -> bool| {
            dates.windows(2).filter(|pair| is_step(pair)).count()
        };
        steps(|pair| pair[0] < pair[1]) > steps(|pair| pair[0] > pair[1])
    }

    fn date_of(&self, video: &VideoId) -> Option<NaiveDate> {
        let known = self.index.videos.iter().find(|known| known.id == *video);
        known?.published
    }
}

/// How new videos are ordered: by their dates as the others run, those without a date at the end.
fn order(a: &IndexedVideo, b: &IndexedVideo, runs_forward: bool) -> Ordering {
    let by_date = match (a.published, b.published) {
        (Some(a), Some(b)) if runs_forward => a.cmp(&b),
        (Some(a), Some(b)) => b.cmp(&a),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    by_date
        .then_with(|| a.title.cmp(&b.title))
        .then_with(|| a.id.cmp(&b.id))
}

/// Whether the line after the one that ends here is not empty.
fn text_goes_on(behind: &str) -> bool {
    let next = behind.trim_start_matches('\r').strip_prefix('\n');
    let line = next.and_then(|next| next.lines().next());
    line.is_some_and(|line| !line.trim().is_empty())
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
