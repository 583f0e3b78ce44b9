//! The state of a note by its parts on different recordings.

use std::collections::BTreeMap;

use kbnote_core::{Timestamp, VideoId};

use super::state::{ClaimState, NoteState, TrackState};
use crate::{Anchor, Claim, NotePart};

impl NoteState {
    /// What is known of one of the parts of a note: its track, its claims, and those that were in another
    /// part and are in this one now, which name the recording that their times are of.
    #[must_use]
    pub fn of_part(&self, part: &NotePart, parts: &[NotePart]) -> Self {
        let names_others = self.claims.iter().any(|claim| claim.video.is_some());
        if matches!(parts, [only] if only.is_own) && self.others.is_empty() && !names_others {
            return self.clone();
        }
        let own = parts.iter().find(|part| part.is_own).map(|own| &own.video);
        let own = self.video.as_ref().or(own);
        let claims = self.claims.iter().filter_map(|known| {
            let video = known.video.as_ref().or(own);
            let video = video.filter(|video| **video != part.video).cloned();
            let is_here = match &video {
                None => true,
                Some(video) => !stands_in(known, video, parts) && may_have_come(known, part),
            };
            let claim = ClaimState {
                video,
                ..known.clone()
            };
            is_here.then_some(claim)
        });
        let track = match own {
            Some(own) if *own == part.video => TrackState {
                track: self.track.clone(),
                captions: self.captions.clone(),
            },
            _ => self.others.get(&part.video).cloned().unwrap_or_default(),
        };
        Self {
            claims: claims.collect(),
            track: track.track,
            captions: track.captions,
            others: BTreeMap::new(),
            ..self.clone()
        }
    }

    /// The state of a note whose parts have these.
    #[must_use]
    pub fn of_parts<'a>(
        known: Option<&Self>,
        parts: impl IntoIterator<Item = (&'a NotePart, Self)>,
    ) -> Self {
        let mut whole = Self {
            track: None,
            captions: None,
            aligner: None,
            others: BTreeMap::new(),
            claims: Vec::new(),
            ..known.cloned().unwrap_or_default()
        };
        let mut own = None;
        let mut aligners = Vec::new();
        // Those whose times are of another part are not remembered there as well.
        let mut came = Vec::new();
        for (part, state) in parts {
            aligners.push(state.aligner);
            let track = TrackState {
                track: state.track,
                captions: state.captions,
            };
            if part.is_own {
                own = Some(part.video.clone());
                (whole.track, whole.captions) = (track.track, track.captions);
            } else if track != TrackState::default() {
                whole.others.insert(part.video.clone(), track);
            }
            for claim in state.claims {
                match claim.video {
                    Some(_) => came.push(claim),
                    None => whole.claims.push(ClaimState {
                        video: Some(part.video.clone()),
                        ..claim
                    }),
                }
            }
        }
        for claim in came {
            if !whole.claims.contains(&claim) {
                whole.claims.push(claim);
            }
        }
        for claim in &mut whole.claims {
            claim.video = claim
                .video
                .take()
                .filter(|video| Some(video) != own.as_ref());
        }
        whole.aligner = aligners.into_iter().min().flatten();
        whole
    }
}

/// Whether a claim is still in the part of its recording.
fn stands_in(known: &ClaimState, video: &VideoId, parts: &[NotePart]) -> bool {
    let part = parts.iter().find(|part| part.video == *video);
    let claims = part.map(|part| part.note.claims()).unwrap_or_default();
    claims.iter().any(|claim| claim.text == known.text)
}

/// Whether a claim of a part may be one that was in another: it has its words or its times.
fn may_have_come(known: &ClaimState, part: &NotePart) -> bool {
    let has_times = |claim: &Claim| {
        let times = part.note.anchors()[claim.anchors.clone()].iter();
        let seconds = times.filter_map(Anchor::time).map(Timestamp::as_secs);
        !known.times.is_empty() && seconds.eq(known.times.iter().copied())
    };
    let claims = part.note.claims();
    claims
        .iter()
        .any(|claim| claim.text == known.text || has_times(claim))
}

