//! Suggests links for a note.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_note::{LinkPlace, LinkStyle, Note, is_linkable_target};

use crate::aliases::{AliasMention, mentions};
use crate::common_word::is_common_word;
use crate::features::{self, Candidate};
use crate::index::LinkIndex;
use crate::model::score_rows;
use crate::query::Query;
use crate::span::{Span, spans};
use crate::tokenized_note::TokenizedNote;
use crate::vault_scores::VaultScores;
use crate::why::{Evidence, why};
use crate::words::title_terms;

/// A suggested link.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The words that would become the link, as byte offsets into the text.
    pub range: Range<usize>,
    /// The target as written in the link: the file name of the note, or its path if the name is not
    /// unique.
    pub target: String,
    /// The path of the note from the folder of the notes, without `.md`.
    pub path: String,
    /// The title of that note.
    pub title: String,
    /// The likelihood that an author would set the link, from 0 to 1.
    pub score: f64,
    /// The reasons for it, in words.
    pub why: String,
    /// The words as they are in the text: the display text of the link.
    pub display: String,
    /// Whether they are a single common word of a longer title.
    pub is_common_word: bool,
}

impl Suggestion {
    /// Whether it is likely enough to be written where links with this score are. Unless weak ones are wanted,
    /// a common word of a longer title is not enough, whatever its score.
    #[must_use]
    pub fn is_worth_writing(&self, least: f64) -> bool {
        self.score >= least && (least < MIN_LINK_SCORE || !self.is_common_word)
    }

    /// The wikilink that replaces the words.
    #[must_use]
    pub fn write(&self, style: LinkStyle, place: LinkPlace) -> String {
        style.write(&self.target, &self.display, place)
    }
}

/// Facts on the note that its text does not contain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SuggestOptions {
    /// Path of the note from the root of the notes, without `.md`, if it is in the index: a note is
    /// never linked to itself.
    pub own_path: Option<String>,
    /// Its title, if its front matter has none.
    pub title: Option<String>,
    /// Its source, if its front matter does not name one.
    pub source: Option<String>,
    /// Targets of its present links, as written: these notes are not suggested again.
    pub linked: Vec<String>,
    /// Targets that its author declined, as written in links.
    pub refused: Vec<String>,
}

/// A candidate with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct RankedNote {
    /// Its number in the index.
    pub note: usize,
    /// The likelihood that an author would set the link, from 0 to 1.
    pub score: f64,
    /// The words that would become the link; `None` if no suitable words are free.
    pub range: Option<Range<usize>>,
}

/// The score from which on a link is written unless another is set.
pub const MIN_LINK_SCORE: f64 = 0.7;

/// From this score on a link is suggested; below it, it is meant for a list to choose from.
const THRESHOLD: f64 = 0.5;

/// The score of a note whose alias is said, and of one whose alias is a single common word.
const ALIAS_SCORE: f64 = 0.9;
const COMMON_ALIAS_SCORE: f64 = 0.5;

/// Below this score nothing is listed.
const MIN_SCORE: f64 = 0.1;

/// Suggests links for a note, in text order; no two share a word or a target. Those that
/// are not [worth writing](Suggestion::is_worth_writing) are meant for a list to choose from.
#[must_use]
pub fn suggest(note: &Note, index: &LinkIndex, options: &SuggestOptions) -> Vec<Suggestion> {
    let request = SuggestQuery::new(note, index, options);
    let query = request.query();
    let scores = VaultScores::new(&query);
    let chosen = request.choose(&query, &scores, MIN_SCORE);
    let mut suggestions: Vec<Suggestion> = chosen
        .iter()
        .filter_map(|choice| {
            let span = choice.span.as_ref()?;
            let note_number = choice.candidate.note as usize;
            let target = index.link_target(note_number);
            let is_common_word = is_common_word(&query, note.text(), span, note_number);
            Some(Suggestion {
                range: span.range.clone(),
                target: target.to_owned(),
                path: index.path(note_number).to_owned(),
                title: index.title(note_number).to_owned(),
                score: choice.score,
                why: why(&Evidence {
                    query: &query,
                    scores: &scores,
                    candidate: &choice.candidate,
                    span,
                    mentions: choice.mentions,
                    display: &note.text()[span.range.clone()],
                    nearly_same: nearly_same(index, &chosen, choice),
                    is_common_word,
                }),
                is_common_word,
                display: note.text()[span.range.clone()].to_owned(),
            })
        })
        .filter(|suggestion| is_linkable_target(&suggestion.target))
        .collect();
    request.add_named_by_alias(&mut suggestions);
    suggestions.sort_by_key(|suggestion| suggestion.range.start);
    suggestions
}

