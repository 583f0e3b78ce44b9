//! Distinguishes time lines from text.

use std::ops::Range;

use super::loose_time::Strength;
use super::pieces::{Piece, PieceKind, pieces};
use super::separator::Separator;
use crate::Timestamp;
use crate::caption::characters::is_frame;

/// The kind of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum LineKind {
    Timing(Timing),
    /// A time line that cannot be read with certainty.
    Damaged,
    Text,
}

/// The content of a clear time line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timing {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
    /// Whether the decimal mark is a point.
    pub(super) has_point: bool,
    /// The rest of the line: settings, or text.
    pub(super) rest: String,
}

/// The place of a line in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// At the beginning of the file, or after a blank line.
    Apart,
    /// After a cue number.
    AfterNumber,
    /// After a time line, where text begins.
    AfterTimes,
    /// After text, and followed by more.
    AmidText,
    /// After text, and not followed by any.
    EndOfText,
}

impl Place {
    /// Whether a time line is usual here.
    fn begins_cue(self) -> bool {
        matches!(self, Self::Apart | Self::AfterNumber)
    }
}

/// Classifies a line of plain characters. `has_arrow`: whether it has the usual arrow in the file, not as
/// `--&gt;`, which may be text.
pub(super) fn classify(line: &str, has_arrow: bool, place: Place) -> LineKind {
    let pieces = pieces(line);
    if !has_arrow && has_word_time(line, &pieces) {
        return LineKind::Text;
    }
    let mut times = (0..pieces.len()).filter(|at| pieces[*at].kind.strength().is_some());
    if let (Some(first), Some(second)) = (times.next(), times.next()) {
        let pair = Pair::new(line, &pieces, first, second);
        if pair.is_time_line(place) {
            return pair.timing().map_or(LineKind::Damaged, LineKind::Timing);
        }
    }
    if has_arrow && begins_as_time(line) || is_incomplete(line, &pieces, place) {
        LineKind::Damaged
    } else {
        LineKind::Text
    }
}

/// Whether a line has times of words, as in WebVTT: `two <00:00:01.000>three`.
fn has_word_time(line: &str, pieces: &[Piece]) -> bool {
    let is_tag = |piece: &Piece| {
        let Range { start, end } = piece.range.clone();
        piece.kind.time().is_some() && line[..start].ends_with('<') && line[end..].starts_with('>')
    };
    pieces.iter().any(is_tag)
}

/// Whether a minus sign belongs to the number at an offset: it touches it, and nothing else.
fn has_minus(line: &str, at: usize) -> bool {
    let before = line[..at].strip_suffix('-');
    before.is_some_and(|before| before.is_empty() || before.ends_with(char::is_whitespace))
}

/// Two times of a line, and the rest.
struct Pair<'a> {
    first: PieceKind,
    second: PieceKind,
    separator: Separator,
    /// The words and numbers before the times, except for a cue number.
    before: &'a [Piece],
    between: &'a [Piece],
    after: &'a [Piece],
    rest: &'a str,
    /// Whether a minus sign is before one of the times, as after subtitles were shifted too far.
    is_negative: bool,
}

impl<'a> Pair<'a> {
    fn new(line: &'a str, pieces: &'a [Piece], first: usize, second: usize) -> Self {
        let before = match &pieces[..first] {
            [piece] if matches!(piece.kind, PieceKind::Number) => &[],
            before => before,
        };
        let (start, end) = (&pieces[first], &pieces[second]);
        let marks = gaps(&pieces[first..=second], start.range.end..end.range.start);
        let separators: Vec<_> = marks.map(|gap| Separator::of(&line[gap])).collect();
        let separator = match separators.as_slice() {
            [separator] => *separator,
            several if several.contains(&Separator::Pointed) => Separator::Pointed,
            _ => Separator::Other,
        };
        Self {
            first: start.kind,
            second: end.kind,
            separator,
            before,
            between: &pieces[first + 1..second],
            after: &pieces[second + 1..],
            rest: line[end.range.end..].trim_start_matches(is_frame),
            is_negative: line[..start.range.start].trim() == "-"
                && has_minus(line, start.range.start)
                || separator == Separator::Pointed && has_minus(line, end.range.start),
        }
    }

