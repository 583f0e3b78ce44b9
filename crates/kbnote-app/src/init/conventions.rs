//! The author's conventions: how most links and anchors of the notes are written.

use kbnote_note::{AnchorStyle, LinkStyle, Note};
use kbnote_vault::{IndexedNote, VaultIndex, files};
use rayon::prelude::*;

/// How most links with a display text and most anchors are written; none if there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Conventions {
    /// The style of links.
    pub links: Option<LinkStyle>,
    /// The style of anchors.
    pub anchors: Option<AnchorStyle<'static>>,
    /// Whether most notes on videos are named by slugs, not by titles.
    pub has_slugs: bool,
}

impl Conventions {
    pub(super) fn detect(index: &VaultIndex) -> Self {
        let is_relevant = |note: &&IndexedNote| note.summary.video.is_some() || has_display(note);
        let relevant: Vec<_> = index.notes().iter().filter(is_relevant).collect();
        let counts = relevant
            .into_par_iter()
            .filter_map(|note| Some(StyleCounts::of(&Note::parse(files::read(&note.path).ok()?))))
            .reduce(StyleCounts::default, StyleCounts::plus);
        Self {
            links: counts.commonest_link(),
            anchors: counts.commonest_anchor(),
            has_slugs: are_mostly_slugs(index),
        }
    }
}

fn are_mostly_slugs(index: &VaultIndex) -> bool {
    let on_videos = index
        .notes()
        .iter()
        .filter(|note| note.summary.video.is_some());
    let is_slug = |note: &IndexedNote| {
        let name = note.base_name();
        !name.contains(|c: char| c.is_whitespace() || c.is_uppercase())
    };
    let (slugs, titles): (Vec<_>, Vec<_>) = on_videos.partition(|note| is_slug(note));
    slugs.len() > titles.len()
}

fn has_display(note: &IndexedNote) -> bool {
    note.summary.links.iter().any(|link| link.display.is_some())
}

/// How often each style occurs.
#[derive(Clone, Copy, Default)]
struct StyleCounts {
    spaced: usize,
    tight: usize,
    /// How often each built-in style occurs, in their order.
    anchors: [usize; AnchorStyle::BUILT_IN.len()],
}

impl StyleCounts {
    fn of(note: &Note) -> Self {
        let mut counts = Self::default();
        let live = note.wikilinks().iter().filter(|link| link.live);
        for style in live.filter_map(|link| link.style(note.text())) {
            match style {
                LinkStyle::Spaced => counts.spaced += 1,
                LinkStyle::Tight => counts.tight += 1,
            }
        }
        for style in note.anchors().iter().filter_map(AnchorStyle::of) {
            let all = AnchorStyle::BUILT_IN.iter().zip(&mut counts.anchors);
            all.filter(|(one, _)| **one == style)
                .for_each(|(_, count)| *count += 1);
        }
        counts
    }

    fn plus(mut self, other: Self) -> Self {
        self.spaced += other.spaced;
        self.tight += other.tight;
        for (count, more) in self.anchors.iter_mut().zip(other.anchors) {
            *count += more;
        }
        self
    }

    fn commonest_link(&self) -> Option<LinkStyle> {
        match (self.spaced, self.tight) {
            (0, 0) => None,
            (spaced, tight) if spaced >= tight => Some(LinkStyle::Spaced),
            _ => Some(LinkStyle::Tight),
        }
    }

    /// Of equally common styles, the one that is more usual elsewhere.
    fn commonest_anchor(&self) -> Option<AnchorStyle<'static>> {
        let all = AnchorStyle::BUILT_IN.into_iter().zip(self.anchors);
        let used = all.filter(|(_, count)| *count > 0).rev();
        used.max_by_key(|(_, count)| *count).map(|(style, _)| style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commonest(text: &str) -> (Option<LinkStyle>, Option<AnchorStyle<'static>>) {
        let counts = StyleCounts::of(&Note::parse(text));
        (counts.commonest_link(), counts.commonest_anchor())
    }

    #[test]
    fn the_most_frequent_styles_are_detected() {
        let logseq = "{{youtube-timestamp 42}}";
        let html = "<a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>";
        assert_eq!(commonest("Birds."), (None, None));
        let text = format!("A {logseq}. B {logseq}. C {html}. See [[a|A]], [[b|B]] and [[c | C]].");
        assert_eq!(
            commonest(&text),
            (Some(LinkStyle::Tight), Some(AnchorStyle::Logseq))
        );
        let text = format!("A {logseq}. B {html}. See [[a|A]] and [[c | C]].");
        assert_eq!(
            commonest(&text),
            (Some(LinkStyle::Spaced), Some(AnchorStyle::Html))
        );
    }
}
