//! The links to a note.

use serde_json::{Value, json};

use crate::document::Document;
use crate::view::{LinkAt, View, link_at};

/// All links to the note that the link at an offset leads to; without a link there, to this note.
pub(crate) fn references(view: &View<'_, '_>, document: &Document, offset: usize) -> Value {
    let own = || {
        document
            .path
            .as_deref()
            .and_then(|path| view.names.number(path))
    };
    let number = match link_at(document.note(), offset) {
        Some(link) => view.target(document, &link),
        None => own(),
    };
    let links = number.map(|number| links_to(view, number));
    Value::Array(links.unwrap_or_default())
}

fn links_to(view: &View<'_, '_>, number: usize) -> Vec<Value> {
    let mut linking = view.names.notes_linking_to(number);
    // An open note may have other links than its file.
    let open = view
        .documents
        .all()
        .filter_map(|open| view.names.number(open.path.as_deref()?));
    linking.extend(open);
    linking.sort_unstable();
    linking.dedup();
    let linking = linking.into_iter().filter_map(|from| view.names.note(from));
    let links = linking.filter_map(|note| Some(in_note(view, &view.open_or_read(note)?, number)));
    links.flatten().collect()
}

fn in_note(view: &View<'_, '_>, document: &Document, number: usize) -> Vec<Value> {
    let links = LinkAt::all(document.note()).into_iter();
    let links = links.filter(|link| view.resolve(document, link).leads_to(number));
    let location =
        |link: LinkAt<'_>| json!({"uri": document.uri, "range": document.range(&link.range())});
    links.map(location).collect()
}
