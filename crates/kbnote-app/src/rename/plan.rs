//! The changes that a rename makes in the files of the vault.

use std::collections::BTreeMap;
use std::ops::Range;

use kbnote_note::{Note, NoteSummary, Renaming, Splice, Wikilink, display_text, is_utf16, yaml};
use kbnote_vault::{ChangedNote, RecordFileChange, VaultIndex, files};
use rayon::prelude::*;

use super::file_change::{FileChange, TWO_NOTES, check_writable, kept_links};
use super::index_pages::MovedEntry;
use super::kept_link::KeptLink;
use super::open_texts::OpenTexts;
use super::target::Target;
use super::{obsidian, outside};
use crate::channel_indexes::Channels;
use crate::unread_notes::{UnreadNote, decoded, refuse_rename, unopened_notes};
use crate::{Error, Workspace, utf16_error};

/// The changes that a rename makes.
pub(super) struct RenamePlan {
    pub(super) notes: Vec<ChangedNote>,
    pub(super) links: usize,
    /// Links that were not rewritten.
    pub(super) left: Vec<KeptLink>,
    /// The records of index notes that change.
    pub(super) records: Vec<RecordFileChange>,
}

impl RenamePlan {
    pub(super) fn new(
        workspace: &Workspace,
        (channels, open): (&Channels, &OpenTexts),
        number: usize,
        target: &Target,
    ) -> Result<Self, Error> {
        let (index, before) = (&channels.index, &channels.resolver);
        let after = before.renamed(number, &target.name);
        let entry = MovedEntry {
            workspace,
            channels,
            number,
            target,
            after: &after,
        };
        let entry = entry.edits()?;
        let renaming = Renaming {
            before,
            after: &after,
            note: number,
        };
        let rename = Rename {
            index,
            open,
            renaming,
            title: target.title.as_deref(),
            pages: &entry.pages,
        };
        rename.refuse_unread(workspace)?;
        let mut plan = Self {
            notes: Vec::new(),
            links: 0,
            left: Vec::new(),
            records: entry.records,
        };
        plan.extend(rename.changed_notes(workspace)?);
        plan.extend(outside::relinked(workspace, &renaming)?);
        plan.extend(obsidian::relinked(workspace, &renaming)?);
        Ok(plan)
    }

    fn extend(&mut self, changes: Vec<FileChange>) {
        changes.into_iter().for_each(|change| self.add(change));
    }

    fn add(&mut self, changed: FileChange) {
        let FileChange { note, links, left } = changed;
        self.links += links;
        self.left.extend(left);
        if note.old != note.new {
            self.notes.push(note);
        }
    }
}

/// A rename in progress.
struct Rename<'a> {
    index: &'a VaultIndex,
    open: &'a OpenTexts,
    renaming: Renaming<'a>,
    /// The new title, if it gets one.
    title: Option<&'a str>,
    /// The edits of index notes, by their numbers.
    pages: &'a BTreeMap<usize, Vec<Splice>>,
}

