//! Notes in another language than their captions.

use kbnote_align::Aligner;
use kbnote_core::LanguageTag;
use kbnote_note::Note;

use super::CaptionsError;
use super::aligner_input::aligner_claims;

/// The language of a note's sentences, if it is clear.
pub(super) fn language_of(note: &Note) -> Option<LanguageTag> {
    let claims = note.claims();
    let texts: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
    LanguageTag::detect(&texts.join(" "))
}

/// Checks that a note is in the language of the captions: otherwise any match would be noise.
///
/// # Errors
/// [`CaptionsError::OtherLanguage`].
pub fn check_language(note: &Note, aligner: &Aligner) -> Result<(), CaptionsError> {
    match aligner.language_mismatch(&aligner_claims(note, &note.claims())) {
        Some(mismatch) => Err(CaptionsError::OtherLanguage {
            note: mismatch.note,
            track: mismatch.track,
        }),
        None => Ok(()),
    }
}
