//! Notes held against what they were at a revision, as git knows it.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

use kbnote_note::Note;

use super::DiffArgs;
use super::report::{Compared, Report};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_file::{NoteFile, NoteFiles, read_notes};

pub(super) fn compare<'a>(
    cx: &'a Context,
    args: &'a DiffArgs,
    revision: &str,
) -> Result<Report<'a>, CliError> {
    let notes = read_notes(cx, &args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    for file in &files {
        let compared = with_past(file, revision);
        if let Err(error) = compared.as_ref()
            && concerns_all(error)
        {
            return Err(error.clone());
        }
        let done = compared.map(|compared| report.note(&compared));
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    Ok(report)
}

/// Whether a failure is that of every note, so that one is told for all.
fn concerns_all(error: &CliError) -> bool {
    matches!(&*error.kind, "no-git" | "no-revision")
}

fn with_past<'a>(file: &'a NoteFile, revision: &str) -> Result<Compared<'a>, CliError> {
    let Some(path) = file.path() else {
        let message = "standard input has no past: name a file";
        return Err(CliError::new(Exit::Usage, "usage", message));
    };
    let shown = file.shown();
    Ok(Compared {
        title: shown.clone(),
        old_name: format!("{revision}:{shown}"),
        new_name: shown,
        path,
        old: Note::parse(past(path, revision)?),
        new: file.note(),
    })
}

/// The bytes of a file at a revision, as git would check it out.
fn past(path: &Path, revision: &str) -> Result<Vec<u8>, CliError> {
    let absent = |kind, message| CliError::new(Exit::Absent, kind, message);
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(absent("no-past", format!("{} is no file", path.display())));
    };
    let git = Git { folder };
    if !git.run(["rev-parse", "--git-dir"])?.status.success() {
        let message = format!("{} lies in no git repository", path.display());
        return Err(absent("no-repository", message));
    }
    let commit = format!("{revision}^{{commit}}");
    let found = git.run([
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ])?;
    if !found.status.success() {
        let message = format!("git knows no revision `{revision}`");
        return Err(absent("no-revision", message).hint("`git log` lists them; HEAD is the last"));
    }
    let commit = String::from_utf8_lossy(&found.stdout);
    let mut place = std::ffi::OsString::from(format!("{}:./", commit.trim()));
    place.push(name);
    let blob = git.run([OsStr::new("cat-file"), OsStr::new("--filters"), &place])?;
    if !blob.status.success() {
        let message = format!("{} was not there at {revision}", path.display());
        return Err(absent("no-past", message));
    }
    Ok(blob.stdout)
}

/// Git, run in a folder.
struct Git<'a> {
    folder: &'a Path,
}

impl Git<'_> {
    fn run<I: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = I>) -> Result<Output, CliError> {
        let mut command = Command::new("git");
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(self.folder);
        }
        command
            .args(args)
            .output()
            .map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => CliError::new(
                    Exit::Absent,
                    "no-git",
                    "there is no git to ask for the past",
                )
                .hint("install git, or compare two files: `kbnote diff OLD NEW`"),
                _ => CliError::from_error(Exit::Absent, "no-git", &error),
            })
    }
}
