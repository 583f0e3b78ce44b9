//! The names of the vault's notes, read by a thread of their own.

use std::time::{Duration, Instant};

use kbnote_app::check::OpenNoteChecker;
use kbnote_app::{Error, Linker, Workspace};

/// News of the vault's notes.
pub(crate) enum VaultNews<'a> {
    /// Their names, and where their links lead.
    Names(Result<Box<OpenNoteChecker<'a>>, Error>),
    /// A new suggester of links.
    Linker(Box<Linker>),
}

/// Reads the names.
pub(crate) fn read_names(workspace: &Workspace) -> Result<Box<OpenNoteChecker<'_>>, Error> {
    // Notes may have been moved since their states were last searched for.
    workspace.vault.forget_found_states();
    OpenNoteChecker::new(workspace).map(Box::new)
}

/// Makes the suggester of links, which in a large vault takes longer than reading the names, no more often
/// than that is worth.
#[derive(Debug, Default)]
pub(crate) struct LinkerSource {
    /// The names for which one was made last.
    names: Option<u64>,
    last: Option<(Instant, Duration)>,
}

impl LinkerSource {
    /// The suggester for these names, if there is a new one.
    pub(crate) fn renewed(&mut self, workspace: &Workspace, names: u64) -> Option<Linker> {
        let is_due = |(at, took): (Instant, Duration)| at.elapsed() > took * SHARE;
        if self.names == Some(names) || !self.last.is_none_or(is_due) {
            return None;
        }
        let start = Instant::now();
        let linker = Linker::new(workspace).ok()?;
        self.names = Some(names);
        self.last = Some((Instant::now(), start.elapsed()));
        Some(linker)
    }
}

/// When names were last read, and whether that is going on.
#[derive(Debug, Default)]
pub(crate) struct NameReads {
    is_running: bool,
    /// Whether files have changed since it began.
    is_again: bool,
}

/// What making a suggester may cost, as a part of all time.
const SHARE: u32 = 20;

impl NameReads {
    /// Notes that files may have changed; whether to begin now.
    pub(crate) fn request(&mut self) -> bool {
        self.is_again = self.is_running;
        !std::mem::replace(&mut self.is_running, true)
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.is_running
    }

    /// Notes that it has ended; whether to begin again.
    pub(crate) fn ended(&mut self) -> bool {
        self.is_running = std::mem::take(&mut self.is_again);
        self.is_running
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_during_a_reading_lead_to_another() {
        let mut reading = NameReads::default();
        assert!(reading.request());
        assert!(!reading.request());
        assert!(reading.ended());
        assert!(!reading.ended());
        assert!(!reading.is_running() && reading.request());
    }
}
