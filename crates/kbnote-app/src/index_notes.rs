//! Updates of the index notes of channels.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::channel_indexes::{Channels, PlannedIndex};
use crate::{Error, ErrorKind, Workspace, WriteMode, reject_conflict_markers};

/// Which index notes are updated, and how.
#[derive(Clone, Debug, Default)]
pub struct IndexRequest {
    /// Channels, by the names of their folders, handles or paths; all if there are none.
    pub channels: Vec<String>,
    /// Whether the videos are sorted by date.
    pub is_sorted: bool,
    /// Where the changes go.
    pub mode: WriteMode,
}

/// The result of an update of index notes.
#[derive(Debug)]
pub struct IndexReport {
    /// The channels, and those that failed.
    pub channels: Vec<IndexedChannel>,
    /// Why notes cannot be read, and may be missing in an index note.
    pub errors: Vec<Error>,
}

/// A channel whose index note was updated, or why not.
#[derive(Debug)]
pub enum IndexedChannel {
    /// It was updated, or would be.
    Planned(Box<PlannedIndex>),
    /// It could not be updated.
    Failed(String, Error),
}

/// `kbnote index`: what changed in the index note of each channel.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct IndexDocument<'a> {
    schema: &'static str,
    /// The channels.
    channels: Vec<ChannelEntry<'a>>,
    /// Why notes could not be read.
    errors: &'a [Error],
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
enum ChannelEntry<'a> {
    Planned {
        /// The channel.
        channel: &'a str,
        /// Its index note.
        path: String,
        /// Whether that was created.
        created: bool,
        /// Whether it changed.
        changed: bool,
        /// Names of the notes that were added.
        added: &'a [String],
        /// Notes and videos with a new title.
        retitled: &'a [String],
        /// Targets of entries that were removed.
        removed: &'a [String],
        /// Targets of entries whose note does not exist any more, and that stay.
        gone: &'a [String],
        /// Names of notes whose entry the author removed.
        left_out: &'a [String],
        /// Names of notes that no link can contain.
        unlinkable: &'a [String],
        /// Null, or why it failed.
        error: Option<&'a Error>,
    },
    Failed {
        /// The channel.
        channel: &'a str,
        /// Why it failed.
        error: &'a Error,
    },
}

impl<'a> ChannelEntry<'a> {
    fn planned(path: impl fmt::Display, planned: &'a PlannedIndex) -> Self {
        let plan = &planned.entries.plan;
        Self::Planned {
            channel: &planned.channel,
            path: path.to_string(),
            created: planned.is_new,
            changed: planned.changes(),
            added: &plan.added,
            retitled: &plan.retitled,
            removed: &plan.removed,
            gone: &plan.gone,
            left_out: &plan.left_out,
            unlinkable: &plan.unlinkable,
            error: None,
        }
    }
}

impl IndexReport {
    /// The index notes that were planned.
    pub fn planned(&self) -> impl Iterator<Item = &PlannedIndex> {
        self.channels.iter().filter_map(|channel| match channel {
            IndexedChannel::Planned(planned) => Some(&**planned),
            IndexedChannel::Failed(..) => None,
        })
    }

    /// Number of index notes that change.
    #[must_use]
    pub fn changed(&self) -> usize {
        self.planned().filter(|planned| planned.changes()).count()
    }

    /// Whether a channel or a note could not be indexed.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        let failed = self.channels.len() - self.planned().count();
        let mut planned = self.planned();
        failed > 0
            || !self.errors.is_empty()
            || planned.any(|p| !p.entries.plan.unlinkable.is_empty())
    }

    /// Its JSON document.
    #[must_use]
    pub fn document(&self, workspace: &Workspace) -> IndexDocument<'_> {
        let mut channels = Vec::new();
        for channel in &self.channels {
            channels.push(match channel {
                IndexedChannel::Planned(planned) => {
                    ChannelEntry::planned(workspace.vault.display_path(&planned.path), planned)
                }
                IndexedChannel::Failed(channel, error) => ChannelEntry::Failed { channel, error },
            });
        }
        IndexDocument {
            schema: "kbnote.index/1",
            channels,
            errors: &self.errors,
        }
    }
}

