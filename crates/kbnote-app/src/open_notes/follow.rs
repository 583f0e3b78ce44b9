//! Following the files of the vault while its notes are open.

use kbnote_vault::{Watch, WatchMethod};

use super::vault_event::VaultEvent;
use super::{NoteService, note_path};

impl NoteService {
    /// Reports what changes in the vault, on a thread of its own, until the value is dropped.
    #[must_use]
    pub fn watch(
        &self,
        method: WatchMethod,
        report: impl Fn(VaultEvent) + Send + 'static,
    ) -> Watch {
        self.vault.watch(method, move |event| report(event.into()))
    }

    /// Sees to it that changes of a note are reported, wherever in the vault it is.
    pub fn follow(&self, name: &str, watch: &Watch) {
        // One that cannot be opened is reported when it is.
        if let Ok(path) = note_path::resolve(&self.vault, name) {
            watch.include(&path);
        }
    }
}
