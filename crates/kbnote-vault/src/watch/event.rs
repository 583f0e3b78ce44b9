//! What happens in a watched vault, and how that is found out.

/// What happens in a watched vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WatchEvent {
    /// These files and folders changed, by their paths from the root joined by `/`.
    Changed(Vec<String>),
    /// So many changed that any may have.
    ManyChanged,
    /// From now on changes are found by comparing times, for this reason.
    Polling(String),
}

/// How changes are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchMethod {
    /// By the system's events; where there are none, by comparing times.
    Automatic,
    /// By comparing times.
    Polling,
}
