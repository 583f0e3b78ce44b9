//! Claims: what the author says, in pieces that are anchored one by one.

use std::ops::Range;

use kbnote_core::{Timestamp, VideoId};

use crate::anchor::{Anchor, AnchorStyle};
use crate::block::{Block, BlockKind};
use crate::note::Structure;
use crate::place;
use crate::plain::{Mark, Plain};
use crate::sentence::{self, is_closer, is_stop};
use crate::splice::Splice;

/// A sentence, or the part of one before an anchor in its middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// From its first to its last character in the note, anchors at its ends not counted.
    pub range: Range<usize>,
    /// Its text without Markdown and anchors, white space folded to single blanks.
    pub text: String,
    /// The heading above it, as an index into [`crate::Note::headings`].
    pub heading: Option<usize>,
    /// The block it stands in, as an index into [`crate::Note::blocks`].
    pub block: usize,
    /// The sentence it belongs to, counted through the note from 0.
    pub sentence: usize,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The anchors that stand for it, as indexes into [`crate::Note::anchors`]; none if empty.
    pub anchors: Range<usize>,
    /// The byte offset at which an anchor for it is inserted; `None` where none may be.
    pub place: Option<usize>,
    /// Further places, before the commas that are left right before its full stop where several
    /// anchors were taken out by search and replace: `at dusk,,.` had three.
    pub gaps: Vec<usize>,
    /// What kind of claim it is.
    pub role: ClaimRole,
}

/// What a claim is to its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimRole {
    /// A whole sentence with its stop.
    Statement,
    /// A sentence that ends in a question mark.
    Question,
    /// Text without a stop at its end.
    Fragment,
    /// A sentence that ends in a colon: what it says follows.
    LeadIn,
    /// A label alone: nothing but strong text.
    Label,
    /// What is left of a sentence behind the anchor in its middle.
    Remainder,
    /// Not prose: a heading or the like, here only because it holds an anchor.
    Aside,
}

impl Claim {
    /// Whether an anchor stands for it.
    #[must_use]
    pub fn is_anchored(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// Whether an author would anchor it: prose that says something and has no anchor yet, nor an
    /// anchor in the same sentence. Labels and sentences that only introduce a list are left.
    #[must_use]
    pub fn wants_anchor(&self) -> bool {
        let says_something = matches!(
            self.role,
            ClaimRole::Statement | ClaimRole::Question | ClaimRole::Fragment
        );
        says_something && self.place.is_some() && !self.is_anchored()
    }

    /// How many anchors it is best given: one, and one for each gap.
    #[must_use]
    pub fn moments(&self) -> usize {
        self.gaps.len() + 1
    }

    /// Writes anchors to `times` behind it: into its gaps, the rest with `, ` between them at its
    /// place. Nothing where no anchor may be, or none is given.
    #[must_use]
    pub fn insert_anchors(
        &self,
        times: &[Timestamp],
        style: AnchorStyle,
        video: Option<&VideoId>,
    ) -> Vec<Splice> {
        let (Some(place), false) = (self.place, times.is_empty()) else {
            return Vec::new();
        };
        let write = |time: &Timestamp| style.write(*time, video);
        let (filling, rest) = times.split_at(self.gaps.len().min(times.len() - 1));
        let gaps = self.gaps[self.gaps.len() - filling.len()..]
            .iter()
            .zip(filling);
        let rest: Vec<String> = rest.iter().map(write).collect();
        gaps.map(|(&gap, time)| Splice::insert(gap, format!(" {}", write(time))))
            .chain([Splice::insert(place, format!(" {}", rest.join(", ")))])
            .collect()
    }
}

/// All claims of a note, in order.
pub(crate) fn read(text: &str, structure: &Structure) -> Vec<Claim> {
    let mut reader = Reader {
        text,
        structure,
        claims: Vec::new(),
        sentence: 0,
        line: LineCounter {
            text,
            at: 0,
            line: 1,
        },
        homeless: Vec::new(),
    };
    let mut next_anchor = 0;
    for (index, block) in structure.blocks.iter().enumerate() {
        reader.strays(&mut next_anchor, block.range.start, index);
        reader.block(index, block);
        next_anchor = reader.anchor_from(block.range.end).max(next_anchor);
    }
    reader.strays(
        &mut next_anchor,
        text.len() + 1,
        structure.blocks.len().saturating_sub(1),
    );
    reader.settle_homeless();
    reader.claims
}

struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl LineCounter<'_> {
    fn line_of(&mut self, offset: usize) -> usize {
        let passed = &self.text.as_bytes()[self.at.min(offset)..self.at.max(offset)];
        let lines = memchr::memchr_iter(b'\n', passed).count();
        self.line = if offset < self.at {
            self.line - lines
        } else {
            self.line + lines
        };
        self.at = offset;
        self.line
    }
}

/// A claim in the plain text of its block.
struct Part {
    range: Range<usize>,
    anchors: Range<usize>,
    remainder: bool,
    sentence: usize,
}