/// The candidates for links of a note, the likeliest first.
#[must_use]
pub fn rank(note: &Note, index: &LinkIndex, options: &SuggestOptions) -> Vec<RankedNote> {
    let request = SuggestQuery::new(note, index, options);
    let query = request.query();
    let chosen = request.choose(&query, &VaultScores::new(&query), 0.0);
    let ranked = |choice: Choice| RankedNote {
        note: choice.candidate.note as usize,
        score: choice.score,
        range: choice.span.map(|span| span.range),
    };
    chosen.into_iter().map(ranked).collect()
}

/// A note for which links are suggested, with everything known of it.
struct SuggestQuery<'a> {
    note: &'a Note,
    index: &'a LinkIndex,
    tokenized: TokenizedNote,
    title: String,
    own: Option<usize>,
    source: Option<u32>,
    excluded: BTreeSet<u32>,
}

/// A candidate with its words.
struct Choice {
    candidate: Candidate,
    score: f64,
    span: Option<Span>,
    /// The number of equally good spans in the text.
    mentions: usize,
}

impl<'a> SuggestQuery<'a> {
    fn new(note: &'a Note, index: &'a LinkIndex, options: &SuggestOptions) -> Self {
        let own = options
            .own_path
            .as_deref()
            .and_then(|path| index.find(path));
        let title = note
            .title()
            .map(std::borrow::Cow::into_owned)
            .or_else(|| options.title.clone());
        let indexed = || own.map(|own| index.title(own).to_owned());
        let source = note
            .video_id()
            .map(|video| video.to_string())
            .or_else(|| options.source.clone());
        let source = match (source, own) {
            (Some(source), _) => index.source(&source),
            (None, Some(own)) => index.source_of.get(own).copied(),
            (None, None) => None,
        };
        let links = options
            .linked
            .iter()
            .chain(&options.refused)
            .chain(&options.own_path);
        Self {
            note,
            index,
            tokenized: TokenizedNote::new(note),
            title: title.or_else(indexed).unwrap_or_default(),
            own,
            source,
            excluded: links
                .flat_map(|link| index.resolve(link))
                .copied()
                .collect(),
        }
    }

