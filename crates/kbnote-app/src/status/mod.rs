//! One look over a vault: what is in doubt, without an anchor or out of date, and what to run next.

mod next_steps;
mod note_status;
mod report;
mod selection;

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_engine::anchoring::{AnchorPolicy, PlannedClaim, Warning};

pub use self::note_status::{CaptionsStatus, NoteStatus};
pub use self::report::{FindingCounts, StatusReport, StatusStep};
use self::selection::Selection;
use crate::check::{CaptionCheck, CheckReport, CheckRequest};
use crate::doubt_counts::MOST_COUNTED;
use crate::{Captions, Error, Workspace, align_all, path_from_here};

impl Workspace {
    /// What the notes at these paths lack, or without any all notes and transcripts of the vault. What takes a
    /// while in many notes is counted only if `is_complete` asks for it, or if it is known from an earlier run.
    ///
    /// # Errors
    /// If the vault cannot be read, or there is nothing at a path.
    pub fn status(&self, paths: &[PathBuf], is_complete: bool) -> Result<StatusReport, Error> {
        let index = self.vault.index()?;
        let selection = Selection::new(self, &index, paths)?;
        let list = self.list_for_status(&index, selection.only.as_ref(), is_complete)?;
        let is_compared = is_complete || selection.notes.len() <= MOST_COUNTED;
        let check = self.check_for_status(&selection, paths, is_compared)?;
        let mut notes = note_status::of_list(&list);
        note_status::add_findings(&mut notes, check.as_ref());
        let pending = self.count_pending(&mut notes, is_complete)?;
        let mut report = StatusReport::new(&selection, list, notes);
        report.pending = pending;
        report.findings = FindingCounts::of(check.as_ref());
        report.captions_compared = is_compared;
        report
            .errors
            .extend(check.into_iter().flat_map(|check| check.failures));
        report.errors.dedup_by(|a, b| a.message() == b.message());
        let given: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let all = match given.as_slice() {
            [] => vec![path_from_here(&self.vault.notes_dir())],
            given => given.to_vec(),
        };
        report.next = next_steps::of(&report, &all, &given);
        Ok(report)
    }

    /// The findings; none where there is no note to check.
    fn check_for_status(
        &self,
        selection: &Selection<'_>,
        paths: &[PathBuf],
        is_compared: bool,
    ) -> Result<Option<CheckReport>, Error> {
        if selection.notes.is_empty() {
            return Ok(None);
        }
        let request = CheckRequest {
            paths: paths.to_vec(),
            against_captions: if is_compared {
                CaptionCheck::Always
            } else {
                CaptionCheck::Never
            },
            ..CheckRequest::default()
        };
        self.check(&request).map(Some)
    }

    /// Counts the times that regenerating would change in notes whose captions or aligner changed; none if
    /// there are many of these.
    fn count_pending(
        &self,
        notes: &mut BTreeMap<PathBuf, NoteStatus>,
        is_complete: bool,
    ) -> Result<Option<usize>, Error> {
        let outdated = notes.iter().filter(|(_, note)| note.age.is_outdated());
        let outdated: Vec<PathBuf> = outdated.map(|(path, _)| path.clone()).collect();
        if outdated.len() > MOST_COUNTED && !is_complete {
            return Ok(None);
        }
        let files = self.read_notes(&outdated)?.files;
        let policy = AnchorPolicy::new(self.vault.settings().anchor.style());
        let captions = Captions::Stored { track: None };
        let outcomes = align_all(self, &captions, policy, &files);
        let mut all = 0;
        for (file, outcome) in files.iter().zip(outcomes) {
            // A note that cannot be aligned has no times to change.
            let Ok(Some(aligned)) = outcome else { continue };
            let claims = aligned.claims();
            let pending = claims.iter().filter(|(claim, _)| is_pending(claim)).count();
            all += pending;
            if let Some(note) = file.path().and_then(|path| notes.get_mut(path)) {
                note.pending = pending;
            }
        }
        Ok(Some(all))
    }
}

fn is_pending(planned: &PlannedClaim) -> bool {
    matches!(
        planned.warning,
        Some(Warning::WouldMove { .. } | Warning::NewlyFound { .. })
    )
}
