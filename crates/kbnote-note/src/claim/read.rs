//! From the blocks of a note to its claims.

use std::borrow::Cow;
use std::ops::Range;

use super::cut::{Part, parts};
use super::{Claim, ClaimRole, metadata};
use crate::anchor::Anchor;
use crate::block::{Block, BlockKind};
use crate::inline::{covering, holding};
use crate::place;
use crate::plain::Plain;
use crate::sentence::{self, is_closer, is_stop};
use crate::structure::Structure;
use crate::text::{blanks_before, trim};

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
        let first = self.claims.len();
        for part in parts {
            self.part(index, block, &plain, part);
        }
        if block.kind == BlockKind::Quote {
            settle_quoted(&mut self.claims[first..]);
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
        let solid = covering(&self.structure.inlines.solids, end);
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
        let place = blanks_before(self.text, first.range.start);
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
        let mut role = role(self.structure, block, plain, &part, &range);
        let in_plain = (plain, &part.range);
        if !matches!(role, ClaimRole::Aside | ClaimRole::Link)
            && metadata::is_metadata(self.text, self.structure, block, in_plain, range.start)
        {
            role = ClaimRole::Metadata;
        }
        self.claims.push(Claim {
            line: self.line.line_of(range.start),
            text: folded(&without_gaps(&plain.text[part.range])),
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

/// The sentences of a quotation rest on the anchor behind its closing mark.
fn settle_quoted(claims: &mut [Claim]) {
    let mut is_open = false;
    let mut waiting = 0..0;
    for at in 0..claims.len() {
        is_open = claims[at].text.chars().fold(is_open, |open, c| match c {
            '“' => true,
            '”' => false,
            '"' => !open,
            _ => open,
        });
        if is_open && !claims[at].is_anchored() {
            waiting = if waiting.end == at {
                waiting.start..at + 1
            } else {
                at..at + 1
            };
            continue;
        }
        if !is_open && claims[at].is_anchored() && waiting.end == at {
            for claim in &mut claims[waiting.clone()] {
                claim.role = ClaimRole::Quoted;
            }
        }
        waiting = 0..0;
    }
}

/// The last few lines of a text, which is mostly all of it.
fn ending_of(text: &str) -> &str {
    let start =
        (text.len().saturating_sub(1_000)..text.len()).find(|&at| text.is_char_boundary(at));
    &text[start.unwrap_or(0)..]
}

fn whole(text: &str) -> Vec<Range<usize>> {
    let range = trim(text, 0..text.len());
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

/// A text without the commas at its gaps, and the blanks there: they come and go with the anchors.
fn without_gaps(text: &str) -> Cow<'_, str> {
    let before = text.strip_suffix('.').unwrap_or_default();
    let said = before.trim_end_matches([',', ' ', '\t']);
    let is_gap =
        said.len() < before.len() && (before[said.len()..].contains(',') || !said.ends_with('.'));
    match is_gap {
        true => Cow::Owned(said.to_owned() + "."),
        false => Cow::Borrowed(text),
    }
}

fn role(
    structure: &Structure,
    block: &Block,
    plain: &Plain,
    part: &Part,
    source: &Range<usize>,
) -> ClaimRole {
    let text = without_emoji(&plain.text[part.range.clone()]).trim_end_matches(is_closer);
    let strong = holding(&structure.inlines.strong, source.start)
        .filter(|strong| source.end <= strong.end + 1 && !is_stressed(plain, part, strong));
    if !block.kind.is_prose() {
        ClaimRole::Aside
    } else if part.remainder {
        ClaimRole::Remainder
    } else if strong.is_some() {
        ClaimRole::Label
    } else if is_one_link(structure, source) {
        ClaimRole::Link
    } else if text.ends_with([':', '：']) {
        ClaimRole::LeadIn
    } else if text.ends_with(QUESTION_MARKS) {
        ClaimRole::Question
    } else if text.ends_with(is_stop) {
        ClaimRole::Statement
    } else {
        ClaimRole::Fragment
    }
}

/// A text without the emoji at its end that are written as `:smile:`; one of nothing else stays.
fn without_emoji(text: &str) -> &str {
    let mut rest = text;
    while let Some((before, name)) = rest
        .strip_suffix(':')
        .and_then(|rest| rest.rsplit_once(':'))
    {
        let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-');
        let is_emoji = !name.is_empty() && name.bytes().all(is_name);
        if !is_emoji || before.trim().is_empty() || !before.ends_with([' ', ':']) {
            break;
        }
        rest = before.trim_end();
    }
    rest
}

const QUESTION_MARKS: [char; 5] = ['?', '？', '؟', '\u{37e}', '፧'];

/// A strong sentence that stands alone and has fewer words than this is a label with a stop.
const FEWEST_WORDS: usize = 4;

/// Whether strong text is a sentence that its author stressed, not a label: it ends, and stands
/// behind other text of its line, or alone. What opens a line and is explained there is a label,
/// whatever it ends in.
fn is_stressed(plain: &Plain, part: &Part, strong: &Range<usize>) -> bool {
    let text = plain.text[part.range.clone()].trim_end_matches(is_closer);
    let has_word = |from: usize, line: &str, is_outside: &dyn Fn(usize) -> bool| {
        let mut chars = line.char_indices();
        chars.any(|(at, c)| c.is_alphanumeric() && is_outside(plain.source_start(from + at)))
    };
    let before = &plain.text[..part.range.start];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let after = &plain.text[part.range.end..];
    let after = &after[..after.find('\n').unwrap_or(after.len())];
    if !text.ends_with(is_stop) {
        return false;
    }
    if has_word(line_start, &before[line_start..], &|at| at < strong.start) {
        return true;
    }
    let is_explained = has_word(part.range.end, after, &|at| at >= strong.end);
    let says_something = text.split_whitespace().count() >= FEWEST_WORDS;
    !is_explained && says_something && !text.ends_with(QUESTION_MARKS)
}

fn is_one_link(structure: &Structure, source: &Range<usize>) -> bool {
    let links = &structure.wikilinks;
    let next = links.partition_point(|link| link.range.start <= source.start);
    links[..next]
        .last()
        .is_some_and(|link| source.end <= link.range.end)
}
