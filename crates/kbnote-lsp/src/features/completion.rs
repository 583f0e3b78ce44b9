//! Links as they are typed.

use std::collections::BTreeMap;
use std::ops::Range;

use kbnote_note::{BlockKind, LinkPlace};
use kbnote_vault::IndexedNote;
use serde_json::{Value, json};

use super::symbols::{contains, names};
use crate::document::Document;
use crate::transport::ResponseError;
use crate::view::View;

/// How many notes are offered at once; the editor asks again as more is typed.
const MOST: usize = 100;

const REFERENCE: u32 = 18;

/// What is typed of a link.
#[derive(Debug, PartialEq)]
struct TypedLink {
    /// From after the brackets to the cursor.
    target: Range<usize>,
    /// From after the last `#` to the cursor, if a heading is typed.
    heading: Option<Range<usize>>,
}

/// The notes or headings that continue the link at an offset; none outside a link.
pub(crate) fn complete(
    view: &View<'_, '_>,
    document: &Document,
    offset: usize,
) -> Result<Value, ResponseError> {
    let Some(typed) = typed_link(&document.text, offset) else {
        return Ok(list(&[]));
    };
    match &typed.heading {
        Some(heading) => Ok(headings(view, document, &typed, heading).unwrap_or_default()),
        None => notes(view, document, &typed),
    }
}

fn list(items: &[Value]) -> Value {
    json!({"isIncomplete": items.len() >= MOST, "items": items})
}

fn typed_link(text: &str, offset: usize) -> Option<TypedLink> {
    let line = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let open = line + text[line..offset].rfind("[[")? + 2;
    let typed = &text[open..offset];
    if typed.contains(['[', ']', '|']) {
        return None;
    }
    Some(match typed.find('#') {
        None => TypedLink {
            target: open..offset,
            heading: None,
        },
        Some(at) => TypedLink {
            target: open..open + at,
            heading: typed.rfind('#').map(|at| open + at + 1..offset),
        },
    })
}

fn notes(
    view: &View<'_, '_>,
    document: &Document,
    typed: &TypedLink,
) -> Result<Value, ResponseError> {
    let query = document.text[typed.target.clone()].to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let suggested = suggested(view, document)?;
    let own = document
        .path
        .as_deref()
        .and_then(|path| view.names.number(path));
    let notes = view.names.index().notes().iter().enumerate();
    let others = notes.filter(|(number, _)| Some(*number) != own);
    let named = others.filter_map(|(number, note)| {
        let name = names(note).find(|name| contains(name, &words))?;
        let rank = suggested
            .get(note.base_name())
            .or_else(|| suggested.get(note.name.as_str()));
        let is_start = name.to_lowercase().starts_with(&query);
        let rank = rank.copied().unwrap_or(usize::MAX);
        Some(((rank, !is_start, name), number, note))
    });
    let mut found: Vec<_> = named.collect();
    found.sort_by_key(|(order, ..)| *order);
    found.truncate(MOST);
    let items = found
        .into_iter()
        .enumerate()
        .map(|(place, ((.., name), number, note))| {
            item(view, document, typed, (place, name), (number, note))
        });
    Ok(list(&items.collect::<Vec<_>>()))
}

/// The notes that the suggester would link, the likeliest first, by their targets.
fn suggested(
    view: &View<'_, '_>,
    document: &Document,
) -> Result<BTreeMap<String, usize>, ResponseError> {
    let Some(linker) = view.linker else {
        return Ok(BTreeMap::new());
    };
    let file = document.file();
    let mut found = view.workspace.suggest_open(&file, linker)?;
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let targets = found.into_iter().enumerate();
    Ok(targets
        .map(|(rank, suggestion)| (suggestion.target, rank))
        .collect())
}

fn item(
    view: &View<'_, '_>,
    document: &Document,
    typed: &TypedLink,
    (place, name): (usize, &str),
    (number, note): (usize, &IndexedNote),
) -> Value {
    let target = view
        .names
        .resolver()
        .target_from(number, view.name(document));
    let style = view.workspace.vault.settings().wikilink.style(None);
    let link = style.write(&target, name, link_place(document, typed.target.start));
    let inner = link.trim_start_matches('[').trim_end_matches(']');
    json!({
        "label": name,
        "kind": REFERENCE,
        "detail": note.name,
        "sortText": format!("{place:04}"),
        "filterText": name,
        "textEdit": {
            "range": document.range(&typed.target),
            "newText": closed(document, typed.target.end, inner),
        },
    })
}

fn link_place(document: &Document, offset: usize) -> LinkPlace {
    let block = document.note().block_at(offset);
    match block.map(|block| block.kind) {
        Some(BlockKind::TableCell | BlockKind::TableHead) => LinkPlace::TableCell,
        _ => LinkPlace::Prose,
    }
}

/// The rest of a link, with its brackets unless the editor has put them there.
fn closed(document: &Document, offset: usize, inner: &str) -> String {
    let rest = &document.text[offset..];
    let is_closed = rest.trim_start_matches(' ').starts_with("]]") || rest.starts_with('|');
    format!("{inner}{}", if is_closed { "" } else { "]]" })
}

fn headings(
    view: &View<'_, '_>,
    document: &Document,
    typed: &TypedLink,
    range: &Range<usize>,
) -> Option<Value> {
    let target = document.text[typed.target.clone()].trim();
    let linked;
    let note = if target.is_empty() {
        document.note()
    } else {
        let found = view.names.resolver().resolve(target, view.name(document));
        let number = found.obsidian.note().or_else(|| found.quartz.note())?;
        linked = view.open_or_read(view.names.note(number)?)?;
        linked.note()
    };
    let headings = note.headings().iter().enumerate().map(|(place, heading)| {
        let text = heading.text.replace(['[', ']', '|', '#', '^', '\\'], " ");
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        json!({
            "label": text,
            "kind": REFERENCE,
            "sortText": format!("{place:04}"),
            "textEdit": {
                "range": document.range(range),
                "newText": closed(document, range.end, &text),
            },
        })
    });
    Some(json!({"isIncomplete": false, "items": headings.collect::<Vec<_>>()}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_completed_while_it_is_open() {
        let typed = |text: &str| typed_link(text, text.len());
        let link = |target, heading| Some(TypedLink { target, heading });
        assert_eq!(typed("a [[b c"), link(4..7, None));
        assert_eq!(typed("[[b#c"), link(2..3, Some(4..5)));
        assert_eq!(typed("[[#c#d"), link(2..2, Some(5..6)));
        for none in ["[b", "[[a]]", "[[a|b", "[[a\nb", "[[a]"] {
            assert_eq!(typed(none), None, "{none}");
        }
    }
}
