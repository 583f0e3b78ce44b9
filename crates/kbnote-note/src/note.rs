//! A note: its bytes, and what they mean.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::anchor::{Anchor, AnchorForm, AnchorStyle, CustomStyles};
use crate::block::{Block, Heading};
use crate::body;
use crate::claim::{self, Claim};
use crate::dead_place::{self, DeadPlace};
use crate::fence::Fence;
use crate::file_link::FileLink;
use crate::front_matter::{self, FrontMatter, unclosed_end};
use crate::linkable;
use crate::part_contents::PartContents;
use crate::splice::{self, EditError, Splice};
use crate::structure::Structure;
use crate::wikilink::Wikilink;

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
/// let edited = note.edited(&claims[0].insert_anchors(&times, |time| AnchorStyle::Html.write(time, None)))?;
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
    /// What of it is on one recording, if it is a part of a note on several.
    part: Option<PartContents>,
    /// The styles of anchors that its vault defines.
    styles: CustomStyles,
}

impl Note {
    /// Reads a note. Any bytes will do.
    #[must_use]
    pub fn parse(bytes: impl Into<Vec<u8>>) -> Self {
        Self::parse_with(bytes, &CustomStyles::default())
    }

    /// Reads a note of a vault that has styles of anchors of its own.
    #[must_use]
    pub fn parse_with(bytes: impl Into<Vec<u8>>, styles: &CustomStyles) -> Self {
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
            part: None,
            styles: styles.clone(),
        }
    }

    /// The whole note with these bytes in place of its own.
    #[must_use]
    pub fn with_bytes(&self, bytes: impl Into<Vec<u8>>) -> Self {
        Self::parse_with(bytes, &self.styles)
    }

    /// The whole note, read anew.
    #[must_use]
    pub fn read_again(&self) -> Self {
        self.with_bytes(self.bytes())
    }

    /// The same bytes, of which only these anchors and claims count.
    pub(crate) fn with_part(&self, part: PartContents) -> Self {
        Self {
            part: Some(part),
            ..self.read_again()
        }
    }

    /// The bytes that were read, all of them.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// The bytes, taken out of the note.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes.unwrap_or_else(|| self.text.into_bytes())
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

    /// The note's other names in the front matter.
    #[must_use]
    pub fn aliases(&self) -> Vec<String> {
        let Some(front) = &self.front_matter else {
            return Vec::new();
        };
        let keys = ["aliases", "alias"];
        keys.iter()
            .flat_map(|key| front.list(&self.text, key))
            .collect()
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
        match &self.part {
            Some(part) => &part.anchors,
            None => &self.structure().anchors,
        }
    }

    /// The anchors of the whole note, of which this may be a part.
    #[must_use]
    pub fn all_anchors(&self) -> &[Anchor] {
        &self.structure().anchors
    }

    /// The style of an anchor of it; none if it is no link.
    #[must_use]
    pub fn style_of(&self, anchor: &Anchor) -> Option<AnchorStyle<'_>> {
        match anchor.form {
            AnchorForm::Custom(number) => self.styles.get(number).map(AnchorStyle::Custom),
            _ => AnchorStyle::of(anchor),
        }
    }

    /// All wikilinks, in order, those in code and comments too.
    #[must_use]
    pub fn wikilinks(&self) -> &[Wikilink] {
        &self.structure().wikilinks
    }

    /// The links to files that are not wikilinks of Quartz, in order, those in comments and the front
    /// matter too.
    #[must_use]
    pub fn file_links(&self) -> &[FileLink] {
        &self.structure().file_links
    }

    /// The claims of the body, in order.
    #[must_use]
    pub fn claims(&self) -> Vec<Claim> {
        match &self.part {
            Some(part) => part.claims.clone(),
            None => claim::read::read(&self.text, self.structure()),
        }
    }

    /// Where a wikilink may be written: the prose, without what is code, formula, link, anchor
    /// or comment already.
    #[must_use]
    pub fn linkable_ranges(&self) -> Vec<Range<usize>> {
        linkable::ranges(self.structure())
    }

    /// The number of the line at `offset`, from 1.
    #[must_use]
    pub fn line_at(&self, offset: usize) -> usize {
        let before = self.text.as_bytes().get(..offset).unwrap_or_default();
        memchr::memchr_iter(b'\n', before).count() + 1
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

    /// In what an offset lies that keeps a reader from what is written there, if in anything; see
    /// [`DeadPlace`].
    #[must_use]
    pub fn dead_place(&self, offset: usize) -> Option<DeadPlace> {
        let front = self.front_matter.as_ref();
        if front.is_some_and(|front| offset < front.range.end) {
            return Some(DeadPlace::FrontMatter);
        }
        dead_place::at(self.structure(), offset)
    }

    /// The code fence around the whole note, if it stands in one.
    #[must_use]
    pub fn fence(&self) -> Option<&Fence> {
        self.structure().fence.as_ref()
    }

    /// The block that holds the byte at `offset`.
    #[must_use]
    pub fn block_at(&self, offset: usize) -> Option<&Block> {
        let blocks = self.blocks();
        let next = blocks.partition_point(|block| block.range.start <= offset);
        blocks[..next]
            .last()
            .filter(|block| offset < block.range.end)
    }

    /// The prose that Quartz takes for a formula, as between `$5` and `$10`; with the dollar signs.
    #[must_use]
    pub fn prose_as_formula(&self) -> &[Range<usize>] {
        &self.structure().inlines.swallowed
    }

    /// The note after some edits; all other bytes stay.
    ///
    /// # Errors
    ///
    /// If a splice lies outside of the note or cuts a character, or if two overlap.
    pub fn edited(&self, splices: &[Splice]) -> Result<Self, EditError> {
        splice::apply(self.bytes(), &self.text, splices).map(|bytes| self.with_bytes(bytes))
    }

    fn structure(&self) -> &Structure {
        self.structure
            .get_or_init(|| body::read(&self.text, self.body_start(), &self.styles))
    }

    /// Where the body begins: behind the front matter, closed or not.
    #[must_use]
    pub fn body_start(&self) -> usize {
        let front = self.front_matter.as_ref();
        front.map_or_else(|| unclosed_end(&self.text), |front| front.range.end)
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
