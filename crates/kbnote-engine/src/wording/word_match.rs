//! The place of some words in captions that differs from them in as few words as possible.

use std::ops::Range;

/// Where words are said, and in how many words what is said differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WordMatch {
    /// The words of the captions.
    pub(super) said: Range<usize>,
    /// How many words are other ones, missing or added.
    pub(super) distance: usize,
}

/// Finds the best place of `words` in `captions`; of equally good ones the first.
pub(super) fn best_match<T: PartialEq>(words: &[T], captions: &[T]) -> WordMatch {
    // Of each place in the captions: the distance of what ends there, and where that begins.
    let mut row: Vec<(usize, usize)> = (0..=captions.len()).map(|at| (0, at)).collect();
    for (i, word) in words.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (i + 1, 0);
        for (j, said) in captions.iter().enumerate() {
            let same = (diagonal.0 + usize::from(word != said), diagonal.1);
            let missing = (row[j + 1].0 + 1, row[j + 1].1);
            let added = (row[j].0 + 1, row[j].1);
            diagonal = row[j + 1];
            row[j + 1] = [same, missing, added]
                .into_iter()
                .min_by_key(|(distance, _)| *distance)
                .unwrap_or(same);
        }
    }
    let ends = row.into_iter().enumerate();
    let best = ends.min_by_key(|(_, (distance, _))| *distance);
    let (end, (distance, start)) = best.unwrap_or((0, (words.len(), 0)));
    WordMatch {
        said: start..end,
        distance,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &str, captions: &str) -> (usize, String) {
        let words: Vec<&str> = words.split(' ').collect();
        let captions: Vec<&str> = captions.split(' ').collect();
        let found = best_match(&words, &captions);
        (found.distance, captions[found.said].join(" "))
    }

    #[test]
    fn other_missing_and_added_words_are_counted() {
        let captions = "so we count the flocks at dusk and compare";
        assert_eq!(
            found("we count the flocks", captions),
            (0, "we count the flocks".to_owned())
        );
        assert_eq!(found("we count the ducks at dusk", captions).0, 1);
        assert_eq!(found("we count flocks at dusk", captions).0, 1);
        assert_eq!(found("we always count the flocks", captions).0, 1);
        assert_eq!(found("bananas", captions).0, 1);
    }
}
