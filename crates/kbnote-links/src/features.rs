//! What is known of a note and another that it may link to, as numbers.

use crate::field::{Field, siblings};
use crate::index::{LinkIndex, NoteId, TermId, UNIT};
use crate::mention::{Mention, mention};
use crate::numbers::{ln, ln_count};
use crate::query::Query;
use crate::topics;

/// A note that may be linked to, with what the text has of it.
pub(crate) struct Candidate {
    pub(crate) note: NoteId,
    pub(crate) mention: Mention,
    pub(crate) features: [f32; COUNT],
}

/// The names of the numbers, in order.
pub const NAMES: [&str; COUNT] = [
    "title_all",
    "title_sentence",
    "title_second",
    "title_half_sentences",
    "title_cosine",
    "title_window",
    "title_saturated",
    "title_heading",
    "title_heading_cosine",
    "title_words",
    "title_matched",
    "title_rarity",
    "title_missing",
    "title_rarest",
    "title_has_rarest",
    "phrase_share",
    "phrase_rarity",
    "phrase_words",
    "phrase_full",
    "phrase_begins",
    "phrase_ends",
    "phrase_count",
    "phrase_first",
    "phrase_first_words",
    "phrase_bold",
    "phrase_capital",
    "phrase_list",
    "phrase_heading",
    "phrase_rivals",
    "own_title_cosine",
    "own_title_in_theirs",
    "their_title_in_own",
    "own_title_in_text",
    "title_in_signature",
    "text_likeness",
    "votes_10",
    "votes_40",
    "linked_by",
    "linked_outside",
    "links_out",
    "linker_likeness_max",
    "linker_likeness_mean",
    "linker_likeness_sum",
    "anchor_chance",
    "anchor_share",
    "anchor_links",
    "anchor_rarity",
    "anchor_terms",
    "anchor_terms_sentence",
    "same_source",
    "siblings",
    "source_likeness",
    "source_title",
    "their_source_likeness",
    "their_source_votes",
    "near_titles",
    "near_titles_better",
    "topic_titles",
    "topic_title_text",
    "topic_text_title",
    "topic_texts",
    "topic_sentence",
    "topic_sentence_third",
    "topic_heading",
    "title_votes",
    "linker_title",
    "sibling_title",
    "sibling_title_mean",
    "sibling_topic",
    "sibling_topic_mean",
    "linked_likeness",
    "note_words",
    "vault_notes",
    "vault_links",
    "note_candidates",
    "rank_title",
    "rank_sentence",
    "rank_phrase",
    "rank_text",
    "rank_votes",
    "rank_linkers",
    "rank_anchor",
    "rank_source_title",
    "rank_cosine",
    "rank_own_title",
    "rank_topic_titles",
    "rank_topic_sentence",
    "rank_in_signature",
    "rank_title_votes",
    "rank_in_text",
    "rank_sibling",
];
/// How many numbers there are.
pub const COUNT: usize = 91;

/// The candidates of a note with their numbers.
pub(crate) fn candidates(query: &Query<'_>, field: &Field) -> Vec<Candidate> {
    let notes = field.candidates(query);
    let mentions: Vec<Mention> = notes
        .iter()
        .map(|&note| mention(query, query.index.title_terms.get(note as usize)))
        .collect();
    let scene = Scene::new(query, field, &notes, &mentions);
    let rows: Vec<_> = (0..notes.len()).map(|at| scene.row(at)).collect();
    let mut all: Vec<Candidate> = notes
        .into_iter()
        .zip(mentions)
        .zip(rows)
        .map(|((note, mention), features)| Candidate {
            note,
            mention,
            features,
        })
        .collect();
    add_ranks(&mut all);
    all
}

struct Scene<'a> {
    query: &'a Query<'a>,
    field: &'a Field,
    notes: &'a [NoteId],
    mentions: &'a [Mention],
    siblings: usize,
    sibling_notes: Vec<NoteId>,
    mean_links: f32,
    near: Vec<(usize, usize)>,
}

