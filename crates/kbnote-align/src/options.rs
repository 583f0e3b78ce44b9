//! Settings of the aligner besides the claims and the track.

use kbnote_core::LanguageTag;

/// Settings of the aligner besides the claims and the track.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct AlignOptions {
    /// The language of the note, if known.
    pub language: Option<LanguageTag>,
}

impl AlignOptions {
    /// The options for a note in a known language.
    #[must_use]
    pub fn for_language(language: LanguageTag) -> Self {
        Self {
            language: Some(language),
        }
    }
}
