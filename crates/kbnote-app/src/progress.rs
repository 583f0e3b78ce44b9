//! How far a step of a run is.

use crate::{Observer, Workspace};

/// A step of a run over many things. It ends when this is dropped.
#[derive(Debug)]
pub struct Progress<'a> {
    observer: &'a dyn Observer,
}

impl Workspace {
    /// Begins a step over so many things; `what` says what is done with them.
    #[must_use]
    pub fn progress(&self, what: &'static str, total: usize) -> Progress<'_> {
        self.observer().begin_step(what, total);
        Progress {
            observer: self.observer(),
        }
    }
}

impl Progress<'_> {
    /// One more is done.
    pub fn advance(&self) {
        self.observer.advance_step();
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.observer.end_step();
    }
}
