//! Chapter headings and other lines of the template below the front matter.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kbnote_note::diff::common_runs;
use kbnote_note::{Note, Splice};

use super::super::Verdict;
use super::super::change::{Change, ChangeKind, Slot, of_template, rewrite};
use super::edits::{Edit, edits};
use super::frame::{Line, is_heading};

/// The template's lines as they were written and as they would be, held against a note.
pub(super) struct Lines<'a> {
    note: &'a Note,
    old: Vec<&'a str>,
    new: &'a [Line],
    edits: Vec<Edit>,
    /// The lines of the note that may be the template's.
    now: Vec<Range<usize>>,
    /// For each old line, the line of the note that it is.
    places: Vec<Option<usize>>,
}

/// The lines below the front matter that are not blank, without white space at their ends.
pub(super) fn body_lines(note: &Note) -> impl Iterator<Item = Range<usize>> {
    let mut at = note.front_matter().map_or(0, |front| front.range.end);
    let body = &note.text()[at..];
    let line = move |line: &str| {
        let start = at;
        at += line.len();
        start..start + line.trim_end().len()
    };
    body.split_inclusive('\n')
        .map(line)
        .filter(|line| !line.is_empty())
}

impl<'a> Lines<'a> {
    /// `old` are the lines that the template wrote.
    pub(super) fn new(note: &'a Note, old: Vec<&'a str>, new: &'a [Line]) -> Self {
        let old: Vec<&str> = old.into_iter().map(str::trim_end).collect();
        let new_texts: Vec<&str> = new.iter().map(|line| line.text.trim_end()).collect();
        let of_template: BTreeSet<&str> = old.iter().chain(&new_texts).copied().collect();
        let may_be = |line: &Range<usize>| {
            let text = &note.text()[line.clone()];
            class(text) != Class::Other || of_template.contains(text)
        };
        let now: Vec<_> = body_lines(note).filter(may_be).collect();
        let places = places(note, &old, &now);
        Self {
            edits: edits(&old, &new_texts),
            note,
            old,
            new,
            now,
            places,
        }
    }

    pub(super) fn changes(&self) -> Vec<Change> {
        let change = |(n, edit)| {
            let slot = Slot::Lines(n);
            Some(Change {
                slot,
                ..self.change(n, edit)?
            })
        };
        self.edits.iter().enumerate().filter_map(change).collect()
    }

    /// The lines to remember once these verdicts are carried out. Where an edit is put off,
    /// its old lines are still what was written. Lines that the note does not get are remembered as
    /// the template would write them from then on, `later`.
    pub(super) fn base_after(
        &self,
        later: Option<&[Line]>,
        verdict: &dyn Fn(&Slot) -> Verdict,
    ) -> Vec<String> {
        let later = later.filter(|later| later.len() == self.new.len());
        let old = |range: Range<usize>| self.old[range].iter().map(|&line| line.to_owned());
        let new = |range: Range<usize>, written: bool| {
            let lines = later.filter(|_| !written).unwrap_or(self.new);
            lines[range].iter().map(|line| line.text.clone())
        };
        let lines = |(n, edit): (usize, &Edit)| -> Vec<String> {
            let verdict = verdict(&Slot::Lines(n));
            let (is_skipped, is_accepted) = (verdict == Verdict::Leave, verdict == Verdict::Accept);
            match edit {
                Edit::Reword { old: o, .. } if is_skipped => old(*o..o + 1).collect(),
                Edit::Reword { old: o, new: n } => {
                    new(*n..n + 1, is_accepted && self.current_line(*o).is_some()).collect()
                }
                Edit::Keep { old: o, new: n } => {
                    new(*n..n + 1, self.places[*o].is_some()).collect()
                }
                Edit::Remove { old: o } if is_skipped => old(o.clone()).collect(),
                Edit::Insert { new: n } if !is_skipped => new(n.clone(), is_accepted).collect(),
                Edit::Remove { .. } | Edit::Insert { .. } => Vec::new(),
            }
        };
        self.edits.iter().enumerate().flat_map(lines).collect()
    }

    fn change(&self, n: usize, edit: &Edit) -> Option<Change> {
        match edit {
            Edit::Keep { .. } => None,
            Edit::Reword { old, new } => self.reword(*old, &self.new[*new].text),
            Edit::Remove { old } => self.remove(old.clone()),
            Edit::Insert { new } => self.insert(n, new.clone()),
        }
    }

