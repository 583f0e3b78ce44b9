//! Headings and links found without parsing the Markdown, where nothing in a note can hide them.
//!
//! Whatever might be code, a comment, raw HTML, or a heading that is not simply a line with `#`
//! makes this reading give up; the full one is then asked.

use memchr::memmem;

use super::SummaryHeading;
use crate::Note;
use crate::file_link::{self, FileLink};
use crate::wikilink::{self, Wikilink};

/// The headings and links of a note.
pub(super) struct FastSummary {
    pub(super) headings: Vec<SummaryHeading>,
    pub(super) links: Vec<Wikilink>,
    pub(super) file_links: Vec<FileLink>,
}

/// Reads a note; `None` if that takes a full reading.
pub(super) fn read(note: &Note) -> Option<FastSummary> {
    let text = note.text();
    let start = note.body_start();
    let body = &text[start..];
    if hides_something(body.as_bytes()) || file_link::may_be_in(body.as_bytes()) {
        return None;
    }
    let has_marks = memchr::memchr2(b'`', b'$', body.as_bytes()).is_some();
    let mut links = wikilink::scan(text);
    for link in &mut links {
        let inside = &text[link.range.clone()];
        if inside.contains('\n') || (has_marks && is_near_mark(text, link.range.start)) {
            return None;
        }
        link.live = link.range.start >= start && !link.is_escaped(text);
    }
    let nested = file_link::nested_wikilinks(text, &links);
    if nested.iter().any(|link| link.range.start >= start) {
        return None;
    }
    let mut file_links = file_link::hidden(text, &(0..start));
    file_links.extend(nested.into_iter().map(|link| FileLink {
        live: false,
        ..link
    }));
    file_links.sort_by_key(|link| link.path.start);
    let headings = headings(body)?;
    Some(FastSummary {
        headings,
        links,
        file_links,
    })
}

/// Whether there may be comments, footnotes, or line ends of another kind.
fn hides_something(body: &[u8]) -> bool {
    let is_there = |mark: &[u8]| memmem::find(body, mark).is_some();
    memchr::memchr2(0x0b, 0x0c, body).is_some()
        || is_there(b"%%")
        || is_there(b"<!--")
        || crate::mask::OTHER_COMMENTS
            .iter()
            .any(|(open, _)| is_there(open.as_bytes()))
        || is_there(b"[^")
        || (is_there(b"</")
            && crate::mask::HTML_CODE
                .iter()
                .any(|(end, _)| is_there(end.as_bytes())))
        || memchr::memchr_iter(b'\r', body).any(|at| body.get(at + 1) != Some(&b'\n'))
}

/// Whether a tick or a dollar sign stands in the same paragraph, however its lines are broken: a code
/// span and a formula never reach beyond an empty line.
fn is_near_mark(text: &str, offset: usize) -> bool {
    let from = text[..offset].rfind("\n\n").unwrap_or(0);
    let to = text[offset..]
        .find("\n\n")
        .map_or(text.len(), |at| offset + at);
    text[from..to].contains(['`', '$'])
}

fn headings(body: &str) -> Option<Vec<SummaryHeading>> {
    let mut headings = Vec::new();
    let mut before = Before::Blank;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', body.as_bytes()).chain([body.len()]) {
        let line = body[start..end].trim_end_matches('\r');
        start = end + 1;
        if let Some(hashes) = atx(line) {
            headings.push(heading(hashes)?);
            before = Before::Other;
        } else if is_doubtful(line, before) {
            return None;
        } else {
            before = before.then(line);
        }
    }
    Some(headings)
}

/// What the line before is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Blank,
    /// Part of a paragraph that goes on until a line ends it: no code can begin below it.
    Text,
    Other,
}

