//! The thread that waits for changes and reports them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher, WatcherKind};

use super::event::{WatchEvent, WatchMethod};
use super::folders::WatchedFolders;
use super::network::silent_file_system;
use crate::files::FileStamp;

/// Pause after which a file counts as written; editors write in several steps.
const SETTLED: Duration = Duration::from_millis(20);

/// The longest time for which changes are collected before they are reported.
const COLLECTED: Duration = Duration::from_millis(100);

/// How often times are compared.
const POLL: Duration = Duration::from_secs(1);

/// Comparing takes at most this part of the time.
const SHARE_OF_POLLING: u32 = 10;

/// More changes than these at once are not named.
const NAMED: usize = 100;

/// What the worker is woken by.
pub(super) enum Signal {
    Event(notify::Result<notify::Event>),
    Include(PathBuf),
    Stop,
}

/// Waits for changes and reports them.
pub(super) struct Worker<R> {
    folders: WatchedFolders,
    /// None where times are compared.
    watcher: Option<RecommendedWatcher>,
    signals: Receiver<Signal>,
    /// What the files were when changes began to be reported.
    stamps: BTreeMap<PathBuf, FileStamp>,
    report: R,
}

/// Changes that are reported together.
#[derive(Default)]
struct Batch {
    names: BTreeSet<String>,
    is_incomplete: bool,
}

/// Why the worker stops waiting for events.
enum End {
    Stopped,
    /// The system reports changes no longer.
    Failed(String),
}

impl<R: Fn(WatchEvent)> Worker<R> {
    /// A worker, and why it compares times if it does.
    pub(super) fn new(
        folders: WatchedFolders,
        method: WatchMethod,
        (sender, signals): (&Sender<Signal>, Receiver<Signal>),
        report: R,
    ) -> (Self, Option<String>) {
        let begun = begin(&folders, method, sender.clone());
        let (watcher, polling) = match begun {
            Ok(watcher) => (Some(watcher), None),
            Err(reason) => (None, Some(reason)),
        };
        let mut worker = Self {
            folders,
            watcher,
            signals,
            stamps: BTreeMap::new(),
            report,
        };
        if polling.is_some() {
            worker.stamps = worker.folders.stamps();
        }
        (worker, polling)
    }

    pub(super) fn run(mut self) {
        if self.watcher.is_some() {
            match self.follow_events() {
                End::Stopped => return,
                End::Failed(reason) => {
                    self.watcher = None;
                    self.stamps = self.folders.stamps();
                    (self.report)(WatchEvent::Polling(reason));
                    (self.report)(WatchEvent::ManyChanged);
                }
            }
        }
        self.compare_times();
    }

    fn follow_events(&mut self) -> End {
        loop {
            let Ok(signal) = self.signals.recv() else {
                return End::Stopped;
            };
            let mut batch = Batch::default();
            if let Err(end) = self.collect(signal, &mut batch) {
                return end;
            }
            if let Some(event) = batch.event() {
                (self.report)(event);
            }
        }
    }

    /// Collects changes until there are none for a moment.
    fn collect(&mut self, first: Signal, batch: &mut Batch) -> Result<(), End> {
        let began = Instant::now();
        let mut next = Some(first);
        while let Some(signal) = next {
            match signal {
                Signal::Stop => return Err(End::Stopped),
                Signal::Include(file) => {
                    if let Some(folder) = self.folders.include(&file) {
                        self.watch(&folder)?;
                    }
                }
                Signal::Event(Ok(event)) => self.add(&event, batch)?,
                Signal::Event(Err(error)) => check(&error)?,
            }
            let is_over = began.elapsed() >= COLLECTED;
            next = (!is_over)
                .then(|| self.signals.recv_timeout(SETTLED).ok())
                .flatten();
        }
        Ok(())
    }

    fn add(&mut self, event: &notify::Event, batch: &mut Batch) -> Result<(), End> {
        if matches!(event.kind, EventKind::Access(_)) {
            return Ok(());
        }
        batch.is_incomplete |= event.need_rescan();
        for path in &event.paths {
            batch.names.extend(self.folders.reported_name(path));
            let is_new = may_be_new(event.kind) && self.folders.is_watched(path);
            if is_new && path.is_dir() {
                self.watch_tree(path)?;
            }
        }
        Ok(())
    }