    fn reword(&self, old: usize, new: &str) -> Option<Change> {
        let (line, conflict) = self.current_line(old)?;
        let before = &self.note.text()[line.clone()];
        let new = new.trim_end();
        (before != new).then(|| Change {
            what: title(before).to_owned(),
            before: before.to_owned(),
            after: new.to_owned(),
            splices: vec![rewrite(self.note, line.clone(), new)],
            conflict,
            ..self.of_lines(line)
        })
    }

    /// The line of the note that an old one is, or that the author made of it, and whether they did.
    fn current_line(&self, old: usize) -> Option<(Range<usize>, bool)> {
        match self.places[old] {
            Some(place) => Some((self.now[place].clone(), false)),
            None => Some((self.authors_version(old)?, true)),
        }
    }

    /// The line that the author made of an old one: the only one of its kind between the
    /// neighbours of that one. Of several old ones that it could be nobody knows which it is.
    fn authors_version(&self, old: usize) -> Option<Range<usize>> {
        let placed = |o: &usize| self.places[*o].is_some();
        let above = (0..old).rev().find(placed);
        let below = (old + 1..self.old.len()).find(placed);
        let lost = above.map_or(0, |o| o + 1)..below.unwrap_or(self.old.len());
        let is_like_it = |o: &usize| class(self.old[*o]) == class(self.old[old]);
        if lost.filter(is_like_it).nth(1).is_some() {
            return None;
        }
        let after = above
            .and_then(|o| self.places[o])
            .map_or(0, |place| place + 1);
        let before = below.and_then(|o| self.places[o]).unwrap_or(self.now.len());
        let is_of_kind = |place: &usize| {
            let text = &self.note.text()[self.now[*place].clone()];
            class(text) == class(self.old[old]) && class(text) != Class::Other
        };
        let mut free = (after..before)
            .filter(|place| !self.places.contains(&Some(*place)))
            .filter(is_of_kind);
        let found = free.next()?;
        free.next().is_none().then(|| self.now[found].clone())
    }

    /// Lines that the template no longer writes go; a heading only if nothing of the author's
    /// is below it.
    fn remove(&self, old: Range<usize>) -> Option<Change> {
        let lines: Vec<Range<usize>> = old
            .clone()
            .filter_map(|o| self.places[o].map(|place| self.now[place].clone()))
            .collect();
        let first = lines.first()?.clone();
        let text = self.note.text();
        let section = if is_heading(&text[first.clone()]) {
            self.section(first.start)
        } else {
            first.start..first.start
        };
        let is_below = |line: &Range<usize>| section.contains(&line.start);
        let below: Vec<Range<usize>> = body_lines(self.note).filter(is_below).collect();
        let is_of_template = |line: &Range<usize>| {
            let mut places = self.places.iter().flatten();
            places.any(|&place| self.now[place] == *line)
        };
        let holds_more = !below.iter().all(is_of_template);
        let goes_whole = !section.is_empty() && below.iter().all(|line| lines.contains(line));
        let mut gone = Vec::new();
        if goes_whole {
            gone.push(section.clone());
        }
        let alone = lines.iter().filter(|line| !goes_whole || !is_below(line));
        gone.extend(alone.map(|line| self.whole(line)));
        let end = gone.iter().map(|range| range.end).max();
        let shown: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
        Some(Change {
            what: title(shown[0]).to_owned(),
            before: shown.join("\n"),
            splices: gone.into_iter().map(Splice::remove).collect(),
            conflict: holds_more,
            ..self.of_lines(first.start..end.unwrap_or(first.end))
        })
    }

    /// From a heading up to the next one, be it one that is yet to come.
    fn section(&self, start: usize) -> Range<usize> {
        let headings = self.note.headings().iter();
        let present = headings.map(|heading| self.line_start(heading.range.start));
        let coming = self
            .edits
            .iter()
            .enumerate()
            .filter_map(|(n, edit)| match edit {
                Edit::Insert { new } if is_heading(&self.new[new.start].text) => {
                    Some(self.place_of_new(n).0)
                }
                _ => None,
            });
        let next = present.chain(coming).filter(|&at| at > start).min();
        start..next.unwrap_or(self.note.text().len())
    }

    fn line_start(&self, offset: usize) -> usize {
        self.note.text()[..offset]
            .rfind('\n')
            .map_or(0, |at| at + 1)
    }

