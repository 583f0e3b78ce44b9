//! Finds for each of one's own sentences the moment at which it was said:
//! `cargo run -p kbnote-align --example align_sentences`

#![allow(clippy::print_stdout)]

use kbnote_align::{AlignOptions, Aligner, Claim, Confidence};
use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind};

const SAID: [&str; 5] = [
    "welcome back to the reed beds",
    "so what we do is that two people count the same flock",
    "and only afterwards do they compare their numbers",
    "in a cold winter the birds come before sunset",
    "thank you and see you next week",
];

const WRITTEN: [&str; 3] = [
    "Each flock is counted by two people.",
    "When it is cold, the birds arrive while it is still light.",
    "Owls are not counted at all.",
];

fn main() {
    let cues = SAID.iter().zip(0..).map(|(text, n)| {
        let span = TimeSpan::new(Timestamp::from_secs(6 * n), Timestamp::from_secs(6 * n + 6));
        Cue::new(span, *text)
    });
    let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues.collect());

    // Made once for a track; it can then align any number of notes.
    let aligner = Aligner::new(&track, AlignOptions::default());
    let claims = WRITTEN.map(|text| Claim {
        text,
        heading: "",
        block: 0,
        moments: 1,
    });

    for (sentence, found) in WRITTEN.iter().zip(aligner.align(&claims)) {
        match found.moments.first() {
            Some(moment) if found.confidence > Confidence::None => {
                println!("{} {:3.0} % {sentence}", moment.time, 100.0 * found.score);
            }
            _ => println!("not said       {sentence}"),
        }
    }
}
