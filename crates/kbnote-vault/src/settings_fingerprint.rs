//! Whether the settings of a vault have changed.

use kbnote_core::Fingerprint;

use crate::marks::QUARTZ_MARKS;
use crate::obsidian_vault::OBSIDIAN_MARK;
use crate::vault::SETTINGS_FILE;
use crate::{Vault, files};

impl Vault {
    /// A fingerprint of the files that say how notes of this vault are read and written: `kbnote.toml`, the config of
    /// Quartz, the link settings of Obsidian. Files that cannot be read count as missing.
    #[must_use]
    pub fn settings_fingerprint(&self) -> Fingerprint {
        let names = [SETTINGS_FILE].into_iter().chain(QUARTZ_MARKS);
        let own = names.map(|name| self.root().join(name));
        let obsidian = self.obsidian_root();
        let obsidian = obsidian.map(|root| root.join(OBSIDIAN_MARK).join("app.json"));
        let read = own
            .chain(obsidian)
            .map(|path| files::read_if_present(&path).ok().flatten());
        read.fold(Fingerprint::new(), |print, bytes| match bytes {
            Some(bytes) => print.and(b"\x01").and(&bytes),
            None => print.and(b"\0"),
        })
    }
}
