//! Quotations and numbers compared with captions, where the development set is at hand: what is
//! found when one is exchanged, and what is reported of the notes as they are.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot go on fails where it is, and one that is skipped says so"
)]

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use kbnote_align::Confidence;
use kbnote_bench::rng::Rng;
use kbnote_check::{DifferenceKind, SpokenText, WordDifference};
use kbnote_core::{Cue, LanguageTag, Timestamp, Track, TrackKind, Transcript, Video, caption};
use kbnote_engine::anchoring::{aligner, aligner_claims};
use kbnote_engine::passages::cue_at;
use kbnote_engine::prepared_transcript::PreparedTranscript;
use kbnote_engine::wording::Wording;
use kbnote_note::{AnchorStyle, Claim, Note};

/// The folder of the development set, if there is one.
fn development() -> Option<PathBuf> {
    let default = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared"));
    let folder = std::env::var_os("KBNOTE_SHARED").map_or_else(default, PathBuf::from);
    let set = folder.join("bench/align");
    if !set.join("gold").is_dir() {
        eprintln!("skipped: no development set");
        return None;
    }
    Some(set)
}

/// Of every so many videos as many notes: enough to see a fall. All with `KBNOTE_LONG_TESTS`.
fn sample() -> (usize, usize) {
    match std::env::var_os("KBNOTE_LONG_TESTS") {
        Some(_) => (1, usize::MAX),
        None => (5, 4),
    }
}

/// A note on a video with edited captions, and its claims with anchors of high confidence.
struct Sample<'a> {
    name: String,
    track: &'a Track,
    note: Note,
    sure: Vec<Claim>,
}

