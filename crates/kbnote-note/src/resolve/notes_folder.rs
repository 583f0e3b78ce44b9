//! Where the folder of the notes is, as a vault of Obsidian sees it.

/// The place of the folder of the notes in its vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotesFolder {
    /// Its path from the root of the vault, with a `/` at the end; empty if it is the root.
    pub path: String,
    /// Whether Obsidian opens the vault at that root, so that links may be paths from there.
    pub is_in_obsidian: bool,
}
