//! The captions of a note that is shown.

use std::sync::Arc;

use kbnote_align::Aligner;
use kbnote_core::{Cue, Timestamp, Track, TrackId, Video};
use kbnote_note::Note;

use super::cue_view::ShownCues;
use crate::anchoring::{CaptionsError, choose_track};
use crate::prepared_transcript::PreparedTranscript;

/// Length from which on a cue without word times has a moment at every second.
const LONG_CUE_MILLIS: u64 = 20_000;

/// A track and its transcript.
#[derive(Clone, Debug)]
pub struct Captions {
    transcript: Arc<PreparedTranscript>,
    /// A valid index into the tracks of the transcript.
    at: usize,
}

impl Captions {
    /// The captions of a note; `remembered` is the track that it was aligned with before.
    ///
    /// # Errors
    /// [`CaptionsError::NoTrack`] if the transcript has no tracks.
    pub fn new(
        transcript: Arc<PreparedTranscript>,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> Result<Self, CaptionsError> {
        let at = choose_track(transcript.transcript(), None, note, remembered)?;
        Ok(Self { transcript, at })
    }

    /// The video.
    #[must_use]
    pub fn video(&self) -> &Video {
        &self.transcript.transcript().video
    }

    /// The track.
    #[must_use]
    pub fn track(&self) -> &Track {
        self.transcript.track(self.at).track
    }

    /// The fingerprint of the cues.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        self.transcript.track(self.at).fingerprint()
    }

    /// The aligner of the track, made once for all notes on it.
    pub(super) fn aligner(&self) -> &Aligner {
        self.transcript.track(self.at).aligner()
    }

    pub(super) fn cues(&self) -> ShownCues {
        self.transcript.track(self.at).cues().clone()
    }

    /// Whether a cue or word starts at this second, or a long cue without word times contains it.
    #[must_use]
    pub fn has_moment(&self, time: Timestamp) -> bool {
        let second = time.floor_to_second();
        let begins = |at: Timestamp| at.floor_to_second() == second;
        let holds = |cue: &Cue| {
            let is_within = cue.start().floor_to_second() <= second && second <= cue.end();
            begins(cue.start())
                || cue.words().iter().any(|word| begins(word.start))
                || (is_long(cue) && is_within)
        };
        self.track().cues.iter().any(holds)
    }

    /// The last moment at or before a time, rounded down to the second.
    pub(super) fn moment_until(&self, time: Timestamp) -> Option<Timestamp> {
        let cues = self.track().cues.iter();
        let begun = cues.filter(|cue| cue.start() <= time);
        let last = begun.map(|cue| last_moment(cue, time)).max()?;
        Some(last.floor_to_second())
    }
}

/// The last moment at or before a time in a cue that has begun.
fn last_moment(cue: &Cue, time: Timestamp) -> Timestamp {
    if is_long(cue) {
        return time.min(cue.end());
    }
    let words = cue.words().iter().map(|word| word.start);
    let begun = words.filter(|start| *start <= time).max();
    begun.unwrap_or_default().max(cue.start())
}

/// Whether every second of a cue is a moment.
fn is_long(cue: &Cue) -> bool {
    cue.words().is_empty() && cue.start().abs_diff(cue.end()) >= LONG_CUE_MILLIS
}

#[cfg(test)]
mod tests {
    use kbnote_core::{LanguageTag, TimeSpan, TrackKind, Transcript};

    use super::*;

    fn captions(cues: Vec<Cue>) -> Captions {
        Captions::new(transcript(cues), &Note::parse("Birds.\n"), None).unwrap()
    }

    fn transcript(cues: Vec<Cue>) -> Arc<PreparedTranscript> {
        let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues);
        let transcript = Transcript {
            video: Video::new("kbnoteDemo1".parse().unwrap()),
            chapters: Vec::new(),
            tracks: vec![track],
        };
        Arc::new(transcript.into())
    }

    #[test]
    fn a_transcript_is_prepared_once() {
        let transcript = transcript(Vec::new());
        let note = Note::parse("Birds.\n");
        let captions = Captions::new(Arc::clone(&transcript), &note, None).unwrap();
        assert!(std::ptr::eq(captions.track(), transcript.track(0).track));
        let again = Captions::new(transcript, &note, None).unwrap();
        assert!(std::ptr::eq(captions.aligner(), again.aligner()));
    }

    #[test]
    fn only_what_begins_is_a_moment_but_in_a_long_cue() {
        let at = Timestamp::from_millis;
        let short = Cue::new(TimeSpan::new(at(1500), at(9000)), "one two");
        let long = Cue::new(TimeSpan::new(at(30_000), at(60_000)), "three");
        let captions = captions(vec![short, long]);
        let seconds = (0..70).filter(|&s| captions.has_moment(Timestamp::from_secs(s)));
        let seconds: Vec<u64> = seconds.collect();
        assert_eq!(seconds, [1].into_iter().chain(30..=60).collect::<Vec<_>>());
        let until = |millis| captions.moment_until(at(millis)).map(Timestamp::as_millis);
        assert_eq!((until(1_499), until(1_500)), (None, Some(1_000)));
        assert_eq!((until(29_999), until(45_678)), (Some(1_000), Some(45_000)));
        assert_eq!(until(99_000), Some(60_000));
    }
}
