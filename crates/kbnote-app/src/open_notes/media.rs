//! The media file of an open note's recording.

use std::path::Path;

use kbnote_core::VideoId;
use kbnote_vault::{MediaFile, MediaFolders};

use super::{NoteService, note_path};
use crate::error::{Error, ErrorKind};

impl NoteService {
    /// The service, which also finds media files in these folders outside of the vault.
    ///
    /// # Errors
    /// If one of them is not a folder.
    pub fn with_media<'a>(
        mut self,
        folders: impl IntoIterator<Item = &'a Path>,
    ) -> Result<Self, Error> {
        self.media_folders = MediaFolders::new(folders)
            .map_err(|error| Error::from_error(ErrorKind::Usage, "media", &error))?;
        Ok(self)
    }

    /// The file that holds a recording of a note, if there is one in the vault or the folders beside it.
    ///
    /// # Errors
    /// If the note cannot be read.
    pub fn media(&self, name: &str, video: &str) -> Result<Option<MediaFile>, Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let loaded = self.load(name, &path)?;
        let own = self.vault.recording_of(&loaded.note);
        let others = loaded.parts.iter().map(|part| &part.video);
        let Some(video) = own.iter().chain(others).find(|id| id.as_str() == video) else {
            return Ok(None);
        };
        let named = loaded
            .note
            .address()
            .filter(|_| own.as_ref() == Some(video));
        let addresses = named.into_iter().chain(self.stored_url(video));
        Ok(self
            .vault
            .media_file(&path, video, addresses, &self.media_folders))
    }

    /// The picture in the vault that a note shows, if there is one.
    ///
    /// # Errors
    /// If there is no such note, or the vault cannot be read.
    pub fn picture(&self, name: &str, source: &str) -> Result<Option<MediaFile>, Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let index = self.vault.index()?;
        Ok(self.vault.picture_file(&path, source, index.other_files()))
    }

    fn stored_url(&self, video: &VideoId) -> Option<String> {
        let transcript = self.vault.read_transcript(video).ok().flatten()?;
        transcript.video.url
    }
}
