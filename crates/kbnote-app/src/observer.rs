//! Events of a run, for whoever watches it.

use std::fmt;

/// Receives what a run reports besides its result.
pub trait Observer: fmt::Debug + Send + Sync {
    /// Something to know that needs no action.
    fn notice(&self, text: fmt::Arguments<'_>);

    /// Something that may be wrong.
    fn warn(&self, text: fmt::Arguments<'_>);

    /// What to do about the warning before it.
    fn hint(&self, text: fmt::Arguments<'_>);

    /// A step over many things begins, and replaces the one before; `what` is done with each.
    fn begin_step(&self, _what: &'static str, _total: usize) {}

    /// One more of them is done.
    fn advance_step(&self) {}

    /// The step has ended.
    fn end_step(&self) {}
}

/// An observer that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentObserver;

impl Observer for SilentObserver {
    fn notice(&self, _: fmt::Arguments<'_>) {}
    fn warn(&self, _: fmt::Arguments<'_>) {}
    fn hint(&self, _: fmt::Arguments<'_>) {}
}
