//! The lines that the template wrote into a note, in the order in which it wrote them.

use std::ops::Range;

use kbnote_note::diff::common_runs;
use kbnote_note::{Note, TemplateBase};

use super::frame::{RenderedFrame, is_from};
use super::layout::body_lines;

/// The lines that the template wrote, without white space at their ends.
pub(super) struct KnownLines<'a> {
    pub(super) lines: Vec<&'a str>,
    /// How many of them come before the author's prose.
    pub(super) prose_at: usize,
}

impl<'a> KnownLines<'a> {
    pub(super) fn new(note: &Note, base: &'a TemplateBase, new: &RenderedFrame) -> Self {
        let lines: Vec<&str> = base.lines.iter().map(|line| line.trim_end()).collect();
        match base.prose_at {
            Some(prose_at) => Self {
                prose_at: prose_at.min(lines.len()),
                lines,
            },
            None => Self::of_earlier_version(note, lines, new),
        }
    }

    /// Orders lines that were stored with the `From:` line first, and without the place of the
    /// prose: as the template has them now, else as the note has them.
    fn of_earlier_version(note: &Note, lines: Vec<&'a str>, new: &RenderedFrame) -> Self {
        let (from, mut lines): (Vec<&str>, Vec<&str>) =
            lines.into_iter().partition(|line| is_from(line));
        let text = note.text();
        let now: Vec<&str> = body_lines(note).map(|line| &text[line]).collect();
        let is_known = |line: &&str| from.contains(line) || lines.contains(line);
        let prose = now.iter().position(|line| !is_known(line));
        let mut prose_at = place(
            &lines,
            new,
            new.prose.start,
            &now[..prose.unwrap_or(now.len())],
        );
        if let Some(&from) = from.first() {
            let in_new = new.lines.iter().position(|line| is_from(&line.text));
            let in_note = now.iter().position(|line| *line == from);
            let at = place(
                &lines,
                new,
                in_new.unwrap_or(0),
                &now[..in_note.unwrap_or(0)],
            );
            prose_at = prose_at.max(at) + 1;
            lines.insert(at, from);
        }
        Self { lines, prose_at }
    }
}

/// How many lines come before the place that is before line `at` of the new frame. Where the new
/// frame does not say so of a line, it does if it is one of those `before` it in the note.
fn place(lines: &[&str], new: &RenderedFrame, at: usize, before: &[&str]) -> usize {
    let of_new: Vec<&str> = new.lines.iter().map(|line| line.text.trim_end()).collect();
    let mut bounds: Range<usize> = 0..lines.len();
    for (old_run, new_run) in common_runs(lines, &of_new) {
        for (o, n) in old_run.zip(new_run) {
            if n < at {
                bounds.start = o + 1;
            } else {
                bounds.end = bounds.end.min(o);
            }
        }
    }
    let between = lines[bounds.clone()].iter();
    bounds.start + between.take_while(|line| before.contains(line)).count()
}
