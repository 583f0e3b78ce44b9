//! The captions that a note is aligned with.

use std::collections::BTreeSet;

use kbnote_core::{LanguageTag, Timestamp, Track, TrackId, TrackKind, Transcript};
use kbnote_note::Note;

use super::CaptionsError;
use super::language::language_of;

/// The end of a video: by its length or its captions, whichever is later; `None` if neither is known.
#[must_use]
pub fn video_end(transcript: &Transcript) -> Option<Timestamp> {
    let length = transcript.video.duration_ms.map(Timestamp::from_millis);
    let last_caption = transcript.tracks.iter().map(Track::end).max();
    length
        .max(last_caption)
        .filter(|end| *end > Timestamp::ZERO)
}

/// The track that a note is aligned with: the one it was aligned with before, else one in its
/// language, a manual one before an automatic one.
#[must_use]
pub fn preferred<'a>(
    transcript: &'a Transcript,
    note: &Note,
    remembered: Option<&TrackId>,
) -> Option<&'a Track> {
    let tracks = &transcript.tracks;
    preferred_of(tracks, note, remembered).map(|at| &tracks[at])
}

/// The index of the track of this name or language, a manual one before an automatic one; without a
/// name, of the [`preferred`] one.
///
/// # Errors
/// [`CaptionsError::NoTrack`].
pub fn choose_track(
    transcript: &Transcript,
    wanted: Option<&str>,
    note: &Note,
    remembered: Option<&TrackId>,
) -> Result<usize, CaptionsError> {
    let tracks = &transcript.tracks;
    let found = match wanted {
        Some(wanted) => named(tracks, wanted),
        None => preferred_of(tracks, note, remembered),
    };
    found.ok_or_else(|| CaptionsError::NoTrack {
        video: transcript.video.id.clone(),
        wanted: wanted.map(str::to_owned),
        stored: tracks.iter().map(|track| track.id.clone()).collect(),
    })
}

/// One track of each language, a manual one before an automatic one.
#[must_use]
pub fn one_per_language(mut tracks: Vec<Track>) -> Vec<Track> {
    tracks.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let mut languages: BTreeSet<String> = BTreeSet::new();
    tracks.retain(|track| languages.insert(track.language.primary().to_owned()));
    tracks
}

/// The index of the track with this language or id.
#[must_use]
pub fn named(tracks: &[Track], wanted: &str) -> Option<usize> {
    let candidates = (0..tracks.len()).filter(|&at| matches_name(&tracks[at], wanted));
    candidates.min_by_key(|&at| rank(&tracks[at]))
}

fn preferred_of(tracks: &[Track], note: &Note, remembered: Option<&TrackId>) -> Option<usize> {
    let known = tracks
        .iter()
        .position(|track| Some(&track.id) == remembered);
    if known.is_some() {
        return known;
    }
    let first = tracks.first()?.language.primary();
    let several = tracks.iter().any(|track| track.language.primary() != first);
    let language = several.then(|| language_of(note)).flatten();
    let is_foreign = |track: &Track| {
        let language = language.as_ref().map(LanguageTag::primary);
        language.is_some_and(|language| language != track.language.primary())
    };
    (0..tracks.len()).min_by_key(|&at| (is_foreign(&tracks[at]), rank(&tracks[at])))
}

/// The order of tracks in one language.
fn rank(track: &Track) -> (TrackKind, &TrackId) {
    (track.kind, &track.id)
}

fn matches_name(track: &Track, wanted: &str) -> bool {
    let language = wanted.parse::<LanguageTag>();
    track.id.as_str() == wanted || language.is_ok_and(|wanted| track.language.satisfies(&wanted))
}

#[cfg(test)]
mod tests {
    use kbnote_core::Video;

    use super::*;

    fn track(language: &str, kind: TrackKind) -> Track {
        Track::new(language.parse().unwrap(), kind, Vec::new())
    }

    #[test]
    fn a_track_is_picked_by_name_by_memory_and_by_language() {
        let transcript = Transcript {
            video: Video::new("kbnoteDemo1".parse().unwrap()),
            chapters: Vec::new(),
            tracks: vec![
                track("en", TrackKind::Automatic),
                track("sv", TrackKind::Manual),
                track("en", TrackKind::Manual),
            ],
        };
        let note = Note::parse(
            "Vi räknar fåglarna i skymningen och det är inte så lätt som man kan tro.\n",
        );
        let picked = |wanted, remembered| choose_track(&transcript, wanted, &note, remembered).ok();
        assert_eq!(picked(Some("en"), None), Some(2));
        assert_eq!(picked(Some("a.en"), None), Some(0));
        assert_eq!(picked(None, None), Some(1));
        assert_eq!(picked(None, Some(&transcript.tracks[0].id)), Some(0));
        assert_eq!(picked(Some("de"), None), None);
    }
}
