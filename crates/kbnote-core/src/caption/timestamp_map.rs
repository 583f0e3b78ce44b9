//! The clocks of concatenated HLS segments, as their `X-TIMESTAMP-MAP` lines relate them.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::clock;

/// The name of the line.
pub(super) const NAME: &str = "X-TIMESTAMP-MAP";

/// How often the clock of MPEG ticks in a millisecond.
const TICKS_PER_MILLI: i64 = 90;

/// The ticks at which the clock of MPEG starts again.
const WRAP: i64 = 1 << 33;

/// The text with the times of all segments on the clock of the first.
pub(super) fn on_one_clock(text: &str) -> Cow<'_, str> {
    let mut first = None;
    let mut shift = 0;
    let mut moved = String::new();
    let mut copied = 0;
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let end = start + line.len();
        if let Some(offset) = offset(line) {
            shift = difference(offset, *first.get_or_insert(offset));
        } else if shift != 0 {
            moved.push_str(&text[copied..start]);
            push_moved(&mut moved, line, shift);
            copied = end;
        }
        start = end;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    moved.push_str(&text[copied..]);
    Cow::Owned(moved)
}

/// The ticks of MPEG at the time zero of a segment, if a line says so.
fn offset(line: &str) -> Option<i64> {
    let map = line.strip_prefix(NAME)?.trim_start().strip_prefix('=')?;
    let value = |name: &str| {
        map.split(',')
            .find_map(|part| part.trim().strip_prefix(name))
    };
    let ticks: i64 = value("MPEGTS:")?.trim().parse().ok()?;
    let local = i64::try_from(clock::read(value("LOCAL:")?.trim())?.time.as_millis()).ok()?;
    (0..WRAP)
        .contains(&ticks)
        .then(|| ticks - local * TICKS_PER_MILLI)
}

/// The milliseconds from one offset to another.
fn difference(offset: i64, first: i64) -> i64 {
    let ticks = (offset - first).rem_euclid(WRAP);
    let is_back = ticks > WRAP / 2;
    (if is_back { ticks - WRAP } else { ticks }) / TICKS_PER_MILLI
}

/// Appends a line, with the times beside its arrow or in its tags moved.
fn push_moved(out: &mut String, line: &str, shift: i64) {
    let is_timing = line.contains("-->");
    let mut parts = line.split_inclusive(if is_timing { "-->" } else { "<" });
    if !is_timing {
        out.push_str(parts.next().unwrap_or_default());
    }
    for part in parts {
        let from = part
            .find(|c: char| !c.is_whitespace())
            .unwrap_or(part.len());
        let (blanks, said) = part.split_at(from);
        out.push_str(blanks);
        match clock::read(said) {
            Some(clock) => {
                let millis = clock.time.as_millis().saturating_add_signed(shift);
                let (seconds, rest) = (millis / 1000, millis % 1000);
                let (minutes, hours) = (seconds / 60 % 60, seconds / 3600);
                let seconds = seconds % 60;
                let _ = write!(
                    out,
                    "{hours:02}:{minutes:02}:{seconds:02}.{rest:03}{}",
                    clock.rest
                );
            }
            None => out.push_str(said),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::shown;
    use crate::caption;

    fn segment(ticks: i64, local: &str, cues: &str) -> String {
        format!("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:{ticks},LOCAL:{local}\n\n{cues}\n\n")
    }

    #[test]
    fn segments_follow_each_other() {
        let cue = "00:01.000 --> 00:02.000\n10:30 it is";
        let timed = "00:03.000 --> 00:05.000 line:0\n10:30 it <00:04.000>is";
        let file = segment(900_000, "00:00:00.000", cue)
            + &segment(900_000 + 90_000 * 6, "00:00:00.000", timed)
            + &segment(900_000 + 90_000 * 12, "00:00:06.000", cue);
        let captions = caption::parse(file.as_bytes()).unwrap();
        let expected = [
            (1_000, 2_000, "10:30 it is"),
            (7_000, 8_000, "10:30 it is"),
            (9_000, 11_000, "10:30 it is"),
        ];
        assert_eq!(shown(&captions), expected);
        assert_eq!(captions.problems, []);
        let (_, last) = captions.cues[2].timed_words().last().unwrap();
        assert_eq!(last.as_millis(), 10_000);
    }

    #[test]
    fn a_single_file_and_equal_clocks_stay() {
        let cue = |time: &str| format!("00:0{time}.000 --> 00:0{time}.500\nFlocks {time}");
        let one = segment(900_000, "00:00:00.000", &cue("1"));
        let two = format!("{one}{}", segment(900_000, "00:00:00.000", &cue("2")));
        for (file, starts) in [(one, vec![1_000]), (two, vec![1_000, 2_000])] {
            let cues = caption::parse(file.as_bytes()).unwrap().cues;
            let found: Vec<_> = cues.iter().map(|cue| cue.start().as_millis()).collect();
            assert_eq!(found, starts);
        }
    }

    #[test]
    fn the_clock_of_mpeg_starts_again() {
        let cue = "00:01.000 --> 00:02.000\nFlocks";
        let file = segment((1 << 33) - 90_000, "00:00:00.000", cue)
            + &segment(90_000 * 9, "00:00:00.000", cue);
        let cues = caption::parse(file.as_bytes()).unwrap().cues;
        assert_eq!(cues[1].start().as_millis(), 11_000);
    }
}
