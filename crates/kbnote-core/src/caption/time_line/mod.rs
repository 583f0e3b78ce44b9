//! Finds the time lines of SRT, WebVTT and SBV that are not in the usual form: other separators, leading
//! marks, tags, digits of another script, spaces or a second fraction within a time.
//!
//! [`repair`] corrects those that are clear before the file is read, so that they do not become text, and
//! marks the others as damaged, so that the readers report them with their line number. A line of speech
//! may contain times too; its words distinguish it, and its place after a time line or within text.

mod classify;
mod loose_time;
mod pieces;
mod separator;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use super::characters::plain;
use super::line::line_ranges;
use super::{clock, cue_number};
use classify::{LineKind, Place, Timing, classify};

/// Precedes a damaged time line; decoded text has no such character.
const DAMAGED: &str = "\0-->";

/// A time line that [`repair`] marked as damaged, as in the file.
pub(super) fn damaged(line: &str) -> Option<&str> {
    line.strip_prefix(DAMAGED)
}

/// The form of the time lines of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    SubRip,
    WebVtt,
    /// With a comma between the times.
    Sbv,
}

impl Form {
    fn of(text: &str) -> Self {
        let start = text.trim_start_matches(super::encoding::is_blank);
        if start.starts_with("WEBVTT") {
            Self::WebVtt
        } else if !text.contains("-->") && text.lines().any(is_sbv) {
            Self::Sbv
        } else {
            Self::SubRip
        }
    }

    /// Whether a line needs no repair.
    fn is_usual(self, line: &str) -> bool {
        match self {
            Self::Sbv => is_sbv(line),
            Self::SubRip | Self::WebVtt => has_usual_arrow(line),
        }
    }

    fn write(self, timing: &Timing) -> String {
        let (arrow, point) = match self {
            Self::Sbv => (",", '.'),
            Self::WebVtt => (" --> ", '.'),
            Self::SubRip if timing.has_point => (" --> ", '.'),
            Self::SubRip => (" --> ", ','),
        };
        let [start, end] = [timing.start, timing.end].map(|time| clock::FormattedTime(time, point));
        format!("{start}{arrow}{end} {}", timing.rest)
            .trim_end()
            .to_owned()
    }
}

/// Rewrites each malformed time line in the usual form, or marks it as damaged; line numbers are unchanged.
pub(super) fn repair(text: &str) -> Cow<'_, str> {
    let form = Form::of(text);
    let mut out = String::new();
    let mut copied = 0;
    let mut walk = Walk::default();
    let mut lines = line_ranges(text).peekable();
    while let Some(range) = lines.next() {
        let line = &text[range.clone()];
        let next = lines.peek().map_or("", |next| &text[next.clone()]);
        if let Some(repaired) = walk.repair_line(line, next, form) {
            out.push_str(&text[copied..range.start]);
            out.push_str(&repaired);
            copied = range.end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// The previous line while a file is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Previous {
    #[default]
    Blank,
    Number,
    Times,
    Text,
    /// A line of a WebVTT comment.
    Comment,
}

/// A walk through the lines of a file.
#[derive(Debug, Default)]
struct Walk {
    previous: Previous,
}

impl Walk {
    /// The repaired form of a line; `None` for a usual one and for text.
    fn repair_line(&mut self, line: &str, next: &str, form: Form) -> Option<String> {
        let (current, repaired) = self.read(line, next, form);
        self.previous = current;
        repaired
    }

    fn read(&self, line: &str, next: &str, form: Form) -> (Previous, Option<String>) {
        if is_blank(line) {
            return (Previous::Blank, None);
        }
        if form.is_usual(line) {
            return (Previous::Times, None);
        }
        if line
            .trim_start_matches(super::encoding::is_blank)
            .starts_with("WEBVTT")
        {
            return (Previous::Text, None);
        }
        let is_comment = form == Form::WebVtt && line.starts_with("NOTE");
        if self.previous == Previous::Comment || self.previous == Previous::Blank && is_comment {
            return (Previous::Comment, None);
        }
        match self.classify(line, next) {
            LineKind::Timing(timing) => (Previous::Times, Some(form.write(&timing))),
            LineKind::Damaged => (Previous::Times, Some(format!("{DAMAGED}{line}"))),
            LineKind::Text => (self.after_text(line), None),
        }
    }

    /// What a line of text is for the next line: a number belongs to the cue that follows.
    fn after_text(&self, line: &str) -> Previous {
        let may_be_number = self.previous == Previous::Blank;
        match may_be_number.then(|| cue_number::read(line)).flatten() {
            Some(number) if number.is_plain() => Previous::Number,
            Some(_) => Previous::Blank,
            None => Previous::Text,
        }
    }

    fn classify(&self, line: &str, next: &str) -> LineKind {
        let is_number = line.bytes().all(|byte| byte.is_ascii_digit());
        if line.len() > MAX_LINE_LEN || is_number || !may_have_times(line) {
            return LineKind::Text;
        }
        classify(&plain(line), has_arrow(line), self.place(next))
    }

    fn place(&self, next: &str) -> Place {
        match self.previous {
            Previous::Blank => Place::Apart,
            Previous::Number => Place::AfterNumber,
            Previous::Times => Place::AfterTimes,
            Previous::Text | Previous::Comment if is_blank(next) => Place::EndOfText,
            Previous::Text | Previous::Comment => Place::AmidText,
        }
    }
}

fn is_blank(line: &str) -> bool {
    line.chars().all(super::encoding::is_blank)
}

/// Whether a line has digits of any script, or a colon. Most lines of text have neither, and are of ASCII.
fn may_have_times(line: &str) -> bool {
    let is_suspect = |byte: u8| matches!(byte, b'0'..=b':') || !byte.is_ascii();
    line.bytes().any(is_suspect) && line.contains(|c: char| c.is_numeric() || c == ':')
}

/// The maximum length of a time line, in bytes.
const MAX_LINE_LEN: usize = 400;

/// The parts of a line before and after its arrow. Most lines have none, and a mark is found faster.
pub(super) fn around_arrow(line: &str) -> Option<(&str, &str)> {
    let mut marks = memchr::memchr_iter(b'>', line.as_bytes());
    let around = |mark: usize| Some((line[..mark].strip_suffix("--")?, &line[mark + 1..]));
    marks.find_map(around)
}

/// Whether a line has an arrow.
pub(super) fn has_arrow(line: &str) -> bool {
    around_arrow(line).is_some()
}

/// Whether a line is two valid times with an arrow between them.
fn has_usual_arrow(line: &str) -> bool {
    let Some((start, end)) = around_arrow(line) else {
        return false;
    };
    let is_time = |text: &str, ends: fn(&str) -> bool| {
        clock::read(text.trim()).is_some_and(|clock| ends(clock.rest))
    };
    let ends_word = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
    is_time(start, str::is_empty) && is_time(end, ends_word) && around_arrow(end).is_none()
}

/// Whether a line is two valid times with a comma between them.
fn is_sbv(line: &str) -> bool {
    let Some(start) = clock::read(line.trim()) else {
        return false;
    };
    let end = start
        .rest
        .strip_prefix(',')
        .map(str::trim_start)
        .and_then(clock::read);
    end.is_some_and(|end| end.rest.is_empty())
}
