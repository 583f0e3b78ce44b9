//! Recordings as files in the vault.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use kbnote_core::VideoId;

use crate::{FileError, Vault};

/// The types of media that browsers play, by the endings of their files.
const TYPES: [(&str, &str); 14] = [
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("mov", "video/quicktime"),
    ("mkv", "video/x-matroska"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("wav", "audio/wav"),
    ("flac", "audio/flac"),
];

/// A media file in a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    path: PathBuf,
    /// Its media type.
    pub kind: &'static str,
    /// Its length in bytes.
    pub length: u64,
}

impl MediaFile {
    /// Some bytes of it, from a position on; fewer at its end.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&self, position: u64, length: u64) -> Result<Vec<u8>, FileError> {
        let read = || {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(position))?;
            let mut bytes = Vec::new();
            file.take(length).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|source| FileError::Read {
            path: self.path.clone(),
            source,
        })
    }
}

impl Vault {
    /// The media file of a recording, if it is in the vault: one of these addresses, seen from the note, the
    /// root or the transcripts, or a file named by the id beside the note or the transcript.
    #[must_use]
    pub fn media_file(
        &self,
        note: &Path,
        video: &VideoId,
        addresses: impl IntoIterator<Item = String>,
    ) -> Option<MediaFile> {
        let beside = note.parent().unwrap_or(Path::new("."));
        let folders = [beside, self.root(), &self.transcripts_dir()].map(Path::to_owned);
        let named = addresses
            .into_iter()
            .filter_map(|address| file_name(&address));
        let by_id = TYPES.iter().map(|(ending, _)| format!("{video}.{ending}"));
        let names: Vec<String> = named.chain(by_id).collect();
        let places = names
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        places.into_iter().find_map(|path| self.playable(&path))
    }

    /// A file that may be played: media inside the vault, also after links are followed, and not hidden.
    fn playable(&self, path: &Path) -> Option<MediaFile> {
        let path = path.canonicalize().ok()?;
        let below = path.strip_prefix(self.real_root()).ok()?;
        let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let (_, kind) = TYPES.iter().find(|(known, _)| *known == ending)?;
        let metadata = path.metadata().ok()?;
        let is_playable = metadata.is_file() && !below.components().any(is_hidden);
        is_playable.then(|| MediaFile {
            kind,
            length: metadata.len(),
            path: path.clone(),
        })
    }
}

/// The path in an address, unless it leads to another machine.
fn file_name(address: &str) -> Option<String> {
    let address = address
        .trim()
        .trim_start_matches("[[")
        .trim_end_matches("]]");
    let path = address.strip_prefix("file://").unwrap_or(address);
    let path = path.split(['#', '?']).next().unwrap_or_default();
    (!path.is_empty() && !path.contains("://")).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::testing;

    #[test]
    fn only_media_inside_the_vault_are_played() {
        let (dir, vault) = testing::vault();
        let place = |name: &str| dir.path().join(name);
        for name in ["notes/a", "media", "transcripts", ".hidden"] {
            fs::create_dir_all(place(name)).unwrap();
        }
        for name in [
            "media/talk.mp3",
            "notes/a/near.webm",
            ".hidden/x.mp4",
            "notes/a/secret.md",
            "transcripts/talk-1.ogg",
        ] {
            fs::write(place(name), "0123456789").unwrap();
        }
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("out.mp4"), "out").unwrap();
        let note = place("notes/a/n.md");
        let id: VideoId = VideoId::any("talk").unwrap();
        let found = |address: &str| {
            let file = vault.media_file(&note, &id, [address.to_owned()])?;
            Some((file.kind, file.length))
        };
        assert_eq!(found("media/talk.mp3"), Some(("audio/mpeg", 10)));
        assert_eq!(found("../../media/talk.mp3#t=4"), Some(("audio/mpeg", 10)));
        assert_eq!(found("[[near.webm]]"), Some(("video/webm", 10)));
        assert_eq!(
            found(&format!("file://{}", place("media/talk.mp3").display())),
            Some(("audio/mpeg", 10))
        );
        let out = outside.path().join("out.mp4").display().to_string();
        for refused in [
            out.as_str(),
            &format!("file://{out}"),
            &format!("../../..{out}"),
            ".hidden/x.mp4",
            "notes/a/secret.md",
            "media",
            "gone.mp4",
            "https://example.org/media/talk.mp3",
            "",
        ] {
            assert_eq!(found(refused), None, "{refused}");
        }
        let by_id = VideoId::any("talk-1").unwrap();
        let file = vault.media_file(&note, &by_id, []).unwrap();
        assert_eq!(
            (file.read(3, 4).unwrap(), file.read(8, 9).unwrap()),
            (b"3456".to_vec(), b"89".to_vec())
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_link_out_of_the_vault_is_not_played() {
        let (dir, vault) = testing::vault();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("out.mp4"), "out").unwrap();
        std::os::unix::fs::symlink(outside.path().join("out.mp4"), dir.path().join("in.mp4"))
            .unwrap();
        let id = VideoId::any("talk").unwrap();
        assert_eq!(
            vault.media_file(&dir.path().join("n.md"), &id, ["in.mp4".to_owned()]),
            None
        );
    }
}
