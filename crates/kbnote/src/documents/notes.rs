//! Documents on several notes.

use kbnote_app::Error;
use serde::Serialize;

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct NotesDocument<E> {
    pub(crate) schema: &'static str,
    /// The notes.
    pub(crate) notes: Vec<NoteEntry<E>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum NoteEntry<E> {
    Done(E),
    Failed {
        /// The note, as it was given.
        path: String,
        /// Why it failed.
        #[cfg_attr(test, schemars(with = "super::error_entry::ErrorEntry"))]
        error: Error,
    },
}

impl<E> NoteEntry<E> {
    pub(crate) fn failed(path: &str, error: &Error) -> Self {
        Self::Failed {
            path: path.to_owned(),
            error: error.with_note(path),
        }
    }
}
