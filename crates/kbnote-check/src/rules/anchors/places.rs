//! KB206, KB207: where anchors stand.

use kbnote_note::{Anchor, AnchorForm, BlockKind, DeadPlace};

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static DEAD: Rule = Rule {
    code: "KB206",
    name: "dead-anchor",
    severity: Severity::Error,
    repairs: false,
    what: "An anchor is where it cannot be clicked: in code, a formula, a comment, raw HTML, another \
           link or the front matter.",
    why: "Code shows it letter by letter, a formula garbles it, a comment hides it. Move it after that.",
    example: Example::Body {
        bad: "Count with `wc -l <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>`.",
        good: "Count with `wc -l` <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
    },
};

pub(crate) static MISPLACED: Rule = Rule {
    code: "KB207",
    name: "misplaced-anchor",
    severity: Severity::Warning,
    repairs: false,
    what: "An anchor is in a heading, in the title of a callout, in raw HTML, or after a block id.",
    why: "In a heading it spoils the address of the heading and the table of contents, in Quartz and \
          Obsidian; behind `^id` it keeps the id from being one.",
    example: Example::Body {
        bad: "## Roosts <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>\n\nThey sleep there.",
        good: "## Roosts\n\nThey sleep there <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
    },
};

/// Says whether the anchor is one at all where it stands.
pub(crate) fn check(subject: &Subject<'_>, anchor: &Anchor, findings: &mut Findings) -> bool {
    let is_html = matches!(anchor.form, AnchorForm::Html | AnchorForm::Broken);
    let spoilt = match subject.note.dead_place(anchor.range.start) {
        // The rule on money tells of these.
        Some(DeadPlace::ProseAsFormula) => return false,
        Some(DeadPlace::HtmlBlock) if is_html => Some("in raw HTML"),
        Some(place) => {
            let message = format!("the anchor cannot be clicked {}", dead(place));
            findings.at(&DEAD, anchor.range.clone(), message);
            return false;
        }
        None => spoilt(subject, anchor),
    };
    if let Some(place) = spoilt {
        let message = format!("the anchor is {place}");
        findings.at(&MISPLACED, anchor.range.clone(), message);
    }
    true
}

const fn dead(place: DeadPlace) -> &'static str {
    match place {
        DeadPlace::FrontMatter => "in the front matter",
        DeadPlace::Comment => "in a comment",
        DeadPlace::Code => "in code",
        DeadPlace::Formula => "in a formula",
        DeadPlace::HtmlBlock => "in raw HTML",
        DeadPlace::LinkText => "in the text of another link",
        _ => "here",
    }
}

fn spoilt(subject: &Subject<'_>, anchor: &Anchor) -> Option<&'static str> {
    let block = subject.note.block_at(anchor.range.start)?;
    match block.kind {
        BlockKind::Heading => Some("in a heading"),
        BlockKind::CalloutTitle => Some("in the title of a callout"),
        _ => {
            let before = &subject.text[block.range.start..anchor.range.start];
            ends_in_block_id(before).then_some("after a block id")
        }
    }
}

/// Whether a text ends in ` ^id`.
fn ends_in_block_id(before: &str) -> bool {
    let word = before
        .trim_end_matches([' ', '\t'])
        .rsplit([' ', '\t', '\n'])
        .next();
    word.and_then(|word| word.strip_prefix('^'))
        .is_some_and(|id| {
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}
