//! Detects links that would rest on a single common word of a longer title: `bread` for "Bread at home".

use kbnote_core::LanguageTag;

use crate::query::Query;
use crate::span::Span;
use crate::words::has_signs_of_a_name;

/// Whether a span has one word of a title with more, and that word is not a name: it is in lower case, begins
/// a sentence, or is in several titles. Where nouns begin with a capital letter, that does not make them names.
pub(crate) fn is_common_word(query: &Query<'_>, text: &str, span: &Span, note: usize) -> bool {
    let title = query.index.title_terms.get(note);
    if span.words != 1 || title.len() < 2 {
        return false;
    }
    let word = &text[span.range.clone()];
    let position = query.positions[span.position];
    let is_in_one_title = query.index.in_titles.get(position.term as usize).len() == 1;
    let is_name = has_signs_of_a_name(word) || (position.place.capital && !has_capital_nouns(text));
    !(is_name && is_in_one_title)
}

/// Whether the nouns of a text begin with a capital letter, as in German.
pub(crate) fn has_capital_nouns(text: &str) -> bool {
    LanguageTag::detect(text).is_some_and(|language| language.primary() == "de")
}

#[cfg(test)]
mod tests {
    use kbnote_note::Note;

    use crate::{LinkIndex, NoteFacts, SuggestOptions, suggest};

    /// The words that would be linked in a text, and whether they are a common word of a longer title.
    fn found(text: &str, titles: &[&str]) -> Vec<(String, bool)> {
        let facts = |title: &&str| NoteFacts {
            path: format!("a/{}", title.to_lowercase().replace(' ', "_")),
            title: (*title).to_owned(),
            ..NoteFacts::default()
        };
        let index = LinkIndex::new(titles.iter().map(facts).collect());
        let found = suggest(&Note::parse(text), &index, &SuggestOptions::default());
        let found = found.into_iter();
        found.map(|one| (one.display, one.is_common_word)).collect()
    }

    fn only(text: &str, titles: &[&str]) -> (String, bool) {
        let found = found(text, titles);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().unwrap()
    }

    #[test]
    fn one_common_word_of_a_longer_title_is_marked() {
        for text in ["We bake bread daily.", "They met. Bread was baked."] {
            let (word, is_common) = only(text, &["Bread for beginners"]);
            assert_eq!((word.to_lowercase().as_str(), is_common), ("bread", true));
        }
        let german =
            "Wir haben das Brot und die Milch nicht mit dem Wasser auf den Tisch gestellt.";
        assert_eq!(only(german, &["Brot backen"]), ("Brot".to_owned(), true));
        let both = ["Kafka in production", "Kafka for beginners"];
        let found = found("We run Kafka here.", &both);
        assert!(found.iter().all(|(_, is_common)| *is_common), "{found:?}");
    }

    #[test]
    fn whole_titles_phrases_and_names_are_not() {
        for (text, title) in [
            ("We bake bread daily.", "Bread"),
            ("We bake bread daily.", "The bread"),
            ("We sell rye bread daily.", "Rye bread for beginners"),
            ("We run Kafka here.", "Kafka in production"),
            ("They use GPUs here.", "GPUs in the cloud"),
        ] {
            assert!(!only(text, &[title]).1, "{text} {title}");
        }
    }
}
