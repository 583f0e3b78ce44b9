//! The parts of an index note: a heading for each video, and the entries below it.

use std::ops::Range;

use kbnote_core::VideoId;

use super::IndexedVideo;
use crate::text::trim;
use crate::wikilink::Wikilink;
use crate::{Heading, Note, heading_text};

/// A heading with a video, and what stands below it.
pub(super) struct Section {
    pub(super) video: VideoId,
    /// The video's title in the heading, as Markdown.
    pub(super) title: Range<usize>,
    /// From the start of the heading's line to the next heading, or to the end.
    pub(super) range: Range<usize>,
    /// Where the heading's line ends, before its line end.
    pub(super) heading_end: usize,
}

/// The sections of a note, in order.
pub(super) fn sections(note: &Note, videos: &[IndexedVideo]) -> Vec<Section> {
    let text = note.text();
    let headings = note.headings();
    let starts: Vec<usize> = headings
        .iter()
        .map(|heading| line_start(text, heading.range.start))
        .collect();
    let end_of = |number: usize| starts.get(number + 1).copied().unwrap_or(text.len());
    let section = |(number, heading): (usize, &Heading)| {
        let (video, title) = linked_video(text, heading, videos)?;
        Some(Section {
            video,
            title,
            range: starts[number]..end_of(number),
            heading_end: line_end(text, heading.range.start),
        })
    };
    headings.iter().enumerate().filter_map(section).collect()
}

/// The video that a heading links to, and the text of that link. One without an address is known by its title.
fn linked_video(
    text: &str,
    heading: &Heading,
    videos: &[IndexedVideo],
) -> Option<(VideoId, Range<usize>)> {
    let content = &text[heading.range.clone()];
    let Some(middle) = content.rfind("](") else {
        let is_meant =
            |video: &&IndexedVideo| video.url.is_none() && heading_text(&video.title) == content;
        let video = videos.iter().find(is_meant)?;
        return Some((video.id.clone(), heading.range.clone()));
    };
    let open = content.find('[')?;
    let url = content[middle + 2..].split([')', ' ']).next()?;
    let known = videos
        .iter()
        .find(|video| video.url.as_deref() == Some(url));
    let video = known.map_or_else(|| url.parse().ok(), |video| Some(video.id.clone()))?;
    let title = heading.range.start + open + 1..heading.range.start + middle;
    (title.start <= title.end).then_some((video, title))
}

/// An item of a list that is a link to a note and nothing else, as kbnote writes it.
pub(super) fn is_own_form(text: &str, link: &Wikilink) -> bool {
    let line = trim(
        text,
        line_start(text, link.range.start)..line_end(text, link.range.start),
    );
    let mark = &text[line.start..link.range.start.max(line.start)];
    let mark = mark.trim_end_matches([' ', '\t']);
    matches!(mark, "-" | "*") && line.end == link.range.end && !link.embed && link.heading.is_none()
}

pub(super) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |at| at + 1)
}

/// Where the line ends, before its line end.
pub(super) fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    offset + text[offset..end].trim_end_matches('\r').len()
}
