//! Records of the entries written into channel index notes, in `.kbnote/index/`.
//!
//! Without the record, all entries of an index note count as the author's.

use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use kbnote_note::IndexRecord;
use serde::{Deserialize, Serialize};

use crate::{FileError, StateError, Vault, files};

/// The format written here.
const SCHEMA: &str = "kbnote.index-record/1";

#[derive(Serialize, Deserialize)]
struct Stored {
    schema: String,
    /// The fingerprint of the note before it was written. A note with these bytes was undone: then
    /// the earlier record applies.
    #[serde(default)]
    before: Option<String>,
    #[serde(default)]
    earlier: IndexRecord,
    #[serde(default)]
    record: IndexRecord,
}

/// New bytes for the record of an index note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordFileChange {
    /// The name of the index note.
    pub name: String,
    /// The bytes of the record before; `None` if there was none.
    pub old: Option<Vec<u8>>,
    /// Its new bytes; `None` if it is removed.
    pub new: Option<Vec<u8>>,
}

impl Vault {
    /// The path of the record of an index note; `name` is `channel/channel`.
    fn index_record_path(&self, name: &str) -> PathBuf {
        let dir = self.root().join(".kbnote/index");
        dir.join(format!("{name}.json"))
    }

    /// The record of an index note with these bytes. A damaged record counts as missing.
    ///
    /// # Errors
    /// If there is one that cannot be read, or that was written by a newer kbnote.
    pub fn read_index_record(&self, name: &str, bytes: &[u8]) -> Result<IndexRecord, StateError> {
        let path = self.index_record_path(name);
        let Some(stored) = read(&path)? else {
            return Ok(IndexRecord::default());
        };
        let print = Fingerprint::of(bytes).to_string();
        Ok(if stored.before == Some(print) {
            stored.earlier
        } else {
            stored.record
        })
    }

    /// Stores the record of an index note that had the bytes `before` and the record `earlier`.
    /// Must be called before the note is written: while the note has those bytes, the earlier
    /// record applies.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_index_record(
        &self,
        name: &str,
        before: &[u8],
        earlier: &IndexRecord,
        record: &IndexRecord,
    ) -> Result<(), StateError> {
        let stored = Stored {
            schema: SCHEMA.to_owned(),
            before: Some(Fingerprint::of(before).to_string()),
            earlier: earlier.clone(),
            record: record.clone(),
        };
        self.replace_own(&self.index_record_path(name), &stored.to_json())?;
        Ok(())
    }

    /// The bytes of the record of an index note, to be restored if the note cannot be written.
    ///
    /// # Errors
    /// If it is there and cannot be read.
    pub fn index_record_bytes(&self, name: &str) -> Result<Option<Vec<u8>>, FileError> {
        self.read_own(&self.index_record_path(name))
    }

    /// Restores the record of an index note that was not written. If that fails, missing entries
    /// count as removed by the author.
    pub fn restore_index_record(&self, name: &str, record: Option<&[u8]>) {
        let _ = self.set_index_record(name, record);
    }

    /// Writes or removes the record of an index note.
    pub(crate) fn set_index_record(
        &self,
        name: &str,
        record: Option<&[u8]>,
    ) -> Result<(), FileError> {
        let path = self.index_record_path(name);
        match record {
            Some(record) => self.replace_own(&path, record).map(drop),
            None => {
                self.remove_own(&path)?;
                files::remove_emptied_folders(&path, &self.root().join(".kbnote"));
                Ok(())
            }
        }
    }

    /// The change of the record of an index note, which an edit of what it contains makes; `None` if there is no record.
    ///
    /// # Errors
    /// As [`Self::read_index_record`].
    pub fn index_record_change(
        &self,
        name: &str,
        edit: impl FnOnce(&mut IndexRecord),
    ) -> Result<Option<RecordFileChange>, StateError> {
        let Some(mut stored) = read(&self.index_record_path(name))? else {
            return Ok(None);
        };
        let known = stored.record.clone();
        edit(&mut stored.record);
        if stored.record == known {
            return Ok(None);
        }
        stored.before = None;
        stored.earlier = IndexRecord::default();
        Ok(Some(RecordFileChange {
            name: name.to_owned(),
            old: self.index_record_bytes(name)?,
            new: Some(stored.to_json()),
        }))
    }
}

impl Stored {
    fn to_json(&self) -> Vec<u8> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text.into_bytes()
    }
}

fn read(path: &Path) -> Result<Option<Stored>, StateError> {
    let Some(bytes) = files::read_if_present(path)? else {
        return Ok(None);
    };
    let Ok(stored) = serde_json::from_slice::<Stored>(&bytes) else {
        return Ok(None);
    };
    if stored.schema != SCHEMA {
        return Err(StateError::Newer {
            path: path.to_owned(),
            found: stored.schema,
        });
    }
    Ok(Some(stored))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn record(title: &str) -> IndexRecord {
        let mut record = IndexRecord::default();
        record.entries.insert("a/b".to_owned(), title.to_owned());
        record
    }

    #[test]
    fn an_undone_note_has_the_earlier_record() {
        let (_dir, vault) = testing::vault();
        assert_eq!(
            vault.read_index_record("a/a", b"").unwrap(),
            IndexRecord::default()
        );
        let (one, two) = (record("One"), record("Two"));
        vault.write_index_record("a/a", b"old", &one, &two).unwrap();
        assert_eq!(vault.read_index_record("a/a", b"new").unwrap(), two);
        assert_eq!(vault.read_index_record("a/a", b"old").unwrap(), one);
        let edit = |record: &mut IndexRecord| drop(record.entries.remove("a/b"));
        let change = vault.index_record_change("a/a", edit).unwrap().unwrap();
        vault
            .set_index_record("a/a", change.new.as_deref())
            .unwrap();
        let edited = vault.read_index_record("a/a", b"old").unwrap();
        assert!(edited.entries.is_empty());
        assert_eq!(vault.index_record_change("a/a", edit).unwrap(), None);
        assert_eq!(vault.index_record_change("b/b", edit).unwrap(), None);
    }
}
