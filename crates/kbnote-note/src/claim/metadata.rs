//! Text that is not a sentence: tags, fields of Dataview, tasks, code alone.

use std::ops::Range;

use crate::block::{Block, BlockKind};
use crate::inline::holding;
use crate::structure::Structure;

/// Whether a claim at `range` is not something that its author says.
pub(super) fn is_metadata(
    text: &str,
    structure: &Structure,
    block: &Block,
    range: &Range<usize>,
) -> bool {
    let written = &text[range.clone()];
    is_tags(written)
        || is_field(text, range)
        || is_bracketed_field(written)
        || is_code(structure, range.start, written)
        || block.kind == BlockKind::ListItem && is_task(text, block.range.start)
}

/// `#llm #video`
fn is_tags(written: &str) -> bool {
    let is_tag = |word: &str| {
        let name = word.trim_end_matches([',', '.']).strip_prefix('#');
        name.is_some_and(|name| {
            let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
            name.contains(|c: char| !c.is_numeric()) && name.chars().all(is_part)
        })
    };
    !written.trim().is_empty() && written.split_whitespace().all(is_tag)
}

/// `Related:: [[x]]` at the beginning of a line, with all sentences that are its value.
fn is_field(text: &str, range: &Range<usize>) -> bool {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let line = text[start..end].trim_start_matches(['>', ' ', '\t', '-', '*', '+']);
    let Some((key, value)) = line.split_once("::") else {
        return false;
    };
    let is_key = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '*' | '/');
    let is_value = value.is_empty() || value.starts_with([' ', '\t', '[', '*', '\r']);
    is_value
        && key.contains(char::is_alphanumeric)
        && key.chars().all(is_key)
        && key.split_whitespace().count() <= MOST_WORDS
}

/// The key of a field has no more words than this.
const MOST_WORDS: usize = 4;

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

/// Code and nothing else: `` `= this.file.name` ``.
fn is_code(structure: &Structure, start: usize, written: &str) -> bool {
    let end = start + written.trim_end_matches(['.', ',', ';', ':', '`']).len();
    let code = holding(&structure.inlines.code, start);
    code.is_some_and(|code| end <= code.end)
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
