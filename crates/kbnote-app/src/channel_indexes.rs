//! The index notes of channels: what they should list, and what is to be changed in them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kbnote_core::{Transcript, VideoId};
use kbnote_engine::regenerate::IndexEntries;
use kbnote_note::{
    ChannelIndex, IndexRecord, IndexedVideo, Note, Resolver, Topic, by_date, display_text, yaml,
};
use kbnote_vault::{IndexedNote, StateOrigin, VaultIndex, files};
use rayon::prelude::*;

use crate::unread_notes::{UnreadNote, unread_notes};
use crate::{Error, ErrorKind, NoteChange, Workspace};

/// The folders of a vault that hold notes on videos, with these notes.
pub struct Channels {
    pub(crate) index: VaultIndex,
    pub(crate) resolver: Resolver,
    /// The numbers of the notes on videos by their folders.
    folders: BTreeMap<String, Vec<usize>>,
    /// The videos with a transcript.
    stored: BTreeSet<VideoId>,
}

/// An index note with what is to be changed in it.
#[derive(Debug)]
pub struct PlannedIndex {
    /// The name of the channel's folder below that of the notes.
    pub channel: String,
    /// The note's file.
    pub path: PathBuf,
    /// Whether there is no such note yet.
    pub is_new: bool,
    /// Its bytes; empty for a new note.
    pub old: Vec<u8>,
    /// The bytes it is to have.
    pub new: Vec<u8>,
    /// The edits, counted and by name, and the record that is stored.
    pub entries: IndexEntries,
}

