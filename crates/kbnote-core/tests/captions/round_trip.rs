//! Written files are read back.

use kbnote_core::caption::{self, Format};
use kbnote_core::{Cue, TimeSpan, Timestamp, Track, TrackKind, Word};
use proptest::prelude::*;

/// Text of a cue: words separated by single spaces, with everything that could be markup.
fn any_text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[a-zé]{1,8}",
        1 => "[!-~]{1,6}",
        1 => "(<i>|</b>|<c\\.x>|<00:00:01\\.000>|-->|&amp;|&#39;|&|<|\\{\\\\an8\\}|42|1|\\[Music\\]|>>|今天好|ไทย|😀)",
        1 => "\\PC{1,5}",
    ];
    prop::collection::vec(word, 1..8)
        .prop_map(|words| words.join(" "))
        .prop_map(|text| folded(&text))
        .prop_filter("a cue says something", |text| !text.is_empty())
        .prop_filter("it was not encoded twice", |text| {
            !text.contains(['Ã', 'Â', 'â'])
        })
}

fn folded(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200B}' | '\u{FEFF}'))
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cues in order of their start, at most a day into the video.
fn any_cues(text: impl Strategy<Value = String>) -> impl Strategy<Value = Vec<Cue>> {
    let cue = (0u64..86_400_000, 0u64..20_000, text);
    prop::collection::vec(cue, 0..12).prop_map(|mut cues| {
        cues.sort_by_key(|(start, _, _)| *start);
        let cues = cues.into_iter();
        cues.map(|(start, length, text)| Cue::new(span(start, length), text))
            .collect()
    })
}

fn span(start: u64, length: u64) -> TimeSpan {
    TimeSpan::new(
        Timestamp::from_millis(start),
        Timestamp::from_millis(start + length),
    )
}

/// Gives each word of a cue a time, spread over the cue.
fn with_word_times(cue: &Cue) -> Cue {
    let text = cue.text();
    let starts = text.match_indices(' ').map(|(at, _)| at + 1);
    let offsets: Vec<_> = std::iter::once(0).chain(starts).collect();
    let step = cue.span().duration_millis() / offsets.len() as u64;
    let words = offsets.iter().zip(0..).map(|(&offset, place)| Word {
        offset,
        start: cue.start().saturating_add(place * step),
    });
    Cue::with_words(cue.span(), text, words)
}

fn track(cues: Vec<Cue>) -> Track {
    Track::new("pt-BR".parse().unwrap(), TrackKind::Manual, cues)
}

fn assert_read_back(file: &str, format: Format, cues: &[Cue]) -> Result<(), TestCaseError> {
    let captions =
        caption::parse(file.as_bytes()).map_err(|e| TestCaseError::fail(e.to_string()))?;
    prop_assert_eq!(captions.format, format);
    prop_assert_eq!(captions.problems, vec![], "{}", file);
    prop_assert_eq!(&captions.cues, cues, "{}", file);
    Ok(())
}

proptest! {
    #[test]
    fn webvtt(cues in any_cues(any_text())) {
        let track = track(cues);
        let file = caption::to_webvtt(&track);
        assert_read_back(&file, Format::WebVtt, &track.cues)?;
        let captions = caption::parse(file.as_bytes()).unwrap();
        prop_assert_eq!(captions.language, Some(track.language));
    }

    #[test]
    fn webvtt_with_speakers(cues in any_cues(any_text()), names in prop::collection::vec(any_text(), 12)) {
        let spoken = cues.into_iter().zip(&names);
        let cues: Vec<_> = spoken.map(|(cue, name)| cue.with_speaker(Some(name))).collect();
        assert_read_back(&caption::to_webvtt(&track(cues.clone())), Format::WebVtt, &cues)?;
    }

    #[test]
    fn webvtt_with_word_times(cues in any_cues(any_text())) {
        let cues: Vec<_> = cues.iter().map(with_word_times).collect();
        assert_read_back(&caption::to_webvtt(&track(cues.clone())), Format::WebVtt, &cues)?;
    }

    #[test]
    fn srt(cues in any_cues(any_text())) {
        prop_assume!(!cues.is_empty());
        assert_read_back(&caption::to_srt(&track(cues.clone())), Format::Srt, &cues)?;
    }

    #[test]
    fn json(cues in any_cues(any_text())) {
        assert_read_back(&caption::to_json(&track(cues.clone())), Format::List, &cues)?;
    }

    #[test]
    fn json_with_word_times(cues in any_cues(any_text())) {
        let cues: Vec<_> = cues.iter().map(with_word_times).collect();
        assert_read_back(&caption::to_json(&track(cues.clone())), Format::List, &cues)?;
    }

    #[test]
    fn the_encoding_does_not_matter(cues in any_cues(any_text())) {
        let file = caption::to_webvtt(&track(cues.clone()));
        let marked = format!("\u{FEFF}{}", file.replace('\n', "\r\n"));
        let utf_16: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        prop_assert_eq!(&caption::parse(&utf_16).unwrap().cues, &cues);
        let old_mac = file.replace('\n', "\r");
        prop_assert_eq!(&caption::parse(old_mac.as_bytes()).unwrap().cues, &cues);
    }
}

#[test]
fn files_that_are_written_look_like_this() {
    let cues = vec![
        with_word_times(&Cue::new(span(1_500, 2_400), "Flocks & <herds>")),
        Cue::new(span(3_723_004, 996), "1 --> 2"),
    ];
    let track = track(cues);
    insta::assert_snapshot!(caption::to_webvtt(&track), @"
    WEBVTT
    Kind: captions
    Language: pt-BR

    00:00:01.500 --> 00:00:03.900
    Flocks <00:00:02.300>&amp; <00:00:03.100>&lt;herds&gt;

    01:02:03.004 --> 01:02:04.000
    1 --&gt; 2
    ");
    insta::assert_snapshot!(caption::to_srt(&track), @"
    1
    00:00:01,500 --> 00:00:03,900
    Flocks & &lt;herds>

    2
    01:02:03,004 --> 01:02:04,000
    1 --&gt; 2
    ");
    insta::assert_snapshot!(caption::to_json(&track), @r#"
    [
    {"text":"Flocks & <herds>","start":1.5,"duration":2.4,"words":[{"word":"Flocks","start":1.5},{"word":"&","start":2.3},{"word":"<herds>","start":3.1}]},
    {"text":"1 --> 2","start":3723.004,"duration":0.996}
    ]
    "#);
}
