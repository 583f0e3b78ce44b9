//! Cues on their way from a file to a track.

use super::plain_text::PlainText;
use super::{Captions, Format, Problem};
use crate::{Cue, LanguageTag, TimeSpan, Timestamp, TrackKind};

/// How long a cue lasts at most whose format does not say.
const LONGEST_GUESS_MS: u64 = 5_000;

/// A cue as read, before its neighbours are known.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) start: Timestamp,
    /// When it ends, if the file says.
    pub(super) end: Option<Timestamp>,
    pub(super) text: PlainText,
    /// Who speaks, if the file says.
    pub(super) speaker: Option<String>,
}

/// What a reader has gathered of a file.
#[derive(Debug, Default)]
pub(super) struct Reading {
    pub(super) drafts: Vec<Draft>,
    pub(super) problems: Vec<Problem>,
    pub(super) language: Option<LanguageTag>,
    pub(super) kind: Option<TrackKind>,
    /// Whether ends say how long a cue is shown rather than spoken.
    pub(super) clips: bool,
}

impl Reading {
    pub(super) fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Keeps a cue, unless it says nothing.
    pub(super) fn keep(&mut self, draft: Draft) {
        if !draft.text.is_empty() {
            self.drafts.push(draft);
        }
    }

    /// Puts the cues in order and gives each its end.
    pub(super) fn finish(mut self, format: Format) -> Captions {
        self.drafts.sort_by_key(|draft| draft.start);
        if self.kind.is_none() && rolls(&self.drafts) {
            self.kind = Some(TrackKind::Automatic);
            self.clips = true;
        }
        let clips = self.clips;
        let next_starts: Vec<_> = self.drafts.iter().skip(1).map(|next| next.start).collect();
        let nexts = next_starts.into_iter().map(Some).chain([None]);
        let cues = self.drafts.into_iter().zip(nexts);
        Captions {
            format,
            language: self.language,
            kind: self.kind,
            cues: cues
                .map(|(draft, next)| draft.finish(next, clips))
                .collect(),
            problems: self.problems,
            guessed_encoding: None,
        }
    }
}

impl Draft {
    fn finish(self, next: Option<Timestamp>, clips: bool) -> Cue {
        let guess = || {
            let longest = self.start.saturating_add(LONGEST_GUESS_MS);
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

/// Whether cues are rows of an automatic track in a format that does not say so: two rows are on
/// the screen at a time, so that each row stays until the second next begins.
fn rolls(drafts: &[Draft]) -> bool {
    const TOLERANCE_MS: u64 = 20;
    let rows = drafts.windows(3);
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

    fn draft(start: u64, end: Option<u64>) -> Draft {
        Draft {
            start: Timestamp::from_millis(start),
            end: end.map(Timestamp::from_millis),
            text: PlainText::of("word"),
            ..Draft::default()
        }
    }

    fn spans(drafts: Vec<Draft>) -> Vec<(u64, u64)> {
        let reading = Reading {
            drafts,
            ..Reading::default()
        };
        let cues = reading.finish(Format::List).cues;
        cues.iter()
            .map(|cue| (cue.start().as_millis(), cue.end().as_millis()))
            .collect()
    }

    #[test]
    fn a_missing_end_is_the_next_start_within_reason() {
        let drafts = vec![draft(9_000, None), draft(0, None), draft(1_000, None)];
        assert_eq!(spans(drafts), [(0, 1_000), (1_000, 6_000), (9_000, 14_000)]);
    }

    #[test]
    fn rows_that_roll_end_where_the_next_begins() {
        let rows = |count: u64| (0..count).map(|row| draft(row * 2_000, Some(row * 2_000 + 4_000)));
        assert_eq!(spans(rows(7).collect())[..2], [(0, 2_000), (2_000, 4_000)]);
        assert_eq!(spans(rows(6).collect())[..2], [(0, 4_000), (2_000, 6_000)]);
    }
}
