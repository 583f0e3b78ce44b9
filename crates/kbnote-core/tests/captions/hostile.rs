//! No bytes make the readers panic, hang or return an invalid track.

use kbnote_core::caption;
use proptest::prelude::*;

/// A small file of each format.
const FILES: [&str; 12] = [
    "WEBVTT\nKind: captions\nLanguage: en\n\nSTYLE\n::cue{}\n\nid\n00:01.000 --> 00:02.000 align:start\n<v A>one<00:01.500><c> two</c> &amp;\n\n00:02.000 --> 00:03.000\nthree\n",
    "WEBVTT\n\n00:00:00.160 --> 00:00:01.189\n \nToday<00:00:00.400><c> I</c>\n\n00:00:01.189 --> 00:00:01.199\nToday I\n \n\n00:00:01.199 --> 00:00:02.790\nToday I\nshow<00:00:01.400><c> you</c>\n\n",
    "1\n00:00:01,000 --> 00:00:02,500\n{\\an8}<i>one</i> &amp; two\n\n2\n00:00:03,000 --> 00:00:04,000\nthree\n",
    "0:00:01.000,0:00:02.500\none[br]two\n\n0:00:03.000,0:00:04.000\nthree\n",
    "{\"wireMagic\":\"pb3\",\"events\":[{\"tStartMs\":0,\"dDurationMs\":9,\"id\":1},{\"tStartMs\":160,\"dDurationMs\":4320,\"wWinId\":1,\"segs\":[{\"utf8\":\"a\"},{\"utf8\":\" b\",\"tOffsetMs\":559}]},{\"tStartMs\":2230,\"wWinId\":1,\"aAppend\":1,\"segs\":[{\"utf8\":\"\\n\"}]}]}",
    "<?xml version=\"1.0\"?><transcript><text start=\"0.5\" dur=\"2\">a &amp;#39; b</text></transcript>",
    "<timedtext><text t=\"518\" d=\"2832\">one</text></timedtext>",
    "<timedtext format=\"3\"><body><w t=\"0\" id=\"1\"/><p t=\"30\" d=\"98\" w=\"1\"><s>a</s><s t=\"9\"> b</s></p></body></timedtext>",
    "<tt xml:lang=\"en\" ttp:frameRate=\"24\"><body begin=\"1s\"><div><p begin=\"00:00:01:12\" dur=\"9f\">a<br/>b</p></div></body></tt>",
    "{\"text\":\"a\",\"segments\":[{\"start\":0.0,\"end\":2.98,\"text\":\" a b\",\"words\":[{\"word\":\" a\",\"start\":0.1}]}],\"language\":\"en\"}",
    "{\"segments\":[{\"start\":0.0,\"end\":2.98,\"text\":\"a b\",\"words\":[{\"word\":\"a\"}]}],\"word_segments\":[]}",
    "[{\"text\":\"a\",\"start\":1.5,\"duration\":2.5},{\"text\":\"b\",\"start\":\"4\"}]",
];

/// Reads bytes and checks the invariants of a track.
fn read(bytes: &[u8]) -> Result<(), TestCaseError> {
    let Ok(captions) = caption::parse(bytes) else {
        return Ok(());
    };
    prop_assert!(captions.cues.is_sorted_by_key(kbnote_core::Cue::start));
    for cue in &captions.cues {
        let text = cue.text();
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(text, folded, "white space is folded");
        prop_assert!(!text.is_empty());
        for word in cue.words() {
            prop_assert!(cue.start() <= word.start && word.start <= cue.end());
        }
    }
    prop_assert!(captions.problems.is_sorted_by_key(|problem| problem.line));
    Ok(())
}

#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Replace(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
}

fn any_damage() -> impl Strategy<Value = Damage> {
    let piece = "(<|>|&|-->|\n\n|\r|\"|\\{|\\}|\\[|\\]|,|:|99|-1|1e400|<!--|<!\\[CDATA\\[|<!DOCTYPE|&#|\u{FEFF}|\0|é)";
    prop_oneof![
        (0usize..400).prop_map(Damage::Cut),
        (0usize..400, any::<u8>()).prop_map(|(at, byte)| Damage::Replace(at, byte)),
        (0usize..400, piece).prop_map(|(at, text)| Damage::Insert(at, text.into_bytes())),
        (0usize..400, 1usize..30).prop_map(|(at, count)| Damage::Remove(at, count)),
        (0usize..400, 1usize..60).prop_map(|(at, count)| Damage::Repeat(at, count)),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let length = bytes.len();
    match damage {
        Damage::Cut(at) => bytes.truncate(*at),
        Damage::Replace(at, byte) if *at < length => bytes[*at] = *byte,
        Damage::Replace(..) => {}
        Damage::Insert(at, piece) => {
            let at = (*at).min(length);
            bytes.splice(at..at, piece.iter().copied());
        }
        Damage::Remove(at, count) => {
            bytes.drain((*at).min(length)..(at + count).min(length));
        }
        Damage::Repeat(at, count) => {
            let piece = bytes[(*at).min(length)..(at + count).min(length)].to_vec();
            bytes.splice((*at).min(length)..(*at).min(length), piece);
        }
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes)?;
    }

    #[test]
    fn any_text(text in "(WEBVTT\n\n|\\{\"events\":\\[|\\[\\{|<tt>|<transcript>|1\n)?(\\PC|[<>&\n\r :.,0-9-]|-->){0,120}") {
        read(text.as_bytes())?;
    }

    #[test]
    fn damaged_files(file in 0..FILES.len(), damage in prop::collection::vec(any_damage(), 1..6)) {
        let bytes = damage.iter().fold(FILES[file].as_bytes().to_vec(), damaged);
        read(&bytes)?;
    }
}

#[test]
fn the_undamaged_files_are_valid() {
    for file in FILES {
        let captions = caption::parse(file.as_bytes()).unwrap();
        assert!(!captions.cues.is_empty(), "{file}");
        assert_eq!(captions.problems, [], "{file}");
    }
}

/// Long repetitive inputs: anything quadratic would take minutes here.
#[test]
fn long_inputs_of_one_kind_are_read_in_one_pass() {
    let heads = [
        "",
        "WEBVTT\n\n00:00.000 --> 00:01.000\n",
        "1\n00:00:01,000 --> 00:00:02,000\n",
        "<transcript><text start=\"1\">",
        "<tt><body><p begin=\"1s\">",
        "[",
        "{\"events\":[",
        "{\"segments\":[{\"start\":1,\"text\":\"",
    ];
    let pieces = [
        "<",
        "&",
        "<b",
        "<p ",
        "<text ",
        "</p>",
        "<a>",
        "<!--",
        "<![CDATA[",
        "{\\",
        "[",
        "{\"a\":",
        "\n\n",
        "\r",
        " ",
        "00:00:00.000 --> 00:00:01.000\na\n",
        "1\n",
        "-->",
        "-->\n",
        "9",
        "\"",
        "\\u",
        "\0",
        "\u{200B}",
        "a\n",
    ];
    for head in heads {
        for piece in pieces {
            let bytes = format!("{head}{}", piece.repeat(100_000 / piece.len()));
            read(bytes.as_bytes()).unwrap();
        }
    }
}
