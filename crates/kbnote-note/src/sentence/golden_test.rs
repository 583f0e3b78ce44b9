//! The sentences of `golden.txt`, one by one.

use super::{Prose, sentences};

/// Languages whose sentences follow each other without a blank.
const UNSPACED: [&str; 5] = ["zh", "ja", "bo", "my", "km"];

#[test]
fn every_golden_sentence_is_whole() {
    let mut wrong = Vec::new();
    for line in include_str!("golden.txt").lines() {
        let Some((language, marked)) = line.split_once('\t') else {
            assert!(line.starts_with("# "), "{line}");
            continue;
        };
        let expected: Vec<&str> = marked.split('|').collect();
        let glue = if UNSPACED.contains(&language) {
            ""
        } else {
            " "
        };
        let text = expected.join(glue);
        let prose = Prose {
            text: &text,
            hard_breaks: &[],
            opaque: &[],
        };
        let found: Vec<&str> = sentences(prose)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        if found != expected {
            wrong.push(format!("{language} {}", found.join("|")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
