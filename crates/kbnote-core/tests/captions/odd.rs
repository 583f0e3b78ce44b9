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
        "Kind: chapter",
        " Kind: chapters",
        " - Chapters",
        "\nNOTE chapters",
    ] {
        let kind = kind
            .strip_prefix(' ')
            .map_or(format!("\n{kind}"), |beside| format!(" {beside}"));
        let file = format!("WEBVTT{kind}\n\n{body}").replace('\n', "\r\n");
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
    let json = r#"{"lat":52.5,"lon":13.4}"#;
    let data = [
        json,
        "[1, 2.5]",
        "SUQzBAAAAAAAI1RTU0UAAAAPAAADTGF2",
        "https://example.org/1",
    ];
    let data = data.map(|data| format!("WEBVTT\n\n00:00.000 --> 00:05.000\n{data}\n"));
    let srt = format!("1\n00:00:00,000 --> 00:00:05,000\n{json}\n");
    let others = [metadata.as_str(), pictures, &srt];
    for other in others.into_iter().chain(data.iter().map(String::as_str)) {
        let error = caption::parse(other.as_bytes()).unwrap_err();
        assert!(error.to_string().contains("instead of captions"), "{error}");
        assert!(caption::chapters(other.as_bytes()).is_empty());
    }
    assert!(caption::chapters(VTT.as_bytes()).is_empty());
    for header in [
        "\nKind: captions\n",
        "\nKind: forced\n",
        " - Chapters of a life\n",
    ] {
        assert_eq!(read(&VTT.replacen('\n', header, 1)), CUES);
    }
    let words = ["[Music]", "Rindfleischetikettierungsgesetz", "{whispers}"];
    for word in words {
        let file = format!("WEBVTT\n\n00:00.000 --> 00:05.000\n{word}\n");
        assert!(caption::parse(file.as_bytes()).is_ok(), "{word}");
    }
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

#[test]
fn a_header_may_say_that_a_machine_wrote_the_captions() {
    let file = VTT.replacen('\n', "\nKind: asr\n", 1);
    let captions = caption::parse(file.as_bytes()).unwrap();
    assert_eq!(captions.kind, Some(kbnote_core::TrackKind::Automatic));
}

#[test]
fn unusual_blanks_around_the_arrow_are_read() {
    for blank in ["\u{A0}", "\u{3000}", "\u{2009}"] {
        let file = VTT.replace(" --> ", &format!("{blank}-->{blank}"));
        assert_eq!(read(&file), CUES, "{blank:?}");
    }
}

#[test]
fn readings_of_ruby_are_not_text() {
    let ruby = "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字<rt>じ</ruby>を数える";
    for file in [
        format!("WEBVTT\n\n00:00.000 --> 00:05.000\n{ruby}\n"),
        format!("1\n00:00:00,000 --> 00:00:05,000\n{ruby}\n"),
    ] {
        let captions = caption::parse(file.as_bytes()).unwrap();
        assert_eq!(captions.cues[0].text(), "漢字を数える");
    }
}

#[test]
fn milliseconds_are_not_read_as_seconds() {
    for file in [
        r#"{"words":[{"text":"Hello","start":250,"end":650,"confidence":0.9},{"text":"birds.","start":700,"end":1100}]}"#,
        r#"{"words":[{"text":"Hello","start":250,"end":650,"confidence":0.9}]}"#,
        r#"{"segments":[],"words":[{"word":"Hello","start":250,"end":650},{"word":"birds.","start":"700","end":"1100"}]}"#,
        r#"{"segments":[{"text":"Hello birds.","start":250,"end":1100}]}"#,
        r#"{"segments":[{"startTime":250,"body":"Hello birds."},{"startTime":1900,"body":"At dusk."}]}"#,
        r#"{"segments":[{"startTime":250,"endTime":1100,"body":"Hello birds."}]}"#,
        r#"{"chunks":[{"timestamp":[250,1100],"text":" Hello birds."}]}"#,
        r#"[{"text":"Hello birds.","start":250,"duration":850}]"#,
        r#"[{"text":"Hello birds.","start":250,"end":1100}]"#,
    ] {
        let captions = caption::parse(file.as_bytes()).unwrap();
        assert_eq!(captions.cues[0].start().as_millis(), 250, "{file}");
    }
    for file in [
        r#"[{"text":"[Music]","start":0,"end":300}]"#,
        r#"[{"text":"Hello birds.","start":0,"end":2},{"text":"Bye.","start":3600,"end":3602}]"#,
        r#"{"words":[{"text":"Hello","start":0,"end":1},{"text":"birds.","start":1,"end":2}]}"#,
    ] {
        let captions = caption::parse(file.as_bytes()).unwrap();
        assert!(captions.cues.last().unwrap().end().as_secs() >= 2, "{file}");
    }
}

#[test]
fn the_keys_of_entries_without_a_known_time_are_named() {
    for key in ["startMs", "start_ms", "timestamp", "offset", "t0"] {
        let file = format!(r#"[{{"text":"Hello","{key}":250}},{{"text":"birds","{key}":700}}]"#);
        let captions = caption::parse(file.as_bytes()).unwrap();
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        assert!(captions.cues.is_empty());
        assert!(
            problems[0].contains("`start`") && problems[0].contains(key),
            "{problems:?}"
        );
    }
}

#[test]
fn a_list_with_the_blanks_of_whisper_is_automatic() {
    let kind = |file: &str| caption::parse(file.as_bytes()).unwrap().kind;
    let whisper = r#"[{"start":0.0,"end":2.5,"text":" Flocks"}]"#;
    assert_eq!(kind(whisper), Some(kbnote_core::TrackKind::Automatic));
    assert_eq!(kind(&whisper.replace(" Flocks", "Flocks")), None);
}

#[test]
fn times_with_mixed_marks_are_read_or_named() {
    for times in [
        "00:10.00,000 --> 00:10.09,000",
        "2: 00:10:00,000 --> 00:10:09,000",
    ] {
        let file = format!("1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n{times}\nTwo\n");
        let captions = caption::parse(file.as_bytes()).unwrap();
        let last = captions.cues.last().unwrap();
        assert_eq!(
            (last.start().as_secs(), last.end().as_secs(), last.text()),
            (600, 609, "Two"),
            "{times}"
        );
    }
    let file =
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\n2\n00:00:10:00,000 --> 00:00:10:09,000\nTwo\n";
    let captions = caption::parse(file.as_bytes()).unwrap();
    let lines: Vec<_> = captions
        .problems
        .iter()
        .map(|problem| problem.line)
        .collect();
    assert_eq!((captions.cues.len(), lines), (1, vec![6]));
}

#[test]
fn srv3_that_was_escaped_twice_is_read() {
    let file = r#"<timedtext format="3"><body><p t="0" d="1000">it&amp;#39;s &amp;amp; &lt;3</p></body></timedtext>"#;
    let captions = caption::parse(file.as_bytes()).unwrap();
    assert_eq!(captions.cues[0].text(), "it's & <3");
}

#[test]
fn a_number_without_a_blank_line_before_it_is_not_text() {
    let file =
        "1\n00:00:01,000 --> 00:00:02,000\nAt dusk.\n2\n\n00:10:00,000 --> 00:10:09,000\nTwo\n";
    let captions = caption::parse(file.as_bytes()).unwrap();
    let texts: Vec<_> = captions.cues.iter().map(kbnote_core::Cue::text).collect();
    assert_eq!(texts, ["At dusk.", "Two"]);
    let score = file.replacen("1\n", "", 1).replace("\n2\n", "\n7\n");
    let captions = caption::parse(score.as_bytes()).unwrap();
    assert_eq!(captions.cues[0].text(), "At dusk. 7");
}
