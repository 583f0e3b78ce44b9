//! SBV, the `SubViewer` variant of YouTube: a line with two times, the lines of the text, a blank line.

use super::builder::{CaptionsBuilder, CueBuilder};
use super::clock;
use super::line::lines;
use super::plain_text::PlainText;
use super::speaker_names::SpeakerNames;
use super::{Captions, Format, Problem, ProblemKind, time_line};
use crate::Timestamp;

pub(super) fn parse(text: &str) -> Captions {
    let lines = lines(text);
    let mut builder = CaptionsBuilder::default();
    let mut cues = Vec::new();
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
            Some((start, end)) => {
                if end < start {
                    builder.problem(Problem::new(place + 1, ProblemKind::EndBeforeStart));
                }
                cues.push((start, end.max(start), text));
            }
            None => builder.problem(match time_line::damaged(line) {
                Some(line) => Problem::bad_time(place + 1, line),
                None if looks_timed(line) => Problem::bad_time(place + 1, line),
                None => Problem::no_time(place + 1, line),
            }),
        }
        place = end;
    }
    keep(&cues, &mut builder);
    builder.finish(Format::Sbv)
}

/// Adds the cues, or one for each of their speakers.
fn keep(cues: &[(Timestamp, Timestamp, String)], builder: &mut CaptionsBuilder) {
    let texts: Vec<Vec<&str>> = cues
        .iter()
        .map(|(_, _, text)| text.split('\n').collect())
        .collect();
    let names = SpeakerNames::of(texts.iter().map(Vec::as_slice));
    for ((start, end, _), lines) in cues.iter().zip(&texts) {
        for turn in names.turns(lines) {
            builder.keep(CueBuilder {
                start: *start,
                end: Some(*end),
                text: PlainText::of(&turn.text),
                speaker: turn.speaker.map(str::to_owned),
            });
        }
    }
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

    #[test]
    fn names_before_the_text_are_speakers() {
        let text = "0:00:01.000,0:00:02.000\nAnn: Flocks.[br]Bo: Where?\n\n0:00:03.000,0:00:04.000\nAnn: Here.\n\n\
                    0:00:05.000,0:00:06.000\nBo: I see.\n";
        let captions = parse(text.as_bytes()).unwrap();
        let said: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.speaker().unwrap_or_default(), cue.text()))
            .collect();
        assert_eq!(
            said,
            [
                ("Ann", "Flocks."),
                ("Bo", "Where?"),
                ("Ann", "Here."),
                ("Bo", "I see.")
            ]
        );
    }
}
