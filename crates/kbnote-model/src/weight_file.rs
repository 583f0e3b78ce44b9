//! Files of learned numbers: named sections of trees, numbers and names.
//!
//! The layout, all numbers little-endian: [`MAGIC`]; then each section as the length of its name
//! (one byte), its name, the length of its content (four bytes) and its content. Trees are their
//! count (four bytes) and for each the numbers of its forks and leaves (a byte each), the forks
//! (feature, limit, leaves to the right: 1, 4 and 4 bytes) and the leaves (4 bytes each).

use std::fmt;

use crate::tree::{Fork, Tree};

/// The first bytes of a weight file; the digit is the version of the layout.
const MAGIC: &[u8] = b"kbnote weights 1\n";

/// A tree has no more leaves than a fork has bits.
const MAX_LEAVES: usize = 32;

/// The learned numbers of one crate, as sections in the order in which they were added.
///
/// ```
/// use kbnote_model::{Tree, WeightFile};
///
/// let trees = [Tree { forks: Vec::new(), leaves: vec![0.5] }];
/// let file = WeightFile::new().with_trees("trees", &trees).with_numbers("cut", &[0.6]);
/// let read = WeightFile::parse(file.as_bytes())?;
/// assert_eq!(read.trees("trees", 0)?, trees);
/// assert_eq!(read.numbers("cut")?, [0.6]);
/// # Ok::<(), kbnote_model::WeightError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WeightFile {
    bytes: Vec<u8>,
}

/// Why a weight file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WeightError {
    /// It does not begin as a weight file does.
    Magic,
    /// It ends too early.
    Truncated,
    /// A section is missing.
    Missing(String),
    /// The content of a section is not valid.
    Invalid(String),
}

impl fmt::Display for WeightError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Magic => write!(f, "not a weight file of this version"),
            Self::Truncated => write!(f, "the weight file ends too early"),
            Self::Missing(name) => write!(f, "the weight file has no section {name:?}"),
            Self::Invalid(name) => write!(f, "section {name:?} of the weight file is not valid"),
        }
    }
}

impl std::error::Error for WeightError {}

impl WeightFile {
    /// A file without sections.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bytes: MAGIC.to_vec(),
        }
    }

    /// Checks that some bytes are a weight file.
    ///
    /// # Errors
    ///
    /// Where they are of another version or end too early.
    pub fn parse(bytes: &[u8]) -> Result<Self, WeightError> {
        let mut reader = Reader(bytes.strip_prefix(MAGIC).ok_or(WeightError::Magic)?);
        while !reader.0.is_empty() {
            reader.section()?;
        }
        Ok(Self {
            bytes: bytes.to_vec(),
        })
    }

    /// The bytes of the file.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file with a section of trees.
    #[must_use]
    pub fn with_trees(self, name: &str, trees: &[Tree]) -> Self {
        let mut content = count(trees.len()).to_vec();
        for tree in trees {
            content.extend([byte(tree.forks.len()), byte(tree.leaves.len())]);
            for fork in &tree.forks {
                content.push(fork.feature);
                content.extend(fork.limit.to_le_bytes());
                content.extend(fork.right.to_le_bytes());
            }
            content.extend(tree.leaves.iter().flat_map(|leaf| leaf.to_le_bytes()));
        }
        self.with_section(name, &content)
    }

    /// The file with a section of numbers.
    #[must_use]
    pub fn with_numbers(self, name: &str, numbers: &[f64]) -> Self {
        let content: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        self.with_section(name, &content)
    }

    /// The file with a section of names, none of which has a line break.
    #[must_use]
    pub fn with_names(self, name: &str, names: &[String]) -> Self {
        self.with_section(name, names.join("\n").as_bytes())
    }

    fn with_section(mut self, name: &str, content: &[u8]) -> Self {
        self.bytes.push(byte(name.len()));
        self.bytes.extend(name.as_bytes());
        self.bytes.extend(count(content.len()));
        self.bytes.extend(content);
        self
    }

    /// The trees of a section, which ask for features with numbers below `features` only.
    ///
    /// # Errors
    ///
    /// Where there is no such section, or a place could fall into no leaf of a tree.
    pub fn trees(&self, name: &str, features: usize) -> Result<Vec<Tree>, WeightError> {
        let mut reader = Reader(self.section(name)?);
        let invalid = || WeightError::Invalid(name.to_owned());
        let trees = (0..reader.count()?).map(|_| reader.tree());
        let trees = trees.collect::<Result<Vec<_>, _>>()?;
        let is_valid = reader.0.is_empty() && trees.iter().all(|tree| is_valid(tree, features));
        if is_valid { Ok(trees) } else { Err(invalid()) }
    }

    /// The numbers of a section.
    ///
    /// # Errors
    ///
    /// Where there is no such section, or it does not hold whole numbers of eight bytes.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, WeightError> {
        let (numbers, rest) = self.section(name)?.as_chunks::<8>();
        if rest.is_empty() {
            Ok(numbers.iter().map(|n| f64::from_le_bytes(*n)).collect())
        } else {
            Err(WeightError::Invalid(name.to_owned()))
        }
    }

    /// The names of a section.
    ///
    /// # Errors
    ///
    /// Where there is no such section, or it is not text.
    pub fn names(&self, name: &str) -> Result<Vec<String>, WeightError> {
        let text = std::str::from_utf8(self.section(name)?);
        let text = text.map_err(|_| WeightError::Invalid(name.to_owned()))?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    fn section(&self, name: &str) -> Result<&[u8], WeightError> {
        let mut reader = Reader(self.bytes.strip_prefix(MAGIC).ok_or(WeightError::Magic)?);
        while !reader.0.is_empty() {
            let (found, content) = reader.section()?;
            if found == name.as_bytes() {
                return Ok(content);
            }
        }
        Err(WeightError::Missing(name.to_owned()))
    }
}

