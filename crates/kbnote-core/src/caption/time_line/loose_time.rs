//! Malformed but clear times.

use super::arrow::Arrow;
use crate::caption::clock;

/// A time in any clear form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) time: crate::Timestamp,
    has_hours: bool,
    pub(super) has_fraction: bool,
    /// Whether the decimal mark is a point.
    pub(super) has_point: bool,
}

impl Time {
    /// The time at the start of a text, and the rest.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        let (first, rest) = number(text)?;
        let (second, rest) = number(separated(rest, &[':', '.'])?)?;
        let separator = text[first.len()..].trim_start().chars().next()?;
        let third = separated(rest, &[separator]).and_then(number);
        // Separated by points, only four fields are a time, not a number.
        if separator == '.' && third.is_none() {
            return None;
        }
        let (fields, rest) = match third {
            Some((third, rest)) => (vec![first, second, third], rest),
            None => (vec![first, second], rest),
        };
        if fields.len() == 2 && rest.starts_with(':') {
            return None;
        }
        let (fraction, rest) = fraction(rest);
        if separator == '.' && fraction.is_none() {
            return None;
        }
        let digits = fraction.map_or("", |(_, digits)| digits);
        let written = format!("{}.{digits:0<3}", fields.join(":"));
        let clock = clock::read(&written).filter(|clock| clock.rest.is_empty())?;
        Some((
            Self {
                time: clock.time,
                has_hours: fields.len() == 3,
                has_fraction: !digits.is_empty(),
                has_point: fraction.is_some_and(|(point, _)| point == '.'),
            },
            rest,
        ))
    }

    /// Whether it cannot be a time of day in the text: seconds and more.
    pub(super) fn is_exact(&self) -> bool {
        self.has_hours || self.has_fraction
    }
}

fn number(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// The text after a separator that precedes a digit; spaces on either side are skipped.
fn separated<'a>(text: &'a str, separators: &[char]) -> Option<&'a str> {
    let rest = text.trim_start_matches(' ').strip_prefix(separators)?;
    let rest = rest.trim_start_matches(' ');
    rest.starts_with(|c: char| c.is_ascii_digit())
        .then_some(rest)
}

/// The fraction of a second at the start of a text, if any, and the rest after it and any further
/// fraction: `,200.000000058`. The frames of `00:00:06:12` are skipped.
fn fraction(text: &str) -> (Option<(char, &str)>, &str) {
    let Some(point) = text.trim_start_matches(' ').chars().next() else {
        return (None, text);
    };
    let found = separated(text, &[',', '.', ':', ';', '\'']).and_then(number);
    let Some((digits, rest)) = found else {
        // A trailing comma.
        let rest = text.strip_prefix([',', '.', ':']).unwrap_or(text);
        let is_lone =
            rest.is_empty() || rest.starts_with(char::is_whitespace) || Arrow::read(rest).is_some();
        return (None, if is_lone { rest } else { text });
    };
    let (_, rest) = match separated(rest, &[',', '.', ':']).and_then(number) {
        Some((further, behind)) if !rest.starts_with(' ') && !behind.starts_with(':') => {
            (further, behind)
        }
        _ => ("", rest),
    };
    let rest = match rest.strip_prefix([':', '.', ',']) {
        Some(behind) if behind.is_empty() || behind.starts_with(char::is_whitespace) => behind,
        _ => rest,
    };
    let are_frames = matches!(point, ':' | ';') && digits.len() < 3;
    ((!are_frames).then_some((point, digits)), rest)
}
