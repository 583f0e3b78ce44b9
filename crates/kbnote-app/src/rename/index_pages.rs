//! The entry of a note in the index notes of channels, which follows the note to another name or folder.

use std::collections::BTreeMap;

use kbnote_note::{
    ChannelIndex, IndexRecord, IndexedVideo, Note, Resolver, Splice, Topic, display_text,
};
use kbnote_vault::{RecordFileChange, files};

use super::target::Target;
use crate::channel_indexes::{Channels, index_name, indexed};
use crate::{Error, Workspace};

/// What changes in index notes and their records.
#[derive(Debug, Default)]
pub(super) struct IndexPageEdits {
    /// The edits by the numbers of the index notes.
    pub(super) pages: BTreeMap<usize, Vec<Splice>>,
    pub(super) records: Vec<RecordFileChange>,
}

/// A note that is moved or renamed.
pub(super) struct MovedEntry<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) channels: &'a Channels,
    pub(super) number: usize,
    pub(super) target: &'a Target,
    /// Where links lead afterwards.
    pub(super) after: &'a Resolver,
}

/// An index note that kbnote keeps.
struct IndexPage {
    channel: String,
    number: usize,
    note: Note,
    record: IndexRecord,
}

/// What becomes of the entry in the index note of the new folder.
enum NewEntry {
    /// It is written.
    Listed,
    /// The author had removed it, and it stays removed.
    LeftOut(String),
}

