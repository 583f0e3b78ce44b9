//! Revisions of a note, by which an edit names what it is based on.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use kbnote_core::Fingerprint;
use kbnote_note::Note;

use super::Captions;

/// Fingerprints of a note and of the captions that it is checked against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    note: String,
    /// Empty if there are no captions.
    captions: String,
}

/// An edit is based on an earlier revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevisionConflict {
    /// The note has changed since.
    #[error("the note was changed in the meantime")]
    Note,
    /// The captions have changed since.
    #[error("the captions were changed in the meantime")]
    Captions,
}

impl Revision {
    /// The revision of a note and the captions of its recordings.
    #[must_use]
    pub fn new<'a>(note: &Note, captions: impl IntoIterator<Item = &'a Captions>) -> Self {
        let captions = captions.into_iter().map(Captions::fingerprint);
        Self {
            note: Fingerprint::of(note.bytes()).to_string(),
            captions: captions.collect::<Vec<_>>().join("-"),
        }
    }

    /// Checks that this is still the current revision.
    ///
    /// # Errors
    /// [`RevisionConflict`] if it is not.
    pub fn check(&self, current: &Self) -> Result<(), RevisionConflict> {
        if self.note != current.note {
            return Err(RevisionConflict::Note);
        }
        if self.captions != current.captions {
            return Err(RevisionConflict::Captions);
        }
        Ok(())
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.note, self.captions)
    }
}

/// Any text is a revision; one that was never current matches none.
impl FromStr for Revision {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let (note, captions) = text.split_once('.').unwrap_or((text, ""));
        Ok(Self {
            note: note.to_owned(),
            captions: captions.to_owned(),
        })
    }
}
