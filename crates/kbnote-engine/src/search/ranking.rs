//! The spans of a track in which all phrases of a query are said, and how well each fits.

use std::ops::Range;

use kbnote_core::{CueIndex, Timestamp};

use super::matcher::{Occurrence, TrackMatches};
use super::statistics::PhraseStatistics;
use super::track_text::TrackText;

/// A span in which all phrases are said.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// How well it fits, from 0 to 1, in thousandths.
    pub score: f64,
    /// From when on one hears the first phrase.
    pub start: Timestamp,
    /// When the last cue ends.
    pub end: Timestamp,
    /// Its cues.
    pub cues: Range<CueIndex>,
    /// Its place in the text of the track.
    pub text: Range<usize>,
}

/// Phrases further apart than this many words are not said together.
const FARTHEST: usize = 30;

/// The span goes on to the borders of its cues, but not further than this, in bytes.
const LONGEST_SIDE: usize = 120;

/// What makes the score: how close together the phrases are said, how much is said of them
/// around, and whether the words are the very ones that were typed.
const TOGETHER: f64 = 0.8;
const AROUND: f64 = 0.12;
const TYPED: f64 = 0.08;

/// How many words before and behind are around.
const WORDS_AROUND: usize = 60;

/// The spans in which all phrases are said, none of which overlap; the best first.
pub fn hits(matches: &TrackMatches, statistics: &PhraseStatistics) -> Vec<Hit> {
    let weights: Vec<f64> = matches
        .phrases
        .iter()
        .map(|(text, _)| statistics.weight(text))
        .collect();
    let mut found: Vec<Hit> = windows(matches)
        .iter()
        .map(|window| hit(matches, &weights, window))
        .collect();
    found.sort_by(|a, b| {
        b.score
            .total_cmp(&a.score)
            .then(a.text.start.cmp(&b.text.start))
    });
    without_overlaps(found)
}

/// The hits without those that overlap one before them.
fn without_overlaps(hits: Vec<Hit>) -> Vec<Hit> {
    let mut kept: Vec<Hit> = Vec::new();
    // The spans kept, by their beginnings.
    let mut taken: Vec<Range<usize>> = Vec::new();
    for hit in hits {
        let place = taken.partition_point(|other| other.start < hit.text.start);
        let before = place.checked_sub(1).and_then(|before| taken.get(before));
        let is_free = before.is_none_or(|before| before.end <= hit.text.start)
            && taken
                .get(place)
                .is_none_or(|next| hit.text.end <= next.start);
        if is_free {
            taken.insert(place, hit.text.clone());
            kept.push(hit);
        }
    }
    kept
}

/// One occurrence of each phrase, in the order of the query.
type Window<'a> = Vec<&'a Occurrence>;

/// For each occurrence, the nearest ones of the other phrases before it, if all are near.
fn windows(matches: &TrackMatches) -> Vec<Window<'_>> {
    let mut latest: Vec<Option<&Occurrence>> = vec![None; matches.phrases.len()];
    let mut found = Vec::new();
    for occurrence in &matches.occurrences {
        if let Some(place) = latest.get_mut(occurrence.phrase) {
            *place = Some(occurrence);
        }
        let window: Option<Window<'_>> = latest.iter().copied().collect();
        found.extend(window.filter(|window| is_near(window)));
    }
    found
}

fn is_near(window: &[&Occurrence]) -> bool {
    let said: usize = window.iter().map(|one| one.words.len()).sum();
    extent(window.iter().map(|one| &one.words)).len() <= FARTHEST.max(2 * said)
}

/// From the first beginning to the last end.
fn extent<'a>(ranges: impl Iterator<Item = &'a Range<usize>> + Clone) -> Range<usize> {
    let start = ranges.clone().map(|range| range.start).min();
    let end = ranges.map(|range| range.end).max();
    start.unwrap_or_default()..end.unwrap_or_default()
}

