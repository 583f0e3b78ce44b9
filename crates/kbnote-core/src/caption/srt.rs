//! `SubRip` (SRT).
//!
//! There is no standard. A line with `-->` between two times starts a cue; its text extends to the number
//! of the next cue. Numbers are optional and may be written as `2.`, `#2` or `(2)`; the decimal mark may
//! be a point, digits may be missing, and the text may contain blank lines.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::clock;
use super::line::lines;
use super::markup::push_subrip;
use super::plain_text::PlainText;
use super::rolling::{self, DisplayedCue};
use super::time_line::{self, decimal_digit};
use super::{Captions, Format, Problem, ProblemKind};
use crate::{Timestamp, TrackKind};

pub(super) fn parse(text: &str) -> Captions {
    let lines = lines(text);
    let mut builder = CaptionsBuilder::default();
    let cues = split(&lines, &mut builder);
    if rolling::is_rolling(&cues) {
        builder.kind = Some(TrackKind::Automatic);
        builder.clips = true;
        builder.cues = rolling::unroll(&cues);
    } else {
        for cue in &cues {
            builder.keep(cue_builder(cue));
        }
    }
    builder.finish(Format::Srt)
}

fn cue_builder(cue: &DisplayedCue<'_>) -> CueBuilder {
    let mut text = PlainText::default();
    push_subrip(&mut text, &cue.lines.join("\n"));
    CueBuilder {
        start: cue.start,
        end: Some(cue.end),
        text,
        ..CueBuilder::default()
    }
}

/// The cues of a file, each with the lines of its text.
fn split<'a>(lines: &'a [&'a str], builder: &mut CaptionsBuilder) -> Vec<DisplayedCue<'a>> {
    let mut cues: Vec<DisplayedCue<'a>> = Vec::new();
    let mut first_text = 0;
    let mut numbers = Numbers::default();
    // Text after an invalid time line belongs to no cue.
    let mut in_cue = false;
    for (place, line) in lines.iter().enumerate() {
        let Some(timing) = timing(line) else {
            continue;
        };
        let text = &lines[first_text..numbers.before(lines, first_text, place)];
        end_cue(&mut cues, in_cue, text, first_text, builder);
        first_text = place + 1;
        in_cue = timing.is_ok();
        match timing {
            Ok((start, end)) => cues.push(shown(start, end, place + 1, builder)),
            Err(found) => builder.problem(Problem::bad_time(place + 1, found)),
        }
    }
    let text = &lines[first_text..];
    end_cue(&mut cues, in_cue, text, first_text, builder);
    cues
}

fn shown<'a>(
    start: Timestamp,
    end: Timestamp,
    line: usize,
    builder: &mut CaptionsBuilder,
) -> DisplayedCue<'a> {
    if end < start {
        builder.problem(Problem::new(line, ProblemKind::EndBeforeStart));
    }
    DisplayedCue {
        start,
        end: end.max(start),
        lines: &[],
    }
}

/// Assigns the text to its cue.
fn end_cue<'a>(
    cues: &mut [DisplayedCue<'a>],
    in_cue: bool,
    text: &'a [&'a str],
    place: usize,
    builder: &mut CaptionsBuilder,
) {
    match cues.last_mut() {
        Some(cue) if in_cue => cue.lines = text,
        None if place == 0 => {
            if let Some(first) = text.iter().position(|line| !line.trim().is_empty()) {
                builder.problem(Problem::no_time(first + 1, text[first]));
            }
        }
        _ => {}
    }
}

/// The cue numbers so far.
#[derive(Default)]
struct Numbers {
    /// The number of time lines.
    cues: usize,
    last: Option<usize>,
}

impl Numbers {
    /// The end of the text between `first` and the time line at `timing`, before the blank lines and the
    /// number of that cue. A number follows a blank line, or is the next number in sequence; if a blank
    /// line follows it too, it must be both, or follow a number.
    fn before(&mut self, lines: &[&str], first: usize, timing: usize) -> usize {
        let is_blank = |line: &&&str| line.trim_matches(is_invisible_or_blank).is_empty();
        let text = &lines[first..timing];
        let blanks = text.iter().rev().take_while(is_blank).count();
        let end = text.len() - blanks;
        let found = text[..end].last().and_then(|line| number(line));
        let is_apart = end < 2 || is_blank(&&text[end - 2]);
        let next = self.last.unwrap_or(self.cues) + 1;
        let is_number = found.is_some_and(|found| {
            let follows = found == next;
            let opens = first == 0 && end == 1;
            match blanks {
                0 => opens || follows && end > 1 || is_apart && end > 1,
                _ => opens || is_apart && end > 1 && (follows || self.last.is_some()),
            }
        });
        self.cues += 1;
        if is_number {
            self.last = found;
        } else {
            // Missing numbers may still be counted.
            self.last = self.last.map(|last| last + 1);
        }
        let end = end - usize::from(is_number);
        first + end - text[..end].iter().rev().take_while(is_blank).count()
    }
}

/// The number on a line, written as `2.`, `#2`, `(2)` or in the digits of any script.
fn number(line: &str) -> Option<usize> {
    let line = line.trim_matches(is_invisible_or_blank);
    let line = line
        .trim_start_matches(['#', '(', '[', '№', '-', '*'])
        .trim_start();
    let line = line
        .trim_end_matches(['.', ')', ']', ':', ',', '-', '*'])
        .trim_end();
    let mut digits = line.chars().map(decimal_digit);
    let value = digits.try_fold(0usize, |sum, digit| {
        sum.checked_mul(10)?.checked_add(digit? as usize)
    });
    value.filter(|_| !line.is_empty())
}

