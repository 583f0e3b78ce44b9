//! Chapters written into a video's description.
//!
//! YouTube treats the times in a description as chapters if the first is `0:00`, there are at least
//! three, they ascend, and each chapter lasts ten seconds or longer. The same rule here excludes opening
//! hours, scores and single moments.

use crate::{Chapter, ChapterSource, Timestamp};

/// The minimum number of chapters.
const MIN_CHAPTERS: usize = 3;

/// The minimum length of a chapter, in milliseconds.
const MIN_LENGTH_MS: u64 = 10_000;

/// Opening brackets before a time.
const OPENING: [char; 4] = ['(', '[', '{', '【'];

/// Closing brackets after a time.
const CLOSING: [char; 4] = [')', ']', '}', '】'];

/// The chapters listed in a description, by YouTube's rule.
///
/// Each is on a line of its own, with its time before or after its title, with or without brackets,
/// after a bullet or number, and with any dash between them. Lines without a time are skipped.
/// `duration_ms` is the length of the video, if known: a list that exceeds it is ignored.
///
/// ```
/// # use kbnote_core::chapters_in_description;
/// let text = "Counting flocks.\n\n0:00 Intro\n• 1:30 – At dusk\n(1:02:03) The result\n";
/// let chapters = chapters_in_description(text, None);
/// let titles: Vec<_> = chapters.iter().map(|c| (c.start.as_secs(), c.title.as_str())).collect();
/// assert_eq!(titles, [(0, "Intro"), (90, "At dusk"), (3_723, "The result")]);
/// ```
#[must_use]
pub fn chapters_in_description(description: &str, duration_ms: Option<u64>) -> Vec<Chapter> {
    let end = Timestamp::from_millis(duration_ms.unwrap_or(u64::MAX));
    let time_first = lists(description, time_then_title);
    let title_first = lists(description, title_then_time);
    time_first
        .into_iter()
        .chain(title_first)
        .find(|list| is_chapter_list(list, end))
        .unwrap_or_default()
}

fn is_chapter_list(list: &[Chapter], end: Timestamp) -> bool {
    let starts = list.iter().map(|chapter| chapter.start);
    let nexts = starts.clone().skip(1).chain([end]);
    list.len() >= MIN_CHAPTERS
        && starts
            .zip(nexts)
            .all(|(start, next)| start.saturating_add(MIN_LENGTH_MS) <= next)
}

/// The lists of lines from `0:00` to the next such line, or to the blank line after which the times no
/// longer ascend.
fn lists(description: &str, read: impl Fn(&str) -> Option<(Timestamp, &str)>) -> Vec<Vec<Chapter>> {
    let mut lists: Vec<Vec<Chapter>> = Vec::new();
    let mut is_open = false;
    let mut behind_blank = false;
    for line in description.lines().map(str::trim) {
        let Some((start, title)) = read(line) else {
            behind_blank |= line.is_empty();
            continue;
        };
        if start == Timestamp::ZERO {
            lists.push(Vec::new());
            is_open = true;
        }
        if let Some(list) = lists.last_mut().filter(|_| is_open) {
            let ascends = list.last().is_none_or(|last| last.start < start);
            if ascends || !behind_blank {
                list.push(chapter(start, title));
            } else {
                is_open = false;
            }
        }
        behind_blank = false;
    }
    lists
}

fn chapter(start: Timestamp, title: &str) -> Chapter {
    Chapter {
        start,
        title: title.split_whitespace().collect::<Vec<_>>().join(" "),
        source: ChapterSource::Description,
    }
}

/// `0:00 Title`, `- [0:00] Title`, `1. 0:00 – 1:30 | Title`.
fn time_then_title(line: &str) -> Option<(Timestamp, &str)> {
    let (start, rest) = leading_time(without_number(line).trim_start_matches(is_ornament))?;
    let title = after_time(rest);
    // The end of the chapter may follow; it is the start of the next.
    let title = leading_time(title).map_or(title, |(_, rest)| after_time(rest));
    let title = title.trim_end_matches(is_separator);
    has_words(title).then_some((start, title))
}

/// `Title 0:00`, `Title (0:00)`, `• Title – 0:00`.
fn title_then_time(line: &str) -> Option<(Timestamp, &str)> {
    let line = line.trim_end_matches(is_ornament);
    let at = line.rfind(|c: char| !c.is_ascii_digit() && c != ':')?;
    let last = line[at..].chars().next()?;
    let (before, time) = line.split_at(at + last.len_utf8());
    let is_apart = last.is_whitespace() || is_ornament(last);
    let (start, rest) = leading_time(time).filter(|_| is_apart)?;
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || OPENING.contains(&c));
    let title = before.trim_matches(is_separator);
    (rest.is_empty() && has_words(title)).then_some((start, title))
}