fn hit(matches: &TrackMatches, weights: &[f64], window: &[&Occurrence]) -> Hit {
    let text = span(&matches.track, extent(window.iter().map(|one| &one.text)));
    let cues = matches.track.cues_of(&text);
    let times = window.iter().map(|one| one.time);
    let score = TOGETHER * together(window, weights)
        + AROUND * around(matches, window, weights)
        + TYPED * typed(window, weights);
    Hit {
        score: (score * 1000.0).round() / 1000.0,
        start: times.min().unwrap_or_default(),
        end: matches.track.end_of(&cues),
        cues,
        text,
    }
}

/// The span of the text around the words: their cues, if those are short.
fn span(said: &TrackText, words: Range<usize>) -> Range<usize> {
    let text = said.text();
    let first = said.text_of(said.cue_at(words.start)).start;
    let last = said.text_of(said.cue_at(words.end.saturating_sub(1))).end;
    let is_break = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b' ');
    let mut before = words.start.saturating_sub(LONGEST_SIDE)..words.start;
    let mut behind = words.end + 1..words.end + LONGEST_SIDE;
    let start = if before.contains(&first) || first == words.start {
        first
    } else {
        before.find(is_break).unwrap_or(words.start)
    };
    let end = if last <= behind.end {
        last
    } else {
        behind.rfind(is_break).unwrap_or(words.end)
    };
    let shown = text.get(start..end).unwrap_or_default();
    start..start + shown.trim_end().len()
}

/// How close together the phrases are said, each to the next: 1 if one right after the other.
fn together(window: &[&Occurrence], weights: &[f64]) -> f64 {
    let pairs = window.windows(2).zip(weights.windows(2));
    let (mut sum, mut whole) = (0.0, 0.0);
    for (pair, weights) in pairs {
        let weight: f64 = weights.iter().sum();
        sum += weight * closeness(&pair[0].words, &pair[1].words);
        whole += weight;
    }
    if whole > 0.0 { sum / whole } else { 1.0 }
}

/// How close `b` is said behind `a`; before it counts less.
#[expect(clippy::cast_precision_loss, reason = "distances in words are small")]
fn closeness(a: &Range<usize>, b: &Range<usize>) -> f64 {
    let near = |gap: usize| 4.0 / (4.0 + gap as f64);
    if let Some(gap) = b.start.checked_sub(a.end) {
        near(gap)
    } else if let Some(gap) = a.start.checked_sub(b.end) {
        0.6 * near(gap)
    } else {
        1.0
    }
}

/// How much is said of the phrases around, beside the ones that are gathered.
fn around(matches: &TrackMatches, window: &[&Occurrence], weights: &[f64]) -> f64 {
    let words = extent(window.iter().map(|one| &one.words));
    let (from, to) = (
        words.start.saturating_sub(WORDS_AROUND),
        words.end + WORDS_AROUND,
    );
    let first = matches
        .occurrences
        .partition_point(|one| one.words.start < from);
    let near = matches.occurrences[first..]
        .iter()
        .take_while(|one| one.words.start < to);
    let others = near.filter(|one| !words.contains(&one.words.start));
    let sum: f64 = others.filter_map(|one| weights.get(one.phrase)).sum();
    sum / (sum + 3.0)
}

