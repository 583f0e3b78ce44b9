//! A vault and the places in it.

use std::path::{Component, Path, PathBuf};

use kbnote_note::Note;

use crate::known_states::SharedStateSearch;
use crate::paths::{real_root, relative, without_steps_up};
use crate::settings_layer::SettingsLayer;
use crate::stored_addresses::StoredAddresses;
use crate::{Settings, ShownPath};

/// The name of the settings file; its folder is the root of the vault.
pub(crate) const SETTINGS_FILE: &str = "kbnote.toml";

/// A vault: a folder with notes, transcripts and, where the author wants them, settings.
#[derive(Clone, Debug)]
pub struct Vault {
    root: PathBuf,
    /// The root with its links resolved.
    real_root: PathBuf,
    settings: Settings,
    /// What its settings file sets, if it has one.
    layer: Option<SettingsLayer>,
    state_search: SharedStateSearch,
    /// The addresses of the stored recordings.
    pub(crate) addresses: StoredAddresses,
    /// The replacement of the user's state folder.
    pub(crate) state_home: Option<PathBuf>,
}

impl Vault {
    /// A vault in `root` with these settings.
    #[must_use]
    pub fn with_settings(root: &Path, settings: Settings) -> Self {
        Self {
            root: root.to_owned(),
            real_root: real_root(root),
            settings,
            layer: None,
            state_search: SharedStateSearch::default(),
            addresses: StoredAddresses::default(),
            state_home: None,
        }
    }

    /// The same vault with this settings file.
    pub(crate) fn with_layer(mut self, layer: SettingsLayer) -> Self {
        self.layer = Some(layer);
        self
    }

    /// What its settings file sets, if it has one.
    #[must_use]
    pub fn layer(&self) -> Option<&SettingsLayer> {
        self.layer.as_ref()
    }

    /// The folder of the vault.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the vault with its links resolved.
    pub(crate) fn real_root(&self) -> &Path {
        &self.real_root
    }

    /// Its settings file, which may not exist.
    #[must_use]
    pub fn settings_path(&self) -> PathBuf {
        self.root.join(SETTINGS_FILE)
    }

    /// The search for states of moved notes.
    pub(crate) fn state_search(&self) -> &SharedStateSearch {
        &self.state_search
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Reads a note of the vault, with the anchors of the styles that its settings define.
    #[must_use]
    pub fn note(&self, bytes: impl Into<Vec<u8>>) -> Note {
        Note::parse_with(bytes, &self.settings.anchor.styles)
    }

    /// The folder of the notes.
    #[must_use]
    pub fn notes_dir(&self) -> PathBuf {
        self.root.join(&self.settings.notes)
    }

    /// The folder of the transcripts.
    #[must_use]
    pub fn transcripts_dir(&self) -> PathBuf {
        self.root.join(&self.settings.transcripts)
    }

    /// The folder of the templates.
    #[must_use]
    pub fn templates_dir(&self) -> PathBuf {
        self.root.join(&self.settings.templates)
    }

    /// The folder of the drafts.
    #[must_use]
    pub fn drafts_dir(&self) -> PathBuf {
        self.root.join(&self.settings.drafts)
    }

    /// The folders that hold no notes even where they are in that of the notes.
    pub(crate) fn folders_without_notes(&self) -> Vec<PathBuf> {
        let mut folders = self.other_folders().to_vec();
        folders.push(self.packages_dir());
        folders
    }

    /// The folders of the settings that are not that of the notes.
    pub(crate) fn other_folders(&self) -> [PathBuf; 3] {
        let templates = self.templates_dir();
        [self.drafts_dir(), templates, self.transcripts_dir()]
    }

    /// The folder of npm packages.
    pub(crate) fn packages_dir(&self) -> PathBuf {
        self.root.join("node_modules")
    }

    /// The path relative to the root, joined by `/`, as bytes: the file name in a patch. A path
    /// elsewhere loses its root and `..`.
    #[must_use]
    pub fn name_below_root(&self, path: &Path) -> Vec<u8> {
        let below = relative(&self.root, path);
        let parts = below.as_deref().unwrap_or(path).components();
        let parts: Vec<&[u8]> = parts
            .filter_map(|part| match part {
                Component::Normal(part) => Some(part.as_encoded_bytes()),
                _ => None,
            })
            .collect();
        parts.join(&b'/')
    }

    /// The path as documents have it, wherever it is given from: relative to the root of the vault if it is inside.
    #[must_use]
    pub fn document_path(&self, path: &Path) -> String {
        let absolute = std::path::absolute(path).map(|path| without_steps_up(&path));
        let typed = absolute.as_deref().unwrap_or(path);
        let typed = typed.strip_prefix(&self.real_root).ok();
        let below = typed.map(Path::to_owned);
        let below = below.or_else(|| relative(&self.root, path));
        ShownPath::new(below.as_deref().unwrap_or(path)).to_string()
    }

    /// The path for display: relative to the root of the vault if it is inside.
    #[must_use]
    pub fn display_path<'a>(&self, path: &'a Path) -> ShownPath<'a> {
        ShownPath::new(path.strip_prefix(&self.root).unwrap_or(path))
    }
}
