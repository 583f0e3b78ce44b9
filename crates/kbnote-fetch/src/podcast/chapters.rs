//! Chapters in JSON: the Podcast Index's, and PeerTube's.

use kbnote_core::{Chapter, ChapterSource};
use serde::Deserialize;

use super::values::seconds_as_time;

#[derive(Deserialize)]
struct ChapterFile {
    chapters: Vec<JsonChapter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JsonChapter {
    #[serde(alias = "timecode")]
    start_time: f64,
    #[serde(default)]
    title: Option<String>,
    /// False for a change of picture only.
    #[serde(default)]
    toc: Option<bool>,
}

/// The chapters in a file; `None` if it is another file.
pub(crate) fn read(body: &[u8]) -> Option<Vec<Chapter>> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    let file: ChapterFile = serde_json::from_slice(body).ok()?;
    let chapters = file
        .chapters
        .into_iter()
        .filter(|chapter| chapter.toc != Some(false));
    let mut chapters: Vec<Chapter> = chapters
        .filter_map(|chapter| {
            let title = chapter.title.unwrap_or_default();
            named(seconds_as_time(chapter.start_time)?, title.trim())
        })
        .collect();
    chapters.sort_by_key(|chapter| chapter.start);
    Some(chapters)
}

/// A chapter by the author, if it has a title.
pub(crate) fn named(start: kbnote_core::Timestamp, title: &str) -> Option<Chapter> {
    let title = crate::web::text::on_one_line(title);
    (!title.is_empty()).then_some(Chapter {
        start,
        title,
        source: ChapterSource::Author,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_read_without_mere_pictures() {
        let file = br#"{"version":"1.2.0","chapters":[{"startTime":90.5,"title":"Night","endTime":99},
            {"startTime":0,"title":" Dusk ","toc":true},{"startTime":5,"img":"a.png","toc":false},{"startTime":7}]}"#;
        let chapters = read(file).unwrap();
        let shown: Vec<_> = chapters
            .iter()
            .map(|chapter| (chapter.start.as_millis(), chapter.title.as_str()))
            .collect();
        assert_eq!(shown, [(0, "Dusk"), (90_500, "Night")]);
        assert!(read(b"<html>").is_none() && read(b"{}").is_none());
    }
}
