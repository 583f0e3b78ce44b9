//! Wikilinks that Obsidian reads and the expression of Quartz does not match.

use super::{FileLink, FileLinkKind};
use crate::Wikilink;
use crate::text::{run, trim};

/// A text in double brackets that is longer than this is not a link.
const LONGEST: usize = 400;

/// The wikilinks with a heading below a heading, or with `#`, `[` or `]` in what they show; `known`
/// are those that Quartz matches.
pub(crate) fn scan(text: &str, known: &[Wikilink]) -> Vec<FileLink> {
    let opens = memchr::memmem::find_iter(text.as_bytes(), b"[[");
    let mut links: Vec<FileLink> = Vec::new();
    for open in opens {
        let before = links.last().map_or(0, |link| link.range.end);
        if open >= before && !is_known(known, open) {
            links.extend(read(text, open));
        }
    }
    links
}

/// Whether brackets that open here belong to one of these links, or touch it.
fn is_known(known: &[Wikilink], open: usize) -> bool {
    let next = known.partition_point(|link| link.range.end <= open);
    known
        .get(next)
        .is_some_and(|link| link.range.start <= open + 1)
}

fn read(text: &str, open: usize) -> Option<FileLink> {
    let bytes = text.as_bytes();
    let target = run(bytes, open + 2, |b| {
        !matches!(b, b'[' | b']' | b'|' | b'#' | b'\\' | b'\n' | b'<')
    });
    let line = run(bytes, target.end, |b| b != b'\n');
    let line = line.start..line.end.min(floor(text, open + LONGEST));
    let rest = text.get(line.clone())?;
    let close = rest.find("]]")?;
    let close = close + (rest[close..].len() - rest[close..].trim_start_matches(']').len()) - 2;
    let inside = &rest[..close];
    let is_read = inside.starts_with(['#', '|']) || inside.starts_with("\\|");
    let range_end = line.start + close + 2;
    let path = trim(text, target);
    if !is_read || inside.contains("[[") || path.is_empty() {
        return None;
    }
    let embed = usize::from(open > 0 && bytes[open - 1] == b'!');
    Some(FileLink {
        range: open - embed..range_end,
        target: text[path.clone()].to_owned(),
        path,
        kind: FileLinkKind::ObsidianWikilink,
        live: true,
    })
}

/// The last boundary of a character at or before an offset.
fn floor(text: &str, offset: usize) -> usize {
    let mut ends = (0..=offset.min(text.len())).rev();
    ends.find(|&end| text.is_char_boundary(end)).unwrap_or(0)
}