impl Channels {
    /// Reads the names of all notes.
    pub fn read(workspace: &Workspace) -> Result<Self, Error> {
        workspace.writer.depend_on_names(&workspace.vault);
        let index = workspace.vault.index()?;
        let mut folders: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, note) in index.notes().iter().enumerate() {
            if let (Some((folder, _)), Some(_)) = (note.name.rsplit_once('/'), &note.summary.video)
                && !note.is_index()
            {
                folders.entry(folder.to_owned()).or_default().push(number);
            }
        }
        Ok(Self {
            resolver: index.resolver(workspace.vault.link_paths()),
            index,
            folders,
            stored: workspace.vault.stored_videos()?.into_iter().collect(),
        })
    }

    /// The ids of the stored recordings, each with the number of the first note on it.
    pub(crate) fn stored_with_notes(&self) -> BTreeMap<String, Option<usize>> {
        let stored = self.stored.iter().map(|id| (id.to_string(), None));
        let mut stored: BTreeMap<String, Option<usize>> = stored.collect();
        for (number, note) in self.index.notes().iter().enumerate() {
            let video = note.summary.video.as_ref();
            if let Some(first) = video.and_then(|id| stored.get_mut(id.as_str())) {
                first.get_or_insert(number);
            }
        }
        stored
    }

    /// The notes that cannot be read, and may belong to a channel.
    pub fn unread(&self, workspace: &Workspace) -> Vec<UnreadNote> {
        unread_notes(workspace, &self.index)
    }

    /// The channels' folders, in order.
    pub fn all(&self) -> Vec<String> {
        self.folders.keys().cloned().collect()
    }

    /// The channel whose index note is at this path, if it has notes on videos.
    pub fn of_index_note(&self, workspace: &Workspace, path: &Path) -> Option<&str> {
        self.of_index_name(&workspace.vault.note_name(path)?)
    }

    /// The channel whose index note has this name, if it has notes on videos.
    pub fn of_index_name(&self, name: &str) -> Option<&str> {
        let (folder, _) = self.folders.get_key_value(name.rsplit_once('/')?.0)?;
        (index_name(folder) == name).then_some(folder.as_str())
    }

    /// The folder that an argument means: its name, the channel's handle, or a path.
    pub fn named(&self, workspace: &Workspace, arg: &str) -> Result<String, Error> {
        let name = arg.trim_start_matches('@').trim_end_matches('/');
        if self.folders.contains_key(name) {
            return Ok(name.to_owned());
        }
        let given = Path::new(arg).canonicalize().ok();
        let is_given = |folder: &&String| {
            let folder_path = workspace.vault.notes_dir().join(folder);
            let paths = [index_path(workspace, folder), folder_path];
            paths
                .iter()
                .any(|path| given.is_some() && path.canonicalize().ok() == given)
        };
        self.folders.keys().find(is_given).cloned().ok_or_else(|| {
            let message = format!("no channel `{arg}` with notes on videos");
            let hint = "a channel is the name of a folder of notes";
            Error::new(ErrorKind::NotFound, "missing-channel", message).with_next_step(hint)
        })
    }

    /// What is to be changed in the index note of a channel.
    pub fn plan(
        &self,
        workspace: &Workspace,
        channel: &str,
        sorted: bool,
    ) -> Result<PlannedIndex, Error> {
        let there = files::read_if_present(&index_path(workspace, channel))?;
        self.plan_from(workspace, channel, there, sorted)
    }

    /// What is to be changed in the index note of a channel whose text an editor has.
    pub fn plan_open(
        &self,
        workspace: &Workspace,
        channel: &str,
        text: &[u8],
    ) -> Result<PlannedIndex, Error> {
        self.plan_from(workspace, channel, Some(text.to_vec()), false)
    }

    fn plan_from(
        &self,
        workspace: &Workspace,
        channel: &str,
        there: Option<Vec<u8>>,
        sorted: bool,
    ) -> Result<PlannedIndex, Error> {
        let path = index_path(workspace, channel);
        let (videos, name) = self.videos(workspace, channel);
        let is_new = there.is_none();
        let old = there.unwrap_or_default();
        let note = if is_new {
            Note::parse(format!("---\ntitle: {}\n---\n", yaml::write_scalar(&name)))
        } else {
            Note::parse(old.clone())
        };
        let index_name = index_name(channel);
        let earlier = workspace.vault.read_index_record(&index_name, &old)?;
        let earlier = self.follow_moved(workspace, channel, &note, earlier);
        let wanted = ChannelIndex {
            name: &index_name,
            videos: &videos,
            resolver: &self.resolver,
            style: workspace.vault.settings().wikilink.style(None),
        };
        let plan = wanted.plan(&note, &earlier).map_err(|error| {
            Error::from_error(ErrorKind::Declined, "index", &error)
                .with_subject(workspace.vault.display_path(&path))
        })?;
        let mut edited = note.edited(&plan.splices)?;
        if let Some(splice) = by_date(&edited, &videos).filter(|_| sorted) {
            edited = edited.edited(&[splice])?;
        }
        Ok(PlannedIndex {
            channel: channel.to_owned(),
            path,
            is_new,
            old,
            new: edited.into_bytes(),
            entries: IndexEntries {
                name: index_name,
                plan,
                earlier,
            },
        })
    }

    /// The record of an index note, with notes that were renamed since under their new names: an entry
    /// that the author took out stays out. One that still stands under the old name is left to the
    /// planner.
    fn follow_moved(
        &self,
        workspace: &Workspace,
        channel: &str,
        note: &Note,
        mut record: IndexRecord,
    ) -> IndexRecord {
        let notes = self.index.notes();
        let links = note.wikilinks().iter().filter(|link| link.live);
        let listed: BTreeSet<&str> = links
            .map(|link| &note.text()[link.target.clone()])
            .collect();
        let is_listed = |name: &str| {
            let base = name.rsplit('/').next().unwrap_or(name);
            listed.contains(name) || listed.contains(base)
        };
        let is_there = |name: &str| notes.iter().any(|note| note.name == name);
        let mut gone: Vec<(String, String)> = record.entries.clone().into_iter().collect();
        gone.retain(|(name, _)| !is_there(name) && !is_listed(name));
        if gone.is_empty() {
            return record;
        }
        let of_channel = self.folders.get(channel).into_iter().flatten();
        let new: Vec<&IndexedNote> = of_channel
            .map(|&number| &notes[number])
            .filter(|note| !record.entries.contains_key(&note.name))
            .collect();
        for (old, display) in &gone {
            let same_title = |note: &&&IndexedNote| display_text(&note.summary.title) == *display;
            let by_state = new
                .iter()
                .find(|note| moved_from(workspace, note).as_ref() == Some(old));
            let twins = gone.iter().filter(|(_, other)| other == display).count();
            let mut titled = new.iter().filter(same_title);
            let by_title = titled
                .next()
                .filter(|_| titled.next().is_none() && twins == 1);
            if let Some(found) = by_state.or(by_title) {
                record.entries.remove(old);
                record.entries.insert(found.name.clone(), display.clone());
            }
        }
        record
    }

    /// The videos of a channel with their notes, and the channel's name.
    pub(crate) fn videos(
        &self,
        workspace: &Workspace,
        channel: &str,
    ) -> (Vec<IndexedVideo>, String) {
        let mut topics: BTreeMap<&VideoId, Vec<Topic>> = BTreeMap::new();
        for &note in self.folders.get(channel).into_iter().flatten() {
            let known = &self.index.notes()[note];
            let title = match known.summary.title.as_str() {
                "" => known.base_name(),
                title => title,
            };
            if let Some(video) = &known.summary.video {
                let title = title.to_owned();
                topics.entry(video).or_default().push(Topic { note, title });
            }
        }
        let read = |video: &VideoId| workspace.vault.read_transcript(video).ok().flatten();
        let read = |video: &VideoId| self.stored.contains(video).then(|| read(video)).flatten();
        let stored: Vec<Option<Transcript>> =
            topics.par_iter().map(|(video, _)| read(video)).collect();
        let own = |transcript: &&Transcript| {
            let known = &transcript.video.channel;
            is_folder_of(channel, &known.folder) && !known.name.is_empty()
        };
        let name = stored.iter().flatten().find(own);
        let name = name.map_or_else(
            || channel.rsplit('/').next().unwrap_or(channel).to_owned(),
            |transcript| transcript.video.channel.name.clone(),
        );
        let pairs = topics.into_iter().zip(stored);
        let videos = pairs.map(|((id, topics), stored)| indexed(id, topics, stored));
        (videos.collect(), name)
    }
}

