//! Text that is not a sentence: tags, addresses, lists of links, template code, fields of Dataview, tasks, footnotes.

mod words;

use std::ops::Range;

use crate::block::{Block, BlockKind};
use crate::inline::holding;
use crate::metadata_line;
use crate::plain::Plain;
use crate::structure::Structure;

/// Whether a part of a block, from `start` on in the note, is not something that its author says.
pub(super) fn is_metadata(
    text: &str,
    structure: &Structure,
    block: &Block,
    (plain, part): (&Plain, &Range<usize>),
    start: usize,
) -> bool {
    block.kind == BlockKind::Footnote
        || holding(&structure.inlines.enclosed, start).is_some()
        || words::say_nothing(structure, plain, part)
        || is_bracketed_field(&plain.text[part.clone()])
        || block.kind != BlockKind::TableCell && metadata_line::is_metadata(line_at(text, start))
        || block.kind == BlockKind::ListItem && is_task(text, block.range.start)
}

/// The line that an offset is in.
fn line_at(text: &str, offset: usize) -> &str {
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    &text[start..end]
}

/// `[due:: tomorrow]`, `(due:: tomorrow)`, and nothing else.
fn is_bracketed_field(written: &str) -> bool {
    let inside = written.trim();
    let inside = match inside.as_bytes() {
        [b'[', .., b']'] | [b'(', .., b')'] => &inside[1..inside.len() - 1],
        _ => return false,
    };
    let key = inside.split_once("::").map_or("", |(key, _)| key);
    !key.is_empty() && !key.contains(['[', '(', '.'])
}

/// `- [ ] buy nets`: the item begins with a box, whatever is in it.
fn is_task(text: &str, item: usize) -> bool {
    let start = text[..item].rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].trim_start_matches(['>', ' ', '\t']);
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let Some(inside) = line[digits..].strip_prefix(['-', '*', '+', '.', ')']) else {
        return false;
    };
    let mut box_and_rest = inside.trim_start_matches([' ', '\t']).chars();
    let marks = [(); 4].map(|()| box_and_rest.next());
    matches!(marks, [Some('['), Some(mark), Some(']'), Some(' ' | '\t')] if !matches!(mark, '[' | ']' | '^'))
}
