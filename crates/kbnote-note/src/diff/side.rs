//! One of the two notes that are compared.

use super::unit::{Unit, units};
use crate::note::Note;

/// A note taken apart.
pub(super) struct Side<'a> {
    pub(super) note: &'a Note,
    pub(super) units: Vec<Unit>,
    /// What a reader sees of each unit.
    pub(super) texts: Vec<String>,
}

impl<'a> Side<'a> {
    pub(super) fn new(note: &'a Note) -> Self {
        let units = units(note);
        let texts = units.iter().map(|unit| unit.text(note)).collect();
        Self { note, units, texts }
    }
}
