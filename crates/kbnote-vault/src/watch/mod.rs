//! Reports which files of a vault change, as they change.
//!
//! The system's events are used where there are any. Folders of another machine send none, so there,
//! and where the system refuses, sizes and times of files are compared every second.

mod event;
mod folders;
mod network;
mod worker;

use std::path::Path;
use std::sync::mpsc::{self, Sender};
use std::thread;

pub use self::event::{WatchEvent, WatchMethod};
use self::folders::WatchedFolders;
use self::worker::{Signal, Worker};
use crate::Vault;

/// A vault that is watched until this is dropped.
#[derive(Debug)]
pub struct Watch {
    signals: Sender<Signal>,
    polling: Option<String>,
}

impl Watch {
    /// Why changes were found by comparing times from the beginning; `None` if the system reports them.
    #[must_use]
    pub fn polling(&self) -> Option<&str> {
        self.polling.as_deref()
    }

    /// Watches the folder of this file too, wherever in the vault it is.
    pub fn include(&self, file: &Path) {
        // The worker only ends before this does if it panicked.
        let _ = self.signals.send(Signal::Include(file.to_owned()));
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.signals.send(Signal::Stop);
    }
}

impl Vault {
    /// Watches notes, their states, transcripts and settings; `report` gets what happens, on a thread of
    /// its own.
    #[must_use]
    pub fn watch(
        &self,
        method: WatchMethod,
        report: impl Fn(WatchEvent) + Send + 'static,
    ) -> Watch {
        let (signals, received) = mpsc::channel();
        let folders = WatchedFolders::new(self);
        let (worker, polling) = Worker::new(folders, method, (&signals, received), report);
        thread::spawn(move || worker.run());
        Watch { signals, polling }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::sync::mpsc::Receiver;
    use std::time::Duration;

    use super::*;
    use crate::testing;

    /// Only a watch that reports nothing is waited for so long.
    const PATIENCE: Duration = Duration::from_secs(60);

    struct Watched {
        dir: tempfile::TempDir,
        watch: Watch,
        events: Receiver<WatchEvent>,
    }

    impl Watched {
        fn new(method: WatchMethod) -> Self {
            let (dir, vault) = testing::vault();
            fs::create_dir_all(dir.path().join("notes/a")).unwrap();
            let (sender, events) = mpsc::channel();
            let watch = vault.watch(method, move |event| drop(sender.send(event)));
            assert_eq!(watch.polling().is_some(), method == WatchMethod::Polling);
            Self { dir, watch, events }
        }

        fn write(&self, name: &str, text: &str) {
            crate::files::replace(&self.dir.path().join(name), text.as_bytes()).unwrap();
        }

        /// Waits until this path is reported, or a folder above it.
        fn reported(&self, name: &str) -> BTreeSet<String> {
            let mut all: BTreeSet<String> = BTreeSet::new();
            let is_it = |path: &String| name == path || name.starts_with(&format!("{path}/"));
            while !all.iter().any(is_it) {
                match self.events.recv_timeout(PATIENCE) {
                    Ok(WatchEvent::Changed(paths)) => all.extend(paths),
                    other => panic!("{name}: {other:?} after {all:?}"),
                }
            }
            all
        }
    }

    #[test]
    fn changes_are_reported_by_their_paths() {
        for method in [WatchMethod::Automatic, WatchMethod::Polling] {
            let watched = Watched::new(method);
            watched.write("notes/a/b.md", "One.");
            watched.reported("notes/a/b.md");
            fs::write(watched.dir.path().join("notes/a/b.md"), "One and two.").unwrap();
            watched.reported("notes/a/b.md");
            watched.write("transcripts/x.json", "{}");
            watched.reported("transcripts/x.json");
            watched.write(".kbnote/notes/notes/a/b.md.json", "{}");
            watched.reported(".kbnote/notes/notes/a/b.md.json");
            fs::remove_file(watched.dir.path().join("notes/a/b.md")).unwrap();
            watched.reported("notes/a/b.md");
        }
    }

    #[test]
    fn folders_that_appear_are_watched() {
        for method in [WatchMethod::Automatic, WatchMethod::Polling] {
            let watched = Watched::new(method);
            watched.write("notes/new/deep/c.md", "One.");
            watched.reported("notes/new/deep/c.md");
            fs::write(watched.dir.path().join("notes/new/deep/d.md"), "Two.").unwrap();
            watched.reported("notes/new/deep/d.md");
        }
    }

    #[test]
    fn where_the_system_reports_no_more_changes_times_are_compared() {
        let watched = Watched::new(WatchMethod::Automatic);
        let limit = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
        let sent = watched.watch.signals.send(Signal::Event(Err(limit)));
        assert!(sent.is_ok());
        let next = || watched.events.recv_timeout(PATIENCE).unwrap();
        let reason = "the system's limit on watched folders has been reached".to_owned();
        assert_eq!(next(), WatchEvent::Polling(reason));
        assert_eq!(next(), WatchEvent::ManyChanged);
        watched.write("notes/a/b.md", "One.");
        watched.reported("notes/a/b.md");
    }

    #[test]
    fn hidden_files_and_caches_are_not_reported() {
        let watched = Watched::new(WatchMethod::Automatic);
        for name in [
            ".git/x.md",
            "notes/.b.md.swp",
            ".kbnote/cache/x",
            "node_modules/p/readme.md",
        ] {
            watched.write(name, "x");
        }
        watched.write("notes/last.md", "x");
        let all = watched.reported("notes/last.md");
        for private in [".git", "notes/.", ".kbnote/cache", "node_modules"] {
            assert!(!all.iter().any(|name| name.starts_with(private)), "{all:?}");
        }
    }

    #[test]
    fn a_folder_elsewhere_in_the_vault_is_watched_once_it_is_included() {
        for method in [WatchMethod::Automatic, WatchMethod::Polling] {
            let watched = Watched::new(method);
            watched.write("other/a.md", "One.");
            watched
                .watch
                .include(&watched.dir.path().join("other/a.md"));
            watched.write("notes/before.md", "One.");
            watched.reported("notes/before.md");
            watched.write("other/a.md", "Another one.");
            watched.reported("other/a.md");
        }
    }
}
