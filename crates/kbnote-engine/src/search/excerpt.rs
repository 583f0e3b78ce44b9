//! A hit with the words around it.

use std::ops::Range;

use kbnote_align::is_unspaced_script;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::matcher::TrackMatches;
use super::ranking::Hit;

/// A part of an excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExcerptPart {
    /// Its text.
    pub text: String,
    /// Whether these are words that were searched for.
    pub is_match: bool,
}

/// The text of a hit, with as much around it as fits into `width` columns.
#[must_use]
pub fn excerpt(matches: &TrackMatches, hit: &Hit, width: usize) -> Vec<ExcerptPart> {
    let text = matches.track.text();
    let shown = filled(text, &hit.text, width);
    let mut parts = Vec::new();
    let mut push = |text: &str, is_match| {
        if !text.is_empty() {
            let text = text.to_owned();
            parts.push(ExcerptPart { text, is_match });
        }
    };
    let mut at = shown.start;
    if is_cut(text, shown.start) {
        push("…", false);
    }
    for marked in matches.marked(&shown) {
        let start = marked.start.max(at);
        let end = marked.end.max(start);
        push(&text[at..start], false);
        push(&text[start..end], true);
        at = end;
    }
    push(&text[at..shown.end], false);
    if is_cut(text, shown.end) {
        push("…", false);
    }
    parts
}

/// Whether a sentence may go on over a place of the text.
fn is_cut(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end().chars().next_back();
    let is_end = text[at..].trim_start().is_empty();
    !is_end && before.is_some_and(|c| !matches!(c, '.' | '?' | '!' | '。' | '？' | '！'))
}

/// The span with as much around it as fills a line, the dots at its ends included: a third of
/// that before it, the rest after it.
fn filled(text: &str, span: &Range<usize>, width: usize) -> Range<usize> {
    let taken = text[span.clone()].width() + 2;
    let spare = width.saturating_sub(taken);
    let before = reach_back(text, span.start, spare / 3);
    let used = text[before..span.start].width();
    let end = reach_on(text, span.end, spare.saturating_sub(used));
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
    use super::super::matcher::tests::matches;
    use super::super::{PhraseStatistics, hits};
    use super::*;

    /// The excerpt of the best hit, with matches in brackets.
    fn shown(typed: &str, language: &str, cues: &[&str], width: usize) -> String {
        let matches = matches(typed, language, cues);
        let mut statistics = PhraseStatistics::default();
        statistics.add(&matches);
        let parts = excerpt(&matches, &hits(&matches, &statistics)[0], width);
        let bracketed = |part: ExcerptPart| {
            if part.is_match {
                format!("[{}]", part.text)
            } else {
                part.text
            }
        };
        parts.into_iter().map(bracketed).collect()
    }

    #[test]
    fn a_short_span_is_shown_with_its_context() {
        let cues = [
            "we stand on the dam",
            "at low tide",
            "and count the birds below us",
        ];
        assert_eq!(
            shown("tides low", "en", &cues, 40),
            "…the dam at [low] [tide] and count the…"
        );
        assert_eq!(
            shown("tides low", "en", &cues, 80),
            "we stand on the dam at [low] [tide] and count the birds below us"
        );
    }

    #[test]
    fn a_long_span_is_shown_whole() {
        let cues = ["so we count once more", "what is left of all the flocks"];
        assert_eq!(
            shown("count flock", "en", &cues, 24),
            "so we [count] once more what is left of all the [flocks]"
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
            "…は潮の[満ち引き]の話をし…"
        );
    }
}
