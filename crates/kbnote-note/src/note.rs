//! A note: its bytes, and what they mean.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use kbnote_core::VideoId;

use crate::anchor::{self, Anchor};
use crate::block::{Block, BlockKind, Heading};
use crate::claim::{self, Claim};
use crate::front_matter::{self, FrontMatter};
use crate::inline::{Inlines, PieceKind, covering, holding};
use crate::mask;
use crate::outline;
use crate::plain::Plain;
use crate::splice::{self, EditError, Splice};
use crate::wikilink::{self, Wikilink};

/// A note as it is in its file.
///
/// Reading never fails and never changes a byte: what is in the file stays there, and everything
/// that is known of it is ranges of bytes. Edits are [`Splice`]s.
///
/// ```
/// use kbnote_note::{AnchorStyle, Note};
/// use kbnote_core::Timestamp;
///
/// let note = Note::parse("---\ntitle: Birds\n---\n\nFlocks are counted at dusk. Two count.");
/// assert_eq!(note.title().as_deref(), Some("Birds"));
/// let claims = note.claims();
/// assert_eq!(claims[1].text, "Two count.");
///
/// let times = [Timestamp::from_secs(42)];
/// let edited = note.edited(&claims[0].insert_anchors(&times, AnchorStyle::Html, None))?;
/// assert!(edited.text().contains(
///     r#"at dusk <a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>. Two count."#
/// ));
/// # Ok::<(), kbnote_note::EditError>(())
/// ```
#[derive(Debug)]
pub struct Note {
    text: String,
    /// The bytes, where they are not those of the text.
    bytes: Option<Vec<u8>>,
    front_matter: Option<FrontMatter>,
    structure: OnceLock<Structure>,
}

/// What the body of a note consists of; each list in order of place.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    pub(crate) blocks: Vec<Block>,
    pub(crate) headings: Vec<Heading>,
    pub(crate) anchors: Vec<Anchor>,
    pub(crate) wikilinks: Vec<Wikilink>,
    pub(crate) inlines: Inlines,
}

impl Note {
    /// Reads a note. Any bytes will do.
    #[must_use]
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Self {
        let (text, bytes) = match String::from_utf8(bytes.into()) {
            Ok(text) => (text, None),
            Err(error) => {
                let bytes = error.into_bytes();
                (same_length_text(&bytes), Some(bytes))
            }
        };
        Self {
            front_matter: front_matter::read(&text),
            text,
            bytes,
            structure: OnceLock::new(),
        }
    }

    /// The bytes that were read, all of them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The bytes as text of the same length: each byte that is no UTF-8 is replaced by the
    /// control character U+001A.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The front matter, if there is one.
    #[must_use]
    pub const fn front_matter(&self) -> Option<&FrontMatter> {
        self.front_matter.as_ref()
    }

    /// A scalar of the front matter.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<Cow<'_, str>> {
        self.front_matter.as_ref()?.get(&self.text, key)
    }

    /// The title in the front matter.
    #[must_use]
    pub fn title(&self) -> Option<Cow<'_, str>> {
        self.field("title").filter(|title| !title.is_empty())
    }

    /// The video in the front matter.
    #[must_use]
    pub fn video_id(&self) -> Option<VideoId> {
        self.field("videoId")?.parse().ok()
    }

    /// The line end in use: that of the first line.
    #[must_use]
    pub fn line_end(&self) -> &'static str {
        let first = self.text.find('\n').map(|at| &self.text[..at]);
        if first.is_some_and(|line| line.ends_with('\r')) {
            "\r\n"
        } else {
            "\n"
        }
    }

    /// The blocks of the body, in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.structure().blocks
    }

    /// The headings of the body, in order.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.structure().headings
    }

    /// All anchors, in order, those in code and comments too.
    #[must_use]
    pub fn anchors(&self) -> &[Anchor] {
        &self.structure().anchors
    }

    /// All wikilinks, in order, those in code and comments too.
    #[must_use]
    pub fn wikilinks(&self) -> &[Wikilink] {
        &self.structure().wikilinks
    }

    /// The claims of the body, in order.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        claim::read(&self.text, self.structure())
    }

    /// Where a wikilink may be written: the prose, without what is code, formula, link, anchor
    /// or comment already.
    #[must_use]
    pub fn linkable_ranges(&self) -> Vec<Range<usize>> {
        let structure = self.structure();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for block in structure
            .blocks
            .iter()
            .filter(|block| block.kind.is_prose())
        {
            for piece in &structure.inlines.pieces[block.pieces.clone()] {
                if piece.kind == PieceKind::Text {
                    structure.push_linkable(&mut ranges, piece.source.clone());
                }
            }
        }
        ranges
    }

    /// Whether nothing may be written at `offset`: inside code, a formula, HTML, a link, an
    /// anchor, a comment or the front matter. The ends of such a stretch are free.
    #[must_use]
    pub fn is_dead(&self, offset: usize) -> bool {
        self.front_matter
            .as_ref()
            .is_some_and(|front| offset < front.range.end)
            || self.structure().is_dead(offset)
    }

    /// The note after some edits; all other bytes stay.
    ///
    /// # Errors
    ///
    /// If a splice lies outside of the note or cuts a character, or if two overlap.
    pub fn edited(&self, splices: &[Splice]) -> Result<Self, EditError> {
        splice::apply(self.bytes(), &self.text, splices).map(Self::parse)
    }

    fn structure(&self) -> &Structure {
        self.structure.get_or_init(|| {
            let start = self
                .front_matter
                .as_ref()
                .map_or(0, |front| front.range.end);
            Structure::read(&self.text, start)
        })
    }
}

