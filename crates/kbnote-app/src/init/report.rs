//! Turns a folder into a vault.

use std::path::{Path, PathBuf};

use kbnote_note::{AnchorStyle, LinkStyle};
use kbnote_vault::{BuiltInTemplate, NoteWriter, files};
use serde::Serialize;

use super::detect::DetectedVault;
use super::scaffold::{ScaffoldItem, ScaffoldStatus};
use crate::{Error, ErrorKind};

/// The folder, and what is written besides settings and folders.
#[derive(Clone, Debug, Default)]
pub struct InitRequest<'a> {
    /// The folder; it is created if it does not exist.
    pub root: PathBuf,
    /// Templates to be written, for the user to change.
    pub templates: &'a [BuiltInTemplate],
    /// Whether an example is written.
    pub with_example: bool,
    /// The folder of new notes, within that of the notes; by default one where there are other notes than those on
    /// videos.
    pub new_notes: Option<String>,
}

/// The result of turning a folder into a vault.
#[derive(Debug)]
pub struct InitReport {
    /// The vault, and what the folder contained before.
    pub detected: DetectedVault,
    /// The files and folders of a vault.
    pub files: Vec<InitFile>,
}

/// A file or folder of a vault.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InitFile {
    /// Its path from the root; that of a folder ends with a slash.
    pub path: String,
    /// `created`, `unchanged`, or `left` if something else is there.
    #[cfg_attr(test, schemars(with = "String"))]
    pub status: ScaffoldStatus,
}

/// `kbnote init`: the vault, and the notes that were found in it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct InitDocument<'a> {
    schema: &'static str,
    /// The absolute path of the vault.
    path: String,
    /// Its files.
    files: &'a [InitFile],
    /// The notes that were found.
    notes: NotesEntry<'a>,
    /// Why a file was left.
    error: Option<Error>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct NotesEntry<'a> {
    /// Their folder.
    folder: &'a str,
    /// How many there are.
    count: usize,
    /// How many of them are on a video.
    on_videos: usize,
    /// How many videos have no transcript yet.
    lacking: usize,
    /// Whether most links are `spaced` or `tight`; null if neither.
    links: Option<&'static str>,
    /// The style of most anchors; null if there are none.
    anchors: Option<&'static str>,
    /// How many Markdown files do not count as notes.
    outside: usize,
}

/// Turns a folder into a vault. Nothing is overwritten.
///
/// # Errors
/// If the root is a file, or a file cannot be read or written.
pub fn init(request: &InitRequest<'_>) -> Result<InitReport, Error> {
    let root = &request.root;
    if root.exists() && !root.is_dir() {
        let message = format!("{} is a file, not a folder", root.display());
        return Err(Error::new(ErrorKind::Declined, "exists", message)
            .with_next_step("name another folder"));
    }
    files::create_folder(root)?;
    let detected = DetectedVault::detect(root, request.new_notes.as_deref())?;
    let vault = &detected.vault;
    let writer = NoteWriter::new("init");
    let items = ScaffoldItem::all(vault, request.templates, request.with_example);
    let files = items.iter().map(|item| {
        Ok(InitFile {
            status: item.create(vault, &writer)?,
            path: item.display_path(vault),
        })
    });
    let files = files.collect::<Result<_, Error>>()?;
    Ok(InitReport { detected, files })
}

impl InitReport {
    /// Whether anything was created.
    #[must_use]
    pub fn is_new(&self) -> bool {
        let mut files = self.files.iter();
        files.any(|file| file.status == ScaffoldStatus::Created)
    }

    /// The failure to create files that exist with other content.
    #[must_use]
    pub fn error(&self) -> Option<Error> {
        let left = self.files.iter();
        let left = left.filter(|file| file.status == ScaffoldStatus::Left);
        let left: Vec<&str> = left.map(|file| file.path.as_str()).collect();
        if left.is_empty() {
            return None;
        }
        let verbs = match left.len() {
            1 => "exists with other content and was",
            _ => "exist with other content and were",
        };
        let message = format!("{} {verbs} not changed", left.join(", "));
        let error = Error::new(ErrorKind::Declined, "exists", message);
        Some(error.with_next_step("move away the files that you want created again"))
    }

    /// Its JSON document.
    #[must_use]
    pub fn document(&self) -> InitDocument<'_> {
        let detected = &self.detected;
        InitDocument {
            schema: "kbnote.init/1",
            path: absolute(detected.vault.root()),
            files: &self.files,
            notes: NotesEntry {
                folder: &detected.vault.settings().notes,
                count: detected.notes,
                on_videos: detected.on_videos,
                lacking: detected.lacking,
                links: detected.conventions.links.map(word),
                anchors: detected.conventions.anchors.map(AnchorStyle::name),
                outside: detected.outside,
            },
            error: self.error(),
        }
    }
}

fn absolute(path: &Path) -> String {
    let absolute = std::path::absolute(path);
    absolute.as_deref().unwrap_or(path).display().to_string()
}

const fn word(links: LinkStyle) -> &'static str {
    match links {
        LinkStyle::Spaced => "spaced",
        LinkStyle::Tight => "tight",
    }
}