impl Rename<'_> {
    /// Refuses the rename if links in notes that cannot be read would be missed.
    fn refuse_unread(&self, workspace: &Workspace) -> Result<(), Error> {
        let numbers = (0..self.index.notes().len()).into_par_iter();
        let undecoded = numbers.filter_map(|from| self.unread(workspace, from));
        let undecoded: Vec<UnreadNote> = undecoded.collect();
        let mut unread = unopened_notes(self.index);
        unread.extend(undecoded);
        refuse_rename(&unread)
    }

    fn changed_notes(&self, workspace: &Workspace) -> Result<Vec<FileChange>, Error> {
        let count = self.index.notes().len();
        let progress = workspace.progress("looking for links in notes:", count);
        let changed = |from| {
            let changed = self.changed(from);
            progress.advance();
            changed
        };
        let changed: Result<Vec<_>, Error> = (0..count).into_par_iter().map(changed).collect();
        Ok(changed?.into_iter().flatten().collect())
    }

    /// The change of note number `from`; `None` if it cannot change.
    fn changed(&self, from: usize) -> Result<Option<FileChange>, Error> {
        let path = &self.index.notes()[from].path;
        if !self.may_change(from) {
            return Ok(None);
        }
        let text = self.open.get(path).cloned();
        let note = Note::parse(text.map_or_else(|| files::read(path), Ok)?);
        let relinked = self.renaming.relink(&note, from);
        let left = kept_links(path, note.text(), &relinked, TWO_NOTES);
        let mut splices = relinked.splices;
        let page = self.pages.get(&from).map_or(&[][..], Vec::as_slice);
        splices.retain(|link| !page.iter().any(|edit| overlaps(&edit.range, &link.range)));
        let links = splices.len();
        splices.extend_from_slice(page);
        if let Some(title) = self.title.filter(|_| self.index.notes()[from].is_index()) {
            splices.extend(self.retitled(&note, from, title));
        }
        if from == self.renaming.note {
            splices.extend(self.title.and_then(|title| new_title(&note, title)));
        }
        if !splices.is_empty() {
            check_writable(&note, path)?;
        }
        let new = note.edited(&splices)?;
        Ok(Some(FileChange {
            note: ChangedNote {
                path: path.clone(),
                new: new.into_bytes(),
                old: note.into_bytes(),
            },
            links,
            left,
        }))
    }

    /// A note in UTF-16 with links that would have to be rewritten.
    fn unread(&self, workspace: &Workspace, from: usize) -> Option<UnreadNote> {
        let known = &self.index.notes()[from];
        if !known.summary.links.is_empty() || from == self.renaming.note {
            return None;
        }
        let bytes = files::read(&known.path)
            .ok()
            .filter(|bytes| is_utf16(bytes))?;
        let relinked = self.renaming.relink(&Note::parse(decoded(&bytes)), from);
        let has_links = !relinked.splices.is_empty() || !relinked.left.is_empty();
        has_links.then(|| UnreadNote {
            path: known.path.clone(),
            error: utf16_error(&workspace.vault.display_path(&known.path).to_string()),
        })
    }

    fn may_change(&self, from: usize) -> bool {
        let known = &self.index.notes()[from];
        from == self.renaming.note
            || known.is_index()
            || self.open.contains_key(&known.path)
            || has_links_to_rewrite(&known.summary, &self.renaming, from)
    }

    /// The entries of an index note that show the old title show the new one.
    fn retitled(&self, note: &Note, from: usize, title: &str) -> Vec<Splice> {
        let Renaming {
            before,
            note: number,
            ..
        } = self.renaming;
        let (text, from) = (note.text(), &before.notes()[from]);
        let old_title = display_text(&self.index.notes()[number].summary.title);
        let leads_to_it = |link: &&Wikilink| {
            let target = &text[link.target.clone()];
            before.resolve(target, from).leads_to(number)
        };
        let links = note.wikilinks().iter().filter(leads_to_it);
        links
            .filter_map(|link| link.display.clone())
            .filter(|shown| text[shown.clone()] == old_title)
            .map(|shown| Splice::replace(shown, display_text(title)))
            .collect()
    }
}

fn overlaps(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// Whether a note has links that must be rewritten.
pub(crate) fn has_links_to_rewrite(
    summary: &NoteSummary,
    renaming: &Renaming<'_>,
    from: usize,
) -> bool {
    let mut wikilinks = summary.links.iter();
    let mut others = summary.file_links.iter();
    wikilinks.any(|link| renaming.moves(&link.target, from))
        || others.any(|link| renaming.moves_file_link(link.kind, &link.target, from))
}

/// The title in the front matter, which is made where there is none.
fn new_title(note: &Note, title: &str) -> Option<Splice> {
    if note.title().is_some_and(|known| known == title) {
        return None;
    }
    let title = yaml::write_scalar(title);
    Some(match note.front_matter() {
        Some(front) => front.set(note.text(), "title", &title),
        None => {
            let end = note.line_end();
            Splice::insert(0, format!("---{end}title: {title}{end}---{end}{end}"))
        }
    })
}
