//! The classes of errors.

/// Whether a retry can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The video or list is not available.
    NotThere,
    /// It was refused for now: a retry later or elsewhere can help.
    RefusedForNow,
}
