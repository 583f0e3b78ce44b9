//! `--only`: the kinds of changes that are asked for.

use kbnote_engine::regenerate::{ChangeKind, Kinds};

/// A kind of change.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(crate) enum KindArg {
    /// Times behind sentences
    Anchors,
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
            KindArg::Links => Self::Links,
            KindArg::FrontMatter => Self::FrontMatter,
            KindArg::Headings => Self::Headings,
            KindArg::Index => Self::Index,
        }
    }
}

/// These kinds; all if none is named.
pub(crate) fn kinds(only: &[KindArg]) -> Kinds {
    let only: Vec<ChangeKind> = only.iter().copied().map(ChangeKind::from).collect();
    Kinds::new(&only)
}
