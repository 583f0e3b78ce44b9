//! Files of programs that do not follow a standard.

use kbnote_core::caption;

/// The cues of a file without problems, as `start-end text` in milliseconds.
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
fn doubled_line_ends_are_harmless() {
    for file in [SRT, VTT] {
        for line_end in ["\r\r\n", "\n\n", "\r\n\r\n", "\n \n", "\r\r\r\n"] {
            let odd = file.replace('\n', line_end);
            assert_eq!(read(&odd), CUES, "{odd:?}");
        }
    }
}

#[test]
fn problems_in_a_doubled_file_have_their_own_line_numbers() {
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
fn an_invalid_time_line_is_reported_and_is_not_text() {
    let file = SRT.replace("00:00:03,000 -->", "00:00:x3,000 ->");
    let captions = caption::parse(file.as_bytes()).unwrap();
    assert_eq!(captions.cues.len(), 1);
    assert_eq!(captions.cues[0].text(), "Flocks of starlings");
    assert_eq!(captions.problems[0].line, 7);
}

#[test]
fn webvtt_of_another_kind_has_no_captions() {
    let body =
        "00:00.000 --> 05:00.000\nCounting the flocks\n\n05:00.000 --> 10:00.000\nComparing\n";
    for kind in [
        "Kind: chapters",
        "kind:Chapters",
        "Language: en\nKind: chapters",
    ] {
        let file = format!("WEBVTT\n{kind}\n\n{body}").replace('\n', "\r\n");
        let chapters = caption::chapters(file.as_bytes());
        let shown: Vec<_> = chapters
            .iter()
            .map(|c| (c.start.as_secs(), c.title.as_str()))
            .collect();
        assert_eq!(
            shown,
            [(0, "Counting the flocks"), (300, "Comparing")],
            "{kind}"
        );
        assert!(caption::parse(file.as_bytes()).is_err());
    }
    let metadata = format!("WEBVTT\nKind: metadata\n\n{body}");
    let pictures = "WEBVTT\n\n00:00.000 --> 00:05.000\nsprite.jpg#xywh=0,0,160,90\n";
    for other in [metadata.as_str(), pictures] {
        let error = caption::parse(other.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("instead of captions"), "{error}");
        assert!(caption::chapters(other.as_bytes()).is_empty());
    }
    assert!(caption::chapters(VTT.as_bytes()).is_empty());
    assert_eq!(read(&VTT.replacen('\n', "\nKind: captions\n", 1)), CUES);
}

#[test]
fn parts_of_a_stream_are_joined() {
    let header = "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n";
    for (end, glue) in [("\n\n", ""), ("\n", ""), ("\n\n", "\n")] {
        for seam in ["00:03.000 --> 00:06.000", "00:04.000 --> 00:06.000"] {
            let file = format!(
                "{header}00:01.000 --> 00:02.000\nFlocks\n\n00:03.000 --> 00:04.000\nof starlings{end}{glue}\
                 {header}{seam}\nof starlings\n\n00:07.000 --> 00:08.000\nof starlings\n"
            );
            let captions = caption::parse(file.as_bytes()).unwrap();
            let cues: Vec<_> = captions
                .cues
                .iter()
                .map(|cue| (cue.start().as_secs(), cue.end().as_secs(), cue.text()))
                .collect();
            let expected = [
                (1, 2, "Flocks"),
                (3, 6, "of starlings"),
                (7, 8, "of starlings"),
            ];
            assert_eq!(cues, expected, "{file}");
        }
    }
}

#[test]
fn references_encoded_twice_are_resolved() {
    let vtt = VTT.replace("are counted.", "it&amp;#39;s R&amp;amp;D &amp;lt;i&amp;gt;");
    let list = r#"[{"text":"it&#39;s R&amp;D &lt;i&gt;","start":3,"duration":1}]"#;
    for file in [vtt.as_str(), list] {
        let cues = read(file);
        assert_eq!(cues.last().unwrap(), "3000-4000 it's R&D <i>", "{file}");
    }
}
