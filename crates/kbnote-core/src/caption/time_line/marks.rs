//! Marks in front of a time line.

use super::characters::is_frame;
use super::loose_time::Time;

/// A line without leading bullets, brackets, quotes and cue number.
pub(super) fn without_marks(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| is_frame(c) || is_bullet(c) || c.is_whitespace());
    let dashed = line.trim_start_matches('-');
    let line = if dashed.starts_with(char::is_whitespace) {
        dashed.trim_start()
    } else {
        line
    };
    // `12 00:00:01,000`: the number is on the same line.
    let number = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let behind = line[number..].trim_start_matches(['.', ')', ':', '-']);
    let is_apart = behind.starts_with(char::is_whitespace) || behind.starts_with(is_frame);
    if number > 0 && is_apart {
        let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || is_frame(c));
        if Time::read(rest).is_some() {
            return rest;
        }
    }
    line
}

fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '·' | '●' | '▪' | '◦' | '‣' | '>' | '#' | '+' | '¶' | '♪' | '–' | '—'
    )
}