impl MovedEntry<'_> {
    /// The edits of the entry: of its name in the record of its index note, or of both index notes if
    /// the note changes its folder.
    pub(super) fn edits(&self) -> Result<IndexPageEdits, Error> {
        let mut edits = IndexPageEdits::default();
        let notes = self.channels.index.notes();
        let old = &notes[self.number].name;
        let (Some(from), to) = (folder_of(old), folder_of(&self.target.name)) else {
            return Ok(edits);
        };
        if to == Some(from) {
            let rename = |record: &mut IndexRecord| self.rename(record);
            edits.records.extend(self.record_change(from, rename)?);
            return Ok(edits);
        }
        let Some(entry) = self.take_from(from, &mut edits)? else {
            return Ok(edits);
        };
        if let Some(to) = to {
            self.add_to(to, entry, &mut edits)?;
        }
        Ok(edits)
    }

    fn rename(&self, record: &mut IndexRecord) {
        let notes = self.channels.index.notes();
        let known = &notes[self.number];
        if record.entries.remove(&known.name).is_some() {
            let title = self.target.title.as_ref().unwrap_or(&known.summary.title);
            let name = self.target.name.clone();
            record.entries.insert(name, display_text(title));
        }
    }

    /// Removes the entry from the index note of the old folder.
    fn take_from(
        &self,
        channel: &str,
        edits: &mut IndexPageEdits,
    ) -> Result<Option<NewEntry>, Error> {
        let Some(page) = self.index_note(channel)? else {
            return Ok(None);
        };
        let old = &self.channels.index.notes()[self.number].name;
        let (videos, _) = self.channels.videos(self.workspace, channel);
        let before = &self.channels.resolver;
        let index = self.channel_index(&page, &videos, before);
        let record = index.recognized(self.number, &page.note, &page.record);
        let Some(written) = record.entries.get(old) else {
            return Ok(None);
        };
        let plan = index.without(self.number, &page.note, &record);
        let forget = |record: &mut IndexRecord| drop(record.entries.remove(old));
        edits.records.extend(self.record_change(channel, forget)?);
        if !plan.splices.is_empty() {
            edits.pages.insert(page.number, plan.splices);
            return Ok(Some(NewEntry::Listed));
        }
        let is_listed = self.is_linked_in(&page);
        Ok((!is_listed).then(|| NewEntry::LeftOut(written.clone())))
    }

    /// Whether the author has the entry in an index note in a form of their own.
    fn is_linked_in(&self, page: &IndexPage) -> bool {
        let (resolver, name) = (&self.channels.resolver, index_name(&page.channel));
        let links = page.note.wikilinks().iter().filter(|link| link.live);
        let links =
            links.map(|link| resolver.resolve(&page.note.text()[link.target.clone()], &name));
        let files = page.note.file_links().iter().filter(|link| link.live);
        let files = files.map(|link| resolver.resolve_file(link.kind, &link.target, &name));
        links.chain(files).any(|found| found.leads_to(self.number))
    }

    /// Adds the entry to the index note of the new folder, if kbnote keeps one there.
    fn add_to(
        &self,
        channel: &str,
        entry: NewEntry,
        edits: &mut IndexPageEdits,
    ) -> Result<(), Error> {
        let Some(page) = self.page(channel)? else {
            return Ok(());
        };
        let name = &self.target.name;
        if let NewEntry::LeftOut(written) = entry {
            let keep =
                |record: &mut IndexRecord| drop(record.entries.insert(name.clone(), written));
            edits.records.extend(self.record_change(channel, keep)?);
            return Ok(());
        }
        let videos = self.videos_with_this_note(channel);
        let index = self.channel_index(&page, &videos, self.after);
        // A page that cannot be brought up to date is one for `kbnote index`, which says why.
        let Ok(plan) = index.plan(&page.note, &page.record) else {
            return Ok(());
        };
        let is_own = |number: usize| {
            let mut entries = plan.steps[number].entries.iter();
            entries.any(|(known, _)| known == name)
        };
        let record = plan.record_of(&page.record, is_own);
        let splices = plan.splices.iter().enumerate();
        let splices = splices.filter(|(number, _)| is_own(*number));
        let splices: Vec<Splice> = splices.map(|(_, splice)| splice.clone()).collect();
        if !splices.is_empty() {
            edits.pages.insert(page.number, splices);
            let set = |known: &mut IndexRecord| *known = record;
            edits.records.extend(self.record_change(channel, set)?);
        }
        Ok(())
    }

    /// The videos of a channel, of whose notes only the moved one can get an entry.
    fn videos_with_this_note(&self, channel: &str) -> Vec<IndexedVideo> {
        let (mut videos, _) = self.channels.videos(self.workspace, channel);
        videos.iter_mut().for_each(|video| video.topics.clear());
        let known = &self.channels.index.notes()[self.number];
        let Some(id) = &known.summary.video else {
            return videos;
        };
        let title = match known.summary.title.as_str() {
            "" => known.base_name(),
            title => title,
        };
        let topic = Topic {
            note: self.number,
            title: title.to_owned(),
        };
        match videos.iter_mut().find(|video| video.id == *id) {
            Some(video) => video.topics.push(topic),
            None => {
                let stored = self.workspace.vault.read_transcript(id).ok().flatten();
                videos.push(indexed(id, vec![topic], stored));
            }
        }
        videos
    }

    fn channel_index<'b>(
        &self,
        page: &IndexPage,
        videos: &'b [IndexedVideo],
        resolver: &'b Resolver,
    ) -> ChannelIndex<'b> {
        ChannelIndex {
            name: &resolver.notes()[page.number],
            videos,
            resolver,
            style: self.workspace.vault.settings().wikilink.style(None),
        }
    }

    fn record_change(
        &self,
        channel: &str,
        edit: impl FnOnce(&mut IndexRecord),
    ) -> Result<Option<RecordFileChange>, Error> {
        let name = index_name(channel);
        Ok(self.workspace.vault.index_record_change(&name, edit)?)
    }

    /// The index note of a folder, if it exists and kbnote wrote entries into it.
    fn page(&self, channel: &str) -> Result<Option<IndexPage>, Error> {
        let vault = &self.workspace.vault;
        match vault.index_record_bytes(&index_name(channel))? {
            Some(_) => self.index_note(channel),
            None => Ok(None),
        }
    }

    /// The index note of a folder, if it exists.
    fn index_note(&self, channel: &str) -> Result<Option<IndexPage>, Error> {
        let name = index_name(channel);
        let notes = self.channels.index.notes();
        let Some(number) = notes.iter().position(|note| note.name == name) else {
            return Ok(None);
        };
        let vault = &self.workspace.vault;
        let bytes = files::read(&notes[number].path)?;
        let record = vault.read_index_record(&name, &bytes)?;
        Ok(Some(IndexPage {
            channel: channel.to_owned(),
            number,
            note: Note::parse(bytes),
            record,
        }))
    }
}

fn folder_of(name: &str) -> Option<&str> {
    name.rsplit_once('/').map(|(folder, _)| folder)
}
