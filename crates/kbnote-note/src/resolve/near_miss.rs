//! Notes that a link which leads nowhere may have meant.

use super::files::{base_name, folder};
use super::{Outcome, Resolver};
use crate::{Slug, SlugRule};

/// A note that a target would lead to if it were written otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearMiss {
    /// In another case.
    Case(usize),
    /// As a slug: the target is a title.
    Slug(usize),
}

impl NearMiss {
    /// The note.
    #[must_use]
    pub const fn note(self) -> usize {
        match self {
            Self::Case(note) | Self::Slug(note) => note,
        }
    }
}

impl Resolver {
    /// The one note that a target would lead to in both renderers if its case were another, or if
    /// it were made a slug by this rule or else by the other one.
    ///
    /// ```
    /// use kbnote_note::{LinkPaths, NearMiss, Resolver, SlugRule};
    ///
    /// let resolver = Resolver::new(["fieldnotes/roost_sites"], LinkPaths::Shortest);
    /// let near = |target| resolver.near_miss(target, "coast/x", SlugRule::Transliterate);
    /// assert_eq!(near("Roost_sites"), Some(NearMiss::Case(0)));
    /// assert_eq!(near("Roost sites"), Some(NearMiss::Slug(0)));
    /// assert_eq!(near("Reed beds"), None);
    /// ```
    #[must_use]
    pub fn near_miss(&self, target: &str, from: &str, rule: SlugRule) -> Option<NearMiss> {
        let target = target.trim();
        if target.is_empty() || self.resolve(target, from).agreed().is_some() {
            return None;
        }
        let of_case = self.of_other_case(target, from).map(NearMiss::Case);
        let other_rule = match rule {
            SlugRule::Transliterate => SlugRule::Ascii,
            SlugRule::Ascii | SlugRule::Title => SlugRule::Transliterate,
        };
        of_case
            .or_else(|| self.slugged(target, from, rule).map(NearMiss::Slug))
            .or_else(|| self.slugged(target, from, other_rule).map(NearMiss::Slug))
            .or_else(|| self.slugged_dots(target, from, rule).map(NearMiss::Slug))
    }

    /// The note that Obsidian, which is blind to case, finds by the target's letters.
    fn of_other_case(&self, target: &str, from: &str) -> Option<usize> {
        let note = match self.obsidian.resolve(&self.files, target, from) {
            Outcome::Note(note) => note,
            _ => return None,
        };
        let name = &self.files.notes()[note];
        let ends_alike = name.to_lowercase().ends_with(&target.to_lowercase());
        (ends_alike && !name.ends_with(target)).then_some(note)
    }

    /// The same where a dot, as in `coda.io`, was written as `_`.
    fn slugged_dots(&self, target: &str, from: &str, rule: SlugRule) -> Option<usize> {
        let target = target.contains('.').then(|| target.replace('.', " "))?;
        self.slugged(&target, from, rule)
    }

    fn slugged(&self, target: &str, from: &str, rule: SlugRule) -> Option<usize> {
        let slug = Slug::with_rule(base_name(target), rule);
        let bare = self.resolve(slug.as_str(), from).agreed();
        match folder(target) {
            "" => bare,
            folder => {
                let path = format!("{folder}/{slug}");
                self.resolve(&path, from).agreed()
            }
        }
    }
}
