//! Malformed time lines, and other lines.

use super::*;

#[test]
fn clear_lines_are_repaired() {
    let usual = "00:00:05,000 --> 00:00:08,500";
    for line in [
        "00:00:05,000 -> 00:00:08,500",
        "00:00:05,000 => 00:00:08,500",
        "00:00:05,000 ==> 00:00:08,500",
        "00:00:05,000 —> 00:00:08,500",
        "00:00:05,000 –> 00:00:08,500",
        "00:00:05,000 → 00:00:08,500",
        "00:00:05,000→00:00:08,500",
        "00:00:05,000 -- > 00:00:08,500",
        "00:00:05,000 - -> 00:00:08,500",
        "00:00:05,000 --&gt; 00:00:08,500",
        "00:00:05,000 --&amp;gt; 00:00:08,500",
        "00:00:05,000 ~ 00:00:08,500",
        "00:00:05,000 to 00:00:08,500",
        "00:00:05,000 -- 00:00:08,500",
        "00:00:05,000 – 00:00:08,500",
        "00:00:05,000 >> 00:00:08,500",
        "00:00:05,000 ---> 00:00:08,500",
        "00:00:05,000,00:00:08,500",
        "\u{202a}00:00:05,000 --> 00:00:08,500\u{202c}",
        "\u{200b}00:00:05,000 --> 00:00:08,500",
        "\u{feff}00:00:05,000 --> 00:00:08,500",
        "• 00:00:05,000 --> 00:00:08,500",
        "[00:00:05,000 --> 00:00:08,500]",
        "[00:00:05,000] --> [00:00:08,500]",
        "> 00:00:05,000 --> 00:00:08,500",
        "**00:00:05,000 --> 00:00:08,500**",
        "- 00:00:05,000 --> 00:00:08,500",
        "2 00:00:05,000 --> 00:00:08,500",
        "2. 00:00:05,000 --> 00:00:08,500",
        "٠٠:٠٠:٠٥,٠٠٠ --> ٠٠:٠٠:٠٨,٥٠٠",
        "００：００：０５，０００ －－＞ ００：００：０８，５００",
        "००:००:०५,००० --> ००:००:०८,५००",
        "00:00:05,000.000000058 --> 00:00:08,500.000000058",
        "00:00:05,0: --> 00:00:08,5:",
        "00: 00: 05, 000 --> 00: 00: 08, 500",
        "00:00:05, --> 00:00:08,500",
        "00:00:05:000 --> 00:00:08:500",
        "00.00.05,000 --> 00.00.08,500",
        "00:00:05,000-->00:00:08,500:",
        "00:00:05,000 00:00:08,500",
        "00:00:05,000\t00:00:08,500",
        "00:00:05,000 ; 00:00:08,500",
        "00:00:05,000;00:00:08,500",
        "00:00:05,000 | 00:00:08,500",
        "00:00:05,000 . 00:00:08,500",
        "00:00:05,000 / 00:00:08,500",
        "00:00:05,000 bis 00:00:08,500",
        "00:00:05,000 until 00:00:08,500",
        "00:00:05,000 jusqu’à 00:00:08,500",
        "00:00:05,000 до 00:00:08,500",
        "00:00:05,000 至 00:00:08,500",
        "00:00:05,000 <-- 00:00:08,500",
        "00:00:05,000 <-> 00:00:08,500",
        "00:00:05,000 --\\> 00:00:08,500",
        "00:00:05,000 \\-\\-\\> 00:00:08,500",
        "T00:00:05,000 --> T00:00:08,500",
        "T00:00:05,000 --> 00:00:08,500",
        "<b>00:00:05,000 --> 00:00:08,500</b>",
        "<time>00:00:05,000 --> 00:00:08,500</time>",
        "<font color=\"#fff\">00:00:05,000</font> --> 00:00:08,500",
        "<00:00:05,000> --> <00:00:08,500>",
        "OO:OO:O5,OOO --> OO:OO:O8,5OO",
        "oo:oo:o5,ooo -> OO:OO:O8,5OO",
    ] {
        let text = format!("1\n{line}\nx --> y\n");
        assert_eq!(repair(&text), format!("1\n{usual}\nx --> y\n"), "{line}");
    }
    assert_eq!(
        repair("I1:Il:ll,IIl bis 1I:lI:1I,II1"),
        "11:11:11,111 --> 11:11:11,111"
    );
    let settings = "00:05.000 -> 00:08.500 align:start";
    assert_eq!(
        repair(&format!("WEBVTT\n\n{settings}\n")),
        "WEBVTT\n\n00:00:05.000 --> 00:00:08.500 align:start\n"
    );
}

