//! What can be opened from a note: the recording at the time of an anchor, and linked files.

use std::path::{Path, PathBuf};

use kbnote_app::editor::ReviewedPart;
use kbnote_core::Timestamp;
use kbnote_core::address_at;
use serde_json::{Value, json};

use crate::document::Document;
use crate::transport::ResponseError;
use crate::view::{LinkAt, View};

/// All links of a note that can be opened.
pub(crate) fn document_links(
    view: &View<'_, '_>,
    document: &Document,
) -> Result<Value, ResponseError> {
    let mut links = Vec::new();
    for part in view.review(document)? {
        for anchor in part.part.note.anchors().iter().filter(|anchor| anchor.live) {
            if let Some(target) = anchor.time().and_then(|time| moment(part, time)) {
                links.push((anchor.range.clone(), target));
            }
        }
    }
    for link in LinkAt::all(document.note()) {
        if let Some(path) = file(view, document, &link) {
            links.push((link.range(), view.uri(&path)));
        }
    }
    links.sort_by_key(|(range, _)| range.start);
    let link = |(range, target)| json!({"range": document.range(&range), "target": target});
    Ok(links.into_iter().map(link).collect())
}

/// The address of a recording at a time.
pub(crate) fn moment(part: &ReviewedPart, time: Timestamp) -> Option<String> {
    let unknown = || {
        let id = &part.part.video;
        let named = part.part.name.clone().filter(|name| name.contains("://"));
        let address = named.or_else(|| id.has_youtube_form().then(|| id.youtube_url()))?;
        Some(address_at(&address, time.as_secs()))
    };
    let url = match &part.captions {
        Ok(captions) => captions.video().url_at(time),
        Err(_) => unknown(),
    }?;
    // The address comes from a file: one that runs a program instead is not opened.
    let lower = url.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")).then_some(url)
}

/// The file that a link leads to.
fn file(view: &View<'_, '_>, document: &Document, link: &LinkAt<'_>) -> Option<PathBuf> {
    if let Some(note) = view.target(document, link) {
        return Some(view.names.note(note)?.path.clone());
    }
    let LinkAt::File(link) = link else {
        return None;
    };
    let folder = document.path.as_deref().and_then(Path::parent)?;
    let beside = folder.join(link.decoded());
    let below = view
        .names
        .notes_dir()
        .join(link.decoded().trim_start_matches('/'));
    let root = view.workspace.vault.root();
    let is_there = |path: &PathBuf| path.is_file() && is_within(path, root);
    [beside, below].into_iter().find(is_there)
}

/// Whether a file is in a folder once all links are followed.
fn is_within(path: &Path, folder: &Path) -> bool {
    let real = path.canonicalize().ok().zip(folder.canonicalize().ok());
    real.is_some_and(|(path, folder)| path.starts_with(folder))
}