    /// Watches a folder that appeared, and those in it. Each is watched before it is read, so that none is
    /// missed that appears between.
    fn watch_tree(&mut self, top: &Path) -> Result<(), End> {
        let mut unread = vec![top.to_owned()];
        while let Some(folder) = unread.pop() {
            self.watch(&folder)?;
            unread.extend(self.folders.within(&folder));
        }
        Ok(())
    }

    fn watch(&mut self, folder: &Path) -> Result<(), End> {
        let Some(watcher) = self.watcher.as_mut().filter(|_| is_by_folder()) else {
            return Ok(());
        };
        let watched = watcher.watch(folder, RecursiveMode::NonRecursive);
        watched.or_else(|error| check(&error))
    }

    fn compare_times(&mut self) {
        let mut pause = POLL;
        loop {
            match self.signals.recv_timeout(pause) {
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Ok(Signal::Include(file)) => {
                    let folder = self.folders.include(&file);
                    self.stamps.extend(self.folders.stamps_in(folder));
                    continue;
                }
                Ok(Signal::Event(_)) => continue,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let began = Instant::now();
            let after = self.folders.stamps();
            pause = POLL.max(began.elapsed() * SHARE_OF_POLLING);
            let changed = differences(&self.stamps, &after);
            let batch = Batch {
                names: changed
                    .filter_map(|path| self.folders.reported_name(path))
                    .collect(),
                is_incomplete: false,
            };
            self.stamps = after;
            if let Some(event) = batch.event() {
                (self.report)(event);
            }
        }
    }
}

impl Batch {
    fn event(self) -> Option<WatchEvent> {
        if self.is_incomplete || self.names.len() > NAMED {
            return Some(WatchEvent::ManyChanged);
        }
        let names: Vec<String> = self.names.into_iter().collect();
        (!names.is_empty()).then_some(WatchEvent::Changed(names))
    }
}

/// Begins to watch the folders that exist, or says why that is not possible.
fn begin(
    folders: &WatchedFolders,
    method: WatchMethod,
    signals: Sender<Signal>,
) -> Result<RecommendedWatcher, String> {
    if method == WatchMethod::Polling {
        return Err("as requested".to_owned());
    }
    if let Some(name) = silent_file_system(folders.root()) {
        return Err(format!("{name} does not report what others change"));
    }
    // A signal that nobody receives is one after the end.
    let send = move |event| drop(signals.send(Signal::Event(event)));
    let mut watcher = notify::recommended_watcher(send).map_err(|error| reason(&error))?;
    let begun = match is_by_folder() {
        true => {
            let mut existing = folders.existing().into_iter();
            existing.try_for_each(|folder| watcher.watch(&folder, RecursiveMode::NonRecursive))
        }
        false => watcher.watch(folders.root(), RecursiveMode::Recursive),
    };
    begun.map_err(|error| reason(&error))?;
    Ok(watcher)
}

/// Whether the system watches folders one by one, so that none need be watched in vain.
fn is_by_folder() -> bool {
    let kind = RecommendedWatcher::kind();
    matches!(kind, WatcherKind::Inotify | WatcherKind::Kqueue)
}

/// Whether what an event names may not have existed before.
fn may_be_new(kind: EventKind) -> bool {
    let is_renamed = matches!(kind, EventKind::Modify(ModifyKind::Name(_)));
    is_renamed || matches!(kind, EventKind::Create(_) | EventKind::Any)
}

/// Only at a limit of the system are changes missed; a folder may be gone again by now.
fn check(error: &notify::Error) -> Result<(), End> {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => Err(End::Failed(reason(error))),
        _ => Ok(()),
    }
}

fn reason(error: &notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the system's limit on watched folders has been reached".to_owned()
        }
        _ => format!("the system cannot watch the folder: {error}"),
    }
}

/// The files that are new, gone, or of another size or time.
fn differences<'a>(
    before: &'a BTreeMap<PathBuf, FileStamp>,
    after: &'a BTreeMap<PathBuf, FileStamp>,
) -> impl Iterator<Item = &'a Path> {
    let gone = before.keys().filter(|path| !after.contains_key(*path));
    let changed = after
        .iter()
        .filter(|(path, stamp)| before.get(*path) != Some(stamp));
    let changed = changed.map(|(path, _)| path);
    gone.chain(changed).map(PathBuf::as_path)
}