    fn query(&self) -> Query<'_> {
        let own = self.own.and_then(|own| u32::try_from(own).ok());
        Query::new(
            self.index,
            &self.tokenized,
            &title_terms(&self.title),
            own,
            self.source,
        )
    }

    /// Adds the notes whose aliases are said, unless something likelier is there.
    fn add_named_by_alias(&self, suggestions: &mut Vec<Suggestion>) {
        let is_excluded = |note| self.excluded.contains(&note) || self.own == Some(note as usize);
        for mention in mentions(self.note, &self.tokenized, self.index, is_excluded) {
            let named = self.named_by_alias(&mention);
            let is_rival = |other: &Suggestion| {
                other.path == named.path || overlap(&other.range, &named.range)
            };
            let is_likelier = |other: &Suggestion| is_rival(other) && other.score >= named.score;
            if is_linkable_target(&named.target) && !suggestions.iter().any(is_likelier) {
                suggestions.retain(|other| !is_rival(other));
                suggestions.push(named);
            }
        }
    }

    fn named_by_alias(&self, mention: &AliasMention<'_>) -> Suggestion {
        let note = mention.note as usize;
        Suggestion {
            range: mention.range.clone(),
            target: self.index.link_target(note).to_owned(),
            path: self.index.path(note).to_owned(),
            title: self.index.title(note).to_owned(),
            score: match mention.is_common_word {
                true => COMMON_ALIAS_SCORE,
                false => ALIAS_SCORE,
            },
            why: format!("its alias \"{}\"", mention.alias),
            display: self.note.text()[mention.range.clone()].to_owned(),
            is_common_word: mention.is_common_word,
        }
    }

    /// The candidates with at least this score, the likeliest first, each with its words.
    fn choose(&self, query: &Query<'_>, scores: &VaultScores, least: f64) -> Vec<Choice> {
        let candidates = features::candidates(query, scores);
        let rows: Vec<_> = candidates
            .iter()
            .map(|candidate| candidate.features)
            .collect();
        let scored = score_rows(&rows).into_iter();
        let reached = candidates
            .into_iter()
            .zip(scored)
            .map(|(candidate, score)| {
                let reach = f64::from(query.reach(candidate.note));
                (candidate, score * reach / (1.0 - score + score * reach))
            });
        let mut scored: Vec<_> = reached
            .filter(|(candidate, score)| {
                *score >= least && !self.excluded.contains(&candidate.note)
            })
            .collect();
        scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.note.cmp(&b.0.note)));
        let words = self.assign(query, &scored);
        let choices = scored.into_iter().zip(words);
        choices
            .map(|((candidate, score), (span, mentions))| Choice {
                candidate,
                score,
                mentions,
                span,
            })
            .collect()
    }

    /// The words of each candidate, and the number of equally good ones. What suits best is assigned
    /// first, so that no title is broken up for another note; but suggestions go before what is less
    /// likely.
    fn assign(&self, query: &Query<'_>, scored: &[(Candidate, f64)]) -> Vec<(Option<Span>, usize)> {
        let linkable = self.note.linkable_ranges();
        let all: Vec<Vec<Span>> = scored
            .iter()
            .map(|(candidate, _)| {
                let note = candidate.note as usize;
                spans(query, self.note.text(), &linkable, note)
            })
            .collect();
        let mut assigned = vec![(None, 0); scored.len()];
        let mut used: Vec<Range<usize>> = Vec::new();
        let suggested = scored.partition_point(|(_, score)| *score >= THRESHOLD);
        for group in [0..suggested, suggested..scored.len()] {
            let mut order: Vec<(usize, &Span)> = group
                .flat_map(|at| all[at].iter().map(move |span| (at, span)))
                .collect();
            order.sort_by(|a, b| b.1.fit.total_cmp(&a.1.fit).then(a.0.cmp(&b.0)));
            for (at, span) in order {
                let is_used = used.iter().any(|other| overlap(other, &span.range));
                if assigned[at].0.is_none() && !is_used {
                    used.push(span.range.clone());
                    let is_equal = |other: &&Span| {
                        other.words == span.words && (other.worth - span.worth).abs() < 1e-3
                    };
                    let mentions = all[at].iter().filter(is_equal).count();
                    assigned[at] = (Some(span.clone()), mentions);
                }
            }
        }
        assigned
    }
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// The title of the likeliest other candidate whose title has nearly the same words.
fn nearly_same<'a>(index: &'a LinkIndex, chosen: &[Choice], one: &Choice) -> Option<&'a str> {
    let words = |choice: &Choice| -> BTreeSet<u32> {
        index
            .title_terms
            .get(choice.candidate.note as usize)
            .iter()
            .copied()
            .collect()
    };
    let own = words(one);
    let is_near = |other: &&Choice| {
        let theirs = words(other);
        other.candidate.note != one.candidate.note
            && other.score <= one.score
            && 3 * own.intersection(&theirs).count() >= 2 * own.union(&theirs).count().max(1)
    };
    chosen
        .iter()
        .find(is_near)
        .map(|other| index.title(other.candidate.note as usize))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use proptest::prelude::*;

    use super::*;
    use crate::testing::index;

    fn suggest_all(text: &str, options: &SuggestOptions) -> Vec<Suggestion> {
        suggest(&Note::parse(text), &index(), options)
    }

    fn targets(text: &str, options: &SuggestOptions) -> Vec<String> {
        let found = suggest_all(text, options).into_iter();
        found.map(|found| found.target).collect()
    }

    const TEXT: &str = "---\ntitle: Starlings at dusk\n---\n\nThere is an art of waiting to counting birds in winter. \
                        Starlings share a roost site by the reed beds, and each roost site fills at dusk.";

    #[test]
    fn a_list_of_suggestions_reads_well() {
        let found = suggest_all(TEXT, &SuggestOptions::default());
        let lines = found.iter().map(|found| {
            let link = found.write(LinkStyle::Spaced, LinkPlace::Prose);
            format!("{:.2} {link}: {}", found.score, found.why)
        });
        assert_snapshot!(lines.collect::<Vec<_>>().join("\n"), @r#"
        0.92 [[the_art_of_waiting | art of waiting]]: its title
        0.95 [[counting_birds_in_winter | counting birds in winter]]: its title
        0.94 [[starlings | Starlings]]: its title; similar title
        0.98 [[roost_sites | roost site]]: its title, 2 mentions; linked from a similar note
        0.96 [[reed_beds | reed beds]]: its title; linked from a similar note
        "#);
    }

    #[test]
    fn a_note_is_not_linked_to_itself_nor_twice_nor_to_declined_targets() {
        let all = targets(TEXT, &SuggestOptions::default());
        assert!(all.contains(&"roost_sites".to_owned()), "{all:?}");
        let options = SuggestOptions {
            own_path: Some("fieldnotes/starlings".to_owned()),
            linked: vec!["The Art of Waiting#Patience".to_owned()],
            refused: vec!["roost_sites".to_owned()],
            ..SuggestOptions::default()
        };
        for target in targets(TEXT, &options) {
            assert!(
                !["starlings", "the_art_of_waiting", "roost_sites"].contains(&target.as_str()),
                "{target}"
            );
        }
    }

    #[test]
    fn brackets_are_linked_whole() {
        let facts = |title: &str| crate::NoteFacts {
            path: title.to_owned(),
            title: title.to_owned(),
            ..crate::NoteFacts::default()
        };
        let index = LinkIndex::new(vec![facts("Ada (1815)"), facts("Sea birds")]);
        let linked = |text: &str| -> Vec<String> {
            let found = suggest(&Note::parse(text), &index, &SuggestOptions::default());
            found.into_iter().map(|one| one.display).collect()
        };
        assert_eq!(linked("So said Ada (1815) then."), ["Ada (1815)"]);
        let open = linked("Of the sea (and birds of prey) then.");
        assert!(open.iter().all(|words| !words.contains('(')), "{open:?}");
    }

    #[test]
    fn index_notes_are_not_suggested() {
        assert!(targets("Field notes on field notes.", &SuggestOptions::default()).is_empty());
    }

    #[test]
    fn only_whole_words_in_one_phrase_become_links() {
        for text in [
            "`roost sites`",
            "my roost_sites_2",
            "#roost-sites",
            "a/roost-sites/b",
            "## Roost sites",
            "[roost sites](x)",
        ] {
            let found = suggest_all(text, &SuggestOptions::default());
            assert!(found.is_empty(), "{text}: {found:?}");
        }
        let found = suggest_all("**Roost Sites**!", &SuggestOptions::default());
        assert_eq!(found[0].display, "Roost Sites");
    }

    proptest! {
        #[test]
        fn suggestions_are_in_linkable_text_and_do_not_overlap(
            pieces in prop::collection::vec("(roost sites?|Reed|beds|tides?|starlings|art of|waiting|🦆|é|[-#.,'`*\\[\\]|\n ]| )", 0..24),
        ) {
            let note = Note::parse(pieces.concat());
            let found = suggest(&note, &index(), &SuggestOptions::default());
            let linkable = note.linkable_ranges();
            for one in &found {
                let inside = |range: &&Range<usize>| range.start <= one.range.start && one.range.end <= range.end;
                prop_assert_eq!(note.text().get(one.range.clone()), Some(one.display.as_str()));
                prop_assert_eq!(linkable.iter().filter(inside).count(), 1);
                prop_assert!((0.0..=1.0).contains(&one.score) && !one.why.is_empty());
                prop_assert!(!one.display.contains(['[', ']', '#', '|', '\n']));
            }
            prop_assert!(found.is_sorted_by(|a, b| a.range.end <= b.range.start));
            let targets: BTreeSet<_> = found.iter().map(|one| &one.target).collect();
            prop_assert_eq!(targets.len(), found.len());
        }

        #[test]
        fn any_text_and_title_are_accepted(text in ".{0,40}", title in ".{0,12}") {
            let facts = crate::NoteFacts { path: text.clone(), title, ..crate::NoteFacts::default() };
            let index = LinkIndex::new(vec![facts]);
            let _ = suggest(&Note::parse(text), &index, &SuggestOptions::default());
        }
    }
}
