//! Some forty sentences each in German, Spanish, French and Hindi, in other words than their
//! captions and in another order, find the captions they were written about.
//!
//! Each line of a set is a caption and, after a bar, the sentence about it if there is one. The texts
//! were invented for this test.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use kbnote_align::{AlignOptions, Aligner, Claim};
use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind};

/// How long a caption is, in seconds.
const CUE_SECONDS: u64 = 6;

/// How far from the truth a time still counts as right, in seconds.
const RIGHT_SECONDS: u64 = 10;

/// Sentences go through the captions in steps of so many, so that their order is of no help.
const STRIDE: usize = 17;

/// A sentence with the second at which its caption begins.
type Sentence<'a> = (&'a str, u64);

fn parse(set: &str) -> (Vec<Cue>, Vec<Sentence<'_>>) {
    let lines = set.lines().zip(0u64..);
    let (mut cues, mut sentences) = (Vec::new(), Vec::new());
    for (line, number) in lines {
        let (caption, sentence) = line.split_once('|').unwrap();
        let start = CUE_SECONDS * number;
        let span = TimeSpan::new(
            Timestamp::from_secs(start),
            Timestamp::from_secs(start + CUE_SECONDS),
        );
        cues.push(Cue::new(span, caption.trim()));
        let sentence = sentence.trim();
        sentences.extend((!sentence.is_empty()).then_some((sentence, start)));
    }
    let count = sentences.len();
    let scattered = (0..count)
        .map(|at| sentences[at * STRIDE % count])
        .collect();
    (cues, scattered)
}

/// How many of the sentences of a set are found, and how many there are.
fn found(language: &str, set: &str) -> (usize, usize) {
    let (cues, sentences) = parse(set);
    let language: LanguageTag = language.parse().unwrap();
    let track = Track::new(language, TrackKind::Manual, cues);
    let claims: Vec<Claim<'_>> = sentences
        .iter()
        .enumerate()
        .map(|(block, &(text, _))| Claim {
            text,
            heading: "",
            block,
            moments: 1,
        })
        .collect();
    let alignments = Aligner::new(&track, AlignOptions::default()).align(&claims);
    let is_right = |((text, second), alignment): (&Sentence<'_>, &kbnote_align::Alignment)| {
        let time = alignment.moments[0].time.as_secs();
        let is_right = time.abs_diff(*second) <= RIGHT_SECONDS;
        if !is_right {
            eprintln!("at {time}, said at {second}: {text}");
        }
        is_right
    };
    let right = sentences
        .iter()
        .zip(&alignments)
        .filter(|&pair| is_right(pair));
    (right.count(), sentences.len())
}

#[track_caller]
fn assert_found(language: &str, set: &str, least: usize) {
    let (right, all) = found(language, set);
    assert!(all >= 40, "only {all} sentences in {language}");
    assert!(right >= least, "{language}: {right} of {all} found");
}

/// On captions this short `werden` or `vor` are as rare as nouns, which misleads some sentences.
#[test]
fn german() {
    assert_found("de", include_str!("languages/german.txt"), 32);
}

#[test]
fn spanish() {
    assert_found("es", include_str!("languages/spanish.txt"), 40);
}

#[test]
fn french() {
    assert_found("fr", include_str!("languages/french.txt"), 40);
}

#[test]
fn hindi() {
    assert_found("hi", include_str!("languages/hindi.txt"), 39);
}
