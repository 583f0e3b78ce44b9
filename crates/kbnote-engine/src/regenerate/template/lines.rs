//! Headings, the `From:` line and other lines of the template below the front matter.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_note::{Note, Splice};

use super::super::change::{Change, ChangeKind, Slot, of_template, rewrite};
use super::super::{Kinds, Verdict};
use super::edits::Edit;
use super::edits_around_prose::edits_around_prose;
use super::frame::{Line, RenderedFrame, is_from, is_heading};
use super::from_line;
use super::known_lines::KnownLines;
use super::layout::{self, Block, body_lines};
use super::matching::{Class, class, places};

/// The template's lines as they were written and as they would be, held against a note.
pub(super) struct Lines<'a> {
    pub(super) note: &'a Note,
    pub(super) known: KnownLines<'a>,
    pub(super) new: &'a RenderedFrame,
    pub(super) edits: Vec<Edit>,
    /// How many of the edits are before the author's prose.
    pub(super) edits_before_prose: usize,
    /// The lines of the note that may be the template's.
    pub(super) now: Vec<Range<usize>>,
    /// For each old line, the line of the note that it is.
    pub(super) places: Vec<Option<usize>>,
    /// The new lines that the note has, as they were written or as the author changed them.
    pub(super) standing: Vec<Option<Range<usize>>>,
    /// Where the lines of the note begin that are the template's.
    of_template: BTreeSet<usize>,
    /// Where those begin that are to be removed.
    gone: BTreeSet<usize>,
    /// The texts of the others that may be the template's.
    authors: BTreeSet<&'a str>,
    /// Old lines that the author removed, and the template no longer writes there.
    done_without: BTreeSet<&'a str>,
}

impl<'a> Lines<'a> {
    pub(super) fn new(note: &'a Note, known: KnownLines<'a>, new: &'a RenderedFrame) -> Self {
        let new_texts: Vec<&str> = new.lines.iter().map(|line| line.text.trim_end()).collect();
        let of_template: BTreeSet<&str> = known.lines.iter().chain(&new_texts).copied().collect();
        let text = note.text();
        let from = body_lines(note).find(|line| is_from(&text[line.clone()]));
        let may_be = |line: &Range<usize>| match class(&text[line.clone()]) {
            Class::Heading | Class::Comment => true,
            Class::From if from.as_ref() == Some(line) => true,
            _ => of_template.contains(&text[line.clone()]),
        };
        let now: Vec<_> = body_lines(note).filter(may_be).collect();
        let (edits, edits_before_prose) = edits_around_prose(&known, &new_texts, new);
        let places = places(note, &known.lines, &now);
        let of_template = places.iter().flatten().map(|&place| now[place].start);
        let of_template: BTreeSet<usize> = of_template.collect();
        let authors = now.iter().filter(|line| !of_template.contains(&line.start));
        let mut lines = Self {
            authors: authors.map(|line| &text[line.clone()]).collect(),
            of_template,
            gone: BTreeSet::new(),
            done_without: BTreeSet::new(),
            places,
            standing: vec![None; new_texts.len()],
            edits,
            edits_before_prose,
            note,
            known,
            new,
            now,
        };
        lines.find_standing();
        if lines.keep_moved_chapters() {
            lines.find_standing();
        }
        lines
    }

    /// Finds which lines of the note stay, and which go.
    fn find_standing(&mut self) {
        self.standing.fill(None);
        self.gone.clear();
        self.done_without.clear();
        for edit in &self.edits {
            match edit {
                Edit::Keep { old, new } | Edit::Reword { old, new } => {
                    self.standing[*new] = self.current_line(*old).map(|(line, _)| line);
                }
                Edit::Remove { old } => {
                    for old in old.clone() {
                        match self.places[old] {
                            Some(place) => self.gone.insert(self.now[place].start),
                            None => self.done_without.insert(self.known.lines[old]),
                        };
                    }
                }
                Edit::Insert { .. } => {}
            }
        }
    }

    /// The changes of these kinds.
    pub(super) fn changes(&self, kinds: &Kinds) -> Vec<Change> {
        let change = |(n, edit)| {
            let kind = self.kind(edit);
            let change = self.change(n, edit).filter(|_| kinds.has(kind))?;
            let is_of_from = kind == ChangeKind::FrontMatter;
            Some(Change {
                slot: Slot::Lines(n),
                kind,
                what: if is_of_from {
                    "From".to_owned()
                } else {
                    change.what
                },
                ..change
            })
        };
        self.edits.iter().enumerate().filter_map(change).collect()
    }

