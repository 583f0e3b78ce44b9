//! A track with everything that is looked up in it again and again.

use std::collections::BTreeSet;

use kbnote_core::{Cue, LanguageTag, Timestamp, Track};

use crate::alignment::Moment;
use crate::competition::WindowIndex;
use crate::coverage::Reach;
use crate::index::TrackIndex;
use crate::query::Query;
use crate::segment::SegmentIndex;
use crate::segment_span::SegmentSpan;
use crate::text::Lexer;

/// A caption track with its terms and time windows.
#[derive(Debug)]
pub(crate) struct IndexedTrack {
    /// The language of the captions, as the track says.
    pub(crate) declared: LanguageTag,
    /// As much of them as their language is detected in.
    pub(crate) sample: String,
    pub(crate) words_of_speakers: BTreeSet<String>,
    pub(crate) lexer: Lexer,
    pub(crate) index: TrackIndex,
    pub(crate) reach: Reach,
    pub(crate) windows: WindowIndex,
    /// For each segment, the words around it.
    pub(crate) spans: Vec<SegmentSpan>,
}

impl IndexedTrack {
    /// Indexes a track by the rules of a language.
    pub(crate) fn new(track: &Track, language: &LanguageTag) -> Self {
        let lexer = Lexer::new(language);
        let index = TrackIndex::new(track, &lexer);
        Self {
            reach: Reach::new(&index.starts),
            windows: WindowIndex::new(&index.starts),
            spans: SegmentSpan::all(&index),
            declared: track.language.clone(),
            sample: LanguageTag::sample(track.cues.iter().map(Cue::text)),
            words_of_speakers: words_of_speakers(track, &lexer),
            lexer,
            index,
        }
    }

    /// The moment at which a segment begins, with the following cues that say more of a claim.
    pub(crate) fn moment(&self, query: &Query, segment: SegmentIndex) -> Moment {
        let own = &self.index.segments[segment];
        let cue = own.cue;
        let end = self
            .index
            .starts
            .partition_point(|&start| start < own.start + SUPPORT_MILLIS);
        let tokens = self.index.first_token[segment]..self.index.first_token[end.max(segment + 1)];
        let hits = query.hits_in(&self.index, [tokens]);
        let telling = hits
            .iter()
            .rev()
            .find(|hit| query.term(**hit).rarity >= TELLING);
        let last = telling.map_or(cue, |hit| {
            self.index
                .cue(self.index.token_segment[hit.token as usize] as usize)
        });
        let cues = cue..last.max(cue) + 1;
        let end = self.passage_end(query, segment);
        Moment {
            time: Timestamp::from_millis(own.start.unsigned_abs()),
            end: Timestamp::from_millis(end.unsigned_abs()),
            cues,
            estimated: own.estimated,
        }
    }

    /// When the passage ends that begins with a segment and states a claim: it continues from
    /// one telling word to the next that is near, in milliseconds.
    fn passage_end(&self, query: &Query, segment: SegmentIndex) -> i64 {
        let index = &self.index;
        let own = &index.segments[segment];
        let reach = index.between(own.start, own.start + PASSAGE_MILLIS).end;
        let last = index.first_token[reach.max(segment + 1)];
        let mut end = own.end;
        let tokens = index.first_token[segment]..last;
        for hit in query.hits_in(index, [tokens]) {
            let said = &index.segments[index.token_segment[hit.token as usize] as usize];
            if query.term(hit).rarity < TELLING {
                continue;
            }
            if said.start > end + PAUSE_MILLIS {
                break;
            }
            end = end.max(said.end);
        }
        end.max(own.start)
    }
}

fn words_of_speakers(track: &Track, lexer: &Lexer) -> BTreeSet<String> {
    let names: BTreeSet<&str> = track.cues.iter().filter_map(Cue::speaker).collect();
    let words = names.into_iter().flat_map(|name| lexer.terms(name));
    words.map(|term| term.form).collect()
}

/// How far after a moment its evidence is searched, in milliseconds.
const SUPPORT_MILLIS: i64 = 18_000;

/// How long a passage is at most, and how far apart two telling words of it, in milliseconds.
const PASSAGE_MILLIS: i64 = 60_000;
const PAUSE_MILLIS: i64 = 5_000;

/// From this rarity on a word is support.
const TELLING: f32 = 1.5;