fn is_invisible_or_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
}

type Timing<'a> = Result<(Timestamp, Timestamp), &'a str>;

/// The times of a time line; `Err` if they are invalid.
fn timing(line: &str) -> Option<Timing<'_>> {
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (start.trim(), end.trim());
    let looks_timed = start.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '-'));
    if !looks_timed && !time_line::look_like_times(start, end) {
        return None;
    }
    let start = clock::read(start).filter(|clock| clock.rest.trim().is_empty());
    let end = clock::read(end).filter(|clock| !clock.rest.starts_with([':', '.', ',']));
    let times = start.zip(end).map(|(start, end)| (start.time, end.time));
    Some(times.ok_or(line))
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use super::*;

    fn read(text: &str) -> Captions {
        let captions = parse(text);
        assert_eq!(captions.problems, [], "{text}");
        captions
    }

    #[test]
    fn a_usual_file_is_read() {
        let text = "1\n00:00:01,000 --> 00:00:02,500\nFlocks are\n<i>counted</i> &amp; named.\n\n\
                    2\n00:00:03,000 --> 00:00:04,000 X1:40 X2:600\n42\n\n";
        let expected = [
            (1_000, 2_500, "Flocks are counted & named."),
            (3_000, 4_000, "42"),
        ];
        assert_eq!(shown(&read(text)), expected);
    }

    #[test]
    fn nonstandard_files_are_read() {
        let text = "00:01:39 --> 00:01:41,04\r\n\r\nno number,\r\n\r\nblank lines\r\n\r\n\
                    7\r\n0:02:04.08-->0:02:07.12\r\nshort times";
        let expected = [
            (99_000, 101_040, "no number, blank lines"),
            (124_080, 127_120, "short times"),
        ];
        assert_eq!(shown(&read(text)), expected);
    }

    #[test]
    fn blank_lines_between_cues_may_be_missing() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\n10\n2\n00:00:03,000 --> 00:00:04,000\n11\n";
        let expected = [(1_000, 2_000, "10"), (3_000, 4_000, "11")];
        assert_eq!(shown(&read(text)), expected);
    }

    #[test]
    fn numbers_in_any_form_are_not_text() {
        let file = |second: &str| {
            format!(
                "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n{second}00:00:03,000 --> 00:00:04,000\n12\n\n\
                 3\n00:00:05,000 --> 00:00:06,000\nthird\n"
            )
        };
        let expected = [
            (1_000, 2_000, "first"),
            (3_000, 4_000, "12"),
            (5_000, 6_000, "third"),
        ];
        for second in [
            "2\n",
            "2.\n",
            "2)\n",
            "2:\n",
            "#2\n",
            "# 2\n",
            "(2)\n",
            "[2]\n",
            "-2-\n",
            "2 -\n",
            "№2\n",
            "２\n",
            "٢\n",
            "\u{feff}2\n",
            "\u{200b}2\n",
            "002\n",
            "2\n\n",
            "2.\n\n",
            "\n2\n \n",
            "17\n",
            "17\n\n",
            "**2**\n",
            "",
        ] {
            assert_eq!(shown(&read(&file(second))), expected, "{second:?}");
        }
    }

    #[test]
    fn spoken_numbers_are_text() {
        let text = "00:00:01,000 --> 00:00:02,000\nwe counted\n\n42\n\n00:00:03,000 --> 00:00:04,000\n7\n\n\
                    00:00:05,000 --> 00:00:06,000\n8\n";
        let expected = [
            (1_000, 2_000, "we counted 42"),
            (3_000, 4_000, "7"),
            (5_000, 6_000, "8"),
        ];
        assert_eq!(shown(&read(text)), expected);
        let from_zero =
            "0\n00:00:01,000 --> 00:00:02,000\na\n1\n00:00:03,000 --> 00:00:04,000\nb\n";
        assert_eq!(shown(&read(from_zero)).len(), 2);
        assert_eq!(shown(&read(from_zero))[0].2, "a");
    }

    #[test]
    fn a_broken_cue_is_reported_and_the_rest_kept() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n00:00:xx --> 00:00:03,000\nlost\n\n\
                    3\n00:00:05,000 --> 00:00:04,000\nthird: a --> b\n";
        let captions = parse(text);
        let texts: Vec<_> = captions.cues.iter().map(crate::Cue::text).collect();
        assert_eq!(texts, ["first", "third: a --> b"]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"
        line 6: `00:00:xx --> 00:00:03,000` is not a valid time; cue skipped
        line 10: the cue ends before it starts; its end was set to its start
        ");
    }

    #[test]
    fn rolling_captions_turned_into_srt_are_unrolled() {
        let text = "1\n00:00:00,160 --> 00:00:01,189\n \nToday I show\n\n\
                    2\n00:00:01,189 --> 00:00:01,199\nToday I show\n \n\n\
                    3\n00:00:01,199 --> 00:00:02,790\nToday I show\nhow flocks\n\n\
                    4\n00:00:02,790 --> 00:00:02,800\nhow flocks\n \n\n";
        let expected = [(160, 1_189, "Today I show"), (1_199, 2_790, "how flocks")];
        assert_eq!(shown(&read(text)), expected);
    }
}