struct Reader<'a> {
    text: &'a str,
    structure: &'a Structure,
    claims: Vec<Claim>,
    sentence: usize,
    line: LineCounter<'a>,
    /// Claims that have anchors but no text yet.
    homeless: Vec<usize>,
}

impl Reader<'_> {
    fn anchor_from(&self, offset: usize) -> usize {
        self.structure
            .anchors
            .partition_point(|anchor| anchor.range.start < offset)
    }

    /// Living anchors that stand in no block.
    fn strays(&mut self, next: &mut usize, end: usize, block: usize) {
        while let Some(anchor) = self.structure.anchors.get(*next) {
            if anchor.range.start >= end {
                break;
            }
            if anchor.live {
                self.without_text(block, *next..*next + 1, anchor);
            }
            *next += 1;
        }
    }

    fn block(&mut self, index: usize, block: &Block) {
        let has_anchor = self
            .structure
            .anchors
            .get(self.anchor_from(block.range.start))
            .is_some_and(|anchor| anchor.range.start < block.range.end);
        if !block.kind.is_prose() && !has_anchor || block.kind == BlockKind::Code {
            return;
        }
        let plain = Plain::of(self.text, self.structure, block);
        let sentences = match block.kind {
            BlockKind::TableCell => whole(&plain.text),
            kind if kind.is_prose() => self.sentences(&plain),
            _ => whole(&plain.text),
        };
        let parts = parts(&plain, &sentences);
        for part in parts {
            self.part(index, block, &plain, part);
        }
        self.sentence += sentences.len();
    }

    /// The sentences of a block; what ends inside a link, code or formula does not end.
    fn sentences(&self, plain: &Plain) -> Vec<Range<usize>> {
        let mut joined: Vec<Range<usize>> = Vec::new();
        for sentence in sentence::sentences(plain.prose()) {
            match joined.last_mut() {
                Some(last) if self.in_one_solid(plain, last.end, sentence.start) => {
                    last.end = sentence.end;
                }
                _ => joined.push(sentence),
            }
        }
        joined
    }

    fn in_one_solid(&self, plain: &Plain, end: usize, next: usize) -> bool {
        let (end, next) = (plain.source_end(end), plain.source_start(next));
        let solid = crate::inline::covering(&self.structure.inlines.solids, end);
        solid.is_some_and(|solid| next < solid.end)
    }

    fn part(&mut self, index: usize, block: &Block, plain: &Plain, part: Part) {
        let Some(first) = self
            .structure
            .anchors
            .get(part.anchors.start)
            .filter(|_| !part.anchors.is_empty())
        else {
            return self.push(index, block, plain, part, None);
        };
        if part.range.is_empty() {
            return self.without_text(index, part.anchors, first);
        }
        let place = crate::text::blanks_before(self.text, first.range.start);
        self.push(index, block, plain, part, Some(place));
    }

    fn push(
        &mut self,
        index: usize,
        block: &Block,
        plain: &Plain,
        part: Part,
        anchored: Option<usize>,
    ) {
        let range = plain.source_start(part.range.start)..plain.source_end(part.range.end);
        let place = if block.kind.is_prose() {
            anchored.or_else(|| place::behind(self.text, self.structure, plain, &part.range))
        } else {
            None
        };
        let role = role(self.structure, block, plain, &part, &range);
        self.claims.push(Claim {
            line: self.line.line_of(range.start),
            text: folded(&plain.text[part.range]),
            heading: block.heading,
            block: index,
            sentence: self.sentence + part.sentence,
            gaps: place.map_or_else(Vec::new, |place| place::gaps(self.text, &range, place)),
            anchors: part.anchors,
            place,
            role,
            range,
        });
    }

    /// An anchor without a text in its block stands for what was said before.
    fn without_text(&mut self, block: usize, anchors: Range<usize>, first: &Anchor) {
        let before = self.claims.last().map_or("", |claim| &claim.text);
        let text = ending_of(before).to_owned();
        if text.is_empty() {
            self.homeless.push(self.claims.len());
        }
        let at = first.range.start;
        self.claims.push(Claim {
            range: at..at,
            text,
            heading: self
                .structure
                .blocks
                .get(block)
                .and_then(|block| block.heading),
            block,
            sentence: self.sentence,
            line: self.line.line_of(at),
            anchors,
            place: None,
            gaps: Vec::new(),
            role: ClaimRole::Aside,
        });
    }

    /// With nothing said before, an anchor stands for what is said next.
    fn settle_homeless(&mut self) {
        let first = self.claims.iter().find(|claim| !claim.text.is_empty());
        let Some(text) = first.map(|claim| claim.text.clone()) else {
            return;
        };
        for &index in &self.homeless {
            self.claims[index].text.clone_from(&text);
        }
    }
}

/// The last few lines of a text, which is mostly all of it.
fn ending_of(text: &str) -> &str {
    let start =
        (text.len().saturating_sub(1_000)..text.len()).find(|&at| text.is_char_boundary(at));
    &text[start.unwrap_or(0)..]
}

