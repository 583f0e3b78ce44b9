//! The visible words of a note: without anchors, code and link targets.

use std::ops::Range;

use kbnote_note::{BlockKind, Note};

use crate::words::{Term, Terms, words};

/// The context of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) heading: bool,
    pub(crate) bold: bool,
    /// Begins with a capital letter, and not because a sentence begins.
    pub(crate) capital: bool,
    pub(crate) list: bool,
}

/// A word of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    pub(crate) term: Term,
    /// Whether it is a stop word.
    pub(crate) is_stop: bool,
    /// The number of its sentence.
    pub(crate) sentence: u32,
    pub(crate) place: Place,
}

/// The words of a note, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenizedNote {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: u32,
}

impl TokenizedNote {
    /// Tokenizes the body of a note.
    #[must_use]
    pub(crate) fn new(note: &Note) -> Self {
        let mut tokenizer = Tokenizer {
            text: note.text(),
            terms: Terms::new(),
            tokenized: Self::default(),
            bold: false,
        };
        let hidden = hidden(note);
        for block in note.blocks() {
            let place = Place {
                heading: block.kind == BlockKind::Heading,
                list: block.kind == BlockKind::ListItem,
                ..Place::default()
            };
            if block.kind.is_prose() || place.heading || block.kind == BlockKind::CalloutTitle {
                tokenizer.block(block.range.clone(), &hidden, place);
            }
        }
        tokenizer.tokenized
    }
}

/// The invisible parts of anchors and wikilinks, in order.
fn hidden(note: &Note) -> Vec<Range<usize>> {
    let anchors = note.anchors().iter().map(|anchor| anchor.range.clone());
    let links = note.wikilinks().iter().filter(|link| link.live);
    let ends = links.flat_map(|link| {
        let shown = link.shown();
        [link.range.start..shown.start, shown.end..link.range.end]
    });
    let mut all: Vec<_> = anchors.chain(ends).collect();
    all.sort_by_key(|range| range.start);
    all
}

struct Tokenizer<'a> {
    text: &'a str,
    terms: Terms<'a>,
    tokenized: TokenizedNote,
    bold: bool,
}

impl Tokenizer<'_> {
    fn block(&mut self, block: Range<usize>, hidden: &[Range<usize>], place: Place) {
        self.bold = false;
        let mut at = block.start;
        let mut before = block.start;
        let mut first = true;
        let from = hidden.partition_point(|range| range.end <= block.start);
        for cut in hidden[from..]
            .iter()
            .take_while(|cut| cut.start < block.end)
        {
            self.add_words(at..cut.start.max(at), &mut before, &mut first, place);
            at = at.max(cut.end).min(block.end);
        }
        self.add_words(at..block.end, &mut before, &mut first, place);
        self.tokenized.sentences += u32::from(!first);
    }

    fn add_words(
        &mut self,
        range: Range<usize>,
        before: &mut usize,
        first: &mut bool,
        mut place: Place,
    ) {
        for range in words(self.text, range) {
            let gap = self.text.get(*before..range.start).unwrap_or_default();
            let begins = ends_sentence(gap);
            self.bold ^= gap.matches("**").count() % 2 == 1;
            self.tokenized.sentences += u32::from(begins && !*first);
            let word = &self.text[range.clone()];
            let (term, is_stop) = self.terms.term(word);
            place.bold = self.bold;
            place.capital = !begins && !*first && word.starts_with(char::is_uppercase);
            self.tokenized.tokens.push(Token {
                range: range.clone(),
                term,
                is_stop,
                sentence: self.tokenized.sentences,
                place,
            });
            *before = range.end;
            *first = false;
        }
    }
}

/// Whether the text between two words ends a sentence.
fn ends_sentence(gap: &str) -> bool {
    let mut bytes = gap.bytes().peekable();
    while let Some(byte) = bytes.next() {
        let stop = matches!(byte, b'.' | b'?' | b'!');
        if byte == b'\n' || (stop && bytes.peek().is_none_or(|&next| next != b'.')) {
            return gap.len() > 1;
        }
    }
    gap.contains('。')
}
