//! What comparing two notes costs, and how it grows.
//!
//! `cargo bench -p kbnote-note`. The notes are invented by a fixed rule; the reading of both is
//! part of what is measured.

use kbnote_note::Note;
use kbnote_note::diff;

fn main() {
    divan::main();
}

const WORDS: [&str; 20] = [
    "river",
    "engine",
    "matrix",
    "garden",
    "signal",
    "market",
    "theory",
    "harbour",
    "protein",
    "window",
    "circuit",
    "forest",
    "budget",
    "melody",
    "glacier",
    "kitchen",
    "satellite",
    "lens",
    "bridge",
    "library",
];

fn word(number: usize) -> &'static str {
    WORDS[number % WORDS.len()]
}

/// A sentence that is always the same for a number.
fn sentence(n: usize) -> String {
    let time = format!("{:02}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60);
    format!(
        "In case {n} the {} moves the {} by {} steps, as the {} of the {} shows <a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>.",
        word(n * 7),
        word(n * 11 + 3),
        n % 97,
        word(n / 20),
        word(n / 7 + 5),
    )
}

/// A note in paragraphs of five sentences, with a heading for every hundred.
fn note(sentences: impl Iterator<Item = String>) -> Note {
    let mut text = String::from("---\ntitle: Birds\nvideoId: kbnoteDemo1\n---\n\n");
    for (i, sentence) in sentences.enumerate() {
        if i % 100 == 0 {
            text += &format!("\n\n## Part {}\n\n", i / 100);
        }
        text += &sentence;
        text += if i % 5 == 4 { "\n\n" } else { " " };
    }
    Note::parse(text)
}

const SIZES: [usize; 3] = [10_000, 20_000, 40_000];

fn measure(
    bencher: divan::Bencher<'_, '_>,
    size: usize,
    edit: impl Fn(usize) -> Option<String> + Sync,
) {
    bencher
        .with_inputs(|| {
            let old = note((0..size).map(sentence));
            let new = note((0..size).filter_map(&edit));
            (old, new)
        })
        .bench_refs(|(old, new)| diff::compare(old, new).changes().len());
}

/// What both sides cost before anything is compared.
#[divan::bench(args = SIZES, sample_count = 15)]
fn units_of_one(bencher: divan::Bencher<'_, '_>, size: usize) {
    bencher
        .with_inputs(|| note((0..size).map(sentence)))
        .bench_refs(|note| diff::units(note).len());
}

/// One sentence in ten reworded, one in fifty gone, one in twenty at another time.
#[divan::bench(args = SIZES, sample_count = 15)]
fn edited(bencher: divan::Bencher<'_, '_>, size: usize) {
    measure(bencher, size, |n| {
        let sentence = sentence(n);
        match n {
            n if n % 50 == 0 => None,
            n if n % 10 == 1 => Some(sentence.replace("moves", "carries")),
            n if n % 20 == 2 => Some(sentence.replace(":0", ":1")),
            _ => Some(sentence),
        }
    });
}

/// Every sentence reworded.
#[divan::bench(args = SIZES, sample_count = 15)]
fn reworded(bencher: divan::Bencher<'_, '_>, size: usize) {
    measure(bencher, size, |n| {
        Some(sentence(n).replace("moves", "carries"))
    });
}

/// Every sentence another one.
#[divan::bench(args = SIZES, sample_count = 15)]
fn rewritten(bencher: divan::Bencher<'_, '_>, size: usize) {
    measure(bencher, size, |n| {
        Some(format!(
            "Nothing of {} is left, nor of {}.",
            n * 3 + 1_000_000,
            word(n)
        ))
    });
}

/// The second half before the first.
#[divan::bench(args = SIZES, sample_count = 15)]
fn moved(bencher: divan::Bencher<'_, '_>, size: usize) {
    measure(bencher, size, |n| Some(sentence((n + size / 2) % size)));
}