#[test]
fn unclear_lines_are_damaged() {
    for line in [
        "00:00:xx -> 00:00:08,500",
        "00:99:05,000 => 00:00:08,500",
        "S0:00:05,000 -> 00:00:08,500",
        "00:00:05,000 → soon",
        "00:00:05,000 -->",
        "--> 00:00:05,000",
        "[00:00:05,000 -> 00:0B:08,500]",
        "00:00:08,500 <-- 00:00:05,000",
        "00:00:08,500 00:00:05,000",
        "00:00:08,500 5 00:00:15,000",
        "from 00:00:05,000 to 00:00:08,500",
        "Start: 00:00:05,000, Duration: 00:00:08,500",
        "00:00:05,000 --> 00:00:08,500 --> 00:00:12,500",
        "2024-01-01T00:00:05,000 --> 2024-01-01T00:00:08,500",
        "00:00:05,000",
        "5,000 --> 8,500",
    ] {
        for before in ["", "x\n\n", "x\n\n2\n"] {
            let text = format!("{before}{line}\ntext\n");
            let expected = format!("{before}{DAMAGED}{line}\ntext\n");
            assert_eq!(repair(&text), expected, "{line}");
        }
    }
    for line in ["00:05", "a --> 5", "00:00:05", "5 -> 8"] {
        assert_eq!(
            repair(&format!("1\n{line}\ntext\n")).contains(DAMAGED),
            line != "00:05",
            "{line}"
        );
    }
}

/// Subtitles that were shifted too far begin before the video; without the sign they would be said later.
#[test]
fn a_time_before_the_beginning_is_not_read_without_its_sign() {
    let usual = "1\n00:00:20,000 --> 00:00:22,000\nsecond\n";
    for (line, before, after) in [
        ("-00:00:05,000 --> 00:00:09,000", "", usual),
        ("−00:00:05,000 --> 00:00:02,000", "", usual),
        ("00:00:05,000 --> -00:00:02,000", "", usual),
        ("-00:00:05,000 --> -00:00:02,000", "", usual),
        (
            "-00:05.000 --> 00:09.000",
            "WEBVTT\n\n",
            "00:20.000 --> 00:22.000\nsecond\n",
        ),
        (
            "-0:00:05.000,0:00:09.000",
            "",
            "0:00:20.000,0:00:22.000\nsecond\n",
        ),
    ] {
        let text = format!("{before}{line}\nfirst\n\n{after}");
        let captions = crate::caption::parse(text.as_bytes()).unwrap();
        let cues: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| (cue.start().as_millis(), cue.text()))
            .collect();
        assert_eq!(cues, [(20_000, "second")], "{text}");
        assert_eq!(
            captions.problems.len(),
            1,
            "{text}: {:?}",
            captions.problems
        );
    }
}

#[test]
fn text_is_unchanged() {
    for line in [
        "00:00:05,000 --> 00:00:08,500",
        "1:02.5-->1:03 align:start",
        "from 10:30 to 11:45",
        "10:30 - 11:45",
        "10:30 to 11:45",
        "12:00 --",
        "a -> b",
        "3 -> 5",
        "a --> b",
        "0 <00:00:00.000>=0 <00:00:00.000>a",
        "Genesis 1:1-2:3",
        "We scored 3:2 -> great",
        "- 12 people",
        "0:00:01.000,0:00:02.000",
        "1.5 -> 2.5",
        "Version 1.2.3 -> 1.2.4",
        "",
    ] {
        assert_eq!(repair(line), line);
    }
}