fn each_sample(set: &Path, mut use_it: impl FnMut(&Sample<'_>)) {
    let (step, most) = sample();
    for folder in entries(&set.join("gold")).into_iter().step_by(step) {
        let video = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let file = fs::read(set.join("captions").join(format!("{video}.srt"))).unwrap();
        let cues = caption::parse(&file).unwrap().cues;
        let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues);
        let aligner = aligner(&track);
        for path in entries(&folder).into_iter().take(most) {
            let note = Note::parse(fs::read(&path).unwrap());
            let claims = note.claims();
            let found = aligner.align(&aligner_claims(&note, &claims));
            let is_sure = |claim: &Claim, at: usize| {
                let near = |time: Timestamp| {
                    let mut moments = found[at].moments.iter();
                    moments.any(|moment| moment.time.abs_diff(time) <= 10_000)
                };
                let times = times(&note, claim, &track);
                found[at].confidence == Confidence::High && times.into_iter().any(near)
            };
            let sure = claims
                .iter()
                .enumerate()
                .filter(|(at, claim)| is_sure(claim, *at));
            let sample = Sample {
                name: format!(
                    "{video}/{}",
                    path.file_name().unwrap_or_default().to_string_lossy()
                ),
                track: &track,
                sure: sure.map(|(_, claim)| claim.clone()).collect(),
                note,
            };
            use_it(&sample);
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn times(note: &Note, claim: &Claim, track: &Track) -> Vec<Timestamp> {
    let anchors = note.anchors()[claim.anchors.clone()].iter();
    anchors
        .filter_map(|anchor| anchor.time_before(track.end()))
        .collect()
}

const LETTERS: [&str; 16] = [
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "fifteen", "twenty",
    "thirty", "fifty", "hundred", "thousand", "million",
];

/// The numbers in the sentences of a note with sure anchors: in digits, or words of a list.
fn numbers(sample: &Sample<'_>) -> Vec<Range<usize>> {
    let text = sample.note.text();
    let mut found = Vec::new();
    for claim in &sample.sure {
        let mut at = claim.range.start;
        for run in text[claim.range.clone()].split_inclusive(char::is_whitespace) {
            let start = at;
            at += run.len();
            let is_outer = |c: char| !c.is_alphanumeric();
            let bare = run.trim_start_matches(is_outer);
            let start = start + run.len() - bare.len();
            let bare = bare.trim_end_matches(is_outer);
            let digits = bare.trim_end_matches(['s', '%']).replace(',', "");
            let is_in_digits =
                digits.starts_with(|c: char| c.is_ascii_digit()) && digits.parse::<f64>().is_ok();
            let is_number = is_in_digits || LETTERS.contains(&bare);
            let is_in_anchor = sample
                .note
                .anchors()
                .iter()
                .any(|a| a.range.contains(&start));
            let is_alone = !text[..start].ends_with(['-', '.', ':', '/', '=', '\\']);
            if is_number && is_alone && !is_in_anchor && !claim.text.contains(['\\', '=']) {
                found.push(start..start + bare.len());
            }
        }
    }
    found
}

/// Another number of the same length.
fn other(number: &str, rng: &mut Rng) -> String {
    loop {
        let other: String = if LETTERS.contains(&number) {
            LETTERS[rng.below(LETTERS.len())].to_owned()
        } else {
            let mut leading = true;
            let digit = |c: char| {
                if !c.is_ascii_digit() {
                    return c;
                }
                let least = u32::from(std::mem::take(&mut leading));
                let digit = least + u32::try_from(rng.below(10 - least as usize)).unwrap();
                char::from_digit(digit, 10).unwrap()
            };
            number.chars().map(digit).collect()
        };
        if other != number {
            return other;
        }
    }
}

fn differences(track: &Track, note: &Note) -> Vec<WordDifference> {
    let transcript = Transcript {
        video: Video::new("kbnoteDemo1".parse().unwrap()),
        chapters: Vec::new(),
        tracks: vec![track.clone()],
    };
    let prepared = PreparedTranscript::from(transcript);
    Wording::new(prepared.track(0), track.end()).differences(note)
}

fn number_at(found: &[WordDifference], range: &Range<usize>) -> bool {
    let is_number = |d: &&WordDifference| matches!(d.kind, DifferenceKind::Number(_));
    let mut numbers = found.iter().filter(is_number);
    numbers.any(|d| d.range.start < range.end && range.start < d.range.end)
}

#[expect(clippy::cast_precision_loss, reason = "these are counts")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

#[test]
fn exchanged_numbers_are_found_and_true_ones_are_not_reported() {
    let Some(set) = development() else { return };
    let mut rng = Rng::new(17);
    let (mut all, mut reported, mut found) = (0, 0, 0);
    each_sample(&set, |sample| {
        let numbers = numbers(sample);
        let now = differences(sample.track, &sample.note);
        let shown = std::env::var_os("KBNOTE_SHOW_REPORTS").is_some();
        let mut text = sample.note.text().to_owned();
        let mut moved: Vec<Range<usize>> = Vec::new();
        for range in &numbers {
            all += 1;
            if number_at(&now, range) {
                reported += 1;
                if shown {
                    let line = sample.note.line_at(range.start);
                    let found = now
                        .iter()
                        .find(|d| d.range.start < range.end && range.start < d.range.end);
                    println!(
                        "{}:{line}: {} {found:?}",
                        sample.name,
                        &sample.note.text()[range.clone()]
                    );
                }
            }
        }
        for range in numbers.iter().rev() {
            let other = other(&text[range.clone()], &mut rng);
            let grown = other.len();
            moved.iter_mut().for_each(|later| {
                *later = later.start + grown - range.len()..later.end + grown - range.len();
            });
            moved.push(range.start..range.start + grown);
            text.replace_range(range.clone(), &other);
        }
        let exchanged = differences(sample.track, &Note::parse(text));
        found += moved
            .iter()
            .filter(|range| number_at(&exchanged, range))
            .count();
    });
    let (found, reported) = (percent(found, all), percent(reported, all));
    println!("of {all} numbers {reported:.1} % are reported, {found:.1} % once exchanged");
    assert!(all > 300, "{all}");
    assert!(found >= 80.0, "{found:.1} % of exchanged numbers are found");
    assert!(reported <= 4.0, "{reported:.1} % of numbers are reported");
}

/// A quotation of the captions at a time, and the same with one word exchanged.
fn quotation(track: &Track, time: Timestamp, rng: &mut Rng) -> Option<(String, String)> {
    let first = cue_at(track, time).start;
    let texts: Vec<&str> = track
        .cues
        .iter()
        .skip(first)
        .take(4)
        .map(Cue::text)
        .collect();
    let joined = texts.join(" ");
    let words: Vec<&str> = joined.split_whitespace().collect();
    let length = 5 + rng.below(16);
    let words = words.get(..length)?;
    if joined.contains("..")
        || words
            .iter()
            .any(|word| word.contains(['[', '(', '"', '“', '”', '*', '_', '…', '♪', '<']))
    {
        return None;
    }
    let is_plain = |word: &str| word.chars().all(char::is_alphabetic) && word.len() > 2;
    let at = rng.below(length);
    let vocabulary: Vec<&str> = track.cues[rng.below(track.cues.len())]
        .text()
        .split(' ')
        .collect();
    let other = vocabulary[rng.below(vocabulary.len())];
    if !is_plain(words[at]) || !is_plain(other) || other.eq_ignore_ascii_case(words[at]) {
        return None;
    }
    let mut exchanged = words.to_vec();
    exchanged[at] = other;
    Some((words.join(" "), exchanged.join(" ")))
}

#[test]
fn quotations_with_an_exchanged_word_are_found_and_true_ones_are_not_reported() {
    let Some(set) = development() else { return };
    let mut rng = Rng::new(4);
    let (mut all, mut reported, mut found) = (0, 0, 0);
    each_sample(&set, |sample| {
        let track = sample.track;
        let sure = sample
            .sure
            .iter()
            .filter_map(|claim| times(&sample.note, claim, track).first().copied());
        let quoted: Vec<_> = sure
            .filter_map(|time| Some((time, quotation(track, time, &mut rng)?)))
            .collect();
        let note = |pick: fn(&(String, String)) -> &str| {
            let paragraph = |(time, texts): &(Timestamp, (String, String))| {
                format!(
                    "She said “{}” {}.\n\n",
                    pick(texts),
                    AnchorStyle::Html.write(*time, None)
                )
            };
            Note::parse(quoted.iter().map(paragraph).collect::<String>())
        };
        all += quoted.len();
        let (true_ones, exchanged) = (note(|texts| &texts.0), note(|texts| &texts.1));
        let now = differences(track, &true_ones);
        for difference in &now {
            println!(
                "{} {difference:?} {}",
                sample.name,
                &true_ones.text()[difference.range.clone()]
            );
        }
        reported += now.len();
        let is_words = |d: &WordDifference| matches!(d.kind, DifferenceKind::Words(_));
        found += differences(track, &exchanged)
            .iter()
            .filter(|d| is_words(d))
            .count();
    });
    let (found, reported) = (percent(found, all), percent(reported, all));
    println!(
        "of {all} quotations {reported:.1} % are reported, {found:.1} % once a word is exchanged"
    );
    assert!(all > 300, "{all}");
    assert!(found >= 95.0, "{found:.1} % of exchanged words are found");
    assert!(
        reported <= 1.0,
        "{reported:.1} % of true quotations are reported"
    );
}

/// The names in the sentences of a note with sure anchors that the captions say there.
fn names(sample: &Sample<'_>) -> Vec<Range<usize>> {
    let text = sample.note.text();
    let mut found = Vec::new();
    for claim in &sample.sure {
        let times = times(&sample.note, claim, sample.track);
        let claimed = &text[claim.range.clone()];
        for (at, _) in claimed.match_indices(|c: char| c.is_ascii_uppercase()) {
            let word = claimed[at..].split(|c: char| !c.is_alphabetic()).next();
            let word = word.unwrap_or_default();
            let is_within = claimed[..at].ends_with(' ')
                && claimed[..at].trim_end().ends_with(char::is_alphanumeric);
            let is_name = word.len() >= 5 && word[1..].chars().all(|c| c.is_ascii_lowercase());
            let said = |time: &Timestamp| is_said(sample.track, word, *time);
            if is_within && is_name && times.iter().any(said) {
                let start = claim.range.start + at;
                found.push(start..start + word.len());
            }
        }
    }
    found
}

/// Whether a word is said around a time, written so.
fn is_said(track: &Track, word: &str, time: Timestamp) -> bool {
    let near = |cue: &&Cue| {
        cue.end().saturating_add(10_000) >= time && cue.start() <= time.saturating_add(30_000)
    };
    let mut cues = track.cues.iter().filter(near);
    cues.any(|cue| {
        let mut words = cue.text().split(|c: char| !c.is_alphabetic());
        words.any(|said| said == word)
    })
}

#[test]
fn misspelt_names_are_found_and_true_ones_are_not_reported() {
    let Some(set) = development() else { return };
    let (mut all, mut reported, mut found) = (0, 0, 0);
    each_sample(&set, |sample| {
        let is_name = |d: &&WordDifference| matches!(d.kind, DifferenceKind::Name(_));
        reported += differences(sample.track, &sample.note)
            .iter()
            .filter(is_name)
            .count();
        for range in names(sample) {
            all += 1;
            let mut text = sample.note.text().to_owned();
            let middle = range.start + 2..range.start + 3;
            let other = if &text[middle.clone()] == "l" {
                "t"
            } else {
                "l"
            };
            text.replace_range(middle, other);
            let now = differences(sample.track, &Note::parse(text));
            let is_found = now
                .iter()
                .filter(is_name)
                .any(|d| d.range.start == range.start);
            found += usize::from(is_found);
        }
    });
    let (found, reported) = (percent(found, all), percent(reported, all));
    eprintln!(
        "of {all} names, misspelt: {found:.1} % found; as they are: {reported:.1} % reported"
    );
    assert!(found >= 70.0 && reported <= 4.0, "{found} {reported}");
}
