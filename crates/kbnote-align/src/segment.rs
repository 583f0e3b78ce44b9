//! Where a claim may begin: the start of a cue, or of a sentence inside a long one.

use std::ops::Range;

use kbnote_core::{Cue, CueIndex, Track, is_closing_mark, is_sentence_stop};

/// The number of a segment in its track.
pub(crate) type SegmentIndex = usize;

/// From what length on a cue is cut at its sentences, in milliseconds: a whole speaker turn.
const TURN_MILLIS: u64 = 20_000;

/// A piece of a cue with a moment at which it begins.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// Its cue.
    pub(crate) cue: CueIndex,
    /// Its bytes in the text of the cue.
    pub(crate) text: Range<usize>,
    /// When it begins, in milliseconds.
    pub(crate) start: i64,
    /// When it ends, in milliseconds.
    pub(crate) end: i64,
    /// Whether the start is estimated from the share of the cue's text before it.
    pub(crate) estimated: bool,
    /// Whether a sentence begins with it, as far as marks and pauses tell.
    pub(crate) opens_sentence: bool,
}

/// The segments of a track, in order of time.
pub(crate) fn segments(track: &Track) -> Vec<Segment> {
    let mut out: Vec<Segment> = Vec::with_capacity(track.cues.len());
    let mut after_stop = true;
    for (number, cue) in track.cues.iter().enumerate() {
        let turn = cue.span().duration_millis() >= TURN_MILLIS;
        let cuts = if turn {
            sentence_starts(cue.text())
        } else {
            vec![0]
        };
        for (place, &from) in cuts.iter().enumerate() {
            let to = cuts.get(place + 1).copied().unwrap_or(cue.text().len());
            let (start, estimated) = moment(cue, from);
            if let Some(last) = out.last_mut() {
                last.end = last.end.min(start).max(last.start);
            }
            out.push(Segment {
                cue: number,
                text: from..to,
                start,
                end: millis(cue.end().as_millis()),
                estimated,
                opens_sentence: after_stop,
            });
            after_stop = ends_sentence(&cue.text()[from..to]);
        }
    }
    out
}

fn millis(value: u64) -> i64 {
    i64::try_from(value)
        .unwrap_or(i64::MAX / 4)
        .min(i64::MAX / 4)
}

/// When the text of a cue from an offset on is spoken, and whether that is an estimate.
fn moment(cue: &Cue, offset: usize) -> (i64, bool) {
    let start = cue.start().as_millis();
    if offset == 0 {
        return (millis(start), false);
    }
    if let Some(word) = cue.words().iter().find(|word| word.offset >= offset) {
        return (millis(word.start.as_millis().max(start)), false);
    }
    let length = cue.text().len().max(1) as u64;
    let spoken = u128::from(cue.span().duration_millis()) * offset as u128 / u128::from(length);
    (
        millis(start.saturating_add(u64::try_from(spoken).unwrap_or(0))),
        true,
    )
}

/// The offsets at which sentences begin; the first is 0.
fn sentence_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut from = 0;
    for word in text.split_inclusive(char::is_whitespace) {
        let end = from + word.len();
        if end < text.len() && word.trim_end().len() > 2 && ends_sentence(word) {
            starts.push(end);
        }
        from = end;
    }
    starts
}

fn ends_sentence(text: &str) -> bool {
    let bare = text.trim_end().trim_end_matches(is_closing_mark);
    bare.ends_with(is_sentence_stop)
}
