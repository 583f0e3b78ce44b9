//! A note moved and other notes changed with it, all or nothing.
//!
//! All new texts are written beside their places and flushed. Then a plan of what is left to do is
//! written, `.kbnote/rename.json`, and carried out: the note is moved, the texts are put in place,
//! the plan is removed. A failure before the plan is there changes nothing. Killed later, the plan
//! is carried out to its end by [`Vault::finish_rename`]; every step of it may be done twice.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::undo::RunLog;
use crate::{FileError, StateError, Vault, files};

/// A note that is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedNote {
    /// Its file.
    pub path: PathBuf,
    /// The bytes that were read.
    pub old: Vec<u8>,
    /// The bytes that it is to have.
    pub new: Vec<u8>,
}

/// A note that cannot be renamed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenameError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is known of a note cannot be read. Nothing was changed.
    #[error(transparent)]
    State(#[from] StateError),
    /// Somebody wrote a note since it was read. Nothing was changed.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
        /// The note.
        path: PathBuf,
    },
    /// The plan of a rename that was cut short cannot be understood.
    #[error("cannot understand {}, left by a rename that was cut short", path.display())]
    Plan {
        /// The file.
        path: PathBuf,
    },
    /// The plan would move a file that is none of the vault's. Nothing of it was carried out.
    #[error("{} would move {}, which does not lie in the vault", plan.display(), path.display())]
    Outside {
        /// The file with the plan.
        plan: PathBuf,
        /// What would be moved.
        path: PathBuf,
    },
}

/// What is left to do once all new texts are written.
#[derive(Debug, Serialize, Deserialize)]
struct Plan {
    schema: String,
    /// Files to move, with where to, in this order. One that is not there was moved already.
    moves: Vec<(PathBuf, PathBuf)>,
}

const SCHEMA: &str = "kbnote.rename-plan/1";

/// A note that gets another path, which may be the same, and notes that get new bytes; it may be one
/// of them.
pub(crate) struct Rename<'a> {
    pub(crate) from: &'a Path,
    pub(crate) to: &'a Path,
    pub(crate) notes: &'a [ChangedNote],
}

impl Rename<'_> {
    /// Whether the note can be moved, and all are as they were read.
    fn check(&self) -> Result<(), RenameError> {
        let Self { from, to, notes } = *self;
        let is_same_file = from == to || is_same_but_for_case(from, to);
        if !is_same_file && fs::symlink_metadata(to).is_ok() {
            let path = to.to_owned();
            return Err(FileError::Exists { path }.into());
        }
        for note in notes {
            if files::read(&note.path)? != note.old {
                let path = note.path.clone();
                return Err(RenameError::Changed { path });
            }
        }
        Ok(())
    }

    /// Remembers what is about to be done, so that it can be taken back.
    fn record(&self, vault: &Vault) -> Result<(), FileError> {
        let Self { from, to, notes } = *self;
        let mut log = RunLog::begin_whole(vault, "rename")?;
        if notes.iter().all(|note| note.path != from) {
            let bytes = files::read(from)?;
            log.record_move(vault, (from, to), &bytes, &bytes)?;
        }
        for note in notes {
            let to = if note.path == from { to } else { &note.path };
            log.record_move(vault, (&note.path, to), &note.old, &note.new)?;
        }
        Ok(())
    }

    /// Stages all texts, writes the plan and carries it out.
    fn carry_out(&self, vault: &Vault) -> Result<(), RenameError> {
        let Self { from, to, notes } = *self;
        for note in notes.iter().map(|note| note.path.as_path()).chain([from]) {
            vault.settle_killed(note)?;
        }
        let mut moves = Vec::new();
        if from != to {
            if !is_same_but_for_case(from, to) {
                vault.set_state_aside(to)?;
            }
            moves.push((from.to_owned(), to.to_owned()));
            if let (Some(from), Some(to)) = (vault.state_path(from), vault.state_path(to)) {
                moves.push((from, to));
            }
        }
        let mut staged = Vec::new();
        for note in notes {
            let text = files::staged(&note.path, &note.new)?;
            let place = if note.path == from {
                to.to_owned()
            } else {
                files::followed(&note.path)
            };
            moves.push((text.path().to_owned(), place));
            staged.push(text);
        }
        vault.begin_plan(moves)?;
        for text in staged {
            // From here on the plan knows of the file; it is no longer to be cleaned away.
            let _ = text.keep();
        }
        vault.finish_rename().map(drop)
    }
}

