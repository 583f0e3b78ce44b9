//! Repairs malformed time lines of SRT and WebVTT: other arrows, leading marks, digits of another script,
//! spaces or a second fraction within a time.
//!
//! [`repair`] corrects them before the file is read, so that they do not become text. A line with invalid
//! times gets a correct arrow, so that the readers report it with its line number.

mod arrow;
mod characters;
mod loose_time;
mod marks;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::clock;
use arrow::Arrow;
use characters::{is_frame, plain};
use loose_time::Time;
use marks::without_marks;

pub(super) use characters::decimal_digit;

/// Rewrites each malformed time line in the usual form; line numbers are unchanged.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    let is_webvtt = text
        .trim_start_matches(super::encoding::is_blank)
        .starts_with("WEBVTT");
    let has_arrows = text.contains("-->");
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let bare = line.trim_end_matches(['\n', '\r']);
        if let Some(repair) = repair_line(bare, is_webvtt, has_arrows) {
            out.push_str(&text[copied..at]);
            out.push_str(&repair);
            copied = at + bare.len();
        }
        at += line.len();
    }
    if copied == 0 && out.is_empty() {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The maximum length of a time line, in bytes.
const MAX_LINE_LEN: usize = 400;

/// The usual form of a malformed time line; `None` for other lines.
fn repair_line(line: &str, is_webvtt: bool, has_arrows: bool) -> Option<String> {
    if line.len() > MAX_LINE_LEN || is_usual(line) || !line.contains(char::is_numeric) {
        return None;
    }
    let plain = plain(line);
    let marked = without_marks(&plain);
    let Some((start, rest)) = Time::read(marked) else {
        return unreadable(&plain);
    };
    let Some((arrow, rest)) = Arrow::read(rest) else {
        return unreadable(&plain);
    };
    let Some((end, rest)) = Time::read(rest.trim_start()) else {
        return unreadable(&plain);
    };
    let rest = rest.trim_start_matches(is_frame);
    let ends = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_clear = match arrow {
        Arrow::Pointed => true,
        Arrow::Plain => rest.trim().is_empty() && start.is_exact() && end.is_exact(),
        Arrow::Comma => {
            has_arrows && rest.trim().is_empty() && start.has_fraction && end.has_fraction
        }
    };
    if !is_clear {
        return None;
    }
    if !ends {
        return unreadable(&plain);
    }
    let point = if is_webvtt || start.has_point {
        '.'
    } else {
        ','
    };
    let (start, end) = (
        clock::FormattedTime(start.time, point),
        clock::FormattedTime(end.time, point),
    );
    Some(
        format!("{start} --> {end} {}", rest.trim())
            .trim_end()
            .to_owned(),
    )
}

/// Whether a line needs no repair: two valid times with an arrow between them.
fn is_usual(line: &str) -> bool {
    let Some((start, end)) = line.split_once("-->") else {
        return false;
    };
    let is_whole = |rest: &str| rest.is_empty();
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    let is_time = |text: &str, ends: &dyn Fn(&str) -> bool| {
        clock::read(text.trim()).is_some_and(|clock| ends(clock.rest))
    };
    is_time(start, &is_whole) && is_time(end, &ends)
}

/// An invalid time line with the usual arrow, so that the readers report it.
fn unreadable(line: &str) -> Option<String> {
    let (at, arrow) = find_pointed(line)?;
    let (before, after) = (line[..at].trim(), line[at + arrow..].trim());
    let has_arrow = line[at..at + arrow].trim() == "-->";
    (!has_arrow && look_like_times(before, after)).then(|| format!("{before} --> {after}"))
}

/// Whether the texts around an arrow are probably invalid times: both look like times, or one is a time.
pub(super) fn look_like_times(before: &str, after: &str) -> bool {
    let is_timelike = |text: &str| {
        let text = without_marks(text);
        text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(':')
    };
    let sides = [before, after];
    if sides.iter().any(|side| side.contains('<')) {
        return false;
    }
    sides.iter().all(|side| is_timelike(side))
        || sides.iter().all(|side| side.len() <= MAX_TIME_LEN)
            && sides.iter().any(|side| is_whole_time(side))
            && !before.starts_with("WEBVTT")
}

/// The maximum length of a malformed time.
const MAX_TIME_LEN: usize = 24;

fn is_whole_time(text: &str) -> bool {
    Time::read(without_marks(text)).is_some_and(|(time, rest)| {
        time.is_exact() && rest.trim_matches(is_frame).trim().is_empty()
    })
}

/// Offset and length of a pointed arrow in a line.
fn find_pointed(line: &str) -> Option<(usize, usize)> {
    line.char_indices().find_map(|(at, _)| {
        let rest = &line[at..];
        let (arrow, behind) = Arrow::read(rest)?;
        (arrow == Arrow::Pointed).then(|| (at, rest.len() - behind.len()))
    })
}
