//! Notes in another language than their captions.

use kbnote_align::Aligner;
use kbnote_app::ErrorKind;
use kbnote_core::LanguageTag;
use kbnote_note::Note;

use super::asked::to_align;
use crate::error::CliError;

/// The language of a note's sentences, if it is clear.
pub(crate) fn language_of(note: &Note) -> Option<LanguageTag> {
    let claims = note.claims();
    let texts: Vec<&str> = claims.iter().map(|claim| claim.text.as_str()).collect();
    LanguageTag::of_text(&texts.join(" "))
}

/// Refuses a note in another language than the captions: what would be found in them is noise.
pub(crate) fn same_language(note: &Note, aligner: &Aligner<'_>) -> Result<(), CliError> {
    let Some(mismatch) = aligner.language_mismatch(&to_align(note, &note.claims())) else {
        return Ok(());
    };
    let message = match &mismatch.note {
        Some(language) => {
            format!(
                "the note is in another language ({language}) than the captions ({})",
                mismatch.track
            )
        }
        None => format!(
            "the note is in another language than the captions ({})",
            mismatch.track
        ),
    };
    let wish = mismatch
        .note
        .map_or("LANG".to_owned(), |language| language.to_string());
    Err(CliError::new(ErrorKind::NotFound, "language-mismatch", message).hint(format!(
        "`--track {wish}` takes another stored track; `kbnote fetch --translate {wish} VIDEO` gets one"
    )))
}
