//! How common the phrases of a query are in all that was heard.

use super::listener::Heard;

/// How often each phrase of a query is said among how many words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tally {
    words: usize,
    /// Each phrase as it was typed, in the order of the query.
    counts: Vec<(String, usize)>,
}

/// A phrase that is said once among so many words counts half.
const USUAL: usize = 1000;

impl Tally {
    pub(crate) fn add(&mut self, heard: &Heard) {
        self.words += heard.words;
        for (phrase, count) in &heard.phrases {
            match self.counts.iter_mut().find(|(known, _)| known == phrase) {
                Some((_, sum)) => *sum += count,
                None => self.counts.push((phrase.clone(), *count)),
            }
        }
    }

    /// How much a phrase tells, from 0 to 1: the rarer, the more.
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    pub(super) fn weight(&self, phrase: &str) -> f64 {
        let known = self.counts.iter().find(|(known, _)| known == phrase);
        let count = known.map_or(0, |(_, count)| *count);
        let words = self.words.max(1) as f64;
        words / (words + (USUAL * count) as f64)
    }

    /// The phrases that are said nowhere.
    pub(crate) fn unsaid(&self) -> Vec<&str> {
        let unsaid = self.counts.iter().filter(|(_, count)| *count == 0);
        unsaid.map(|(phrase, _)| phrase.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::listener::tests::heard;
    use super::*;

    #[test]
    fn the_rarer_a_phrase_the_more_it_tells() {
        let mut tally = Tally::default();
        for cues in [["the tide and the moon"], ["the shore of the river"]] {
            tally.add(&heard("the tide heron", "en", &cues));
        }
        assert!(tally.weight("tide") > tally.weight("the"));
        assert_eq!(tally.unsaid(), ["heron"]);
    }
}
