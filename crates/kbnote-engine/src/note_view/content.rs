//! What a reader sees of a note, with its sentences marked.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kbnote_note::{Align, Claim, Content, ContentKind, Note};
use serde::Serialize;

/// A piece of a note that a reader sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(super) enum ContentView {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A block, or a style of text.
    Element {
        /// The name of the element of HTML, or `callout`, `callout-title`, `task`, `footnote`, `call` or `source`.
        tag: &'static str,
        /// The type of a callout, the language of code, the label of a footnote, the first number of a list, the alignment
        /// of a cell, or `done` for a task.
        name: Option<String>,
        /// What is in it.
        inside: Vec<Self>,
    },
    /// Text of a sentence; a link or an anchor divides it.
    Claim {
        /// The sentence, as an index into `claims`.
        claim: usize,
        /// Whether it is its first text.
        first: bool,
        /// The text.
        inside: Vec<Self>,
    },
    /// An anchor.
    Anchor {
        /// The sentence.
        claim: usize,
        /// The anchor among those of the sentence.
        anchor: usize,
    },
    /// Where a sentence and its anchors end.
    End {
        /// The sentence.
        claim: usize,
    },
    /// A link.
    Link {
        /// The sentence that it is in.
        claim: Option<usize>,
        /// Whether it is the first of its sentence.
        first: bool,
        /// The address, or the path of a file.
        url: Option<String>,
        /// The name of the note that a wikilink leads to.
        note: Option<String>,
        /// What is shown.
        inside: Vec<Self>,
    },
    /// A picture.
    Picture {
        /// The address, the path of a file, or the name of one in a wikilink.
        source: String,
        /// The text for those who do not see it.
        text: String,
    },
}

/// The content of a note whose claims these are.
pub(super) fn content(note: &Note, claims: &[Claim]) -> Vec<ContentView> {
    let anchors = claims.iter().enumerate().flat_map(|(claim, of)| {
        let numbers = of.anchors.clone().enumerate();
        numbers.map(move |(anchor, number)| (number, (claim, anchor)))
    });
    let mut marked = Marked {
        note,
        claims,
        anchors: anchors.collect(),
        begun: BTreeSet::new(),
        ended: BTreeSet::new(),
    };
    marked.all(&note.content())
}

struct Marked<'a> {
    note: &'a Note,
    claims: &'a [Claim],
    /// The claim of each anchor, and its number there.
    anchors: BTreeMap<usize, (usize, usize)>,
    /// The claims of which something was shown.
    begun: BTreeSet<usize>,
    ended: BTreeSet<usize>,
}

/// The views of what is in one block or style.
#[derive(Default)]
struct Views {
    all: Vec<ContentView>,
    /// Behind which of them each claim may end.
    last: BTreeMap<usize, usize>,
}

impl Views {
    fn push(&mut self, view: ContentView, claim: Option<usize>) {
        self.all.push(view);
        if let Some(claim) = claim {
            self.last.insert(claim, self.all.len());
        }
    }
}

