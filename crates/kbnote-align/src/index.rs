//! The terms of a track: which are said, where and when, and how rare each is.

use std::collections::HashMap;
use std::ops::Range;

use kbnote_core::{CueIndex, Track};

use kbnote_model::math;

use crate::background;
use crate::likeness;
use crate::segment::{self, Segment, SegmentIndex};
use crate::text::Lexer;
use crate::voices::Voices;

/// The number of a term in the vocabulary of a track.
pub(crate) type TermId = u32;

/// A track as terms.
#[derive(Debug)]
pub(crate) struct TrackIndex {
    /// The term of each word, endings and all.
    words: HashMap<String, TermId>,
    vocabulary: HashMap<String, TermId>,
    /// The vocabulary in the order of its forms.
    sorted: Vec<(String, TermId)>,
    /// For each term, the segments in which it is said, in order.
    postings: Vec<Vec<u32>>,
    /// For each term, how often it is said.
    counts: Vec<usize>,
    /// For each term, how much it tells.
    rarity: Vec<f32>,
    /// For each term, the share of its rarity that it tells in a claim.
    telling: Vec<f32>,
    /// The term of each token.
    pub(crate) tokens: Vec<TermId>,
    /// The segment of each token.
    pub(crate) token_segment: Vec<u32>,
    /// The first token of each segment, and the number of tokens at the end.
    pub(crate) first_token: Vec<u32>,
    /// The summed rarity of each segment's tokens.
    pub(crate) segment_weight: Vec<f32>,
    /// The places a claim may begin at.
    pub(crate) segments: Vec<Segment>,
    /// When each segment begins, in milliseconds.
    pub(crate) starts: Vec<i64>,
    /// The share of segments that open a sentence: next to 0 where no stops are written.
    pub(crate) marked: f32,
    /// Who speaks, as far as the captions tell.
    pub(crate) voices: Voices,
}

impl TrackIndex {
    pub(crate) fn new(track: &Track, lexer: &Lexer) -> Self {
        let segments = segment::segments(track);
        let mut index = Self {
            words: HashMap::new(),
            vocabulary: HashMap::new(),
            sorted: Vec::new(),
            postings: Vec::new(),
            counts: Vec::new(),
            rarity: Vec::new(),
            telling: Vec::new(),
            tokens: Vec::new(),
            token_segment: Vec::new(),
            first_token: Vec::with_capacity(segments.len() + 1),
            segment_weight: Vec::new(),
            starts: segments.iter().map(|segment| segment.start).collect(),
            marked: 0.0,
            voices: Voices::new(track, &segments, lexer),
            segments: Vec::new(),
        };
        for (segment, number) in segments.iter().zip(0u32..) {
            index.first_token.push(index.token_count());
            let text = &track.cues[segment.cue].text()[segment.text.clone()];
            for word in lexer.words(text) {
                let known = index.words.get(&word.form).copied();
                let term = known.unwrap_or_else(|| index.learn(word.form, lexer));
                index.push(term, number);
            }
        }
        index.first_token.push(index.token_count());
        let opened = segments.iter().filter(|s| s.opens_sentence).count();
        index.marked = share(opened, segments.len());
        index.segments = segments;
        index.sorted = index
            .vocabulary
            .iter()
            .map(|(form, &id)| (form.clone(), id))
            .collect();
        index.sorted.sort_unstable();
        index.weigh();
        index
    }