impl<'a> Scene<'a> {
    fn new(
        query: &'a Query<'a>,
        field: &'a Field,
        notes: &'a [NoteId],
        mentions: &'a [Mention],
    ) -> Self {
        let index = query.index;
        let with_links = index
            .links
            .iter()
            .filter(|(_, list)| !list.is_empty())
            .count();
        let near = near_titles(index, notes, mentions);
        Self {
            query,
            field,
            notes,
            mentions,
            siblings: siblings(query).len(),
            sibling_notes: siblings(query),
            mean_links: index.links.items.len() as f32 / with_links.max(1) as f32,
            near,
        }
    }

    fn row(&self, at: usize) -> [f32; COUNT] {
        let mut row = Vec::with_capacity(COUNT);
        self.title(at, &mut row);
        self.phrase(at, &mut row);
        self.texts(at, &mut row);
        self.graph(at, &mut row);
        self.source(at, &mut row);
        let (near, better) = self.near[at];
        row.extend([ln_count(near), ln_count(better)]);
        self.topics(at, &mut row);
        row.extend([
            ln_count(self.query.reading.tokens.len()),
            ln_count(self.query.index.len()),
            self.mean_links,
            ln_count(self.notes.len()),
        ]);
        let mut all = [0.0; COUNT];
        all[..row.len()].copy_from_slice(&row);
        all
    }

    fn title(&self, at: usize, row: &mut Vec<f32>) {
        let m = &self.mentions[at];
        row.extend([
            m.all,
            m.sentence,
            m.second_sentence,
            ln_count(m.half_sentences),
            m.cosine,
            m.window,
            m.saturated / m.title_rarity,
            m.heading,
            m.heading_cosine,
            self.title_terms(at).len() as f32,
            m.matched as f32,
            m.title_rarity,
            m.title_rarity * (1.0 - m.all),
            m.rarest,
            f32::from(u8::from(m.has_rarest)),
        ]);
    }

    fn phrase(&self, at: usize, row: &mut Vec<f32>) {
        let m = &self.mentions[at];
        let Some(phrase) = m.phrase else {
            row.extend([0.0; 14]);
            return;
        };
        let words = self.title_terms(at).len();
        let spots = || m.places.iter().map(|&spot| self.query.spots[spot].place);
        let share = |count: usize| count as f32 / m.places.len().max(1) as f32;
        let outside = m
            .places
            .iter()
            .find(|&&spot| !self.query.spots[spot].place.heading);
        let token = self.query.spots[*outside.unwrap_or(&phrase.spot)].token as f32;
        let flag = |is: bool| f32::from(u8::from(is));
        row.extend([
            phrase.rarity / m.title_rarity,
            phrase.rarity,
            phrase.len as f32,
            flag(phrase.len == words),
            flag(phrase.from == 0),
            flag(phrase.from + phrase.len == words),
            ln_count(m.places.len()),
            token / self.query.reading.tokens.len().max(1) as f32,
            ln(token + 1.0),
            share(spots().filter(|p| p.bold).count()),
            share(spots().filter(|p| p.capital).count()),
            share(spots().filter(|p| p.list).count()),
            share(spots().filter(|p| p.heading).count()),
            ln_count(self.rivals(at)),
        ]);
    }

    /// How many other titles have all words of the phrase.
    fn rivals(&self, at: usize) -> usize {
        let Some(phrase) = self.mentions[at].phrase else {
            return 0;
        };
        let index = self.query.index;
        let words = &self.title_terms(at)[phrase.from..phrase.from + phrase.len];
        let mut lists: Vec<&[NoteId]> = words
            .iter()
            .map(|&term| index.in_titles.get(term as usize))
            .collect();
        lists.sort_by_key(|list| list.len());
        let Some((first, rest)) = lists.split_first() else {
            return 0;
        };
        first
            .iter()
            .filter(|note| rest.iter().all(|list| list.binary_search(note).is_ok()))
            .count()
            .saturating_sub(1)
    }

