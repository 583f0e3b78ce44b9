//! Recorded caption files.

use kbnote_core::caption::{self, Captions, ProblemKind};
use kbnote_core::{Cue, TrackKind};
use serde_json::Value;

use crate::shared::{files, folder, json};

/// Every folder of recorded caption files, with the endings that its caption files have.
const FOLDERS: [(&str, &[&str]); 13] = [
    ("fixtures/captions/aligned", &[".srt"]),
    ("fixtures/captions/astisub", &[".srt", ".vtt", ".ttml"]),
    ("fixtures/captions/misc", &[".srt", ".vtt", ".ttml"]),
    ("fixtures/captions/parallel", &[".srt", ".vtt", ".xml"]),
    ("fixtures/captions/ttconv", &[".srt", ".vtt", ".ttml"]),
    ("fixtures/captions/vttjs", &[".vtt"]),
    ("fixtures/captions/wpt_cue_parsing", &[".vtt"]),
    ("fixtures/captions/wpt_file_parsing", &[".vtt"]),
    ("fixtures/youtube/json3", &[".json3"]),
    ("fixtures/youtube/srv1", &[".xml"]),
    ("fixtures/youtube/srv3", &[".xml", ".ytt"]),
    ("fixtures/youtube/vtt", &[".vtt"]),
    ("bench/align/captions", &[".srt"]),
];

/// Files without captions, and why.
const REFUSED: [(&str, &str); 3] = [
    (
        "broken-1-in.vtt",
        "the signature is another word, and there is no cue",
    ),
    ("file-layout_blank-file.vtt", "it is empty"),
    (
        "file-layout_garbage-signature.vtt",
        "there is no signature and no cue",
    ),
];

fn parse(bytes: &[u8]) -> Captions {
    caption::parse(bytes).unwrap()
}

#[test]
fn every_file_is_read() {
    for (name, endings) in FOLDERS {
        let Some(folder) = folder(name) else { continue };
        for (file, bytes) in files(&folder, endings) {
            let is_refused = REFUSED.iter().any(|(refused, _)| *refused == file);
            assert_eq!(caption::parse(&bytes).is_err(), is_refused, "{name}/{file}");
        }
    }
}

/// Folders whose files have no problems except those in [`is_real`].
const SOUND: [&str; 9] = [
    "bench/align/captions",
    "bench/align/captions_asr",
    "fixtures/captions/aligned",
    "fixtures/captions/misc",
    "fixtures/captions/parallel",
    "fixtures/youtube/json3",
    "fixtures/youtube/srv1",
    "fixtures/youtube/srv3",
    "fixtures/youtube/vtt",
];

/// Real problems of the recorded files, checked by eye: a few cues end before they start, and one file
/// is joined from the parts of a stream, each with a header.
fn is_real(kind: &ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::EndBeforeStart | ProblemKind::SecondHeader
    )
}

#[test]
fn only_real_problems_are_reported() {
    for name in SOUND {
        let Some(folder) = folder(name) else { continue };
        for (file, bytes) in files(
            &folder,
            &[".srt", ".vtt", ".ttml", ".xml", ".ytt", ".json3"],
        ) {
            for problem in parse(&bytes).problems {
                assert!(is_real(&problem.kind), "{file}: {problem}");
            }
        }
    }
}

/// The words of an automatic track, each with its time, straight from the events.
fn spoken_in_json3(document: &Value) -> Vec<(String, u64)> {
    let events = document["events"].as_array().unwrap().iter();
    let rows = events.filter(|event| event["aAppend"].is_null());
    let words = rows.flat_map(|event| {
        let start = event["tStartMs"].as_u64().unwrap();
        let segments = event["segs"].as_array().cloned().unwrap_or_default();
        segments.into_iter().map(move |segment| {
            let word = segment["utf8"].as_str().unwrap().trim().to_owned();
            (word, start + segment["tOffsetMs"].as_u64().unwrap_or(0))
        })
    });
    words.collect()
}

fn spoken(captions: &Captions) -> Vec<(String, u64)> {
    let words = captions.cues.iter().flat_map(Cue::timed_words);
    words
        .map(|(word, start)| (word.trim().to_owned(), start.as_millis()))
        .collect()
}

