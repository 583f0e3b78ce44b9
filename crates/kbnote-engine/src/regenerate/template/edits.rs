//! What became of the template's lines: which stayed, which say something else, which came or went.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::diff::common_runs;

use super::frame::{is_from, is_heading};

/// What became of lines, by their numbers among the old (`old`) and the new ones (`new`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// The line is as it was.
    Keep { old: usize, new: usize },
    /// The line says something else.
    Reword { old: usize, new: usize },
    /// The lines are gone: a chapter, or some of its lines.
    Remove { old: Range<usize> },
    /// The lines are new.
    Insert { new: Range<usize> },
}

/// All edits, in the order of the lines.
pub(super) fn edits(old: &[&str], new: &[&str]) -> Vec<Edit> {
    let mut found = Edits {
        old,
        new,
        edits: Vec::new(),
    };
    let (mut old_done, mut new_done) = (0, 0);
    let end = (old.len()..old.len(), new.len()..new.len());
    for (old_run, new_run) in common_runs(old, new).into_iter().chain([end]) {
        found.stretch(old_done..old_run.start, new_done..new_run.start);
        let pairs = old_run.clone().zip(new_run.clone());
        found
            .edits
            .extend(pairs.map(|(old, new)| Edit::Keep { old, new }));
        (old_done, new_done) = (old_run.end, new_run.end);
    }
    found.edits
}

impl Edit {
    /// The same edit of lines that come behind this many others.
    pub(super) fn moved(self, by_old: usize, by_new: usize) -> Self {
        let old_range = |old: Range<usize>| old.start + by_old..old.end + by_old;
        let new_range = |new: Range<usize>| new.start + by_new..new.end + by_new;
        match self {
            Self::Keep { old, new } => Self::Keep {
                old: old + by_old,
                new: new + by_new,
            },
            Self::Reword { old, new } => Self::Reword {
                old: old + by_old,
                new: new + by_new,
            },
            Self::Remove { old } => Self::Remove {
                old: old_range(old),
            },
            Self::Insert { new } => Self::Insert {
                new: new_range(new),
            },
        }
    }
}

/// The same edits, those of several lines cut before some of their lines.
pub(super) fn cut(
    edits: Vec<Edit>,
    old_cuts: impl Fn(usize) -> bool,
    new_cuts: impl Fn(usize) -> bool,
) -> Vec<Edit> {
    let mut all = Vec::new();
    for edit in edits {
        match edit {
            Edit::Remove { old } => {
                let parts = cut_range(old, &old_cuts).into_iter();
                all.extend(parts.map(|old| Edit::Remove { old }));
            }
            Edit::Insert { new } => {
                let parts = cut_range(new, &new_cuts).into_iter();
                all.extend(parts.map(|new| Edit::Insert { new }));
            }
            edit => all.push(edit),
        }
    }
    all
}

fn cut_range(range: Range<usize>, cuts: &impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    for at in range {
        match parts.last_mut() {
            Some(last) if !cuts(at) => last.end = at + 1,
            _ => parts.push(at..at + 1),
        }
    }
    parts
}

struct Edits<'a> {
    old: &'a [&'a str],
    new: &'a [&'a str],
    edits: Vec<Edit>,
}

