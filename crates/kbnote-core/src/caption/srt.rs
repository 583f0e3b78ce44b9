//! `SubRip` (SRT).
//!
//! There is no standard. A line with `-->` between two times starts a cue; its text extends to the number
//! of the next cue, and may begin on that line. Numbers are optional and may be written as `2.`, `#2` or
//! `Cue 2`; the decimal mark may be a point, digits may be missing, and the text may contain blank lines.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::clock;
use super::cue_number::CueNumber;
use super::line::{count_lines, line_ranges};
use super::markup::push_subrip;
use super::plain_text::PlainText;
use super::rolling::{self, DisplayedCue};
use super::speaker_names::SpeakerNames;
use super::{Captions, Format, Problem, ProblemKind, cue_number, time_line};
use crate::{Timestamp, TrackKind};

pub(super) fn parse(text: &str) -> Captions {
    let mut timings: Vec<(usize, Timing<'_>)> = Vec::new();
    let mut texts: Vec<&str> = Vec::with_capacity(count_lines(text));
    for (place, range) in line_ranges(text).enumerate() {
        let line = &text[range];
        let timing = timing(line);
        texts.push(text_of(line, timing.as_ref()));
        timings.extend(timing.map(|timing| (place, timing)));
    }
    let mut builder = CaptionsBuilder::default();
    let cues = split(&timings, &texts, &mut builder);
    if rolling::is_rolling(&cues) {
        builder.kind = Some(TrackKind::Automatic);
        builder.clips = true;
        builder.cues = rolling::unroll(&cues);
    } else {
        let names = SpeakerNames::of(cues.iter().map(|cue| cue.lines));
        builder.cues.reserve(cues.len());
        for cue_builder in cues.iter().flat_map(|cue| cue_builders(cue, &names)) {
            builder.keep(cue_builder);
        }
    }
    builder.finish(Format::Srt)
}

/// The cue, or one for each of its speakers.
fn cue_builders(cue: &DisplayedCue<'_>, names: &SpeakerNames) -> Vec<CueBuilder> {
    let turns = names.turns(cue.lines).into_iter();
    turns
        .map(|turn| {
            let mut text = PlainText::default();
            push_subrip(&mut text, &turn.text);
            CueBuilder {
                start: cue.start,
                end: Some(cue.end),
                text,
                speaker: turn.speaker.map(str::to_owned),
            }
        })
        .collect()
}

/// The cues of a file, each with the lines of its text.
fn split<'a>(
    timings: &[(usize, Timing<'_>)],
    texts: &'a [&'a str],
    builder: &mut CaptionsBuilder,
) -> Vec<DisplayedCue<'a>> {
    let mut cues: Vec<DisplayedCue<'a>> = Vec::with_capacity(timings.len());
    let mut first_text = 0;
    let mut numbers = Numbers::default();
    // Text after an invalid time line belongs to no cue.
    let mut in_cue = false;
    for &(place, ref timing) in timings {
        let text = &texts[first_text..numbers.before(texts, first_text, place)];
        end_cue(&mut cues, in_cue, text, first_text, builder);
        first_text = place + usize::from(texts[place].is_empty());
        in_cue = timing.is_ok();
        match timing {
            Ok(times) => cues.push(shown(times, place + 1, builder)),
            Err(found) => builder.problem(Problem::bad_time(place + 1, found)),
        }
    }
    let text = &texts[first_text..];
    end_cue(&mut cues, in_cue, text, first_text, builder);
    cues
}

fn shown<'a>(times: &Times<'_>, line: usize, builder: &mut CaptionsBuilder) -> DisplayedCue<'a> {
    let Times { start, end, .. } = *times;
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
    /// The value of the last number, counted on where numbers are missing.
    last: Option<usize>,
    found: Option<CueNumber>,
}

impl Numbers {
    /// The end of the text between `first` and the time line at `timing`, before the blank lines and the
    /// number of that cue.
    fn before(&mut self, lines: &[&str], first: usize, timing: usize) -> usize {
        let is_blank = |line: &&&str| cue_number::is_blank(line);
        let text = &lines[first..timing];
        let blanks = text.iter().rev().take_while(is_blank).count();
        let end = text.len() - blanks;
        let place = NumberPlace {
            opens: first == 0 && end == 1,
            is_lone: end == 1,
            is_apart: end < 2 || is_blank(&&text[end - 2]),
            is_near: blanks == 0,
        };
        let found = text[..end].last().and_then(|line| cue_number::read(line));
        let number = found.filter(|number| self.accepts(number, place));
        self.cues += 1;
        // Missing numbers may still be counted.
        self.last = match &number {
            Some(number) => Some(number.value),
            None => self.last.map(|last| last + 1),
        };
        let end = end - usize::from(number.is_some());
        self.found = number.or(self.found.take());
        first + end - text[..end].iter().rev().take_while(is_blank).count()
    }

    /// Whether a number is that of a cue, and not text. A number follows a blank line, or is the next
    /// number in sequence; if a blank line follows it, it must be the next after a number, or both. One that
    /// may be text must be the next, or resemble the previous one.
    fn accepts(&self, number: &CueNumber, place: NumberPlace) -> bool {
        let follows = number.value == self.last.unwrap_or(self.cues) + 1;
        let has_numbers = self.last.is_some();
        let resembles = || {
            self.found
                .as_ref()
                .is_some_and(|last| number.resembles(last))
        };
        if place.opens {
            return true;
        }
        if place.is_lone {
            return false;
        }
        match (number.is_plain(), place.is_near) {
            (true, true) => follows || place.is_apart,
            (true, false) if place.is_apart => follows || has_numbers,
            (true, false) => follows && has_numbers,
            (false, _) => place.is_apart && has_numbers && (follows || resembles()),
        }
    }
}

