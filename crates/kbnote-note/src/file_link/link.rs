//! A link to a file of the vault.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::destination;
use crate::percent;

/// How a [`FileLink`] is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum FileLinkKind {
    /// `[text](path)`.
    Markdown,
    /// `![text](path)`.
    Image,
    /// `[label]: path`.
    Definition,
    /// `<a href="path">`, `<img src="path">` and the like, which Obsidian leaves alone.
    Html,
    /// `[[note#A#B]]` or `[[note|C# x]]`: Obsidian reads it, Quartz shows the brackets.
    ObsidianWikilink,
    /// `obsidian://open?vault=…&file=…`, an address that the Obsidian app opens.
    ObsidianAddress,
}

/// A link to a file of the vault; links to other sites and within the note are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLink {
    /// The link, from its first to its last mark; of HTML, the tag.
    pub range: Range<usize>,
    /// The path as written, without the heading.
    pub path: Range<usize>,
    /// The path without the escapes of Markdown and HTML; percent escapes are still in it.
    pub target: String,
    /// How it is written.
    pub kind: FileLinkKind,
    /// Whether a reader can follow it: it is not in a comment, code or the front matter, and a
    /// definition is used.
    pub live: bool,
}

impl FileLink {
    /// The path with its percent escapes resolved, as Obsidian looks it up.
    #[must_use]
    pub fn decoded(&self) -> String {
        match self.kind {
            FileLinkKind::ObsidianWikilink | FileLinkKind::ObsidianAddress => self.target.clone(),
            _ => percent::decode(&self.target),
        }
    }

    /// Another path, escaped as this link needs it.
    #[must_use]
    pub fn escaped(&self, text: &str, path: &str) -> String {
        match self.kind {
            FileLinkKind::ObsidianWikilink | FileLinkKind::ObsidianAddress => path.to_owned(),
            FileLinkKind::Html => percent::encode(path, percent::Place::Attribute),
            _ if text[..self.path.start].ends_with('<') => {
                percent::encode(path, percent::Place::Brackets)
            }
            _ => percent::encode(path, percent::Place::Bare),
        }
    }

    pub(super) fn new(
        text: &str,
        (range, whole): (Range<usize>, Range<usize>),
        url: &str,
        kind: FileLinkKind,
    ) -> Option<Self> {
        if let Some(file) = file_of_obsidian(url) {
            return Some(Self {
                range,
                path: whole,
                target: file,
                kind: FileLinkKind::ObsidianAddress,
                live: false,
            });
        }
        let target = url.split(['#', '?']).next().unwrap_or_default();
        if target.trim().is_empty() || is_external(url) {
            return None;
        }
        let length = destination::path_length(&text[whole.clone()]);
        Some(Self {
            path: whole.start..whole.start + length,
            target: target.to_owned(),
            range,
            kind,
            live: true,
        })
    }
}

/// What an address of the Obsidian app begins with.
pub(super) const OBSIDIAN: &str = "obsidian://";

/// The name of the note that an address of the Obsidian app opens.
fn file_of_obsidian(url: &str) -> Option<String> {
    let (_, query) = url.strip_prefix(OBSIDIAN)?.split_once('?')?;
    let file = query
        .split('&')
        .find_map(|part| part.strip_prefix("file="))?;
    let file = percent::decode(file);
    let name = file.split('#').next()?.trim_end_matches(".md");
    (!name.is_empty()).then(|| name.to_owned())
}

/// Whether an address leads out of the site: it has a scheme, or a host after `//`.
pub(crate) fn is_external(url: &str) -> bool {
    url.starts_with("//") || percent::has_scheme(url)
}