impl Edits<'_> {
    /// A stretch that differs: its `From:` line is the same one wherever it is now.
    fn stretch(&mut self, old: Range<usize>, new: Range<usize>) {
        let from =
            |lines: &[&str], range: &Range<usize>| range.clone().find(|&at| is_from(lines[at]));
        match (from(self.old, &old), from(self.new, &new)) {
            (Some(o), Some(n)) => {
                self.by_chapters(old.start..o, new.start..n);
                self.chapter(o..o + 1, n..n + 1);
                self.by_chapters(o + 1..old.end, n + 1..new.end);
            }
            _ => self.by_chapters(old, new),
        }
    }

    fn by_chapters(&mut self, old: Range<usize>, new: Range<usize>) {
        let (old, new) = (chapters(self.old, old), chapters(self.new, new));
        let mut partner: Vec<Option<usize>> = vec![None; old.len()];
        for (o, chapter) in old.iter().enumerate() {
            let taken = |n: usize| partner.contains(&Some(n));
            let fits = |n: &usize| !taken(*n) && self.are_one(chapter, &new[*n]);
            partner[o] = (0..new.len()).find(fits);
        }
        let mut waiting = old.iter().zip(&partner).peekable();
        for (n, chapter) in new.iter().enumerate() {
            let is_partner = partner.contains(&Some(n));
            while let Some((gone, _)) = waiting.next_if(|(_, p)| is_partner && **p != Some(n)) {
                self.edits.push(Edit::Remove { old: gone.clone() });
            }
            match waiting.next_if(|(_, p)| **p == Some(n)) {
                Some((old, _)) => self.chapter(old.clone(), chapter.clone()),
                None => self.edits.push(Edit::Insert {
                    new: chapter.clone(),
                }),
            }
        }
        for (gone, _) in waiting {
            self.edits.push(Edit::Remove { old: gone.clone() });
        }
    }

    /// Whether two chapters are the same one, though they do not say the same: both begin at the
    /// same time, or say none and have the same number of lines.
    fn are_one(&self, old: &Range<usize>, new: &Range<usize>) -> bool {
        let has_heading = |lines: &[&str], at: usize| is_heading(lines[at]);
        if has_heading(self.old, old.start) != has_heading(self.new, new.start) {
            return false;
        }
        match (start(&self.old[old.clone()]), start(&self.new[new.clone()])) {
            (None, None) => old.len() == new.len(),
            (old, new) => old == new,
        }
    }

    fn chapter(&mut self, old: Range<usize>, new: Range<usize>) {
        let common = old.len().min(new.len());
        for (o, n) in old.clone().zip(new.clone()) {
            let (before, after) = (self.old[o].trim_end(), self.new[n].trim_end());
            if before == after {
                self.edits.push(Edit::Keep { old: o, new: n });
            } else if is_from(before) == is_from(after) {
                self.edits.push(Edit::Reword { old: o, new: n });
            } else {
                self.edits.push(Edit::Remove { old: o..o + 1 });
                self.edits.push(Edit::Insert { new: n..n + 1 });
            }
        }
        let (old, new) = (old.start + common..old.end, new.start + common..new.end);
        if !old.is_empty() {
            self.edits.push(Edit::Remove { old });
        }
        if !new.is_empty() {
            self.edits.push(Edit::Insert { new });
        }
    }
}

/// Lines cut before each heading.
fn chapters(lines: &[&str], range: Range<usize>) -> Vec<Range<usize>> {
    let mut chapters: Vec<Range<usize>> = Vec::new();
    for at in range {
        match chapters.last_mut() {
            Some(last) if !is_heading(lines[at]) => last.end = at + 1,
            _ => chapters.push(at..at + 1),
        }
    }
    chapters
}

/// The first time that the lines below a heading name.
fn start(lines: &[&str]) -> Option<Timestamp> {
    let below = lines.iter().filter(|line| !is_heading(line));
    let mut words = below.flat_map(|line| line.split(|c: char| !c.is_ascii_digit() && c != ':'));
    words.find_map(|word| word.parse().ok().filter(|_| word.contains(':')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [&str; 4] = [
        "## One",
        "%% 00:00:00 – 00:01:00 %%",
        "## Two",
        "%% 00:01:00 %%",
    ];

    #[test]
    fn a_new_chapter_in_the_middle_leaves_the_others() {
        let new = [
            "## One",
            "%% 00:00:00 – 00:00:30 %%",
            "## New",
            "%% 00:00:30 – 00:01:00 %%",
            "## Two",
            "%% 00:01:00 %%",
        ];
        assert_eq!(
            edits(&OLD, &new),
            [
                Edit::Keep { old: 0, new: 0 },
                Edit::Reword { old: 1, new: 1 },
                Edit::Insert { new: 2..4 },
                Edit::Keep { old: 2, new: 4 },
                Edit::Keep { old: 3, new: 5 },
            ]
        );
    }

    #[test]
    fn a_from_line_is_reworded_whatever_comes_beside_it() {
        let old = ["Above.", "From: [[marsh]]"];
        let new = [
            "From: [[marsh]] (video)",
            "One.",
            "Two.",
            "## Notes",
            "Three.",
        ];
        assert_eq!(
            edits(&old, &new),
            [
                Edit::Remove { old: 0..1 },
                Edit::Reword { old: 1, new: 0 },
                Edit::Insert { new: 1..3 },
                Edit::Insert { new: 3..5 },
            ]
        );
    }

    #[test]
    fn a_chapter_is_known_by_its_time() {
        let new = [
            "## 1",
            "%% 00:00:00 – 00:01:00 %%",
            "## Other",
            "%% 00:01:10 %%",
        ];
        assert_eq!(
            edits(&OLD, &new),
            [
                Edit::Reword { old: 0, new: 0 },
                Edit::Keep { old: 1, new: 1 },
                Edit::Insert { new: 2..4 },
                Edit::Remove { old: 2..4 },
            ]
        );
    }

    #[test]
    fn the_from_line_becomes_no_other_line() {
        assert_eq!(
            edits(&["From: [[a]]"], &["Seen at dusk."]),
            [Edit::Remove { old: 0..1 }, Edit::Insert { new: 0..1 }]
        );
        assert_eq!(
            edits(&["From: [[a]]"], &["From: [[b]]"]),
            [Edit::Reword { old: 0, new: 0 }]
        );
    }
}
