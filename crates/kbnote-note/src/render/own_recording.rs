//! Whether a template makes notes on the recording that they are made for.

use kbnote_core::Video;

use super::error::{RenderError, RenderErrorKind};
use super::template::Template;
use crate::Note;

/// Whether the front matter of a rendered note names the recording that it was made for, or none. An address in
/// `source` or `url` may be that of any page.
///
/// # Errors
/// If it surely names another.
pub fn check_own_recording(
    template: Template<'_>,
    rendered: &Note,
    video: &Video,
) -> Result<(), RenderError> {
    let named = rendered.video_id().filter(|named| *named != video.id);
    let (Some(named), Some(key)) = (named, rendered.recording_key()) else {
        return Ok(());
    };
    let value = rendered.recording_value();
    let is_own =
        value.is_some() && [&video.url, &video.source, &video.watch_url()].contains(&&value);
    if is_own || !rendered.surely_names_recording() {
        return Ok(());
    }
    let lines = template.text.split_inclusive('\n');
    let before = lines.take_while(|line| !line.trim_start().starts_with(key));
    let at: usize = before.map(str::len).sum();
    let kind = RenderErrorKind::OtherRecording {
        key,
        named: named.to_string(),
        id: video.id.to_string(),
    };
    let at = if at < template.text.len() { at } else { 0 };
    Err(RenderError::of_kind(template.name, template.text, at, kind))
}
