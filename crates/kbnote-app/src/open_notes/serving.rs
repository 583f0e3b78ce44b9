//! Noting the page that a vault is served on, so that other programs of the same user open that one.

use kbnote_vault::files;

use super::NoteService;
use super::served_page::ServedPage;

/// The file in the user's state folder of the vault, which nobody else can read.
const NAME: &str = "served.json";

impl NoteService {
    /// Notes the page that the vault is served on.
    pub fn note_served_page(&self, page: &ServedPage) {
        // Where it cannot be noted, other programs serve a page of their own.
        if let Ok(json) = serde_json::to_vec(page) {
            let _ = self.vault.write_user_file(NAME, &json);
        }
    }

    /// The page that was noted last. Its server may have ended.
    #[must_use]
    pub fn noted_page(&self) -> Option<ServedPage> {
        let bytes = files::read_if_present(&self.vault.user_path(NAME).ok()?);
        serde_json::from_slice(&bytes.ok()??).ok()
    }

    /// Forgets a page whose server ends.
    pub fn forget_served_page(&self, page: &ServedPage) {
        if self.noted_page().as_ref() == Some(page) {
            // A file that stays names a server that no longer answers.
            let _ = self.vault.take_user_file(NAME);
        }
    }
}