impl Marked<'_> {
    fn all(&mut self, pieces: &[Content]) -> Vec<ContentView> {
        let mut views = Views::default();
        for piece in pieces {
            self.piece(piece, &mut views);
        }
        let end = pieces.last().map_or(0, |last| last.range.end);
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (&claim, &at) in &views.last {
            if self.end_of(claim) <= end && self.ended.insert(claim) {
                ends.push((at, claim));
            }
        }
        ends.sort_unstable();
        for (at, claim) in ends.into_iter().rev() {
            views.all.insert(at, ContentView::End { claim });
        }
        views.all
    }

    fn piece(&mut self, piece: &Content, views: &mut Views) {
        let claim = self.claim_around(&piece.range);
        match &piece.kind {
            ContentKind::Text(text) => self.text(piece, text, views),
            ContentKind::Anchor(number) => match self.anchors.get(number) {
                Some(&(claim, anchor)) => {
                    views.push(ContentView::Anchor { claim, anchor }, Some(claim));
                }
                None => {
                    let label = self.note.anchors().get(*number).map(|a| a.label.clone());
                    let label = label.and_then(|label| self.note.text().get(label));
                    views.push(text_view(label.unwrap_or_default()), None);
                }
            },
            ContentKind::Wikilink(_) | ContentKind::Link(_) => {
                // The marks of a link need not belong to the sentence that its text belongs to.
                let claim = self.claim_at(piece.range.start);
                let claim = claim.or_else(|| self.claim_inside(&piece.range));
                let link = self.link(piece, claim);
                views.push(link, claim);
            }
            ContentKind::Image(source) => {
                let (source, text) = (source.clone(), self.plain(piece));
                views.push(ContentView::Picture { source, text }, claim);
            }
            _ => match claim.filter(|_| is_plain(piece)) {
                Some(claim) => {
                    let view = self.plain_view(piece);
                    self.in_claim(claim, view, views);
                }
                None => {
                    let inside = self.all(&piece.inside);
                    views.push(element(&piece.kind, inside), None);
                }
            },
        }
    }

    /// Text, cut where a sentence begins or ends.
    fn text(&mut self, piece: &Content, text: &str, views: &mut Views) {
        let start = piece.range.start;
        if !piece.is_literal() {
            return self.text_of(self.claim_at(start), text, views);
        }
        let mut from = start;
        while from < piece.range.end {
            let claim = self.claim_at(from);
            let next = match claim {
                Some(claim) => self.claims.get(claim).map(|claim| claim.range.end),
                None => self.next_claim(from),
            };
            let to = next.unwrap_or(piece.range.end).min(piece.range.end);
            let shown = text.get(from - start..to - start).unwrap_or_default();
            self.text_of(claim, shown, views);
            from = to.max(from + 1);
        }
    }

    fn text_of(&mut self, claim: Option<usize>, text: &str, views: &mut Views) {
        let claim = claim.filter(|claim| self.begun.contains(claim) || !text.trim().is_empty());
        match claim {
            Some(claim) => self.in_claim(claim, text_view(text), views),
            None => views.push(text_view(text), None),
        }
    }

    fn in_claim(&mut self, number: usize, view: ContentView, views: &mut Views) {
        if let Some(ContentView::Claim { claim, inside, .. }) = views.all.last_mut()
            && *claim == number
        {
            inside.push(view);
            return;
        }
        let view = ContentView::Claim {
            claim: number,
            first: self.begun.insert(number),
            inside: vec![view],
        };
        views.push(view, Some(number));
    }

    fn link(&mut self, piece: &Content, claim: Option<usize>) -> ContentView {
        let first = claim.is_some_and(|claim| self.begun.insert(claim));
        if let ContentKind::Wikilink(number) = &piece.kind
            && let Some(link) = self.note.wikilinks().get(*number)
        {
            let text = |range: Range<usize>| self.note.text().get(range).unwrap_or_default();
            let target = text(link.target.clone()).trim().to_owned();
            let shown = text(link.shown()).trim();
            if link.embed && is_picture(&target) {
                let text = shown.to_owned();
                return ContentView::Picture {
                    source: target,
                    text,
                };
            }
            return ContentView::Link {
                claim,
                first,
                url: None,
                note: Some(target),
                inside: vec![text_view(shown)],
            };
        }
        let url = match &piece.kind {
            ContentKind::Link(url) => Some(url.clone()),
            _ => None,
        };
        let inside = piece.inside.iter().map(|inside| self.plain_view(inside));
        ContentView::Link {
            claim,
            first,
            url,
            note: None,
            inside: inside.collect(),
        }
    }

    /// A piece of a sentence or a link, in which no further sentence or link is marked.
    fn plain_view(&self, piece: &Content) -> ContentView {
        match &piece.kind {
            ContentKind::Text(text) => text_view(text),
            ContentKind::Image(source) => ContentView::Picture {
                source: source.clone(),
                text: self.plain(piece),
            },
            ContentKind::Wikilink(number) => {
                let link = self.note.wikilinks().get(*number);
                let shown = link.and_then(|link| self.note.text().get(link.shown()));
                text_view(shown.unwrap_or_default())
            }
            ContentKind::Anchor(number) => {
                let anchor = self.note.anchors().get(*number);
                let label = anchor.and_then(|a| self.note.text().get(a.label.clone()));
                text_view(label.unwrap_or_default())
            }
            kind => {
                let inside = piece.inside.iter().map(|inside| self.plain_view(inside));
                element(kind, inside.collect())
            }
        }
    }

    fn plain(&self, piece: &Content) -> String {
        let inside = piece.inside.iter().map(|inside| match &inside.kind {
            ContentKind::Text(text) => text.clone(),
            ContentKind::SoftBreak | ContentKind::Break => " ".to_owned(),
            _ => self.plain(inside),
        });
        inside.collect()
    }

    /// The claim at an offset.
    fn claim_at(&self, offset: usize) -> Option<usize> {
        let next = self
            .claims
            .partition_point(|claim| claim.range.start <= offset);
        let last = next.checked_sub(1)?;
        (offset < self.claims.get(last)?.range.end).then_some(last)
    }

    /// The claim that a range is in as a whole.
    fn claim_around(&self, range: &Range<usize>) -> Option<usize> {
        let claim = self.claim_at(range.start)?;
        (range.end <= self.claims.get(claim)?.range.end).then_some(claim)
    }

    /// A claim that begins inside the marks of a link.
    fn claim_inside(&self, link: &Range<usize>) -> Option<usize> {
        let next = self
            .claims
            .partition_point(|claim| claim.range.start < link.start);
        let claim = self.claims.get(next)?;
        (claim.range.start < link.end).then_some(next)
    }

    fn next_claim(&self, offset: usize) -> Option<usize> {
        let next = self
            .claims
            .partition_point(|claim| claim.range.start <= offset);
        self.claims.get(next).map(|claim| claim.range.start)
    }

    /// Where a claim and its anchors end.
    fn end_of(&self, claim: usize) -> usize {
        let Some(claim) = self.claims.get(claim) else {
            return 0;
        };
        let last = self.note.anchors().get(claim.anchors.clone());
        let last = last.and_then(<[_]>::last);
        claim
            .range
            .end
            .max(last.map_or(0, |anchor| anchor.range.end))
    }
}