fn whole(text: &str) -> Vec<Range<usize>> {
    let range = crate::text::trim(text, 0..text.len());
    if range.is_empty() {
        Vec::new()
    } else {
        vec![range]
    }
}

fn folded(text: &str) -> String {
    let is_folded = !text.contains(['\n', '\t', '\r', '\u{a0}']) && !text.contains("  ");
    if is_folded {
        return text.trim().to_owned();
    }
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Cuts the sentences of a block at the anchors in them.
fn parts(plain: &Plain, sentences: &[Range<usize>]) -> Vec<Part> {
    let mut cutter = Cutter {
        text: &plain.text,
        parts: Vec::new(),
        leading: None,
    };
    let mut marks = plain.marks.iter().peekable();
    for (index, sentence) in sentences.iter().enumerate() {
        let limit = sentences
            .get(index + 1)
            .map_or(usize::MAX, |next| next.start);
        let mut cursor = sentence.start;
        let mut anchored = false;
        while let Some(mark) = marks.next_if(|mark| mark.at <= limit) {
            anchored |= mark.at > sentence.start;
            cursor = cutter.cut(index, cursor..sentence.end, mark);
        }
        cutter.finish(index, cursor..sentence.end, anchored);
    }
    for mark in marks {
        cutter.cut(sentences.len(), plain.text.len()..plain.text.len(), mark);
    }
    cutter.settle_leading();
    cutter.parts
}

struct Cutter<'a> {
    text: &'a str,
    parts: Vec<Part>,
    /// Anchors before any text of the block.
    leading: Option<Range<usize>>,
}

impl Cutter<'_> {
    /// Ends a claim at an anchor; gives where the rest of the sentence begins.
    fn cut(&mut self, sentence: usize, rest: Range<usize>, mark: &Mark) -> usize {
        let end = self
            .behind_punctuation(mark.at)
            .clamp(rest.start, rest.end.max(rest.start));
        if has_words(&self.text[rest.start..end]) {
            self.parts.push(Part {
                range: crate::text::trim(self.text, rest.start..end),
                anchors: mark.anchors.clone(),
                remainder: false,
                sentence,
            });
            return end;
        }
        match self.parts.last_mut() {
            Some(part) if part.anchors.is_empty() => part.anchors = mark.anchors.clone(),
            Some(part) => part.anchors.end = mark.anchors.end,
            None => {
                let start = self
                    .leading
                    .as_ref()
                    .map_or(mark.anchors.start, |range| range.start);
                self.leading = Some(start..mark.anchors.end);
            }
        }
        rest.start
    }

    /// What is left of a sentence behind its last anchor.
    fn finish(&mut self, sentence: usize, rest: Range<usize>, anchored: bool) {
        let rest = crate::text::trim(self.text, rest);
        if rest.is_empty() {
            return;
        }
        match self.parts.last_mut() {
            Some(last) if anchored && !has_words(&self.text[rest.clone()]) => {
                last.range.end = rest.end;
            }
            _ => self.parts.push(Part {
                range: rest,
                anchors: 0..0,
                remainder: anchored,
                sentence,
            }),
        }
    }

    fn behind_punctuation(&self, at: usize) -> usize {
        let is_part =
            |c: char| is_closer(c) || is_stop(c) || matches!(c, ',' | ';' | ':' | '，' | '、');
        let rest = &self.text[at..];
        at + rest.find(|c| !is_part(c)).unwrap_or(rest.len())
    }

    /// Anchors that open a block stand for the text that follows them.
    fn settle_leading(&mut self) {
        let Some(anchors) = self.leading.take() else {
            return;
        };
        match self.parts.first_mut() {
            Some(first) if first.anchors.is_empty() => first.anchors = anchors,
            Some(first) => {
                let (range, sentence) = (first.range.clone(), first.sentence);
                self.parts.insert(
                    0,
                    Part {
                        range,
                        anchors,
                        remainder: false,
                        sentence,
                    },
                );
            }
            None => self.parts.push(Part {
                range: 0..0,
                anchors,
                remainder: false,
                sentence: 0,
            }),
        }
    }
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

fn role(
    structure: &Structure,
    block: &Block,
    plain: &Plain,
    part: &Part,
    source: &Range<usize>,
) -> ClaimRole {
    let text = plain.text[part.range.clone()].trim_end_matches(is_closer);
    let strong = crate::inline::holding(&structure.inlines.strong, source.start);
    if !block.kind.is_prose() {
        ClaimRole::Aside
    } else if part.remainder {
        ClaimRole::Remainder
    } else if strong.is_some_and(|strong| source.end <= strong.end + 1) {
        ClaimRole::Label
    } else if text.ends_with([':', '：']) {
        ClaimRole::LeadIn
    } else if text.ends_with(['?', '？', '؟']) {
        ClaimRole::Question
    } else if text.ends_with(is_stop) {
        ClaimRole::Statement
    } else {
        ClaimRole::Fragment
    }
}
