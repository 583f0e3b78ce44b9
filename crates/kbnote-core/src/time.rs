//! Media time: points and spans in a video, in whole milliseconds.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A point in a video, counted in milliseconds from its start.
///
/// Parsed from `[[H:]MM:]SS[.mmm]`, also with a decimal comma, and displayed as `HH:MM:SS`, rounded
/// down to the second: the form of an anchor.
///
/// ```
/// # use kbnote_core::Timestamp;
/// let t: Timestamp = "1:02:03.5".parse()?;
/// assert_eq!((t.as_millis(), t.to_string().as_str()), (3_723_500, "01:02:03"));
/// # Ok::<(), kbnote_core::ParseTimestampError>(())
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The start of the video.
    pub const ZERO: Self = Self(0);

    /// The point `millis` milliseconds after the start.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis)
    }

    /// The point `seconds` seconds after the start.
    #[must_use]
    pub const fn from_secs(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds from the start.
    #[must_use]
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// Whole seconds from the start, rounded down.
    #[must_use]
    pub const fn as_secs(self) -> u64 {
        self.0 / 1000
    }

    /// The point rounded down to the second, the precision of an anchor.
    #[must_use]
    pub const fn floor_to_second(self) -> Self {
        Self(self.0 / 1000 * 1000)
    }

    /// As players show it: `1:02`, or with hours `1:01:02`.
    ///
    /// ```
    /// # use kbnote_core::Timestamp;
    /// assert_eq!(Timestamp::from_secs(62).to_short(), "1:02");
    /// assert_eq!(Timestamp::from_secs(3_662).to_short(), "1:01:02");
    /// ```
    #[must_use]
    pub fn to_short(self) -> String {
        let seconds = self.as_secs();
        let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        match hours {
            0 => format!("{minutes}:{seconds:02}"),
            _ => format!("{hours}:{minutes:02}:{seconds:02}"),
        }
    }

    /// The point `millis` later.
    #[must_use]
    pub const fn saturating_add(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// The distance between two points in milliseconds, in either order.
    #[must_use]
    pub const fn abs_diff(self, other: Self) -> u64 {
        self.0.abs_diff(other.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let s = self.as_secs();
        write!(f, "{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

/// An error for a text that is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a valid time; use HH:MM:SS, MM:SS or seconds")]
pub struct ParseTimestampError {
    text: String,
}

impl FromStr for Timestamp {
    type Err = ParseTimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.trim())
            .map(Self)
            .ok_or_else(|| ParseTimestampError {
                text: text.to_owned(),
            })
    }
}

fn parse(text: &str) -> Option<u64> {
    let (clock, fraction) = match text.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, millis_of_fraction(fraction)?),
        None => (text, 0),
    };
    let fields: Vec<u64> = clock.split(':').map(digits).collect::<Option<_>>()?;
    if fields.len() > 3 || fields.iter().skip(1).any(|&field| field > 59) {
        return None;
    }
    let seconds = fields
        .iter()
        .try_fold(0u64, |sum, &f| sum.checked_mul(60)?.checked_add(f))?;
    seconds.checked_mul(1000)?.checked_add(fraction)
}

fn digits(text: &str) -> Option<u64> {
    let all_digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if all_digits { text.parse().ok() } else { None }
}

fn millis_of_fraction(text: &str) -> Option<u64> {
    digits(text)?;
    let padded: String = text.chars().chain("000".chars()).take(3).collect();
    padded.parse().ok()
}

/// A time given in seconds.
pub(crate) fn from_seconds(value: f64) -> Option<Timestamp> {
    from_millis(value * 1000.0)
}

/// Media times are below this many milliseconds, some thirty years: what exceeds it is a damaged number.
pub(crate) const MOST_MILLIS: u64 = 1_000_000_000_000;

/// A time given in milliseconds; `None` if it is negative or more than thirty years.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the range is checked"
)]
pub(crate) fn from_millis(value: f64) -> Option<Timestamp> {
    let rounded = value.round();
    (0.0..1e12)
        .contains(&rounded)
        .then(|| Timestamp::from_millis(rounded as u64))
}

/// A span of a video: always `start ≤ end`.
///
/// ```
/// # use kbnote_core::{TimeSpan, Timestamp};
/// let span = TimeSpan::new(Timestamp::from_secs(9), Timestamp::from_secs(4));
/// assert_eq!(span.start(), span.end()); // an end before the start is moved to it
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeSpan {
    start: Timestamp,
    end: Timestamp,
}

impl TimeSpan {
    /// The span from `start` to `end`; empty at `start` if the end is before it.
    #[must_use]
    pub fn new(start: Timestamp, end: Timestamp) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// Its start.
    #[must_use]
    pub const fn start(self) -> Timestamp {
        self.start
    }

    /// Its end; never before the start.
    #[must_use]
    pub const fn end(self) -> Timestamp {
        self.end
    }

    /// Its length in milliseconds.
    #[must_use]
    pub const fn duration_millis(self) -> u64 {
        self.start.abs_diff(self.end)
    }

    /// Whether it contains `time`; the end is excluded.
    #[must_use]
    pub fn contains(self, time: Timestamp) -> bool {
        self.start <= time && time < self.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(text: &str) -> Option<u64> {
        text.parse::<Timestamp>().ok().map(Timestamp::as_millis)
    }

    #[test]
    fn usual_forms_are_read() {
        assert_eq!(millis("0:09"), Some(9_000));
        assert_eq!(millis("75"), Some(75_000));
        assert_eq!(millis("00:01:02,5"), Some(62_500));
        assert_eq!(millis("100:00:00"), Some(360_000_000));
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            ":",
            "1:60",
            "1:-2",
            "1:2:3:4",
            "1:2.",
            "aa",
            "99999999999999999999",
        ] {
            assert_eq!(millis(text), None, "{text}");
        }
    }

    #[test]
    fn hours_above_ninety_nine_are_written_in_full() {
        assert_eq!(Timestamp::from_secs(360_000).to_string(), "100:00:00");
    }
}
