//! The input: the claims of a note.

/// A statement in the author's own words, with its position in the note.
///
/// A note is given as all its sentences in the order of the text, those without an anchor too:
/// they ask for no moment, and are read for what they say about their neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim<'a> {
    /// The sentence, or part of one, as plain text: no Markdown, no anchors.
    pub text: &'a str,
    /// The heading above it, as plain text; empty if there is none.
    pub heading: &'a str,
    /// Claims of one paragraph or list item share this number; it grows along the note.
    pub block: usize,
    /// How many distinct moments are wanted. 0: none, the claim is context for the others.
    pub moments: usize,
}