impl Workspace {
    /// Updates the index notes of channels, unless the request is a dry run.
    ///
    /// # Errors
    /// If a single channel was given and fails, or the vault cannot be read.
    pub fn update_indexes(&self, request: &IndexRequest) -> Result<IndexReport, Error> {
        let channels = Channels::read(self)?;
        let (known, unknown) = select(self, request, &channels);
        let mut unread = channels.unread(self);
        if !request.channels.is_empty() {
            let folders: Vec<_> = known
                .iter()
                .map(|channel| self.vault.notes_dir().join(channel))
                .collect();
            unread.retain(|note| folders.iter().any(|folder| note.is_below(folder)));
        }
        let number = known.len() + unknown.len();
        request.mode.check_count(number)?;
        let mut report = IndexReport {
            channels: Vec::new(),
            errors: unread.into_iter().map(|note| note.error).collect(),
        };
        for (arg, error) in unknown {
            if number == 1 {
                return Err(error);
            }
            report.channels.push(IndexedChannel::Failed(arg, error));
        }
        let progress = self.progress("updating index notes:", known.len());
        for channel in known {
            progress.advance();
            report
                .channels
                .push(match self.update_index(request, &channels, &channel) {
                    Ok(planned) => IndexedChannel::Planned(Box::new(planned)),
                    Err(error) if number == 1 => return Err(error),
                    Err(error) => IndexedChannel::Failed(channel, error),
                });
        }
        Ok(report)
    }

    fn update_index(
        &self,
        request: &IndexRequest,
        channels: &Channels,
        channel: &str,
    ) -> Result<PlannedIndex, Error> {
        let planned = channels.plan(self, channel, request.is_sorted)?;
        reject_conflict_markers(&planned.old)
            .map_err(|error| error.with_subject(self.vault.display_path(&planned.path)))?;
        if request.mode.in_place() && planned.changes() {
            self.commit(&planned.change())?;
        }
        Ok(planned)
    }
}

/// The channels that are meant, each once, and what was given and is not a channel.
fn select(
    workspace: &Workspace,
    request: &IndexRequest,
    channels: &Channels,
) -> (BTreeSet<String>, BTreeMap<String, Error>) {
    let mut known = BTreeSet::new();
    let mut unknown = BTreeMap::new();
    if request.channels.is_empty() {
        known.extend(channels.all());
    }
    for arg in &request.channels {
        match channels.named(workspace, arg) {
            Ok(channel) => drop(known.insert(channel)),
            Err(error) => drop(unknown.insert(arg.clone(), error)),
        }
    }
    (known, unknown)
}

/// The failure to list a note whose name no link can hold.
#[must_use]
pub fn unlinkable(workspace: &Workspace, name: &str) -> Error {
    let path = workspace.vault.notes_dir().join(format!("{name}.md"));
    let path = workspace.vault.display_path(&path);
    let message = format!("{path} was not listed: no link can hold its name");
    Error::new(ErrorKind::InvalidData, "unlinkable", message)
        .with_next_step("`kbnote rename` gives it a name without any of # ^ [ ] | \\")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::{Observer, WorkspaceOptions};

    /// The steps that were begun, and how often one advanced.
    #[derive(Debug, Default)]
    struct Steps(Arc<Mutex<Vec<String>>>);

    impl Observer for Steps {
        fn notice(&self, _: fmt::Arguments<'_>) {}
        fn warn(&self, _: fmt::Arguments<'_>) {}
        fn hint(&self, _: fmt::Arguments<'_>) {}

        fn begin_step(&self, what: &'static str, total: usize) {
            self.0.lock().unwrap().push(format!("{what} {total}"));
        }

        fn advance_step(&self) {
            self.0.lock().unwrap().push("advance".to_owned());
        }
    }

    #[test]
    fn each_index_note_is_a_part_of_the_progress() {
        let dir = tempfile::tempdir().unwrap();
        for channel in ["a", "b"] {
            let path = dir.path().join(format!("notes/{channel}/n.md"));
            let note = "---\nvideoId: kbnoteDemo1\n---\n\nText.\n";
            kbnote_vault::files::create(&path, note.as_bytes()).unwrap();
        }
        let steps = Steps::default();
        let seen = Arc::clone(&steps.0);
        let options = WorkspaceOptions {
            vault: Some(dir.path().to_owned()),
            offline: true,
            command: "index",
        };
        let workspace = Workspace::open(&options, Box::new(steps)).unwrap();
        let request = IndexRequest {
            mode: WriteMode::Check,
            ..IndexRequest::default()
        };
        workspace.update_indexes(&request).unwrap();
        let seen = seen.lock().unwrap().clone();
        let last = &seen[seen.len() - 3..];
        assert_eq!(last, ["updating index notes: 2", "advance", "advance"]);
    }
}
