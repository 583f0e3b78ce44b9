//! Notes as they were at a revision of their git repository.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{Command, Output};

use kbnote_note::Note;
use memchr::memchr_iter;

use crate::{Error, ErrorKind, NoteFile, programs};

/// Why an earlier version of a note is not available.
#[derive(Debug)]
pub enum PastError {
    /// For a reason that concerns this note.
    OfNote(Error),
    /// For a reason that concerns all notes, so that it is printed once.
    OfAll(Error),
}

/// The note that a file was at a revision, with the line ends that the file has now.
///
/// # Errors
/// If git or the revision is not available, or the file was not there.
pub fn past_note(file: &NoteFile, revision: &str) -> Result<Note, PastError> {
    let Some(path) = file.path() else {
        let message = "standard input has no earlier version; name a file";
        let error = Error::new(ErrorKind::Usage, "usage", message);
        return Err(PastError::OfNote(error));
    };
    let past = past(path, revision)?;
    Ok(file.note().with_bytes(with_line_ends_of(&file.bytes, past)))
}

/// The bytes of a file at a revision, as they are stored: no filter of the repository is run.
fn past(path: &Path, revision: &str) -> Result<Vec<u8>, PastError> {
    let absent = |kind, message| Error::new(ErrorKind::NotFound, kind, message);
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        let error = absent("no-past", format!("{} is not a file", path.display()));
        return Err(PastError::OfNote(error));
    };
    let git = Git { folder };
    let run = |args: &[&OsStr]| git.run(args).map_err(PastError::OfAll);
    let repository = run(&["rev-parse", "--git-dir"].map(OsStr::new))?;
    if !repository.status.success() {
        return Err(PastError::OfNote(no_repository(path, &repository)));
    }
    let commit = format!("{revision}^{{commit}}");
    let verify = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ];
    let found = run(&verify.map(OsStr::new))?;
    if !found.status.success() {
        let message = format!("git has no revision `{revision}`");
        let error =
            absent("no-revision", message).with_next_step("`git log` lists them; HEAD is the last");
        return Err(PastError::OfAll(error));
    }
    let commit = String::from_utf8_lossy(&found.stdout);
    let mut place = OsString::from(format!("{}:./", commit.trim()));
    place.push(name);
    let blob = run(&[OsStr::new("cat-file"), OsStr::new("blob"), &place])?;
    if !blob.status.success() {
        let message = format!("{} did not exist at {revision}", path.display());
        return Err(PastError::OfNote(absent("no-past", message)));
    }
    Ok(blob.stdout)
}

fn no_repository(path: &Path, output: &Output) -> Error {
    let path = path.display();
    let kind = "no-repository";
    if String::from_utf8_lossy(&output.stderr).contains("dubious ownership") {
        let message = format!("the git repository of {path} belongs to another user");
        return Error::new(ErrorKind::NotFound, kind, message).with_next_step(
            "if you trust it, `git config --global --add safe.directory DIR` tells git so",
        );
    }
    let message = format!("{path} is not in a git repository");
    Error::new(ErrorKind::NotFound, kind, message)
}

/// The stored bytes with the line ends that the file has now, which git may convert on the way.
fn with_line_ends_of(now: &[u8], stored: Vec<u8>) -> Vec<u8> {
    let ends_in_both = |at: usize| at > 0 && now[at - 1] == b'\r';
    let mut ends = memchr_iter(b'\n', now).peekable();
    let is_converted = ends.peek().is_some() && ends.all(ends_in_both);
    if !is_converted || stored.contains(&b'\r') {
        return stored;
    }
    let mut converted = Vec::with_capacity(stored.len());
    for line in stored.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                converted.extend_from_slice(line);
                converted.extend_from_slice(b"\r\n");
            }
            None => converted.extend_from_slice(line),
        }
    }
    converted
}

/// Git, run in a folder whose repository somebody else may have made: nothing that its settings name
/// is run, and nothing is fetched.
struct Git<'a> {
    folder: &'a Path,
}

/// Settings that take the place of the repository's: those that name programs to be run.
const SETTINGS: [&str; 7] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.alternateRefsCommand=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
];

/// What git is told by its environment. A repository that lacks an object may name a place to fetch
/// it from, and programs to do so.
const ENVIRONMENT: [(&str, &str); 5] = [
    ("GIT_NO_LAZY_FETCH", "1"),
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_TERMINAL_PROMPT", "0"),
];

impl Git<'_> {
    fn run(&self, args: &[&OsStr]) -> Result<Output, Error> {
        let output = self.command()?.args(args).output();
        output.map_err(|error| Error::from_error(ErrorKind::NotFound, "no-git", &error))
    }

    fn command(&self) -> Result<Command, Error> {
        let mut command = programs::command("git").ok_or_else(no_git)?;
        if !self.folder.as_os_str().is_empty() {
            command.current_dir(self.folder);
        }
        command.envs(ENVIRONMENT).arg("--no-pager");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        Ok(command)
    }
}

fn no_git() -> Error {
    let message = "git is not installed, or not in an absolute folder of PATH";
    Error::new(ErrorKind::NotFound, "no-git", message)
        .with_next_step("install git, or compare two files: `kbnote diff OLD NEW`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_that_git_converted_are_no_difference() {
        let with = |now: &str, stored: &str| {
            let converted = with_line_ends_of(now.as_bytes(), stored.as_bytes().to_owned());
            String::from_utf8(converted).unwrap()
        };
        assert_eq!(with("a\r\nc\r\n", "a\nb\n"), "a\r\nb\r\n");
        assert_eq!(with("a\r\nc", "a\nb"), "a\r\nb");
        for (now, stored) in [
            ("a\nb\r\n", "a\nb\n"),
            ("a", "a\n"),
            ("\n", "\n"),
            ("a\r\n", "a\r\nb\n"),
        ] {
            assert_eq!(with(now, stored), stored, "{now:?}");
        }
    }
}
