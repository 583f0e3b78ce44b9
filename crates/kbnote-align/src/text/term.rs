//! Terms of a text.

/// A term and the beginning of the text it represents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    /// Its normal form.
    pub(crate) form: String,
    /// Byte offset, in the text, of its run between blanks.
    pub(crate) offset: usize,
}
