//! Cutting sentences into claims at the anchors in them.

use std::ops::Range;

use crate::plain::{Mark, Plain};
use crate::sentence::{is_closer, is_stop};
use crate::text::trim;

/// A claim in the plain text of its block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) range: Range<usize>,
    pub(super) anchors: Range<usize>,
    /// Whether it is what is left of a sentence behind an anchor.
    pub(super) remainder: bool,
    /// The sentence it belongs to, counted in the block.
    pub(super) sentence: usize,
}

/// Cuts the sentences of a block at the anchors in them.
pub(super) fn parts(plain: &Plain, sentences: &[Range<usize>]) -> Vec<Part> {
    let mut cutter = Cutter {
        text: &plain.text,
        parts: Vec::new(),
        leading: Vec::new(),
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
    leading: Vec<Range<usize>>,
}

impl Cutter<'_> {
    /// Ends a claim at an anchor; gives where the rest of the sentence begins.
    fn cut(&mut self, sentence: usize, rest: Range<usize>, mark: &Mark) -> usize {
        let end = self.behind_punctuation(mark.at);
        let end = end.clamp(rest.start, rest.end.max(rest.start));
        if has_words(&self.text[rest.start..end]) {
            let range = trim(self.text, rest.start..end);
            self.push(range, sentence, mark.anchors.clone());
            return end;
        }
        match self.parts.last_mut() {
            Some(part) if part.anchors.is_empty() => part.anchors = mark.anchors.clone(),
            Some(part) if part.anchors.end == mark.anchors.start => {
                part.anchors.end = mark.anchors.end;
            }
            // Anchors that do not live stand between: one run cannot hold both sides.
            Some(part) => {
                let (range, sentence) = (part.range.clone(), part.sentence);
                self.push(range, sentence, mark.anchors.clone());
            }
            None => self.lead(mark.anchors.clone()),
        }
        rest.start
    }

    fn lead(&mut self, anchors: Range<usize>) {
        match self.leading.last_mut() {
            Some(last) if last.end == anchors.start => last.end = anchors.end,
            _ => self.leading.push(anchors),
        }
    }

    fn push(&mut self, range: Range<usize>, sentence: usize, anchors: Range<usize>) {
        self.parts.push(Part {
            range,
            anchors,
            remainder: false,
            sentence,
        });
    }

    /// What is left of a sentence behind its last anchor.
    fn finish(&mut self, sentence: usize, rest: Range<usize>, anchored: bool) {
        let rest = trim(self.text, rest);
        if has_words(&self.text[rest.clone()]) {
            self.push(rest, sentence, 0..0);
            if let Some(part) = self.parts.last_mut() {
                part.remainder = anchored;
            }
        } else if let Some(last) = self
            .parts
            .last_mut()
            .filter(|_| anchored && !rest.is_empty())
        {
            last.range.end = rest.end;
        }
    }

    fn behind_punctuation(&self, at: usize) -> usize {
        let is_clause = |c: char| matches!(c, ',' | ';' | ':' | '，' | '、');
        let rest = &self.text[at..];
        let is_part = |c: char| is_closer(c) || is_stop(c) || is_clause(c);
        at + rest.find(|c| !is_part(c)).unwrap_or(rest.len())
    }

    /// Anchors that open a block stand for the text that follows them.
    fn settle_leading(&mut self) {
        for anchors in std::mem::take(&mut self.leading).into_iter().rev() {
            match self.parts.first_mut() {
                Some(part) if part.anchors.is_empty() => part.anchors = anchors,
                first => {
                    let part = first.map_or_else(Part::default, |part| part.clone());
                    self.parts.insert(0, Part { anchors, ..part });
                }
            }
        }
    }
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}
