//! The folders and files of a vault: settings, transcripts, notes, templates.
//!
//! A [`Vault`] is a folder. It is the only part of kbnote that opens files: what is read is
//! handed on as values, what is written comes as whole texts and is put in place whole or not
//! at all (see [`files`]).

mod anchor_styles;
mod boundary;
mod caches;
#[cfg(test)]
mod damaged_test;
pub mod files;
mod fingerprint;
mod given_place;
mod index;
mod index_record;
mod journal;
mod known_states;
mod lock;
mod marks;
mod media;
mod near_key;
mod note_writer;
mod notes;
mod notes_error;
mod notice;
mod obsidian_files;
mod obsidian_settings;
mod obsidian_vault;
mod open;
mod outside_texts;
mod paths;
mod patience;
mod quartz_config;
mod recordings;
mod recovery;
mod rename;
mod run_plan;
#[cfg(test)]
mod schema_values;
mod seal;
mod setting_entry;
mod setting_keys;
mod settings;
mod settings_error;
mod settings_file;
mod settings_fingerprint;
mod settings_layer;
mod settings_problem;
#[cfg(test)]
mod settings_schema;
mod shown_path;
mod staging;
mod state;
mod state_search;
mod stored_addresses;
mod swap;
mod templates;
#[cfg(test)]
mod testing;
mod transcripts;
mod undo;
mod user_settings;
mod user_state;
mod vault;
mod walk;
mod watch;
mod write_error;
mod write_lock;
mod writers;

pub use boundary::FolderError;
pub use files::FileError;
pub use given_place::{GivenPlace, MissingFolder};
pub use index::{IndexedNote, NamedNote, VaultIndex, VaultNames, content_hash};
pub use index_record::RecordFileChange;
pub use journal::Journal;
pub use known_states::FormerPath;
pub use marks::FoundVault;
pub use media::{MediaFile, MediaFolders};
pub use note_writer::NoteWriter;
pub use notes::{name_below, with_slashes};
pub use notes_error::NotesError;
pub use notice::Notice;
pub use obsidian_files::FoundObsidianFile;
pub use obsidian_settings::{NewLinkFormat, ObsidianLinks, ObsidianSettings};
pub use open::OpenVaultError;
pub use outside_texts::OutsideText;
pub use rename::{ChangedNote, Rename};
pub use run_plan::{HeldPlan, PlannedEdit, RunPlan};
pub use setting_entry::{SettingEntry, SettingOrigin};
pub use settings::{
    AnchorSettings, CheckSettings, FrontMatterSettings, MediaKey, NetworkSettings, RuleLevel,
    Settings, WikilinkSettings, YoutubeSettings,
};
pub use settings_error::SettingsError;
pub use settings_file::SETTINGS_SCHEMA;
pub use settings_layer::SettingsLayer;
pub use shown_path::ShownPath;
pub use state::StateError;
pub use state_search::{FoundState, StateOrigin};
pub use templates::BuiltInTemplate;
pub use transcripts::{StoreError, Update};
pub use undo::{RecordedRun, Stack, Undo, UndoOutcome};
pub use user_settings::UserSettings;
pub use vault::Vault;
pub use watch::{Watch, WatchEvent, WatchMethod};
pub use write_error::{LockError, RenameError, WriteError};
pub use write_lock::VaultLock;
