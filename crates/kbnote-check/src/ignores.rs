//! What a note tells to ignore.
//!
//! A comment `%% kbnote-ignore KB301 broken-link %%`, or `<!-- … -->`, holds for its line; alone on
//! a line, for the next one with text. `kbnote-ignore-file` holds for the note, as does the entry
//! `kbnote-ignore` of the front matter. Without a code or name all rules are meant; `KB2` means all
//! of them that begin so.

use std::ops::Range;

use kbnote_note::{BlockKind, Note, Splice};

use crate::{Finding, Place, Rule};

const WORD: &str = "kbnote-ignore";
const WHOLE_NOTE: &str = "-file";

/// What a note tells to ignore.
#[derive(Debug, Default)]
pub(crate) struct Ignores {
    note: Vec<Selection>,
    lines: Vec<(Range<usize>, Selection)>,
}

/// Some of the rules, by codes, names or beginnings of codes; all if there is none.
#[derive(Debug)]
struct Selection(Vec<String>);

impl Selection {
    fn read(written: &str) -> Self {
        let words = written.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let words = words.map(|word| word.trim_matches('-'));
        let named = words.filter(|word| !word.is_empty() && !matches!(*word, "all" | "true"));
        Self(named.map(str::to_owned).collect())
    }

    fn covers(&self, rule: &Rule) -> bool {
        let means = |word: &String| {
            let begins = rule.code.get(..word.len());
            begins.is_some_and(|code| code.eq_ignore_ascii_case(word))
                || rule.name.eq_ignore_ascii_case(word)
        };
        self.0.is_empty() || self.0.iter().any(means)
    }
}

impl Ignores {
    pub(crate) fn read(note: &Note) -> Self {
        let text = note.text();
        let mut ignores = Self::default();
        if !text.contains(WORD) {
            return ignores;
        }
        let front = note.front_matter();
        if let Some(entry) = front.and_then(|front| front.entry(text, WORD)) {
            ignores
                .note
                .push(Selection::read(&text[entry.value.clone()]));
        }
        let body = front.map_or(0, |front| front.range.end);
        for (at, _) in text[body..].match_indices(WORD) {
            ignores.comment(text, body + at);
        }
        ignores
    }

    /// Reads the comment that has the word at `at`, if it is one.
    fn comment(&mut self, text: &str, at: usize) {
        let before = text[..at].trim_end_matches([' ', '\t']);
        let marks = [("%%", "%%"), ("<!--", "-->")];
        let Some((open, close)) = marks.into_iter().find(|(open, _)| before.ends_with(open)) else {
            return;
        };
        let rest = &text[at + WORD.len()..];
        let Some(length) = rest.find(close).filter(|&end| !rest[..end].contains('\n')) else {
            return;
        };
        let comment = before.len() - open.len()..at + WORD.len() + length + close.len();
        match rest[..length].strip_prefix(WHOLE_NOTE) {
            Some(selected) => self.note.push(Selection::read(selected)),
            None => {
                let line = line_meant(text, &comment);
                self.lines.push((line, Selection::read(&rest[..length])));
            }
        }
    }

    pub(crate) fn covers(&self, finding: &Finding) -> bool {
        let rule = finding.rule;
        let at = finding.place.range().start;
        self.note.iter().any(|selection| selection.covers(rule))
            || self
                .lines
                .iter()
                .any(|(line, selection)| line.contains(&at) && selection.covers(rule))
    }
}

/// The comment at the end of the line of a finding that makes a check pass over it; `None` where a comment cannot be
/// written, or would not count.
#[must_use]
pub fn ignore_on_line(note: &Note, finding: &Finding) -> Option<Splice> {
    let Place::Range(range) = &finding.place else {
        return None;
    };
    let text = note.text();
    let body = note.front_matter().map_or(0, |front| front.range.end);
    // A comment is none in code, and would be a further cell of a table.
    let holds_comment = note.block_at(range.start).is_none_or(|block| {
        let is_text = block.kind.is_prose() || block.kind == BlockKind::Heading;
        is_text && block.kind != BlockKind::TableCell
    });
    if range.start < body || !holds_comment {
        return None;
    }
    let rest = text.get(range.start..)?;
    let end = range.start + rest.find(['\r', '\n']).unwrap_or(rest.len());
    let code = finding.rule.code;
    Some(Splice::insert(end, format!(" %% {WORD} {code} %%")))
}

/// The line of a comment, or, if it has it to itself, that and all up to the end of the next one
/// with text.
fn line_meant(text: &str, comment: &Range<usize>) -> Range<usize> {
    let start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let end_of = |at: usize| {
        text[at..]
            .find('\n')
            .map_or(text.len(), |length| at + length + 1)
    };
    let end = end_of(comment.end);
    let is_alone =
        text[start..comment.start].trim().is_empty() && text[comment.end..end].trim().is_empty();
    if !is_alone {
        return start..end;
    }
    let blanks = text[end..].len() - text[end..].trim_start().len();
    start..end_of(end + blanks)
}
