//! Headings and links found without parsing the Markdown, where nothing in a note can hide them.
//!
//! Whatever might be code, a comment, raw HTML, or a heading that is not simply a line with `#`
//! makes this reading give up; the full one is then asked.

use memchr::memmem;

use super::SummaryHeading;
use crate::wikilink::{self, Wikilink};
use crate::{Note, front_matter::FrontMatter};

/// The headings and links of a note.
pub(super) struct Read {
    pub(super) headings: Vec<SummaryHeading>,
    pub(super) links: Vec<Wikilink>,
}

/// Reads a note; `None` if that takes a full reading.
pub(super) fn read(note: &Note) -> Option<Read> {
    let text = note.text();
    let start = note.front_matter().map_or(0, FrontMatter::end);
    let body = &text[start..];
    if hides_something(body.as_bytes()) {
        return None;
    }
    let mut links = wikilink::scan(text);
    for link in &mut links {
        if text[link.range.clone()].contains('\n') {
            return None;
        }
        link.live = link.range.start >= start;
    }
    let headings = headings(body)?;
    Some(Read { headings, links })
}

/// Whether there may be code spans, fences, comments, footnotes, or line ends of another kind.
fn hides_something(body: &[u8]) -> bool {
    memchr::memchr3(b'`', 0x0b, 0x0c, body).is_some()
        || [b"%%".as_slice(), b"<!--", b"[^"]
            .iter()
            .any(|mark| memmem::find(body, mark).is_some())
        || memchr::memchr_iter(b'\r', body).any(|at| body.get(at + 1) != Some(&b'\n'))
}

fn headings(body: &str) -> Option<Vec<SummaryHeading>> {
    let mut headings = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', body.as_bytes()).chain([body.len()]) {
        let line = body[start..end].trim_end_matches('\r');
        start = end + 1;
        if let Some(hashes) = atx(line) {
            headings.push(heading(hashes)?);
        } else if is_doubtful(line, after_blank) {
            return None;
        }
        after_blank = line.trim_matches([' ', '\t']).is_empty();
    }
    Some(headings)
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
fn is_doubtful(line: &str, after_blank: bool) -> bool {
    let is_indented = line.starts_with("    ")
        || line.starts_with('\t')
        || line.starts_with(" \t")
        || line.starts_with("  \t")
        || line.starts_with("   \t");
    if is_indented && line.contains("[[") {
        return true;
    }
    let mut rest = line.trim_matches([' ', '\t']);
    let mut is_inside = is_indented;
    loop {
        let is_underline = !rest.is_empty()
            && (rest.bytes().all(|b| b == b'-') || rest.bytes().all(|b| b == b'='));
        let is_block = rest.starts_with(['#', '<']) && (is_inside || rest.starts_with('<'));
        if is_block || rest.starts_with("~~~") || (is_underline && (is_inside || !after_blank)) {
            return true;
        }
        match without_marker(rest) {
            Some(inner) => {
                rest = inner.trim_start_matches([' ', '\t']);
                let gap = &inner[..inner.len() - rest.len()];
                if (gap.len() > 3 || gap.contains('\t')) && rest.contains("[[") {
                    return true;
                }
                is_inside = true;
            }
            None => return false,
        }
    }
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
