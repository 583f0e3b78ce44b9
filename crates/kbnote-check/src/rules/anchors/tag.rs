//! Which tags can be written anew without losing or guessing anything.

use std::ops::Range;

use kbnote_note::{Anchor, Stamp};

/// Whether all that a broken anchor says is its time: one time, shown alone, in a tag that has no
/// other attributes than an anchor's.
pub(super) fn says_only_time(text: &str, anchor: &Anchor) -> bool {
    let mut times = anchor.stamps.iter().filter_map(|stamp: &Stamp| stamp.time);
    let first = times.next();
    let label = text.get(anchor.label.clone()).unwrap_or_default();
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ':' | '[' | ']' | '.');
    let tag = text.get(anchor.range.start..anchor.label.start);
    times.all(|time| Some(time) == first)
        && label.trim().chars().all(is_part)
        && tag.is_some_and(has_only_own_attributes)
}

/// Whether a tag has nothing but a class and data.
fn has_only_own_attributes(tag: &str) -> bool {
    let inside = tag
        .trim_start_matches(['<', 'a', 'A'])
        .trim_end_matches('>');
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let Some((name, value)) = rest.split_once('=') else {
            return false;
        };
        let name = name.trim().to_ascii_lowercase();
        if name != "class" && !name.starts_with("data-") || name.contains(char::is_whitespace) {
            return false;
        }
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let end = match quote {
            Some(quote) => value[1..].find(quote).map(|at| at + 2),
            None => value.find(char::is_whitespace).or(Some(value.len())),
        };
        let Some(end) = end else { return false };
        rest = value[end..].trim_start();
    }
    true
}

/// Whether a place is inside of a tag, or of a link or timestamp that is opened and not closed before
/// it: an anchor there would stand in another one.
pub(super) fn is_within_tag(text: &str, place: &Range<usize>) -> bool {
    let before = last_bytes(text.get(..place.start).unwrap_or_default());
    let behind = text.get(place.end..place.end + "</a".len());
    let paragraph = before.rfind("\n\n").map_or(before, |at| &before[at..]);
    let lower = paragraph.to_ascii_lowercase();
    let opened = |name: &str| lower.rfind(name);
    let closed = lower.rfind("</");
    let is_open =
        |opening: Option<usize>| opening.is_some_and(|at| closed.is_none_or(|end| end < at));
    let in_tag = match (lower.rfind('<'), lower.rfind('>')) {
        (Some(open), close) => {
            let begins =
                lower[open + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
            begins && close.is_none_or(|close| close < open)
        }
        (None, _) => false,
    };
    in_tag
        || is_open(opened("<a "))
        || is_open(opened("<a\n"))
        || is_open(opened("yt-timestamp"))
        || behind.is_some_and(|behind| behind.eq_ignore_ascii_case("</a"))
}

/// How far back a tag is looked for: a line may be as long as a note.
const LONGEST_TAG: usize = 2_000;

fn last_bytes(text: &str) -> &str {
    let from = text.len().saturating_sub(LONGEST_TAG);
    let mut starts = from..=text.len();
    starts.find_map(|at| text.get(at..)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_more_than_a_time_is_reported() {
        for own in [
            "<a class=\"x y\" data-t='00:00:10'>",
            "<a data-time=00:00:10 class = \"a=b\">",
            "<a>",
        ] {
            assert!(has_only_own_attributes(own), "{own}");
        }
        for more in [
            "<a href=\"x\" data-t=\"00:00:10\">",
            "<a class=\"x\" id=y>",
            "<a hidden data-t=\"1\">",
            "<a data-t=\"00:00:10>",
        ] {
            assert!(!has_only_own_attributes(more), "{more}");
        }
    }

    #[test]
    fn an_offset_in_a_tag_is_reported() {
        let is_within = |text: &str| {
            let start = text.find("[0").unwrap();
            is_within_tag(text, &(start..start + 4))
        };
        for within in [
            "a <a class=\"x\" [00]</a>.",
            "a <a class=\"x\">[00].",
            "a <span class=\"yt-timestamp\">[00]</span>",
            "a <b title=\"[00]\">",
            "a [00]</a>",
        ] {
            assert!(is_within(within), "{within}");
        }
        for free in [
            "a [00].",
            "<a href=\"x\">y</a> [00].",
            "5 < 6 [00]",
            "<b>x</b><br>[00]",
            "a <a class=\"x\"\n\n[00]",
        ] {
            assert!(!is_within(free), "{free}");
        }
    }
}
