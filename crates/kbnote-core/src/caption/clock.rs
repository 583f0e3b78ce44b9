//! Times such as `HH:MM:SS.mmm` in the text formats.

use std::fmt;

use crate::Timestamp;
use crate::time::MOST_MILLIS;

/// Whether a time conforms to the WebVTT standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Standard: `[HH:]MM:SS.mmm`.
    Strict,
    /// Nonstandard but clear: `1:2:3`, `00:01:39,04`, `1:02.5`.
    Loose,
}

/// A time at the start of a text: its value, its form, and the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock<'a> {
    pub(super) time: Timestamp,
    pub(super) form: Form,
    pub(super) rest: &'a str,
}

/// The digits of the fields of a time.
struct Fields<'a> {
    clock: [&'a str; 3],
    fraction: Option<(char, &'a str)>,
}

/// Reads the time at the start of `text`: `[H…:]M[M]:S[S][.fraction]`, where the point may be a
/// comma and the hours may have any number of digits.
pub(super) fn read(text: &str) -> Option<Clock<'_>> {
    read_usual(text).or_else(|| read_any(text))
}

/// Reads `HH:MM:SS.mmm` or `HH:MM:SS,mmm`, as nearly all times are, without searching for the ends of the
/// fields.
fn read_usual(text: &str) -> Option<Clock<'_>> {
    let &[
        h,
        hh,
        b':',
        m,
        mm,
        b':',
        s,
        ss,
        point @ (b'.' | b','),
        f,
        ff,
        fff,
    ] = text.as_bytes().first_chunk()?
    else {
        return None;
    };
    let number = |digits: &[u8]| {
        let add = |sum: u64, digit: &u8| sum * 10 + u64::from(digit - b'0');
        let are_digits = digits.iter().all(u8::is_ascii_digit);
        are_digits.then(|| digits.iter().fold(0, add))
    };
    let minutes = number(&[m, mm]).filter(|minutes| *minutes <= 59)?;
    let seconds = number(&[s, ss]).filter(|seconds| *seconds <= 59)?;
    let seconds = (number(&[h, hh])? * 60 + minutes) * 60 + seconds;
    let time = Timestamp::from_millis(seconds * 1000 + number(&[f, ff, fff])?);
    let form = match point {
        b'.' => Form::Strict,
        _ => Form::Loose,
    };
    let rest = text.get(12..)?;
    let ends = !rest.starts_with(|c: char| c.is_ascii_digit());
    ends.then_some(Clock { time, form, rest })
}

fn read_any(text: &str) -> Option<Clock<'_>> {
    let (first, rest) = digits(text)?;
    let (second, rest) = digits(rest.strip_prefix(':')?)?;
    let third = rest.strip_prefix(':').and_then(digits);
    let (clock, rest) = match third {
        Some((third, rest)) => ([first, second, third], rest),
        None => (["", first, second], rest),
    };
    let fraction = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | ','))
        .and_then(|point| Some((point, digits(&rest[1..])?)));
    let (fraction, rest) = match fraction {
        Some((point, (fraction, rest))) => (Some((point, fraction)), rest),
        None => (None, rest),
    };
    let fields = Fields { clock, fraction };
    Some(Clock {
        time: fields.time()?,
        form: fields.form(),
        rest,
    })
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text
        .bytes()
        .position(|b| !b.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

impl Fields<'_> {
    fn time(&self) -> Option<Timestamp> {
        let [hours, minutes, seconds] = self.clock;
        let hours: u64 = if hours.is_empty() {
            0
        } else {
            hours.parse().ok()?
        };
        let minutes = limited(minutes, if self.has_hours() { 59 } else { 999 })?;
        let seconds = hours
            .checked_mul(3600)?
            .checked_add(minutes * 60 + limited(seconds, 59)?)?;
        let millis = self.fraction.map_or(0, |(_, digits)| millis(digits));
        let time = seconds.checked_mul(1000)?.checked_add(millis)?;
        (time < MOST_MILLIS).then(|| Timestamp::from_millis(time))
    }

    fn has_hours(&self) -> bool {
        !self.clock[0].is_empty()
    }

    fn form(&self) -> Form {
        let [_, minutes, seconds] = self.clock;
        let two_digits = minutes.len() == 2 && seconds.len() == 2;
        let in_range = self.has_hours() || minutes <= "59";
        let thousandths = self
            .fraction
            .is_some_and(|(point, digits)| point == '.' && digits.len() == 3);
        if two_digits && in_range && thousandths {
            Form::Strict
        } else {
            Form::Loose
        }
    }
}

/// A field of one to three digits, if it is at most `max`.
fn limited(field: &str, max: u64) -> Option<u64> {
    if field.len() > 3 || (max < 100 && field.len() > 2) {
        return None;
    }
    field.parse().ok().filter(|&value| value <= max)
}

/// The text after the times of a line with an arrow; empty if the rest is settings, as `align:start` and
/// `X1:40`.
pub(super) fn text_beside(line: &str) -> &str {
    let end = line.split_once("-->").map(|(_, end)| end.trim_start());
    end.and_then(read).map_or("", |end| text_after(&end))
}

/// As [`text_beside`], of the second time on the line.
pub(super) fn text_after<'a>(end: &Clock<'a>) -> &'a str {
    let rest = end.rest.trim();
    let is_word = |word: &str| !word.contains([':', '%']) && word.contains(char::is_alphanumeric);
    if rest.split_whitespace().any(is_word) {
        rest
    } else {
        ""
    }
}

/// The first three digits of the fraction, rounded down.
fn millis(digits: &str) -> u64 {
    let padded = digits.bytes().chain(*b"000").take(3);
    padded.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'))
}

/// A time displayed as `HH:MM:SS`, the given decimal mark, and milliseconds.
pub(super) struct FormattedTime(pub(super) Timestamp, pub(super) char);

impl fmt::Display for FormattedTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(time, point) = self;
        write!(f, "{time}{point}{:03}", time.as_millis() % 1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(text: &str) -> Option<(u64, Form)> {
        read(text)
            .filter(|clock| clock.rest.is_empty())
            .map(|clock| (clock.time.as_millis(), clock.form))
    }

    #[test]
    fn standard_and_other_forms_are_distinguished() {
        assert_eq!(clock("00:01.500"), Some((1_500, Form::Strict)));
        assert_eq!(clock("0:00:01.500"), Some((1_500, Form::Strict)));
        assert_eq!(clock("120:00:00.000"), Some((432_000_000, Form::Strict)));
        for (text, millis) in [
            ("00:01:39", 99_000),
            ("00:01:41,04", 101_040),
            ("1:2:3.4", 3_723_400),
            ("75:00.000", 4_500_000),
            ("00:00:01.123456", 1_123),
        ] {
            assert_eq!(clock(text), Some((millis, Form::Loose)), "{text}");
        }
    }

    #[test]
    fn impossible_times_are_refused() {
        for text in [
            "",
            "5",
            "00:60.000",
            "00:60:00.000",
            "00:000.000",
            ":",
            "00:0x.000",
        ] {
            assert_eq!(clock(text), None, "{text}");
        }
        let huge = "99999999999999999:00:00.000";
        assert_eq!(clock(huge), None);
    }

    #[test]
    fn times_are_written_to_the_millisecond() {
        let time = Timestamp::from_millis(360_000_042);
        assert_eq!(FormattedTime(time, ',').to_string(), "100:00:00,042");
    }
}