#[test]
fn times_in_speech_are_text() {
    for line in [
        "from 10:30 to 11:45 we meet",
        "from 10:30 to 11:45",
        "10:30 bis 11:45",
        "10:30 11:45",
        "10:30; 11:45",
        "Open 9:00–17:00",
        "She ran 2:03:11, he ran 2:04:59.",
        "2:03:11 was her time, 2:04:59 was his.",
        "The lap took 58.2, then 1:02.5, then 1:03.1.",
        "At 1:02:03 in the film, and again at 1:05:06, it rains.",
        "1:02:03",
        "1:02.5",
        ">> 1:02:03",
        "»1:02:03«",
        "♪ 1:02:03 ♪",
        "John 3:16, 3:17",
        "Ratio 1:2:3",
        "-- 10:30 --",
        "10:30 <b>and</b> 11:45",
        "He said: 10:30:00. Not 11:45:00!",
        "two <00:00:01.000>three <00:00:02.000>four",
    ] {
        for (before, after) in [
            ("", ""),
            ("x\n\n", "\ny"),
            ("x\n", "\ny"),
            ("00:01.000 --> 00:09.000\n", "\n\nz"),
        ] {
            let text = format!("{before}{line}{after}");
            assert_eq!(repair(&text), text);
        }
    }
}

#[test]
fn results_below_a_time_line_are_text() {
    for line in [
        "2:03:11 2:04:59",
        "2:03:11 and 2:04:59",
        "1:02.5; 1:03.1",
        "2:03:11 | 2:04:59",
        "2:03:11 – 2:04:59",
    ] {
        let text = format!("00:00:01,000 --> 00:00:09,000\n{line}\n\n");
        assert_eq!(repair(&text), text);
        let first = format!("00:00:01,000 --> 00:00:09,000\nx\n\n{line}\ny");
        assert!(repair(&first).matches("-->").count() == 2, "{line}");
    }
}

#[test]
fn comments_and_sbv_keep_their_form() {
    let text =
        "WEBVTT\n\nNOTE\n00:00:01.000 - 00:00:02.000 first\n\n00:00:01.000 - 00:00:02.000\nx\n";
    assert_eq!(
        repair(text),
        text.replace(".000 - 00:00:02.000\nx", ".000 --> 00:00:02.000\nx")
    );
    let header = "WEBVTT 00:00:01.000 --> 00:00:02.000\nx\n";
    assert_eq!(repair(header), header);
    let text = "0:00:01.000,0:00:02.000\nx\n\n0:00:03.000 ; 0:00:04.000\ny\n";
    assert_eq!(
        repair(text),
        text.replace("0:00:03.000 ; 0:00:04.000", "00:00:03.000,00:00:04.000")
    );
}

/// The forms of two times, each from 600 to 605.5 seconds.
const TIMES: [(&str, &str); 9] = [
    ("00:10:00,000", "00:10:05,500"),
    ("00:10:00.000", "00:10:05.500"),
    ("0:10:00,0", "0:10:05,5"),
    ("10:00.000", "10:05.500"),
    ("00:10:00:000", "00:10:05:500"),
    ("00: 10: 00, 000", "00: 10: 05, 500"),
    ("OO:1O:OO,OOO", "OO:1O:O5,5OO"),
    ("００：１０：００，０００", "００：１０：０５，５００"),
    ("00:1x:00,000", "00:10:0x,500"),
];

const SEPARATORS: [&str; 44] = [
    " --> ",
    "-->",
    " -> ",
    " => ",
    " ==> ",
    " ---> ",
    " – > ",
    " —> ",
    " → ",
    " ⟶ ",
    " ~ ",
    " - ",
    "-",
    " – ",
    " — ",
    " -- ",
    " to ",
    " bis ",
    " until ",
    " à ",
    " hasta ",
    " до ",
    " 至 ",
    " and ",
    " ",
    "  ",
    "\t",
    " ; ",
    ";",
    " | ",
    "|",
    " . ",
    " / ",
    "/",
    " : ",
    " <-- ",
    " <-> ",
    " --\\> ",
    " \\-\\-\\> ",
    " --&gt; ",
    " -- > ",
    " * ",
    " … ",
    " >> ",
];

