//! Decisions on changes, and the file that stores them: a `kbnote.diff/1` document with
//! verdicts.

use std::collections::BTreeMap;
use std::path::Path;

use kbnote_engine::regenerate::Change;
use kbnote_vault::files;
use serde::{Deserialize, Serialize};

use super::proposed::ProposedNote;
use crate::{Error, ErrorKind, Workspace, read_input};

const SCHEMA: &str = "kbnote.diff/1";

/// The name of the file of decisions that a review was quit with.
const KEPT: &str = "review.json";

/// A person's decision on a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is made.
    Accept,
    /// It is not made, and not proposed again.
    Reject,
    /// It is made in these words.
    Edit(String),
}

/// Decisions by note and by the id of the change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decisions(BTreeMap<String, BTreeMap<String, Decision>>);

#[derive(Deserialize, Serialize)]
struct Document {
    schema: String,
    notes: Vec<NoteEntry>,
}

#[derive(Deserialize, Serialize)]
struct NoteEntry {
    /// None for a note that could not be read.
    path: Option<String>,
    #[serde(default)]
    changes: Vec<ChangeEntry>,
}

#[derive(Deserialize, Serialize)]
struct ChangeEntry {
    id: String,
    verdict: Option<Verdict>,
    /// The words of an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Accept,
    Reject,
    Edit,
}

impl Decisions {
    /// Reads the decisions of a file; `-` is standard input.
    ///
    /// # Errors
    /// If it cannot be read or is not a valid file of decisions.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = read_input(path)?;
        let wrong = |message: String| {
            let message = format!("{}: {message}", path.display());
            Error::new(ErrorKind::Usage, "decisions", message).with_next_step(
                "give each change of `kbnote diff --json` a `verdict`: accept, reject, or edit with a `text`",
            )
        };
        Self::parse(&bytes).map_err(wrong)
    }

    /// Reads the decisions of a review that was quit; none if the file is damaged.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn stored(workspace: &Workspace) -> Result<Self, Error> {
        let bytes = files::read_if_present(&workspace.vault.user_path(KEPT)?)?;
        let kept = bytes.and_then(|bytes| Self::parse(&bytes).ok());
        Ok(kept.unwrap_or_default())
    }

    /// Stores them for the next review; if there are none, no file is made.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn store(&self, workspace: &Workspace) -> Result<(), Error> {
        let notes = self.entries();
        if notes.is_empty() && !workspace.vault.user_path(KEPT)?.exists() {
            return Ok(());
        }
        let document = Document {
            schema: SCHEMA.to_owned(),
            notes,
        };
        let text = serde_json::to_string(&document);
        let text = text.map_err(|error| Error::from_error(ErrorKind::Io, "file", &error))?;
        workspace.vault.write_user_file(KEPT, text.as_bytes())?;
        Ok(())
    }

    fn entries(&self) -> Vec<NoteEntry> {
        let entry = |(id, decision): (&String, &Decision)| ChangeEntry {
            id: id.clone(),
            verdict: Some(match decision {
                Decision::Accept => Verdict::Accept,
                Decision::Reject => Verdict::Reject,
                Decision::Edit(_) => Verdict::Edit,
            }),
            text: match decision {
                Decision::Edit(text) => Some(text.clone()),
                _ => None,
            },
        };
        let decided = self.0.iter().filter(|(_, changes)| !changes.is_empty());
        decided
            .map(|(path, changes)| NoteEntry {
                path: Some(path.clone()),
                changes: changes.iter().map(entry).collect(),
            })
            .collect()
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let document: Document =
            serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        if document.schema != SCHEMA {
            return Err(format!("this is `{}`, not `{SCHEMA}`", document.schema));
        }
        let mut decisions = Self::default();
        for note in document.notes {
            let path = note.path.unwrap_or_default();
            for change in note.changes {
                let decision = match (change.verdict, change.text) {
                    (None, _) => continue,
                    (Some(Verdict::Accept), _) => Decision::Accept,
                    (Some(Verdict::Reject), _) => Decision::Reject,
                    (Some(Verdict::Edit), Some(text)) => Decision::Edit(text),
                    (Some(Verdict::Edit), None) => {
                        return Err(format!("the edit of `{}` has no `text`", change.id));
                    }
                };
                decisions.set(&path, change.id, Some(decision));
            }
        }
        Ok(decisions)
    }

    /// Decides on a change, or leaves it open again.
    pub fn set(&mut self, note: &str, id: String, decision: Option<Decision>) {
        let of_note = self.0.entry(note.to_owned()).or_default();
        match decision {
            Some(decision) => drop(of_note.insert(id, decision)),
            None => drop(of_note.remove(&id)),
        }
    }

    /// The decision on a change of a note, which is known by its name in the vault or its path as it was
    /// given.
    #[must_use]
    pub fn get(&self, note: &ProposedNote<'_>, change: &Change) -> Option<&Decision> {
        self.by_name([&note.name, &note.file.shown()], &change.id.to_string())
    }

    /// The decision on the change with this id of a note with one of these names.
    #[must_use]
    pub fn by_name(&self, names: [&str; 2], id: &str) -> Option<&Decision> {
        names.into_iter().find_map(|name| self.0.get(name)?.get(id))
    }

    /// Forgets the decisions on a note.
    pub fn forget(&mut self, note: &str) {
        self.0.remove(note);
    }

    /// The ids of changes that are decided on and not proposed.
    #[must_use]
    pub fn missed(&self, proposed: &[ProposedNote<'_>]) -> Vec<String> {
        let is_proposed = |path: &str, id: &str| {
            let mut notes = proposed
                .iter()
                .filter(|note| note.name == path || note.file.shown() == path);
            notes.any(|note| {
                let mut changes = note.regeneration.changes.iter();
                changes.any(|change| change.id.to_string() == id)
            })
        };
        let all = self
            .0
            .iter()
            .flat_map(|(path, changes)| changes.keys().map(move |id| (path.as_str(), id.as_str())));
        all.filter(|(path, id)| !is_proposed(path, id))
            .map(|(_, id)| id.to_owned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_come_back_as_they_were_kept() {
        let mut decisions = Decisions::default();
        decisions.set("a.md", "1".into(), Some(Decision::Accept));
        decisions.set("a.md", "2".into(), Some(Decision::Edit("Two.".into())));
        decisions.set("b.md", "3".into(), Some(Decision::Reject));
        let document = Document {
            schema: SCHEMA.to_owned(),
            notes: decisions.entries(),
        };
        let kept = serde_json::to_vec(&document).unwrap();
        assert_eq!(Decisions::parse(&kept), Ok(decisions));
    }

    #[test]
    fn mistakes_in_a_script_are_reported() {
        let parse = |text: &str| Decisions::parse(text.as_bytes());
        let with = |change: &str| {
            format!(
                r#"{{"schema":"kbnote.diff/1","notes":[{{"path":"a.md","changes":[{change}]}}]}}"#
            )
        };
        assert_eq!(
            parse(&with(r#"{"id":"1","verdict":null}"#)),
            Ok(Decisions::default())
        );
        assert!(
            parse(&with(r#"{"id":"1","verdict":"edit"}"#))
                .unwrap_err()
                .contains("no `text`")
        );
        assert!(
            parse(&with(r#"{"id":"1","verdict":"maybe"}"#))
                .unwrap_err()
                .contains("maybe")
        );
        assert!(
            parse(r#"{"schema":"kbnote.links/1","notes":[]}"#)
                .unwrap_err()
                .contains("kbnote.links/1")
        );
    }
}
