//! The folder that a note is moved to, as it is typed.

use std::env;
use std::path::{Component, Path, PathBuf};

use kbnote_vault::Vault;

use crate::{Error, ErrorKind};

/// The path of the folder: relative to the folder of the notes, or a path that leads into that.
pub(super) fn named_folder(vault: &Vault, named: &Path) -> Result<PathBuf, Error> {
    let notes = vault.notes_dir();
    let here = env::current_dir().unwrap_or_default();
    let is_path = named.is_absolute() || starts_with_dot(named);
    // `notes/birds`, typed outside of the folder of the notes, is a path.
    let leads_into_notes = || {
        let name = |folder: &Path| vault.notes_folder_name(folder);
        name(&here).is_none() && name(&here.join(named)).is_some()
    };
    let folder = if is_path || leads_into_notes() {
        here.join(named)
    } else {
        notes.join(named)
    };
    match vault.notes_folder_name(&folder) {
        Some(name) => Ok(notes.join(name)),
        None => {
            let message = format!("{} is not a folder for notes of the vault", named.display());
            let notes = match vault.display_path(&notes) {
                root if root.to_string().is_empty() => "the vault's root".to_owned(),
                folder => folder.to_string(),
            };
            Err(
                Error::new(ErrorKind::Usage, "folder", message).with_next_step(format!(
                    "name a folder below {notes}, such as `birds`; it is made if it does not exist"
                )),
            )
        }
    }
}

fn starts_with_dot(path: &Path) -> bool {
    let first = path.components().next();
    matches!(first, Some(Component::CurDir | Component::ParentDir))
}
