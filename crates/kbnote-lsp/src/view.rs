//! What a request is answered from.

use std::ops::Range;
use std::path::Path;

use kbnote_app::check::OpenNoteChecker;
use kbnote_app::editor::ReviewedPart;
use kbnote_app::{Linker, Workspace};
use kbnote_note::{FileLink, Note, Resolution, Wikilink};
use kbnote_vault::{IndexedNote, files};

use crate::client::Client;
use crate::document::{Document, Documents};
use crate::transport::ResponseError;
use crate::uri;

/// What a request is answered from.
pub(crate) struct View<'s, 'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) names: &'s OpenNoteChecker<'a>,
    pub(crate) documents: &'s Documents,
    pub(crate) client: &'s Client,
    /// None until it is made, which takes time in a large vault.
    pub(crate) linker: Option<&'s Linker>,
}

/// A link of an open note that a place is in.
pub(crate) enum LinkAt<'n> {
    Wikilink(&'n Wikilink),
    File(&'n FileLink),
}

impl View<'_, '_> {
    /// The parts of an open note on its recordings, held against their captions.
    pub(crate) fn review<'d>(
        &self,
        document: &'d Document,
    ) -> Result<&'d [ReviewedPart], ResponseError> {
        let reviewed = document.reviewed.get_or_init(|| {
            let file = document.file();
            self.workspace.review(&file)
        });
        match reviewed {
            Ok(parts) => Ok(parts),
            Err(error) => Err(error.clone().into()),
        }
    }

    /// The name of an open note in the vault; empty if it is not one of its notes.
    pub(crate) fn name(&self, document: &Document) -> &str {
        let number = document
            .path
            .as_deref()
            .and_then(|path| self.names.number(path));
        number
            .and_then(|number| self.names.note(number))
            .map_or("", |note| &note.name)
    }

    /// Where a link of an open note leads.
    pub(crate) fn resolve(&self, document: &Document, link: &LinkAt<'_>) -> Resolution {
        let (resolver, from) = (self.names.resolver(), self.name(document));
        match link {
            LinkAt::Wikilink(link) => resolver.resolve(&document.text[link.target.clone()], from),
            LinkAt::File(link) => resolver.resolve_file(link.kind, &link.target, from),
        }
    }

    /// The note that a link of an open note leads to: where the two renderers differ, as Obsidian has it.
    pub(crate) fn target(&self, document: &Document, link: &LinkAt<'_>) -> Option<usize> {
        let resolution = self.resolve(document, link);
        resolution
            .obsidian
            .note()
            .or_else(|| resolution.quartz.note())
    }

    /// The address of a note of the vault; that of the editor if it is open there.
    pub(crate) fn uri(&self, path: &Path) -> String {
        let open = self.documents.at_path(path);
        open.map_or_else(|| uri::of_path(path), |document| document.uri.clone())
    }

    /// A note of the vault as the editor has it, else as it is in its file.
    pub(crate) fn open_or_read(&self, note: &IndexedNote) -> Option<Document> {
        let uri = self.uri(&note.path);
        let vault = &self.workspace.vault;
        let text = match self.documents.at_path(&note.path) {
            Some(document) => document.text.clone(),
            None => vault.note(files::read(&note.path).ok()?).text().to_owned(),
        };
        Some(Document::new(uri, 0, text, self.client.encoding).in_vault(vault))
    }
}

impl<'n> LinkAt<'n> {
    /// The live links of a note, in order.
    pub(crate) fn all(note: &'n Note) -> Vec<Self> {
        let wikilinks = note.wikilinks().iter().filter(|link| link.live);
        let files = note.file_links().iter().filter(|link| link.live);
        let all = wikilinks
            .map(LinkAt::Wikilink)
            .chain(files.map(LinkAt::File));
        let mut all: Vec<Self> = all.collect();
        all.sort_by_key(|link| link.range().start);
        all
    }

    pub(crate) fn range(&self) -> Range<usize> {
        match self {
            Self::Wikilink(link) => link.range.clone(),
            Self::File(link) => link.range.clone(),
        }
    }
}

/// The link that an offset of a note is in.
pub(crate) fn link_at(note: &Note, offset: usize) -> Option<LinkAt<'_>> {
    let is_in = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    let wikilink = note
        .wikilinks()
        .iter()
        .find(|link| !link.literal && is_in(&link.range));
    let file = || note.file_links().iter().find(|link| is_in(&link.range));
    wikilink
        .map(LinkAt::Wikilink)
        .or_else(|| file().map(LinkAt::File))
}