const WRAPS: [(&str, &str); 20] = [
    ("", ""),
    (" ", " "),
    ("\u{feff}", ""),
    ("\u{202a}", "\u{202c}"),
    ("[", "]"),
    ("(", ")"),
    ("\"", "\""),
    ("**", "**"),
    ("> ", ""),
    ("• ", ""),
    ("- ", ""),
    ("T", ""),
    ("7 ", ""),
    ("2. ", ""),
    ("<b>", "</b>"),
    ("<time>", "</time>"),
    ("<font color=\"red\">", "</font>"),
    ("{\\an8}", ""),
    ("at ", ""),
    ("", " align:start"),
];

#[test]
fn a_line_that_looks_like_a_time_line_is_never_text() {
    let contexts = [
        "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n2\n",
        "1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n\n",
        "00:00:01,000 --> 00:00:02,000\nfirst\nand more\nof it\n",
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nfirst\n\n\n",
    ];
    let mut counts = (0, 0);
    for ((start, end), separator) in TIMES
        .iter()
        .flat_map(|times| SEPARATORS.map(|s| (times, s)))
    {
        for ((before, after), context) in WRAPS.iter().flat_map(|wrap| contexts.map(|c| (wrap, c)))
        {
            let line = format!("{before}{start}{separator}{end}{after}");
            let text = format!("{context}{line}\nsecond\n\n00:20:01.000 --> 00:20:02.000\nthird\n");
            let captions = crate::caption::parse(text.as_bytes()).unwrap();
            let texts: Vec<_> = captions.cues.iter().map(crate::Cue::text).collect();
            let is_first = texts
                .first()
                .is_some_and(|text| ["first", "first and more of it"].contains(text));
            let number = context.matches('\n').count() + 1;
            match texts.as_slice() {
                [_, "second", "third"] => {
                    assert_eq!(captions.cues[1].start().as_millis(), 600_000, "{text}");
                    counts.0 += 1;
                }
                [_, "third"] => {
                    let is_named = captions
                        .problems
                        .iter()
                        .any(|problem| problem.line == number);
                    assert!(is_named, "{text}");
                    counts.1 += 1;
                }
                texts => panic!("{text}{texts:?}"),
            }
            assert!(is_first, "{texts:?}");
        }
    }
    let (read, named) = counts;
    assert!(read > 4 * named, "{read} read, {named} reported");
}

#[test]
fn speech_with_times_is_text_wherever_it_is() {
    let times = ["10:30", "9:05", "1:02:03", "12:59 pm", "3:2", "00:10"];
    let sentences = [
        "from {a} to {b} we meet",
        "We meet from {a} to {b}.",
        "At {a} he came, at {b} he left.",
        "It runs {a} until {b} on Mondays",
        "{a} was good, and {b} was better.",
        "They won {a} and lost {b}!",
        "Look at {a}, then at {b}",
        "- From {a} - to {b}, all right?",
        "Between {a} and {b} nothing happens.",
        "The bus leaves at {a}, {b} or later.",
    ];
    let mut count = 0;
    for (a, b) in times.iter().flat_map(|a| times.map(|b| (a, b))) {
        for sentence in sentences {
            let said = sentence.replace("{a}", a).replace("{b}", b);
            let timed = "00:00:01,000 --> 00:00:02,000\n";
            for text in [
                format!("1\n{timed}{said}\n\n"),
                format!("1\n{timed}first\n{said}\nlast\n\n"),
                format!("1\n{timed}first\n\n{said}\nlast\n\n"),
                format!("WEBVTT\n\n{}{said}\n\n", timed.replace(',', ".")),
            ] {
                let captions = crate::caption::parse(text.as_bytes()).unwrap();
                assert_eq!(captions.cues.len(), 1, "{text}");
                assert!(captions.cues[0].text().contains(&said), "{text}");
                assert_eq!(captions.problems, [], "{text}");
                count += 1;
            }
        }
    }
    assert!(count > 1_000);
}
