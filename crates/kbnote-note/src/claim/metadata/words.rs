//! Words that say nothing: tags, addresses, names of emoji, code, images, links in a list.

use std::ops::Range;

use crate::inline::holding;
use crate::plain::Plain;
use crate::sentence::is_stop;
use crate::structure::Structure;

/// A label before tags or an address has no more words than this.
const MOST_WORDS_OF_LABEL: usize = 3;

/// Labels of a list of names, as in front matter.
const LABELS_OF_NAMES: [&str; 6] = ["tags", "tag", "aliases", "alias", "keywords", "cssclasses"];

/// Whether a part of a block consists of such words, with a label before them or without one.
pub(super) fn say_nothing(structure: &Structure, plain: &Plain, part: &Range<usize>) -> bool {
    let said = &plain.text[part.clone()];
    let is_sentence = said.trim_end().ends_with(is_stop);
    let says_nothing = |word: &str| {
        let at = part.start + (word.as_ptr() as usize - said.as_ptr() as usize);
        let is_link = || !is_sentence && is_linked(structure, plain, at, word);
        is_tag(word)
            || is_address(word)
            || is_emoji(word)
            || is_opaque(structure, plain, at, word)
            || is_link()
    };
    let all = |text: &str| {
        let mut words = text.split_whitespace().peekable();
        words.peek().is_some() && words.all(says_nothing)
    };
    let is_list = |(label, rest)| all(rest) || is_list_label(label) && is_list_of_names(rest);
    all(said) || labelled(said).is_some_and(is_list)
}

/// The label that a text begins with, and the rest.
fn labelled(said: &str) -> Option<(&str, &str)> {
    let (label, rest) = said.split_once(':')?;
    let is_short = label.split_whitespace().count() <= MOST_WORDS_OF_LABEL;
    let is_label = is_short && !label.contains("://") && rest.starts_with([' ', '\t', '\n']);
    is_label.then_some((label, rest))
}

fn is_list_label(label: &str) -> bool {
    let label = label.trim();
    LABELS_OF_NAMES
        .iter()
        .any(|name| label.eq_ignore_ascii_case(name))
}

/// `birds, winter counts`
fn is_list_of_names(text: &str) -> bool {
    let is_name = |item: &str| item.split_whitespace().count() <= MOST_WORDS_OF_LABEL;
    text.split(',').all(is_name) && !text.trim_end().ends_with(is_stop)
}

/// `#llm`
fn is_tag(word: &str) -> bool {
    let name = word.trim_end_matches([',', '.', ';']).strip_prefix('#');
    name.is_some_and(|name| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/');
        name.contains(|c: char| !c.is_numeric()) && name.chars().all(is_part)
    })
}

/// `https://example.org`, `www.example.org`, `mailto:anna@example.org`, `anna@example.org`
fn is_address(word: &str) -> bool {
    let word = word.trim_matches(['<', '>', '(', ')', '[', ']', ',', '.', ';', '"']);
    let has_scheme = word.split_once(':').is_some_and(|(scheme, rest)| {
        let is_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
        let scheme_is_known = rest.starts_with("//") || matches!(scheme, "mailto" | "doi" | "tel");
        scheme.len() > 1 && scheme.chars().all(is_scheme) && scheme_is_known && rest.len() > 2
    });
    let is_host = || word.len() > 4 && word[..4].eq_ignore_ascii_case("www.");
    has_scheme || (word.is_char_boundary(4.min(word.len())) && is_host()) || is_mail_address(word)
}

fn is_mail_address(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
        let ends_well = host.rsplit_once('.').is_some_and(|(name, end)| {
            !name.is_empty() && end.len() > 1 && end.chars().all(char::is_alphabetic)
        });
        !user.is_empty() && user.chars().all(is_part) && host.chars().all(is_part) && ends_well
    })
}

/// `:bird:`, or a digit in a box.
fn is_emoji(word: &str) -> bool {
    let name = word
        .strip_prefix(':')
        .and_then(|rest| rest.strip_suffix(':'));
    let is_name = name.is_some_and(|name| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
        name.contains(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_part)
    });
    let is_in_box = |(at, c): (usize, char)| {
        !c.is_alphanumeric() || word[at + c.len_utf8()..].starts_with(['\u{fe0f}', '\u{20e3}'])
    };
    is_name || word.char_indices().all(is_in_box)
}

/// Whether all letters of a word, which is at `at` in the plain text, are code, template code or the
/// text of an image.
fn is_opaque(structure: &Structure, plain: &Plain, at: usize, word: &str) -> bool {
    let inlines = &structure.inlines;
    let lists = [&inlines.code, &inlines.templates, &inlines.images];
    let mut places = places_of_letters(plain, at, word);
    places.all(|place| lists.iter().any(|list| holding(list, place).is_some()))
}

/// Whether all letters of a word, which is at `at` in the plain text, are in wikilinks.
fn is_linked(structure: &Structure, plain: &Plain, at: usize, word: &str) -> bool {
    let links = &structure.wikilinks;
    places_of_letters(plain, at, word).all(|place| {
        let next = links.partition_point(|link| link.range.start <= place);
        let link = links[..next].last();
        link.is_some_and(|link| link.live && place < link.range.end)
    })
}

fn places_of_letters(plain: &Plain, at: usize, word: &str) -> impl Iterator<Item = usize> {
    let letters = word.char_indices().filter(|(_, c)| c.is_alphanumeric());
    letters.map(move |(offset, _)| plain.source_start(at + offset))
}
