//! Finds the moment in a caption track on which each sentence of a note rests.
//!
//! Values in, values out: an [`Aligner`] reads a [`Track`](kbnote_core::Track) once, then answers
//! for any number of notes. Each note is a list of [`Claim`]s, all its sentences in the order of
//! the text, and is answered by as many [`Alignment`]s. No audio, no network, and no model beside
//! a few thousand learned numbers. `examples/align_sentences.rs` aligns two lists of strings.
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
//! Note and captions become terms in one normal form. A first pass over all places keeps the likeliest
//! 48 for each claim; an ensemble of small regression trees scores them, and a linear chain weighs the
//! scores against how notes progress in time. A second look compares the best eight places with each other
//! and gives the score: the probability that the claim is said within ten seconds of the place.
//! Every decision is made on sums, products and comparisons in a fixed order, so an answer is the same
//! on every machine and with any number of threads.
//!
//! `NOTES.md` beside the crate's manifest has each step, what it was learned from, the figures, what was
//! tried, and where it fails.

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod aligned;
mod aligner;
mod alignment;
mod background;
mod candidate;
mod chain;
mod choice;
mod claim;
mod competition;
mod confidence;
mod coverage;
mod evidence;
mod explain;
mod features;
mod forms;
mod index;
mod indexed_track;
mod language;
mod likeness;
mod memory;
mod note_marginals;
mod options;
mod path;
mod pieces;
mod query;
mod segment;
mod segment_span;
mod spoken_words;
mod text;
mod text_coverage;
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
pub use spoken_words::{SpokenWord, WordReader};

/// Rises whenever new weights or features may give a sentence another time, or an anchor that an older
/// aligner refused: decisions of another generation are changed only on request.
pub const GENERATION: u32 = 5;
