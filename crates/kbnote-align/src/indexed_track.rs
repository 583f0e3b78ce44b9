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

    /// The moment at which a segment begins, with the following cues that say more of a claim. The passage that states
    /// it continues from one telling word to the next that is near.
    pub(crate) fn moment(&self, query: &Query, segment: SegmentIndex) -> Moment {
        let index = &self.index;
        let own = &index.segments[segment];
        let until = |millis| {
            let end = index.between(own.start, own.start + millis).end;
            end.max(segment + 1)
        };
        let end_of_support = until(SUPPORT_MILLIS);
        let tokens = index.first_token[segment]..index.first_token[until(PASSAGE_MILLIS)];
        let (mut last, mut end, mut continues) = (own.cue, own.end, true);
        for token in query.tellings_in(index, tokens, TELLING) {
            let number = index.token_segment[token as usize] as usize;
            let said = &index.segments[number];
            continues &= said.start <= end + PAUSE_MILLIS;
            if number < end_of_support {
                last = said.cue;
            } else if !continues {
                break;
            }
            if continues {
                end = end.max(said.end);
            }
        }
        Moment {
            time: Timestamp::from_millis(own.start.unsigned_abs()),
            end: Timestamp::from_millis(end.max(own.start).unsigned_abs()),
            cues: own.cue..last.max(own.cue) + 1,
            estimated: own.estimated,
        }
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
