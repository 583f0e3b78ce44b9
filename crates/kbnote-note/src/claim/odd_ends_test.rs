//! Sentences that end oddly: an anchor changes nothing of what they say, wherever it is written.

use kbnote_core::Timestamp;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::{AnchorStyle, Note, Splice};

fn odd_end() -> impl Strategy<Value = String> {
    let common = prop::sample::select(vec![",", ".", " "]);
    let odd = prop::sample::select(
        "; : ! ? … ... – / & ， ، *all* `x` [[a|b]] $x$ \\ &amp; <br/> [^1] %%c%% - 1 | ^id ) ] ” ’ ( \""
            .split(' ')
            .chain([" and", " to", " **all**", "\u{a0}"])
            .collect::<Vec<_>>(),
    );
    let piece = prop_oneof![common, odd];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

/// A sentence, or two. Brackets and quotation marks that span two decide where the first one ends.
fn body() -> impl Strategy<Value = String> {
    let opening = prop::sample::select(vec!["", "", "* ", "> ", "“", "("]);
    let behind = prop::sample::select(vec!["", " They count.", "\n\nThey count", " and count."]);
    (opening, odd_end(), behind, odd_end()).prop_map(
        |(opening, end, behind, second)| match behind {
            "" => format!("{opening}They roost{end}"),
            _ => format!("They roost{end}{behind}{second}")
                .replace(['(', ')', ']', '[', '”', '’', '"'], ""),
        },
    )
}

/// The text of each claim and how many anchors it has.
fn said(note: &Note) -> Vec<(String, usize)> {
    let claims = note.claims().into_iter();
    claims
        .map(|claim| (claim.text, claim.anchors.len()))
        .collect()
}

fn config() -> ProptestConfig {
    let asked = std::env::var("KBNOTE_SEQUENCES")
        .ok()
        .and_then(|n| n.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        rng_seed: match asked {
            Some(_) => RngSeed::Random,
            None => RngSeed::Fixed(1),
        },
        ..ProptestConfig::with_cases(asked.unwrap_or(5000))
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_sentence_says_the_same_with_anchors(body in body(), counts in prop::collection::vec(0..4usize, 8)) {
        let note = Note::parse(body);
        let claims = note.claims();
        // Words that join anchors, such as `and`, are left alone.
        let times: Vec<Timestamp> = (1..4).map(|n| Timestamp::from_secs(10 * n)).collect();
        for style in [AnchorStyle::Html, AnchorStyle::Markdown, AnchorStyle::Logseq] {
            let wanted = |n: usize| if claims[n].wants_anchor() && claims[n].text.contains("They") { counts[n % 8] } else { 0 };
            let write = |time| style.write(time, Some("https://youtu.be/kbnoteDemo1"));
            let splices: Vec<Splice> = (0..claims.len())
                .flat_map(|n| claims[n].insert_anchors(&times[..wanted(n)], write))
                .collect();
            let anchored = note.edited(&splices).unwrap();
            let expected: Vec<_> = (0..claims.len()).map(|n| (claims[n].text.clone(), wanted(n))).collect();
            prop_assert_eq!(said(&anchored), expected, "{}\n{}", note.text(), anchored.text());
        }
    }
}
