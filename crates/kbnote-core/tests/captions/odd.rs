//! Files as programs write them that keep to no standard.

use kbnote_core::caption;

/// The cues of a file in which nothing is wrong, as `start-end text` in milliseconds.
fn read(file: &str) -> Vec<String> {
    let captions = caption::parse(file.as_bytes()).unwrap();
    assert_eq!(captions.problems, [], "{file}");
    let cues = captions.cues.iter();
    cues.map(|cue| {
        let (start, end) = (cue.start().as_millis(), cue.end().as_millis());
        format!("{start}-{end} {}", cue.text())
    })
    .collect()
}

const SRT: &str = "1\n00:00:01,000 --> 00:00:02,000\nFlocks\nof starlings\n\n\
                   2\n00:00:03,000 --> 00:00:04,000\nare counted.\n";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nFlocks\nof starlings\n\n\
                   00:03.000 --> 00:04.000\nare counted.\n";
const CUES: [&str; 2] = ["1000-2000 Flocks of starlings", "3000-4000 are counted."];

#[test]
fn line_ends_that_were_doubled_do_no_harm() {
    for file in [SRT, VTT] {
        for line_end in ["\r\r\n", "\n\n", "\r\n\r\n", "\n \n", "\r\r\r\n"] {
            let odd = file.replace('\n', line_end);
            assert_eq!(read(&odd), CUES, "{odd:?}");
        }
    }
}

#[test]
fn what_is_wrong_in_a_doubled_file_is_named_by_its_own_line() {
    let odd = SRT
        .replace("00:00:03,000", "00:00:xx")
        .replace('\n', "\n\n");
    let captions = caption::parse(odd.as_bytes()).unwrap();
    let lines: Vec<usize> = captions
        .problems
        .iter()
        .map(|problem| problem.line)
        .collect();
    assert_eq!(lines, [13]);
    assert_eq!(odd.lines().nth(12), Some("00:00:xx --> 00:00:04,000"));
}

#[test]
fn a_time_line_with_another_arrow_begins_a_cue() {
    for arrow in ["->", "=>", "—>", "→", "-- >", "--&gt;", "to"] {
        for file in [SRT, VTT] {
            assert_eq!(read(&file.replace("-->", arrow)), CUES, "{arrow}");
            assert_eq!(read(&file.replacen("-->", arrow, 1)), CUES, "{arrow}");
        }
    }
}

#[test]
fn a_time_line_that_cannot_be_read_is_named_and_is_no_text() {
    let file = SRT.replace("00:00:03,000 -->", "00:00:O3,000 ->");
    let captions = caption::parse(file.as_bytes()).unwrap();
    assert_eq!(captions.cues.len(), 1);
    assert_eq!(captions.cues[0].text(), "Flocks of starlings");
    assert_eq!(captions.problems[0].line, 7);
}