/// Whether every place falls into a leaf: the last leaf is to the right of every fork.
fn is_valid(tree: &Tree, features: usize) -> bool {
    let leaves = tree.leaves.len();
    let last = leaves.checked_sub(1).filter(|_| leaves <= MAX_LEAVES);
    last.is_some_and(|last| {
        tree.forks.iter().all(|fork| {
            let top = u32::BITS - 1 - fork.right.leading_zeros().min(u32::BITS - 1);
            usize::from(fork.feature) < features && fork.right > 0 && top as usize == last
        })
    })
}

/// The rest of some bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, length: usize) -> Result<&'a [u8], WeightError> {
        let (bytes, rest) = self
            .0
            .split_at_checked(length)
            .ok_or(WeightError::Truncated)?;
        self.0 = rest;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], WeightError> {
        let (bytes, rest) = self.0.split_first_chunk().ok_or(WeightError::Truncated)?;
        self.0 = rest;
        Ok(*bytes)
    }

    fn byte(&mut self) -> Result<u8, WeightError> {
        self.array::<1>().map(|[byte]| byte)
    }

    fn count(&mut self) -> Result<usize, WeightError> {
        let count = u32::from_le_bytes(self.array()?);
        usize::try_from(count).map_err(|_| WeightError::Truncated)
    }

    fn section(&mut self) -> Result<(&'a [u8], &'a [u8]), WeightError> {
        let length = self.byte()?;
        let name = self.bytes(usize::from(length))?;
        let length = self.count()?;
        Ok((name, self.bytes(length)?))
    }

    fn tree(&mut self) -> Result<Tree, WeightError> {
        let [forks, leaves] = self.array()?;
        let forks = (0..forks).map(|_| self.fork()).collect::<Result<_, _>>()?;
        let leaf = |_| self.array().map(f32::from_le_bytes);
        let leaves = (0..leaves).map(leaf).collect::<Result<_, _>>()?;
        Ok(Tree { forks, leaves })
    }

    fn fork(&mut self) -> Result<Fork, WeightError> {
        Ok(Fork {
            feature: self.byte()?,
            limit: f32::from_le_bytes(self.array()?),
            right: u32::from_le_bytes(self.array()?),
        })
    }
}

/// A length of at most 255; no tree or name is longer.
fn byte(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

fn count(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(right: u32) -> Tree {
        Tree {
            forks: vec![Fork {
                feature: 3,
                limit: 0.5,
                right,
            }],
            leaves: vec![-1.0, 2.0],
        }
    }

    fn file() -> WeightFile {
        let names = ["share".to_owned(), "gap".to_owned()];
        WeightFile::new()
            .with_names("features", &names)
            .with_numbers("steps", &[0.25, 4.0])
            .with_trees("trees", &[tree(0b10), tree(0b10)])
    }

    #[test]
    fn written_weights_are_read_back() {
        let read = WeightFile::parse(file().as_bytes()).unwrap();
        assert_eq!(read.trees("trees", 4).unwrap(), [tree(0b10), tree(0b10)]);
        assert_eq!(read.numbers("steps").unwrap(), [0.25, 4.0]);
        assert_eq!(read.names("features").unwrap(), ["share", "gap"]);
        assert_eq!(
            read.numbers("cut"),
            Err(WeightError::Missing("cut".to_owned()))
        );
    }

    #[test]
    fn damaged_files_are_errors() {
        let whole = file().as_bytes().to_vec();
        for length in 0..whole.len() {
            let Ok(cut) = WeightFile::parse(&whole[..length]) else {
                continue;
            };
            assert!(cut.trees("trees", 4).is_err(), "cut at {length}");
        }
        assert_eq!(WeightFile::parse(b"other"), Err(WeightError::Magic));
    }

    #[test]
    fn trees_that_may_lack_a_leaf_are_errors() {
        for right in [0b00, 0b01, 0b100, 0b110] {
            let file = WeightFile::new().with_trees("trees", &[tree(right)]);
            assert!(file.trees("trees", 4).is_err(), "{right:b}");
        }
        assert!(file().trees("trees", 3).is_err(), "an unknown feature");
    }
}
