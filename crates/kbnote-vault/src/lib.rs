//! The folders and files of a vault: settings, transcripts, notes, templates.
//!
//! A [`Vault`] is a folder. It is the only part of kbnote that opens files: what is read is
//! handed on as values, what is written comes as whole texts and is put in place whole or not
//! at all (see [`files`]).

mod aid;
mod boundary;
#[cfg(test)]
mod damaged_test;
pub mod files;
mod index;
mod index_record;
mod journal;
mod lock;
mod marks;
mod note_writer;
mod notes;
mod obsidian_files;
mod recovery;
mod rename;
mod run_plan;
mod seal;
mod settings;
mod settings_file;
mod staging;
mod state;
mod state_search;
mod swap;
mod templates;
#[cfg(test)]
mod testing;
mod transcripts;
mod undo;
mod user_state;
mod vault;
mod walk;
mod write_lock;

pub use boundary::FolderError;
pub use files::FileError;
pub use index::{IndexedNote, NamedNote, VaultIndex, VaultNames, content_hash};
pub use journal::Journal;
pub use marks::FoundVault;
pub use note_writer::{NoteWriter, WriteError};
pub use notes::{NotesError, name_below, with_slashes};
pub use obsidian_files::{FoundObsidianFile, OtherFiles};
pub use recovery::Notice;
pub use rename::{ChangedNote, Rename, RenameError, RenamedEntry};
pub use run_plan::{HeldPlan, PlannedEdit, RunPlan};
pub use settings::{
    AnchorSettings, CheckSettings, RuleLevel, Settings, WikilinkSettings, YoutubeSettings,
};
pub use state::StateError;
pub use state_search::{FormerPlace, FoundState, StateOrigin};
pub use templates::BuiltInTemplate;
pub use transcripts::{StoreError, Update};
pub use undo::{RecordedRun, Stack, Undo, UndoOutcome};
pub use vault::{OpenVaultError, Vault};
pub use write_lock::{LockError, VaultLock};
