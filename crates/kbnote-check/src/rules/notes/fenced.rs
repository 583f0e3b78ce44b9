//! KB405: notes that are code from beginning to end.

use std::ops::Range;

use kbnote_note::{Block, BlockKind, Splice};

use crate::check::Subject;
use crate::finding::{Findings, Fix};
use crate::{Example, Rule, Severity};

pub(crate) static FENCED: Rule = Rule {
    code: "KB405",
    name: "fenced-note",
    severity: Severity::Error,
    repairs: true,
    what: "The whole note stands in a code fence.",
    why: "Its Markdown is shown letter by letter: no heading, no link and no anchor of it works. A \
          model that was asked for Markdown often hands it over like that.",
    example: Example::Body {
        bad: "```markdown\n## Roosts\n\nThey sleep in the reeds.\n```\n",
        good: "## Roosts\n\nThey sleep in the reeds.\n",
    },
};

/// Says whether the note is fenced.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) -> bool {
    let Some(fence) = fence(subject) else {
        return false;
    };
    let text = subject.text;
    let opening = fence.start..line_end(text, fence.start);
    let mut splices = vec![Splice::remove(with_line_end(text, &opening))];
    splices.extend(closing(text, &fence, opening.end).map(Splice::remove));
    let fix = Fix::new("take the fence away", splices);
    let message = "the whole note stands in a code fence".to_owned();
    findings.fixable(&FENCED, opening, message, fix);
    true
}

/// The fence around all that the note says, its `From:` line left aside.
fn fence(subject: &Subject<'_>) -> Option<Range<usize>> {
    let is_said = |block: &&Block| block.kind != BlockKind::FromLine;
    let mut blocks = subject.note.blocks().iter().filter(is_said);
    let block = blocks
        .next()
        .filter(|block| block.kind == BlockKind::Code)?;
    let fence = &subject.text[block.range.clone()];
    let language = fence.trim_start_matches(['`', '~']).lines().next()?.trim();
    let is_fenced = fence.starts_with("```") || fence.starts_with("~~~");
    let is_markdown = matches!(language.to_ascii_lowercase().as_str(), "markdown" | "md");
    let looks_like_it =
        || fence.contains("\n#") || fence.contains("[[") || fence.contains("yt-timestamp");
    let is_note = is_markdown || language.is_empty() && looks_like_it();
    (is_fenced && is_note && blocks.next().is_none()).then(|| block.range.clone())
}

fn line_end(text: &str, at: usize) -> usize {
    at + text[at..].lines().next().unwrap_or_default().len()
}

fn with_line_end(text: &str, line: &Range<usize>) -> Range<usize> {
    let rest = &text[line.end..];
    let end = rest.find('\n').map_or(text.len(), |at| line.end + at + 1);
    line.start..end
}

/// The line that closes the fence, if one does.
fn closing(text: &str, fence: &Range<usize>, behind: usize) -> Option<Range<usize>> {
    let content = text[fence.clone()].trim_end();
    let start = content.rfind('\n').map(|at| fence.start + at + 1)?;
    let line = start..fence.start + content.len();
    let mark = text[fence.start..].chars().next()?;
    let closes = text[line.clone()].trim_start().chars().all(|c| c == mark);
    (start > behind && closes).then(|| with_line_end(text, &line))
}
