//! Decodes bytes to text.

mod legacy;
mod letters;
mod mojibake;
mod seven_bit;
mod utf_32;

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use self::legacy::Legacy;
use super::line::line_at;
use super::{ParseCaptionError, Problem, ProblemKind};
use crate::LanguageTag;

/// Latin encodings that resemble Windows-1252 and have other letters.
const NEAR_LATIN: [&Encoding; 9] = [
    encoding_rs::ISO_8859_2,
    encoding_rs::ISO_8859_4,
    encoding_rs::ISO_8859_10,
    encoding_rs::ISO_8859_13,
    encoding_rs::ISO_8859_16,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1257,
    encoding_rs::WINDOWS_1258,
];

/// Languages whose letters are all in Windows-1252.
const WESTERN: [&str; 13] = [
    "ca", "da", "de", "en", "es", "fi", "fr", "id", "it", "nl", "no", "pt", "sv",
];

/// The text of a file, and problems in decoding it.
#[derive(Debug)]
pub(super) struct DecodedText<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) problem: Option<Problem>,
    /// The name of its encoding, if that is a guess.
    pub(super) guessed: Option<&'static str>,
}

/// Decodes a file by its byte order mark, else by its bytes and its language.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    language: Option<&LanguageTag>,
) -> Result<DecodedText<'a>, ParseCaptionError> {
    let (text, damaged, guessed) = if let Some((text, damaged)) = utf_32::decode(bytes) {
        (Cow::Owned(text), damaged, None)
    } else if let Some((name, text)) = seven_bit::decode(bytes) {
        (Cow::Owned(text), false, Some(name))
    } else {
        decode_other(bytes, language)
    };
    let text = mojibake::repair(without_padding(text));
    if text.trim_start_matches(is_blank).is_empty() {
        return Err(ParseCaptionError::Empty);
    }
    if is_binary(&text) {
        return Err(ParseCaptionError::NotText);
    }
    let problem = damaged.then(|| {
        let place = text.find(char::REPLACEMENT_CHARACTER).unwrap_or(0);
        Problem::new(line_at(&text, place), ProblemKind::Undecodable)
    });
    let text = if memchr::memchr(0, text.as_bytes()).is_some() {
        Cow::Owned(text.replace('\0', "\u{FFFD}"))
    } else {
        text
    };
    Ok(DecodedText {
        text,
        problem,
        guessed,
    })
}

/// The text of another file, whether it is damaged, and the encoding if that is a guess.
fn decode_other<'a>(
    bytes: &'a [u8],
    language: Option<&LanguageTag>,
) -> (Cow<'a, str>, bool, Option<&'static str>) {
    let (known, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (Some(encoding), mark),
        None => (detect_encoding(bytes), 0),
    };
    let encoding = known.map_or_else(|| legacy(bytes, language), Legacy::Web);
    let (text, damaged) = encoding.decode(bytes.get(mark..).unwrap_or(bytes));
    (text, damaged, known.is_none().then(|| encoding.name()))
}

/// Removes the zeros with which some programs pad the end of a file, and the Ctrl-Z that ends a text of
/// DOS.
fn without_padding(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_padding = |c| matches!(c, '\0' | '\x1A');
    let visible = text
        .trim_end_matches(|c: char| is_padding(c) || c.is_whitespace())
        .len();
    let kept = match text[visible..].find(is_padding) {
        Some(padding) => visible + padding,
        None => text.len(),
    };
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[..kept]),
        Cow::Owned(mut text) => {
            text.truncate(kept);
            Cow::Owned(text)
        }
    }
}

/// White space, or a repeated byte order mark.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{FEFF}'
}

/// The encoding of a file without a byte order mark, if it is clear or declared.
fn detect_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    if let Some(utf_16) = utf_16_by_zeros(bytes) {
        return Some(utf_16);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Some(UTF_8);
    }
    let (well_formed, broken) = count_utf_8(bytes);
    match declared(bytes) {
        Some(encoding) if encoding != UTF_8 => Some(encoding),
        // A few damaged bytes do not change the encoding of a text full of well-formed letters.
        _ if well_formed >= broken => Some(UTF_8),
        _ => None,
    }
}

