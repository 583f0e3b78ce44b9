//! Notes with changes to decide on.

use kbnote_engine::regenerate::{Kinds, Regeneration};

use crate::{Error, NoteFile, Unreadable, Workspace, no_video_id, regenerate_all};

/// A note with changes to decide on.
#[derive(Debug)]
pub struct ProposedNote<'a> {
    /// Its file.
    pub file: &'a NoteFile,
    /// The name by which decisions know it.
    pub name: String,
    /// The changes.
    pub regeneration: Regeneration,
}

impl Workspace {
    /// Compares notes with what kbnote would write now. Those that cannot be compared are added to
    /// `failed`.
    ///
    /// # Errors
    /// If a single note cannot be compared, or the vault cannot be read.
    pub fn propose<'a>(
        &self,
        kinds: &Kinds,
        files: &'a [NoteFile],
        failed: &mut Vec<Unreadable>,
    ) -> Result<Vec<ProposedNote<'a>>, Error> {
        let is_only_one = files.len() == 1;
        let mut proposed = Vec::new();
        for (file, outcome) in files.iter().zip(regenerate_all(self, kinds, files)?) {
            match outcome {
                Ok(Some(regeneration)) => {
                    if let Some(reason) = &regeneration.unanchored {
                        self.observer()
                            .warn(format_args!("{}: {reason}", file.shown()));
                    }
                    let name = file.path().map(|path| self.vault.name_below_root(path));
                    proposed.push(ProposedNote {
                        file,
                        name: String::from_utf8_lossy(&name.unwrap_or_default()).into_owned(),
                        regeneration,
                    });
                }
                Ok(None) if is_only_one => return Err(no_video_id(&file.shown())),
                Ok(None) => {}
                Err(error) if is_only_one => return Err(error),
                Err(error) => failed.push(Unreadable {
                    path: file.shown(),
                    error,
                }),
            }
        }
        Ok(proposed)
    }
}
