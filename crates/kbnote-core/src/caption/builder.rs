//! Builders for cues and captions while a file is read.

use super::plain_text::PlainText;
use super::{Captions, Format, Problem};
use crate::{Cue, LanguageTag, TimeSpan, Timestamp, TrackKind};

/// The maximum length of a cue without an end.
const MAX_GUESS_MS: u64 = 5_000;

/// A cue as read, before its neighbours are known.
#[derive(Clone, Debug, Default)]
pub(super) struct CueBuilder {
    pub(super) start: Timestamp,
    /// The end, if the file has one.
    pub(super) end: Option<Timestamp>,
    pub(super) text: PlainText,
    /// The speaker, if the file names one.
    pub(super) speaker: Option<String>,
}

/// The captions read so far.
#[derive(Debug, Default)]
pub(super) struct CaptionsBuilder {
    pub(super) cues: Vec<CueBuilder>,
    pub(super) problems: Vec<Problem>,
    pub(super) language: Option<LanguageTag>,
    pub(super) kind: Option<TrackKind>,
    /// Whether ends are those of the display, not of the speech.
    pub(super) clips: bool,
}

impl CaptionsBuilder {
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Adds a cue, unless it is empty.
    pub(super) fn keep(&mut self, cue: CueBuilder) {
        if !cue.text.is_empty() {
            self.cues.push(cue);
        }
    }

    /// Sorts the cues and sets their ends.
    pub(super) fn finish(mut self, format: Format) -> Captions {
        self.cues.sort_by_key(|cue| cue.start);
        if self.kind.is_none() && rolls(&self.cues) {
            self.kind = Some(TrackKind::Automatic);
            self.clips = true;
        }
        let clips = self.clips;
        let next_starts: Vec<_> = self.cues.iter().skip(1).map(|next| next.start).collect();
        let nexts = next_starts.into_iter().map(Some).chain([None]);
        let cues = self.cues.into_iter().zip(nexts);
        Captions {
            format,
            language: self.language,
            kind: self.kind,
            cues: cues.map(|(cue, next)| cue.finish(next, clips)).collect(),
            problems: self.problems,
            guessed_encoding: None,
        }
    }
}

impl CueBuilder {
    fn finish(self, next: Option<Timestamp>, clips: bool) -> Cue {
        let guess = || {
            let longest = self.start.saturating_add(MAX_GUESS_MS);
            next.map_or(longest, |next| next.min(longest))
        };
        let mut end = self.end.unwrap_or_else(guess);
        if let Some(next) = next.filter(|_| clips) {
            end = end.min(next);
        }
        let (text, words) = self.text.into_parts();
        let last_word = words.iter().map(|word| word.start).max().unwrap_or(end);
        Cue::with_words(TimeSpan::new(self.start, end.max(last_word)), text, words)
            .with_speaker(self.speaker.as_deref())
    }
}

/// Whether cues are rows of an automatic track: two rows are on the screen at a time, so each stays
/// until the second next begins.
fn rolls(cues: &[CueBuilder]) -> bool {
    const TOLERANCE_MS: u64 = 20;
    let rows = cues.windows(3);
    let count = rows.len();
    let rolling = rows.filter(|row| match row {
        [first, second, third] => first
            .end
            .is_some_and(|end| end > second.start && end.abs_diff(third.start) <= TOLERANCE_MS),
        _ => false,
    });
    count >= 5 && rolling.count() * 10 >= count * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cue(start: u64, end: Option<u64>) -> CueBuilder {
        CueBuilder {
            start: Timestamp::from_millis(start),
            end: end.map(Timestamp::from_millis),
            text: PlainText::of("word"),
            ..CueBuilder::default()
        }
    }

    fn spans(cues: Vec<CueBuilder>) -> Vec<(u64, u64)> {
        let builder = CaptionsBuilder {
            cues,
            ..CaptionsBuilder::default()
        };
        let cues = builder.finish(Format::List).cues;
        cues.iter()
            .map(|cue| (cue.start().as_millis(), cue.end().as_millis()))
            .collect()
    }

    #[test]
    fn a_missing_end_is_the_next_start_up_to_a_limit() {
        let cues = vec![cue(9_000, None), cue(0, None), cue(1_000, None)];
        assert_eq!(spans(cues), [(0, 1_000), (1_000, 6_000), (9_000, 14_000)]);
    }

    #[test]
    fn rolling_rows_end_at_the_start_of_the_next() {
        let rows = |count: u64| (0..count).map(|row| cue(row * 2_000, Some(row * 2_000 + 4_000)));
        assert_eq!(spans(rows(7).collect())[..2], [(0, 2_000), (2_000, 4_000)]);
        assert_eq!(spans(rows(6).collect())[..2], [(0, 4_000), (2_000, 6_000)]);
    }
}
