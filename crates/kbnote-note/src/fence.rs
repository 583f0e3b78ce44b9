//! Notes that stand in a code fence as a whole, as a model hands over Markdown that it was asked for.

use std::ops::Range;

/// The code fence around all that a note says, its `From:` line left aside.
///
/// What stands in it is read as the note that is meant: its claims, headings, anchors and links are
/// those of the note. Nothing new is written into it, since no reader would see it as what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fence {
    /// The line that opens it, without its line end.
    pub opening: Range<usize>,
    /// The line that closes it, if one does.
    pub closing: Option<Range<usize>>,
}

impl Fence {
    /// The fence of a text whose front matter ends at `start`.
    pub(crate) fn around(text: &str, start: usize) -> Option<Self> {
        let mut lines = lines(text, start).filter(|line| !text[line.clone()].trim().is_empty());
        let first = lines.next()?;
        let opening = if text[first.clone()].starts_with("From:") {
            lines.next()?
        } else {
            first
        };
        let mark = opening_mark(&text[opening.clone()])?;
        let closing = lines.find(|line| closes(&text[line.clone()], mark));
        let language = text[opening.clone()].trim().trim_start_matches(mark.0);
        let is_whole = lines.next().is_none();
        let is_note =
            is_markdown(language) || language.is_empty() && looks_like_a_note(&text[opening.end..]);
        (is_whole && is_note).then_some(Self { opening, closing })
    }

    /// Whether `offset` lies in it.
    pub(crate) fn holds(&self, offset: usize) -> bool {
        let end = self.closing.as_ref().map_or(usize::MAX, |line| line.end);
        self.opening.start < offset && offset < end
    }

    /// Its lines.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &Range<usize>> {
        std::iter::once(&self.opening).chain(&self.closing)
    }
}

/// The lines of a text from an offset on, without their ends.
fn lines(text: &str, start: usize) -> impl Iterator<Item = Range<usize>> {
    let mut at = start;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
        let begin = at;
        at += length;
        let line = rest[..length].trim_end_matches(['\n', '\r']);
        Some(begin..begin + line.len())
    })
}

/// The character that a fence is made of, and how many of it there are.
pub(crate) type Mark = (char, usize);

/// What a line that opens a fence makes it of.
pub(crate) fn opening_mark(line: &str) -> Option<Mark> {
    let content = line.trim_start_matches(' ');
    let mark = content.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let language = content.trim_start_matches(mark);
    let count = content.len() - language.len();
    let is_inline = mark == '`' && language.contains('`');
    (line.len() - content.len() <= 3 && count >= 3 && !is_inline).then_some((mark, count))
}

/// Whether a line closes a fence that is made of this.
pub(crate) fn closes(line: &str, (mark, count): Mark) -> bool {
    let content = line.trim_start_matches(' ');
    let is_indented = line.len() - content.len() > 3;
    let content = content.trim_end();
    !is_indented && content.len() >= count && content.chars().all(|c| c == mark)
}

fn is_markdown(language: &str) -> bool {
    let language = language.trim();
    language.eq_ignore_ascii_case("markdown") || language.eq_ignore_ascii_case("md")
}

fn looks_like_a_note(content: &str) -> bool {
    ["\n#", "[[", "yt-timestamp"]
        .iter()
        .any(|sign| content.contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockKind, Note};

    fn fence(text: &str) -> Option<(&str, Option<&str>)> {
        let fence = Fence::around(text, 0)?;
        Some((&text[fence.opening], fence.closing.map(|line| &text[line])))
    }

    #[test]
    fn a_fence_around_all_that_is_said_is_found() {
        assert_eq!(
            fence("```markdown\nReeds.\n```\n"),
            Some(("```markdown", Some("```")))
        );
        assert_eq!(
            fence("\nFrom: [[x]] <br/>\r\n~~~~ MD\r\nReeds.\r\n~~~\r\n~~~~~"),
            Some(("~~~~ MD", Some("~~~~~")))
        );
        assert_eq!(fence("```\n# Reeds\n"), Some(("```", None)));
    }

    #[test]
    fn other_code_is_code() {
        for text in [
            "",
            "From: [[x]]",
            "Reeds.\n\n```markdown\nReeds.\n```",
            "```markdown\nReeds.\n```\n\nReeds.",
            "```rust\n# Reeds\n```",
            "```\nReeds.\n```",
            "    ```markdown\nReeds.\n```",
            "```markdown`\nReeds.",
        ] {
            assert_eq!(fence(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_fenced_note_is_read_but_nothing_new_goes_into_it() {
        let text = "---\ntitle: Roosts\n---\n```markdown\n## Roosts\n\nThey sleep. They wake \
                    [00:00:42]. [[reeds]]\n```\n";
        let note = Note::parse(text);
        let kinds: Vec<BlockKind> = note.blocks().iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Heading, BlockKind::Paragraph]);
        assert!(note.anchors()[0].live);
        let claims = note.claims();
        assert_eq!(claims[0].text, "They sleep.");
        assert!(!claims[0].wants_anchor());
        assert!(claims[1].is_anchored());
        assert!(note.linkable_ranges().is_empty());
        assert_eq!(
            note.dead_place(text.find("sleep").unwrap()),
            Some(crate::DeadPlace::Code)
        );
    }
}
