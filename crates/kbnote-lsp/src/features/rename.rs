//! Renaming notes, with all links to them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use kbnote_vault::ChangedNote;
use serde_json::{Value, json};

use crate::document::Document;
use crate::edits::text_edits;
use crate::transport::{ErrorKind, ResponseError};
use crate::uri;
use crate::view::{LinkAt, View, link_at};

/// What is renamed at a place.
struct Subject {
    /// The text that names it.
    range: Range<usize>,
    path: PathBuf,
    title: String,
}

/// The range and the title of the note that would be renamed at an offset.
pub(crate) fn prepare(
    view: &View<'_, '_>,
    document: &Document,
    offset: usize,
) -> Result<Value, ResponseError> {
    let subject = subject(view, document, offset).ok_or_else(nothing_here)?;
    let range = document.range(&subject.range);
    Ok(json!({"range": range, "placeholder": subject.title}))
}

/// The edits that rename the note at an offset.
pub(crate) fn rename(
    view: &View<'_, '_>,
    document: &Document,
    offset: usize,
    title: &str,
) -> Result<Value, ResponseError> {
    if !view.client.renames_files {
        let message = "this editor cannot rename files for a server; `kbnote rename` does it";
        return Err(ResponseError::new(ErrorKind::Failed, message));
    }
    let subject = subject(view, document, offset).ok_or_else(nothing_here)?;
    let open = view
        .documents
        .all()
        .filter_map(|open| Some((open.path.clone()?, open.text.clone().into_bytes())));
    let open: BTreeMap<PathBuf, Vec<u8>> = open.collect();
    let report = view.workspace.plan_rename(&subject.path, title, &open)?;
    let edits = report.notes.iter().map(|note| file_edit(view, note));
    let mut changes = edits.collect::<Result<Vec<Value>, ResponseError>>()?;
    if report.from != report.to {
        let (from, to) = (view.uri(&report.from), uri::of_path(&report.to));
        changes.push(json!({"kind": "rename", "oldUri": from, "newUri": to}));
    }
    Ok(json!({"documentChanges": changes}))
}

fn nothing_here() -> ResponseError {
    let message = "the name of a note is needed here: a link to it, its title, or its first line";
    ResponseError::new(ErrorKind::Failed, message)
}

/// The note that a link leads to; at the title or on the first line of a note, that note.
fn subject(view: &View<'_, '_>, document: &Document, offset: usize) -> Option<Subject> {
    let note = document.note();
    let (range, number) = match link_at(note, offset) {
        Some(LinkAt::Wikilink(link)) => (
            link.target.clone(),
            view.target(document, &LinkAt::Wikilink(link))?,
        ),
        Some(LinkAt::File(link)) => (
            link.path.clone(),
            view.target(document, &LinkAt::File(link))?,
        ),
        None => {
            let own = view.names.number(document.path.as_deref()?)?;
            (title_range(document, offset)?, own)
        }
    };
    let note = view.names.note(number)?;
    let title = match note.summary.title.as_str() {
        "" => note.base_name(),
        title => title,
    };
    Some(Subject {
        range,
        path: note.path.clone(),
        title: title.to_owned(),
    })
}

/// The title in the front matter or the first heading, if an offset is in it.
fn title_range(document: &Document, offset: usize) -> Option<Range<usize>> {
    let note = document.note();
    let front = note.front_matter();
    let title = front.and_then(|front| front.entry(&document.text, "title"));
    let heading = note.headings().first().filter(|heading| heading.level == 1);
    let ranges = [
        title.map(|title| title.value.clone()),
        heading.map(|heading| heading.range.clone()),
    ];
    let is_in = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    ranges.into_iter().flatten().find(is_in)
}

/// The change of one file.
fn file_edit(view: &View<'_, '_>, changed: &ChangedNote) -> Result<Value, ResponseError> {
    let text = |bytes: &[u8]| {
        let text = String::from_utf8(bytes.to_vec());
        text.map_err(|_| {
            let path = view.workspace.vault.display_path(&changed.path).to_string();
            let message = format!("{path} is not UTF-8, and has links to rewrite");
            ResponseError::new(ErrorKind::Failed, message)
        })
    };
    let (old, new) = (text(&changed.old)?, text(&changed.new)?);
    let open = view.documents.at_path(&changed.path);
    let uri = view.uri(&changed.path);
    let document = Document::new(uri, 0, old, view.client.encoding);
    let version = open.map(|open| open.version);
    let of = json!({"uri": document.uri, "version": version});
    Ok(json!({"textDocument": of, "edits": text_edits(&document, &new)}))
}
