//! Notes on several recordings, each held against its own captions.

use std::collections::BTreeMap;

use kbnote_check::{Contradiction, KnownRecording, Recordings, SaidElsewhere, SpokenText};
use kbnote_core::VideoId;
use kbnote_engine::anchoring::said_elsewhere;
use kbnote_engine::wording::Wording;
use kbnote_note::{Note, NotePart, NoteState};
use kbnote_vault::Vault;

use super::videos::{Comparisons, VideoCaptions, Videos};

/// What is stored of the recordings of one note.
pub(super) struct SeveralRecordings(BTreeMap<VideoId, VideoCaptions>);

impl SeveralRecordings {
    pub(super) fn read(videos: &Videos<'_>, note: &Note, compares: Comparisons) -> Self {
        let parts = videos.vault().parts_of(note.read_again()).into_iter();
        let read = |part: NotePart| {
            let stored = videos.is_stored(&part.video);
            let captions = stored.then(|| videos.read(&part.video, compares));
            (part.video, captions.unwrap_or_default())
        };
        Self(parts.map(read).collect())
    }
}

/// The recordings of a note, compared with its parts.
#[derive(Debug)]
pub(super) struct ComparedRecordings<'a> {
    vault: &'a Vault,
    recordings: BTreeMap<&'a VideoId, ComparedRecording<'a>>,
    contradictions: Vec<Contradiction>,
    said_elsewhere: Vec<SaidElsewhere>,
}

#[derive(Debug)]
struct ComparedRecording<'a> {
    video: &'a VideoCaptions,
    wording: Option<Wording<'a>>,
}

impl<'a> ComparedRecordings<'a> {
    pub(super) fn new(
        vault: &'a Vault,
        note: &Note,
        videos: &'a SeveralRecordings,
        state: Option<&NoteState>,
    ) -> Self {
        let parts = vault.parts_of(note.read_again());
        let mut compared = Self {
            vault,
            recordings: BTreeMap::new(),
            contradictions: Vec::new(),
            said_elsewhere: Vec::new(),
        };
        let mut spoken = Vec::new();
        for part in &parts {
            let Some((id, video)) = videos.0.get_key_value(&part.video) else {
                continue;
            };
            let remembered = || state?.of_part(part, &parts).track;
            let track = video.track_of(&part.note, remembered);
            spoken.extend(video.compared_track(track).map(|track| (part, track)));
            let found = track.map(|track| video.contradictions(&part.note, track));
            let in_whole = |found: Contradiction| {
                let range = &part.note.anchors().get(found.anchor)?.range;
                let anchor = note
                    .anchors()
                    .iter()
                    .position(|other| other.range == *range)?;
                Some(Contradiction { anchor, ..found })
            };
            let found = found.unwrap_or_default().into_iter();
            compared.contradictions.extend(found.filter_map(in_whole));
            let wording = track.and_then(|track| video.wording(track));
            compared
                .recordings
                .insert(id, ComparedRecording { video, wording });
        }
        compared.said_elsewhere = said_elsewhere(note, &spoken);
        compared
    }

    pub(super) fn contradictions(&self) -> &[Contradiction] {
        &self.contradictions
    }
}

impl Recordings for ComparedRecordings<'_> {
    fn parts(&self, note: &Note) -> Vec<NotePart> {
        self.vault.parts_of(note.read_again())
    }

    fn recording(&self, video: &VideoId) -> KnownRecording<'_> {
        let Some(compared) = self.recordings.get(video) else {
            return KnownRecording::default();
        };
        KnownRecording {
            video: compared.video.stored,
            address: compared.video.address.as_deref(),
            captions: compared
                .wording
                .as_ref()
                .map(|wording| wording as &dyn SpokenText),
        }
    }

    fn said_elsewhere(&self) -> &[SaidElsewhere] {
        &self.said_elsewhere
    }
}