#[test]
fn json3_gives_each_word_once_at_its_own_time() {
    let mut count = 0;
    for name in ["fixtures/youtube/json3", "bench/align/captions_asr"] {
        let Some(folder) = folder(name) else { return };
        for (file, bytes) in files(&folder, &[".json3"]) {
            let captions = parse(&bytes);
            if captions.kind == Some(TrackKind::Automatic) {
                let expected = spoken_in_json3(&json(&folder.join(&file)));
                assert_eq!(spoken(&captions), expected, "{file}");
                assert_clipped(&captions, &file);
                count += expected.len();
            }
        }
    }
    assert!(count > 100_000, "{count} words");
}

fn assert_clipped(captions: &Captions, file: &str) {
    for pair in captions.cues.windows(2) {
        let last_word = pair[0].words().last().map(|word| word.start);
        let latest = pair[1].start().max(last_word.unwrap_or_default());
        assert!(pair[0].end() <= latest, "{file}: {:?}", pair[0]);
    }
}

/// The rows of a rolling track: the last line of every cue that is longer than a transition,
/// if it is not the row that the transition before left on the screen.
fn rows_of_rolling_webvtt(text: &str) -> Vec<String> {
    let mut rows = Vec::new();
    for block in text.split("\n\n").filter(|block| block.contains(" --> ")) {
        let mut lines = block.lines().skip_while(|line| !line.contains(" --> "));
        let timing = lines.next().unwrap();
        let is_transition = {
            let millis = |time: &str| time[6..].replace('.', "").parse::<i64>().unwrap();
            (millis(&timing[17..29]) - millis(&timing[..12])).rem_euclid(60_000) <= 10
        };
        let last = without_tags(lines.last().unwrap_or_default());
        if !is_transition && !last.is_empty() {
            rows.push(last);
        }
    }
    rows
}

fn without_tags(line: &str) -> String {
    let text: String = line
        .split('<')
        .enumerate()
        .map(|(place, piece)| match place {
            0 => piece,
            _ => piece.split_once('>').map_or("", |(_, text)| text),
        })
        .collect();
    text.replace("&gt;", ">")
        .replace("&lt;", "<")
        .replace("&amp;", "&")
        .replace("&nbsp;", " ")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn rolling_webvtt_gives_each_row_once() {
    let Some(folder) = folder("fixtures/youtube/vtt") else {
        return;
    };
    for (file, bytes) in files(&folder, &[".vtt"]) {
        if !file.starts_with("auto_") {
            continue;
        }
        let captions = parse(&bytes);
        let texts: Vec<_> = captions.cues.iter().map(Cue::text).collect();
        assert_eq!(captions.kind, Some(TrackKind::Automatic));
        assert_eq!(
            texts,
            rows_of_rolling_webvtt(std::str::from_utf8(&bytes).unwrap()),
            "{file}"
        );
        assert_clipped(&captions, &file);
    }
}

#[test]
fn one_programme_in_three_formats_is_the_same() {
    let Some(folder) = folder("fixtures/captions/parallel") else {
        return;
    };
    let cues: Vec<_> = files(&folder, &[".srt", ".vtt", ".xml"])
        .iter()
        .map(|(_, bytes)| parse(bytes).cues)
        .collect();
    assert_eq!(cues.len(), 3);
    assert_eq!(cues[0], cues[1]);
    assert_eq!(cues[0], cues[2]);
}

/// The text of captions is the text of the transcript they were made from.
#[test]
fn captions_have_the_text_of_their_transcript() {
    let Some(folder) = folder("fixtures/captions/aligned") else {
        return;
    };
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect()
    };
    for (file, bytes) in files(&folder, &[".captions.srt"]) {
        let said: String = parse(&bytes)
            .cues
            .iter()
            .map(|cue| letters(cue.text()))
            .collect();
        let transcript = folder.join(file.replace(".captions.srt", ".transcript.txt"));
        let written = letters(&std::fs::read_to_string(transcript).unwrap());
        assert_eq!(said, written, "{file}");
    }
}
