//! `SubRip` (SRT).
//!
//! There is no standard. A line with `-->` between two times starts a cue; its text goes on to
//! the line of the next cue's number. Numbers are optional and not looked at; a point may stand
//! for the comma, digits may be missing, and blank lines may stand inside the text.

use super::clock;
use super::draft::{Draft, Reading};
use super::line::lines;
use super::markup::push_html;
use super::plain_text::PlainText;
use super::rolling::{self, Shown};
use super::{Captions, Format, Problem, ProblemKind};
use crate::{Timestamp, TrackKind};

pub(super) fn parse(text: &str) -> Captions {
    let lines = lines(text);
    let mut reading = Reading::default();
    let cues = split(&lines, &mut reading);
    if rolling::is_rolling(&cues) {
        reading.kind = Some(TrackKind::Automatic);
        reading.clips = true;
        reading.drafts = rolling::unroll(&cues);
    } else {
        for cue in &cues {
            reading.keep(draft(cue));
        }
    }
    reading.finish(Format::Srt)
}

fn draft(cue: &Shown<'_>) -> Draft {
    let mut text = PlainText::default();
    push_html(&mut text, &cue.lines.join("\n"));
    Draft {
        start: cue.start,
        end: Some(cue.end),
        text,
        ..Draft::default()
    }
}

/// The cues of a file, each with the lines of its text.
fn split<'a>(lines: &'a [&'a str], reading: &mut Reading) -> Vec<Shown<'a>> {
    let mut cues: Vec<Shown<'a>> = Vec::new();
    let mut first_text = 0;
    // Behind a line whose time cannot be read stands text that belongs to no cue.
    let mut in_cue = false;
    for (place, line) in lines.iter().enumerate() {
        let Some(timing) = timing(line) else {
            continue;
        };
        let next = cues.len() + 1;
        let text = &lines[first_text..before_number(lines, first_text, place, next)];
        end_cue(&mut cues, in_cue, text, first_text, reading);
        first_text = place + 1;
        in_cue = timing.is_ok();
        match timing {
            Ok((start, end)) => cues.push(shown(start, end, place + 1, reading)),
            Err(found) => reading.problem(Problem::bad_time(place + 1, found)),
        }
    }
    let text = &lines[first_text..];
    end_cue(&mut cues, in_cue, text, first_text, reading);
    cues
}

fn shown<'a>(start: Timestamp, end: Timestamp, line: usize, reading: &mut Reading) -> Shown<'a> {
    if end < start {
        reading.problem(Problem::new(line, ProblemKind::EndBeforeStart));
    }
    Shown {
        start,
        end: end.max(start),
        lines: &[],
    }
}

/// Gives the text that was read to the cue it belongs to.
fn end_cue<'a>(
    cues: &mut [Shown<'a>],
    in_cue: bool,
    text: &'a [&'a str],
    place: usize,
    reading: &mut Reading,
) {
    match cues.last_mut() {
        Some(cue) if in_cue => cue.lines = text,
        None if place == 0 => {
            if let Some(first) = text.iter().position(|line| !line.trim().is_empty()) {
                reading.problem(Problem::no_time(first + 1, text[first]));
            }
        }
        _ => {}
    }
}

/// Where the text of a cue ends that stands between `first` and the timing line at `timing`:
/// before the blank lines and the number that lead up to it. A number stands behind a blank line,
/// or is that of the next cue.
fn before_number(lines: &[&str], first: usize, timing: usize, next: usize) -> usize {
    let text = &lines[first..timing];
    let is_blank = |line: &&&str| line.trim().is_empty();
    let number = |line: &str| line.trim().parse::<usize>().ok();
    let numbered = match text {
        [.., before, last] if before.trim().is_empty() => number(last).is_some(),
        [_, .., last] => number(last) == Some(next),
        [last] => number(last).is_some() && first == 0,
        [] => false,
    };
    let end = text.len() - usize::from(numbered);
    first + end - text[..end].iter().rev().take_while(is_blank).count()
}

type Timing<'a> = Result<(Timestamp, Timestamp), &'a str>;

/// The times of a line that starts a cue; `Err` if it means to but they cannot be read.
fn timing(line: &str) -> Option<Timing<'_>> {
    let (start, end) = line.split_once("-->")?;
    let (start, end) = (start.trim(), end.trim());
    if !start.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '-')) {
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
    fn the_usual_file_is_read() {
        let text = "1\n00:00:01,000 --> 00:00:02,500\nFlocks are\n<i>counted</i> &amp; named.\n\n\
                    2\n00:00:03,000 --> 00:00:04,000 X1:40 X2:600\n42\n\n";
        let expected = [
            (1_000, 2_500, "Flocks are counted & named."),
            (3_000, 4_000, "42"),
        ];
        assert_eq!(shown(&read(text)), expected);
    }

    #[test]
    fn loose_files_are_read_too() {
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
    fn a_broken_cue_is_named_and_the_rest_kept() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n00:00:xx --> 00:00:03,000\nlost\n\n\
                    3\n00:00:05,000 --> 00:00:04,000\nthird: a --> b\n";
        let captions = parse(text);
        let texts: Vec<_> = captions.cues.iter().map(crate::Cue::text).collect();
        assert_eq!(texts, ["first", "third: a --> b"]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"
        line 6: no time can be read from `00:00:xx --> 00:00:03,000`; left out
        line 10: the cue ends before it starts; its end is moved
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
