//! A track as terms: which are said, where, and how rare each is.

use std::collections::HashMap;

use kbnote_core::Track;

use crate::math;
use crate::text::Lexer;

/// The number of a term in the vocabulary of a track.
pub(crate) type TermId = u32;

/// A track as terms.
pub(crate) struct TrackIndex {
    vocabulary: HashMap<String, TermId>,
    /// For each term, the cues in which it is said, in order, each once.
    postings: Vec<Vec<u32>>,
    /// For each term, how much it tells: the logarithm of its rarity.
    rarity: Vec<f64>,
    /// When each cue begins, in milliseconds.
    pub(crate) starts: Vec<i64>,
}

impl TrackIndex {
    pub(crate) fn new(track: &Track, lexer: &Lexer) -> Self {
        let mut vocabulary = HashMap::new();
        let mut postings: Vec<Vec<u32>> = Vec::new();
        for (cue, number) in track.cues.iter().zip(0u32..) {
            for term in lexer.terms(cue.text()) {
                let term = term.form;
                let next = u32::try_from(vocabulary.len()).unwrap_or(u32::MAX);
                let id = *vocabulary.entry(term).or_insert(next);
                if id == next {
                    postings.push(Vec::new());
                }
                let cues = &mut postings[id as usize];
                if cues.last() != Some(&number) {
                    cues.push(number);
                }
            }
        }
        #[allow(clippy::cast_precision_loss)]
        let all = track.cues.len() as f64;
        #[allow(clippy::cast_precision_loss)]
        let rarity = postings
            .iter()
            .map(|cues| math::ln((all + 1.0) / (cues.len() as f64 + 0.5)))
            .collect();
        let starts = track
            .cues
            .iter()
            .map(|cue| i64::try_from(cue.start().as_millis()).unwrap_or(i64::MAX))
            .collect();
        Self {
            vocabulary,
            postings,
            rarity,
            starts,
        }
    }

    pub(crate) fn find(&self, term: &str) -> Option<TermId> {
        self.vocabulary.get(term).copied()
    }

    pub(crate) fn cues_with(&self, term: TermId) -> &[u32] {
        &self.postings[term as usize]
    }

    pub(crate) fn rarity(&self, term: TermId) -> f64 {
        self.rarity[term as usize]
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }
}
