//! Malformed but clear times.

use crate::caption::clock;

/// How clearly a text is a time of a caption file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// It may be a time of day, a score or a chapter and verse: `10:30`.
    Weak,
    /// It has hours or a fraction, as a sports result may have: `1:02:03`, `1:02.5`.
    Exact,
    /// It has hours and a fraction, or milliseconds.
    Full,
}

/// A time in any clear form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) time: crate::Timestamp,
    strength: Strength,
    /// Whether the decimal mark is a point.
    pub(super) has_point: bool,
}

impl Time {
    /// The time at the start of a text, and the rest.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        if begins_with_label(text) {
            return None;
        }
        let (first, rest) = number(text)?;
        let (second, rest) = number(separated(rest, &[':', '.'])?)?;
        let separator = text[first.len()..].trim_start().chars().next()?;
        let third = separated(rest, &[separator])
            .and_then(number)
            .or_else(|| seconds_after_other_mark(rest));
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
        if fields.len() == 3 && has_fourth_field(rest) {
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
                strength: strength(
                    fields.len() == 3,
                    fraction.map_or(0, |(_, digits)| digits.len()),
                ),
                has_point: fraction.is_some_and(|(point, _)| point == '.'),
            },
            rest,
        ))
    }

    pub(super) fn strength(&self) -> Strength {
        self.strength
    }
}

/// Whether a text begins with a number and a colon before a whole time: `2: 00:10:00,000`.
fn begins_with_label(text: &str) -> bool {
    let after = number(text).and_then(|(_, rest)| rest.strip_prefix(": "));
    let fields = after.and_then(|after| after.trim_start().split(' ').next());
    fields.is_some_and(|fields| {
        clock::read(fields).is_some_and(|clock| clock.rest.is_empty())
            && fields.contains([',', '.'])
    })
}

/// The seconds in a time such as `00:10.05,000`, whose fields have different marks between them, and
/// the rest.
fn seconds_after_other_mark(rest: &str) -> Option<(&str, &str)> {
    let (seconds, behind) = separated(rest, &[':', '.', ';']).and_then(number)?;
    let (millis, _) = behind.strip_prefix(',').and_then(number)?;
    (seconds.len() == 2 && millis.len() == 3).then_some((seconds, behind))
}

/// Whether hours, minutes and seconds are followed by a field that is neither frames nor a fraction:
/// `00:00:10:00,000`.
fn has_fourth_field(rest: &str) -> bool {
    let further = rest.strip_prefix(':').and_then(number);
    further.is_some_and(|(field, behind)| {
        let millis = behind.strip_prefix([',', '.']).and_then(number);
        field.len() == 2 && millis.is_some_and(|(millis, _)| millis.len() == 3)
    })
}

fn strength(has_hours: bool, fraction_digits: usize) -> Strength {
    match (has_hours, fraction_digits) {
        (true, 1..) | (false, 3..) => Strength::Full,
        (true, 0) | (false, 1..) => Strength::Exact,
        (false, 0) => Strength::Weak,
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
    let Some((digits, rest)) = found.filter(|(digits, rest)| !is_next_time(digits, rest)) else {
        // A trailing comma.
        let rest = text.strip_prefix([',', '.', ':']).unwrap_or(text);
        let is_lone = !rest.starts_with(char::is_alphanumeric);
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

/// Whether digits after a mark are the hours of another time: `00:00:01;00:00:03`.
fn is_next_time(digits: &str, rest: &str) -> bool {
    digits.len() < 3 && !rest.starts_with(' ') && separated(rest, &[':']).is_some()
}
