//! Canvases ([JSON Canvas 1.0](https://jsoncanvas.org/spec/1.0/)).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::error::ObsidianFileError;
use super::json_string::{JsonString, escaped};
use super::renamed_file::{RenamedFile, moved, placed};
use crate::{LinkRewrite, Note, Splice};

#[derive(Deserialize)]
struct Canvas<'a> {
    #[serde(borrow, default)]
    nodes: Vec<Node<'a>>,
}

#[derive(Deserialize)]
struct Node<'a> {
    #[serde(borrow, default)]
    file: Option<&'a RawValue>,
    #[serde(borrow, default)]
    text: Option<&'a RawValue>,
}

pub(super) fn relink(
    text: &str,
    renamed: &RenamedFile<'_>,
) -> Result<LinkRewrite, ObsidianFileError> {
    let mut relinked = LinkRewrite::default();
    if text.trim().is_empty() {
        return Ok(relinked);
    }
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let canvas: Canvas<'_> =
        serde_json::from_str(&text[start..]).map_err(ObsidianFileError::Canvas)?;
    let string = |raw: &RawValue| {
        let place = (raw.get().as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
        JsonString::read(raw.get(), place)
    };
    for node in canvas.nodes {
        if let Some(path) = node.file.and_then(string) {
            let new = renamed.new_path(&path.text);
            relinked.splices.extend(new.map(|new| {
                let range = path.place(0)..path.place(path.text.len());
                Splice::replace(range, escaped(&new))
            }));
        }
        if let Some(markdown) = node.text.and_then(string) {
            let note = Note::parse(markdown.text.as_str());
            let inside = renamed.renaming.relink_from(&note, renamed.from);
            let place = |at| markdown.place(at);
            let splices = moved(inside.splices, place);
            relinked.splices.extend(
                splices.map(|splice| Splice::replace(splice.range, escaped(&splice.replacement))),
            );
            let left = inside.left.iter().map(|range| placed(range, place));
            relinked.left.extend(left);
            let literal = inside.literal.iter().map(|range| placed(range, place));
            relinked.literal.extend(literal);
        }
    }
    relinked.splices.sort_by_key(|splice| splice.range.start);
    relinked.left.sort_by_key(|range| range.start);
    Ok(relinked)
}
