//! Notes in a vault of Obsidian that are none of kbnote's business.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_note::Note;
use kbnote_vault::ObsidianSettings;

use crate::Workspace;

/// Finds the notes in a vault of Obsidian that are passed over unless they are named: daily notes, templates, and
/// in a vault that is not a site, notes on no recording.
pub(super) struct PersonalNotes<'a> {
    workspace: &'a Workspace,
    obsidian: Option<ObsidianSettings>,
    is_site: bool,
    named: BTreeSet<PathBuf>,
}

impl<'a> PersonalNotes<'a> {
    pub(super) fn new(workspace: &'a Workspace, paths: &[PathBuf]) -> Self {
        let named = paths.iter().filter(|path| !path.is_dir());
        Self {
            workspace,
            obsidian: workspace.vault.obsidian_settings(),
            is_site: workspace.vault.is_quartz(),
            named: named.cloned().collect(),
        }
    }

    pub(super) fn is_one(&self, path: &Path, note: &Note) -> bool {
        let Some(obsidian) = &self.obsidian else {
            return false;
        };
        if self.named.contains(path) {
            return false;
        }
        obsidian.is_template_or_daily_note(path) || !self.is_site && !self.is_on_recording(note)
    }

    fn is_on_recording(&self, note: &Note) -> bool {
        let vault = &self.workspace.vault;
        let mut anchors = note.anchors().iter();
        anchors.any(|anchor| anchor.live && anchor.form.is_link())
            || vault.recording_of(note).is_some()
            || note.surely_names_recording()
            || vault.is_on_others(note)
    }
}
