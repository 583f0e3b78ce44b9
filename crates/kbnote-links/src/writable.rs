//! Suggestions as edits, and which of them can be applied.

use std::ops::Range;

use kbnote_note::{BlockKind, LinkPlace, LinkStyle, Note, Splice, only_adds_links};

use crate::Suggestion;

/// The edits that write suggestions into their note.
#[must_use]
pub fn link_splices(note: &Note, suggestions: &[Suggestion], style: LinkStyle) -> Vec<Splice> {
    let splice = |suggestion: &Suggestion| {
        let place = place_of(note, suggestion.range.start);
        Splice::replace(suggestion.range.clone(), suggestion.write(style, place))
    };
    suggestions.iter().map(splice).collect()
}

/// The suggestions that can be written without changing how the rest of the note is parsed, and without
/// splitting a title.
#[must_use]
pub fn writable(
    note: &Note,
    mut suggestions: Vec<Suggestion>,
    style: LinkStyle,
) -> Vec<Suggestion> {
    suggestions.retain(|one| !splits_title(note.text(), one));
    if adds_only_links(note, &suggestions, style) {
        return suggestions;
    }
    let mut safe = Vec::new();
    for suggestion in suggestions {
        safe.push(suggestion);
        if !adds_only_links(note, &safe, style) {
            safe.pop();
        }
    }
    safe
}

fn adds_only_links(note: &Note, suggestions: &[Suggestion], style: LinkStyle) -> bool {
    let splices = link_splices(note, suggestions, style);
    let new = note.edited(&splices);
    suggestions.is_empty() || new.is_ok_and(|new| only_adds_links(note, &new, suggestions.len()))
}

/// Whether the words are part of a complete occurrence of the title, and the rest has a symbol: `C` of
/// `C++`.
fn splits_title(text: &str, one: &Suggestion) -> bool {
    let title = one.title.to_lowercase();
    let around = window(text, &one.range, one.title.len());
    let (before, after) = (
        text[around.start..one.range.start].to_lowercase(),
        text[one.range.end..around.end].to_lowercase(),
    );
    let words = text[one.range.clone()].to_lowercase();
    let symbol = |c: char| !c.is_alphanumeric() && !c.is_whitespace();
    let places = title.match_indices(words.as_str());
    let mut rests = places.map(|(at, _)| (&title[..at], &title[at + words.len()..]));
    rests.any(|(head, tail)| {
        let is_there = before.ends_with(head) && after.starts_with(tail);
        is_there && (head.contains(symbol) || tail.contains(symbol))
    })
}

/// A range extended by at least so many bytes on either side, as far as the text goes.
fn window(text: &str, range: &Range<usize>, bytes: usize) -> Range<usize> {
    let mut start = range.start.saturating_sub(2 * bytes);
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = (range.end + 2 * bytes).min(text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

fn place_of(note: &Note, offset: usize) -> LinkPlace {
    let in_cell = note
        .blocks()
        .iter()
        .any(|block| block.kind == BlockKind::TableCell && block.range.contains(&offset));
    if in_cell {
        LinkPlace::TableCell
    } else {
        LinkPlace::Prose
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::index;
    use crate::{LinkIndex, NoteFacts, SuggestOptions, suggest};

    fn with_links(text: &str, index: &LinkIndex) -> String {
        let note = Note::parse(text);
        let found = suggest(&note, index, &SuggestOptions::default());
        let found = writable(&note, found, LinkStyle::Tight);
        let new = note.edited(&link_splices(&note, &found, LinkStyle::Tight));
        new.unwrap().text().to_owned()
    }

    #[test]
    fn a_link_is_never_written_where_it_would_be_parsed_otherwise() {
        for (before, after) in [
            ("The flock rises!", " fills."),
            ("It is \\!", "."),
            ("An [", "] is there."),
            ("See [the ", "](x y)."),
            ("See [x](", " y)."),
            ("A ", "(s) fills."),
            ("A ", "[1] fills."),
            ("", ":: by night"),
            ("At <", "> they fly."),
            ("See https://example.org/?q=", " now."),
            ("Of $", " dollars."),
            ("A ", "{.name} fills."),
            ("A line ^", ""),
            ("", ".js runs."),
        ] {
            let text = format!("{before}starlings{after}\n");
            assert_eq!(with_links(&text, &index()), text);
        }
        for text in [
            "A (roost site) fills.\n",
            "A roost site.\n",
            "Well! Roost site.\n",
        ] {
            assert!(
                with_links(text, &index()).contains("[[roost_sites"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_title_is_linked_whole_or_not_at_all() {
        let facts = |path: &str, title: &str| NoteFacts {
            path: path.to_owned(),
            title: title.to_owned(),
            ..NoteFacts::default()
        };
        let index = LinkIndex::new(vec![
            facts("b/cpp", "C++"),
            facts("b/pipe", "A | B testing"),
            facts("b/net", ".NET"),
        ]);
        for text in [
            "We write it in C++ first, then A | B testing follows.\n",
            "With .NET it runs.\n",
        ] {
            let new = with_links(text, &index);
            for cut in ["]]++", "| [[", ".[["] {
                assert!(!new.contains(cut), "{new}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]
        #[test]
        fn links_do_not_change_how_the_rest_is_parsed(
            pieces in prop::collection::vec(
                "(roost sites?|Reed beds|tides?|Starlings|art of waiting|🦆|é|!|\\[|\\]|\\(|\\)|\\\\|<|>|\\||\\$|`|%%|==|~~|\\^|::|:|\\*|_|#|-|\\{|\\}|\\[\\^1\\]|\\[\\[|\\]\\]|\\[00:00:42\\]|\n| - |\n- |\n\n| | |\n> |[.] |[!?.,'\"])",
                0..24,
            ),
        ) {
            let note = Note::parse(pieces.concat());
            let found = suggest(&note, &index(), &SuggestOptions::default());
            let found = writable(&note, found, LinkStyle::Spaced);
            let splices = link_splices(&note, &found, LinkStyle::Spaced);
            let new = note.edited(&splices).unwrap();
            prop_assert!(only_adds_links(&note, &new, found.len()), "{:?}", new.text());
            let bytes = new.text().as_bytes();
            let new_links = new.wikilinks().iter().filter(|link| link.live);
            let embedded = new_links.filter(|link| link.embed).count();
            prop_assert_eq!(embedded, note.wikilinks().iter().filter(|l| l.live && l.embed).count());
            prop_assert!(bytes.len() >= note.bytes().len());
        }
    }
}