    /// Whether the line is a time line, clear or not: the more its times look like those of a caption
    /// file, the more else it may contain.
    fn is_time_line(&self, place: Place) -> bool {
        let strength = self.first.strength().min(self.second.strength());
        let is_pointed = self.separator == Separator::Pointed;
        let others = self.before.len() + self.between.len();
        let has_words = |most: usize| others + self.words_after() <= most;
        match strength {
            Some(Strength::Full) => is_pointed || has_words(if place.begins_cue() { 4 } else { 2 }),
            Some(Strength::Exact) => match self.separator {
                Separator::Pointed => others == 0 || place.begins_cue(),
                Separator::Line if place == Place::AmidText => has_words(0),
                _ => place.begins_cue() && has_words(1),
            },
            _ => is_pointed && has_words(0),
        }
    }

    /// The times, if they are clear.
    fn timing(&self) -> Option<Timing> {
        if self.is_negative {
            return None;
        }
        let (start, end) = (self.first.time()?, self.second.time()?);
        let is_separated = match (self.separator, self.between) {
            (Separator::Pointed, []) => true,
            (_, []) => start.time <= end.time && self.words_after() == 0,
            (Separator::Other, [word]) if matches!(word.kind, PieceKind::Word) => {
                start.time <= end.time && self.words_after() == 0
            }
            _ => false,
        };
        let has_third = self
            .after
            .iter()
            .any(|piece| piece.kind.strength() > Some(Strength::Weak));
        let ends = !self.rest.starts_with(char::is_alphanumeric);
        let rest = match self.after {
            [] => "",
            _ => self.rest.trim(),
        };
        (is_separated && ends && self.before.is_empty() && !has_third).then(|| Timing {
            start: start.time,
            end: end.time,
            has_point: start.has_point,
            rest: rest.to_owned(),
        })
    }

    /// The number of words after the times, without settings such as `align:start` and `X1:40`.
    fn words_after(&self) -> usize {
        let is_word =
            |word: &&str| !word.contains([':', '%']) && word.contains(char::is_alphanumeric);
        self.rest.split_whitespace().filter(is_word).count()
    }
}

/// Whether a line is a time line that lacks a readable time.
fn is_incomplete(line: &str, pieces: &[Piece], place: Place) -> bool {
    if is_lone_time(pieces, place) {
        return true;
    }
    gaps(pieces, 0..line.len())
        .filter(|gap| is_arrow(&line[gap.clone()]))
        .any(|gap| {
            let (before, after) = (line[..gap.start].trim(), line[gap.end..].trim());
            place == Place::AfterNumber && !pieces.is_empty() || look_like_times(before, after)
        })
}

fn begins_as_time(line: &str) -> bool {
    line.trim_start()
        .starts_with(|c: char| c.is_ascii_digit() || c == ':')
}

/// Whether a line is a single time, where one with two is usual.
fn is_lone_time(pieces: &[Piece], place: Place) -> bool {
    let [piece] = pieces else {
        return false;
    };
    let strength = piece.kind.strength();
    match place {
        Place::Apart => strength == Some(Strength::Full),
        Place::AfterNumber => strength >= Some(Strength::Exact),
        _ => false,
    }
}

/// Whether marks are an arrow, and not `>>` for a change of speaker.
fn is_arrow(marks: &str) -> bool {
    Separator::of(marks) == Separator::Pointed && !marks.trim().trim_matches('>').is_empty()
}

/// The maximum length of a damaged time, in bytes.
const MAX_TIME_LEN: usize = 24;

/// Whether the texts around an arrow are probably invalid times: both look like times, or one is a time.
fn look_like_times(before: &str, after: &str) -> bool {
    let is_timelike =
        |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) && text.contains(':');
    let is_whole_time = |text: &str| {
        let pieces = pieces(text);
        let [piece] = pieces.as_slice() else {
            return false;
        };
        piece.kind.strength() >= Some(Strength::Exact)
    };
    let sides = [before, after];
    sides.iter().all(|side| is_timelike(side))
        || sides.iter().all(|side| side.len() <= MAX_TIME_LEN)
            && sides.iter().any(|side| is_whole_time(side))
            && !before.starts_with("WEBVTT")
}

/// The gaps between pieces within a range.
fn gaps(pieces: &[Piece], within: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let inner = pieces.iter().map(|piece| piece.range.clone());
    let starts = inner.clone().map(|range| range.end);
    let ends = inner.map(|range| range.start);
    let starts = [within.start].into_iter().chain(starts);
    let gaps = starts.zip(ends.chain([within.end]));
    gaps.map(|(start, end)| start..end).filter(move |gap| {
        gap.start < gap.end && within.start <= gap.start && gap.end <= within.end
    })
}