/// The best fitting legacy encoding.
fn legacy(bytes: &[u8], language: Option<&LanguageTag>) -> Legacy {
    if let Some(usual) = language.and_then(|language| letters::usual(bytes, language)) {
        return usual;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let found = detector.guess(None, Utf8Detection::Deny);
    if !found.is_single_byte() {
        return Legacy::Web(found);
    }
    if let Some(non_latin) = letters::non_latin(bytes, found) {
        return non_latin;
    }
    if NEAR_LATIN.contains(&found) && is_western(bytes) {
        return Legacy::Web(WINDOWS_1252);
    }
    letters::latin(bytes, found)
}

/// Whether the text, as Windows-1252, is in a language that uses it, or has no letters beyond ASCII:
/// `5 £`.
fn is_western(bytes: &[u8]) -> bool {
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let is_plain = |word: &str| word.is_ascii() || !word.contains(char::is_alphabetic);
    if text.split_whitespace().all(is_plain) {
        return true;
    }
    let language = LanguageTag::detect(&text);
    language.is_some_and(|language| WESTERN.contains(&language.as_str()))
}

/// Detects UTF-16 by the zero bytes of its line ends, digits and spaces.
fn utf_16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..1024).unwrap_or(bytes);
    let pairs = sample.chunks_exact(2);
    let (count, mut high_first, mut low_first) = (pairs.len(), 0, 0);
    for pair in pairs {
        match pair {
            [0, low] if *low != 0 => high_first += 1,
            [low, 0] if *low != 0 => low_first += 1,
            _ => {}
        }
    }
    let many = |zeros: usize, others: usize| zeros * 4 > count && others * 8 < zeros;
    if many(low_first, high_first) {
        Some(UTF_16LE)
    } else if many(high_first, low_first) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The numbers of well-formed characters beyond ASCII, and of malformed sequences.
fn count_utf_8(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(good, bad), chunk| {
        let letters = chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        (
            good + letters,
            bad + usize::from(!chunk.invalid().is_empty()),
        )
    })
}

/// The encoding named in an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes));
    let declaration = start
        .trim_start()
        .strip_prefix("<?xml")?
        .split('>')
        .next()?;
    let value = declaration.split_once("encoding")?.1.trim_start();
    let quoted = value.strip_prefix('=')?.trim_start();
    let label = quoted.split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes())
}