/// The endings of pictures that browsers show, and that cannot hold scripts.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "webp", "avif"];

fn is_picture(path: &str) -> bool {
    let ending = path
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| PICTURES.contains(&ending.as_str()))
}

/// Whether nothing in a style can be followed or clicked by itself.
fn is_plain(piece: &Content) -> bool {
    let is_link = matches!(
        piece.kind,
        ContentKind::Anchor(_)
            | ContentKind::Wikilink(_)
            | ContentKind::Link(_)
            | ContentKind::Image(_)
    );
    !is_link && piece.inside.iter().all(is_plain)
}

fn text_view(text: &str) -> ContentView {
    ContentView::Text {
        text: text.to_owned(),
    }
}

/// The element of a piece that is none of text, anchors, links and images.
fn element(kind: &ContentKind, inside: Vec<ContentView>) -> ContentView {
    let (tag, name) = match kind {
        ContentKind::SoftBreak => return text_view("\n"),
        ContentKind::Break => ("br", None),
        ContentKind::CodeSpan => ("code", None),
        ContentKind::Emphasis => ("em", None),
        ContentKind::Strong => ("strong", None),
        ContentKind::Strikethrough => ("del", None),
        ContentKind::FootnoteCall(label) => ("call", Some(label.clone())),
        ContentKind::Heading(1) => ("h3", None),
        ContentKind::Heading(2) => ("h4", None),
        ContentKind::Heading(3) => ("h5", None),
        ContentKind::Heading(_) => ("h6", None),
        ContentKind::Quote => ("blockquote", None),
        ContentKind::Callout(kind) => ("callout", Some(kind.clone())),
        ContentKind::CalloutTitle => ("callout-title", None),
        ContentKind::List(None) => ("ul", None),
        ContentKind::List(Some(first)) => ("ol", Some(first.to_string())),
        ContentKind::Item => ("li", None),
        ContentKind::Task(done) => ("task", done.then(|| "done".to_owned())),
        ContentKind::Code(language) => ("pre", Some(language.clone())),
        ContentKind::Source => ("source", None),
        ContentKind::Table => ("table", None),
        ContentKind::Row(true) => ("head", None),
        ContentKind::Row(false) => ("tr", None),
        ContentKind::Cell(align) => ("td", aligned(*align)),
        ContentKind::Rule => ("hr", None),
        ContentKind::Footnote(label) => ("footnote", Some(label.clone())),
        _ => ("p", None),
    };
    ContentView::Element { tag, name, inside }
}

