//! Suggesting wikilinks: the vault's notes that a text speaks of.
//!
//! This suggester knows notes by their names: it finds titles, file names and aliases in the prose,
//! as whole words, case and simple plurals forgiven. [`suggest`] is all that its callers see, so
//! that one that knows more can take its place.

mod index;
mod score;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

pub use index::{LinkIndex, LinkTarget};

use crate::{LinkPlace, LinkStyle};
use index::{Named, ROOT};
use score::Evidence;
use words::{Word, words};

/// A link that a note could have.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The words that would become the link, as byte offsets into the text.
    pub range: Range<usize>,
    /// The note as a link names it: its name, or its path where the name is not unique.
    pub target: String,
    /// The title of that note.
    pub title: String,
    /// How likely an author would set the link: 0 to 1, 0.5 the cut between yes and no.
    pub score: f64,
    /// What speaks for it, in words.
    pub why: String,
    /// The words as they stand: what the link would show.
    pub display: String,
}

impl Suggestion {
    /// The wikilink to be written in place of the words.
    ///
    /// ```
    /// use kbnote_note::{LinkPlace, LinkStyle, suggest::{LinkIndex, LinkTarget, SuggestOptions, suggest}};
    ///
    /// let note = LinkTarget { title: "Roost sites".into(), name: "roost_sites".into(), unique: true, ..LinkTarget::default() };
    /// let text = "Starlings share a roost site.";
    /// let found = suggest(text, &[0..text.len()], &LinkIndex::new(vec![note]), &SuggestOptions::default());
    /// assert_eq!(found[0].write(LinkStyle::Spaced, LinkPlace::Prose), "[[roost_sites | roost site]]");
    /// ```
    #[must_use]
    pub fn write(&self, style: LinkStyle, place: LinkPlace) -> String {
        style.write(&self.target, &self.display, place)
    }
}

/// What the suggester is told of the note itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestOptions {
    /// Path of the note from the root of the notes, without `.md`, if it is in the index: it is
    /// never linked to itself.
    pub own_path: Option<String>,
    /// What the note links to already, as its links say it: such notes are not suggested again.
    pub linked: Vec<String>,
}

/// A place at which notes are named.
struct Mention<'a> {
    range: Range<usize>,
    forms: Vec<String>,
    named: &'a [Named],
}

/// The links that a text could have, in the order of the text.
///
/// Words are looked for in the `linkable` stretches only (byte ranges of the text, in order). Of
/// names that overlap the longest counts. Each note is suggested once, at its first mention.
/// Suggestions with a score below 0.5 are there, too: for a list to choose from.
#[must_use]
pub fn suggest(
    text: &str,
    linkable: &[Range<usize>],
    index: &LinkIndex,
    options: &SuggestOptions,
) -> Vec<Suggestion> {
    let excluded = excluded(index, options);
    let own_path = options.own_path.as_deref().unwrap_or_default();
    let mut found: BTreeMap<usize, Evidence> = BTreeMap::new();
    let stretches = linkable.iter().cloned();
    for mention in stretches.flat_map(|stretch| mentions(text, stretch, index)) {
        let known = |named: &Named| excluded.contains(&named.target);
        if mention.named.iter().any(known) {
            continue;
        }
        let Some(named) = nearest(mention.named, index, own_path) else {
            continue;
        };
        let first = || Evidence::first(mention, named.naming);
        found.entry(named.target).or_insert_with(first).mentions += 1;
    }
    let mut suggestions: Vec<_> = found
        .into_iter()
        .map(|(target, evidence)| evidence.into_suggestion(text, &index.targets()[target], index))
        .collect();
    suggestions.sort_by_key(|suggestion| suggestion.range.start);
    suggestions
}

/// The note itself and what it links to.
fn excluded(index: &LinkIndex, options: &SuggestOptions) -> BTreeSet<usize> {
    let links = options.linked.iter().chain(&options.own_path);
    links.flat_map(|link| index.meant_by(link)).collect()
}

/// Of notes with the same name that in the note's own folder, else the first.
fn nearest(named: &[Named], index: &LinkIndex, own_path: &str) -> Option<Named> {
    let own_folder = own_path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let far = |named: &Named| index.targets()[named.target].folder != own_folder;
    named
        .iter()
        .copied()
        .min_by_key(|named| (far(named), named.naming))
}

