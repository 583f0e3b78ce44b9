//! Replaces a text so that no text of the author is lost.
//!
//! If the system supports it, the two files are exchanged atomically. If the displaced text is not
//! what was read, it is restored. An editor that had the file open may write into it later, so it
//! is checked again once no program has it open for writing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::patience::patiently;
use crate::writers::wait_until_closed;

/// A staged text and the note that it replaces.
#[derive(Debug)]
pub(crate) struct Swap<'a> {
    /// The file with the new text; after the swap, the one with the displaced text.
    pub(crate) staged: &'a Path,
    /// The note, no symbolic link.
    pub(crate) target: &'a Path,
    /// The text that was read.
    pub(crate) old: &'a [u8],
    pub(crate) new: &'a [u8],
}

/// The outcome of a swap.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The note has the new text, and the displaced file the old one.
    Done,
    /// The author wrote in the meantime; the note has the author's text.
    Changed,
    /// An editor keeps the note open for writing; the note has the old text.
    KeptOpen,
    /// The author wrote both files. The note has one text, and the displaced file, which must be
    /// kept, the other.
    ChangedTwice,
}

impl Swap<'_> {
    /// Replaces the note with the staged text, unless the note changed since it was read.
    pub(crate) fn carry_out(&self) -> io::Result<Outcome> {
        match fs::read(self.target) {
            Ok(text) if text == self.old => {}
            Ok(_) => return Ok(Outcome::Changed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Outcome::Changed),
            Err(error) => return Err(error),
        }
        pause::at("before-swap");
        match exchange(self.staged, self.target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && !self.target.exists() => {
                return Ok(Outcome::Changed);
            }
            done => done?,
        }
        pause::at("after-swap");
        if fs::read(self.staged)? == self.old {
            Ok(Outcome::Done)
        } else {
            self.put_back()
        }
    }

    /// Checks again whether the displaced file was written, or may still be.
    pub(crate) fn check_again(&self) -> io::Result<Outcome> {
        pause::at("before-second-look");
        let is_closed = wait_until_closed(self.staged)?;
        let is_old = fs::read(self.staged)? == self.old;
        if is_old && is_closed {
            return Ok(Outcome::Done);
        }
        match fs::read(self.target) {
            Ok(text) if text == self.new => match self.put_back()? {
                Outcome::Changed if is_old => Ok(Outcome::KeptOpen),
                outcome => Ok(outcome),
            },
            Ok(_) => Ok(Outcome::ChangedTwice),
            // The note was moved or deleted: nothing replaces it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Outcome::ChangedTwice),
            Err(error) => Err(error),
        }
    }

    /// Restores the note from the staged file.
    ///
    /// The displaced text is checked too: the author may have saved again. The files are exchanged
    /// until the note has the newest text.
    ///
    /// # Errors
    /// `ResourceBusy` if a program keeps the displaced file open for writing.
    pub(crate) fn put_back(&self) -> io::Result<Outcome> {
        let mut placed = self.new.to_owned();
        loop {
            let returning = fs::read(self.staged)?;
            exchange(self.staged, self.target)?;
            if !wait_until_closed(self.staged)? {
                return Err(io::ErrorKind::ResourceBusy.into());
            }
            let displaced = fs::read(self.staged)?;
            if displaced == placed {
                let is_ours = displaced == self.new || displaced == self.old;
                return Ok(if is_ours {
                    Outcome::Changed
                } else {
                    Outcome::ChangedTwice
                });
            }
            placed = returning;
        }
    }
}

