//! Recordings as files in the vault, and in the folders beside it that a person names.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Component, Path, PathBuf};

use kbnote_core::VideoId;

use crate::recordings::decoded;
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

/// The types of pictures that browsers show and that cannot hold scripts.
const PICTURES: [(&str, &str); 6] = [
    ("png", "image/png"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
];

/// A media file or picture in a vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    path: PathBuf,
    /// Its media type.
    pub kind: &'static str,
    /// Its length in bytes.
    pub length: u64,
}

impl MediaFile {
    /// Its name, without the folders.
    #[must_use]
    pub fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }

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

/// Folders outside of the vault whose media files may be played.
#[derive(Clone, Debug, Default)]
pub struct MediaFolders(Vec<PathBuf>);

impl MediaFolders {
    /// The folders at these paths.
    ///
    /// # Errors
    /// If one of them is not a folder, or cannot be read.
    pub fn new<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Result<Self, FileError> {
        let real = |path: &Path| {
            let real = path.canonicalize()?;
            std::fs::read_dir(&real)?;
            Ok(real)
        };
        let folders = paths.into_iter().map(|path| {
            real(path).map_err(|source| FileError::Read {
                path: path.to_owned(),
                source,
            })
        });
        folders.collect::<Result<_, _>>().map(Self)
    }
}

impl Vault {
    /// The media file of a recording, if it is in the vault or one of these folders: one of these addresses, seen
    /// from the note, the root, the transcripts, Obsidian's attachments or the folders, or a file named by the id there.
    #[must_use]
    pub fn media_file(
        &self,
        note: &Path,
        video: &VideoId,
        addresses: impl IntoIterator<Item = String>,
        beside: &MediaFolders,
    ) -> Option<MediaFile> {
        let own = note.parent().unwrap_or(Path::new("."));
        let attachments = self.obsidian_settings();
        let attachments = attachments.map(|obsidian| obsidian.attachment_folder(own));
        let own = [own, self.root(), &self.transcripts_dir()].map(Path::to_owned);
        let own: Vec<PathBuf> = own.into_iter().chain(attachments).collect();
        let folders: Vec<&PathBuf> = own.iter().chain(&beside.0).collect();
        let named = addresses
            .into_iter()
            .filter_map(|address| file_name(&address));
        let by_id = TYPES.iter().map(|(ending, _)| format!("{video}.{ending}"));
        let names: Vec<String> = named.chain(by_id).collect();
        let roots = self.roots(beside);
        let mut places = names
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
        places.find_map(|path| served(&path, &TYPES, &roots))
    }

    /// The picture in the vault that a note names by a path, seen from the note, the root or the folder of the notes,
    /// or by a name that only one of these `files` below that folder has.
    #[must_use]
    pub fn picture_file(&self, note: &Path, source: &str, files: &[String]) -> Option<MediaFile> {
        let name = file_name(&decoded(source))?;
        let beside = note.parent().unwrap_or(Path::new("."));
        let folders = [beside, self.root(), &self.notes_dir()].map(|folder| folder.join(&name));
        let is_named = |file: &&String| file.rsplit('/').next() == Some(&name);
        let mut named = files.iter().filter(is_named);
        let only = named.next().filter(|_| named.next().is_none());
        let only = only.map(|file| self.notes_dir().join(file));
        let roots = self.roots(&MediaFolders::default());
        let mut places = folders.into_iter().chain(only);
        places.find_map(|path| served(&path, &PICTURES, &roots))
    }

    /// The folders whose files may be served.
    fn roots(&self, beside: &MediaFolders) -> Vec<PathBuf> {
        let own = std::iter::once(self.real_root().to_owned());
        own.chain(beside.0.iter().cloned()).collect()
    }
}

