//! Writes repaired notes.

use std::path::{Path, PathBuf};

use kbnote_engine::regenerate::Applied;
use kbnote_note::{Anchor, Claim, Note, NotePart, NoteState, Splice};

use super::report::{CheckReport, CheckedNote};
use crate::align::reread_written_note;
use crate::editor::EditorChange;
use crate::{Error, ErrorKind, NoteChange, NoteFile, StateChange, Workspace};

/// Writes the notes that the repair changed. A note that another kbnote has written meanwhile is checked
/// `again`. A failure is added to the report.
pub(super) fn write_repaired(
    workspace: &Workspace,
    report: &mut CheckReport,
    again: impl Fn(&Path) -> Result<CheckReport, Error>,
) {
    for checked in &mut report.notes {
        let mut written = write_checked(workspace, checked);
        if let Some(path) = written_meanwhile(workspace, checked, &written)
            && let Some(new) = again(&path)
                .ok()
                .and_then(|report| report.notes.into_iter().next())
        {
            *checked = new;
            written = write_checked(workspace, checked);
        }
        if let Err(error) = written {
            checked.repairs.clear();
            report.failures.push(error);
        }
    }
}

fn write_checked(workspace: &Workspace, checked: &CheckedNote) -> Result<(), Error> {
    let (Some(file), Some(new)) = (&checked.file, checked.new.as_deref()) else {
        return Ok(());
    };
    file.path()
        .map_or(Ok(()), |path| write(workspace, file, path, new))
}

/// The path of a note that was not repaired because another kbnote wrote it meanwhile.
fn written_meanwhile(
    workspace: &Workspace,
    checked: &CheckedNote,
    written: &Result<(), Error>,
) -> Option<PathBuf> {
    let is_conflict = written
        .as_ref()
        .is_err_and(|error| error.kind() == ErrorKind::Conflict);
    let file = checked.file.as_ref().filter(|_| is_conflict)?;
    let reread = reread_written_note(workspace, file).ok()??;
    reread.path().map(Path::to_owned)
}

/// Writes one note with its state.
fn write(workspace: &Workspace, file: &NoteFile, path: &Path, new: &[u8]) -> Result<(), Error> {
    let old = file.bytes.as_slice();
    let known = workspace.state(path)?;
    let state = known.map(|state| carried_state(workspace, (old, new), &state));
    workspace.commit(&NoteChange {
        state: state.as_ref().map(StateChange::Follows),
        ..NoteChange::edit(path, old, new)
    })?;
    Ok(())
}

/// The state of a note whose times were repaired.
fn carried_state(
    workspace: &Workspace,
    (old, new): (&[u8], &[u8]),
    state: &NoteState,
) -> NoteState {
    let parts = [old, new].map(|bytes| workspace.vault.parts_of(workspace.vault.note(bytes)));
    match parts[0].is_empty() {
        true => carried(
            &workspace.vault.note(old),
            &workspace.vault.note(new),
            state,
        ),
        false => carried_in_parts(&parts, state),
    }
}

impl Workspace {
    /// Makes the fix of a finding in an open note.
    ///
    /// # Errors
    /// If it cannot be changed.
    pub fn fix_open(&self, file: &NoteFile, fix: &[Splice]) -> Result<EditorChange, Error> {
        file.unwritable().map_or(Ok(()), Err)?;
        Ok(self.fixed(file, fix)?.into())
    }

    /// A note with the fix of a finding.
    pub(crate) fn fixed(&self, file: &NoteFile, fix: &[Splice]) -> Result<Applied, Error> {
        let new = file.note().edited(fix)?;
        let known = file.state(self)?;
        let state = known.map(|state| carried_state(self, (&file.bytes, new.bytes()), &state));
        Ok(Applied::new(new, state))
    }
}

/// The state of a note whose times were repaired, by its parts before and after.
fn carried_in_parts([before, after]: &[Vec<NotePart>; 2], state: &NoteState) -> NoteState {
    let of_part = |part: &NotePart| {
        let known = state.of_part(part, before);
        let after = after.iter().find(|after| after.video == part.video);
        after.map_or_else(
            || known.clone(),
            |after| carried(&part.note, &after.note, &known),
        )
    };
    NoteState::of_parts(Some(state), before.iter().map(|part| (part, of_part(part))))
}

/// The state of a note whose times were repaired, so that they do not count as set by the author.
fn carried(old: &Note, new: &Note, state: &NoteState) -> NoteState {
    let (before, after) = (old.claims(), new.claims());
    let mut state = state.clone();
    let mut from = 0;
    for known in &mut state.claims {
        let is_it = |claim: &Claim| claim.text == known.text && times(old, claim) == known.times;
        let Some(index) = (from..before.len()).find(|&index| is_it(&before[index])) else {
            continue;
        };
        from = index + 1;
        let same = after.get(index).filter(|claim| claim.text == known.text);
        let Some(claim) = same.or_else(|| after.iter().find(|claim| claim.text == known.text))
        else {
            continue;
        };
        known.times = times(new, claim);
    }
    state
}

fn times(note: &Note, claim: &Claim) -> Vec<u64> {
    let anchors = note.anchors()[claim.anchors.clone()].iter();
    anchors
        .filter_map(Anchor::time)
        .map(kbnote_core::Timestamp::as_secs)
        .collect()
}

#[cfg(test)]
mod tests {
    use kbnote_note::ClaimState;

    use super::*;

    #[test]
    fn a_repaired_time_does_not_count_as_set_by_hand() {
        let old = Note::parse("Flocks are counted [18:49:00]. Two count [00:00:51].");
        let new = Note::parse("Flocks are counted [00:18:49]. Two count [00:00:51].");
        let claim = |text: &str, times: &[u64]| ClaimState {
            text: text.to_owned(),
            times: times.to_vec(),
            ..ClaimState::default()
        };
        let state = NoteState {
            claims: vec![
                claim("Flocks are counted.", &[67_740]),
                claim("Two count.", &[51]),
            ],
            ..NoteState::default()
        };
        let carried = carried(&old, &new, &state);
        assert_eq!(carried.claims[0].times, [1_129]);
        assert_eq!(carried.claims[1], state.claims[1]);
    }
}
