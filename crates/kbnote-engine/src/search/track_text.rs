//! A track as one text.

use std::ops::Range;

use kbnote_align::is_unspaced_script;
use kbnote_core::{Cue, CueIndex, TimeSpan, Timestamp, Track};

/// What is said in a track, as one text: words and phrases run on over the borders of cues.
#[derive(Clone, Debug, Default)]
pub struct TrackText {
    text: String,
    /// Where each cue begins in the text, and when it is spoken.
    cues: Vec<(usize, TimeSpan)>,
}

impl TrackText {
    pub(super) fn new(track: &Track) -> Self {
        let mut said = Self::default();
        for cue in &track.cues {
            if said.needs_blank_before(cue.text()) {
                said.text.push(' ');
            }
            said.cues.push((said.text.len(), cue.span()));
            said.text.push_str(cue.text());
        }
        said
    }

    /// In a script without blanks a word may be cut by the border of a cue.
    fn needs_blank_before(&self, text: &str) -> bool {
        let outer = self.text.chars().next_back().zip(text.chars().next());
        outer.is_some_and(|(a, b)| !(is_unspaced_script(a) && is_unspaced_script(b)))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cue in which a place of the text lies.
    pub(super) fn cue_at(&self, offset: usize) -> CueIndex {
        let behind = self.cues.partition_point(|(start, _)| *start <= offset);
        behind.saturating_sub(1)
    }

    /// The cues over which a span of the text goes.
    pub(super) fn cues_of(&self, span: &Range<usize>) -> Range<CueIndex> {
        let last = self.cue_at(span.end.saturating_sub(1));
        self.cue_at(span.start)..last + 1
    }

    /// The text of a cue, and the blank behind it.
    pub(super) fn text_of(&self, cue: CueIndex) -> Range<usize> {
        let start = |cue: CueIndex| {
            self.cues
                .get(cue)
                .map_or(self.text.len(), |(start, _)| *start)
        };
        start(cue)..start(cue + 1)
    }

    /// When the last of some cues ends.
    pub(super) fn end_of(&self, cues: &Range<CueIndex>) -> Timestamp {
        let spans = self.cues.get(cues.clone()).unwrap_or_default().iter();
        spans.map(|(_, span)| span.end()).max().unwrap_or_default()
    }
}

/// In a cue as long as this, in milliseconds, one would wait long for its last word.
const LONG_CUE: u64 = 10_000;

/// From when on to listen for a word at `offset` of a cue: from the cue's start or, in a long one
/// whose words have times, from the word on.
pub(super) fn moment(cue: &Cue, offset: usize) -> Timestamp {
    if cue.span().duration_millis() < LONG_CUE {
        return cue.start();
    }
    let before = cue.words().iter().take_while(|word| word.offset <= offset);
    before.last().map_or(cue.start(), |word| word.start)
}

#[cfg(test)]
mod tests {
    use kbnote_core::{TimeSpan, Word};

    use super::super::matcher::tests::track;
    use super::*;

    #[test]
    fn cues_run_on_and_are_found_again() {
        let said = TrackText::new(&track("en", &["low water", "", "comes twice"]));
        assert_eq!(said.text(), "low water comes twice");
        assert_eq!(said.cues_of(&(4..15)), 0..3);
        assert_eq!((said.cue_at(0), said.cue_at(10)), (0, 2));
        assert_eq!(said.text_of(2), 10..21);
        let said = TrackText::new(&track("ja", &["潮の満", "ち引き"]));
        assert_eq!(said.text(), "潮の満ち引き");
    }

    #[test]
    fn only_in_a_long_cue_is_a_word_waited_for() {
        let at = Timestamp::from_secs;
        let words = [(0, 5), (4, 18)].map(|(offset, start)| Word {
            offset,
            start: at(start),
        });
        let cue = |end| Cue::with_words(TimeSpan::new(at(5), at(end)), "low water", words);
        assert_eq!(moment(&cue(9), 6), at(5));
        assert_eq!(moment(&cue(40), 6), at(18));
        assert_eq!(moment(&cue(40), 2), at(5));
    }
}
