//! The names of the vault's notes, read by a thread of their own.

use std::time::{Duration, Instant};

use kbnote_app::check::OpenNoteChecker;
use kbnote_app::{Error, Workspace};

/// The names as they were read, and how long that took.
pub(crate) struct VaultNames<'a> {
    pub(crate) checker: Result<OpenNoteChecker<'a>, Error>,
    pub(crate) took: Duration,
}

impl<'a> VaultNames<'a> {
    pub(crate) fn read(workspace: &'a Workspace) -> Self {
        let start = Instant::now();
        // Notes may have been moved since their states were last searched for.
        workspace.vault.forget_found_states();
        Self {
            checker: OpenNoteChecker::new(workspace),
            took: start.elapsed(),
        }
    }
}

/// When names were last read, and whether that is going on.
#[derive(Debug, Default)]
pub(crate) struct NameReads {
    is_running: bool,
    /// Whether files have changed since it began.
    is_again: bool,
    /// When it ended, and how long it took.
    last: Option<(Instant, Duration)>,
}

/// Names are read again after this time without news from the editor, which may not watch files.
const TRUSTED: Duration = Duration::from_secs(5);

/// What reading names may cost, as a part of all time.
const SHARE: u32 = 20;

impl NameReads {
    /// Notes that files may have changed; whether to begin now.
    pub(crate) fn request(&mut self) -> bool {
        self.is_again = self.is_running;
        !std::mem::replace(&mut self.is_running, true)
    }

    /// Whether the names are so old that they are to be read without news.
    pub(crate) fn is_due(&self) -> bool {
        let is_old = |(at, took): (Instant, Duration)| at.elapsed() > TRUSTED.max(took * SHARE);
        !self.is_running && self.last.is_none_or(is_old)
    }

    pub(crate) const fn is_running(&self) -> bool {
        self.is_running
    }

    /// Notes that it has ended; whether to begin again.
    pub(crate) fn ended(&mut self, took: Duration) -> bool {
        self.last = Some((Instant::now(), took));
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
        assert!(!reading.request() && !reading.is_due());
        assert!(reading.ended(Duration::ZERO));
        assert!(!reading.ended(Duration::ZERO));
        assert!(!reading.is_running() && reading.request());
    }
}