fn aligned(align: Align) -> Option<String> {
    match align {
        Align::Start => None,
        Align::Center => Some("center".to_owned()),
        Align::End => Some("end".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let note = Note::parse(text);
        let all = content(&note, &note.claims());
        all.iter().map(piece).collect()
    }

    fn piece(view: &ContentView) -> String {
        let all = |inside: &[ContentView]| inside.iter().map(piece).collect::<String>();
        match view {
            ContentView::Text { text } => text.clone(),
            ContentView::Element { tag, inside, .. } => format!("{tag}({})", all(inside)),
            ContentView::Claim {
                claim,
                first,
                inside,
            } => {
                let first = if *first { "" } else { "+" };
                format!("{first}{claim}[{}]", all(inside))
            }
            ContentView::Anchor { claim, anchor } => format!("@{claim}.{anchor}"),
            ContentView::End { claim } => format!("/{claim}"),
            ContentView::Link {
                url, note, inside, ..
            } => {
                let to = url.as_ref().or(note.as_ref());
                format!("<{}|{}>", to.cloned().unwrap_or_default(), all(inside))
            }
            ContentView::Picture { source, text } => format!("!{source}|{text}!"),
        }
    }

    const ANCHOR: &str = "[00:00:42](https://youtu.be/kbnoteDemo1?t=42)";

    #[test]
    fn sentences_are_marked_where_they_are() {
        for (text, expected) in [
            (
                "One two. Three four.\n".to_owned(),
                "p(0[One two.]/0 1[Three four.]/1)",
            ),
            (
                format!("One two {ANCHOR}. Three.\n"),
                "p(0[One two ]@0.0+0[.]/0 1[Three.]/1)",
            ),
            (format!("One two. {ANCHOR}\n"), "p(0[One two.] @0.0/0)"),
            (
                "See *one* thing. **Two. Three.**\n".to_owned(),
                "p(0[See em(one) thing.]/0 strong(1[Two.]/1 2[Three.]/2))",
            ),
            (
                "[[a]] is *good*. [[b]]\n".to_owned(),
                "p(<a|a>+0[ is em(good). ]<b|b>/0)",
            ),
            (
                "See [[a]] here.\n".to_owned(),
                "p(0[See ]<a|a>+0[ here.]/0)",
            ),
            (
                "- [x] One [b](https://e.org).\n".to_owned(),
                "ul(li(task()0[One ]<https://e.org|b>+0[.]/0))",
            ),
            (
                "![[a b.png|150]] ![t](c.png)\n".to_owned(),
                "p(!a b.png|150! !c.png|t!)",
            ),
            (
                "## Head\n\n| a | b |\n| - | - |\n| One two. | c |\n".to_owned(),
                "h4(Head)table(head(td(a)td(b))tr(td(0[One two.]/0)td(1[c]/1)))",
            ),
        ] {
            assert_eq!(shown(&text), expected, "{text}");
        }
    }

    #[test]
    fn every_sentence_is_shown_once_and_ended_once() {
        let text = format!(
            "# T\n\nOne *two. Three* four {ANCHOR}. [[Only a link]]\n\n> [!note] Title\n> In a callout. Two &amp; more.\n\n- a\n- b {ANCHOR}\n"
        );
        let note = Note::parse(text);
        let claims = note.claims();
        let shown: String = content(&note, &claims).iter().map(piece).collect();
        for number in 0..claims.len() {
            assert_eq!(
                shown.matches(&format!("/{number}")).count(),
                1,
                "{number} {shown}"
            );
        }
    }
}
