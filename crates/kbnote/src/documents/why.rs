//! `kbnote.why/1`.

use kbnote_align::{DecidingWord, Place};
use kbnote_app::{ExplainedClaim, WhyPart, WhyReport};
use kbnote_core::{Cue, Timestamp, Track};
use kbnote_engine::anchoring::confidence_word;
use kbnote_engine::anchoring::pinning::AuthorDecision;
use kbnote_note::Anchor;
use serde::Serialize;

use crate::ui::rounded;

/// `kbnote why`: the captions that the sentences on a line rest on.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct WhyDocument<'a> {
    schema: &'static str,
    /// The note.
    path: String,
    /// The video.
    video: &'a str,
    /// Its caption track.
    track: String,
    /// The sentences.
    claims: Vec<ExplainedClaimEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct ExplainedClaimEntry<'a> {
    /// Where it starts in the note.
    start: usize,
    /// Where it ends.
    end: usize,
    /// The line on which it starts.
    line: usize,
    /// The video that it is on, if that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    video: Option<&'a str>,
    /// The caption track of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    track: Option<&'a str>,
    /// Its text without markup.
    text: &'a str,
    /// `pinned` if its times are the author's, `removed` if its author removed its anchor.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    /// The times of its anchors.
    anchors_ms: Vec<u64>,
    /// How probable it is that it is said within 10 s of the best place, from 0 to 1.
    score: f64,
    /// `high`, `low` or `none`.
    confidence: &'static str,
    /// The best places, the best one first: the second is `=2` for `align --pin`.
    places: Vec<PlaceEntry<'a>>,
    /// Its words that are not in the captions.
    unsaid: &'a [String],
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlaceEntry<'a> {
    /// When it starts.
    time_ms: u64,
    /// How probable it is that the sentence is said there, from 0 to 1.
    score: f64,
    /// Its captions.
    cues: [usize; 2],
    /// Their text.
    captions: Vec<&'a str>,
    /// Who speaks in each of them.
    speakers: Vec<Option<&'a str>>,
    /// The words of the sentence that are said there, the most telling first.
    words: Vec<WordEntry<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct WordEntry<'a> {
    /// The word as the sentence has it.
    word: &'a str,
    /// How much it tells: the rarer, the more.
    weight: f64,
    /// The caption with it.
    cue: usize,
}

impl<'a> WhyDocument<'a> {
    pub(crate) fn new(path: String, report: &'a WhyReport) -> Self {
        let first = report.parts.first();
        let is_first =
            |why: &WhyPart| first.is_some_and(|first| first.part.video == why.part.video);
        let claims = report.parts.iter().flat_map(|why| {
            let entry = |claim| ExplainedClaimEntry::new(why, is_first(why), claim);
            why.claims.iter().map(entry).collect::<Vec<_>>()
        });
        Self {
            schema: "kbnote.why/1",
            path,
            video: first.map_or("", |why| why.part.video.as_str()),
            track: first.map_or_else(String::new, |why| why.track.id.to_string()),
            claims: claims.collect(),
        }
    }
}

impl<'a> ExplainedClaimEntry<'a> {
    fn new(why: &'a WhyPart, is_first: bool, explained: &'a ExplainedClaim) -> Self {
        let ExplainedClaim {
            claim, explanation, ..
        } = explained;
        let WhyPart { part, track, .. } = why;
        let anchors = part
            .note
            .anchors()
            .get(claim.anchors.clone())
            .unwrap_or(&[]);
        let times = anchors.iter().filter_map(Anchor::time);
        let places = explanation.places.iter();
        Self {
            start: claim.range.start,
            end: claim.range.end,
            line: claim.line,
            video: (!is_first).then(|| part.video.as_str()),
            track: (!is_first).then(|| track.id.as_str()),
            text: &claim.text,
            decision: explained.decision.map(AuthorDecision::word),
            anchors_ms: times.map(Timestamp::as_millis).collect(),
            score: rounded(explanation.alignment.score),
            confidence: confidence_word(explanation.alignment.confidence),
            places: places.map(|place| PlaceEntry::new(track, place)).collect(),
            unsaid: &explanation.unsaid,
        }
    }
}

impl<'a> PlaceEntry<'a> {
    fn new(track: &'a Track, place: &'a Place) -> Self {
        let cues = track.cues.get(place.cues.clone()).unwrap_or_default();
        Self {
            time_ms: place.time.as_millis(),
            score: rounded(place.score),
            cues: [place.cues.start, place.cues.end],
            captions: cues.iter().map(Cue::text).collect(),
            speakers: cues.iter().map(Cue::speaker).collect(),
            words: place.words.iter().map(WordEntry::from).collect(),
        }
    }
}

impl<'a> From<&'a DecidingWord> for WordEntry<'a> {
    fn from(word: &'a DecidingWord) -> Self {
        Self {
            word: &word.word,
            weight: (word.weight * 100.0).round() / 100.0,
            cue: word.cue,
        }
    }
}
