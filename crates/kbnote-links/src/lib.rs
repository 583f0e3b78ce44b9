//! Suggests wikilinks: which of a vault's notes a note mentions, where, and why.
//!
//! Values in, values out: a [`LinkIndex`] is made once from facts on all notes ([`NoteFacts`]), can be
//! stored as bytes, and then serves any note ([`suggest`]). No network, and no model except a few
//! thousand numbers in the source.
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
//! 1. **Index.** Words become terms: lower case, without endings. For each note the index has the
//!    terms of the title, the eighty weightiest of the text, its source and its links with their display
//!    texts; for each term the notes that contain it. The leading 96 singular vectors of notes and terms
//!    give topic vectors to terms, titles and texts; terms badly represented in the 96 dimensions get
//!    short vectors and so little weight. Everything is in flat arrays of numbers.
//! 2. **Candidates.** The best few dozen notes each by title words in the text, likeness of the texts,
//!    topic of the titles, links from similar notes, and display texts of links; and the notes of the
//!    same source. They include 89 to 100 % of the links that authors set, depending on the vault.
//! 3. **Scores.** A candidate has ninety-four features: the share of its title in a sentence, a
//!    heading, a phrase; the number of titles with that phrase; likeness of titles, texts and topics,
//!    also to the notes of the same source; links to the candidate; how often this vault's notes link
//!    inside their source and beyond; ranks among the candidates. A quick ensemble of small regression
//!    trees picks the sixty likeliest; a second, trained on those alone, scores them, shifted so that
//!    the best threshold for a suggestion is 0.5.
//!    A note whose alias is said needs no score of the trees: it is suggested there with a fixed one,
//!    lower for a single word that many notes have.
//! 4. **Words.** The span with most of the title's words, each weighted by its rarity, less if the
//!    note's own title has it, and less in another order; in the sentence with most of the title, and
//!    rather from its beginning. Only where the dialect allows a link, and never across a pause. What
//!    suits best is assigned first, so that no title is broken up for another note.
//!
//! In a vault whose links seldom leave their folder, notes of other folders score lower. Rarity is
//! computed as in a vault of 400 to 1,000 notes: the sizes of the training vaults.
//!
//! Logarithm and exponential are computed from basic arithmetic, all sums run in a fixed order, and
//! no random number is drawn: a result is the same on every machine. The trees are in `weights.bin`;
//! `train_links` in the workspace's bench crate trains them on vaults with known links: those of a
//! quarter of the sources, held out, and those of the older notes, treating a third of their sources as
//! new in turn.
//!
//! # Figures
//!
//! Twelve vaults, 1,680 notes with 6,758 targets, by six-fold cross-validation over vaults (each fold
//! is scored with trees and threshold of the others). Links are inconsistent, since vaults contain nearly
//! identical notes: an F1 near 1 is out of reach.
//!
//! | | F1 | P@5 | R@10 |
//! | --- | --- | --- | --- |
//! | title in the text | .245 | .112 | .138 |
//! | TF-IDF of sentences, titles and texts | .316 | .285 | .552 |
//! | boosted trees on simpler features | .448 | .385 | .685 |
//! | this | .504 | .425 | .736 |
//!
//! By vault, F1 goes from .342 and .375 (hundreds of titles made of the same few words, as
//! investment, strategies, market) to .709; `train_links` prints the table. Knowing the number
//! of links that each author set would raise F1 by .02 only: the order is what is hard.
//!
//! Contribution of groups of features, by three folds and 80 trees (`train_links --folds 3 --trees 80
//! --without …`); differences below .005 are noise:
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
//! - Several notes with nearly the same title: authors choose inconsistently.
//! - Links whose display text shares nothing with the title.
//! - Which mention becomes the link: for correct targets, the words overlap those of the author's link
//!   in three of five. In a prototype with other trees (three folds, mention F1), trees with fifty features
//!   of the words were no better than the four rules above (.185 both; .179 without the sentence and the
//!   beginning). The best possible choice gives .28: many links are in headings, and authors link a target
//!   under several words.
//! - In the same prototype, trees learned no more from words that a vault tends to link, topics of usual
//!   targets, or scores of rival candidates: all changed the figures by less than noise.
//! - Meaning beyond shared words. In another prototype (three folds, trees of another library), the
//!   cosine of the titles by a sentence model (MiniLM), and its rank, raised F1 from .492 to .532, P@5 from
//!   .422 to .451 and R@10 from .733 to .780. So inconsistent authors are not the only limit
//!   of the order. One vector a word, computed by that model for the words of these vaults'
//!   titles, gave .505, .428 and .751 with 64 dimensions, and .511, .434 and .755 with 256. For 21,719 words
//!   chosen without these vaults it was .500, .424 and .737 with 64: little more than noise.
//! - The habits of one vault. A threshold learned from its older links lowered F1 from .504 to .497; the
//!   best threshold of each vault, known beforehand, would give .509.
//! - Notes of one source that are new together. In that prototype with the present score as a feature,
//!   scores of the opposite link, from the candidate to the note, raised F1 from .497 to .503;
//!   scores of the other notes of the source changed it by .002, and links that occur together with those
//!   to likely targets by -.003; with all of these and paths of two links it was .504.
//! - Targets linked several times in a note: 1.4 to 3.1 times on average, by vault. Further spans
//!   whose fit is within a tenth of the best, up to five in all, would raise mention F1 from .185 to .203,
//!   and lower precision from .32 to .26. One link a target is suggested nevertheless.

mod alias_index;
mod aliases;
mod array;
mod collection;
mod common_word;
mod facts;
mod features;
mod index;
mod lists;
mod mention;
mod model;
mod numbers;
mod query;
mod span;
mod stored;
mod stored_index;
mod suggest;
#[cfg(test)]
mod testing;
mod tokenized_note;
mod topic_vector;
mod topics;
#[doc(hidden)]
pub mod training;
mod vault_scores;
mod weights;
mod why;
mod words;
mod writable;

pub use collection::VaultFacts;
pub use facts::{LinkFact, NoteFacts};
pub use index::LinkIndex;
pub use stored::ReadIndexError;
pub use stored_index::StoredIndex;
pub use suggest::{MIN_LINK_SCORE, RankedNote, SuggestOptions, Suggestion, rank, suggest};
pub use writable::{link_splices, writable};