impl Before {
    /// What a line is that stands behind this one and is neither a heading nor doubtful.
    fn then(self, line: &str) -> Self {
        if line.trim_matches([' ', '\t']).is_empty() {
            return Self::Blank;
        }
        let is_rule = |b: u8| matches!(b, b'-' | b'*' | b'_' | b'=' | b'|' | b':' | b' ' | b'\t');
        let mut content = line.trim_start_matches([' ', '\t']);
        let mut opens_code = false;
        while let Some(inner) = without_marker(content) {
            content = inner.trim_start_matches([' ', '\t']);
            opens_code |= may_open_code(&inner[..inner.len() - content.len()]);
        }
        let is_text = !opens_code
            && !line.bytes().all(is_rule)
            && content.starts_with(|c: char| c.is_alphanumeric() || c == '*');
        match self {
            Self::Other => Self::Other,
            Self::Blank if is_indented(line) => Self::Other,
            _ if is_text => Self::Text,
            _ => Self::Other,
        }
    }
}

/// The line from its `#` on, if it is an ATX heading wherever it stands.
fn atx(line: &str) -> Option<&str> {
    let content = line.trim_start_matches(' ');
    let hashes = content.len() - content.trim_start_matches('#').len();
    let is_heading = line.len() - content.len() < 4
        && (1..=6).contains(&hashes)
        && content[hashes..]
            .bytes()
            .next()
            .is_none_or(|b| matches!(b, b' ' | b'\t'));
    is_heading.then_some(content)
}

fn heading(line: &str) -> Option<SummaryHeading> {
    let text = line.trim_start_matches('#');
    let means_something = |b: u8| b"#*_`<&\\[]!$~^".contains(&b);
    if !text.bytes().any(means_something) {
        return Some(SummaryHeading {
            level: u8::try_from(line.len() - text.len()).ok()?,
            text: text.trim().to_owned(),
        });
    }
    // What a link in single brackets means may stand anywhere in the note.
    let note = Note::parse(line);
    let in_links: usize = note
        .wikilinks()
        .iter()
        .map(|link| line[link.range.clone()].matches('[').count())
        .sum();
    let [heading] = note.headings() else {
        return None;
    };
    (in_links == line.matches('[').count()).then(|| SummaryHeading {
        level: heading.level,
        text: heading.text.clone(),
    })
}

/// Whether a line may hold or make a heading, open code or HTML, or hold a link inside code.
fn is_doubtful(line: &str, before: Before) -> bool {
    let is_indented = is_indented(line);
    if is_indented && before != Before::Text && line.contains("[[") {
        return true;
    }
    let mut rest = line.trim_matches([' ', '\t']);
    let mut is_inside = is_indented;
    loop {
        let is_underline = !rest.is_empty()
            && (rest.bytes().all(|b| b == b'-') || rest.bytes().all(|b| b == b'='));
        if rest.starts_with('<')
            || rest.starts_with("~~~")
            || rest.starts_with("```")
            || (is_inside && rest.starts_with('#'))
            || (is_underline && (is_inside || before != Before::Blank))
        {
            return true;
        }
        let Some(inner) = without_marker(rest) else {
            return false;
        };
        rest = inner.trim_start_matches([' ', '\t']);
        let gap = &inner[..inner.len() - rest.len()];
        if may_open_code(gap) && rest.contains("[[") {
            return true;
        }
        is_inside = true;
    }
}

/// Whether what follows these blanks behind a mark may be code.
fn may_open_code(gap: &str) -> bool {
    gap.len() > 3 || gap.contains('\t')
}

fn is_indented(line: &str) -> bool {
    let spaces = line.len() - line.trim_start_matches(' ').len();
    spaces >= 4 || line[spaces..].starts_with('\t')
}

/// What stands behind the mark of a quotation or a list item.
fn without_marker(line: &str) -> Option<&str> {
    if let Some(inner) = line.strip_prefix('>') {
        return Some(inner);
    }
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let marks: &[char] = if digits == 0 {
        &['-', '*', '+']
    } else {
        &['.', ')']
    };
    let inner = line[digits..].strip_prefix(marks)?;
    (inner.is_empty() || inner.starts_with([' ', '\t'])).then_some(inner)
}
