//! Chapters that hold text of the author's.

use std::ops::Range;

use super::edits::Edit;
use super::frame::is_heading;
use super::layout::body_lines;
use super::lines::Lines;

impl Lines<'_> {
    /// A chapter that only has another place in the template now stays where it is if the author
    /// wrote below it. Whether there are any.
    pub(super) fn keep_moved_chapters(&mut self) -> bool {
        let is_held = |old: &Range<usize>| {
            let first = old.clone().find_map(|old| self.places[old]);
            first.is_some_and(|place| self.holds_more(old.clone(), &self.now[place]))
        };
        let moved_to = |edit: &Edit| {
            let Edit::Remove { old } = edit else {
                return None;
            };
            let common = |edit: &Edit| match edit {
                Edit::Insert { new } => self.common_lines(old, new),
                _ => 0,
            };
            let to = self.edits.iter().position(|edit| common(edit) > 0)?;
            is_held(old).then(|| (to, old.start, common(&self.edits[to])))
        };
        let moved: Vec<_> = self.edits.iter().map(moved_to).collect();
        let mut edits = Vec::new();
        let mut before_prose = 0;
        for (n, edit) in self.edits.iter().enumerate() {
            let chapter = moved.iter().flatten().find(|(to, ..)| *to == n);
            match (edit, chapter, moved[n]) {
                (Edit::Insert { new }, Some((_, old, count)), _) => {
                    let pair = |n| Edit::Keep {
                        old: old + n,
                        new: new.start + n,
                    };
                    edits.extend((0..*count).map(pair));
                    let new = new.start + count..new.end;
                    edits.extend((!new.is_empty()).then_some(Edit::Insert { new }));
                }
                (Edit::Remove { old }, _, Some((_, _, count))) => {
                    let old = old.start + count..old.end;
                    edits.extend((!old.is_empty()).then_some(Edit::Remove { old }));
                }
                (edit, ..) => edits.push(edit.clone()),
            }
            if n < self.edits_before_prose {
                before_prose = edits.len();
            }
        }
        (self.edits, self.edits_before_prose) = (edits, before_prose);
        moved.iter().any(Option::is_some)
    }

    /// How many lines two chapters have in common from their heading on.
    fn common_lines(&self, old: &Range<usize>, new: &Range<usize>) -> usize {
        let (old, new) = (&self.known.lines[old.clone()], &self.new.lines[new.clone()]);
        let pairs = old.iter().zip(new);
        pairs
            .take_while(|(old, new)| **old == new.text.trim_end())
            .count()
    }

    /// Whether there is something of the author's below a heading, or in place of a line of its. Their
    /// prose is not below a heading that comes before it.
    pub(super) fn holds_more(&self, old: Range<usize>, line: &Range<usize>) -> bool {
        if !is_heading(&self.note.text()[line.clone()]) {
            return false;
        }
        let is_theirs = |o: usize| self.current_line(o).is_some_and(|(_, theirs)| theirs);
        if old.clone().any(is_theirs) {
            return true;
        }
        let mut section = self.section(line.start);
        let above = self.standing[..self.new.prose.start].iter().flatten();
        let next = above.filter(|other| other.start > line.start);
        let next = next.map(|line| line.start).min();
        if next.is_some() || old.start < self.known.prose_at {
            let place = |o: usize| self.places[o].map(|place| &self.now[place]);
            let last = old.rev().find_map(place).unwrap_or(line);
            section.end = section.end.min(next.unwrap_or(last.end));
        }
        let mut below = body_lines(self.note).filter(|line| section.contains(&line.start));
        below.any(|line| !self.is_of_template(&line))
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
                Edit::Insert { new } if is_heading(&self.new.lines[new.start].text) => {
                    Some(self.place_of_new(n, new))
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
}
