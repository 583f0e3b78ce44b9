//! An invented talk on sourdough, and a note on it whose right moments are known.
#![allow(dead_code)]

use kbnote_align::Claim;
use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackId, TrackKind};

/// The talk: a cue every four seconds.
pub(crate) const TALK: [&str; 40] = [
    "Welcome back to the kitchen. Today I want to show you",
    "how I bake a loaf of sourdough from start to finish.",
    "The first thing you need is a starter, and that is",
    "nothing more than flour and water left on the counter.",
    "Wild yeast lives on the grain, and it wakes up",
    "as soon as it gets wet and warm.",
    "Feed it once a day with fifty grams of rye flour",
    "and the same weight of water, and throw half of it away.",
    "After about five days it should double within four hours.",
    "That is how you know it is strong enough for bread.",
    "Now for the dough itself. I take five hundred grams of flour,",
    "three hundred and fifty of water, so seventy percent hydration,",
    "a hundred grams of starter, and ten grams of salt.",
    "Mix everything except the salt and let it rest for half an hour.",
    "Bakers call this rest the autolyse, and it saves you",
    "a lot of kneading, because the gluten forms by itself.",
    "Then the salt goes in, and I fold the dough",
    "over itself four times, once every thirty minutes.",
    "You will feel how it gets smoother and more elastic.",
    "If the kitchen is cold, put the bowl in the oven",
    "with only the light switched on. That keeps it",
    "around twenty six degrees.",
    "The big mistake everyone makes is waiting too long here.",
    "An overproofed dough turns slack and sticky,",
    "and the loaf spreads out like a pancake.",
    "So shape it when it has grown by half, not when it has doubled.",
    "Flour the table lightly, pull the edges to the middle,",
    "turn it over and drag it towards you to build tension.",
    "It goes into a basket lined with a cloth and rice flour,",
    "and then into the fridge overnight.",
    "The cold slows the yeast but not the bacteria,",
    "and the bacteria make the acids that give the sour taste.",
    "In the morning heat a cast iron pot to two hundred and fifty degrees.",
    "Score the top with a razor blade, one long cut,",
    "so the steam has somewhere to escape.",
    "Bake it for twenty minutes with the lid on",
    "and another twenty five without, until it is dark brown.",
    "The lid traps the steam, which keeps the crust soft",
    "long enough for the loaf to rise.",
    "And please let it cool before you cut it. Thank you for watching.",
];

/// Sentences of a note, each with its paragraph and the number of the cue it rests on.
pub(crate) const NOTE: [(&str, usize, usize); 12] = [
    (
        "A sourdough starter is only flour and water that is left out.",
        0,
        2,
    ),
    ("The yeast is wild and comes from the grain.", 0, 4),
    (
        "It is fed daily with 50 g of rye flour and as much water.",
        0,
        6,
    ),
    ("A starter is ready when it doubles in four hours.", 0, 8),
    (
        "The dough has a hydration of 70%: 500 g flour and 350 g water.",
        1,
        10,
    ),
    (
        "During the autolyse the gluten develops without kneading.",
        1,
        14,
    ),
    (
        "The dough is folded 4 times at intervals of 30 minutes.",
        1,
        16,
    ),
    (
        "Dough that is over-proofed becomes sticky and the loaf spreads.",
        2,
        23,
    ),
    ("Shaping should happen once it has grown by half.", 2, 25),
    (
        "A night in the fridge lets bacteria produce acids, hence the sour taste.",
        3,
        29,
    ),
    (
        "The loaf is scored with a razor so that steam can escape.",
        3,
        33,
    ),
    (
        "It bakes 20 minutes under the lid and 25 without it.",
        3,
        35,
    ),
];

/// A sentence that the talk says nothing of.
pub(crate) const STRANGER: &str =
    "The Ottoman fleet lost the battle of Lepanto against the Holy League in 1571.";

/// The talk as a track that begins `shift` milliseconds late.
pub(crate) fn talk(shift: u64) -> Track {
    let cues = TALK.iter().zip(0u64..).map(|(text, n)| {
        let start = Timestamp::from_millis(shift + 4_000 * n);
        Cue::new(TimeSpan::new(start, start.saturating_add(3_900)), *text)
    });
    track(cues.collect())
}

/// English cues as a track.
pub(crate) fn track(cues: Vec<Cue>) -> Track {
    let language = LanguageTag::english();
    Track {
        id: TrackId::of(&language, TrackKind::Manual),
        language,
        kind: TrackKind::Manual,
        name: None,
        cues,
    }
}

/// The note as claims that ask for one moment each.
pub(crate) fn note() -> Vec<Claim<'static>> {
    NOTE.iter()
        .map(|(text, block, _)| claim(text, *block))
        .collect()
}

/// A claim that requests one moment.
pub(crate) fn claim(text: &str, block: usize) -> Claim<'_> {
    Claim {
        text,
        heading: "",
        block,
        moments: 1,
    }
}