    fn texts(&self, at: usize, row: &mut Vec<f32>) {
        let index = self.query.index;
        let note = self.notes[at] as usize;
        let theirs = self.title_terms(at);
        let own = &self.query.title;
        let rarity =
            |terms: &[TermId]| -> f32 { terms.iter().map(|&t| index.title_rarity(t)).sum() };
        let common: Vec<TermId> = own.iter().copied().filter(|t| theirs.contains(t)).collect();
        let norm = |terms: &[TermId]| -> f32 {
            terms
                .iter()
                .map(|&t| index.title_rarity(t).powi(2))
                .sum::<f32>()
                .sqrt()
                .max(1e-6)
        };
        let squares: f32 = norm(&common).powi(2);
        let in_text = self.in_signature(own, note);
        let title_in_signature: f32 = theirs
            .iter()
            .filter_map(|t| weight(&self.query.signature, *t).map(|w| w * index.title_rarity(*t)))
            .sum();
        row.extend([
            if common.is_empty() {
                0.0
            } else {
                squares / norm(own) / norm(theirs)
            },
            rarity(&common) / rarity(own).max(1e-6),
            rarity(&common) / rarity(theirs).max(1e-6),
            in_text,
            title_in_signature / norm(theirs),
            self.field.likeness[note],
        ]);
    }

    /// The weight of a title's words in the signature of a note.
    fn in_signature(&self, title: &[TermId], note: usize) -> f32 {
        let signature = self.query.index.signatures.get(note);
        title
            .iter()
            .filter_map(|term| weight(signature, *term))
            .sum()
    }

    fn graph(&self, at: usize, row: &mut Vec<f32>) {
        let index = self.query.index;
        let note = self.notes[at] as usize;
        let linkers = index.linked_by.get(note);
        let source = index.source_of[note];
        let outside = linkers
            .iter()
            .filter(|&&by| index.source_of[by as usize] != source)
            .count();
        let likeness = |by: &NoteId| self.field.likeness[*by as usize];
        let sum: f32 = linkers.iter().map(likeness).sum();
        let anchor = self.field.anchors[note];
        let (all, sentence) = self.anchor_terms(note);
        row.extend([
            self.field.votes[0][note],
            self.field.votes[1][note],
            ln_count(linkers.len()),
            ln_count(outside),
            ln_count(index.links.get(note).len()),
            linkers.iter().map(likeness).fold(0.0, f32::max),
            sum / linkers.len().max(1) as f32,
            sum,
            anchor.chance,
            anchor.share,
            ln(1.0 + anchor.links),
            anchor.rarity,
            all,
            sentence,
        ]);
    }

    /// How much of the words under which the note is linked the text has, each by how often and how
    /// rare; and the share of links with a word in the text.
    fn anchor_terms(&self, note: usize) -> (f32, f32) {
        let index = self.query.index;
        let (mut has, mut all, mut best) = (0.0, 0.0, 0.0_f32);
        for &(term, count) in index.anchor_terms.get(note) {
            let worth = f32::from(count) * index.title_rarity(term);
            all += worth;
            if !self.query.places(term).is_empty() {
                has += worth;
                best = best.max(worth);
            }
        }
        (has / (all + 2.0), best)
    }

    fn source(&self, at: usize, row: &mut Vec<f32>) {
        let index = self.query.index;
        let note = self.notes[at] as usize;
        let source = index.source_of[note];
        let theirs = index.by_source.get(source as usize);
        let others = theirs
            .iter()
            .filter(|&&n| n as usize != note && Some(n) != self.query.own);
        let (mut sum, mut votes, mut count) = (0.0, 0.0, 0.0);
        for &other in others.take(30) {
            sum += self.field.likeness[other as usize];
            votes += self.field.votes[1][other as usize];
            count += 1.0;
        }
        let is_same = self.query.source == Some(source);
        row.extend([
            f32::from(u8::from(is_same)),
            ln_count(self.siblings),
            self.field.source_likeness[note],
            self.field.source_title[note] / self.mentions[at].title_norm,
            sum / f32::max(count, 1.0),
            votes / f32::max(count, 1.0),
        ]);
    }

