//! How the wikilinks of a sentence changed: by what they point to.

use std::ops::Range;

use super::anchors::paired;
use super::unit::Unit;
use crate::note::Note;
use crate::wikilink::Wikilink;

/// A wikilink that came, went, or points elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkChange {
    /// Where it stood; none if it is new.
    pub old: Option<Range<usize>>,
    /// Where it stands; none if it is gone.
    pub new: Option<Range<usize>>,
}

/// The changes between the links of a unit then and now. Where a link shows the same words and
/// points elsewhere, it is one change, else one that went and one that came.
pub(super) fn changes(old: (&Note, &Unit), new: (&Note, &Unit)) -> Vec<LinkChange> {
    let (before, after) = (links(old.0, old.1), links(new.0, new.1));
    let targets = |note: &Note, links: &[&Wikilink]| -> Vec<String> {
        links.iter().map(|link| target(note, link)).collect()
    };
    let shown = |note: &Note, link: &Wikilink| note.text()[link.shown()].to_lowercase();
    let mut changes = Vec::new();
    for (o, n) in paired(&targets(old.0, &before), &targets(new.0, &after)) {
        let (o, n) = (o.map(|i| before[i]), n.map(|i| after[i]));
        let range = |link: Option<&Wikilink>| link.map(|link| link.range.clone());
        match (o, n) {
            (Some(a), Some(b)) if target(old.0, a) == target(new.0, b) => {}
            (Some(a), Some(b)) if shown(old.0, a) != shown(new.0, b) => {
                changes.push(LinkChange {
                    old: range(o),
                    new: None,
                });
                changes.push(LinkChange {
                    old: None,
                    new: range(n),
                });
            }
            _ => changes.push(LinkChange {
                old: range(o),
                new: range(n),
            }),
        }
    }
    changes
}

fn links<'a>(note: &'a Note, unit: &Unit) -> Vec<&'a Wikilink> {
    let all = note.wikilinks()[unit.links.clone()].iter();
    all.filter(|link| link.live).collect()
}

/// The note and the heading that a link points to.
fn target(note: &Note, link: &Wikilink) -> String {
    let heading = link.heading.clone().unwrap_or_default();
    format!(
        "{}{}",
        &note.text()[link.target.clone()],
        &note.text()[heading]
    )
}