/// The text of bytes that are not all UTF-8, of the same length.
fn same_length_text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\u{1a}'));
    }
    text
}

impl Structure {
    /// Reads what follows the front matter, which ends at `start`.
    fn read(text: &str, start: usize) -> Self {
        let mut structure = Self {
            anchors: anchor::scan(text),
            wikilinks: wikilink::scan(text),
            ..Self::default()
        };
        let comments = mask::comments(text);
        let masked = mask::mask(text, &comments, &structure.wikilinks);
        let outline = outline::read(text, &masked, start);
        structure.blocks = outline.blocks;
        structure.inlines = outline.inlines;
        structure.inlines.comments.extend(comments);
        structure.inlines.settle();
        structure.settle_life(start);
        structure.find_headings(text, &outline.levels);
        structure
    }

    /// Decides which anchors and links live, now that code is known.
    fn settle_life(&mut self, start: usize) {
        let (code, comments) = (&self.inlines.code, &self.inlines.comments);
        let lives = |at: usize| {
            at >= start && holding(code, at).is_none() && holding(comments, at).is_none()
        };
        for anchor in &mut self.anchors {
            anchor.live = lives(anchor.range.start);
        }
        for link in &mut self.wikilinks {
            link.live = lives(link.range.start);
        }
        let live = self.wikilinks.iter().filter(|link| link.live);
        self.inlines
            .solids
            .extend(live.map(|link| link.range.clone()));
        self.inlines.settle();
    }

    fn find_headings(&mut self, text: &str, levels: &[u8]) {
        let mut open: Vec<usize> = Vec::new();
        let mut levels = levels.iter().copied();
        for index in 0..self.blocks.len() {
            if self.blocks[index].kind == BlockKind::Heading {
                let level = levels.next().unwrap_or(1);
                open.retain(|&above| self.headings[above].level < level);
                let parent = open.last().copied();
                open.push(self.headings.len());
                let plain = Plain::of(text, self, &self.blocks[index]);
                self.headings.push(Heading {
                    level,
                    range: self.heading_range(text, index),
                    text: plain.text.trim().to_owned(),
                    parent,
                });
            }
            self.blocks[index].heading = open.last().copied();
        }
    }

    /// The text of a heading in the source, without its `#`.
    fn heading_range(&self, text: &str, index: usize) -> Range<usize> {
        let range = self.blocks[index].range.clone();
        let hashes = text[range.clone()].len() - text[range.clone()].trim_start_matches('#').len();
        let end = text[range.clone()]
            .find(['\n', '\r'])
            .map_or(range.end, |at| range.start + at);
        crate::text::trim(text, range.start + hashes..end.max(range.start + hashes))
    }

    fn push_linkable(&self, ranges: &mut Vec<Range<usize>>, mut range: Range<usize>) {
        let anchors = &self.anchors;
        let first = anchors.partition_point(|anchor| anchor.range.end <= range.start);
        let cuts = anchors[first..].iter().map(|anchor| &anchor.range);
        for cut in cuts.take_while(|cut| cut.start < range.end) {
            self.push_outside(ranges, range.start..cut.start.max(range.start));
            range.start = cut.end.min(range.end);
        }
        self.push_outside(ranges, range);
    }

    fn push_outside(&self, ranges: &mut Vec<Range<usize>>, mut range: Range<usize>) {
        while range.start < range.end {
            let solid = self.first_solid(&range);
            let end = solid
                .as_ref()
                .map_or(range.end, |solid| solid.start.max(range.start));
            match ranges.last_mut().filter(|last| last.end == range.start) {
                Some(last) => last.end = end,
                None if end > range.start => ranges.push(range.start..end),
                None => {}
            }
            range.start = solid.map_or(range.end, |solid| solid.end.max(range.start + 1));
        }
    }

    /// The first link, code, formula or comment that touches a stretch of text.
    fn first_solid(&self, range: &Range<usize>) -> Option<Range<usize>> {
        [
            &self.inlines.solids,
            &self.inlines.swallowed,
            &self.inlines.comments,
        ]
        .into_iter()
        .filter_map(|list| first_touching(list, range))
        .min_by_key(|found| found.start)
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
            || lists
                .into_iter()
                .any(|list| covering(list, offset).is_some())
    }
}

fn first_touching(list: &[Range<usize>], range: &Range<usize>) -> Option<Range<usize>> {
    if let Some(around) = holding(list, range.start) {
        return Some(around.clone());
    }
    let next = list.get(list.partition_point(|found| found.start < range.start))?;
    (next.start < range.end).then(|| next.clone())
}
