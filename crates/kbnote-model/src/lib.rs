//! What the learned parts of kbnote are made of: ensembles of small regression trees, and
//! functions that give the same bits on every machine.
//!
//! A [`Tree`] tests one feature at each [`Fork`] and ends in a number; an ensemble is the sum of
//! its trees. The trees lie in weight files beside the source of the crates that use them, written
//! by the trainers in `kbnote-bench` and read by [`WeightFile`].
//!
//! ```
//! use kbnote_model::{Fork, Tree, score};
//!
//! let forks = vec![Fork { feature: 1, limit: 0.5, right: 0b10 }];
//! let tree = Tree { forks, leaves: vec![-1.0, 2.0] };
//! let trees = [tree.clone(), tree];
//! assert_eq!(score(&trees, &[9.0, 0.5]), -2.0);
//! assert_eq!(score(&trees, &[9.0, 0.6]), 4.0);
//! ```

pub mod math;
mod tree;
mod weight_file;

pub use tree::{Fork, Tree, score, scores};
pub use weight_file::{WeightError, WeightFile};
