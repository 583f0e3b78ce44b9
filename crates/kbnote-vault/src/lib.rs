//! The folders and files of a vault: settings, transcripts, notes, templates.
//!
//! A [`Vault`] is a folder. It is the only part of kbnote that opens files: what is read is
//! handed on as values, what is written comes as whole texts and is put in place whole or not
//! at all (see [`files`]).

pub mod files;
mod journal;
mod lock;
mod notes;
mod settings;
mod state;
mod templates;
mod transcripts;
mod vault;

pub use files::FileError;
pub use journal::Journal;
pub use notes::{NoteEntry, NotesError};
pub use settings::{
    AnchorSettings, CheckSettings, RuleLevel, Settings, WikilinkSettings, YoutubeSettings,
};
pub use state::{ClaimState, NoteState, StateError};
pub use templates::BuiltInTemplate;
pub use transcripts::{StoreError, Update};
pub use vault::{OpenVaultError, Vault};
