//! Suggests wikilinks: which of a vault's notes a note speaks of, where, and why.
//!
//! Values in, values out: a [`LinkIndex`] is made once from what is known of all notes
//! ([`NoteFacts`]), can be stored as bytes, and then answers for any note ([`suggest`]). No network,
//! and no model beside a few thousand numbers in the source.
//!
//! ```
//! use kbnote_links::{LinkIndex, NoteFacts, SuggestOptions, suggest};
//! use kbnote_note::{LinkPlace, LinkStyle, Note};
//!
//! let other = Note::parse("---\ntitle: Roost sites\n---\n\nStarlings share a roost.");
//! let index = LinkIndex::new(vec![NoteFacts::read("birds/roost_sites", &other)]);
//!
//! let note = Note::parse("Reeds hide a roost site.");
//! let found = suggest(&note, &index, &SuggestOptions::default());
//! assert_eq!(
//!     found[0].write(LinkStyle::Spaced, LinkPlace::Prose),
//!     "[[roost_sites | roost site]]",
//! );
//! assert_eq!(found[0].why, "its title");
//! ```
//!
//! # Method
//!
//! 1. **Index.** Words become terms: lower case, without endings. Of each note the index keeps the
//!    terms of the title, the eighty weightiest of the text, its source and its links with the words
//!    they show; of each term the notes that have it. The leading 96 singular vectors of notes and terms
//!    place terms, titles and texts among the topics of the vault; a term that the topics hold little
//!    of is short, and says little of where a title lies. All is in flat arrays of numbers.
//! 2. **Candidates.** The best few dozen notes each by title words in the text, likeness of the
//!    texts, topic of the titles, what similar notes link to, and the words under which notes are
//!    linked; and the notes of the same source. They hold 89 to 100 % of the links
//!    that authors set, by vault.
//! 3. **Scores.** Ninety-four numbers are known of a note and a candidate: how much of the title a
//!    sentence, a heading, a phrase has; how many titles share that phrase; how alike titles, texts
//!    and topics are, also those of the notes of the same source; who links to the candidate; how
//!    often this vault's notes link inside their source and beyond; the rank among the candidates in
//!    each. A quick ensemble of small regression trees picks the sixty likeliest; a second, trained on
//!    those alone, makes their scores, moved so that the best cut between suggested and not is at 0.5.
//! 4. **Words.** The stretch with most of the title's words, each by its rarity, less if the note's
//!    own title has it, and less if they stand in another order; the first of equals, and only where the dialect allows a link. The likelier
//!    note has the first choice.
//!
//! Where a vault's links seldom leave their folder, notes of other folders count for less. Rarity is
//! taken as in a vault of 400 to 1,000 notes: the sizes that were learned from.
//!
//! Logarithm and exponential are computed from basic arithmetic, all sums run in a fixed order, and
//! no random number is drawn: an answer is the same on every machine. The numbers are in
//! `weights.bin`; `train_links` in the workspace's bench crate makes them from vaults whose links are
//! known: the links of a quarter of the sources, kept back, and those of the older notes, a third of
//! their sources made new in turn.
//!
//! # Figures
//!
//! Twelve vaults, 1,680 notes with 6,758 targets, by six-fold cross-validation over vaults (each fold
//! is judged with trees and cut of the others). Links are inconsistent, since vaults hold notes that
//! are nearly the same: an F1 near 1 is not to be had.
//!
//! | | F1 | P@5 | R@10 |
//! | --- | --- | --- | --- |
//! | title in the text | .245 | .112 | .138 |
//! | TF-IDF of sentences, titles and texts | .316 | .285 | .552 |
//! | boosted trees on simpler features | .448 | .385 | .685 |
//! | this | .504 | .425 | .736 |
//!
//! By vault, F1 goes from .342 and .375 (hundreds of titles made of the same few words, as
//! investment, strategies, market) to .709; `train_links` prints the table. With the number of links
//! that each author set known beforehand, F1 would be higher by two hundredths only: what is hard is
//! the order.
//!
//! What groups of numbers add, by three folds and 80 trees (`train_links --folds 3 --trees 80
//! --without …`); differences below .005 say nothing:
//!
//! | | F1 | P@5 | R@10 |
//! | --- | --- | --- | --- |
//! | all | .492 | .416 | .730 |
//! | without the links of the other notes | .492 | .411 | .716 |
//! | without the topics | .492 | .415 | .732 |
//! | without how often links stay inside a source | .483 | .419 | .730 |
//!
//! # Where it fails
//!
//! - Several notes of nearly the same title: authors take one of them, or another next time.
//! - A link under words that share nothing with the title.
//! - Which of the mentions becomes the link: of the right targets suggested, the words overlap those
//!   of an author's link in a little over half.

mod array;
mod collection;
mod facts;
mod features;
mod field;
mod index;
mod lists;
mod mention;
mod model;
mod numbers;
mod query;
mod reading;
mod span;
mod stored;
mod suggest;
#[cfg(test)]
mod testing;
mod topics;
#[doc(hidden)]
pub mod training;
mod weights;
mod why;
mod words;
mod writable;

pub use collection::VaultFacts;
pub use facts::{LinkFact, NoteFacts};
pub use index::LinkIndex;
pub use stored::{ReadIndexError, StoredIndex};
pub use suggest::{Ranked, SuggestOptions, Suggestion, rank, suggest};
pub use writable::{link_splices, writable};
