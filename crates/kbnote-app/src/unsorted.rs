//! Notes whose channel became known after they were made.

use std::path::Path;

use kbnote_engine::transcript_merge::UNKNOWN_CHANNEL;
use kbnote_note::Note;

use crate::Workspace;

impl Workspace {
    /// The folder of the channel of a note that is in the folder for unknown channels, if it is known now.
    #[must_use]
    pub fn channel_folder_for(&self, path: &Path, note: &Note) -> Option<String> {
        if !is_unsorted(path) {
            return None;
        }
        let video = self.vault.recording_of(note)?;
        let transcript = self.vault.read_transcript(&video).ok()??;
        let folder = transcript.video.channel.folder;
        belongs_to_channel(path, &folder).then_some(folder)
    }
}

/// Whether a note is in the folder for unknown channels, and this is the folder of a known one.
pub(crate) fn belongs_to_channel(path: &Path, folder: &str) -> bool {
    is_unsorted(path) && !folder.is_empty() && folder != UNKNOWN_CHANNEL
}

fn is_unsorted(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name);
    folder.is_some_and(|folder| folder == UNKNOWN_CHANNEL)
}
