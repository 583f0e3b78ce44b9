//! Speakers that are no people: ids or lines of text in the place of names.

use std::collections::BTreeSet;

use super::{Captions, Problem, ProblemKind};
use crate::Cue;

/// So many people speak in no recording.
pub(super) const MOST_SPEAKERS: usize = 500;

/// Takes the speakers from captions that have more of them than people may be.
pub(super) fn without_too_many(captions: &mut Captions) {
    let names: BTreeSet<&str> = captions.cues.iter().filter_map(Cue::speaker).collect();
    let count = names.len();
    if count <= MOST_SPEAKERS {
        return;
    }
    for cue in &mut captions.cues {
        *cue = std::mem::take(cue).with_speaker(None);
    }
    let kind = ProblemKind::TooManySpeakers { count };
    captions.problems.push(Problem::new(1, kind));
}

#[cfg(test)]
mod tests {
    use crate::caption;

    fn file(voices: usize) -> String {
        let cue = |n: usize| {
            let (minute, second) = (n / 60 % 60, n % 60);
            let at = format!("{:02}:{minute:02}:{second:02}", n / 3600);
            format!("{at}.000 --> {at}.900\n<v Voice {n}>We count the flocks.\n\n")
        };
        format!("WEBVTT\n\n{}", (0..voices).map(cue).collect::<String>())
    }

    #[test]
    fn thousands_of_names_are_left_out_and_reported() {
        let read = caption::parse(file(600).as_bytes()).expect("captions");
        assert!(read.cues.iter().all(|cue| cue.speaker().is_none()));
        assert_eq!(read.cues[0].text(), "We count the flocks.");
        assert!(
            read.problems[0]
                .to_string()
                .contains("600 different speakers"),
            "{:?}",
            read.problems
        );
        let few = caption::parse(file(40).as_bytes()).expect("captions");
        assert_eq!(few.cues[3].speaker(), Some("Voice 3"));
        assert!(few.problems.is_empty());
    }

    #[test]
    fn thousands_of_beginnings_of_lines_stay_in_the_text() {
        let letters = |n: usize| -> String {
            let digits = n.to_string().into_bytes().into_iter();
            digits
                .map(|digit| char::from(digit - b'0' + b'a'))
                .collect()
        };
        let cue = |n: usize| {
            let at = format!("00:{:02}:{:02}", n / 60, n % 60);
            let name = letters(n);
            format!("{n}\n{at},000 --> {at},900\nAna {name}: we count.\n\n")
        };
        let text: String = (1..=700).map(cue).collect();
        let read = caption::parse(text.as_bytes()).expect("captions");
        assert_eq!(read.cues[0].text(), "Ana b: we count.");
    }
}
