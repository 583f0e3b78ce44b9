//! What kbnote wrote into a note besides anchors: the base of merging.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What kbnote last wrote into the slots of a note that are its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeBase {
    /// What the template gave; `None` as long as that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<TemplateBase>,
    /// The links that were written or refused, in order of their targets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LinkState>,
    /// The names of the changes that the author refused.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub refused: BTreeSet<String>,
}

/// What the template gave, without the author's prose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateBase {
    /// Whether the note is titled as its video, and shall go on to be.
    #[serde(default)]
    pub title_of_video: bool,
    /// Whether the note came with prose; a frame without has headings to be filled.
    #[serde(default)]
    pub with_prose: bool,
    /// The link of the `From:` line, where the author gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The day on which the note was made, `YYYY-MM-DD`.
    pub made: String,
    /// The entries of the front matter, each as it was written.
    pub front_matter: Vec<String>,
    /// The lines below it, without the blank ones.
    pub lines: Vec<String>,
    /// How many of these lines come before the author's prose. Earlier versions stored no such
    /// number, and the `From:` line first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prose_at: Option<usize>,
}

/// A link that kbnote wrote, or that the author refused.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkState {
    /// The note, as the link names it.
    pub target: String,
    /// Whether it is never to be suggested again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
}