/// A separate time `M:SS` or `H:MM:SS` at the start of a text, and the rest.
fn leading_time(text: &str) -> Option<(Timestamp, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != ':')
        .unwrap_or(text.len());
    let time = text[..end].trim_end_matches(':');
    let rest = &text[time.len()..];
    let seconds = time.rsplit(':').next()?;
    let is_time = (4..=8).contains(&time.len()) && time.contains(':') && seconds.len() == 2;
    // `10:00am` and `1:2.5` are something else.
    let is_apart = !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | '%'))
        || rest.starts_with(". ");
    let start = time.parse().ok().filter(|_| is_time && is_apart)?;
    Some((start, rest))
}

/// The text after a time, without the closing bracket and the separator.
fn after_time(rest: &str) -> &str {
    rest.trim_start_matches(CLOSING)
        .trim_start_matches(is_separator)
}

/// A line without its leading number: `1. `, `02) `.
fn without_number(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = rest.len() < line.len() && line.len() - rest.len() <= 3;
    let behind = rest
        .strip_prefix(['.', ')'])
        .filter(|rest| rest.starts_with(' '));
    behind.filter(|_| is_number).unwrap_or(line)
}

/// Bullets, brackets, dashes and blanks around a time.
fn is_ornament(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '"' | '\'' | '#' | '@' | '$' | '€' | '£' | '+' | '%')
}

/// Characters between a time and its title, or at the end of a line.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '–'
                | '—'
                | '−'
                | ':'
                | '|'
                | '•'
                | '·'
                | '*'
                | '→'
                | '='
                | '~'
                | '>'
                | '_'
                | '►'
                | '▶'
                | '⏱'
                | '\u{FE0F}'
        )
}

fn has_words(title: &str) -> bool {
    title.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(description: &str) -> Vec<(u64, String)> {
        chapters_in_description(description, Some(7_200_000))
            .into_iter()
            .map(|chapter| (chapter.start.as_secs(), chapter.title))
            .collect()
    }

    fn three() -> Vec<(u64, String)> {
        [(0, "Intro"), (90, "At dusk"), (3_723, "The result")]
            .map(|(start, title)| (start, title.to_owned()))
            .to_vec()
    }

    #[test]
    fn common_forms_are_read() {
        for text in [
            "0:00 Intro\n1:30 At dusk\n1:02:03 The result",
            "00:00:00 - Intro\r\n00:01:30 - At dusk\r\n01:02:03 - The result",
            "[0:00] Intro\n[1:30] At dusk\n[1:02:03] The result",
            "• (0:00) – Intro\n• (1:30) – At dusk\n• (1:02:03) – The result",
            "⏱️ 0:00 | Intro\n\n⏱️ 1:30 | At dusk\n⏱️ 1:02:03 | The result",
            "1. 0:00 Intro\n2. 1:30 At dusk\n3. 1:02:03 The result",
            "0:00 - 1:30 Intro\n1:30 - 1:02:03 At dusk\n1:02:03 - 1:30:00 The result",
            "Intro 0:00\nAt dusk 1:30\nThe result 1:02:03",
            "* Intro (0:00)\n* At dusk (1:30)\n* The result (1:02:03)",
            "Intro — 0:00\nAt dusk — 1:30\nThe result — 1:02:03",
            "Watch!\n\nChapters:\n0:00 Intro\nmore on it\n1:30 At dusk\n1:02:03 The result\n\nLive at 10:00",
        ] {
            assert_eq!(found(text), three(), "{text}");
        }
    }

    #[test]
    fn lists_that_break_the_rule_are_ignored() {
        for text in [
            "0:00 Intro\n1:30 At dusk",
            "0:10 Intro\n1:30 At dusk\n1:02:03 The result",
            "0:00 Intro\n0:09 At dusk\n1:02:03 The result",
            "0:00 Intro\n1:30 At dusk\n1:10 The result\n1:40 The end",
            "0:00 Intro\n1:30 At dusk\n1:59:55 Too short",
            "0:00 Intro\n1:30 At dusk\n2:30:00 Past the end",
            "0:00\n1:30\n1:02:03",
            "Mon 10:00 to 12:00\nTue 10:00 to 12:00\nWed 10:00 to 12:00",
            "00:00am doors\n10:00am talks\n11:30am lunch",
            "Score 0:00\n",
            "0:001 a\n0:3 b\n1:2:3:4 c",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn titles_stay_whole() {
        let text = "0:00: \"Why?\" (part 1)\n0:30 (old) C# & F#: 3:2 odds\n1:00 10:1 at the bar";
        let titles: Vec<_> = found(text).into_iter().map(|(_, title)| title).collect();
        assert_eq!(
            titles,
            [
                "\"Why?\" (part 1)",
                "(old) C# & F#: 3:2 odds",
                "10:1 at the bar"
            ]
        );
    }

    #[test]
    fn the_first_of_two_lists_is_used() {
        let text =
            "0:00 Intro\n1:30 At dusk\n1:02:03 The result\n\n0:00 Anfang\n1:30 Abends\n2:00 Ende";
        assert_eq!(found(text), three());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "([0-9]{1,2}:[0-9]{2}|\\PC|[\n :.-]){0,80}") {
            for chapter in chapters_in_description(&text, Some(60_000)) {
                prop_assert!(chapter.start.as_millis() <= 50_000);
            }
        }
    }
}
