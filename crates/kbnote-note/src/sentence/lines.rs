//! Line ends inside a paragraph that end a sentence.

use kbnote_core::{is_closing_mark as is_closer, is_sentence_stop as is_stop};

/// The offsets of the line ends that end a sentence: those that are hard, those behind a stop or
/// a colon, and those that the author cannot have needed to keep the lines short.
pub(super) fn ends(text: &str, hard_breaks: &[usize]) -> Vec<usize> {
    if !text.contains('\n') {
        return Vec::new();
    }
    let lines: Vec<&str> = text.split('\n').collect();
    let width = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let mut ends = Vec::new();
    let mut at = 0;
    for pair in lines.windows(2) {
        at += pair[0].len();
        let is_end = hard_breaks.binary_search(&at).is_ok()
            || ends_in_stop(pair[0])
            || is_deliberate(pair[0], pair[1], width);
        ends.extend(is_end.then_some(at));
        at += 1;
    }
    ends
}

fn ends_in_stop(line: &str) -> bool {
    let line = line.trim_end().trim_end_matches(is_closer);
    line.ends_with(|c: char| is_stop(c) || matches!(c, ':' | '：'))
}

/// Whether the next line's first word would have had room on this one: then the line was not
/// broken to fit.
fn is_deliberate(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().unwrap_or_default();
    line.chars().count() + 1 + word.chars().count() < width && !begins_small(word)
}

fn begins_small(word: &str) -> bool {
    word.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_go_on() {
        let text = "Flocks are counted at dusk, when they come\nin to roost. Two people count the same\n\
                    Flock and compare.";
        assert!(ends(text, &[]).is_empty());
    }

    #[test]
    fn lines_that_were_meant_end() {
        assert_eq!(ends("Result: 4\nAnother line that is longer", &[]), [9]);
        assert_eq!(ends("It follows:\nreeds in winter", &[]), [11]);
        assert_eq!(ends("one long line here\nb", &[18]), [18]);
    }
}
