//! The learned parameters, read once from the weight file that `train_links` writes.

use std::sync::LazyLock;

use kbnote_model::{Tree, WeightError, WeightFile};

use crate::features::{self, COUNT};

/// The weight file as it was checked in.
static BYTES: &[u8] = include_bytes!("weights.bin");

/// The parsed weights; a test ensures that the file can be read.
static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(BYTES).unwrap_or_default());

/// The learned parameters of the link suggester.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights {
    /// The trees that select the likely candidates.
    pub first: Vec<Tree>,
    /// The trees that score the likely candidates.
    pub second: Vec<Tree>,
    /// The threshold score for a suggestion.
    pub cut: f64,
}

/// The learned parameters.
pub(crate) fn weights() -> &'static Weights {
    &WEIGHTS
}

impl Weights {
    /// Reads a weight file.
    ///
    /// # Errors
    ///
    /// If it is damaged, or was learned from other features than the present ones.
    pub fn parse(bytes: &[u8]) -> Result<Self, WeightError> {
        let file = WeightFile::parse(bytes)?;
        if file.names("features")? != names() {
            return Err(WeightError::Invalid("features".to_owned()));
        }
        let [cut] = file.numbers("cut")?[..] else {
            return Err(WeightError::Invalid("cut".to_owned()));
        };
        Ok(Self {
            first: file.trees("first", COUNT)?,
            second: file.trees("second", COUNT)?,
            cut,
        })
    }

    /// The weight file with these parameters.
    #[must_use]
    pub fn to_file(&self) -> WeightFile {
        WeightFile::new()
            .with_names("features", &names())
            .with_trees("first", &self.first)
            .with_trees("second", &self.second)
            .with_numbers("cut", &[self.cut])
    }
}

/// The names of the features that the trees ask for.
fn names() -> Vec<String> {
    features::names().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_file_is_readable_and_as_the_trainer_writes_it() {
        let read = Weights::parse(BYTES).unwrap();
        assert!(!read.first.is_empty() && !read.second.is_empty());
        assert_eq!(read.to_file().as_bytes(), BYTES);
    }
}
