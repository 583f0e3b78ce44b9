//! A hit as a person reads it.

use std::ops::Range;

use kbnote_align::is_unspaced_script;
use kbnote_note::diff::UnitKind;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::listener::Heard;
use super::ranking::Hit;
use crate::showing::text::{Line, Mark, push, wrapped};

/// What is said in a hit, in lines of at most `width` columns, with the words searched for under
/// [`Mark::Strong`]. A short one is shown in what is said around it.
pub(crate) fn excerpt(heard: &Heard, hit: &Hit, width: usize) -> Vec<Line> {
    let text = heard.said.text();
    let shown = filled(text, &hit.text, width);
    let mut line = Line::new();
    let mut at = shown.start;
    if is_cut(text, shown.start) {
        push(&mut line, "…", Mark::Plain, UnitKind::Sentence);
    }
    for marked in heard.marked(&shown) {
        let start = marked.start.max(at);
        let end = marked.end.max(start);
        push(&mut line, &text[at..start], Mark::Plain, UnitKind::Sentence);
        push(
            &mut line,
            &text[start..end],
            Mark::Strong,
            UnitKind::Sentence,
        );
        at = end;
    }
    push(
        &mut line,
        &text[at..shown.end],
        Mark::Plain,
        UnitKind::Sentence,
    );
    if is_cut(text, shown.end) {
        push(&mut line, "…", Mark::Plain, UnitKind::Sentence);
    }
    wrapped(&line, Some(width))
}

/// Whether a sentence may go on over a place of the text.
fn is_cut(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end().chars().next_back();
    let is_end = text[at..].trim_start().is_empty();
    !is_end && before.is_some_and(|c| !matches!(c, '.' | '?' | '!' | '。' | '？' | '！'))
}

/// The stretch with as much around it as fills a line, the dots at its ends included: a third of
/// that before it, the rest behind.
fn filled(text: &str, stretch: &Range<usize>, width: usize) -> Range<usize> {
    let taken = text[stretch.clone()].width() + 2;
    let spare = width.saturating_sub(taken);
    let before = reach_back(text, stretch.start, spare / 3);
    let used = text[before..stretch.start].width();
    let end = reach_on(text, stretch.end, spare.saturating_sub(used));
    before..end
}

/// The farthest place before `from` at which a word begins, at most so many columns away.
fn reach_back(text: &str, from: usize, columns: usize) -> usize {
    let before = text[..from].char_indices().rev();
    let mut used = 0;
    let within = before.take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= columns
    });
    let breaks = within.map(|(at, _)| at).filter(|&at| is_break(text, at));
    let begins = breaks.filter(|&at| !text[at..].starts_with(' '));
    begins.last().unwrap_or(from)
}

/// The farthest place behind `from` at which a word ends, at most so many columns away.
fn reach_on(text: &str, from: usize, columns: usize) -> usize {
    let behind = text[from..].char_indices();
    let mut used = 0;
    let within = behind.take_while(|(_, c)| {
        used += c.width().unwrap_or(0);
        used <= columns
    });
    let ends = within.map(|(at, c)| from + at + c.len_utf8());
    let breaks = ends.filter(|&at| is_break(text, at) && !text[..at].ends_with(' '));
    breaks.last().unwrap_or(from)
}

/// Whether no word is cut there.
fn is_break(text: &str, at: usize) -> bool {
    let before = text[..at].chars().next_back();
    let behind = text[at..].chars().next();
    let may_end = |c: char| c == ' ' || is_unspaced_script(c);
    before.is_none_or(may_end) || behind.is_none_or(may_end)
}

#[cfg(test)]
mod tests {
    use super::super::listener::tests::heard;
    use super::super::{Tally, hits};
    use super::*;
    use crate::showing::text::columns;

    /// The lines of the best hit, with what is marked in brackets.
    fn shown(typed: &str, language: &str, cues: &[&str], width: usize) -> Vec<String> {
        let heard = heard(typed, language, cues);
        let mut tally = Tally::default();
        tally.add(&heard);
        let lines = excerpt(&heard, &hits(&heard, &tally)[0], width);
        assert!(lines.iter().all(|line| columns(line) <= width), "{lines:?}");
        let bracketed = |line: Line| {
            let piece = line.into_iter().map(|piece| match piece.mark {
                Mark::Strong => format!("[{}]", piece.text),
                _ => piece.text,
            });
            piece.collect()
        };
        lines.into_iter().map(bracketed).collect()
    }

    #[test]
    fn a_short_stretch_is_shown_in_what_is_around_it() {
        let cues = [
            "we stand on the dam",
            "at low tide",
            "and count the birds below us",
        ];
        assert_eq!(
            shown("tides low", "en", &cues, 40),
            ["…the dam at [low] [tide] and count the…"]
        );
        assert_eq!(
            shown("tides low", "en", &cues, 80),
            ["we stand on the dam at [low] [tide] and count the birds below us"]
        );
    }

    #[test]
    fn a_long_stretch_goes_over_lines() {
        let cues = ["so we count once more", "what is left of all the flocks"];
        assert_eq!(
            shown("count flock", "en", &cues, 24),
            [
                "so we [count] once more",
                "what is left of all the",
                "[flocks]"
            ]
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(
            shown(
                "満ち引き",
                "ja",
                &["今日は", "潮の満ち引き", "の話をします"],
                24
            ),
            ["…は潮の[満ち引き]の話をし…"]
        );
    }
}
