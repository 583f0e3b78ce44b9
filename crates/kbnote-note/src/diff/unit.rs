//! The units of a note: what an author thinks of as one thing.

use std::ops::Range;

use crate::block::{Block, BlockKind};
use crate::claim::Claim;
use crate::note::Note;
use crate::text::trim;

/// A piece of a note that changes as one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it is.
    pub kind: UnitKind,
    /// From its first to its last character, its anchors included; of a list item without the
    /// bullet.
    pub range: Range<usize>,
    /// The range with what stands around it, blank lines and bullets. These stretches lie end to
    /// end and together are the whole note.
    pub extent: Range<usize>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// Its anchors, as indexes into [`Note::anchors`].
    pub anchors: Range<usize>,
    /// Its wikilinks, as indexes into [`Note::wikilinks`].
    pub links: Range<usize>,
}

/// What a unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum UnitKind {
    /// An entry of the front matter: a key with its value.
    Entry,
    /// The line that says which channel the note is from.
    FromLine,
    /// A heading, with its `#`.
    Heading,
    /// A sentence, the cell of a table, or the title of a callout.
    Sentence,
    /// A line of code, of raw HTML, of a formula or of a comment.
    Line,
    /// A line that only holds others together: the fences of the front matter, rules, the second
    /// line of a table.
    Markup,
}

/// Takes a note apart; what is left between two units belongs to the extent of one of them.
#[must_use]
pub fn units(note: &Note) -> Vec<Unit> {
    let contents = separated(front_matter(note).chain(body(note)).collect());
    let contents = with_markup(note.text(), contents);
    let mut units = Vec::with_capacity(contents.len());
    let mut start = 0;
    let mut line = Lines::default();
    let mut indexes = Indexes::default();
    for (i, (kind, range)) in contents.iter().enumerate() {
        let end = match contents.get(i + 1) {
            Some((_, next)) => boundary(note.text(), range.end..next.start),
            None => note.text().len(),
        };
        let extent = start..end;
        units.push(Unit {
            kind: *kind,
            line: line.of(note.text(), range.start),
            anchors: indexes.anchors(note, &extent),
            links: indexes.links(note, &extent),
            range: range.clone(),
            extent,
        });
        start = end;
    }
    units
}

type Content = (UnitKind, Range<usize>);

fn front_matter(note: &Note) -> impl Iterator<Item = Content> {
    let text = note.text();
    note.front_matter().into_iter().flat_map(move |front| {
        let fence = |range: Range<usize>| (UnitKind::Markup, trim(text, range));
        let entries = front.entries.iter();
        std::iter::once(fence(front.range.start..front.body.start))
            .chain(entries.map(|entry| (UnitKind::Entry, trim(text, entry.range.clone()))))
            .chain([fence(front.body.end..front.range.end)])
    })
}

fn body(note: &Note) -> impl Iterator<Item = Content> {
    let claims = note.claims();
    let mut next = 0;
    let mut contents = Vec::with_capacity(claims.len() + note.blocks().len());
    for (index, block) in note.blocks().iter().enumerate() {
        let first = next;
        while claims.get(next).is_some_and(|claim| claim.block <= index) {
            next += 1;
        }
        match block.kind {
            BlockKind::Heading => {
                let line_start = line_start(note.text(), block.range.start);
                contents.push((
                    UnitKind::Heading,
                    trim(note.text(), line_start..block.range.end),
                ));
            }
            BlockKind::FromLine => {
                contents.push((UnitKind::FromLine, trim(note.text(), block.range.clone())));
            }
            BlockKind::Code | BlockKind::Html | BlockKind::Comment | BlockKind::Math => {
                contents.extend(lines(note.text(), block));
            }
            _ => contents.extend(sentences(note, block, &claims[first..next])),
        }
    }
    contents.into_iter()
}

/// The lines of a block, blank ones left out.
fn lines(text: &str, block: &Block) -> impl Iterator<Item = Content> {
    let mut at = line_start(text, block.range.start);
    let end = block.range.end;
    text[at..end]
        .split_inclusive('\n')
        .map(move |line| {
            let range = at..at + line.len();
            at = range.end;
            let content = trim(text, range.clone());
            // The indentation of code is part of it.
            (UnitKind::Line, range.start..content.end)
        })
        .filter(|(_, range)| !text[range.clone()].trim().is_empty())
}

