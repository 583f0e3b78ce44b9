//! How common the phrases of a query are in all tracks.

use super::matcher::TrackMatches;

/// How often each phrase of a query is said among how many words.
#[derive(Clone, Debug, Default)]
pub struct PhraseStatistics {
    words: usize,
    /// Each phrase as it was typed, in the order of the query.
    counts: Vec<(String, usize)>,
}

/// A phrase that is said once among so many words counts half.
const USUAL: usize = 1000;

impl PhraseStatistics {
    /// Adds what was found in a track.
    pub fn add(&mut self, matches: &TrackMatches) {
        self.words += matches.words;
        for (phrase, count) in &matches.phrases {
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
    pub fn unsaid(&self) -> Vec<&str> {
        let unsaid = self.counts.iter().filter(|(_, count)| *count == 0);
        unsaid.map(|(phrase, _)| phrase.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::matcher::tests::matches;
    use super::*;

    #[test]
    fn rarer_phrases_weigh_more() {
        let mut statistics = PhraseStatistics::default();
        for cues in [["the tide and the moon"], ["the shore of the river"]] {
            statistics.add(&matches("the tide heron", "en", &cues));
        }
        assert!(statistics.weight("tide") > statistics.weight("the"));
        assert_eq!(statistics.unsaid(), ["heron"]);
    }
}
