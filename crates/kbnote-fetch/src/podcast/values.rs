//! Dates, lengths and times as feeds write them.

use chrono::{DateTime, NaiveDate};
use kbnote_core::Timestamp;

/// The day of `Fri, 03 Oct 2025 15:01:42 +0200`, or of a date in ISO form.
pub(crate) fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let rfc = DateTime::parse_from_rfc2822(text).map(|date| date.date_naive());
    let iso = || {
        text.get(..10)
            .and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok())
    };
    rfc.ok().or_else(iso).or_else(|| day_in_words(text))
}

/// The day in `Fri, 3 October 2025 …`, whatever else is wrong.
fn day_in_words(text: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = text
        .split([' ', ','])
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(3).find_map(|window| {
        let month = window[1].get(..3)?;
        NaiveDate::parse_from_str(&format!("{} {month} {}", window[0], window[2]), "%d %b %Y").ok()
    })
}

/// A length or time: `3600`, `60:00`, `1:00:00.5`, `PT1H2M3S`.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(iso) = text
        .strip_prefix("PT")
        .or_else(|| text.strip_prefix("P0DT"))
    {
        return iso_time(iso);
    }
    let mut parts = text.split(':').rev();
    let seconds: f64 = parts.next()?.replace(',', ".").parse().ok()?;
    let mut total = seconds;
    for (part, unit) in parts.zip([60.0, 3_600.0, 86_400.0]) {
        total += f64::from(part.trim().parse::<u32>().ok()?) * unit;
    }
    seconds_as_time(total)
}

fn iso_time(text: &str) -> Option<Timestamp> {
    let mut rest = text;
    let mut total = 0.0;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (number, unit) = rest.split_at(at);
        let seconds = match unit.as_bytes().first()? {
            b'H' => 3_600.0,
            b'M' => 60.0,
            b'S' => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * seconds;
        rest = &unit[1..];
    }
    seconds_as_time(total)
}

/// A number of seconds, unless it is negative or absurd.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "checked before"
)]
pub(crate) fn seconds_as_time(seconds: f64) -> Option<Timestamp> {
    let millis = (seconds * 1_000.0).round();
    (0.0..1e12)
        .contains(&millis)
        .then(|| Timestamp::from_millis(millis as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_many_forms() {
        for text in [
            "Fri, 03 Oct 2025 15:01:42 GMT",
            "Fri, 3 Oct 2025 23:30:00 -0700",
            "2025-10-03T23:30:00+02:00",
            "2025-10-03",
            "Friday, 3 October 2025 at noon",
        ] {
            assert_eq!(
                day(text).map(|day| day.to_string()).as_deref(),
                Some("2025-10-03"),
                "{text}"
            );
        }
        assert_eq!(day("soon"), None);
    }

    #[test]
    fn times_are_read_in_many_forms() {
        for (text, millis) in [
            ("3600", 3_600_000),
            ("60:00", 3_600_000),
            ("1:00:00", 3_600_000),
            ("00:00:01.5", 1_500),
            ("00:00:01,5", 1_500),
            ("PT1H2M3S", 3_723_000),
            ("PT90S", 90_000),
        ] {
            assert_eq!(time(text).map(Timestamp::as_millis), Some(millis), "{text}");
        }
        for text in ["", "soon", "-5", "1e30", "PT", "P3D"] {
            assert!(
                time(text).is_none_or(|time| time == Timestamp::ZERO),
                "{text}"
            );
        }
    }
}
