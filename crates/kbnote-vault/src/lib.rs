//! The folders and files of a vault: settings, transcripts, notes, templates.
//!
//! A [`Vault`] is a folder. It is the only part of kbnote that opens files: what is read is
//! handed on as values, what is written comes as whole texts and is put in place whole or not
//! at all (see [`files`]).

mod aid;
mod base;
mod boundary;
pub mod files;
mod index;
mod index_record;
mod journal;
mod lock;
mod marks;
mod note_writer;
mod notes;
mod rename;
mod settings;
mod settings_file;
mod state;
mod state_merge;
mod state_search;
mod templates;
#[cfg(test)]
mod testing;
mod transcripts;
mod undo;
mod vault;
mod walk;

pub use base::{LinkState, NoteBase, TemplateBase};
pub use boundary::FolderError;
pub use files::FileError;
pub use index::{IndexedNote, NamedNote, VaultIndex, VaultNames, content_hash};
pub use journal::Journal;
pub use marks::FoundVault;
pub use note_writer::{NoteWriter, WriteError};
pub use notes::{NotesError, name_below, with_slashes};
pub use rename::{ChangedNote, RenameError};
pub use settings::{
    AnchorSettings, CheckSettings, RuleLevel, Settings, WikilinkSettings, YoutubeSettings,
};
pub use state::{ClaimState, NoteState, StateError};
pub use state_search::{FormerPlace, FoundState, StateOrigin};
pub use templates::BuiltInTemplate;
pub use transcripts::{StoreError, Update};
pub use undo::{RecordedRun, Undo};
pub use vault::{OpenVaultError, Vault};
