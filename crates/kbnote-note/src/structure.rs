//! What the body of a note consists of, and what in it is dead.

use crate::anchor::Anchor;
use crate::block::{Block, Heading};
use crate::fence::Fence;
use crate::file_link::FileLink;
use crate::inline::{Inlines, covering};
use crate::wikilink::Wikilink;

/// What the body of a note consists of; each list in order of place.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    pub(crate) blocks: Vec<Block>,
    pub(crate) headings: Vec<Heading>,
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) wikilinks: Vec<Wikilink>,
    pub(crate) file_links: Vec<FileLink>,
    pub(crate) inlines: Inlines,
    /// The code fence around all of it, if it is fenced as a whole.
    pub(crate) fence: Option<Fence>,
}

impl Structure {
    /// Whether `offset` lies in a code fence around the whole note.
    pub(crate) fn is_fenced(&self, offset: usize) -> bool {
        self.fence.as_ref().is_some_and(|fence| fence.holds(offset))
    }

    /// Whether `offset` lies inside something that nothing may be written into.
    pub(crate) fn is_dead(&self, offset: usize) -> bool {
        let inlines = &self.inlines;
        let lists = [
            &inlines.solids,
            &inlines.swallowed,
            &inlines.code,
            &inlines.html,
            &inlines.comments,
        ];
        let before = self
            .anchors
            .partition_point(|anchor| anchor.range.start < offset);
        let in_anchor = before > 0 && offset < self.anchors[before - 1].range.end;
        in_anchor
            || self.is_fenced(offset)
            || lists
                .into_iter()
                .any(|list| covering(list, offset).is_some())
    }
}
