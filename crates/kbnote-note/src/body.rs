//! Reading the body of a note.

use std::ops::Range;

use crate::anchor::{self, CustomStyles};
use crate::block::{BlockKind, Heading};
use crate::fence::Fence;
use crate::file_link::{self, FileLink};
use crate::inline::{Inlines, holding};
use crate::mask;
use crate::outline;
use crate::plain::Plain;
use crate::structure::Structure;
use crate::text::trim;
use crate::wikilink;

/// Reads what follows the front matter, which ends at `start`.
pub(crate) fn read(text: &str, start: usize, styles: &CustomStyles) -> Structure {
    let mut structure = Structure {
        anchors: anchor::scan(text, styles),
        wikilinks: wikilink::scan(text),
        fence: Fence::around(text, start),
        ..Structure::default()
    };
    let comments = mask::comments(text);
    let masked = mask::mask(
        text,
        &comments,
        &structure.wikilinks,
        structure.fence.as_ref(),
    );
    let outline = outline::read(text, &masked, start);
    structure.blocks = outline.blocks;
    structure.inlines = outline.inlines;
    structure.inlines.comments.extend(comments);
    structure.inlines.settle();
    structure.find_other_code(text, start);
    structure.settle_life(text, start);
    structure.find_templates(text, start);
    structure.find_footnotes(text, start);
    structure.file_links = outline.file_links;
    structure.settle_file_links(text, start);
    structure.find_headings(text, &outline.levels);
    structure
}

impl Structure {
    /// Finds the code in HTML and in comments, in which nothing is a link.
    fn find_other_code(&mut self, text: &str, start: usize) {
        if self.wikilinks.is_empty() {
            return;
        }
        let Inlines { code, comments, .. } = &self.inlines;
        let is_hidden = |at: usize| at < start || holding(code, at).is_some();
        let mut found = mask::html_code(text, is_hidden);
        found.extend(comments.iter().flat_map(|part| mask::code_in(text, part)));
        self.inlines.other_code = found;
        self.inlines.settle();
    }

    /// Decides which anchors and links live, now that code is known.
    fn settle_life(&mut self, text: &str, start: usize) {
        let Inlines { code, comments, .. } = &self.inlines;
        let lives = |at: usize| {
            at >= start && holding(code, at).is_none() && holding(comments, at).is_none()
        };
        for anchor in &mut self.anchors {
            anchor.live = lives(anchor.range.start);
        }
        for link in &mut self.wikilinks {
            let at = link.range.start;
            link.literal =
                at >= start && (link.is_escaped(text) || self.inlines.is_literal(text, at));
            link.live = !link.literal && lives(at);
        }
        let solid = self
            .wikilinks
            .iter()
            .filter(|link| link.live || link.literal);
        self.inlines
            .solids
            .extend(solid.map(|link| link.range.clone()));
        self.inlines.settle();
    }

    /// Finds the footnotes in the text, into which nothing is written and in which no sentence ends.
    fn find_footnotes(&mut self, text: &str, start: usize) {
        let Inlines { code, comments, .. } = &self.inlines;
        let footnotes = mask::inline_footnotes(text, |at| {
            at < start || holding(code, at).is_some() || holding(comments, at).is_some()
        });
        if !footnotes.is_empty() {
            self.inlines.solids.extend(footnotes.iter().cloned());
            self.inlines.footnotes = footnotes;
            self.inlines.settle();
        }
    }

    /// Finds the template code in the text, into which nothing is written and in which no sentence ends, and
    /// the blocks that are not prose.
    fn find_templates(&mut self, text: &str, start: usize) {
        let Inlines { code, comments, .. } = &self.inlines;
        let templates = mask::templates(text, |at| {
            at < start || holding(code, at).is_some() || holding(comments, at).is_some()
        });
        let enclosed = mask::enclosed(text, |at| {
            at < start || holding(code, at).is_some() || holding(comments, at).is_some()
        });
        self.inlines.enclosed = enclosed;
        if !templates.is_empty() {
            self.inlines.solids.extend(templates.iter().cloned());
            self.inlines.templates = templates;
            self.inlines.settle();
        }
    }

    /// Adds the links that the Markdown parser does not see.
    fn settle_file_links(&mut self, text: &str, start: usize) {
        let inlines = &self.inlines;
        let links = &mut self.file_links;
        for hidden in inlines.comments.iter().chain([&(0..start)]) {
            links.extend(file_link::hidden(text, hidden));
        }
        let nested = file_link::nested_wikilinks(text, &self.wikilinks).into_iter();
        let nested = nested.filter(|link| {
            let at = link.range.start;
            !(inlines.is_literal(text, at) || at >= start && wikilink::is_escaped(text, at))
        });
        links.extend(nested.map(|link| {
            let at = link.range.start;
            let live = at >= start && holding(&inlines.comments, at).is_none();
            FileLink { live, ..link }
        }));
        links.sort_by_key(|link| link.path.start);
        links.dedup_by_key(|link| link.path.start);
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
        trim(text, range.start + hashes..end.max(range.start + hashes))
    }
}