impl Vault {
    /// Gives the note `from` the path `to`, which may be the same, and all of the `notes` their new
    /// bytes; `from` may be one of them. The state of the note moves along. All that can be taken
    /// back, as a whole.
    ///
    /// # Errors
    /// If something is at `to` already, if a note is no longer what was read, or if a file cannot
    /// be written. Unless the plan was begun, nothing was changed then.
    pub fn rename_note(
        &self,
        from: &Path,
        to: &Path,
        notes: &[ChangedNote],
    ) -> Result<(), RenameError> {
        let rename = Rename { from, to, notes };
        rename.check()?;
        rename.record(self)?;
        rename.carry_out(self)
    }

    /// As [`Vault::rename_note`], but not to be taken back.
    pub(crate) fn rename_back(&self, rename: &Rename<'_>) -> Result<(), RenameError> {
        rename.check()?;
        rename.carry_out(self)
    }

    /// Carries out what a rename that was cut short has left to do; says whether there was one.
    ///
    /// # Errors
    /// If its plan cannot be read, or a file cannot be moved. The plan is then still there.
    pub fn finish_rename(&self) -> Result<bool, RenameError> {
        let path = self.plan_path();
        let Some(bytes) = files::read_if_present(&path)? else {
            return Ok(false);
        };
        let plan = serde_json::from_slice::<Plan>(&bytes).ok();
        let Some(plan) = plan.filter(|plan| plan.schema == SCHEMA) else {
            return Err(RenameError::Plan { path });
        };
        if let Some(outside) = plan.leads_outside(self.root()) {
            let outside = outside.to_owned();
            return Err(RenameError::Outside {
                plan: path,
                path: outside,
            });
        }
        for (from, to) in &plan.moves {
            carry_out(from, to).map_err(|source| FileError::Write {
                path: to.clone(),
                source,
            })?;
        }
        let removed = fs::remove_file(&path);
        removed.map_err(|source| FileError::Write { path, source })?;
        Ok(true)
    }

    fn begin_plan(&self, moves: Vec<(PathBuf, PathBuf)>) -> Result<(), RenameError> {
        let path = self.plan_path();
        // The plan may be carried out from another folder.
        let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
        let moves = moves.into_iter();
        let plan = Plan {
            schema: SCHEMA.to_owned(),
            moves: moves
                .map(|(from, to)| (absolute(from), absolute(to)))
                .collect(),
        };
        let text = serde_json::to_vec_pretty(&plan).map_err(|error| FileError::Write {
            path: path.clone(),
            source: error.into(),
        })?;
        Ok(files::create(&path, &text)?)
    }

    fn plan_path(&self) -> PathBuf {
        self.root().join(".kbnote/rename.json")
    }
}

impl Plan {
    /// A file outside the vault that would be moved. A vault may come from anywhere, and its plan
    /// with it; only what a rename has written beside a file may come to lie there.
    fn leads_outside(&self, root: &Path) -> Option<&Path> {
        let left = self.moves.iter();
        let mut left = left.filter(|(from, _)| fs::symlink_metadata(from).is_ok());
        left.find_map(|(from, to)| {
            let is_staged = files::is_temporary(from);
            let is_from_here = is_staged || is_below(root, from);
            let is_for_here = is_staged && from.parent() == to.parent() || is_below(root, to);
            match (is_from_here, is_for_here) {
                (true, true) => None,
                (false, _) => Some(from.as_path()),
                (true, false) => Some(to.as_path()),
            }
        })
    }
}

/// Whether a path leads below a folder, whatever way both are written.
fn is_below(root: &Path, path: &Path) -> bool {
    let goes_up = path.components().any(|part| part == Component::ParentDir);
    let root = root.canonicalize().ok();
    let mut above = path.ancestors().skip(1);
    !goes_up && root.is_some() && above.any(|folder| folder.canonicalize().ok() == root)
}

