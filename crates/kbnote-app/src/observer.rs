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
}

/// An observer that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct SilentObserver;

impl Observer for SilentObserver {
    fn notice(&self, _: fmt::Arguments<'_>) {}
    fn warn(&self, _: fmt::Arguments<'_>) {}
    fn hint(&self, _: fmt::Arguments<'_>) {}
}
