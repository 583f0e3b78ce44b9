//! `--only`: the kinds of changes that are asked for.

use kbnote_engine::regenerate::{ChangeKind, Kinds};

/// A kind of change.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum KindArg {
    /// Times behind sentences
    Anchors,
    /// Of these, new times of sentences that did not change
    Times,
    /// Wikilinks
    Links,
    /// Keys of the front matter and the From: line
    FrontMatter,
    /// Chapter headings and other lines of the template
    Headings,
    /// Lines of a channel's index
    Index,
}

impl From<KindArg> for ChangeKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Anchors => Self::Anchors,
            KindArg::Times => Self::Times,
            KindArg::Links => Self::Links,
            KindArg::FrontMatter => Self::FrontMatter,
            KindArg::Headings => Self::Headings,
            KindArg::Index => Self::Index,
        }
    }
}

/// Whether one of these is a kind of change, or the group that it belongs to.
pub(crate) fn names(only: &[KindArg], kind: ChangeKind) -> bool {
    !only.is_empty() && kinds(only).shows(kind)
}

/// These kinds; all if none is named.
pub(crate) fn kinds(only: &[KindArg]) -> Kinds {
    let only: Vec<ChangeKind> = only.iter().copied().map(ChangeKind::from).collect();
    Kinds::new(&only)
}
