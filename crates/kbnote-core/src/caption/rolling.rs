//! De-rolling: reads each row of an automatic track once.
//!
//! Display captions show two or three rows at a time. A new row is built word by word below the previous
//! one; then a cue of about 10 ms shows the finished rows moved up. So a cue repeats rows that are on the
//! screen already, and only its additions were spoken.

use super::builder::CueBuilder;
use super::markup::{has_stamp, push_webvtt};
use super::plain_text::PlainText;
use super::voice;
use crate::{TimeSpan, Timestamp};

/// A cue as displayed, with the lines of its text as in the file.
#[derive(Clone, Debug)]
pub(super) struct DisplayedCue<'a> {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) lines: &'a [&'a str],
}

/// The maximum number of rows on a screen.
const SCREEN_ROWS: usize = 6;

/// The number of cues examined to detect rolling.
const SAMPLE: usize = 500;

/// Whether cues roll: many begin with a row of the previous cue.
pub(super) fn is_rolling(cues: &[DisplayedCue<'_>]) -> bool {
    let mut speaking = 0;
    let mut continuing = 0;
    for (before, cue) in cues.iter().zip(cues.iter().skip(1)).take(SAMPLE) {
        let Some(first) = texts(cue.lines).next() else {
            continue;
        };
        speaking += 1;
        let several_lines = before.lines.len() > 1 || cue.lines.len() > 1;
        let goes_on = several_lines && texts(before.lines).any(|text| text == first);
        continuing += usize::from(goes_on);
    }
    continuing >= 2 && continuing * 5 >= speaking
}

/// The texts of the lines that are not empty.
fn texts<'a>(lines: &'a [&'a str]) -> impl Iterator<Item = PlainText> + 'a {
    lines
        .iter()
        .map(|line| row(line, TimeSpan::default()))
        .map(|row| PlainText::of(row.as_str()))
        .filter(|text| !text.is_empty())
}

fn row(line: &str, span: TimeSpan) -> PlainText {
    let mut row = PlainText::default();
    push_webvtt(&mut row, line, span);
    row
}

/// The rows of rolling cues, each once, from its first display.
pub(super) fn unroll(cues: &[DisplayedCue<'_>]) -> Vec<CueBuilder> {
    let has_word_times = cues
        .iter()
        .any(|cue| cue.lines.iter().any(|line| has_stamp(line)));
    let mut screen = Screen::default();
    for cue in cues {
        screen.show(cue);
    }
    if has_word_times {
        for cue in &mut screen.rows {
            cue.mark_lone_word();
        }
    }
    screen.rows
}

/// A row of a cue: its text, and whether its words have times, as only new rows do.
struct Row {
    text: PlainText,
    is_stamped: bool,
    speaker: Option<String>,
}

/// The present screen, and all rows so far.
#[derive(Default)]
struct Screen {
    texts: Vec<String>,
    rows: Vec<CueBuilder>,
}

impl Screen {
    fn show(&mut self, cue: &DisplayedCue<'_>) {
        let span = TimeSpan::new(cue.start, cue.end);
        let lines: Vec<_> = cue
            .lines
            .iter()
            .map(|line| Row::read(line, span))
            .filter(|row| !row.text.is_empty())
            .collect();
        let texts = lines.iter().rev().take(SCREEN_ROWS).rev();
        let texts = texts.map(|row| row.text.as_str().to_owned()).collect();
        let shown = self.count_shown(&lines);
        let grows = self.last_row_grows(&lines, shown, cue);
        for (place, row) in lines
            .into_iter()
            .enumerate()
            .skip(shown - usize::from(grows))
        {
            if grows && place + 1 == shown {
                self.grow_last(row.text, cue.end);
            } else {
                self.rows.push(CueBuilder {
                    start: cue.start,
                    end: Some(cue.end),
                    text: row.text,
                    speaker: row.speaker,
                });
            }
        }
        self.texts = texts;
    }

    /// The number of first lines that are on the screen already; the last may be incomplete.
    fn count_shown(&self, lines: &[Row]) -> usize {
        let most = self.texts.len().min(lines.len()).min(SCREEN_ROWS);
        let is_shown = |count: &usize| {
            let on_screen = &self.texts[self.texts.len() - count..];
            let mut pairs = on_screen.iter().zip(lines);
            let last = pairs.next_back();
            pairs.all(|(text, row)| row.repeats(text))
                && last.is_some_and(|(text, row)| row.repeats(text) || row.grows_from(text))
        };
        (1..=most).rev().find(is_shown).unwrap_or(0)
    }

    fn last_row_grows(&self, lines: &[Row], shown: usize, cue: &DisplayedCue<'_>) -> bool {
        let last = shown.checked_sub(1).and_then(|last| lines.get(last));
        let on_screen = self.texts.last();
        let grows = last
            .zip(on_screen)
            .is_some_and(|(row, text)| row.grows_from(text));
        grows && self.rows.last().is_some_and(|row| row.start <= cue.start)
    }

    fn grow_last(&mut self, mut text: PlainText, end: Timestamp) {
        if let Some(row) = self.rows.last_mut() {
            text.keep_words_of(&row.text);
            row.text = text;
            row.end = Some(end);
        }
    }
}

impl Row {
    fn read(line: &str, span: TimeSpan) -> Self {
        let is_stamped = has_stamp(line);
        let mut text = row(line, span);
        if !text.words().is_empty() {
            text.mark_start(span.start());
        }
        Self {
            text,
            is_stamped,
            speaker: voice::turns(line).pop().and_then(|turn| turn.speaker),
        }
    }

    /// A row with times is spoken now, even if it equals the row above.
    fn repeats(&self, shown: &str) -> bool {
        !self.is_stamped && self.text.as_str() == shown
    }

    fn grows_from(&self, shown: &str) -> bool {
        let text = self.text.as_str();
        text.len() > shown.len() && text.starts_with(shown)
    }
}

impl CueBuilder {
    /// A row of a single word has no time tag, since it begins with the row.
    fn mark_lone_word(&mut self) {
        if !self.text.as_str().contains(' ') {
            self.text.mark_start(self.start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row<'a> = (u64, u64, &'a [&'a str]);

    fn shown<'a>(rows: &[Row<'a>]) -> Vec<DisplayedCue<'a>> {
        rows.iter()
            .map(|&(start, end, lines)| DisplayedCue {
                start: Timestamp::from_millis(start),
                end: Timestamp::from_millis(end),
                lines,
            })
            .collect()
    }

    fn unrolled(rows: &[Row<'_>]) -> Vec<(u64, String, Vec<u64>)> {
        unroll(&shown(rows))
            .into_iter()
            .map(|cue| {
                let (text, words) = cue.text.into_parts();
                let times = words.iter().map(|word| word.start.as_millis()).collect();
                (cue.start.as_millis(), text, times)
            })
            .collect()
    }

    #[test]
    fn each_row_is_read_once() {
        let rows: [Row<'_>; 6] = [
            (0, 2_000, &[" ", "so<00:00:00.400><c> yeah</c>"]),
            (2_000, 2_010, &["so yeah", " "]),
            (2_010, 3_000, &["so yeah", "yeah"]),
            (3_000, 3_010, &["yeah", " "]),
            (3_010, 4_000, &["yeah", "yeah"]),
            (4_000, 4_010, &["yeah", " "]),
        ];
        assert!(is_rolling(&shown(&rows)));
        let spoken = [
            (0, "so yeah", vec![0, 400]),
            (2_010, "yeah", vec![2_010]),
            (3_010, "yeah", vec![3_010]),
        ];
        assert_eq!(
            unrolled(&rows),
            spoken.map(|(t, text, w)| (t, text.to_owned(), w))
        );
    }

    #[test]
    fn a_row_that_repeats_the_row_above_is_new() {
        let rows: [Row<'_>; 3] = [
            (0, 1_000, &[" ", "no<00:00:00.500><c> no</c>"]),
            (1_000, 1_010, &["no no", " "]),
            (1_010, 2_000, &[" ", "no<00:00:01.500><c> no</c>"]),
        ];
        assert_eq!(unrolled(&rows).len(), 2);
    }

    #[test]
    fn a_row_may_grow_over_several_cues() {
        let rows: [Row<'_>; 3] = [
            (0, 1_000, &["one", "Two items, the"]),
            (
                1_000,
                2_000,
                &["one", "Two items, the<00:00:01.500><c> first</c>"],
            ),
            (2_000, 2_067, &["Two items, the first", " "]),
        ];
        let texts: Vec<_> = unrolled(&rows)
            .into_iter()
            .map(|(_, text, _)| text)
            .collect();
        assert_eq!(texts, ["one", "Two items, the first"]);
    }

    #[test]
    fn captions_with_repeated_lines_do_not_roll() {
        let rows: [Row<'_>; 4] = [
            (0, 1, &["a", "b"]),
            (1, 2, &["b", "c"]),
            (2, 3, &["d"]),
            (3, 4, &["d"]),
        ];
        assert!(!is_rolling(&shown(&rows)));
    }
}
