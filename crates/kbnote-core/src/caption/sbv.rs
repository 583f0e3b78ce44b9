//! SBV, the `SubViewer` variant of YouTube: a line with two times, the lines of the text, a blank line.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::clock;
use super::line::lines;
use super::plain_text::PlainText;
use super::{Captions, Format, Problem, ProblemKind, time_line};
use crate::Timestamp;

pub(super) fn parse(text: &str) -> Captions {
    let lines = lines(text);
    let mut builder = CaptionsBuilder::default();
    let mut place = 0;
    while let Some(line) = lines.get(place) {
        if line.trim().is_empty() {
            place += 1;
            continue;
        }
        let timing = timing(line);
        let first_text = place + usize::from(timing.is_some());
        let end = end_of_text(&lines, place + 1);
        let text = lines[first_text..end].join("\n").replace("[br]", "\n");
        match timing {
            Some((start, end)) => keep(place, start, end, &text, &mut builder),
            None => builder.problem(match time_line::damaged(line) {
                Some(line) => Problem::bad_time(place + 1, line),
                None if looks_timed(line) => Problem::bad_time(place + 1, line),
                None => Problem::no_time(place + 1, line),
            }),
        }
        place = end;
    }
    builder.finish(Format::Sbv)
}

fn keep(place: usize, start: Timestamp, end: Timestamp, text: &str, builder: &mut CaptionsBuilder) {
    if end < start {
        builder.problem(Problem::new(place + 1, ProblemKind::EndBeforeStart));
    }
    builder.keep(CueBuilder {
        start,
        end: Some(end.max(start)),
        text: PlainText::of(text),
        ..CueBuilder::default()
    });
}

fn end_of_text(lines: &[&str], from: usize) -> usize {
    let rest = lines.get(from..).unwrap_or_default();
    let ends = |line: &&str| {
        line.trim().is_empty() || timing(line).is_some() || time_line::damaged(line).is_some()
    };
    from + rest.iter().position(ends).unwrap_or(rest.len())
}

/// The times of a line such as `0:00:01.500,0:00:04.000`.
fn timing(line: &str) -> Option<(Timestamp, Timestamp)> {
    let start = clock::read(line.trim())?;
    let end = clock::read(start.rest.strip_prefix(',')?.trim_start())?;
    end.rest.is_empty().then_some((start.time, end.time))
}

fn looks_timed(line: &str) -> bool {
    line.contains(',') && line.contains(':') && line.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use crate::caption::testing::shown;
    use crate::caption::{Format, parse};

    #[test]
    fn a_usual_file_is_read() {
        let text = "0:00:01.500,0:00:04.000\r\n>> Flocks are[br]counted\r\nby hand.\r\n\r\n\
                    0:61:00.000,0:62:00.000\r\nlost\r\n\r\nstray\r\n\r\n\
                    1:00:04.000,1:00:03.000\r\nAt dusk.\r\n";
        let captions = parse(text.as_bytes()).unwrap();
        assert_eq!(captions.format, Format::Sbv);
        let expected = [
            (1_500, 4_000, ">> Flocks are counted by hand."),
            (3_604_000, 3_604_000, "At dusk."),
        ];
        assert_eq!(shown(&captions), expected);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"
        line 5: `0:61:00.000,0:62:00.000` is not a valid time; cue skipped
        line 8: text without a time, skipped: `stray`
        line 10: the cue ends before it starts; its end was set to its start
        ");
    }
}
