//! Finds the moment in a caption track on which each sentence of a note rests.
//!
//! Values in, values out: an [`Aligner`] reads a [`Track`](kbnote_core::Track) once, then answers
//! for any number of notes. Each note is a list of [`Claim`]s, all its sentences in the order of
//! the text, and is answered by as many [`Alignment`]s. No audio, no network, and no model beside
//! a few thousand learned numbers.
//!
//! ```
//! use kbnote_align::{AlignOptions, Aligner, Claim};
//! use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackId, TrackKind};
//!
//! let said = ["Welcome to the reed beds.", "Two people count the same flock.", "Then they compare."];
//! let cues = said.iter().zip(0u64..).map(|(text, n)| {
//!     Cue::new(TimeSpan::new(Timestamp::from_secs(4 * n), Timestamp::from_secs(4 * n + 4)), *text)
//! });
//! let language = LanguageTag::english();
//! let id = TrackId::of(&language, TrackKind::Manual);
//! let track = Track { id, language, kind: TrackKind::Manual, name: None, cues: cues.collect() };
//!
//! let aligner = Aligner::new(&track, AlignOptions::default());
//! let claim = Claim { text: "A flock is counted by 2 people.", heading: "", block: 0, moments: 1 };
//! let found = aligner.align(&[claim]);
//! assert_eq!(found[0].moments[0].time, Timestamp::from_secs(4));
//! ```
//!
//! # Method
//!
//! 1. **One normal form.** Note and captions are cut into terms: lower case, symbols and numbers
//!    as they are spoken (`2^400` was said "two to the four hundred"), one spelling, the stem by
//!    the rules of the language; pairs of characters where a script has no spaces. A term that is
//!    not said stands for the term most like it, or for the halves of a compound.
//! 2. **Places.** A claim may rest at the start of a cue or, in a cue of twenty seconds and more,
//!    at the start of a sentence in it, timed by its words or estimated from the text before it.
//! 3. **First pass.** For each claim and place, how much of the claim, each term weighted by its
//!    rarity, is said in windows of several lengths from there on. These fits and a prior on how
//!    notes go on in time (a mixture of exponential steps forward, back, and to anywhere) give
//!    probabilities by the forward-backward algorithm, in time linear in the length of the track.
//!    The likeliest 48 places are candidates. The sparser a note is, the longer are the steps.
//! 4. **Second pass.** Some hundred and thirty numbers are known of a claim and a candidate: what is said there,
//!    before and behind; what would be lost by beginning a cue later; pairs and runs of words;
//!    what is said for the first time; how often the words of the claim are said in the minute around;
//!    who speaks there, and whether the claim names them; whether a sentence begins; how the sentences
//!    before and behind, the section and the heading fit; and how the place is shared out among all claims of the note,
//!    since one that another claim fits better is less likely this one's. An ensemble of small
//!    regression trees makes a score of them. The scores and learned factors for the length of
//!    steps in time form a linear chain, whose marginals are the probabilities of the candidates:
//!    a step is the longer, the more the note tells on the way and the more slowly it goes through
//!    its video. Each further moment that a claim asks for is a link of the chain as well.
//!    The trees are boosted on the gradient of that very chain, so a neighbour's evidence is not
//!    counted twice. What all that was learned so far holds for all but impossible is left out of
//!    the next tree: much of it is slips in the gold.
//! 5. **Choice.** The candidate with the most probability near it, the nearer the more, though a place
//!    within half a minute still counts for half, and up to seven more that stand fifteen seconds and
//!    more apart from it and each other; for each of several moments of a claim by its own
//!    probabilities.
//! 6. **Second look.** Two further ensembles judge each of these places: by what is known of it, how it
//!    compares with the others, and where the claims around and the section came to lie. One gives the
//!    probability that the place is within ten seconds of where the claim is said, if it is said, the
//!    other that it is said at all. Their product is the score, and the place with the greatest is
//!    chosen. Both are calibrated on answers to videos they had not learned from. They hear of nothing
//!    that is the same all along a track, by which they would know the videos again. What is less
//!    probably said than some threshold, or of which next to nothing is said around its place, is
//!    refused; its score is half at most.
//!
//! Every decision is made on sums, products and comparisons in a fixed order, exponential and
//! logarithm included, so an answer is the same on every machine and with any number of threads.
//! The numbers are in `weights.bin`; `train_align` in the workspace's bench crate makes them, with
//! fixed seeds, from sentences whose passages are known. Half of the weight have sentences that people
//! wrote about meetings and people linked to what was said there (AMI Meeting Corpus, University of
//! Edinburgh and partners, CC BY 4.0; QMSum, Zhong and others 2021; QMSum SummaryEvidence, ETRI), once
//! with and once without the names of who speaks; the rest are published notes that a model wrote,
//! sentences copied from captions, and pieces of videos of a minute or some.
//!
//! # Figures
//!
//! Per cent of sentences by people whose time lies in a passage that states them, or within so many
//! seconds of one, by three-fold cross-validation over groups of meetings (`train_align` prints these
//! figures, with reliability tables and how many strangers are kept):
//!
//! | | inside | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- | --- |
//! | answers (2,341 sentences) | 66.1 | 72.5 | 77.5 | 80.4 | 84.5 |
//! | the same before the second look | 66.0 | 72.0 | 76.4 | 79.2 | 83.4 |
//! | answers, speakers not named | 63.9 | 69.9 | 74.8 | 77.6 | 82.1 |
//! | abstracts (1,522 sentences) | 51.1 | 58.2 | 64.1 | 68.2 | 74.8 |
//! | the same before the second look | 52.2 | 58.5 | 63.9 | 66.9 | 72.7 |
//! | abstracts, speakers not named | 50.6 | 57.1 | 62.4 | 67.0 | 73.7 |
//!
//! So who speaks is worth 2.8 of a hundred answers within ten seconds, and 1.2 abstracts; the second
//! look 1.2 and 1.3. A right place is among the eight looked at for 95.5 and 92.9: choosing is what is
//! left. Each moment with a score of 0.4 and more listed beside the best, 62
//! for 50 per cent of all passages that state an answer are found, and 72 for 81 per cent of the moments
//! are right.
//!
//! Per cent of anchors within so many seconds of where published notes have them that a language model
//! wrote (54 videos; a third of the notes each):
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | captions by people | 59.9 | 78.4 | 86.0 | 92.6 |
//! | automatic captions | 57.9 | 78.0 | 86.2 | 92.7 |
//! | pieces of a minute to four, captions by people | 66.3 | 84.5 | 90.8 | 96.5 |
//!
//! What follows was measured while all was learned from such notes. Then 61.8, 78.1, 85.3 and 91.6 were
//! reached with captions by people, on all notes.
//!
//! What groups of features add (captions by people, three folds of all 23,584 anchors):
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | all features | 62.4 | 77.7 | 85.5 | 91.4 |
//! | without those of where a passage begins | 59.8 | 77.7 | 85.5 | 91.4 |
//! | without how a place is shared out among all claims | 62.3 | 77.5 | 85.1 | 91.1 |
//! | without pairs, runs, order and what is new | 62.0 | 77.3 | 85.4 | 91.3 |
//! | without the rank of a place among all | 62.5 | 77.7 | 85.4 | 91.3 |
//! | without the sentences around and the heading | 62.5 | 77.8 | 85.4 | 91.3 |
//! | without what is said at the place, ahead and behind as such | 62.6 | 77.9 | 85.5 | 91.4 |
//! | without any of the last three groups | 62.5 | 77.7 | 85.4 | 91.3 |
//!
//! So each of them can be done without, and the last three all at once: what they tell, the others
//! tell too. In the five folds of all sets those three are worth 0.5 within two seconds on automatic
//! captions, and 0.9 within thirty where a cue is a speaker's whole turn; the judgement of whether a
//! claim is said at all rests on them.
//!
//! On one fold, near-equal words, the commonness of words at large and whether a track is
//! punctuated added 0.9, 1.2, 0.7 and 0.8 together.
//!
//! What the training and the choice add, on two of five folds (9,358 anchors):
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | 70 trees, the nearest 5 seconds worth the most | 65.2 | 80.4 | 87.4 | 94.3 |
//! | all within 10 seconds worth about the same | 65.2 | 80.6 | 87.7 | 94.3 |
//! | and steps trusted less in use than in training | 65.2 | 80.6 | 87.8 | 94.4 |
//! | and 160 smaller trees | 65.6 | 81.0 | 88.0 | 94.5 |
//!
//! What came after that, on three folds of all 23,584 anchors, captions by people alone:
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | 70 trees, each claim by itself and its neighbours | 61.6 | 76.5 | 84.2 | 90.8 |
//! | and how a place is shared out among all claims | 62.1 | 77.0 | 84.6 | 91.3 |
//! | and 100 smaller trees, steps by heading and pace | 62.2 | 77.1 | 84.7 | 91.3 |
//! | and no learning from what looks like a slip of the gold | 62.6 | 77.4 | 84.9 | 91.4 |
//!
//! And then, on three folds, captions by people alone, with 100 trees:
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | steps by paragraph and heading | 62.3 | 77.3 | 85.0 | 91.4 |
//! | and by pace and by how much is told | 62.4 | 77.5 | 85.1 | 91.3 |
//! | and each further moment of a claim a link of the chain | 62.6 | 77.6 | 85.3 | 91.4 |
//! | and steps trusted less in use | 62.8 | 77.7 | 85.4 | 91.4 |
//!
//! The second of two anchors behind one claim gained most by the third line: 41.8 for 37.2 within
//! two seconds, 75.6 for 74.2 within ten.
//!
//! All that was measured with a choice that valued a place within thirty seconds at a quarter of one
//! within five. Half instead, five folds of all sets: 61.8, 78.1, 85.3 and 91.6 for 62.0, 77.8, 85.4 and
//! 91.3; nor does it do harm to conversations of hours.
//!
//! Tried, and within the noise of two seeds (0.2): how probable a place is by the first pass; the base
//! forms of 300 irregular English words; 230 groups of words of writing and of speech that stand for
//! each other ("larger", "bigger"); the words with which sentences open; how much of what is
//! said in longer windows the claim explains; windows of 90 seconds; how densely the note's other
//! claims lie within one and three minutes, and whether the claims before and behind lie before and
//! behind; three times as many candidates in sparse notes. A sentence encoder (MiniLM, 22 million
//! parameters), as eight more numbers on how near a claim is to windows of 6, 14 and 30 seconds and
//! how that stands among all, added 0.4, 0.1, 0.2 and 0.2, no more than twice as many trees do: what
//! is left is hardly a matter of meaning. A second ensemble on the marginals of the other claims added
//! 0.2 at all distances for twice the work, and was left out.
//! Long conversations counted four times in training, their sparse notes go on no better.
//!
//! # Where it fails
//!
//! - A statement that a talk makes twice, where the neighbours fit both places.
//! - A sentence that sums up a passage: it shares words with all of it, and is put where they are
//!   densest and not where the passage begins.
//! - A formula that was read out in other words than its symbols are called here.
//! - What was said in quite other words. Small word vectors (GloVe, 32 dimensions of a byte each)
//!   were tried as the nearness of a claim's topic to that of each window: no gain over the above.
//! - Conversations of hours with a handful of anchors a note: words alone are weak there, and
//!   neighbours are far. How well it does there is hard to say: in the notes on two channels a quarter
//!   of the times are full minutes or a second more, seven times as many as chance would have, and of
//!   those fewer are found.

mod aligned;
mod aligner;
mod alignment;
mod background;
mod beliefs;
mod candidate;
mod chain;
mod choice;
mod claim;
mod confidence;
mod coverage;
mod crowd;
mod explain;
mod features;
mod forms;
mod index;
mod language;
mod likeness;
mod math;
mod model;
mod options;
mod path;
mod pieces;
mod query;
mod reading;
mod segment;
mod text;
#[doc(hidden)]
pub mod training;
mod voices;
mod weights;

pub use aligned::Aligned;
pub use aligner::Aligner;
pub use alignment::{Alignment, Confidence, LikelyMoment, Moment};
pub use claim::Claim;
pub use explain::{DecidingWord, Explanation, Place};
pub use forms::{FormId, FormReader, NormalWord, is_unspaced_script};
pub use language::LanguageMismatch;
pub use options::AlignOptions;

/// Rises whenever new weights or features may give a sentence an anchor that an older aligner
/// refused: what was decided by another generation is changed only where somebody asks for it.
pub const GENERATION: u32 = 2;
