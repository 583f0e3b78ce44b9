//! The times written in an anchor.

use std::ops::Range;

use kbnote_core::Timestamp;

use crate::Splice;

/// One time as it is written in an anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The digits and colons.
    pub range: Range<usize>,
    /// In which part of the anchor.
    pub place: StampPlace,
    /// How it is written.
    pub form: StampForm,
    /// What it says, at best; `None` if it is no time.
    pub time: Option<Timestamp>,
    /// Which of the anchor's moments it names, from 0: a list names several.
    pub moment: usize,
    /// How long the passage is that it opens, as in `t=62,70`, if that is written.
    pub length_secs: Option<u64>,
}

/// The part of an anchor in which a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StampPlace {
    /// The attribute `data-t`: what the site's player goes by.
    Data,
    /// The address of a link.
    Address,
    /// The text shown.
    Label,
}

/// How a time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum StampForm {
    /// `HH:MM:SS`, two digits each, minutes and seconds below 60.
    Regular,
    /// Three fields, not of two digits each: `H:MM:SS`.
    ShortFields,
    /// Two fields: `MM:SS`.
    MinutesSeconds,
    /// Four fields.
    FourFields,
    /// Minutes or seconds of 60 and more.
    FieldTooLarge,
    /// A count of seconds.
    Seconds,
    /// `M:SS` or `H:MM:SS`, as a style of the vault has it.
    Short,
    /// A count of milliseconds, as a style of the vault has it.
    Milliseconds,
    /// A count of seconds with its unit, `72s`: some sites want it so.
    SecondsWithUnit,
    /// No time at all, as in `HH:MM:SS` taken from a template.
    Unreadable,
}

impl Stamp {
    /// Reads a time that stands alone in `range`; brackets around it are forgiven.
    pub(crate) fn read(text: &str, range: Range<usize>, place: StampPlace, moment: usize) -> Self {
        let (first, until) = match text[range.clone()].split_once(',') {
            Some((first, until)) => (first, parse(whole(until)).1),
            None => (&text[range.clone()], None),
        };
        let (form, time) = parse(whole(first));
        let length = time
            .zip(until)
            .map(|(time, until)| until.as_secs().saturating_sub(time.as_secs()));
        Self {
            range,
            place,
            form,
            time,
            moment,
            length_secs: length,
        }
    }

    /// Writes another time in its place.
    #[must_use]
    pub fn rewrite(&self, time: Timestamp) -> Splice {
        let mut written = self.written(time);
        if let Some(length) = self.length_secs {
            let until = Timestamp::from_secs(time.as_secs().saturating_add(length));
            written = format!("{written},{}", self.written(until));
        }
        Splice::replace(self.range.clone(), written)
    }

    fn written(&self, time: Timestamp) -> String {
        match self.form {
            StampForm::Seconds => time.as_secs().to_string(),
            StampForm::Milliseconds => (time.as_secs() * 1000).to_string(),
            StampForm::Short => time.to_short(),
            StampForm::SecondsWithUnit => format!("{}s", time.as_secs()),
            _ => time.to_string(),
        }
    }
}

/// A time without the fraction of its last second.
fn whole(written: &str) -> &str {
    written.split_once('.').map_or(written, |(whole, _)| whole)
}

fn parse(written: &str) -> (StampForm, Option<Timestamp>) {
    if let Some(seconds) = regular(written.as_bytes()) {
        return (StampForm::Regular, Some(Timestamp::from_secs(seconds)));
    }
    let clock = written.trim_matches(['[', ']', '(', ')', ' ']);
    let mut fields = [0; MOST_FIELDS];
    let (form, seconds) = match read_fields(clock, &mut fields) {
        Some(&[s]) => (StampForm::Seconds, Some(s)),
        Some(&[m, s]) if s < 60 => (StampForm::MinutesSeconds, Some(m * 60 + s)),
        Some(&[h, m, s]) if m < 60 && s < 60 => {
            (three_fields(written), Some((h * 60 + m) * 60 + s))
        }
        Some(&[h, m, s, 0]) if m < 60 && s < 60 => {
            (StampForm::FourFields, Some((h * 60 + m) * 60 + s))
        }
        Some(&[_, _, _, _]) => (StampForm::FourFields, None),
        Some(&[m, s]) => (StampForm::FieldTooLarge, Some(m * 60 + s)),
        Some(&[h, m, s]) => (StampForm::FieldTooLarge, Some((h * 60 + m) * 60 + s)),
        _ => match with_units(written) {
            Some(seconds) if !written.contains(['h', 'm']) => {
                (StampForm::SecondsWithUnit, Some(seconds))
            }
            Some(seconds) => (StampForm::Seconds, Some(seconds)),
            None => (StampForm::Unreadable, None),
        },
    };
    (form, seconds.map(Timestamp::from_secs))
}

