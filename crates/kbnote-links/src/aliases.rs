//! Where a text says the alias of a note.

use std::ops::Range;

use kbnote_note::Note;

use crate::common_word::has_capital_nouns;
use crate::index::{LinkIndex, NoteId};
use crate::span::can_be_link;
use crate::tokenized_note::{Token, TokenizedNote};
use crate::words::{has_signs_of_a_name, phrase_hash};

/// The rarity below which a word alone is not taken for a name: that of a word in one of twenty notes.
const MIN_RARITY: f32 = 3.0;

/// An alias in a text.
pub(crate) struct AliasMention<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) note: NoteId,
    pub(crate) alias: &'a str,
    /// Whether it is a single word that many notes have.
    pub(crate) is_common_word: bool,
}

/// The first mention of each note by an alias that can become a link, in text order.
pub(crate) fn mentions<'a>(
    note: &Note,
    tokenized: &TokenizedNote,
    index: &'a LinkIndex,
    is_excluded: impl Fn(NoteId) -> bool,
) -> Vec<AliasMention<'a>> {
    let text = note.text();
    let linkable = note.linkable_ranges();
    let tokens = &tokenized.tokens;
    let mut found: Vec<AliasMention<'a>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let longest = (index.aliases.longest()).min(tokens.len() - at);
        let longest_first = (1..=longest).rev();
        let mention = longest_first
            .filter_map(|words| mention(text, &tokens[at..at + words], index))
            .find(|mention| {
                !is_excluded(mention.note)
                    && found.iter().all(|other| other.note != mention.note)
                    && can_be_link(text, &mention.range, &linkable)
            });
        let words = mention.as_ref().map(|mention| mention.range.end);
        found.extend(mention);
        at += 1;
        while words.is_some_and(|end| tokens.get(at).is_some_and(|next| next.range.start < end)) {
            at += 1;
        }
    }
    found
}

fn mention<'a>(text: &str, tokens: &[Token], index: &'a LinkIndex) -> Option<AliasMention<'a>> {
    let hash = phrase_hash(tokens.iter().map(|token| token.term));
    let (note, alias) = index.aliases.find(hash)?;
    let is_joined = |pair: &[Token]| {
        let gap = text.get(pair[0].range.end..pair[1].range.start);
        gap.is_some_and(|gap| {
            gap.chars()
                .all(|c| matches!(c, ' ' | '-' | '\n' | '\u{a0}'))
        }) && pair[0].sentence == pair[1].sentence
    };
    let range = tokens.first()?.range.start..tokens.last()?.range.end;
    let said = text.get(range.clone())?;
    // `US` is not `us`.
    let is_as_written = !has_signs_of_a_name(alias) || said.contains(alias);
    let is_other_name = index.resolve(alias).iter().any(|&other| other != note);
    let is_meant = tokens.windows(2).all(is_joined) && is_as_written && !is_other_name;
    is_meant.then(|| AliasMention {
        range,
        note,
        alias,
        is_common_word: is_common(text, said, tokens, index),
    })
}

/// Whether an alias of one word is one that many notes have, and not written as a name.
fn is_common(text: &str, said: &str, tokens: &[Token], index: &LinkIndex) -> bool {
    let [token] = tokens else { return false };
    let is_capital = token.place.capital && !has_capital_nouns(text);
    let rarity = index
        .term_id(token.term)
        .map(|term| index.text_rarity(term));
    let is_rare = rarity.is_none_or(|rarity| rarity >= MIN_RARITY);
    !(is_rare || is_capital || has_signs_of_a_name(said))
}

#[cfg(test)]
mod tests {
    use kbnote_note::Note;

    use crate::{LinkIndex, NoteFacts, SuggestOptions, VaultFacts, suggest};

    fn facts(path: &str, front: &str, text: &str) -> NoteFacts {
        let note = Note::parse(format!("---\n{front}\n---\n\n{text}\n"));
        NoteFacts::read(path, &note)
    }

