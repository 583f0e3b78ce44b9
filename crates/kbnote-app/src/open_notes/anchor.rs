//! Anchoring the new sentences of an open note, as `kbnote align` does.

use kbnote_engine::anchoring::AnchorPolicy;
use kbnote_engine::note_view::Revision;

use super::{NoteService, OpenNote};
use crate::error::{Error, no_video_id};
use crate::mutex::lock;
use crate::{Captions, NoteChange, NoteFile, align_all};

impl NoteService {
    /// Gives the sentences of a note whose revision is still `base` their anchors, and opens it again.
    ///
    /// # Errors
    /// If the note has changed since, or cannot be aligned or written.
    pub fn anchor(&self, name: &str, base: &Revision) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let workspace = self.workspace();
        let file = NoteFile::new(path.clone(), loaded.note.bytes().to_vec())
            .with_styles(&self.vault.settings().anchor.styles);
        let captions = Captions::Stored { track: None };
        let policy = AnchorPolicy::new(self.vault.settings().anchor.style());
        let outcomes = align_all(&workspace, &captions, policy, std::slice::from_ref(&file));
        let aligned = outcomes.into_iter().next().unwrap_or(Ok(None))?;
        let aligned = aligned.ok_or_else(|| no_video_id(name))?;
        let change = NoteChange::applied(&path, &file.bytes, &aligned.applied);
        self.commit(&workspace.writer, &change)?;
        drop(guard);
        self.open(name)
    }
}