/// The seconds of `HH:MM:SS`, which nearly all times are.
fn regular(written: &[u8]) -> Option<u64> {
    let &[h, hh, b':', m, mm, b':', s, ss] = written else {
        return None;
    };
    let digit = |b: u8| b.is_ascii_digit().then(|| u64::from(b - b'0'));
    let field = |tens: u8, ones: u8| Some(digit(tens)? * 10 + digit(ones)?);
    let (minutes, seconds) = (field(m, mm)?, field(s, ss)?);
    let is_regular = minutes < 60 && seconds < 60;
    is_regular.then_some((field(h, hh)? * 60 + minutes) * 60 + seconds)
}

/// One more than any time has.
const MOST_FIELDS: usize = 5;

/// The fields between colons; nothing if there are more than fit, or one is no number. There are
/// millions of them in a large vault: no list is made on the heap.
fn read_fields<'a>(clock: &str, fields: &'a mut [u64; MOST_FIELDS]) -> Option<&'a [u64]> {
    let mut count = 0;
    for digits in clock.split(':') {
        *fields.get_mut(count)? = field(digits)?;
        count += 1;
    }
    fields.get(..count)
}

/// A field of at most six digits: no overflow, whatever is done with it.
fn field(digits: &str) -> Option<u64> {
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { digits.parse().ok() } else { None }
}

/// The seconds of `1h2m3s`, as addresses have it.
fn with_units(written: &str) -> Option<u64> {
    let mut seconds = 0;
    let mut rest = written;
    for (unit, worth) in [('h', 3600), ('m', 60), ('s', 1)] {
        if let Some((count, after)) = rest.split_once(unit) {
            seconds += field(count)? * worth;
            rest = after;
        }
    }
    (rest.is_empty() && !written.is_empty()).then_some(seconds)
}

/// The form of hours, minutes and seconds: from a hundred hours on, the hours have three digits and more.
fn three_fields(written: &str) -> StampForm {
    let hours = written.len().saturating_sub(6);
    let colon = |at: usize| written.as_bytes().get(at) == Some(&b':');
    let is_long = hours > 2 && !written.starts_with('0');
    if (hours == 2 || is_long) && colon(hours) && colon(hours + 3) {
        StampForm::Regular
    } else {
        StampForm::ShortFields
    }
}

/// The time written somewhere in a label: the stretch of digits and colons, or the letters of a
/// template that was never filled in.
pub(crate) fn clock_in(text: &str, label: Range<usize>) -> Option<Range<usize>> {
    let content = &text[label.clone()];
    let start = content.find(|c: char| c.is_ascii_digit() || matches!(c, 'H' | 'M'))?;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, ':' | 'H' | 'M' | 'S');
    let end = content[start..]
        .find(|c| !is_part(c))
        .map_or(content.len(), |length| start + length);
    // No time is below zero: with its minus, it is none.
    let before = content[..start].trim_end_matches(['-', '\u{2212}']);
    let range = label.start + before.len()..label.start + end;
    text[range.clone()].contains(':').then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_distinguished() {
        use StampForm::{
            FieldTooLarge, FourFields, MinutesSeconds, Regular, Seconds, SecondsWithUnit,
            ShortFields, Unreadable,
        };
        for (written, form, seconds) in [
            ("01:02:03", Regular, Some(3723)),
            ("100:02:03", Regular, Some(360_123)),
            ("001:02:03", ShortFields, Some(3723)),
            ("1:02:03", ShortFields, Some(3723)),
            ("00:9:05", ShortFields, Some(545)),
            ("[00:09:05]", ShortFields, Some(545)),
            ("26:02", MinutesSeconds, Some(1562)),
            ("01:00:01:00", FourFields, Some(3601)),
            ("01:00:01:07", FourFields, None),
            ("00:75:00", FieldTooLarge, Some(4500)),
            ("90", Seconds, Some(90)),
            ("1h2m3s", Seconds, Some(3723)),
            ("9s", SecondsWithUnit, Some(9)),
            ("s", Unreadable, None),
            ("HH:MM:SS", Unreadable, None),
            ("", Unreadable, None),
            ("1:2:3:4:5", Unreadable, None),
            ("9999999", Unreadable, None),
        ] {
            let (found, time) = parse(written);
            assert_eq!(
                (found, time.map(Timestamp::as_secs)),
                (form, seconds),
                "{written}"
            );
        }
    }

    #[test]
    fn the_time_in_a_label_is_found() {
        let found = |label: &str| clock_in(label, 0..label.len()).map(|r| label[r].to_owned());
        assert_eq!(found("[00:00:42]").as_deref(), Some("00:00:42"));
        assert_eq!(found("at 1:02, or so").as_deref(), Some("1:02"));
        assert_eq!(found("HH:MM:SS").as_deref(), Some("HH:MM:SS"));
        assert_eq!(found("[-1:00:00]").as_deref(), Some("-1:00:00"));
        assert_eq!(found("here"), None);
    }
}
