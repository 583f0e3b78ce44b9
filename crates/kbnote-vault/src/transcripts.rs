//! The stored transcripts.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use kbnote_core::{Transcript, TranscriptError, VideoId};
use kbnote_note::channel_folder;

use crate::boundary::is_folder_below;
use crate::undo::NoteChange;
use crate::{FileError, NoteWriter, Vault, files};

/// An error when reading or storing a transcript.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file exists, but is not a valid transcript.
    #[error("cannot use {}", path.display())]
    Content {
        /// The transcript file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: TranscriptError,
    },
    /// A file of another program has the name of a transcript. It was not changed.
    #[error("{} is not a transcript written by kbnote", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
}

/// A transcript before and after it was stored.
#[derive(Clone, Debug)]
pub struct Update {
    /// What was stored before, if anything.
    pub old: Option<Transcript>,
    /// What is stored now.
    pub new: Transcript,
    /// Whether the file changed.
    pub changed: bool,
}

impl Vault {
    /// The path of the transcript of a video.
    #[must_use]
    pub fn transcript_path(&self, video: &VideoId) -> PathBuf {
        self.transcripts_dir().join(format!("{video}.json"))
    }

    /// Whether a file is in the folder of the transcripts and named like one.
    #[must_use]
    pub fn is_transcript_path(&self, path: &Path) -> bool {
        let is_json = path.extension().is_some_and(|ending| ending == "json");
        is_json && path.parent() == Some(&self.transcripts_dir())
    }

    /// The videos with a stored transcript, in order of their ids.
    ///
    /// # Errors
    /// If the folder exists and cannot be read.
    pub fn stored_videos(&self) -> Result<Vec<VideoId>, FileError> {
        let dir = self.transcripts_dir();
        let failed = |source| FileError::Read {
            path: dir.clone(),
            source,
        };
        if !dir.exists() {
            return Ok(Vec::new());
        }
        let mut videos = Vec::new();
        for item in std::fs::read_dir(&dir).map_err(failed)? {
            videos.extend(video_of(&item.map_err(failed)?.path()));
        }
        videos.sort();
        Ok(videos)
    }

    /// The stored transcript of a video, if there is one.
    ///
    /// # Errors
    /// If it exists and cannot be read.
    pub fn read_transcript(&self, video: &VideoId) -> Result<Option<Transcript>, StoreError> {
        let bytes = self.transcript_file(video)?;
        bytes
            .map(|bytes| self.transcript_in(video, &bytes))
            .transpose()
    }

    /// The bytes of the file of a transcript, if there is one.
    ///
    /// # Errors
    /// If it exists and cannot be read.
    pub fn transcript_file(&self, video: &VideoId) -> Result<Option<Vec<u8>>, FileError> {
        self.read_own(&self.transcript_path(video))
    }

    /// The transcript in the bytes of its file.
    ///
    /// # Errors
    /// If they are not a transcript.
    pub fn transcript_in(&self, video: &VideoId, bytes: &[u8]) -> Result<Transcript, StoreError> {
        let transcript = Transcript::from_json(bytes);
        let transcript = transcript.map_err(|source| StoreError::Content {
            path: self.transcript_path(video),
            source,
        })?;
        Ok(self.with_safe_folder(transcript))
    }

    /// Removes incomplete files of killed processes beside the transcripts.
    ///
    /// # Errors
    /// If the folder cannot be read or written.
    pub fn clear_leftovers(&self) -> Result<(), FileError> {
        let dir = self.transcripts_dir();
        if !dir.exists() {
            return Ok(());
        }
        // Writers of transcripts hold the lock, so these files have no owner.
        let _lock = self.lock_transcripts()?;
        self.check_inside(&dir)?;
        files::remove_temporary(&dir)
    }

    /// Stores, as a write that can be undone, the result of `update` on the stored transcript of a video. A damaged file counts as
    /// missing; a file of another program is kept. No other process changes transcripts meanwhile.
    ///
    /// # Errors
    /// If it cannot be written, or would replace one written by a newer kbnote.
    pub fn update_transcript(
        &self,
        writer: &NoteWriter,
        video: &VideoId,
        update: impl FnOnce(Option<Transcript>) -> Transcript,
    ) -> Result<Update, StoreError> {
        let _lock = self.lock_transcripts()?;
        let old = match self.read_transcript(video) {
            Err(StoreError::Content { path, source }) if !is_newer(&source) => {
                self.keep_foreign(path)?;
                None
            }
            read => read?,
        };
        let new = self.with_safe_folder(update(old.clone()));
        let path = self.transcript_path(video);
        // A file of an older schema with the same content is not changed.
        let changed = old.as_ref() != Some(&new);
        if changed {
            let (before, json) = (self.read_own(&path)?, new.to_json());
            let change = NoteChange {
                note: &path,
                old: before.as_deref(),
                new: Some(json.as_bytes()),
            };
            writer.write_transcript(self, change)?;
        }
        Ok(Update { old, new, changed })
    }

