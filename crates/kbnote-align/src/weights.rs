//! The learned numbers, read once from the weight file that `train_align` writes.

use std::sync::LazyLock;

use kbnote_model::{Tree, WeightError, WeightFile};

use crate::chain::{STEP_CLASSES, STEP_ROWS, StepFactors};
use crate::evidence;
use crate::features;

/// The weight file as it was checked in.
static BYTES: &[u8] = include_bytes!("weights.bin");

/// What [`weights`] gives; a test holds that the file can be read.
static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::parse(BYTES).unwrap_or_default());

/// The learned numbers of the aligner.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// How much likelier each class of steps is between neighbours than by chance, by
    /// [`crate::chain::step_row`].
    pub steps: StepFactors,
    /// The trees that score a candidate.
    pub trees: Vec<Tree>,
    /// The trees whose sum is the log-odds of a place being right, if the claim is said.
    pub right: Vec<Tree>,
    /// The trees whose sum is the log-odds of the claim being said.
    pub support: Vec<Tree>,
    /// A claim that is said with a lower probability is refused.
    pub least_support: f64,
}

/// The learned numbers.
pub(crate) fn weights() -> &'static Weights {
    &WEIGHTS
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            steps: [[1.0; STEP_CLASSES]; STEP_ROWS],
            trees: Vec::new(),
            right: Vec::new(),
            support: Vec::new(),
            least_support: 0.0,
        }
    }
}

impl Weights {
    /// Reads a weight file.
    ///
    /// # Errors
    ///
    /// Where it is damaged, or was learned from other features than today's.
    pub fn parse(bytes: &[u8]) -> Result<Self, WeightError> {
        let file = WeightFile::parse(bytes)?;
        for (section, names) in names() {
            if file.names(section)? != names {
                return Err(WeightError::Invalid(section.to_owned()));
            }
        }
        let invalid = |section: &str| WeightError::Invalid(section.to_owned());
        let steps = file.numbers("steps")?;
        let (rows, rest) = steps.as_chunks::<STEP_CLASSES>();
        let steps = rows.try_into().map_err(|_| invalid("steps"))?;
        if !rest.is_empty() {
            return Err(invalid("steps"));
        }
        let [least_support] = file.numbers("least_support")?[..] else {
            return Err(invalid("least_support"));
        };
        Ok(Self {
            steps,
            trees: file.trees("trees", features::COUNT)?,
            right: file.trees("right", evidence::COUNT)?,
            support: file.trees("support", evidence::COUNT)?,
            least_support,
        })
    }

    /// The weight file with these numbers.
    #[must_use]
    pub fn to_file(&self) -> WeightFile {
        let mut file = WeightFile::new();
        for (section, names) in names() {
            file = file.with_names(section, &names);
        }
        file.with_numbers("steps", self.steps.as_flattened())
            .with_trees("trees", &self.trees)
            .with_trees("right", &self.right)
            .with_trees("support", &self.support)
            .with_numbers("least_support", &[self.least_support])
    }
}

/// The names of the features that the trees ask for, by the sections that hold them.
fn names() -> [(&'static str, Vec<String>); 2] {
    [
        ("features", features::names().map(str::to_owned).collect()),
        ("evidence", evidence::names().collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weight_file_is_readable_and_as_the_trainer_writes_it() {
        let read = Weights::parse(BYTES).unwrap();
        assert!(!read.trees.is_empty() && !read.right.is_empty() && !read.support.is_empty());
        assert_eq!(read.to_file().as_bytes(), BYTES);
    }
}
