//! The videos of an index note put in the order of their dates.

use super::IndexedVideo;
use super::section::sections;
use crate::{Note, Splice};

/// The edit that puts the sections of an index note in the order of their videos' dates, the newest
/// first; none if they are. A section moves whole. Those whose date is not known, and headings that
/// are no videos', stay where they are.
#[must_use]
pub fn by_date(note: &Note, videos: &[IndexedVideo]) -> Option<Splice> {
    let text = note.text();
    let date = |section: &super::section::Section| {
        let video = videos.iter().find(|video| video.id == section.video);
        video?.published
    };
    let dated: Vec<_> = sections(note, videos)
        .into_iter()
        .filter_map(|section| Some((date(&section)?, section.range)))
        .collect();
    let mut wanted: Vec<_> = dated.iter().collect();
    wanted.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    if wanted
        .iter()
        .zip(&dated)
        .all(|(wanted, there)| **wanted == *there)
    {
        return None;
    }
    let (first, last) = (dated.first()?.1.start, dated.last()?.1.end);
    let mut sorted = String::with_capacity(last - first);
    let mut at = first;
    for ((_, there), (_, wanted)) in dated.iter().zip(&wanted) {
        sorted += &text[at..there.start];
        // Blanks between sections stay where they are.
        sorted += text[wanted.clone()].trim_end();
        sorted += &text[there.start + text[there.clone()].trim_end().len()..there.end];
        at = there.end;
    }
    Some(Splice::replace(first..last, sorted))
}
