//! Whether an edit added links and changed nothing else of how a note reads.

use crate::{Anchor, Block, BlockKind, Note, Wikilink};

/// Whether `new` is `old` with so many words made wikilinks, and reads as it did otherwise: the same
/// blocks, sentences, anchors and other links.
///
/// ```
/// # use kbnote_note::{Note, only_adds_links};
/// let old = Note::parse("Heat rises! Entropy too.");
/// assert!(only_adds_links(&old, &Note::parse("Heat rises! [[entropy|Entropy]] too."), 1));
/// let embedding = Note::parse("Heat rises![[entropy|Entropy]] too.");
/// assert!(!only_adds_links(&Note::parse("Heat rises!Entropy too."), &embedding, 1));
/// ```
#[must_use]
pub fn only_adds_links(old: &Note, new: &Note, added: usize) -> bool {
    let live = |note: &Note| {
        let links = note.wikilinks().iter();
        links.filter(|link: &&Wikilink| link.live).count()
    };
    new.wikilinks().len() == old.wikilinks().len() + added
        && live(new) == live(old) + added
        && reads_the_same(old, new)
}

/// The same for Markdown links to files.
///
/// ```
/// # use kbnote_note::{Note, only_adds_file_links};
/// let old = Note::parse("Heat rises. Entropy too.");
/// assert!(only_adds_file_links(&old, &Note::parse("Heat rises. [Entropy](entropy.md) too."), 1));
/// assert!(!only_adds_file_links(&old, &Note::parse("Heat rises. [[entropy|Entropy]] too."), 1));
/// ```
#[must_use]
pub fn only_adds_file_links(old: &Note, new: &Note, added: usize) -> bool {
    let live = |note: &Note| {
        let links = note.file_links().iter();
        links.filter(|link| link.live).count()
    };
    new.wikilinks().len() == old.wikilinks().len()
        && live(new) == live(old) + added
        && reads_the_same(old, new)
}

/// Whether two notes have the same blocks, sentences, anchors and embeds.
#[must_use]
pub fn reads_the_same(old: &Note, new: &Note) -> bool {
    let texts = |note: &Note| -> Vec<String> {
        let claims = note.claims().into_iter();
        claims.map(|claim| claim.text).collect()
    };
    let kinds = |note: &Note| -> Vec<BlockKind> {
        let blocks = note.blocks().iter();
        blocks.map(|block: &Block| block.kind).collect()
    };
    let times = |note: &Note| -> Vec<_> {
        let anchors = note.anchors().iter();
        anchors
            .map(|anchor: &Anchor| (anchor.time(), anchor.live))
            .collect()
    };
    let embeds = |note: &Note| note.wikilinks().iter().filter(|link| link.embed).count();
    embeds(new) == embeds(old)
        && kinds(new) == kinds(old)
        && times(new) == times(old)
        && texts(new) == texts(old)
}
