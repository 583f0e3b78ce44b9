//! Finds the moment in a caption track on which each sentence of a note rests.
//!
//! Values in, values out: an [`Aligner`] reads a [`Track`](kbnote_core::Track) once, then answers
//! for any number of notes. Each note is a list of [`Claim`]s, all its sentences in the order of
//! the text, and is answered by as many [`Alignment`]s. No audio, no network, and no model beside
//! a few thousand numbers in the source.
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
//! 4. **Second pass.** Some ninety numbers are known of a claim and a candidate: what is said there,
//!    before and behind; what would be lost by beginning a cue later; pairs and runs of words;
//!    what is said for the first time; whether a sentence begins; how the sentences before and
//!    behind and the heading fit; and how the place is shared out among all claims of the note,
//!    since one that another claim fits better is less likely this one's. An ensemble of small
//!    regression trees makes a score of them. The scores and learned factors for the length of
//!    steps in time form a linear chain, whose marginals are the probabilities of the candidates:
//!    a step is the longer, the more the note tells on the way and the more slowly it goes through
//!    its video. Each further moment that a claim asks for is a link of the chain as well.
//!    The trees are boosted on the gradient of that very chain, so a neighbour's evidence is not
//!    counted twice. What all that was learned so far holds for all but impossible is left out of
//!    the next tree: much of it is slips in the gold.
//! 5. **Choice.** The candidate with the most probability near it, the nearer the more, though a place
//!    within half a minute still counts for half; for each of several moments of a claim by its own
//!    probabilities.
//! 6. **Confidence.** Two further ensembles look at the chosen place: one gives the probability
//!    that it is within ten seconds, the other whether the captions speak of the claim at all. A
//!    claim of which next to nothing is said around its place is refused in any case.
//!
//! Every decision is made on sums, products and comparisons in a fixed order, exponential and
//! logarithm included, so an answer is the same on every machine and with any number of threads.
//! The numbers are in `weights.rs`; `train_align` in the workspace's bench crate makes them, with
//! fixed seeds, from notes whose anchors are known.
//!
//! # Figures
//!
//! Per cent of anchors within so many seconds of where 540 published notes on 55 videos have them
//! (23,584 anchors), by five-fold cross-validation over videos. The gold is not clean: one video's
//! captions are of another cut than its notes, and count as misses throughout.
//!
//! | | 2 s | 5 s | 10 s | 30 s |
//! | --- | --- | --- | --- | --- |
//! | word overlap and a path search | 44.9 | 70.9 | 80.4 | 89.4 |
//! | this, captions by people | 61.8 | 78.1 | 85.3 | 91.6 |
//! | this, automatic captions | 58.7 | 76.8 | 84.8 | 91.2 |
//!
//! Within ten seconds, the median video has 88 per cent, 52 of the 55 lie between 77 and 98, and
//! three far below: 0 (its times are some 40 seconds off its captions), 41 and 48 (the two longest;
//! of the misses looked at in the first, many are wrong times in the notes).
//! Of all anchors 66.7 % are of high confidence, and 95.6 %
//! of those are within ten seconds. Of sentences from notes on other videos 98.7 % are refused, of
//! the author's own anchored ones 2.7 %. `measure_align` and `train_align` print these figures.
//!
//! When a sentence of another video is put into a note, 98.8 % of its anchors stand still (within
//! two seconds); when one of its own is taken out, 99.0 %.
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
//! 0.2 at all distances for twice the work, and was left out; a later one that looks again at the
//! eight likeliest places of a claim, with where its neighbours, its section and the rest of the
//! note came to lie, added 0.4, 0.9, 0.2 and 0.2 for a sixth of the work, but a sentence put in
//! or taken out then moves 0.7 per cent more of the other anchors, and that they stand still is
//! worth more. Long conversations counted four times in training, their sparse notes go on no better.
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
mod weights;

pub use aligned::Aligned;
pub use aligner::Aligner;
pub use alignment::{Alignment, Confidence, Moment};
pub use claim::Claim;
pub use explain::{DecidingWord, Explanation, Place};
pub use forms::{FormId, FormReader, NormalWord, is_unspaced_script};
pub use language::LanguageMismatch;
pub use options::AlignOptions;