#[cfg(test)]
mod tests {
    use kbnote_core::TrackId;

    use super::*;
    use crate::{Note, RecordingNames, Word};

    /// Ids of eleven characters.
    struct Ids;

    impl RecordingNames for Ids {
        fn of_anchor(&self, name: &str) -> Option<VideoId> {
            VideoId::any(name).ok()
        }

        fn of_word(&self, word: Word<'_>) -> Option<VideoId> {
            VideoId::youtube(word.text)
        }

        fn is_stored(&self, _: &VideoId) -> bool {
            true
        }
    }

    fn id(text: &str) -> VideoId {
        VideoId::any(text).unwrap()
    }

    fn parts(body: &str) -> Vec<NotePart> {
        Note::parse(body).into_parts(Some(id("kbnoteDemo1")), &Ids)
    }

    fn claim(text: &str, time: u64, video: Option<&str>) -> ClaimState {
        ClaimState {
            text: text.to_owned(),
            times: vec![time],
            video: video.map(id),
            ..ClaimState::default()
        }
    }

    fn state(claims: Vec<ClaimState>) -> NoteState {
        let other = TrackState {
            track: Some(TrackId::new(".de")),
            captions: Some("2".to_owned()),
        };
        NoteState {
            track: Some(TrackId::new(".en")),
            captions: Some("1".to_owned()),
            aligner: Some(2),
            others: BTreeMap::from([(id("kbnoteDemo2"), other)]),
            claims,
            ..NoteState::default()
        }
    }

    const BOTH: &str = "One [00:00:05].\n\n## kbnoteDemo2\n\nTwo [00:00:05].\n";

    #[test]
    fn each_part_knows_its_own_track_and_claims() {
        let parts = parts(BOTH);
        let known = state(vec![
            claim("One.", 5, None),
            claim("Two.", 5, Some("kbnoteDemo2")),
        ]);
        let own = known.of_part(&parts[0], &parts);
        assert_eq!(own.claims, [claim("One.", 5, None)]);
        assert_eq!(own.track.as_ref().map(TrackId::as_str), Some(".en"));
        let other = known.of_part(&parts[1], &parts);
        assert_eq!(other.claims, [claim("Two.", 5, None)]);
        assert_eq!(other.captions.as_deref(), Some("2"));
        let whole = NoteState::of_parts(Some(&known), [(&parts[0], own), (&parts[1], other)]);
        assert_eq!(whole, known);
        assert_eq!(
            NoteState::parse(known.to_json().as_bytes()).state,
            Some(known)
        );
    }

    #[test]
    fn a_claim_that_came_from_another_part_is_remembered_once() {
        let parts =
            parts("One [00:00:05].\n\n## kbnoteDemo2\n\nMoved [00:00:07]. Two [00:00:05].\n");
        let known = state(vec![
            claim("One.", 5, None),
            claim("Moved.", 7, None),
            claim("Gone.", 9, None),
            claim("Two.", 5, Some("kbnoteDemo2")),
        ]);
        let other = known.of_part(&parts[1], &parts);
        assert_eq!(
            other.claims,
            [
                claim("Moved.", 7, Some("kbnoteDemo1")),
                claim("Two.", 5, None)
            ]
        );
        let own = known.of_part(&parts[0], &parts);
        let whole = NoteState::of_parts(Some(&known), [(&parts[0], own), (&parts[1], other)]);
        assert_eq!(whole, known);
    }

    #[test]
    fn a_note_on_one_recording_has_one_state() {
        let parts = parts("One [00:00:05].\n");
        let known = NoteState {
            others: BTreeMap::new(),
            ..state(vec![claim("One.", 5, None), claim("Gone.", 9, None)])
        };
        let own = known.of_part(&parts[0], &parts);
        assert_eq!(own, known);
        assert_eq!(NoteState::of_parts(Some(&known), [(&parts[0], own)]), known);
    }
}
