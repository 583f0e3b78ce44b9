//! What the page of `kbnote serve` shows of a note, and the changes that it asks for.
//!
//! [`Sheet`] is a note as the page sees it, made of the note, what is known of it and its
//! [`Captions`]; [`standing`] says which of its claims want a look, and [`Tallier`] counts them. A [`Change`] is what a person
//! did; [`change()`] makes a new note and its state of it, and [`wording`] puts an edited sentence
//! back around its anchors. Nothing is read or written here, and no network is known.

mod captions;
mod change;
mod sheet;
mod standing;
mod tallier;
mod wording;

pub(crate) use captions::Captions;
pub(crate) use change::{Change, ChangeError, Changed, Seen, Stale, change, takes_changes};
pub(crate) use sheet::{Opened, Sheet};
pub(crate) use standing::Tally;
pub(crate) use tallier::Tallier;