    /// The lines to remember once these verdicts are carried out, and how many of them are before the
    /// author's prose. Where an edit is put off, its old lines are still what was written. Lines that
    /// the note does not get are remembered as the template would write them from then on, `later`.
    pub(super) fn base_after(
        &self,
        kinds: &Kinds,
        later: Option<&[Line]>,
        verdict: &dyn Fn(&Slot) -> Verdict,
    ) -> (Vec<String>, usize) {
        let later = later.filter(|later| later.len() == self.new.lines.len());
        let old = |range: Range<usize>| self.known.lines[range].iter().map(|&line| line.to_owned());
        let new = |range: Range<usize>, written: bool| {
            let lines = later.filter(|_| !written).unwrap_or(&self.new.lines);
            lines[range].iter().map(|line| line.text.clone())
        };
        let lines = |(n, edit): (usize, &Edit)| -> Vec<String> {
            let verdict = match kinds.has(self.kind(edit)) {
                true => verdict(&Slot::Lines(n)),
                false => Verdict::Leave,
            };
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
        let mut after = Vec::new();
        // Lines among the prose stay there, wherever others have moved to.
        let mut among_prose = Vec::new();
        for (n, edit) in self.edits[..self.edits_before_prose].iter().enumerate() {
            match edit {
                Edit::Remove { old } if old.start >= self.known.prose_at => &mut among_prose,
                _ => &mut after,
            }
            .extend(lines((n, edit)));
        }
        let prose_at = after.len();
        after.append(&mut among_prose);
        let below = self.edits.iter().enumerate().skip(self.edits_before_prose);
        after.extend(below.flat_map(lines));
        (after, prose_at)
    }

    fn kind(&self, edit: &Edit) -> ChangeKind {
        let of_old = |old: usize| is_from(self.known.lines[old]);
        let of_new = |new: usize| is_from(&self.new.lines[new].text);
        let is_of_from = match edit {
            Edit::Keep { old, new } | Edit::Reword { old, new } => of_old(*old) || of_new(*new),
            Edit::Remove { old } => of_old(old.start),
            Edit::Insert { new } => of_new(new.start),
        };
        match is_of_from {
            true => ChangeKind::FrontMatter,
            false => ChangeKind::Headings,
        }
    }

    fn change(&self, n: usize, edit: &Edit) -> Option<Change> {
        match edit {
            Edit::Keep { .. } => None,
            Edit::Reword { old, new } => self.reword(*old, &self.new.lines[*new].text),
            Edit::Remove { old } => self.remove(n, old.clone()),
            Edit::Insert { new } => self.insert(n, new.clone()),
        }
    }

    fn reword(&self, old: usize, new: &str) -> Option<Change> {
        let (line, conflict) = self.current_line(old)?;
        if conflict && is_from(self.known.lines[old]) && is_from(new) {
            return from_line::merge(self.note, line, self.known.lines[old], new);
        }
        let before = &self.note.text()[line.clone()];
        let whole = match conflict {
            true => line.clone(),
            false => layout::with_white_space(self.note, line.clone()),
        };
        let written = if conflict { new.trim_end() } else { new };
        (before != new.trim_end()).then(|| Change {
            what: title(before).to_owned(),
            before: before.to_owned(),
            after: new.trim_end().to_owned(),
            splices: vec![rewrite(self.note, whole.clone(), written)],
            conflict,
            ..self.of_lines(whole)
        })
    }

    /// The line of the note that an old one is, or that the author made of it, and whether they did.
    pub(super) fn current_line(&self, old: usize) -> Option<(Range<usize>, bool)> {
        match self.places[old] {
            Some(place) => Some((self.now[place].clone(), false)),
            None => Some((self.authors_version(old)?, true)),
        }
    }

    /// The line that the author made of an old one: the only one of its kind between the
    /// neighbours of that one. Of several old ones that it could be nobody knows which it is.
    fn authors_version(&self, old: usize) -> Option<Range<usize>> {
        let lines = &self.known.lines;
        let placed = |o: &usize| self.places[*o].is_some();
        let above = (0..old).rev().find(placed);
        let below = (old + 1..lines.len()).find(placed);
        let lost = above.map_or(0, |o| o + 1)..below.unwrap_or(lines.len());
        let is_like_it = |o: &usize| class(lines[*o]) == class(lines[old]);
        if lost.filter(is_like_it).nth(1).is_some() {
            return None;
        }
        let after = above.and_then(|o| self.places[o]);
        let before = below.and_then(|o| self.places[o]);
        let between = after.map_or(0, |place| place + 1)..before.unwrap_or(self.now.len());
        let is_of_kind = |place: &usize| {
            let text = &self.note.text()[self.now[*place].clone()];
            class(text) == class(lines[old]) && class(text) != Class::Other
        };
        let mut free = between
            .filter(|place| !self.places.contains(&Some(*place)))
            .filter(is_of_kind);
        let found = free.next()?;
        free.next().is_none().then(|| self.now[found].clone())
    }

    /// Lines that the template no longer writes go, each with the blank lines before it; a heading
    /// among the author's prose only if nothing of theirs is below it.
    fn remove(&self, n: usize, old: Range<usize>) -> Option<Change> {
        let lines: Vec<Range<usize>> = old
            .clone()
            .filter_map(|o| self.places[o].map(|place| self.now[place].clone()))
            .collect();
        let first = lines.first()?.clone();
        let text = self.note.text();
        let gap = lines.last().and_then(|last| {
            let end = Block::of(self.note, last).end;
            self.gap_before_next(n, end)
        });
        let mut gone: Vec<Splice> = lines
            .iter()
            .map(|line| Splice::remove(self.with_its_blanks(line, gap.is_some())))
            .collect();
        gone.extend(gap.into_iter().flatten());
        let end = gone.iter().map(|splice| splice.range.end).max();
        let start = gone.iter().map(|splice| splice.range.start).min();
        let shown: Vec<&str> = lines.iter().map(|line| &text[line.clone()]).collect();
        Some(Change {
            what: title(shown[0]).to_owned(),
            before: shown.join("\n"),
            splices: gone,
            conflict: self.holds_more(old, &first),
            line: self.note.line_at(first.start),
            ..self.of_lines(start.unwrap_or(first.start)..end.unwrap_or(first.end))
        })
    }

    pub(super) fn is_of_template(&self, line: &Range<usize>) -> bool {
        self.of_template.contains(&line.start)
    }

    /// A line with the blank lines before it; without them if nothing else would be between what
    /// is above and what is below.
    fn with_its_blanks(&self, line: &Range<usize>, gap_is_known: bool) -> Range<usize> {
        let block = Block::of(self.note, line);
        let mut next = body_lines(self.note).skip_while(|other| other.start <= line.start);
        let is_close = next.next().is_some_and(|next| {
            next.start == block.end && !self.goes(&next) && block.blank > self.note.body_start()
        });
        if is_close && !gap_is_known {
            line.start..block.end
        } else {
            block.blank..block.end
        }
    }

    /// Whether a line of the note is to be removed.
    fn goes(&self, line: &Range<usize>) -> bool {
        self.gone.contains(&line.start)
    }

    /// What makes the gap before the line below an edit that which the template has there, if that line
    /// is next in the note too, and no other edit is nearer to it.
    fn gap_before_next(&self, n: usize, end: usize) -> Option<Option<Splice>> {
        let is_edit = |n: &usize| match &self.edits[*n] {
            Edit::Keep { .. } => false,
            Edit::Reword { .. } => false,
            Edit::Remove { old } => old.clone().any(|old| self.places[old].is_some()),
            Edit::Insert { new } => self.comes(new),
        };
        let is_kept = |n: &usize| matches!(self.edits[*n], Edit::Keep { .. } | Edit::Reword { .. });
        let region = match self.new.prose_gap {
            Some(_) if n < self.edits_before_prose => self.edits_before_prose,
            _ => self.edits.len(),
        };
        let next = (n + 1..region).find(is_kept);
        if (n + 1..next.unwrap_or(region)).any(|n| is_edit(&n)) {
            return None;
        }
        let stands = body_lines(self.note).find(|line| line.start >= end && !self.goes(line))?;
        let wanted = match next.map(|next| &self.edits[next]) {
            Some(Edit::Keep { new, .. } | Edit::Reword { new, .. }) => {
                (self.standing[*new].as_ref() == Some(&stands)).then(|| self.new.lines[*new].gap)?
            }
            Some(_) => return None,
            None if region < self.edits.len() || n < self.edits_before_prose => {
                let is_prose = !self.standing.contains(&Some(stands.clone()));
                self.new.prose_gap.filter(|_| is_prose)?
            }
            None => return None,
        };
        Some(layout::gap(self.note, &stands, wanted))
    }

    fn insert(&self, n: usize, new: Range<usize>) -> Option<Change> {
        if !self.comes(&new) {
            return None;
        }
        let lines = || self.coming(&new);
        let at = self.place_of_new(n, &new);
        let line_end = self.note.line_end();
        let before = &self.note.text()[..at];
        let mut insert = String::new();
        if !before.is_empty() && !before.ends_with('\n') {
            insert += line_end;
        }
        for (n, line) in lines().enumerate() {
            let gap = match n {
                0 => self.gap_of_first(at, &new, line),
                _ => line.gap,
            };
            insert += &line_end.repeat(gap);
            insert += &line.text;
            insert += line_end;
        }
        let gap = self.gap_before_next(n, at).flatten();
        let end = gap.as_ref().map_or(at, |gap| gap.range.end);
        let shown: Vec<&str> = lines().map(|line| line.text.trim_end()).collect();
        Some(Change {
            what: title(shown[0]).to_owned(),
            after: shown.join("\n"),
            splices: [Splice::insert(at, insert)]
                .into_iter()
                .chain(gap)
                .collect(),
            ..self.of_lines(at..end)
        })
    }

    /// How many blank lines come before new lines: as the template has it, but one below text of the
    /// author's among which the template's headings are.
    fn gap_of_first(&self, at: usize, new: &Range<usize>, line: &Line) -> usize {
        let text = self.note.text();
        if text[..at].trim().is_empty() {
            return 0;
        }
        let above = body_lines(self.note)
            .take_while(|line| line.start < at)
            .last();
        let is_below_prose = above.is_some_and(|line| !self.is_of_template(&line));
        let is_among_prose = self.new.prose.contains(&new.start);
        match is_below_prose && is_among_prose {
            true => 1,
            false => line.gap,
        }
    }

    /// Whether the note gets something of new lines: not if it has all of them already.
    fn comes(&self, new: &Range<usize>) -> bool {
        let text = self.note.text();
        let mut present = self.now.iter().filter(|line| !self.goes(line));
        let has_from = present.any(|line| is_from(&text[line.clone()]));
        let is_there = |line: &Line| {
            let wanted = line.text.trim_end();
            self.authors.contains(wanted) || is_from(wanted) && has_from
        };
        !self.coming(new).all(is_there)
    }

    /// New lines, without those that the author removed from another place.
    fn coming(&self, new: &Range<usize>) -> impl Iterator<Item = &'a Line> {
        let lines = self.new.lines[new.clone()].iter();
        lines.filter(|line| !self.done_without.contains(line.text.trim_end()))
    }

