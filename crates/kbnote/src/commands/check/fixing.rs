//! Putting repaired notes in their places.

use std::path::Path;

use kbnote_app::{Error, NoteChange, NoteFile, StateChange};
use kbnote_note::{Anchor, Claim, Note, NoteState};

use super::CheckArgs;
use super::gather::Checked;
use crate::context::Context;
use crate::error::CliError;

/// Writes the notes that the repair changed, and prints what is to be printed; gives what could not
/// be written.
pub(super) fn write_all(
    cx: &Context,
    args: &CheckArgs,
    notes: &[NoteFile],
    checked: &mut [Checked],
) -> Result<Vec<Error>, CliError> {
    let mut failed = Vec::new();
    if !args.fix {
        return Ok(failed);
    }
    for (file, checked) in notes.iter().zip(checked) {
        let new = checked.new.as_deref().unwrap_or(&file.bytes);
        let is_printed = file.path().is_none() || args.write.prints_note();
        if checked.new.is_none() && !is_printed {
            continue;
        }
        match file.path().filter(|_| args.write.in_place()) {
            Some(path) => {
                if let Err(error) = write(cx, file, path, new) {
                    checked.repairs.clear();
                    failed.push(error);
                }
            }
            None => args.write.put(cx, file, new)?,
        }
    }
    Ok(failed)
}

/// Writes one note, with what is known of it.
fn write(cx: &Context, file: &NoteFile, path: &Path, new: &[u8]) -> Result<(), Error> {
    let old = file.bytes.as_slice();
    let known = cx.state(path)?;
    let state = known.map(|state| carried(&Note::parse(old), &Note::parse(new), &state));
    cx.commit(&NoteChange {
        state: state.as_ref().map(StateChange::Follows),
        ..NoteChange::edit(path, old, new)
    })?;
    Ok(())
}

/// The state of a note whose times were repaired: they are not to be taken for times that its author
/// set by hand.
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
    fn a_repaired_time_is_no_time_set_by_hand() {
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