    /// Refuses to replace an unreadable file that is not a damaged transcript: valid JSON without a
    /// transcript's schema.
    fn keep_foreign(&self, path: PathBuf) -> Result<(), StoreError> {
        let bytes = self.read_own(&path)?.unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let begins = text.trim().is_empty() || text.trim_start().starts_with('{');
        let is_whole = serde_json::from_slice::<serde::de::IgnoredAny>(&bytes).is_ok();
        let is_damaged = text.contains(SCHEMA) || (begins && !is_whole);
        is_damaged.then_some(()).ok_or(StoreError::Foreign { path })
    }

    /// Corrects the channel folder: a transcript from elsewhere may name any path, and a channel
    /// may have the name of a folder without notes.
    fn with_safe_folder(&self, mut transcript: Transcript) -> Transcript {
        let channel = &mut transcript.video.channel;
        if !channel.folder.is_empty() && !is_folder_below(&channel.folder) {
            channel.folder = channel_folder(Some(&channel.folder), &channel.name);
        }
        if self.is_no_folder_of_notes(&channel.folder) {
            channel.folder.push_str(SUFFIX);
        }
        transcript
    }

    /// Whether this folder below the notes is, or is inside, that of the drafts, transcripts or
    /// templates; regardless of case.
    fn is_no_folder_of_notes(&self, folder: &str) -> bool {
        let lower = |path: &Path| -> Vec<String> {
            let parts = path.components();
            let named = parts.filter(|part| matches!(part, Component::Normal(_)));
            named
                .map(|part| part.as_os_str().to_string_lossy().to_lowercase())
                .collect()
        };
        let settings = self.settings();
        let folder = lower(&Path::new(&settings.notes).join(folder));
        let others = [&settings.drafts, &settings.transcripts, &settings.templates];
        let mut others = others.iter().map(|other| lower(Path::new(other)));
        others.any(|other| !other.is_empty() && folder.starts_with(&other))
    }
}

/// The suffix of a channel folder whose name is in use.
const SUFFIX: &str = "_note";

/// The prefix of the schema of a transcript file.
const SCHEMA: &str = "kbnote.transcript/";

const fn is_newer(error: &TranscriptError) -> bool {
    matches!(error, TranscriptError::Newer { .. })
}

/// The recording whose transcript a file is. Files of other programs may have the name of a slug, so such a file counts if
/// it begins as a transcript does.
fn video_of(path: &Path) -> Option<VideoId> {
    let name = path.file_name()?.to_str()?;
    let id: VideoId = name.strip_suffix(".json")?.to_owned().try_into().ok()?;
    (id.has_youtube_form() || begins_as_transcript(path)).then_some(id)
}

