//! A caption track whose words are compared with those of notes.

use kbnote_align::WordReader;
use kbnote_core::{LanguageTag, Timestamp, Track};
use kbnote_note::{Anchor, Claim, Note};

use super::spoken_names::SpokenNames;
use super::spoken_window::SpokenWindow;
use crate::prepared_transcript::TrackInUse;

/// A caption track whose words are compared with those of notes.
#[derive(Debug)]
pub(super) struct CaptionWords<'a> {
    pub(super) track: &'a Track,
    prepared: TrackInUse<'a>,
    pub(super) reader: WordReader,
    /// The end of the video.
    end: Timestamp,
}

impl<'a> CaptionWords<'a> {
    pub(super) fn new(prepared: TrackInUse<'a>, end: Timestamp) -> Self {
        let track = prepared.track;
        Self {
            track,
            prepared,
            reader: WordReader::new(&track.language),
            end,
        }
    }

    /// All that is said, for comparing names with it.
    pub(super) fn spoken_names(&self) -> &'a SpokenNames {
        self.prepared.spoken_names()
    }

    /// What is said from so many milliseconds before a time to so many after it.
    pub(super) fn around(&self, time: Timestamp, around: (u64, u64)) -> SpokenWindow {
        SpokenWindow::around(self.track, &self.reader, time, around)
    }

    /// The times of the living anchors of a claim.
    pub(super) fn times(&self, note: &Note, claim: &Claim) -> Vec<Timestamp> {
        let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
        let live = anchors.iter().filter(|anchor| anchor.live);
        let time = |anchor: &Anchor| anchor.time_before(self.end);
        live.filter_map(time).collect()
    }

    /// Whether a note is surely in another language than the captions.
    pub(super) fn is_foreign(&self, claims: &[Claim]) -> bool {
        let texts: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
        let language = LanguageTag::detect(&texts.join(" "));
        language.is_some_and(|language| language.primary() != self.track.language.primary())
    }
}
