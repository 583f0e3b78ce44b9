//! Languages on the command line.

use kbnote_core::LanguageTag;

/// A language by its tag or name; a word that is neither is refused, since nothing would ever be
/// found in it.
pub(crate) fn known_language(text: &str) -> Result<LanguageTag, String> {
    // Of the eight thousand codes of three letters only some are listed.
    let is_code = |tag: &LanguageTag| tag.primary().len() == 3;
    let unlisted = || text.parse().ok().filter(is_code);
    LanguageTag::from_name(text)
        .or_else(unlisted)
        .ok_or_else(|| {
            "it is not the tag or name of a language; those look like `en`, `pt-BR` or `German`"
                .to_owned()
        })
}

/// Languages and ids of tracks, parted by commas.
pub(crate) fn known_languages(text: &str) -> Result<String, String> {
    let is_other =
        |wish: &str| wish.is_empty() || wish.eq_ignore_ascii_case("orig") || wish.contains('.');
    for wish in text
        .split(',')
        .map(str::trim)
        .filter(|wish| !is_other(wish))
    {
        known_language(wish).map_err(|error| format!("`{wish}`: {error}"))?;
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_no_language_are_refused() {
        let tag = |text| known_language(text).map(String::from).ok();
        assert_eq!(tag("German").as_deref(), Some("de"));
        assert_eq!(tag("ger").as_deref(), Some("de"));
        assert_eq!(tag("lij").as_deref(), Some("lij"));
        assert_eq!(tag("klingon"), None);
        assert_eq!(tag("auto"), None);
        assert!(known_languages("orig,de,a.en,English").is_ok());
        assert!(known_languages("de,klingon").is_err());
    }
}
