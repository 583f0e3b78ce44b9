//! Whether a template writes the author's prose, and once.

use super::context::NoteContext;
use super::error::{RenderError, RenderErrorKind};
use super::template::{Template, render};
use crate::LinkStyle;

/// What stands for the prose while a template is looked at.
const MARK: &str = "\u{1a}prose\u{1a}";

/// Whether a template writes the prose of a note once; a note with prose would lose it, or have it twice.
///
/// # Errors
/// If it does not, or cannot be rendered.
pub fn check_prose_place(
    template: Template<'_>,
    context: &NoteContext,
    style: LinkStyle,
) -> Result<(), RenderError> {
    let context = NoteContext {
        body: Some(MARK.to_owned()),
        ..context.clone()
    };
    let kind = match render(template, &context, style)?.matches(MARK).count() {
        0 => RenderErrorKind::NoProse,
        1 => return Ok(()),
        _ => RenderErrorKind::ProseTwice,
    };
    let source = template.text;
    let tags = body_tags(source);
    let at = match kind {
        RenderErrorKind::NoProse => tags.first().copied().unwrap_or(source.trim_end().len()),
        _ => tags.get(1).or(tags.first()).copied().unwrap_or_default(),
    };
    Err(RenderError::of_kind(template.name, source, at, kind))
}

/// The offsets of the tags that write the prose.
fn body_tags(source: &str) -> Vec<usize> {
    let tags = source.match_indices("{{").filter(|(at, _)| {
        let tag = source[at + 2..].split("}}").next().unwrap_or_default();
        let name = tag.trim_matches(|c: char| c.is_whitespace() || "{}&~".contains(c));
        name.rsplit(['/', '.']).next() == Some("body") && !name.starts_with('#')
    });
    tags.map(|(at, _)| at).collect()
}
