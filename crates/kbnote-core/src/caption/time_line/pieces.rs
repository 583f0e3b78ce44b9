//! The pieces of a line: times, numbers and words. Marks and blanks are the gaps between them.

use std::ops::Range;

use super::loose_time::{Strength, Time};

/// A piece of a line, and its place in it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) kind: PieceKind,
    pub(super) range: Range<usize>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum PieceKind {
    /// A valid time.
    Time(Time),
    /// A time that cannot be read: `00:99:05,000`, `00:00:xx`.
    DamagedTime(Strength),
    Number,
    Word,
}

impl PieceKind {
    pub(super) fn time(&self) -> Option<&Time> {
        match self {
            Self::Time(time) => Some(time),
            _ => None,
        }
    }

    /// How clearly this is a time; `None` for numbers and words.
    pub(super) fn strength(&self) -> Option<Strength> {
        match self {
            Self::Time(time) => Some(time.strength()),
            Self::DamagedTime(strength) => Some(*strength),
            Self::Number | Self::Word => None,
        }
    }
}

/// The pieces of a line of plain characters.
pub(super) fn pieces(line: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(skipped) = line[at..].find(char::is_alphanumeric) {
        // A `T` may precede a time, as in ISO 8601.
        let rest = &line[at + skipped..];
        let rest = rest
            .strip_prefix('T')
            .filter(|rest| rest.starts_with(is_digit))
            .unwrap_or(rest);
        let start = line.len() - rest.len();
        let (kind, length) = first(rest);
        at = start + length;
        let range = start..at;
        pieces.push(Piece { kind, range });
    }
    pieces
}

/// The piece at the start of a text that begins with a letter or digit, and its length.
fn first(text: &str) -> (PieceKind, usize) {
    let time = Time::read(text).filter(|(_, rest)| !rest.starts_with(is_digit));
    let is_part_of = |length: usize| {
        time.is_none_or(|(_, rest)| {
            rest.starts_with(char::is_alphabetic) && text.len() - rest.len() < length
        })
    };
    if let Some((strength, length)) = damaged_time(text).filter(|(_, length)| is_part_of(*length)) {
        return (PieceKind::DamagedTime(strength), length);
    }
    if let Some((time, rest)) = time {
        return (PieceKind::Time(time), text.len() - rest.len());
    }
    let is_number = text.starts_with(is_digit);
    let is_part = |c: char| {
        if is_number {
            is_digit(c)
        } else {
            c.is_alphabetic() || matches!(c, '\'' | '’')
        }
    };
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let first = text.chars().next().map_or(1, char::len_utf8);
    let kind = if is_number {
        PieceKind::Number
    } else {
        PieceKind::Word
    };
    (kind, end.max(first))
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// The damaged time at the start of a text: fields of digits, some with other letters.
fn damaged_time(text: &str) -> Option<(Strength, usize)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, ':' | ',' | '.');
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let run = text[..end].trim_end_matches([':', ',', '.']);
    let (clock, fraction) = match run.split_once([',', '.']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (run, None),
    };
    let fields = clock.split(':');
    let count = fields.clone().count() + usize::from(fraction.is_some());
    let is_fraction = fraction.is_none_or(|fraction| !fraction.contains([':', ',', '.']));
    let are_short = fields
        .clone()
        .all(|field| (1..=3).contains(&field.chars().count()));
    let digits = run.chars().filter(|c| is_digit(*c)).count();
    let letters = run.chars().filter(|c| c.is_alphabetic()).count();
    let is_time = is_fraction && clock.contains(':') && (3..=4).contains(&count) && are_short;
    let strength = fraction.map_or(Strength::Exact, |_| Strength::Full);
    (is_time && digits >= 3 && letters <= digits).then_some((strength, run.len()))
}