/// Whether bytes are binary: text has hardly any control characters, images and archives many.
fn is_binary(text: &str) -> bool {
    let is_odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0B' | '\x0C');
    // Most texts have none of the bytes that such a character begins with, which is seen fast.
    let is_suspect = |byte: u8| matches!(byte, 0..=0x08 | 0x0E..=0x1F | 0x7F | 0xC2);
    let has_suspect = text
        .bytes()
        .fold(false, |found, byte| found | is_suspect(byte));
    has_suspect && text.chars().filter(is_odd).count() * 10 > text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(bytes: &[u8]) -> String {
        decode(bytes, None).unwrap().text.into_owned()
    }

    fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "1\n00:00:01,000 --> 00:00:02,000\nTürme\n";
        let with_mark = format!("\u{FEFF}{text}");
        assert_eq!(text_of(text.as_bytes()), text);
        assert_eq!(text_of(with_mark.as_bytes()), text);
        for order in [u16::to_le_bytes, u16::to_be_bytes] {
            assert_eq!(text_of(&utf_16(text, order)), text);
            assert_eq!(text_of(&utf_16(&with_mark, order)), text);
        }
        let utf_32 = |text: &str, order: fn(u32) -> [u8; 4]| -> Vec<u8> {
            text.chars().flat_map(|c| order(u32::from(c))).collect()
        };
        for order in [u32::to_le_bytes, u32::to_be_bytes] {
            assert_eq!(text_of(&utf_32(text, order)), text);
            assert_eq!(text_of(&utf_32(&with_mark, order)), text);
        }
        let latin: Vec<u8> = text.chars().map(|c| c as u8).collect();
        assert_eq!(text_of(&latin), text);
        let guessed = |bytes: &[u8]| decode(bytes, None).unwrap().guessed;
        assert_eq!(guessed(&latin), Some("windows-1252"));
        for sure in [text.as_bytes(), &utf_16(text, u16::to_le_bytes)] {
            assert_eq!(guessed(sure), None);
        }
    }

    #[test]
    fn legacy_encodings_are_detected_by_letters() {
        use encoding_rs::{
            BIG5, EUC_JP, EUC_KR, GBK, ISO_8859_2, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251,
            WINDOWS_1253,
        };
        let russian = "Мы считаем птиц в сумерках, когда они летят на ночёвку.";
        let czech = "Ptáky počítáme za soumraku, když přilétají do rákosí, a není to vždy lehké.";
        let polish = "Liczymy ptaki o zmierzchu, gdy zlatują się na noc, i nie jest to łatwe.";
        let japanese = "夕暮れに鳥を数えます。葦原に戻ってくるところです。";
        let chinese = "我们在黄昏时数鸟，它们飞回芦苇丛过夜。";
        let traditional = "我們在黃昏時數鳥，牠們飛回蘆葦叢過夜。";
        let korean = "우리는 해질녘에 갈대밭으로 돌아오는 새를 셉니다.";
        let greek = "Μετράμε τα πουλιά το σούρουπο, όταν γυρίζουν στα καλάμια.";
        for (encoding, said) in [
            (WINDOWS_1251, russian),
            (WINDOWS_1250, czech),
            (ISO_8859_2, polish),
            (WINDOWS_1253, greek),
            (SHIFT_JIS, japanese),
            (EUC_JP, japanese),
            (GBK, chinese),
            (BIG5, traditional),
            (EUC_KR, korean),
        ] {
            let text = format!("1\n00:00:01,000 --> 00:00:04,000\n{said}\n");
            let (bytes, _, _) = encoding.encode(&text);
            assert_eq!(text_of(&bytes), text, "{}", encoding.name());
        }
    }

    #[test]
    fn short_texts_are_decoded_by_their_letters() {
        use encoding_rs::{
            IBM866, ISO_8859_2, ISO_8859_5, ISO_8859_7, KOI8_R, WINDOWS_1250, WINDOWS_1251,
            WINDOWS_1253, WINDOWS_1255, WINDOWS_1256,
        };
        let cyrillic = [
            "Это много.",
            "Что это?",
            "Всё ясно.",
            "не на что",
            "Да, это так.",
            "Он был учёным.",
            "«Где они?» — спросил он.",
            "The Где они?",
            "МЫ СЧИТАЕМ ПТИЦ",
            "Птицы прилетают.",
        ];
        let greek = [
            "Γεια σας.",
            "Ναι, έτσι είναι.",
            "Μετράμε τα πουλιά.",
            "Τα μετράμε;",
        ];
        let polish = [
            "Gdzie są?",
            "To dużo.",
            "«Było ok.»",
            "Kos też.",
            "Ptaki przylatują.",
        ];
        let czech = ["To je všechno.", "Kde jsou? Tři ptáci…", "Počítáme ptáky."];
        let hebrew = ["אנחנו סופרים ציפורים.", "שלום לכולם."];
        let arabic = ["مرحبا بكم.", "نحن نعد الطيور عند الغسق."];
        for (encodings, texts) in [
            (&[WINDOWS_1251, KOI8_R, ISO_8859_5][..], &cyrillic[..6]),
            (&[WINDOWS_1251], &cyrillic[6..]),
            (&[IBM866], &cyrillic[..2]),
            (&[WINDOWS_1253, ISO_8859_7], &greek),
            (&[WINDOWS_1250], &polish),
            (&[ISO_8859_2], &czech[2..]),
            (&[WINDOWS_1250], &czech),
            (&[WINDOWS_1255], &hebrew),
            (&[WINDOWS_1256], &arabic),
        ] {
            for (encoding, said) in encodings
                .iter()
                .flat_map(|e| texts.iter().map(move |t| (e, t)))
            {
                let text = format!("1\n00:00:01,000 --> 00:00:04,000\n{said}\n");
                let (bytes, _, is_incomplete) = encoding.encode(&text);
                if !is_incomplete {
                    assert_eq!(text_of(&bytes), text, "{}", encoding.name());
                }
            }
        }
    }

    #[test]
    fn the_language_decides_between_legacy_encodings() {
        use encoding_rs::{
            ISO_8859_2, ISO_8859_7, MACINTOSH, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
            WINDOWS_1253, X_MAC_CYRILLIC,
        };
        use legacy::{CP737, CP850, CP852, CP862};
        let encode = |encoding: Legacy, text: &str| -> Vec<u8> {
            let bytes: Vec<u8> = (0..=u8::MAX).collect();
            let (all, _) = encoding.decode(&bytes);
            let all: Vec<char> = all.chars().collect();
            let byte = |c| all.iter().position(|known| *known == c).unwrap() as u8;
            text.chars().map(byte).collect()
        };
        for (language, said, encodings) in [
            ("th", "สวัสดีครับ", &[Legacy::Web(WINDOWS_874)][..]),
            (
                "de",
                "Türme",
                &[Legacy::Web(WINDOWS_1252), Legacy::Web(MACINTOSH), CP850],
            ),
            (
                "pl",
                "Gdzie są?",
                &[Legacy::Web(WINDOWS_1250), Legacy::Web(ISO_8859_2), CP852],
            ),
            (
                "cs",
                "To je všechno.",
                &[Legacy::Web(WINDOWS_1250), Legacy::Web(ISO_8859_2), CP852],
            ),
            (
                "el",
                "Ήρθα με τον Άρη.",
                &[Legacy::Web(WINDOWS_1253), Legacy::Web(ISO_8859_7), CP737],
            ),
            (
                "he",
                "שלום לכולם.",
                &[Legacy::Web(encoding_rs::WINDOWS_1255), CP862],
            ),
            (
                "ru",
                "Мы считаем, они летят.",
                &[Legacy::Web(WINDOWS_1251), Legacy::Web(X_MAC_CYRILLIC)],
            ),
            ("en", "Что это такое?", &[Legacy::Web(WINDOWS_1251)]),
        ] {
            for encoding in encodings {
                let bytes = encode(*encoding, said);
                let language = language.parse().ok();
                let decoded = decode(&bytes, language.as_ref()).unwrap();
                assert_eq!(decoded.text, said, "{}", encoding.name());
            }
        }
        let vietnamese =
            b"Xin ch\xe0o c\xe1c ba\xf2n, h\xf4m nay tr\xf5\xcc\xb4i \xf0e\xf2p qu\xe1.";
        let vi = "vi".parse().ok();
        let text = decode(vietnamese, vi.as_ref()).unwrap().text;
        assert!(text.starts_with("Xin chào các ba\u{323}n"), "{text}");
    }

    #[test]
    fn mac_roman_is_distinguished_from_windows_1252() {
        for said in [
            "Türme über der Brücke, groß und schön.",
            "L’été est déjà passé, ça va très bien.",
            "El señor está aquí; mañana también.",
            "Smørrebrød på øen og æbler.",
            "“We counted” – she said…",
        ] {
            let text = format!("1\n00:00:01,000 --> 00:00:04,000\n{said}\n");
            let (bytes, _, _) = encoding_rs::MACINTOSH.encode(&text);
            assert_eq!(text_of(&bytes), text);
        }
    }

    #[test]
    fn a_text_encoded_twice_is_decoded_twice() {
        let text = "1\n00:00:01,000 --> 00:00:04,000\nTürme, l’été “ça”… naïve — 日本\n";
        let twice = mojibake::encoded_again(text);
        assert_ne!(twice, text);
        assert_eq!(text_of(twice.as_bytes()), text);
        assert_eq!(text_of(mojibake::encoded_again(&twice).as_bytes()), text);
        let once = "1\n00:00:01,000 --> 00:00:04,000\nÃonde, São João, £5, 10 €\nau café”…\nâge\n";
        assert_eq!(text_of(once.as_bytes()), once);
    }

    #[test]
    fn zeros_at_the_end_of_a_file_are_ignored() {
        let text = "1\n00:00:01,000 --> 00:00:04,000\nFlocks\n";
        let padded = format!("{text}{}", "\0".repeat(4_000));
        assert_eq!(text_of(padded.as_bytes()), text);
        assert_eq!(decode(padded.as_bytes(), None).unwrap().guessed, None);
        for ending in ["\x1A", "\x1A\n", "\r\n\x1A\0\0"] {
            let ended = format!("{text}{ending}");
            assert_eq!(text_of(ended.as_bytes()).trim_end(), text.trim_end());
        }
    }

    #[test]
    fn western_texts_stay_windows_1252() {
        for said in [
            "é",
            "Türme",
            "Café",
            "È così.",
            "¿Qué pasa, señor?",
            "“Smart” – it’s 5 €…",
            "Smørrebrød på øen",
            "Là où ça brûle, l’été.",
            "São João não é só pão.",
            "©2024 naïve façade",
            "5 £ or 6 €",
            "¶ La la la ¶",
            "Über die Brücke gehen wir, und das ist nicht so weit, wie es für uns aussah.",
            "Het is een idee dat de coördinatie van de ruïne en de zeeën niet met zich meebracht.",
        ] {
            let text = format!("1\n00:00:01,000 --> 00:00:04,000\n{said}\n");
            let (bytes, _, _) = WINDOWS_1252.encode(&text);
            assert_eq!(text_of(&bytes), text);
        }
    }

    #[test]
    fn a_declared_encoding_is_used() {
        let bytes = b"<?xml version=\"1.0\" encoding='windows-1251'?><tt>\xEF\xF0</tt>";
        assert!(text_of(bytes).contains("пр"));
        assert_eq!(decode(bytes, None).unwrap().guessed, None);
    }

    #[test]
    fn a_truncated_character_does_not_change_the_encoding() {
        let mut bytes = "eins\nTürme\nund Brücke".as_bytes().to_vec();
        bytes.extend([b'\n', 0xC3]);
        let decoded = decode(&bytes, None).unwrap();
        assert_eq!(decoded.text, "eins\nTürme\nund Brücke\n\u{FFFD}");
        assert_eq!(
            decoded.problem,
            Some(Problem::new(4, ProblemKind::Undecodable))
        );
    }

    #[test]
    fn empty_files_and_images_are_refused() {
        for empty in [&b""[..], b" \r\n\t", b"\xEF\xBB\xBF", b"\xFF\xFE"] {
            assert!(matches!(decode(empty, None), Err(ParseCaptionError::Empty)));
        }
        let picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x02\0\0\0\xd3\x10?1";
        assert!(matches!(
            decode(picture, None),
            Err(ParseCaptionError::NotText)
        ));
    }
}
