//! Made-up contexts, to check a template without a note.

use chrono::NaiveDate;
use kbnote_core::{Channel, Chapter, ChapterSource, Timestamp, Video};

use super::NoteContext;
use crate::Draft;

impl NoteContext {
    /// Contexts of made-up recordings: one with chapters, one with prose, and one with as little as there can be.
    #[must_use]
    pub fn samples() -> [Self; 3] {
        let day = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap_or_default();
        let chapter = |second, title: &str| Chapter {
            start: Timestamp::from_secs(second),
            title: title.to_owned(),
            source: ChapterSource::Author,
        };
        let chapters = [chapter(0, "Counting"), chapter(130, "Comparing")];
        let full = Self::new(&video(day), &chapters, day);
        let prose = "---\ntags: [birds]\n---\nStarlings come to the reed beds at dusk.\n";
        let drafted = full.clone().with_draft(Draft::parse(prose));
        let bare = Video::new(video(day).id);
        [full, drafted, Self::new(&bare, &[], day)]
    }
}

fn video(day: NaiveDate) -> Video {
    Video {
        title: "Counting birds: a talk".to_owned(),
        channel: Channel::new("Field Notes", Some("fieldnotes")),
        duration_ms: Some(300_500),
        published: Some(day),
        description: "How a flock is counted.".to_owned(),
        tags: vec!["birds".to_owned()],
        ..Video::new(kbnote_core::VideoId::of_episode("Counting birds", "sample"))
    }
}