/// Exchanges two files.
fn exchange(staged: &Path, target: &Path) -> io::Result<()> {
    match exchange_at_once(staged, target) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            exchange_in_steps(staged, target)
        }
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_at_once(staged: &Path, target: &Path) -> io::Result<()> {
    rename_with(staged, target, rustix::fs::RenameFlags::EXCHANGE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// File systems without support return different errors; all become "unsupported".
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_with(from: &Path, to: &Path, flags: rustix::fs::RenameFlags) -> io::Result<()> {
    use rustix::fs::{CWD, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, from, CWD, to, flags) {
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Err(io::ErrorKind::Unsupported.into()),
        done => Ok(done?),
    }
}

/// Exchanges files with two renames, keeping the displaced file by a second link or, on file
/// systems without links, by its text. An editor that replaces the file between the two loses its
/// text: the smallest window possible on such a file system.
fn exchange_in_steps(staged: &Path, target: &Path) -> io::Result<()> {
    let kept = second_name(staged);
    // A file of a killed run was handled when the vault was locked.
    let _ = fs::remove_file(&kept);
    match fs::hard_link(target, &kept) {
        Ok(()) => patiently(|| fs::rename(staged, target))
            .inspect_err(|_| drop(fs::remove_file(&kept)))?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(error),
        Err(_) => {
            fs::copy(target, &kept)?;
            patiently(|| fs::rename(staged, target))?;
        }
    }
    patiently(|| fs::rename(&kept, staged))
}

/// The name of the displaced file while it and the staged one are both beside the note.
pub(crate) fn second_name(staged: &Path) -> PathBuf {
    let name = staged.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".tmp").unwrap_or(&name);
    staged.with_file_name(format!("{name}-old.tmp"))
}

/// Renames a file to a free name.
///
/// # Errors
/// `AlreadyExists` if it is not.
pub(crate) fn rename_to_free(from: &Path, to: &Path) -> io::Result<()> {
    match rename_to_free_at_once(from, to) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            rename_to_free_in_steps(from, to)
        }
        done => done,
    }
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn rename_to_free_at_once(from: &Path, to: &Path) -> io::Result<()> {
    rename_with(from, to, rustix::fs::RenameFlags::NOREPLACE)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn rename_to_free_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

fn rename_to_free_in_steps(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => fs::remove_file(from),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        Err(_) if fs::symlink_metadata(to).is_ok() => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}

/// Pauses at a named point until a test continues; not in release builds.
#[cfg(debug_assertions)]
mod pause {
    use std::fs;
    use std::path::PathBuf;
    use std::thread;
    use std::time::Duration;

    /// `KBNOTE_PAUSE=after-swap:FOLDER` makes a file of the moment's name in the folder and waits
    /// until that file is gone.
    pub(super) fn at(moment: &str) {
        let Ok(wanted) = std::env::var("KBNOTE_PAUSE") else {
            return;
        };
        let Some((wanted, folder)) = wanted.split_once(':') else {
            return;
        };
        let mark = PathBuf::from(folder).join(moment);
        if wanted != moment || fs::File::create_new(&mark).is_err() {
            return;
        }
        while mark.exists() {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

#[cfg(not(debug_assertions))]
mod pause {
    pub(super) const fn at(_moment: &str) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Files {
        dir: tempfile::TempDir,
    }

    impl Files {
        fn new(staged: &str, note: &str) -> Self {
            let files = Self {
                dir: tempfile::tempdir().unwrap(),
            };
            fs::write(files.staged(), staged).unwrap();
            fs::write(files.note(), note).unwrap();
            files
        }

        fn staged(&self) -> PathBuf {
            self.dir.path().join(".kbnote-1.tmp")
        }

        fn note(&self) -> PathBuf {
            self.dir.path().join("a.md")
        }

        fn texts(&self) -> (String, String) {
            let read = |path| fs::read_to_string(path).unwrap();
            (read(self.note()), read(self.staged()))
        }
    }

    fn swap<T>(files: &Files, act: impl FnOnce(&Swap<'_>) -> T) -> T {
        act(&Swap {
            staged: &files.staged(),
            target: &files.note(),
            old: b"old",
            new: b"new",
        })
    }

    fn texts(note: &str, staged: &str) -> (String, String) {
        (note.to_owned(), staged.to_owned())
    }

    #[test]
    fn a_note_as_it_was_read_gets_the_new_text() {
        let files = Files::new("new", "old");
        let outcome = swap(&files, |swap| {
            (swap.carry_out().unwrap(), swap.check_again().unwrap())
        });
        assert_eq!(outcome, (Outcome::Done, Outcome::Done));
        assert_eq!(files.texts(), texts("new", "old"));
    }

    #[test]
    fn a_note_that_is_another_or_gone_is_not_changed() {
        let files = Files::new("new", "saved");
        assert_eq!(
            swap(&files, |swap| swap.carry_out().unwrap()),
            Outcome::Changed
        );
        assert_eq!(files.texts(), texts("saved", "new"));
        fs::remove_file(files.note()).unwrap();
        assert_eq!(
            swap(&files, |swap| swap.carry_out().unwrap()),
            Outcome::Changed
        );
        assert!(!files.note().exists());
    }

    #[test]
    fn a_text_saved_between_look_and_swap_goes_back() {
        // As after the swap of a note that was saved since it was looked at.
        let files = Files::new("saved", "new");
        assert_eq!(
            swap(&files, |swap| swap.put_back().unwrap()),
            Outcome::Changed
        );
        assert_eq!(files.texts(), texts("saved", "new"));
    }

    #[test]
    fn the_newest_text_wins_and_another_one_is_reported() {
        // Saved before the swap, and saved again before the first text went back.
        let files = Files::new("saved", "saved again");
        assert_eq!(
            swap(&files, |swap| swap.put_back().unwrap()),
            Outcome::ChangedTwice
        );
        assert_eq!(files.texts(), texts("saved again", "saved"));
    }

    #[test]
    fn text_written_into_the_displaced_file_goes_back() {
        let files = Files::new("new", "old");
        let outcome = swap(&files, |swap| {
            swap.carry_out().unwrap();
            fs::write(files.staged(), "written late").unwrap();
            swap.check_again().unwrap()
        });
        assert_eq!(outcome, Outcome::Changed);
        assert_eq!(files.texts(), texts("written late", "new"));
    }

    #[test]
    fn where_both_files_were_written_both_texts_stay() {
        let files = Files::new("new", "old");
        let outcome = swap(&files, |swap| {
            swap.carry_out().unwrap();
            fs::write(files.staged(), "written late").unwrap();
            fs::write(files.note(), "saved").unwrap();
            swap.check_again().unwrap()
        });
        assert_eq!(outcome, Outcome::ChangedTwice);
        assert_eq!(files.texts(), texts("saved", "written late"));
    }

    #[test]
    fn without_an_exchange_the_displaced_file_is_kept() {
        let files = Files::new("new", "old");
        let mut open = fs::OpenOptions::new()
            .append(true)
            .open(files.note())
            .unwrap();
        exchange_in_steps(&files.staged(), &files.note()).unwrap();
        assert_eq!(files.texts(), texts("new", "old"));
        std::io::Write::write_all(&mut open, b"er").unwrap();
        assert_eq!(
            files.texts(),
            texts("new", "older"),
            "the same file, not a copy"
        );
        assert!(!second_name(&files.staged()).exists());
    }

    #[test]
    fn an_existing_name_is_not_given() {
        for rename in [rename_to_free, rename_to_free_in_steps] {
            let files = Files::new("new", "old");
            let taken = rename(&files.staged(), &files.note()).unwrap_err();
            assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
            rename(&files.staged(), &files.dir.path().join("b.md")).unwrap();
            assert!(!files.staged().exists());
        }
    }
}