    /// A line with its line end, and with the blank line after it where one precedes it.
    fn whole(&self, line: &Range<usize>) -> Range<usize> {
        let text = self.note.text();
        let next = |from: usize| {
            text[from..]
                .find('\n')
                .map_or(text.len(), |at| from + at + 1)
        };
        let end = next(line.end);
        let blank_before = text[..line.start]
            .lines()
            .next_back()
            .is_none_or(|line| line.trim().is_empty());
        let blank_end = next(end);
        let blank_behind = text[end..blank_end].trim().is_empty();
        line.start..if blank_before && blank_behind {
            blank_end
        } else {
            end
        }
    }

    fn insert(&self, n: usize, new: Range<usize>) -> Option<Change> {
        let lines = &self.new[new.clone()];
        let text = self.note.text();
        let is_there = |line: &Line| {
            let mut now = self.now.iter().map(|line| &text[line.clone()]);
            now.any(|now| now == line.text.trim_end())
        };
        if lines.iter().all(is_there) {
            return None;
        }
        let (at, gap_behind) = self.place_of_new(n);
        let line_end = self.note.line_end();
        let mut insert = String::new();
        for (n, line) in lines.iter().enumerate() {
            let gap = if n == 0 {
                self.missing_before(at, line.gap)
            } else {
                line.gap
            };
            insert += &line_end.repeat(gap);
            insert += &line.text;
            insert += line_end;
        }
        insert += &line_end.repeat(gap_behind);
        let shown: Vec<&str> = lines.iter().map(|line| line.text.trim_end()).collect();
        Some(Change {
            what: title(shown[0]).to_owned(),
            after: shown.join("\n"),
            splices: vec![Splice::insert(at, insert)],
            ..self.of_lines(at..at)
        })
    }

    /// Where the new lines of an edit go: before the next of the template's lines that the note has,
    /// as it was written or as the author changed it; and how many blank lines precede that one.
    fn place_of_new(&self, n: usize) -> (usize, usize) {
        let next = self.edits[n + 1..].iter().find_map(|edit| match edit {
            Edit::Keep { old, new } | Edit::Reword { old, new } => {
                let (line, _) = self.current_line(*old)?;
                Some((line.start, self.new[*new].gap))
            }
            Edit::Remove { .. } | Edit::Insert { .. } => None,
        });
        next.unwrap_or((self.note.text().len(), 0))
    }

    /// How many line ends must be added so that a new line begins behind a gap.
    fn missing_before(&self, at: usize, gap: usize) -> usize {
        let before = &self.note.text()[..at];
        let blank = &before[before.trim_end().len()..];
        let there = blank.matches('\n').count();
        let wanted = if before.trim_end().is_empty() {
            0
        } else {
            gap.min(1) + 1
        };
        wanted.saturating_sub(there)
    }

    fn of_lines(&self, range: Range<usize>) -> Change {
        of_template(self.note, ChangeKind::Headings, Slot::Lines(0), range)
    }
}

/// Which line of the note each old one is: in the order of the note, else the only one that says
/// the same.
fn places(note: &Note, old: &[&str], now: &[Range<usize>]) -> Vec<Option<usize>> {
    let texts: Vec<&str> = now.iter().map(|line| &note.text()[line.clone()]).collect();
    let mut places = vec![None; old.len()];
    let mut matched = BTreeSet::new();
    for (old_run, now_run) in common_runs(old, &texts) {
        for (o, n) in old_run.zip(now_run) {
            places[o] = Some(n);
            matched.insert(n);
        }
    }
    let mut free: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (n, text) in texts
        .iter()
        .enumerate()
        .filter(|(n, _)| !matched.contains(n))
    {
        free.entry(text).or_default().push(n);
    }
    for (o, place) in places
        .iter_mut()
        .enumerate()
        .filter(|(_, place)| place.is_none())
    {
        if let Some([only]) = free.get(old[o]).map(Vec::as_slice) {
            *place = Some(*only);
            free.remove(old[o]);
        }
    }
    places
}

/// What kind of line it is: one of a kind gives way to another of the same kind only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Heading,
    Comment,
    Other,
}

fn class(line: &str) -> Class {
    if is_heading(line) {
        Class::Heading
    } else if line.starts_with("%%") {
        Class::Comment
    } else {
        Class::Other
    }
}

/// A heading without its signs.
fn title(line: &str) -> &str {
    line.trim_start_matches('#').trim()
}
