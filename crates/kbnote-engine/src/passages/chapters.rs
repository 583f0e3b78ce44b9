//! The headings of a note as chapters of its video.

use kbnote_core::Timestamp;
use kbnote_note::Note;

/// A heading with the earliest time under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteChapter {
    /// When it begins.
    pub time: Timestamp,
    /// The heading without Markdown.
    pub title: String,
    /// The level of the heading, from 1 to 6.
    pub level: u8,
    /// The line of the heading, from 1.
    pub line: usize,
}

/// The headings of a note under which there are anchors, in order of time. A heading has the anchors
/// of the headings below it, too; one that is above all others is the title of the note.
#[must_use]
pub fn chapters(note: &Note) -> Vec<NoteChapter> {
    let headings = note.headings();
    let mut earliest: Vec<Option<Timestamp>> = vec![None; headings.len()];
    for anchor in note.anchors().iter().filter(|anchor| anchor.live) {
        let Some(time) = anchor.time() else { continue };
        let next = headings.partition_point(|heading| heading.range.start <= anchor.range.start);
        let mut above = next.checked_sub(1);
        while let Some(index) = above {
            let known = earliest[index].get_or_insert(time);
            *known = time.min(*known);
            above = headings[index].parent;
        }
    }
    let is_title = |level: u8| headings.len() > 1 && headings[1..].iter().all(|h| h.level > level);
    let skipped = headings.first().is_some_and(|first| is_title(first.level));
    let timed = headings.iter().zip(earliest).skip(usize::from(skipped));
    let mut chapters: Vec<NoteChapter> = timed
        .filter_map(|(heading, time)| {
            let title = heading
                .text
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ");
            let time = time.filter(|_| !title.is_empty())?.floor_to_second();
            Some(NoteChapter {
                time,
                title,
                level: heading.level,
                line: note.line_at(heading.range.start),
            })
        })
        .collect();
    chapters.sort_by_key(|chapter| chapter.time);
    chapters
}

/// One chapter for each time: the heading of the highest level that begins then, since a heading
/// mostly begins with the first one below it.
#[must_use]
pub fn top_chapters(chapters: &[NoteChapter]) -> Vec<&NoteChapter> {
    let mut top: Vec<&NoteChapter> = Vec::new();
    for chapter in chapters {
        match top.last_mut() {
            Some(last) if last.time == chapter.time => {
                if chapter.level < last.level {
                    *last = chapter;
                }
            }
            _ => top.push(chapter),
        }
    }
    top
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(text: &str) -> Vec<(u64, String)> {
        let chapters = chapters(&Note::parse(text));
        let top = top_chapters(&chapters).into_iter();
        top.map(|chapter| (chapter.time.as_secs(), chapter.title.clone()))
            .collect()
    }

    #[test]
    fn a_heading_begins_with_its_earliest_anchor_and_those_below_it() {
        let text = "Before [00:00:01].\n\n# All\n\n## Roosts\n\nLate [00:03:00]. Early [00:02:00].\n\n\
                    ### In reeds\n\nReeds [00:01:10].\n\n## Empty\n\nNothing.\n\n## *Flocks*\n\nAt dusk [00:00:42].\n";
        let expected = [(42, "Flocks"), (70, "Roosts")];
        assert_eq!(
            listed(text),
            expected.map(|(time, title)| (time, title.to_owned()))
        );
        let all = chapters(&Note::parse(text));
        let titles: Vec<_> = all.iter().map(|chapter| chapter.title.as_str()).collect();
        assert_eq!(titles, ["Flocks", "Roosts", "In reeds"]);
        assert_eq!((all[0].line, all[1].line), (17, 5));
    }
}