    fn topics(&self, at: usize, row: &mut Vec<f32>) {
        let (index, query) = (self.query.index, self.query);
        let note = self.notes[at] as usize;
        let (title, text) = (&index.title_topics[note], &index.text_topics[note]);
        let mut top = [0.0_f32; 3];
        for sentence in &query.sentence_topics {
            let mut value = topics::cosine(sentence, title);
            for best in &mut top {
                if value > *best {
                    std::mem::swap(best, &mut value);
                }
            }
        }
        let heading = query
            .heading_topics
            .iter()
            .map(|heading| topics::cosine(heading, title))
            .fold(0.0, f32::max);
        let linkers = index.linked_by.get(note);
        let linker_title = linkers
            .iter()
            .map(|&by| self.field.title_likeness[by as usize])
            .fold(0.0, f32::max);
        let links = index.links.get(note);
        let linked: f32 = links
            .iter()
            .map(|&to| self.field.likeness[to as usize])
            .sum();
        let (mut best, mut sum, mut best_topic, mut topic_sum, mut count) =
            (0.0_f32, 0.0, 0.0_f32, 0.0, 0.0_f32);
        let own: Vec<TermId> = {
            let mut t = index.title_terms.get(note).to_vec();
            t.sort_unstable();
            t
        };
        for &sibling in self
            .sibling_notes
            .iter()
            .filter(|&&sibling| sibling as usize != note)
            .take(30)
        {
            let theirs = index.title_terms.get(sibling as usize);
            let square = |term: &TermId| index.title_rarity(*term).powi(2);
            let common: f32 = theirs
                .iter()
                .filter(|term| own.binary_search(term).is_ok())
                .map(square)
                .sum();
            let norm = theirs.iter().map(square).sum::<f32>().sqrt() * self.mentions[at].title_norm;
            let likeness = common / norm.max(1e-6);
            let topic = topics::cosine(&index.title_topics[sibling as usize], title);
            best = best.max(likeness);
            best_topic = best_topic.max(topic);
            sum += likeness;
            topic_sum += topic;
            count += 1.0;
        }
        row.extend([
            topics::cosine(&query.title_topic, title),
            topics::cosine(&query.title_topic, text),
            topics::cosine(&query.text_topic, title),
            topics::cosine(&query.text_topic, text),
            top[0],
            top[2],
            heading,
            self.field.title_votes[note],
            linker_title,
            best,
            sum / count.max(1.0),
            best_topic,
            topic_sum / count.max(1.0),
            linked / links.len().max(1) as f32,
        ]);
    }

    fn title_terms(&self, at: usize) -> &'a [TermId] {
        self.query.index.title_terms.get(self.notes[at] as usize)
    }
}

/// The weight of a term in a signature.
fn weight(signature: &[(u32, u16)], term: TermId) -> Option<f32> {
    let at = signature
        .binary_search_by_key(&term, |entry| entry.0)
        .ok()?;
    Some(f32::from(signature[at].1) / UNIT)
}

/// For each candidate how many others have much of its title, and how many of them are better in the text.
fn near_titles(index: &LinkIndex, notes: &[NoteId], mentions: &[Mention]) -> Vec<(usize, usize)> {
    let mut found = vec![(0, 0); notes.len()];
    for a in 0..notes.len() {
        let first = index.title_terms.get(notes[a] as usize);
        for b in a + 1..notes.len() {
            let second = index.title_terms.get(notes[b] as usize);
            let common: f32 = first
                .iter()
                .filter(|term| second.contains(term))
                .map(|&term| index.title_rarity(term).powi(2))
                .sum();
            if common > 0.5 * mentions[a].title_norm * mentions[b].title_norm {
                found[a].0 += 1;
                found[b].0 += 1;
                let is_better = mentions[a].cosine > mentions[b].cosine;
                found[if is_better { b } else { a }].1 += 1;
            }
        }
    }
    found
}

/// Adds how many candidates are better in a number, for those that tell most.
fn add_ranks(all: &mut [Candidate]) {
    let names = [
        "title_saturated",
        "title_sentence",
        "phrase_rarity",
        "text_likeness",
        "votes_40",
        "linker_likeness_sum",
        "anchor_chance",
        "source_title",
        "title_cosine",
        "own_title_cosine",
        "topic_titles",
        "topic_sentence",
        "title_in_signature",
        "title_votes",
        "own_title_in_text",
        "sibling_title",
    ];
    for (place, name) in (COUNT - names.len()..).zip(names) {
        let Some(column) = NAMES.iter().position(|other| *other == name) else {
            continue;
        };
        let mut values: Vec<f32> = all.iter().map(|c| c.features[column]).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        for candidate in all.iter_mut() {
            let value = candidate.features[column];
            let rank = values.partition_point(|&other| other > value);
            candidate.features[place] = ln_count(rank);
        }
    }
}
