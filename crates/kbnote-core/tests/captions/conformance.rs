//! WebVTT against the expectations of the web platform's tests and of another reader.
//!
//! The expectations give the text of a cue as it stands in the file or as a tree; here only its
//! plain text is compared, with white space folded, and cues that show nothing do not count.

use std::path::Path;

use kbnote_core::Cue;
use kbnote_core::caption::{self, Captions};
use serde_json::Value;

use crate::shared::{files, folder, json};

/// Exceptions, each with its reason.
const DECIDED_AGAINST: [(&str, &str); 4] = [
    (
        "cue-times_minimum-spots-over-sixty",
        "`120:00.000` is no time of the standard; the other reader takes it for 120 hours, but what \
         people mean by it in files that do not keep to the standard is 120 minutes",
    ),
    (
        "timings-too-short",
        "`00:00:00.` is no time of the standard, but what is missing is only its fraction",
    ),
    (
        "integration_spec-example",
        "a dash in it was encoded twice; here it is decoded twice",
    ),
    (
        "timings-garbage",
        "`00:00:00:000` is no time of the standard either, but its meaning is clear",
    ),
];

fn is_exception(name: &str) -> bool {
    DECIDED_AGAINST
        .iter()
        .any(|(case, _)| name.starts_with(case))
}

/// The text that a cue shows: without tags, references resolved, white space folded.
fn plain(markup: &str) -> String {
    let mut text = String::new();
    let mut rest = markup;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (reference, c) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&lrm;", "\u{200E}"),
        ("&rlm;", "\u{200F}"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, c);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "times of small files"
)]
fn millis(seconds: &Value) -> u64 {
    (seconds.as_f64().unwrap() * 1000.0).round() as u64
}

#[test]
fn files_are_read_according_to_the_standard() {
    let Some(folder) = folder("fixtures/captions/wpt_file_parsing") else {
        return;
    };
    for (name, bytes) in files(&folder, &[".vtt"]) {
        let captions = caption::parse(&bytes).unwrap();
        let expected = json(&folder.join(name.replace(".vtt", ".expected.json")));
        if is_exception(&name) {
            continue;
        }
        if let Some(count) = expected["cue_count"].as_u64() {
            assert_eq!(captions.cues.len() as u64, count, "{name}");
        }
        for assert in expected["asserts"].as_array().unwrap() {
            let cue = &captions.cues[usize::try_from(assert["cue"].as_u64().unwrap()).unwrap()];
            let value = &assert["equals"];
            match assert["field"].as_str().unwrap() {
                "text" => assert_eq!(cue.text(), plain(value.as_str().unwrap()), "{name}"),
                "startTime" => assert_eq!(cue.start().as_millis(), millis(value), "{name}"),
                "endTime" => assert_eq!(cue.end().as_millis(), millis(value), "{name}"),
                // A track has neither the names of cues nor where they are shown.
                "id" | "region" => {}
                other => panic!("{name}: {other}"),
            }
        }
    }
}

/// The text of an expected tree: what stands in quotation marks, one node a line.
fn text_of_tree(tree: &str) -> String {
    let mut text = String::new();
    for node in tree
        .split("\n| ")
        .map(|node| node.trim_start_matches("| ").trim_start())
    {
        if let Some(quoted) = node.strip_prefix('"') {
            text.push_str(quoted.trim_end().trim_end_matches('"'));
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn cue_text_is_read_according_to_the_standard() {
    let Some(folder) = folder("fixtures/captions/wpt_cue_parsing") else {
        return;
    };
    for (name, bytes) in files(&folder, &[".vtt"]) {
        let cases = json(&folder.join(name.replace(".vtt", ".json")));
        let texts = cases.as_array().unwrap().iter();
        let expected: Vec<_> = texts
            .map(|case| text_of_tree(case["expectedTree"].as_str().unwrap()))
            .filter(|text| !text.is_empty())
            .collect();
        let captions = caption::parse(&bytes).unwrap();
        let read: Vec<_> = captions.cues.iter().map(Cue::text).collect();
        // A change of voice begins a cue of its own.
        if captions.cues.iter().any(|cue| cue.speaker().is_some()) {
            assert_eq!(letters(&read), letters(&expected), "{name}");
        } else {
            assert_eq!(read, expected, "{name}");
        }
    }
}

fn letters<T: AsRef<str>>(texts: &[T]) -> String {
    let letters = texts.iter().flat_map(|text| text.as_ref().chars());
    letters.filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn files_are_read_as_by_another_reader() {
    let Some(folder) = folder("fixtures/captions/vttjs") else {
        return;
    };
    let mut compared = 0;
    for (name, bytes) in files(&folder, &[".vtt"]) {
        let expectation = folder.join(name.replace(".vtt", ".json"));
        if expectation.exists() && !is_exception(&name) {
            let captions = caption::parse(&bytes).unwrap();
            assert_eq!(shown(&captions), expected_cues(&expectation), "{name}");
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}

type Shown = (u64, u64, String);

/// The cues as the file has them: those of several voices are one.
fn shown(captions: &Captions) -> Vec<Shown> {
    let is_one = |a: &Cue, b: &Cue| a.span() == b.span() && a.speaker() != b.speaker();
    let cues = captions.cues.chunk_by(is_one);
    cues.map(|cue| {
        let texts: Vec<_> = cue.iter().map(Cue::text).collect();
        let (start, end) = (cue[0].start(), cue[0].end());
        (start.as_millis(), end.as_millis(), texts.join(" "))
    })
    .collect()
}

fn expected_cues(path: &Path) -> Vec<Shown> {
    let expectation = json(path);
    let cues = expectation["cues"].as_array().unwrap().iter();
    let mut cues: Vec<_> = cues
        .map(|cue| {
            (
                millis(&cue["startTime"]),
                millis(&cue["endTime"]),
                plain(cue["text"].as_str().unwrap()),
            )
        })
        .filter(|(_, _, text)| !text.is_empty())
        .collect();
    cues.sort_by_key(|(start, _, _)| *start);
    cues
}