/// The sentences of a block; claims of one sentence are one.
fn sentences(note: &Note, block: &Block, claims: &[Claim]) -> impl Iterator<Item = Content> {
    let text = note.text();
    let mut cuts = vec![block.range.start];
    let mut before: Option<(usize, usize)> = None;
    for claim in claims {
        let Some(span) = claim_span(note, claim).filter(|span| block.range.contains(&span.start))
        else {
            continue;
        };
        match &mut before {
            Some((sentence, end)) if *sentence == claim.sentence => *end = span.end.max(*end),
            Some((_, end)) => {
                let cut = word_start(text, *end, span.start);
                cuts.extend((cut > *end).then_some(cut));
                before = Some((claim.sentence, span.end));
            }
            None => before = Some((claim.sentence, span.end)),
        }
    }
    cuts.push(block.range.end);
    cuts.dedup();
    let ranges: Vec<_> = cuts
        .windows(2)
        .map(|cut| trim(text, cut[0]..cut[1].max(cut[0])))
        .filter(|range| !range.is_empty())
        .collect();
    ranges.into_iter().map(|range| (UnitKind::Sentence, range))
}

/// A claim with its anchors.
fn claim_span(note: &Note, claim: &Claim) -> Option<Range<usize>> {
    let anchors = &note.anchors()[claim.anchors.clone()];
    let end = anchors.last().map_or(0, |anchor| anchor.range.end);
    (!claim.text.is_empty()).then(|| claim.range.start..claim.range.end.max(end))
}

/// Where the marks before a sentence begin: `**` or a quotation mark belongs to what it opens.
fn word_start(text: &str, from: usize, start: usize) -> usize {
    let between = text.get(from..start).unwrap_or_default();
    let blank = between
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace());
    blank.map_or(start, |(at, c)| from + at + c.len_utf8())
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// The contents in order, without those that lie in another.
fn separated(mut contents: Vec<Content>) -> Vec<Content> {
    contents.sort_by_key(|(_, range)| (range.start, range.end));
    let mut end = 0;
    contents.retain(|(_, range)| {
        let stands_alone = range.start >= end && !range.is_empty();
        if stands_alone {
            end = range.end;
        }
        stands_alone
    });
    contents
}

/// Adds what is written between the contents: words at the edge of a line to the content on it,
/// whole lines as contents of their own.
fn with_markup(text: &str, contents: Vec<Content>) -> Vec<Content> {
    let mut all: Vec<Content> = Vec::with_capacity(contents.len());
    let mut at = 0;
    for (kind, range) in contents {
        let start = fill(text, &mut all, at..range.start);
        at = range.end;
        all.push((kind, start.unwrap_or(range.start)..range.end));
    }
    // What follows the last content is whole lines, as if another line came.
    if let Some(start) = fill(text, &mut all, at..text.len()) {
        all.push((UnitKind::Markup, trim(text, start..text.len())));
    }
    if all.is_empty() && !text.is_empty() {
        all.push((UnitKind::Markup, 0..text.len()));
    }
    all
}

/// Deals with the gap before a content; gives where that content begins if words stand before it
/// on its line.
fn fill(text: &str, all: &mut Vec<Content>, gap: Range<usize>) -> Option<usize> {
    let mut at = gap.start;
    for line in text[gap.clone()].split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let content = trim(text, range.clone());
        let is_whole = range.start > gap.start || gap.start == 0;
        let is_last = range.end == gap.end && !line.ends_with('\n');
        if is_last && is_whole {
            return has_words(line).then_some(content.start);
        }
        match all.last_mut() {
            Some((_, before)) if !is_whole => {
                if has_words(line) && !is_last {
                    before.end = content.end;
                }
            }
            _ if is_blank(line) => {}
            _ => all.push((UnitKind::Markup, content)),
        }
    }
    None
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// Whether a line says nothing: an empty one, in a quotation too.
fn is_blank(line: &str) -> bool {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '|'))
        .is_empty()
}