fn begins_as_transcript(path: &Path) -> bool {
    let mut start = Vec::new();
    let file = std::fs::File::open(path).map(|file| file.take(64));
    let read = file.and_then(|mut file| file.read_to_end(&mut start));
    read.is_ok() && String::from_utf8_lossy(&start).contains(SCHEMA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;
    use crate::testing;

    const DEMO: &str = r#"{"schema":"kbnote.transcript/1","video":{"id":"kbnoteDemo1","title":"T","channel":{"name":"","folder":"x"}}}"#;

    fn writer() -> NoteWriter {
        NoteWriter::new("fetch")
    }

    fn demo(title: &str) -> Transcript {
        let mut transcript = Transcript::from_json(DEMO.as_bytes()).unwrap();
        title.clone_into(&mut transcript.video.title);
        transcript
    }

    #[test]
    fn an_update_sees_the_stored_transcript() {
        let (_dir, vault) = testing::vault();
        let id: VideoId = "kbnoteDemo1".parse().unwrap();
        assert!(vault.stored_videos().unwrap().is_empty());
        let first = vault
            .update_transcript(&writer(), &id, |_| demo("One"))
            .unwrap();
        assert!(first.changed && first.old.is_none());
        let second = vault.update_transcript(&writer(), &id, |old| {
            let title = format!("{} and two", old.unwrap().video.title);
            demo(&title)
        });
        assert_eq!(second.unwrap().new.video.title, "One and two");
        files::create(&vault.transcripts_dir().join("notes.json"), b"").unwrap();
        assert_eq!(vault.stored_videos().unwrap(), [id]);
    }

    #[test]
    fn a_file_of_an_older_schema_is_upgraded_with_the_next_change() {
        let (_dir, vault) = testing::vault();
        let id: VideoId = "kbnoteDemo1".parse().unwrap();
        let path = vault.transcript_path(&id);
        files::replace(&path, DEMO.as_bytes()).unwrap();
        let same = vault
            .update_transcript(&writer(), &id, |old| old.unwrap())
            .unwrap();
        assert!(!same.changed);
        assert_eq!(std::fs::read(&path).unwrap(), DEMO.as_bytes());
        assert!(
            vault
                .update_transcript(&writer(), &id, |_| demo("Two"))
                .unwrap()
                .changed
        );
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(written.contains("\"kbnote.transcript/2\""), "{written}");
    }

    #[test]
    fn updates_at_the_same_time_wait_for_each_other() {
        let (_dir, vault) = testing::vault();
        let id: VideoId = "kbnoteDemo1".parse().unwrap();
        vault
            .update_transcript(&writer(), &id, |_| demo("0"))
            .unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let count = |old: Option<Transcript>| {
                            let count: u32 = old.unwrap().video.title.parse().unwrap();
                            std::thread::yield_now();
                            demo(&(count + 1).to_string())
                        };
                        vault.update_transcript(&writer(), &id, count).unwrap();
                    }
                });
            }
        });
        let counted = vault.read_transcript(&id).unwrap().unwrap();
        assert_eq!(counted.video.title, "20");
    }

    #[test]
    fn leftovers_are_cleared_and_nothing_else() {
        let (_dir, vault) = testing::vault();
        vault.clear_leftovers().unwrap();
        let file = |name: &str| vault.transcripts_dir().join(name);
        for name in [".kbnote-x1.tmp", "kbnoteDemo1.json", "mine.tmp"] {
            files::create(&file(name), b"{").unwrap();
        }
        vault.clear_leftovers().unwrap();
        assert!(!file(".kbnote-x1.tmp").exists());
        assert!(file("kbnoteDemo1.json").exists() && file("mine.tmp").exists());
    }

    #[test]
    fn a_channel_named_as_another_folder_has_one_of_its_own() {
        let (dir, _) = testing::vault();
        let id: VideoId = "kbnoteDemo1".parse().unwrap();
        let folder = |settings: &str, folder: &str| {
            let settings = Settings::parse(settings).unwrap();
            let vault = Vault::with_settings(dir.path(), settings);
            let mut transcript = demo("T");
            transcript.video.channel.folder = folder.to_owned();
            let stored = vault
                .update_transcript(&writer(), &id, |_| transcript)
                .unwrap()
                .new;
            let read = vault.read_transcript(&id).unwrap().unwrap();
            assert_eq!(read, stored);
            stored.video.channel.folder
        };
        for drafts in ["drafts", "Drafts"] {
            assert_eq!(folder("", drafts), format!("{drafts}_note"));
        }
        for usual in ["transcripts", "templates", "notes", "draft", "drafts_note"] {
            assert_eq!(folder("", usual), usual);
        }
        let flat = "notes = '.'\ntranscripts = 'a/t'\ntemplates = 'x'\ndrafts = 'Entwürfe'";
        for (name, safe) in [("x", "x_note"), ("a", "a"), ("entwürfe", "entwürfe_note")] {
            assert_eq!(folder(flat, name), safe);
        }
    }

    #[test]
    fn a_damaged_file_is_replaced_and_a_newer_one_kept() {
        let (_dir, vault) = testing::vault();
        let id: VideoId = "kbnoteDemo1".parse().unwrap();
        let path = vault.transcript_path(&id);
        files::replace(&path, b"{").unwrap();
        assert!(
            vault
                .update_transcript(&writer(), &id, |_| demo("T"))
                .unwrap()
                .changed
        );
        for foreign in [
            &b"[]"[..],
            b"{\"events\":[]}",
            b"1\n00:00:01,000 --> 00:00:02,000\nMine.\n",
        ] {
            files::replace(&path, foreign).unwrap();
            let refused = vault.update_transcript(&writer(), &id, |_| demo("T"));
            assert!(matches!(refused, Err(StoreError::Foreign { .. })));
            assert_eq!(std::fs::read(&path).unwrap(), foreign);
        }
        files::replace(&path, br#"{"schema":"kbnote.transcript/3"}"#).unwrap();
        assert!(
            vault
                .update_transcript(&writer(), &id, |_| demo("T"))
                .is_err()
        );
        assert_eq!(
            std::fs::read(&path).unwrap(),
            br#"{"schema":"kbnote.transcript/3"}"#
        );
    }
}
