//! Languages on the command line.

use kbnote_core::LanguageTag;

/// A language by its tag or name; a word that is neither is refused, since nothing would ever be
/// found in it.
pub(crate) fn known_language(text: &str) -> Result<LanguageTag, String> {
    // The outdated code for Indonesian, elsewhere a word.
    let text = if text.eq_ignore_ascii_case("in") {
        "id"
    } else {
        text
    };
    let tag = text.parse::<LanguageTag>().ok();
    tag.filter(|tag| has_known_language(tag) && has_known_subtags(tag))
        .ok_or_else(|| {
            "it is not the tag or name of a language; those look like `en`, `pt-BR` or `German`"
                .to_owned()
        })
}

/// Whether the language is usual, or in ISO 639-3.
fn has_known_language(tag: &LanguageTag) -> bool {
    LanguageTag::from_name(tag.primary()).is_some() || is_in_iso_639_3(tag.primary())
}

/// The codes of ISO 639-3 in order, each on a line: 30 kB of the program. The tables of the crate `isolang` take 450 kB.
const ISO_639_3: &str = include_str!("languages.txt");

fn is_in_iso_639_3(code: &str) -> bool {
    let (codes, _) = ISO_639_3.as_bytes().as_chunks::<4>();
    codes
        .binary_search_by(|line| line[..3].cmp(code.as_bytes()))
        .is_ok()
}

/// Whether the subtags are a script, a region, or a variant with digits such as `1996`. yt-dlp adds `orig`.
fn has_known_subtags(tag: &LanguageTag) -> bool {
    let subtags = tag.as_str().split('-').skip(1);
    let known = subtags.filter(|subtag| *subtag != "orig" && !is_variant(subtag));
    let known: String = known.map(|subtag| format!("-{subtag}")).collect();
    format!("en{known}")
        .parse()
        .is_ok_and(|tag: LanguageTag| tag.is_real())
}

fn is_variant(subtag: &str) -> bool {
    subtag.len() > 3 && subtag.contains(|c: char| c.is_ascii_digit()) || subtag == "valencia"
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
    fn the_stored_codes_are_those_of_iso_639_3() {
        let letters = || 'a'..='z';
        let all =
            letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| [a, b, c])));
        let mut found = 0;
        for code in all.map(String::from_iter) {
            let known = isolang::Language::from_639_3(&code);
            let is_known = known.is_some_and(|known| known != isolang::Language::Und);
            assert_eq!(is_in_iso_639_3(&code), is_known, "{code}");
            found += usize::from(is_known);
        }
        assert_eq!(found * 4, ISO_639_3.len());
    }

    #[test]
    fn words_that_are_no_language_are_refused() {
        let tag = |text| known_language(text).map(String::from).ok();
        assert_eq!(tag("German").as_deref(), Some("de"));
        assert_eq!(tag("ger").as_deref(), Some("de"));
        assert_eq!(tag("lij").as_deref(), Some("lij"));
        assert_eq!(tag("klingon"), None);
        for word in ["auto", "und", "xxx", "zzz", "foo", "de-klingon", "de-XX"] {
            assert_eq!(tag(word), None, "{word}");
        }
        for known in ["pt-BR", "zh-Hans-TW", "de-CH-1996", "ca-valencia", "es-419"] {
            assert_eq!(tag(known).as_deref(), Some(known));
        }
        assert_eq!(tag("iw").as_deref(), Some("he"));
        assert_eq!(tag("in").as_deref(), Some("id"));
        assert!(known_languages("orig,de,a.en,English").is_ok());
        assert!(known_languages("de,klingon").is_err());
    }
}
