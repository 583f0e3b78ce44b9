//! The headings of a note, and the notes of the vault.

use gen_lsp_types::Range;
use kbnote_vault::IndexedNote;
use serde_json::{Value, json};

use crate::document::Document;
use crate::view::View;

/// How many notes are listed at once.
const MOST_NOTES: usize = 200;

const FILE: u32 = 1;
const STRING: u32 = 15;

/// The headings of a note, each with those below it.
pub(crate) fn of_document(document: &Document) -> Value {
    Value::Array(below(document, None))
}

fn below(document: &Document, parent: Option<usize>) -> Vec<Value> {
    let headings = document.note().headings();
    let own = headings
        .iter()
        .enumerate()
        .filter(|(_, heading)| heading.parent == parent);
    let symbol = |(number, heading): (usize, &kbnote_note::Heading)| {
        let next = headings[number + 1..]
            .iter()
            .find(|next| next.level <= heading.level);
        let end = next.map_or(document.text.len(), |next| {
            line_start(&document.text, next.range.start)
        });
        let start = line_start(&document.text, heading.range.start);
        let name = heading.text.trim();
        json!({
            "name": if name.is_empty() { "–" } else { name },
            "kind": STRING,
            "range": document.range(&(start..end.max(heading.range.end))),
            "selectionRange": document.range(&heading.range),
            "children": below(document, Some(number)),
        })
    };
    own.map(symbol).collect()
}

fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// The notes whose title, alias or name contains the words of a query, the best first.
pub(crate) fn of_workspace(view: &View<'_, '_>, query: &str) -> Value {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let named = view.names.index().notes().iter().filter_map(|note| {
        let name = names(note).find(|name| contains(name, &words))?;
        let is_start = name.to_lowercase().starts_with(&query);
        Some((!is_start, name.chars().count(), name, note))
    });
    let mut found: Vec<_> = named.collect();
    found.sort_by_key(|&(later, length, name, _)| (later, length, name));
    let symbol = |(_, _, name, note): (bool, usize, &str, &IndexedNote)| {
        let folder = note.name.rsplit_once('/').map(|(folder, _)| folder);
        json!({
            "name": name,
            "kind": FILE,
            "containerName": folder,
            "location": {"uri": view.uri(&note.path), "range": Range::default()},
        })
    };
    found.into_iter().take(MOST_NOTES).map(symbol).collect()
}

/// What a note is called: its title, its aliases, its name.
pub(crate) fn names(note: &IndexedNote) -> impl Iterator<Item = &str> {
    let title = Some(note.summary.title.as_str()).filter(|title| !title.is_empty());
    let aliases = note.summary.aliases.iter().map(String::as_str);
    title.into_iter().chain(aliases).chain([note.base_name()])
}

/// Whether a name contains all words, which are in lower case.
pub(crate) fn contains(name: &str, words: &[&str]) -> bool {
    let name = name.to_lowercase();
    words.iter().all(|word| name.contains(word))
}
