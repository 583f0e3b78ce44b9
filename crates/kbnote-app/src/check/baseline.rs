//! The file of accepted findings.
//!
//! It names what a finding is about, not its line: findings may move.

use std::path::Path;

use kbnote_check::{Baseline, BaselineEntry};
use kbnote_vault::files;
use serde::{Deserialize, Serialize};

use super::finding::LocatedFinding;
use super::report::{CheckReport, CheckedNote};
use crate::{Error, ErrorKind};

const SCHEMA: &str = "kbnote.baseline/1";

/// The file that `kbnote check --write-baseline` writes and `--baseline` reads, and what the first prints.
///
/// A finding is known by its note, its rule and the text that it is about, not by its line.
#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct BaselineDocument {
    schema: String,
    /// In the file: the findings.
    findings: Vec<StoredFinding>,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct StoredFinding {
    /// The note.
    path: String,
    /// The code of the rule.
    code: String,
    /// The text that it is about.
    text: String,
    /// How often it is there.
    count: u64,
}

/// A baseline that was written.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BaselineReport {
    schema: &'static str,
    /// What is printed: how many findings are accepted.
    pub accepted: usize,
}

/// The accepted findings.
pub(super) struct BaselineFile(Baseline);

impl BaselineFile {
    pub(super) fn read(path: &Path) -> Result<Self, Error> {
        Self::parse(path, &files::read(path)?)
    }

    fn parse(path: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let wrong = |cause: String| {
            let message = format!("{} is not a baseline: {cause}", path.display());
            Error::new(ErrorKind::Usage, "baseline", message)
                .with_next_step("`kbnote check --write-baseline FILE` writes one")
        };
        let stored: BaselineDocument =
            serde_json::from_slice(bytes).map_err(|error| wrong(error.to_string()))?;
        if stored.schema != SCHEMA {
            return Err(wrong(format!("its schema is `{}`", stored.schema)));
        }
        let mut baseline = Baseline::default();
        for found in stored.findings {
            let entry = BaselineEntry {
                path: found.path,
                code: found.code,
                text: found.text,
            };
            baseline.add(entry, found.count);
        }
        Ok(Self(baseline))
    }

    /// Removes the accepted findings.
    pub(super) fn apply(&mut self, checked: &mut [CheckedNote]) {
        for note in checked {
            let path = note.path.clone();
            note.findings
                .retain(|finding| !self.0.accepts(&entry(&path, finding)));
        }
    }
}

fn entry(path: &str, finding: &LocatedFinding) -> BaselineEntry {
    BaselineEntry {
        path: path.to_owned(),
        code: finding.rule.code.to_owned(),
        text: finding.about.clone(),
    }
}

/// Puts a list of findings where none is, or in place of an older one: another file is not
/// overwritten.
fn put(path: &Path, text: &str) -> Result<(), Error> {
    let Some(old) = files::read_if_present(path)? else {
        return Ok(files::create(path, text.as_bytes())?);
    };
    if let Err(error) = BaselineFile::parse(path, &old) {
        let hint = "it was not changed; name a new file, or move this one away";
        return Err(Error::new(ErrorKind::Declined, "exists", error.message()).with_next_step(hint));
    }
    files::replace(path, text.as_bytes())?;
    Ok(())
}

impl CheckReport {
    /// Writes all findings into a baseline, one a line.
    ///
    /// # Errors
    /// If another file is there, or it cannot be written.
    pub fn write_baseline(&self, path: &Path) -> Result<BaselineReport, Error> {
        let mut baseline = Baseline::default();
        for note in &self.notes {
            for finding in &note.findings {
                baseline.add(entry(&note.path, finding), 1);
            }
        }
        let lines = baseline.entries().map(|(entry, count)| {
            serde_json::to_string(&StoredFinding {
                path: entry.path.clone(),
                code: entry.code.clone(),
                text: entry.text.clone(),
                count,
            })
        });
        let lines: Result<Vec<String>, _> = lines.collect();
        let lines = lines.map_err(|error| Error::from_error(ErrorKind::Io, "baseline", &error))?;
        let text = format!(
            "{{\"schema\":\"{SCHEMA}\",\"findings\":[\n{}\n]}}\n",
            lines.join(",\n")
        );
        put(path, &text)?;
        let accepted = self.notes.iter().map(|note| note.findings.len());
        Ok(BaselineReport {
            schema: SCHEMA,
            accepted: accepted.sum(),
        })
    }
}