/// Whether the folder of notes is that of a channel, perhaps within the folder of new notes.
fn is_folder_of(notes: &str, channel: &str) -> bool {
    let above = notes.strip_suffix(channel);
    above.is_some_and(|above| above.is_empty() || above.ends_with('/'))
}

/// The former name of a note that was moved, as far as what is known of it says so.
fn moved_from(workspace: &Workspace, note: &IndexedNote) -> Option<String> {
    let found = workspace.vault.find_state(&note.path).ok()??;
    match found.origin {
        StateOrigin::MovedFrom(below) => workspace
            .vault
            .note_name(&workspace.vault.root().join(below)),
        _ => None,
    }
}

pub(crate) fn indexed(
    id: &VideoId,
    topics: Vec<Topic>,
    stored: Option<Transcript>,
) -> IndexedVideo {
    let video = stored.map(|transcript| transcript.video);
    IndexedVideo {
        id: id.clone(),
        title: video
            .as_ref()
            .map_or_else(|| id.to_string(), |video| video.title.clone()),
        url: match &video {
            Some(video) => video.watch_url(),
            None => id.has_youtube_form().then(|| id.youtube_url()),
        },
        published: video.and_then(|video| video.published),
        topics,
    }
}

impl PlannedIndex {
    /// Whether the note would be made or changed.
    pub fn changes(&self) -> bool {
        self.is_new || self.old != self.new
    }

    /// The change that writes the note.
    #[must_use]
    pub fn change(&self) -> NoteChange<'_> {
        let change = if self.is_new {
            NoteChange::create(&self.path, &self.new)
        } else {
            NoteChange::edit(&self.path, &self.old, &self.new)
        };
        NoteChange {
            index: self.entries.record_change(&self.old, |_| true),
            ..change
        }
    }
}

/// The name of the index note of a channel's folder.
pub(crate) fn index_name(channel: &str) -> String {
    let base = channel.rsplit('/').next().unwrap_or(channel);
    format!("{channel}/{base}")
}

fn index_path(workspace: &Workspace, channel: &str) -> PathBuf {
    workspace
        .vault
        .notes_dir()
        .join(index_name(channel) + ".md")
}