    fn index() -> LinkIndex {
        LinkIndex::new(vec![
            facts(
                "a/phragmites",
                "title: Phragmites\naliases: [reed beds, US]",
                "x",
            ),
            facts("a/tides", "title: Tides\nalias: high and low water", "x"),
            facts("a/one", "title: One\naliases: [shared name, Tides]", "x"),
            facts("a/two", "title: Two\naliases: [shared name, the]", "x"),
        ])
    }

    /// The links in a text, each as `target|words`.
    fn links(text: &str, options: &SuggestOptions) -> Vec<String> {
        let found = suggest(&Note::parse(text), &index(), options).into_iter();
        let found = found.filter(|one| one.is_worth_writing(crate::MIN_LINK_SCORE));
        found
            .map(|one| format!("{}|{}", one.target, one.display))
            .collect()
    }

    #[test]
    fn a_note_is_linked_where_its_alias_is_said() {
        let options = SuggestOptions::default();
        let text = "They hide in a reed bed. At high and low water it is quiet in the reed beds.";
        assert_eq!(
            links(text, &options),
            ["phragmites|reed bed", "tides|high and low water"]
        );
        let found = suggest(&Note::parse(text), &index(), &options);
        assert_eq!(found[0].why, "its alias \"reed beds\"");
        for none in [
            "A reed. Beds of flowers.",
            "A reed, beds and more.",
            "`reed beds` and [reed beds](x.md)",
            "They told us so, the others.",
            "This is a shared name.",
        ] {
            assert_eq!(links(none, &options), [] as [String; 0], "{none}");
        }
        assert_eq!(
            links("They fly to the US often.", &options),
            ["phragmites|US"]
        );
    }

    #[test]
    fn an_alias_of_a_linked_or_declined_note_is_no_reason() {
        let text = "They hide in the reed beds.";
        for options in [
            SuggestOptions {
                linked: vec!["phragmites".to_owned()],
                ..SuggestOptions::default()
            },
            SuggestOptions {
                refused: vec!["a/phragmites".to_owned()],
                ..SuggestOptions::default()
            },
            SuggestOptions {
                own_path: Some("a/phragmites".to_owned()),
                ..SuggestOptions::default()
            },
        ] {
            assert_eq!(links(text, &options), [] as [String; 0]);
        }
    }

    #[test]
    fn a_title_wins_over_the_alias_of_another_note() {
        let found = suggest(
            &Note::parse("See Tides."),
            &index(),
            &SuggestOptions::default(),
        );
        let targets: Vec<_> = found.iter().map(|one| one.target.as_str()).collect();
        assert!(!targets.contains(&"one"), "{targets:?}");
    }

    #[test]
    fn a_common_word_is_listed_and_not_written() {
        let mut notes: Vec<NoteFacts> = (0..100)
            .map(|n| {
                facts(
                    &format!("b/n{n}"),
                    &format!("title: N{n}"),
                    "They bake bread here.",
                )
            })
            .collect();
        notes.push(facts("a/loaves", "title: Loaves\naliases: [bread]", "x"));
        let index = LinkIndex::new(notes);
        let found = suggest(
            &Note::parse("We bake bread."),
            &index,
            &SuggestOptions::default(),
        );
        let loaves = found.iter().find(|one| one.target == "loaves").unwrap();
        assert!(!loaves.is_worth_writing(crate::MIN_LINK_SCORE));
        let found = suggest(
            &Note::parse("So said Bread then."),
            &index,
            &SuggestOptions::default(),
        );
        let loaves = found.iter().find(|one| one.target == "loaves").unwrap();
        assert!(loaves.is_worth_writing(crate::MIN_LINK_SCORE));
    }

    #[test]
    fn aliases_are_stored_with_the_facts() {
        let mut stored = VaultFacts::default();
        stored.add(&facts("a/phragmites", "aliases:\n- reed beds", "x"), 1);
        let read = VaultFacts::from_bytes(&stored.to_bytes()).unwrap();
        let index = LinkIndex::from_facts(read);
        let note = Note::parse("They hide in reed beds.");
        let found = suggest(&note, &index, &SuggestOptions::default());
        assert_eq!(found[0].target, "phragmites");
    }
}