/// The places in a stretch of text at which notes are named, the longest name at each.
fn mentions<'a>(text: &str, stretch: Range<usize>, index: &'a LinkIndex) -> Vec<Mention<'a>> {
    let words: Vec<Word> = words(text, stretch).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match longest_name(text, &words[at..], index) {
            Some((count, named)) => {
                let name = &words[at..at + count];
                found.push(Mention {
                    range: name[0].range.start..name[count - 1].range.end,
                    forms: name.iter().map(|word| word.form.clone()).collect(),
                    named,
                });
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// How many of the words make up the longest name they begin with, and whose name it is.
fn longest_name<'a>(
    text: &str,
    words: &[Word],
    index: &'a LinkIndex,
) -> Option<(usize, &'a [Named])> {
    let start = words.first()?.range.start;
    let mut longest = None;
    let mut node = ROOT;
    let mut end = start;
    for (count, word) in (1..).zip(words) {
        if count > 1 && !joins(&text[end..word.range.start]) {
            break;
        }
        let Some(next) = index.child(node, &word.form) else {
            break;
        };
        (node, end) = (next, word.range.end);
        let named = index.named_by(node);
        if !named.is_empty() && stands_alone(text, start..end) {
            longest = Some((count, named));
        }
    }
    longest
}

/// Whether what stands between two words leaves them one phrase, and can be shown by a link.
fn joins(between: &str) -> bool {
    let allowed = |c: char| {
        matches!(
            c,
            ' ' | '\u{A0}' | '-' | '‐' | '‑' | '–' | ',' | '\'' | '’' | '&' | '/' | ':'
        )
    };
    between.chars().count() <= 3 && between.chars().all(allowed)
}

/// Whether words are words of the text: no part of a tag, a path, an address or a compound.
fn stands_alone(text: &str, range: Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    let joined = |c| matches!(c, '-' | '‐' | '‑' | '_' | '@' | '#' | '/' | '\\');
    !before.is_some_and(joined) && !behind.is_some_and(|c| joined(c) && c != '#')
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;

    fn target(path: &str, title: &str) -> LinkTarget {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        LinkTarget {
            title: title.to_owned(),
            name: name.to_owned(),
            folder: folder.to_owned(),
            aliases: Vec::new(),
            unique: true,
        }
    }

    fn vault() -> LinkIndex {
        let mut tides = target("coast/tides", "Tides: how the moon moves the sea");
        tides.aliases = vec!["Spring tide".to_owned()];
        let mut shared = target("coast/reed_beds", "Reed beds");
        shared.unique = false;
        LinkIndex::new(vec![
            target(
                "fieldnotes/counting_birds_in_winter",
                "Counting birds in winter",
            ),
            target("fieldnotes/roost_sites", "Roost sites"),
            target("fieldnotes/time", "Time"),
            target("fieldnotes/starlings", "Starlings"),
            target("other/the_art_of_waiting", "The art of waiting"),
            target("fieldnotes/csharp#1", "Sharp knives"),
            tides,
            shared,
        ])
    }

    fn suggest_in(text: &str, index: &LinkIndex, options: &SuggestOptions) -> Vec<Suggestion> {
        let whole = 0..text.len();
        suggest(text, &[whole], index, options)
    }

    fn suggest_all(text: &str, options: &SuggestOptions) -> Vec<Suggestion> {
        suggest_in(text, &vault(), options)
    }

    fn targets(text: &str) -> Vec<String> {
        let found = suggest_all(text, &SuggestOptions::default());
        found.into_iter().map(|found| found.target).collect()
    }

    #[test]
    fn a_list_of_suggestions_reads_well() {
        let text = "There is an art of waiting to counting birds in winter. Starlings' roost site by \
                    the reed beds fills with the spring tides; each roost site has its time.";
        let found = suggest_all(text, &SuggestOptions::default());
        let lines = found.iter().map(|found| {
            let link = found.write(LinkStyle::Spaced, LinkPlace::Prose);
            format!("{:.2} {link}: {}", found.score, found.why)
        });
        assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r"
        0.64 [[the_art_of_waiting | art of waiting]]: its title; 2 words, rare among the titles
        0.85 [[counting_birds_in_winter | counting birds in winter]]: its title; 3 words, rare among the titles
        0.51 [[starlings | Starlings]]: its title; one word, rare among the titles
        0.70 [[roost_sites | roost site]]: its title in another form; 2 words, rare among the titles; 2 mentions
        0.64 [[coast/reed_beds | reed beds]]: its title; 2 words, rare among the titles
        0.70 [[tides | spring tides]]: an alias of it; 2 words, rare among the titles
        0.45 [[time]]: its title; one word, rare among the titles
        ");
    }

    #[test]
    fn only_whole_words_in_one_phrase_are_names() {
        for text in [
            "roost-sites-survey",
            "my roost sites_2",
            "#roost sites",
            "a/roost sites",
            "roost. Sites",
            "roost **sites**",
            "roost\nsites",
            "roosting sites",
            "sites roost",
            "[roost] sites",
        ] {
            assert!(targets(text).is_empty(), "{text}");
        }
        assert_eq!(targets("(Roost Sites)!"), ["roost_sites"]);
        assert_eq!(targets("**roost-sites**"), ["roost_sites"]);
    }

    #[test]
    fn a_note_is_not_linked_to_itself_nor_twice() {
        let text = "Roost sites, reed beds, the art of waiting.";
        let options = SuggestOptions {
            own_path: Some("fieldnotes/roost_sites".to_owned()),
            linked: vec![
                "The Art of Waiting#Patience".to_owned(),
                "coast/Reed_beds.md".to_owned(),
            ],
        };
        assert_eq!(suggest_all(text, &options), []);
    }

    #[test]
    fn the_longest_name_wins_and_what_it_covers_is_left() {
        let index = LinkIndex::new(vec![
            target("a", "Roost"),
            target("b", "Roost sites"),
            target("c", "Sites in winter"),
        ]);
        let text = "roost sites in winter, roost";
        let found = suggest_in(text, &index, &SuggestOptions::default());
        let found: Vec<_> = found
            .iter()
            .map(|found| (&text[found.range.clone()], found.target.as_str()))
            .collect();
        assert_eq!(found, [("roost sites", "b"), ("roost", "a")]);
    }

    #[test]
    fn of_notes_of_one_name_the_nearest_is_taken() {
        let index = LinkIndex::new(vec![
            target("x/tides", "Tides"),
            target("y/tides_2", "Tides"),
        ]);
        let options = SuggestOptions {
            own_path: Some("y/new".to_owned()),
            ..SuggestOptions::default()
        };
        let found = suggest_in("the tides", &index, &options);
        assert_eq!(found[0].target, "tides_2");
        assert!(found[0].why.contains("another note has the same name"));
    }

    #[test]
    fn a_common_word_stays_below_the_cut() {
        let score = |text| suggest_all(text, &SuggestOptions::default())[0].score;
        assert!(score("in time") < 0.5);
        assert!(score("a starling") >= 0.5);
        assert!(score("roost sites") > score("starlings"));
    }

    #[test]
    fn scripts_without_blanks_are_searched() {
        let index = LinkIndex::new(vec![target("fuyudori", "冬鳥")]);
        let text = "庭の冬鳥を数える";
        let found = suggest_in(text, &index, &SuggestOptions::default());
        assert_eq!(found[0].display, "冬鳥");
    }

    proptest! {
        #[test]
        fn suggestions_stand_in_linkable_text_and_apart(
            pieces in prop::collection::vec("(roost sites?|Reed|beds|time|tides?|starlings|🦆|é|[-#.,'\\[\\]|\n ]| )", 0..24),
            cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            let text = pieces.concat();
            let mut cuts: Vec<_> = cuts.into_iter().filter(|&at| text.is_char_boundary(at)).collect();
            cuts.sort_unstable();
            let linkable: Vec<_> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            let found = suggest(&text, &linkable, &vault(), &SuggestOptions::default());
            for one in &found {
                let inside = |stretch: &&Range<usize>| stretch.start <= one.range.start && one.range.end <= stretch.end;
                prop_assert_eq!(text.get(one.range.clone()), Some(one.display.as_str()));
                prop_assert_eq!(linkable.iter().filter(inside).count(), 1);
                prop_assert!((0.0..=1.0).contains(&one.score) && !one.why.is_empty());
                prop_assert!(!one.display.contains(['[', ']', '#', '|', '\n']));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.range.end <= b.range.start));
            let targets: BTreeSet<_> = found.iter().map(|one| &one.target).collect();
            prop_assert_eq!(targets.len(), found.len());
        }

        #[test]
        fn any_text_and_any_range_are_taken(text in ".{0,40}", start in 0usize..60, end in 0usize..60, title in ".{0,12}") {
            let index = LinkIndex::new(vec![target("a", &title), target("b", &text)]);
            let stretch = start..end;
            let _ = suggest(&text, &[stretch], &index, &SuggestOptions::default());
        }
    }
}