/// A file of one of these types that may be served: inside one of the roots, also after links are followed, and not
/// hidden there.
fn served(
    path: &Path,
    types: &[(&'static str, &'static str)],
    roots: &[PathBuf],
) -> Option<MediaFile> {
    let path = path.canonicalize().ok()?;
    let below = roots.iter().find_map(|root| path.strip_prefix(root).ok())?;
    let is_hidden = |part: Component<'_>| part.as_os_str().as_encoded_bytes().starts_with(b".");
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let (_, kind) = types.iter().find(|(known, _)| *known == ending)?;
    let metadata = path.metadata().ok()?;
    let is_served = metadata.is_file() && !below.components().any(is_hidden);
    is_served.then(|| MediaFile {
        kind,
        length: metadata.len(),
        path: path.clone(),
    })
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
    fn attachments_of_obsidian_are_played() {
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str| dir.path().join(name);
        for folder in [".obsidian", "Talks/media", "Files"] {
            fs::create_dir_all(place(folder)).unwrap();
        }
        fs::write(place("Talks/media/near.mp4"), "0123").unwrap();
        fs::write(place("Files/far.mp4"), "0123").unwrap();
        let id: VideoId = VideoId::any("talk").unwrap();
        for (set, file) in [("./media", "near.mp4"), ("Files", "far.mp4")] {
            let settings = format!(r#"{{"attachmentFolderPath":"{set}"}}"#);
            fs::write(place(".obsidian/app.json"), settings).unwrap();
            let vault = Vault::open(dir.path()).unwrap();
            let (note, none) = (place("Talks/Talk.md"), MediaFolders::default());
            let found = vault.media_file(&note, &id, [file.to_owned()], &none);
            assert_eq!(found.map(|found| found.length), Some(4), "{set}");
            let other = vault.media_file(&note, &id, ["other.mp4".to_owned()], &none);
            assert_eq!(other, None);
        }
    }

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
            let file =
                vault.media_file(&note, &id, [address.to_owned()], &MediaFolders::default())?;
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
        let file = vault
            .media_file(&note, &by_id, [], &MediaFolders::default())
            .unwrap();
        assert_eq!(
            (file.read(3, 4).unwrap(), file.read(8, 9).unwrap()),
            (b"3456".to_vec(), b"89".to_vec())
        );
    }

    #[test]
    fn pictures_are_found_by_path_or_by_their_only_name() {
        let (dir, vault) = testing::vault();
        let place = |name: &str| dir.path().join(name);
        for folder in ["notes/a", "notes/b", "attachments", ".hidden"] {
            fs::create_dir_all(place(folder)).unwrap();
        }
        let files = [
            "notes/a/near one.png",
            "notes/b/far.JPG",
            "notes/a/two.gif",
            "notes/b/two.gif",
            "attachments/at.webp",
            ".hidden/x.png",
            "notes/a/n.md",
            "notes/a/draw.svg",
        ];
        for name in files {
            fs::write(place(name), "picture").unwrap();
        }
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("out.png"), "out").unwrap();
        let others = ["a/near one.png", "b/far.JPG", "a/two.gif", "b/two.gif"].map(str::to_owned);
        let found = |source: &str| {
            let file = vault.picture_file(&place("notes/a/n.md"), source, &others)?;
            Some((file.name(), file.kind))
        };
        let some = |name: &str, kind| Some((name.to_owned(), kind));
        assert_eq!(found("near%20one.png"), some("near one.png", "image/png"));
        assert_eq!(found("../b/far.JPG"), some("far.JPG", "image/jpeg"));
        assert_eq!(found("far.JPG"), some("far.JPG", "image/jpeg"));
        assert_eq!(found("attachments/at.webp"), some("at.webp", "image/webp"));
        assert_eq!(found("two.gif"), some("two.gif", "image/gif"));
        let out = outside.path().join("out.png").display().to_string();
        for refused in [
            &out,
            &format!("../../..{out}"),
            "https://example.org/a.png",
            "data:image/png;base64,AA",
            ".hidden/x.png",
            "n.md",
            "draw.svg",
            "gone.png",
            "",
        ] {
            assert_eq!(found(refused), None, "{refused}");
        }
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
            vault.media_file(
                &dir.path().join("n.md"),
                &id,
                ["in.mp4".to_owned()],
                &MediaFolders::default()
            ),
            None
        );
    }

    #[test]
    #[cfg(unix)]
    fn only_folders_that_are_named_are_played_from_beside_the_vault() {
        use std::os::unix::fs::symlink;
        let (dir, vault) = testing::vault();
        let outside = tempfile::tempdir().unwrap();
        let place = |name: &str| outside.path().join(name);
        for folder in ["talks/deep", "talks/.hidden", "other"] {
            fs::create_dir_all(place(folder)).unwrap();
        }
        for name in [
            "talks/talk.mp4",
            "talks/deep/b.mp3",
            "talks/.hidden/c.mp3",
            "talks/id-1.ogg",
            "talks/notes.txt",
            "other/secret.mp3",
        ] {
            fs::write(place(name), "0123").unwrap();
        }
        symlink(place("other/secret.mp3"), place("talks/out.mp3")).unwrap();
        symlink(place("other"), place("talks/up")).unwrap();
        symlink(place("talks"), place("alias")).unwrap();
        let folders = MediaFolders::new([place("alias").as_path()]).unwrap();
        let found = |video: &str, address: &str| {
            let id = VideoId::any(video).unwrap();
            let note = dir.path().join("notes/n.md");
            let named = [address.to_owned()];
            let file = vault.media_file(&note, &id, named, &folders);
            file.map(|file| file.kind)
        };
        let absolute = |name: &str| place(name).display().to_string();
        for (address, kind) in [
            ("talk.mp4".to_owned(), Some("video/mp4")),
            ("deep/b.mp3".to_owned(), Some("audio/mpeg")),
            (absolute("talks/talk.mp4"), Some("video/mp4")),
            (
                format!("file://{}", absolute("alias/talk.mp4")),
                Some("video/mp4"),
            ),
            (absolute("other/secret.mp3"), None),
            ("../other/secret.mp3".to_owned(), None),
            ("deep/../../other/secret.mp3".to_owned(), None),
            ("out.mp3".to_owned(), None),
            ("up/secret.mp3".to_owned(), None),
            (".hidden/c.mp3".to_owned(), None),
            ("notes.txt".to_owned(), None),
            ("https://example.org/talk.mp4".to_owned(), None),
        ] {
            assert_eq!(found("x", &address), kind, "{address}");
        }
        assert_eq!(found("id-1", "gone.mp4"), Some("audio/ogg"));
        assert!(MediaFolders::new([place("talks/talk.mp4").as_path()]).is_err());
        assert!(MediaFolders::new([place("gone").as_path()]).is_err());
    }
}