fn carry_out(from: &Path, to: &Path) -> std::io::Result<()> {
    if fs::symlink_metadata(from).is_err() {
        return Ok(());
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::rename(from, to)
}

/// Whether both are one file on a file system that is blind to case.
pub(crate) fn is_same_but_for_case(from: &Path, to: &Path) -> bool {
    let lower = |path: &Path| path.to_string_lossy().to_lowercase();
    lower(from) == lower(to) && from.canonicalize().ok() == to.canonicalize().ok()
}

#[cfg(test)]
mod tests {
    use kbnote_core::Fingerprint;

    use super::*;
    use crate::testing;
    use crate::{NoteState, Undo};

    fn vault() -> (tempfile::TempDir, Vault, PathBuf, PathBuf) {
        let (dir, vault) = testing::vault();
        let (a, b) = (dir.path().join("notes/a.md"), dir.path().join("notes/b.md"));
        files::create(&a, b"a").unwrap();
        files::create(&b, b"[[a]]").unwrap();
        files::create(&vault.state_path(&a).unwrap(), b"state").unwrap();
        (dir, vault, a, b)
    }

    fn changed(path: &Path, old: &str, new: &str) -> ChangedNote {
        ChangedNote {
            path: path.to_owned(),
            old: old.into(),
            new: new.into(),
        }
    }

    fn names(vault: &Vault) -> Vec<String> {
        let items = fs::read_dir(vault.notes_dir()).unwrap();
        let mut names: Vec<String> = items
            .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn the_note_its_state_and_the_links_move_together() {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        let notes = [changed(&a, "a", "c"), changed(&b, "[[a]]", "[[c]]")];
        vault.rename_note(&a, &c, &notes).unwrap();
        assert_eq!(names(&vault), ["b.md", "c.md"]);
        assert_eq!(
            (files::read(&b).unwrap(), files::read(&c).unwrap()),
            (b"[[c]]".to_vec(), b"c".to_vec())
        );
        let state = |note| files::read_if_present(&vault.state_path(note).unwrap()).unwrap();
        assert_eq!((state(&a), state(&c)), (None, Some(b"state".to_vec())));
        assert!(!vault.finish_rename().unwrap());
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let (_dir, vault, a, b) = vault();
        let taken = vault.rename_note(&a, &b, &[]);
        assert!(matches!(
            taken,
            Err(RenameError::File(FileError::Exists { .. }))
        ));
        let c = a.with_file_name("c.md");
        let stale = vault.rename_note(&a, &c, &[changed(&b, "old", "new")]);
        assert!(matches!(stale, Err(RenameError::Changed { .. })));
        let gone = changed(&a.with_file_name("gone.md"), "", "");
        assert!(vault.rename_note(&a, &c, &[gone]).is_err());
        assert_eq!(names(&vault), ["a.md", "b.md"]);
        assert_eq!(files::read(&b).unwrap(), b"[[a]]");
        assert!(vault.recorded_runs().unwrap().is_empty());
    }

    #[test]
    fn a_rename_goes_back_with_the_state_and_the_links() {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        let notes = [changed(&b, "[[a]]", "[[c]]")];
        vault.rename_note(&a, &c, &notes).unwrap();
        let run = vault.recorded_runs().unwrap().remove(0);
        let plan = run.plan(&vault).unwrap();
        run.take_back(&vault, &plan).unwrap();
        assert_eq!(names(&vault), ["a.md", "b.md"]);
        assert_eq!(files::read(&b).unwrap(), b"[[a]]");
        let state = files::read_if_present(&vault.state_path(&a).unwrap()).unwrap();
        assert_eq!(state, Some(b"state".to_vec()));
        let again = run.plan(&vault).unwrap();
        assert!(again.iter().all(|undo| matches!(undo, Undo::Forget { .. })));
    }

    #[test]
    fn the_state_that_a_killed_run_left_moves_along() {
        let (_dir, vault, a, b) = vault();
        let state = |captions: &str| NoteState {
            captions: Some(captions.to_owned()),
            ..NoteState::default()
        };
        for (note, bytes) in [(&a, &b"a"[..]), (&b, b"[[a]]")] {
            vault.write_state(note, &state("old")).unwrap();
            let note_print = Some(Fingerprint::of(bytes).to_string());
            let written = NoteState {
                note: note_print,
                ..state("new")
            };
            vault.announce_state(note, &written).unwrap();
        }
        let c = a.with_file_name("c.md");
        let notes = [changed(&a, "a", "c"), changed(&b, "[[a]]", "[[c]]")];
        vault.rename_note(&a, &c, &notes).unwrap();
        for note in [&b, &c] {
            let state = vault.read_state(note).unwrap().unwrap();
            assert_eq!(state.captions.as_deref(), Some("new"), "{}", note.display());
        }
    }

    #[test]
    fn what_was_known_of_a_note_that_is_gone_is_not_known_of_one_in_its_place() {
        let (_dir, vault, _, b) = vault();
        let c = b.with_file_name("c.md");
        vault.write_state(&c, &NoteState::default()).unwrap();
        vault.rename_note(&b, &c, &[]).unwrap();
        assert_eq!(vault.read_state(&c).unwrap(), None);
    }

    #[test]
    #[cfg(unix)]
    fn where_case_does_not_count_the_old_name_is_not_taken_by_the_note_itself() {
        let (_dir, vault, a, _) = vault();
        let upper = a.with_file_name("A.md");
        vault
            .rename_note(&a, &upper, &[changed(&a, "a", "A")])
            .unwrap();
        std::os::unix::fs::symlink(&upper, &a).unwrap();
        let plan = vault.recorded_runs().unwrap()[0].plan(&vault).unwrap();
        assert!(plan.iter().all(Undo::changes_note), "{plan:?}");
    }

    #[test]
    fn a_rename_that_was_killed_before_it_began_is_nothing_to_take_back() {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        let notes = [changed(&b, "[[a]]", "[[c]]")];
        let rename = Rename {
            from: &a,
            to: &c,
            notes: &notes,
        };
        rename.record(&vault).unwrap();
        let plan = vault.recorded_runs().unwrap()[0].plan(&vault).unwrap();
        assert!(plan.iter().all(|undo| matches!(undo, Undo::Forget { .. })));
    }

    #[test]
    fn where_a_note_changed_since_nothing_of_a_rename_goes_back() {
        let (_dir, vault, a, b) = vault();
        let c = a.with_file_name("c.md");
        let notes = [changed(&b, "[[a]]", "[[c]]")];
        vault.rename_note(&a, &c, &notes).unwrap();
        files::replace(&b, b"[[c]] and more").unwrap();
        let plan = vault.recorded_runs().unwrap()[0].plan(&vault).unwrap();
        assert_eq!(plan, [Undo::Leave { path: b }]);
        files::create(&a, b"another").unwrap();
        let plan = vault.recorded_runs().unwrap()[0].plan(&vault).unwrap();
        assert_eq!(plan.len(), 2, "its old place is taken, too");
    }

    #[test]
    fn a_plan_that_leads_out_of_the_vault_is_not_carried_out() {
        let (dir, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let vault = Vault::open(dir.path()).unwrap();
        let (note, staged) = (dir.path().join("a.md"), dir.path().join(".kbnote-1.tmp"));
        let theirs = outside.path().join("theirs");
        for path in [&note, &staged, &theirs] {
            files::create(path, b"text").unwrap();
        }
        let up = dir
            .path()
            .join("..")
            .join(outside.path().file_name().unwrap());
        for (from, to) in [
            (&note, &theirs),
            (&staged, &theirs),
            (&theirs, &note),
            (&up.join("theirs"), &note),
            (&note, &up.join("new")),
        ] {
            vault.begin_plan(vec![(from.clone(), to.clone())]).unwrap();
            let refused = vault.finish_rename();
            assert!(
                matches!(refused, Err(RenameError::Outside { .. })),
                "{refused:?}"
            );
            assert!(note.exists() && staged.exists() && theirs.exists());
            fs::remove_file(vault.plan_path()).unwrap();
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_note_that_is_a_link_to_one_outside_is_relinked_there() {
        let (_dir, vault, a, b) = vault();
        let outside = tempfile::tempdir().unwrap();
        let (theirs, link) = (outside.path().join("b.md"), b.with_file_name("l.md"));
        files::create(&theirs, b"[[a]]").unwrap();
        std::os::unix::fs::symlink(&theirs, &link).unwrap();
        let c = a.with_file_name("c.md");
        let notes = [changed(&link, "[[a]]", "[[c]]")];
        vault.rename_note(&a, &c, &notes).unwrap();
        assert_eq!(files::read(&theirs).unwrap(), b"[[c]]");
        assert!(link.is_symlink());
    }

    #[test]
    fn whatever_was_done_of_a_plan_it_comes_to_its_end() {
        for done in 0..=4 {
            let (_dir, vault, a, b) = vault();
            let c = a.with_file_name("c.md");
            let (for_b, for_c) = (a.with_file_name(".one.tmp"), a.with_file_name(".two.tmp"));
            files::create(&for_b, b"[[c]]").unwrap();
            files::create(&for_c, b"c").unwrap();
            let states = (vault.state_path(&a).unwrap(), vault.state_path(&c).unwrap());
            let moves = vec![
                (a, c.clone()),
                states,
                (for_b, b.clone()),
                (for_c, c.clone()),
            ];
            vault.begin_plan(moves.clone()).unwrap();
            for (from, to) in &moves[..done] {
                carry_out(from, to).unwrap();
            }
            assert!(vault.finish_rename().unwrap());
            assert_eq!(names(&vault), ["b.md", "c.md"], "{done} steps were done");
            assert_eq!(files::read(&b).unwrap(), b"[[c]]");
            assert_eq!(files::read(&c).unwrap(), b"c");
        }
    }
}