    /// The term of a word that was not met before.
    fn learn(&mut self, word: String, lexer: &Lexer) -> TermId {
        let form = lexer.stem(&word).unwrap_or_else(|| word.clone());
        let next = u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX);
        let telling = lexer.telling(&form);
        let id = *self.vocabulary.entry(form).or_insert(next);
        if id == next {
            self.postings.push(Vec::new());
            self.counts.push(0);
            self.telling.push(telling);
        }
        self.words.insert(word, id);
        id
    }

    fn push(&mut self, term: TermId, segment: u32) {
        let segments = &mut self.postings[term as usize];
        if segments.last() != Some(&segment) {
            segments.push(segment);
        }
        self.counts[term as usize] += 1;
        self.tokens.push(term);
        self.token_segment.push(segment);
    }

    fn token_count(&self) -> u32 {
        u32::try_from(self.tokens.len()).unwrap_or(u32::MAX)
    }

    fn weigh(&mut self) {
        let total = self.tokens.len();
        self.rarity = vec![0.0; self.postings.len()];
        for (form, &id) in &self.vocabulary {
            self.rarity[id as usize] = rarity(self.counts[id as usize], total, form);
        }
        self.segment_weight = self
            .first_token
            .windows(2)
            .map(|span| {
                let tokens = &self.tokens[span[0] as usize..span[1] as usize];
                tokens.iter().map(|&id| self.rarity[id as usize]).sum()
            })
            .collect();
    }

    /// How many terms there are.
    pub(crate) fn vocabulary_size(&self) -> usize {
        self.postings.len()
    }

    /// How many different words are said, endings and all.
    pub(crate) fn word_count(&self) -> usize {
        self.words.len()
    }

    /// Whether a word is said, with that very ending.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// The term of a word that is said with that very ending, and how much of a claim it tells.
    pub(crate) fn find_word(&self, word: &str) -> Option<(TermId, f32)> {
        let id = *self.words.get(word)?;
        Some((id, self.telling[id as usize] * self.rarity(id)))
    }

    pub(crate) fn find(&self, form: &str) -> Option<TermId> {
        self.vocabulary.get(form).copied()
    }

    /// The terms of the track that a form is, or is most like, with the likeness from 0 to 1:
    /// none, one, or the two halves of a compound.
    pub(crate) fn find_like(&self, form: &str) -> Vec<(TermId, f32)> {
        if let Some(id) = self.find(form) {
            return vec![(id, 1.0)];
        }
        let is_word = (likeness::LEAST_LENGTH..=likeness::MOST_LENGTH).contains(&form.len());
        if !is_word || !form.chars().all(char::is_alphabetic) {
            return Vec::new();
        }
        let halves = likeness::halves(form).find_map(|(a, b)| Some((self.find(a)?, self.find(b)?)));
        if let Some((a, b)) = halves {
            return vec![(a, likeness::HALF), (b, likeness::HALF)];
        }
        let like = self
            .near(form)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        like.into_iter().collect()
    }

    /// The terms that begin alike, with their likeness.
    fn near(&self, form: &str) -> impl Iterator<Item = (TermId, f32)> {
        let head = form.chars().next().unwrap_or_default();
        let from = self
            .sorted
            .partition_point(|(known, _)| known.chars().next() < Some(head));
        self.sorted[from..]
            .iter()
            .take_while(move |(known, _)| known.starts_with(head))
            .filter_map(move |(known, id)| Some((*id, likeness::likeness(form, known)?)))
    }

    /// The segments in which a term is said, in order.
    pub(crate) fn segments_of(&self, term: TermId) -> &[u32] {
        &self.postings[term as usize]
    }

    /// The segments that begin from one moment on and before another, in milliseconds.
    pub(crate) fn between(&self, from: i64, to: i64) -> Range<usize> {
        let first = self.starts.partition_point(|&start| start < from);
        first..self.starts.partition_point(|&start| start < to).max(first)
    }

    /// How much a term of the vocabulary tells.
    pub(crate) fn rarity(&self, term: TermId) -> f32 {
        self.rarity[term as usize]
    }

    /// How much a term that is not said would tell.
    pub(crate) fn rarity_unsaid(&self, form: &str) -> f32 {
        rarity(0, self.tokens.len(), form)
    }

    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// From the first segment to the last, in milliseconds.
    pub(crate) fn span(&self) -> i64 {
        match (self.starts.first(), self.starts.last()) {
            (Some(first), Some(last)) => last - first,
            _ => 0,
        }
    }

    /// The cue of a segment.
    pub(crate) fn cue(&self, segment: SegmentIndex) -> CueIndex {
        self.segments[segment].cue
    }
}

/// How many words of common speech the frequencies of a track are mixed with.
const BACKGROUND_TOKENS: f64 = 1500.0;

/// What of the information of a word is held for nothing: about that of "the".
const COMMON: f64 = 2.7;

/// The information of a word in natural units, above that of the commonest words.
#[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
fn rarity(count: usize, total: usize, form: &str) -> f32 {
    let expected = BACKGROUND_TOKENS * background::frequency(form);
    let share = (count as f64).max(0.5) + expected;
    (math::ln((total as f64 + BACKGROUND_TOKENS) / share) - COMMON).max(0.1) as f32
}

#[allow(clippy::cast_precision_loss)]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}
