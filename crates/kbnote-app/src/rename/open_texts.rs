//! The texts of notes that an editor has.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The texts of notes that an editor has, by their files.
pub type OpenTexts = BTreeMap<PathBuf, Vec<u8>>;
