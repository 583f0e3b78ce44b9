//! KB308, KB309: display texts that a renderer cannot show.

use std::ops::Range;

use kbnote_note::{BlockKind, Splice, Wikilink, display_text};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static DISPLAY: Rule = Rule {
    code: "KB308",
    name: "display-text",
    severity: Severity::Error,
    repairs: true,
    what: "The display text of a link holds `#`, `[`, `]` or Markdown.",
    why: "Quartz then takes it for no link and shows the brackets. `＃`, `(` and `)` take their \
          places; put emphasis around the link.",
    example: Example::Body {
        bad: "See the [[reed_beds | reed beds [north]]].",
        good: "See the [[reed_beds | reed beds (north)]].",
    },
};

pub(crate) static TABLE_BAR: Rule = Rule {
    code: "KB309",
    name: "bar-in-table",
    severity: Severity::Warning,
    repairs: true,
    what: "The bar of a link in a table has no backslash.",
    why: "Obsidian ends the cell at it: the link is cut in two.",
    example: Example::Body {
        bad: "| Where |\n| --- |\n| [[reed_beds | reeds]] |",
        good: "| Where |\n| --- |\n| [[reed_beds \\| reeds]] |",
    },
};

pub(crate) fn in_table(subject: &Subject<'_>, link: &Wikilink, findings: &mut Findings) {
    let block = subject.note.block_at(link.range.start);
    let in_table = block
        .is_some_and(|block| matches!(block.kind, BlockKind::TableCell | BlockKind::TableHead));
    let bar = subject.text[link.range.clone()]
        .find('|')
        .map(|at| link.range.start + at);
    let Some(bar) = bar.filter(|_| in_table) else {
        return;
    };
    if !subject.text[..bar].ends_with('\\') {
        let message = "the bar ends the cell of the table in Obsidian".to_owned();
        let fix = Fix::one("write \\|", Splice::insert(bar, "\\"));
        findings.fixable(&TABLE_BAR, link.range.clone(), message, fix);
    }
}

/// Checks whether Markdown or HTML within the brackets takes the link apart; nothing else is to be said
/// of it then.
pub(crate) fn broken_up(subject: &Subject<'_>, link: &Wikilink, findings: &mut Findings) -> bool {
    let text = subject.text;
    let has_tag = |text: &str| text.match_indices('<').any(|(at, _)| is_tag(&text[at..]));
    let inside = &text[link.range.clone()];
    let is_emphasised = ["`", "**", "*", "~~"]
        .into_iter()
        .any(|mark| encloses(inside, mark));
    if !is_emphasised && !has_tag(inside) {
        return false;
    }
    if is_emphasised {
        let message = "Quartz shows no link whose text holds Markdown".to_owned();
        findings.at(&DISPLAY, link.shown(), message);
    }
    true
}

fn is_tag(text: &str) -> bool {
    let name = text[1..].trim_start_matches('/');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.contains('>')
}

/// Whether a text has something between two of these marks.
fn encloses(text: &str, mark: &str) -> bool {
    let mut parts = text.split(mark).skip(1);
    let inside = parts
        .next()
        .filter(|inside| !inside.is_empty() && !inside.starts_with(' ') && !inside.ends_with(' '));
    inside.is_some() && parts.next().is_some()
}

/// A text in brackets that is longer than so many bytes is no link.
const LONGEST: usize = 400;

/// What would be a link if its display text could be shown.
pub(crate) fn unshown(subject: &Subject<'_>, findings: &mut Findings) {
    let text = subject.text;
    let mut from = 0;
    while let Some(step) = memchr::memmem::find(&text.as_bytes()[from..], b"[[") {
        let open = from + step;
        from = open + 2;
        let links = subject.note.wikilinks();
        let next = links.partition_point(|link| link.range.end <= open);
        if links
            .get(next)
            .is_some_and(|link| link.range.start <= open + 1)
        {
            continue;
        }
        let Some(display) = display_of(text, open) else {
            continue;
        };
        from = display.end;
        if subject.note.dead_place(open).is_some() {
            continue;
        }
        let written = &text[display.clone()];
        let fix = (!written.contains(['$', '\\'])).then(|| {
            let shown = display_text(written);
            Fix::one(
                format!("show {shown}"),
                Splice::replace(display.clone(), shown),
            )
        });
        let message = "Quartz shows no link whose text holds #, [ or ]".to_owned();
        findings.fixable(&DISPLAY, display, message, fix);
    }
}

/// The display text of what is a link but for that text.
fn display_of(text: &str, open: usize) -> Option<Range<usize>> {
    let start = open + 2;
    let mut ends = (start..=text.len().min(start + LONGEST)).rev();
    let end = ends.find(|&end| text.is_char_boundary(end))?;
    let line = text[start..end].lines().next()?;
    let bar = line.find(['|', '[', ']', '#', '<'])?;
    if !line[bar..].starts_with('|') || line[..bar].trim_end_matches('\\').trim().is_empty() {
        return None;
    }
    let close = bar + line[bar..].find("]]")?;
    let brackets = line[close..].len() - line[close..].trim_start_matches(']').len();
    let shown = &line[bar + 1..close + brackets - 2];
    let is_one = !shown.contains(['|', '<']) && shown.contains(['#', '[', ']']);
    let start = start + bar + 1 + (shown.len() - shown.trim_start().len());
    (is_one && !shown.contains("[[")).then(|| start..start + shown.trim().len())
}