/// The share of the phrases that are said in the very words that were typed.
fn typed(window: &[&Occurrence], weights: &[f64]) -> f64 {
    let (mut sum, mut whole) = (0.0, 0.0);
    for (one, weight) in window.iter().zip(weights) {
        sum += if one.is_typed { *weight } else { 0.0 };
        whole += weight;
    }
    if whole > 0.0 { sum / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::matcher::tests::matches;
    use super::*;

    fn found(typed: &str, cues: &[&str]) -> (TrackMatches, Vec<Hit>) {
        let matches = matches(typed, "en", cues);
        let mut statistics = PhraseStatistics::default();
        statistics.add(&matches);
        let hits = hits(&matches, &statistics);
        (matches, hits)
    }

    fn texts(typed: &str, cues: &[&str]) -> Vec<String> {
        let (matches, hits) = found(typed, cues);
        hits.iter()
            .map(|hit| matches.track.text()[hit.text.clone()].to_owned())
            .collect()
    }

    #[test]
    fn close_together_and_in_order_comes_first() {
        let cues = [
            "the water is cold and the current is low",
            "um",
            "and at low water the mud is wide",
            "well",
            "water that is low",
        ];
        assert_eq!(texts("low water", &cues), [cues[2], cues[4], cues[0]]);
        assert_eq!(texts("\"low water\"", &cues), [cues[2]]);
    }

    #[test]
    fn words_said_far_from_each_other_are_no_hit() {
        let between = ["on and on it goes"; 10];
        let cues: Vec<&str> = ["low"]
            .into_iter()
            .chain(between)
            .chain(["water"])
            .collect();
        assert!(texts("low water", &cues).is_empty());
        assert_eq!(texts("low", &cues), ["low"]);
    }

    #[test]
    fn a_span_can_cross_cue_boundaries() {
        let (_, hits) = found("count flock", &["so we count", "the flocks", "at dusk"]);
        assert_eq!(hits.len(), 1);
        assert_eq!((hits[0].cues.clone(), hits[0].end.as_secs()), (0..2, 8));
    }

    #[test]
    fn of_a_cue_that_never_ends_a_piece_is_shown() {
        let long = format!("{0} low water {0}", "and so it goes on and on. ".repeat(60));
        let texts = texts("low water", &[&long]);
        assert!(
            texts[0].len() < 300 && texts[0].contains("low water"),
            "{texts:?}"
        );
        assert!(texts[0].starts_with(char::is_alphabetic), "{texts:?}");
    }

    #[test]
    fn where_a_word_is_said_again_and_again_comes_first() {
        let mut cues = ["the heron flies"; 1].to_vec();
        cues.extend(["nothing of that kind is said here"; 40]);
        cues.extend(["herons eat fish", "a heron stands", "one heron waits"]);
        assert!(texts("heron", &cues)[0].starts_with("a heron"));
    }

    fn has_all(matches: &TrackMatches) -> bool {
        matches.phrases.iter().all(|(_, count)| *count > 0)
    }

    const VOCABULARY: [&str; 7] = ["low", "water", "waters", "tide", "the", "two", "潮"];

    proptest! {
        /// Every hit holds every phrase, none overlaps another, and its score is one.
        #[test]
        fn every_hit_holds_every_phrase(
            cues in prop::collection::vec(
                prop::collection::vec(prop::sample::select(VOCABULARY.as_slice()), 0..8), 0..30,
            ),
            typed in prop::sample::select(
                ["\"low water\"", "the \"low water\" 2", "tide low", "\"the tide\" \"low water\"", "潮"].as_slice(),
            ),
        ) {
            let cues: Vec<String> = cues.iter().map(|words| words.join(" ")).collect();
            let cues: Vec<&str> = cues.iter().map(String::as_str).collect();
            let (all, hits) = found(typed, &cues);
            for hit in &hits {
                let again = matches(typed, "en", &[&all.track.text()[hit.text.clone()]]);
                prop_assert!(has_all(&again), "{again:?}");
                prop_assert!((0.0..=1.0).contains(&hit.score));
                prop_assert!(hit.start <= hit.end && hit.cues.end <= cues.len());
            }
            let mut places: Vec<_> = hits.iter().map(|hit| hit.text.clone()).collect();
            places.sort_by_key(|place| place.start);
            prop_assert!(places.windows(2).all(|pair| pair[0].end <= pair[1].start));
            let is_quoted_alone = typed == "\"low water\"";
            let anywhere = is_quoted_alone && has_all(&all);
            prop_assert!(!anywhere || !hits.is_empty());
        }
    }
}