    /// Where new lines go. Above and below the prose they follow the line that the template has
    /// before them; among it a heading comes before the next one, behind what the author wrote.
    pub(super) fn place_of_new(&self, n: usize, new: &Range<usize>) -> usize {
        let prose = &self.new.prose;
        let standing = |at: usize| Some(Block::of(self.note, self.standing[at].as_ref()?));
        let above = |from: usize| Some((from..new.start).rev().find_map(standing)?.end);
        let below = |to: usize| Some((new.end..to).find_map(standing)?.blank);
        let is_above_prose = match self.new.prose_gap {
            Some(_) => n < self.edits_before_prose,
            None => new.start < prose.start,
        };
        let found = if is_above_prose {
            let place = above(0).or_else(|| below(prose.start));
            Some(place.unwrap_or(self.note.body_start()))
        } else if new.start >= prose.end {
            above(prose.end).or_else(|| below(self.new.lines.len()))
        } else if is_heading(&self.new.lines[new.start].text) {
            below(self.new.lines.len())
        } else if let Some((n, before)) = self.inserted_before(new) {
            Some(self.place_of_new(n, before))
        } else {
            above(0).or_else(|| below(self.new.lines.len()))
        };
        found.unwrap_or_else(|| layout::end(self.note))
    }

    /// The new lines that come right before others.
    fn inserted_before(&self, new: &Range<usize>) -> Option<(usize, &Range<usize>)> {
        let mut edits = self.edits.iter().enumerate();
        edits.find_map(|(n, edit)| match edit {
            Edit::Insert { new: before } if before.end == new.start => Some((n, before)),
            _ => None,
        })
    }

    fn of_lines(&self, range: Range<usize>) -> Change {
        of_template(self.note, ChangeKind::Headings, Slot::Lines(0), range)
    }
}

/// A heading without its signs.
fn title(line: &str) -> &str {
    line.trim_start_matches('#').trim()
}
