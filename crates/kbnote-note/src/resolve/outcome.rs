//! Where a link leads.

/// Where one renderer leads a reader. Notes are numbers, in the order given to the [`Resolver`](crate::Resolver).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// To no note.
    Missing,
    /// To this note.
    Note(usize),
    /// To a file that is no note, such as a picture.
    File,
    /// To none of these in particular: they have the name, and nothing decides between them.
    Ambiguous(Vec<usize>),
}

impl Outcome {
    /// The note, if it is one.
    #[must_use]
    pub const fn note(&self) -> Option<usize> {
        match self {
            Self::Note(note) => Some(*note),
            _ => None,
        }
    }
}

/// Where the two renderers lead a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// In Quartz.
    pub quartz: Outcome,
    /// In Obsidian.
    pub obsidian: Outcome,
}

impl Resolution {
    /// The note that both lead to.
    #[must_use]
    pub fn agreed(&self) -> Option<usize> {
        self.quartz.note().filter(|_| self.quartz == self.obsidian)
    }

    /// Whether either of the two leads to this note.
    #[must_use]
    pub fn leads_to(&self, note: usize) -> bool {
        self.quartz.note() == Some(note) || self.obsidian.note() == Some(note)
    }
}