/// Where the extent before a gap ends: behind its last line end, so that bullets go with what
/// follows them.
fn boundary(text: &str, gap: Range<usize>) -> usize {
    let newline = text[gap.clone()].rfind('\n');
    newline.map_or(gap.end, |at| gap.start + at + 1)
}

#[derive(Default)]
struct Lines {
    at: usize,
    passed: usize,
}

impl Lines {
    fn of(&mut self, text: &str, offset: usize) -> usize {
        self.passed += memchr::memchr_iter(b'\n', &text.as_bytes()[self.at..offset]).count();
        self.at = offset;
        self.passed + 1
    }
}

/// How far the anchors and links of a note have been given out.
#[derive(Default)]
struct Indexes {
    anchor: usize,
    link: usize,
}

impl Indexes {
    fn anchors(&mut self, note: &Note, extent: &Range<usize>) -> Range<usize> {
        let start = self.anchor;
        let inside = note.anchors()[start..].iter();
        self.anchor += inside
            .take_while(|anchor| anchor.range.start < extent.end)
            .count();
        start..self.anchor
    }

    fn links(&mut self, note: &Note, extent: &Range<usize>) -> Range<usize> {
        let start = self.link;
        let inside = note.wikilinks()[start..].iter();
        self.link += inside
            .take_while(|link| link.range.start < extent.end)
            .count();
        start..self.link
    }
}

#[cfg(test)]
mod tests {
    use super::UnitKind::{self, *};
    use super::units;
    use crate::Note;

    fn read(text: &str) -> Vec<(UnitKind, &str)> {
        let note = Note::parse(text);
        let units = units(&note);
        let whole: String = units
            .iter()
            .map(|unit| &text[unit.extent.clone()])
            .collect();
        assert_eq!(whole, text);
        units
            .iter()
            .map(|unit| (unit.kind, &text[unit.range.clone()]))
            .collect()
    }

    #[test]
    fn a_note_is_cut_into_units() {
        assert_eq!(
            read(
                "---\ntitle: Birds\n# why\nvideoId: x\n---\n\nFrom: [[a]] <br/> \n\nOne is [[b | Bee]] <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>. **Two** is.\n\n## Roost\n\n*   **Reed beds**: in frost\n"
            ),
            [
                (Markup, "---"),
                (Entry, "title: Birds\n# why"),
                (Entry, "videoId: x"),
                (Markup, "---"),
                (FromLine, "From: [[a]] <br/>"),
                (
                    Sentence,
                    "One is [[b | Bee]] <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>."
                ),
                (Sentence, "**Two** is."),
                (Heading, "## Roost"),
                (Sentence, "**Reed beds**: in frost"),
            ]
        );
    }

    #[test]
    fn everything_but_prose_is_compared_by_line() {
        assert_eq!(
            read("A.\n\n```\n  x = 1\n\n  y\n```\n***\n[l]: http://x\n"),
            [
                (Sentence, "A."),
                (Line, "```"),
                (Line, "  x = 1"),
                (Line, "  y"),
                (Line, "```"),
                (Markup, "***"),
                (Markup, "[l]: http://x"),
            ]
        );
        assert_eq!(
            read("| a | b |\n| --- | --- |\n| c | d |"),
            [
                (Sentence, "a"),
                (Sentence, "b"),
                (Markup, "| --- | --- |"),
                (Sentence, "c"),
                (Sentence, "d")
            ]
        );
    }

    #[test]
    fn notes_without_a_word_have_their_blanks() {
        assert_eq!(read(""), []);
        assert_eq!(read(" \n"), [(Markup, " \n")]);
        assert_eq!(read("\u{feff}A."), [(Sentence, "\u{feff}A.")]);
    }

    #[test]
    fn visible_text_has_no_anchors_and_only_the_labels_of_links() {
        let note = Note::parse(
            "Flocks [[roosts | come in]]  at dusk [00:00:42](https://youtu.be/kbnoteDemo1?t=42), [00:01:42](https://youtu.be/kbnoteDemo1?t=102).",
        );
        let texts: Vec<_> = units(&note).iter().map(|unit| unit.text(&note)).collect();
        assert_eq!(texts, ["Flocks come in at dusk."]);
    }
}
