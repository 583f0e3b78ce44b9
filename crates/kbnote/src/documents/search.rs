//! `kbnote.search/1`.

use kbnote_app::{Error, NoteLine, SearchHit, SearchReport, SearchedTrack, SpeakerMiss};
use kbnote_core::VideoId;
use serde::Serialize;

/// `kbnote search QUERY`: the hits, the best first; of equal ones by video and time.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SearchDocument<'a> {
    schema: &'static str,
    /// What was searched for.
    query: &'a str,
    /// The hits.
    hits: Vec<HitEntry<'a>>,
    /// How many hits there are, with those that `--limit` leaves out.
    found: usize,
    /// The speakers that the captions name, if the one of `--speaker` is not among them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    speakers: Vec<&'a str>,
    /// Transcripts that are not stored or could not be read, if any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<UnsearchedVideoEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct HitEntry<'a> {
    /// The video.
    video: &'a str,
    /// Its title.
    title: &'a str,
    /// The caption track.
    track: String,
    /// When the first word of the query is heard.
    start_ms: u64,
    /// When the last caption ends.
    end_ms: u64,
    /// `start_ms` as `hh:mm:ss`.
    time: String,
    /// Its captions.
    cues: [usize; 2],
    /// What is said.
    text: &'a str,
    /// The names of those who say it, as far as the captions name them.
    speakers: Vec<&'a str>,
    /// How well it fits, from 0 to 1.
    score: f64,
    /// The address of the moment; null for a recording without one.
    url: Option<String>,
    /// The lines of notes with an anchor in it.
    notes: Vec<NoteLineEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NoteLineEntry<'a> {
    /// The note.
    path: &'a str,
    /// The line.
    line: usize,
    /// The time of the anchor.
    time_ms: u64,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnsearchedVideoEntry<'a> {
    /// The video.
    video: &'a str,
    /// Why it was not searched.
    #[cfg_attr(test, schemars(with = "super::error_entry::ErrorEntry"))]
    error: &'a Error,
}

impl<'a> SearchDocument<'a> {
    pub(crate) fn new(query: &'a str, report: &'a SearchReport) -> Self {
        let hits = report.hits.iter();
        let failed = report.failed.iter();
        Self {
            schema: "kbnote.search/1",
            query,
            hits: hits
                .map(|hit| HitEntry::new(report.track(hit), hit))
                .collect(),
            found: report.found,
            speakers: match &report.speaker {
                Some(SpeakerMiss::Unknown { names, .. }) => {
                    names.iter().map(String::as_str).collect()
                }
                _ => Vec::new(),
            },
            errors: failed.map(UnsearchedVideoEntry::from).collect(),
        }
    }
}

impl<'a> HitEntry<'a> {
    fn new(track: &'a SearchedTrack, SearchHit { hit, notes, .. }: &'a SearchHit) -> Self {
        Self {
            video: track.video.id.as_str(),
            title: &track.video.title,
            track: track.track.to_string(),
            start_ms: hit.start.as_millis(),
            end_ms: hit.end.as_millis(),
            time: hit.start.to_string(),
            cues: [hit.cues.start, hit.cues.end],
            text: &track.matches.track.text()[hit.text.clone()],
            speakers: track.speakers.within(&hit.cues),
            score: hit.score,
            url: track.video.url_at(hit.start),
            notes: notes.iter().map(NoteLineEntry::from).collect(),
        }
    }
}

impl<'a> From<&'a NoteLine> for NoteLineEntry<'a> {
    fn from(note: &'a NoteLine) -> Self {
        Self {
            path: &note.path,
            line: note.line,
            time_ms: note.time.as_millis(),
        }
    }
}

impl<'a> From<&'a (VideoId, Error)> for UnsearchedVideoEntry<'a> {
    fn from((video, error): &'a (VideoId, Error)) -> Self {
        Self {
            video: video.as_str(),
            error,
        }
    }
}