/// The place of a number before a time line.
#[derive(Clone, Copy)]
struct NumberPlace {
    /// Whether it begins the file.
    opens: bool,
    /// Whether it is all of the text.
    is_lone: bool,
    /// Whether a blank line precedes it.
    is_apart: bool,
    /// Whether the time line follows it directly.
    is_near: bool,
}

/// The text on a line: of a time line, the text after the times, unless it is settings.
fn text_of<'a>(line: &'a str, timing: Option<&Timing<'a>>) -> &'a str {
    match timing {
        Some(Ok(times)) => times.text,
        Some(Err(_)) => "",
        None => line,
    }
}

/// The content of a time line.
struct Times<'a> {
    start: Timestamp,
    end: Timestamp,
    /// The text after them.
    text: &'a str,
}

type Timing<'a> = Result<Times<'a>, &'a str>;

/// The times of a time line; `Err` if they are invalid.
fn timing(line: &str) -> Option<Timing<'_>> {
    if let Some(line) = time_line::damaged(line) {
        return Some(Err(line));
    }
    let (start, end) = time_line::around_arrow(line)?;
    let start = clock::read(start.trim()).filter(|clock| clock.rest.is_empty())?;
    let end = clock::read(end.trim_start())?;
    let is_whole = end.rest.is_empty() || end.rest.starts_with(char::is_whitespace);
    is_whole.then(|| {
        Ok(Times {
            start: start.time,
            end: end.time,
            text: clock::text_after(&end),
        })
    })
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
            "2;\n",
            "2.0\n",
            "2/3\n",
            "2-3\n",
            "No. 2\n",
            "Cue 2\n",
            "Subtitle #2\n\n",
            "2nd\n",
            "2 of 3\n",
            "②\n",
            "②\n\n",
            "II\n",
            "1,002\n",
            "<b>2</b>\n",
            "2\u{1a}\n",
            "",
        ] {
            assert_eq!(shown(&read(&file(second))), expected, "{second:?}");
        }
        let labelled: String = ["Cue 10", "Cue 12", "Cue 17"]
            .iter()
            .zip(1..)
            .map(|(label, at)| format!("{label}\n00:00:0{at},000 --> 00:00:0{at},500\nx\n\n"))
            .collect();
        let expected = [
            (1_000, 1_500, "x"),
            (2_000, 2_500, "x"),
            (3_000, 3_500, "x"),
        ];
        assert_eq!(shown(&read(&labelled)), expected);
    }

    #[test]
    fn names_before_the_text_are_speakers() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nAnn Lee: Flocks are <i>counted</i>.\n\n\
                    2\n00:00:03,000 --> 00:00:04,000\n- <i>Bo:</i> At dusk?\n- Ann Lee: Yes.\n\n\
                    3\n00:00:05,000 --> 00:00:06,000\nBo: Note: in reeds.\n\n\
                    4\n00:00:07,000 --> 00:00:08,000\n- Many?\n- Some.\n";
        let captions = read(text);
        let said: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.speaker(), cue.text()))
            .collect();
        let expected = [
            (Some("Ann Lee"), "Flocks are counted."),
            (Some("Bo"), "At dusk?"),
            (Some("Ann Lee"), "Yes."),
            (Some("Bo"), "Note: in reeds."),
            (None, "- Many? - Some."),
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn text_beside_the_times_is_read() {
        let text = "1\n00:00:01,000 --> 00:00:02,000 Flocks are\ncounted.\n\n\
                    2\n00:00:03,000 --> 00:00:04,000   At dusk.\n\n\
                    [00:00:05.000 --> 00:00:06.000]  In reeds.\n";
        let expected = [
            (1_000, 2_000, "Flocks are counted."),
            (3_000, 4_000, "At dusk."),
            (5_000, 6_000, "In reeds."),
        ];
        let captions = crate::caption::parse(text.as_bytes()).unwrap();
        assert_eq!(captions.problems, []);
        assert_eq!(shown(&captions), expected);
        let log = "[00:00.000 --> 00:04.000]  Flocks\n[00:04.000 --> 00:06.500]  are counted.\n";
        let captions = crate::caption::parse(log.as_bytes()).unwrap();
        assert_eq!(
            shown(&captions),
            [(0, 4_000, "Flocks"), (4_000, 6_500, "are counted.")]
        );
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
        let words = "1\n00:00:01,000 --> 00:00:02,000\nWe lived in\n\nRoom 7\n\n2\n00:00:03,000 --> 00:00:04,000\n\
                     World War\nII\n\n3\n00:00:05,000 --> 00:00:06,000\nNo. 4\nII\n";
        let expected = [
            (1_000, 2_000, "We lived in Room 7"),
            (3_000, 4_000, "World War II"),
            (5_000, 6_000, "No. 4 II"),
        ];
        assert_eq!(shown(&read(words)), expected);
        let from_zero =
            "0\n00:00:01,000 --> 00:00:02,000\na\n1\n00:00:03,000 --> 00:00:04,000\nb\n";
        assert_eq!(shown(&read(from_zero)).len(), 2);
        assert_eq!(shown(&read(from_zero))[0].2, "a");
    }

    #[test]
    fn a_broken_cue_is_reported_and_the_rest_kept() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n00:00:xx --> 00:00:03,000\nlost\n\n\
                    3\n00:00:05,000 --> 00:00:04,000\nthird: a --> b\n";
        let captions = crate::caption::parse(text.as_bytes()).unwrap();
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
