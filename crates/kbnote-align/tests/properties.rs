//! What holds for any note and any track.

mod support;

use kbnote_align::{AlignOptions, Aligner, Alignment, Claim};
use kbnote_core::{Cue, TimeSpan, Timestamp, Track};
use proptest::prelude::*;
use support::{TALK, note, talk, track};

fn align(track: &Track, claims: &[Claim<'_>]) -> Vec<Alignment> {
    Aligner::new(track, AlignOptions::default()).align(claims)
}

/// Sentences of words that the talk says, in any order.
fn sentences() -> impl Strategy<Value = Vec<(String, usize, usize)>> {
    let words: Vec<&str> = TALK.iter().flat_map(|cue| cue.split(' ')).collect();
    let sentence =
        prop::collection::vec(prop::sample::select(words), 0..12).prop_map(|w| w.join(" "));
    prop::collection::vec((sentence, 0usize..3, 0usize..4), 0..8)
}

fn claims(sentences: &[(String, usize, usize)]) -> Vec<Claim<'_>> {
    sentences
        .iter()
        .map(|(text, block, moments)| Claim {
            text,
            heading: "",
            block: *block,
            moments: *moments,
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn shifting_all_cues_shifts_all_moments(sentences in sentences(), shift in 0u64..90_000_000) {
        let here = align(&talk(0), &claims(&sentences));
        let later = align(&talk(shift), &claims(&sentences));
        for (a, b) in here.iter().zip(&later) {
            prop_assert_eq!(a.confidence, b.confidence);
            prop_assert!((a.score - b.score).abs() < 1e-12);
            let shifted: Vec<u64> = a.moments.iter().map(|m| m.time.as_millis() + shift).collect();
            let times: Vec<u64> = b.moments.iter().map(|m| m.time.as_millis()).collect();
            prop_assert_eq!(shifted, times);
        }
    }

    #[test]
    fn every_moment_is_the_start_of_a_cue_and_each_claim_gets_one(sentences in sentences()) {
        let track = talk(500);
        for (claim, found) in claims(&sentences).iter().zip(align(&track, &claims(&sentences))) {
            prop_assert_eq!(found.moments.len(), claim.moments);
            for moment in &found.moments {
                prop_assert_eq!(track.cues[moment.cues.start].start(), moment.time);
                prop_assert!(moment.cues.end <= track.cues.len());
            }
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }

    #[test]
    fn odd_text_causes_no_panic(texts in prop::collection::vec(any::<String>(), 0..12), asked in any::<String>()) {
        let cues = texts.iter().zip(0u64..).map(|(text, n)| {
            let start = Timestamp::from_millis(n * n * 7_000);
            Cue::new(TimeSpan::new(start, start.saturating_add(30_000 * (n % 2))), text.trim())
        });
        let track = track(cues.collect());
        let claim = Claim { text: &asked, heading: &asked, block: 0, moments: 2 };
        let aligner = Aligner::new(&track, AlignOptions::default());
        let claims = [claim, claim];
        prop_assert_eq!(aligner.align(&claims), aligner.align(&claims));
        prop_assert!(aligner.aligned(&claims).explain(1).is_some() || track.cues.is_empty());
        let _ = aligner.language_mismatch(&claims);
    }
}

/// Texts of words that several cues and sentences share, with signs, compounds and other scripts.
fn texts(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    const WORDS: &[&str] = &[
        "month",
        "Month",
        "twelve-month",
        "twelve",
        "12",
        "The",
        "the",
        "don’t",
        "and/or",
        "or",
        "rock&roll",
        "&",
        "%",
        "—",
        "«",
        "…",
        "café",
        "flour",
        "flours",
        "starter.",
        "(Ann)",
        "C++",
        "小さな鳥",
        "鳥、",
        "นก",
        "hundred",
        "and",
        "fifty",
        "$5m",
        "İstanbul",
        "करो।",
    ];
    let word = prop_oneof![
        prop::sample::select(WORDS).prop_map(str::to_owned),
        any::<String>()
    ];
    let text = prop::collection::vec(word, 0..9).prop_map(|words| words.join(" "));
    prop::collection::vec(text, count)
}

proptest! {
    #[test]
    fn each_word_of_a_sentence_is_explained_once(said in texts(1..6), sentence in texts(1..2)) {
        let cues = said.iter().zip(0u64..).map(|(text, n)| {
            let start = Timestamp::from_secs(n * 20);
            Cue::new(TimeSpan::new(start, start.saturating_add(4_000)), text.trim())
        });
        let track = track(cues.collect());
        let claim = Claim { text: &sentence[0], heading: "", block: 0, moments: 1 };
        let aligner = Aligner::new(&track, AlignOptions::default());
        let Some(why) = aligner.aligned(&[claim]).explain(0) else { return Ok(()) };
        let unsaid: Vec<String> = why.unsaid.iter().map(|word| word.to_lowercase()).collect();
        let of_places = why.places.iter().map(|place| {
            place.words.iter().map(|word| word.word.to_lowercase()).collect::<Vec<_>>()
        });
        for list in of_places.chain([unsaid.clone()]) {
            let distinct: std::collections::BTreeSet<&String> = list.iter().collect();
            prop_assert_eq!(distinct.len(), list.len(), "{:?}", list);
            prop_assert!(list.iter().all(|word| word.contains(char::is_alphanumeric)), "{:?}", list);
        }
        let said = why.places.iter().flat_map(|place| &place.words);
        for word in said {
            prop_assert!(!unsaid.contains(&word.word.to_lowercase()), "{} is said", word.word);
        }
    }
}

#[test]
fn threads_do_not_matter() {
    let track = talk(0);
    let alone = align(&track, &note());
    let aligner = Aligner::new(&track, AlignOptions::default());
    let together = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| aligner.align(&note())))
            .collect();
        handles
            .into_iter()
            .map(|h| h.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(together.iter().all(|found| *found == alone));
}
