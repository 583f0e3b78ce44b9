//! Compares legacy encodings by the letters they give: short texts have too few for the detector.

use encoding_rs::{Encoding, WINDOWS_1252};

use super::legacy::{CP737, CP850, CP852, CP862, Legacy};
use crate::LanguageTag;

/// Encodings of other scripts, each with one byte a letter.
const NON_LATIN: [&Encoding; 10] = [
    encoding_rs::WINDOWS_1251,
    encoding_rs::KOI8_U,
    encoding_rs::WINDOWS_1253,
    encoding_rs::ISO_8859_7,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::IBM866,
    encoding_rs::WINDOWS_874,
];

/// Latin encodings, the usual ones first.
const LATIN: [Legacy; 5] = [
    Legacy::Web(WINDOWS_1252),
    Legacy::Web(encoding_rs::WINDOWS_1250),
    Legacy::Web(encoding_rs::ISO_8859_2),
    Legacy::Web(encoding_rs::WINDOWS_1254),
    Legacy::Web(encoding_rs::WINDOWS_1257),
];

/// Latin encodings of old computers.
const OLD_LATIN: [Legacy; 3] = [Legacy::Web(encoding_rs::MACINTOSH), CP850, CP852];

/// The encodings of languages before Unicode, the usual ones first.
const BY_LANGUAGE: [(&str, &[Legacy]); 10] = [
    ("th", &[Legacy::Web(encoding_rs::WINDOWS_874)]),
    ("vi", &[Legacy::Web(encoding_rs::WINDOWS_1258)]),
    (
        "el",
        &[
            Legacy::Web(encoding_rs::WINDOWS_1253),
            Legacy::Web(encoding_rs::ISO_8859_7),
            CP737,
        ],
    ),
    ("he yi", &[Legacy::Web(encoding_rs::WINDOWS_1255), CP862]),
    (
        "ar fa ur",
        &[
            Legacy::Web(encoding_rs::WINDOWS_1256),
            Legacy::Web(encoding_rs::ISO_8859_6),
        ],
    ),
    (
        "be bg mk ru uk",
        &[
            Legacy::Web(encoding_rs::WINDOWS_1251),
            Legacy::Web(encoding_rs::KOI8_U),
            Legacy::Web(encoding_rs::ISO_8859_5),
            Legacy::Web(encoding_rs::IBM866),
        ],
    ),
    ("az tr", &[Legacy::Web(encoding_rs::WINDOWS_1254)]),
    (
        "et lt lv",
        &[
            Legacy::Web(encoding_rs::WINDOWS_1257),
            Legacy::Web(encoding_rs::ISO_8859_4),
        ],
    ),
    (
        "bs cs hr hu pl ro sk sl",
        &[
            Legacy::Web(encoding_rs::WINDOWS_1250),
            Legacy::Web(encoding_rs::ISO_8859_2),
            CP852,
        ],
    ),
    (
        "ca da de en es fi fr gl is it nb nl nn no pt sv",
        &[
            Legacy::Web(WINDOWS_1252),
            Legacy::Web(encoding_rs::MACINTOSH),
            CP850,
        ],
    ),
];

/// The letters of each script by frequency: Cyrillic, Greek, Hebrew, Arabic, Thai.
const BY_FREQUENCY: [&str; 5] = [
    "оаеинтсрвлкмдпуяыьзгбчйхжшюцщіэфїєъёґўјљњћђџ",
    "αοιετνσηυρπκμλςόάίέήωύδχγθώφβξζψϊΐϋΰ",
    "יוהלאתמרבשנםדחעקפצגכטזןסךףץ",
    "اليمونرتبةعدسفهكقأحجذصىشخضطزءثغئإآؤظ",
    "านรกอเ่งมยล้วดทัตสปิีะ็บคแำหจพช์ขใไโุูึืผ",
];

/// Languages in the Latin script and their letters beyond ASCII.
const ALPHABETS: [(&str, &str); 21] = [
    ("de", "äöüß"),
    ("fr", "àâæçéèêëîïôœùûüÿ"),
    ("es", "áéíñóúü"),
    ("pt", "àáâãçéêíóôõúü"),
    ("it", "àèéìíîòóùú"),
    ("da fi nb nn no sv", "åäöæøé"),
    ("is", "áæéíðóöúýþ"),
    ("nl", "àéëïóüèöêô"),
    ("ca", "àçéèíïóòúü"),
    ("pl", "ąćęłńóśźż"),
    ("cs", "áčďéěíňóřšťúůýž"),
    ("sk", "áäčďéíĺľňóôŕšťúýž"),
    ("hu", "áéíóöőúüű"),
    ("ro", "ăâîșțşţ"),
    ("bs hr sl", "čćđšž"),
    ("az tr", "çğıiöşüâîû"),
    ("lt", "ąčęėįšųūž"),
    ("lv", "āčēģīķļņšūž"),
    ("et", "äõöüšž"),
    ("sq", "çëâêîôû"),
    ("vi", "àáâăèéêíóôơùúưđ"),
];

/// How much rarer letters of the detected encoding may be than those of another, in hundredths of a rank.
const DETECTED_MARGIN: u32 = 300;

/// The encoding of a language that fits best; `None` if the language does not decide.
pub(super) fn usual(bytes: &[u8], language: &LanguageTag) -> Option<Legacy> {
    let is_this = |languages: &str| has_language(languages, language);
    let (_, usual) = BY_LANGUAGE
        .iter()
        .find(|(languages, _)| is_this(languages))?;
    if usual.iter().any(|encoding| LATIN.contains(encoding)) && is_non_latin(bytes) {
        return None;
    }
    let fit = |encoding: &&Legacy| {
        let (text, _) = encoding.decode(bytes);
        (oddities(&text, Some(language)), rarity(&text))
    };
    usual
        .iter()
        .min_by_key(fit)
        .map(|best| mac_cyrillic_or(*best, bytes))
}

/// Mac Cyrillic if that fits better: its small letters are those of Windows-1251, but for one.
fn mac_cyrillic_or(best: Legacy, bytes: &[u8]) -> Legacy {
    let mac = Legacy::Web(encoding_rs::X_MAC_CYRILLIC);
    let odd = |encoding: Legacy| oddities(&encoding.decode(bytes).0, None);
    if best == Legacy::Web(encoding_rs::WINDOWS_1251) && odd(mac) < odd(best) {
        mac
    } else {
        best
    }
}

/// The encoding of a text whose letters are mostly beyond ASCII, which no Latin text has. The `detected`
/// encoding is preferred to similar ones.
pub(super) fn non_latin(bytes: &[u8], detected: &'static Encoding) -> Option<Legacy> {
    if !is_non_latin(bytes) {
        return None;
    }
    let scored = NON_LATIN.iter().map(|encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        let margin = if *encoding == detected {
            DETECTED_MARGIN
        } else {
            0
        };
        (*encoding, rarity(&text).saturating_sub(margin))
    });
    // The first of equals.
    scored
        .min_by_key(|(_, rarity)| *rarity)
        .map(|(encoding, _)| mac_cyrillic_or(Legacy::Web(encoding), bytes))
}

/// Whether most words with letters beyond ASCII have no other letters.
fn is_non_latin(bytes: &[u8]) -> bool {
    let is_letter = |b: &u8| b.is_ascii_alphabetic() || *b >= 0x80;
    let words = bytes.split(|b| !is_letter(b));
    let (mut whole, mut mixed) = (0, 0);
    for word in words.filter(|word| !word.is_ascii()) {
        let is_high = |b: &u8| *b >= 0xC0 || matches!(b, 0xA3 | 0xB3 | 0xA8 | 0xB8);
        let high = word.iter().filter(|b| is_high(b)).count();
        if word.iter().any(u8::is_ascii_alphabetic) {
            mixed += 1;
        } else if high >= 2 {
            whole += high;
        }
    }
    whole >= 3 && whole > 2 * mixed
}

/// The mean rank of the letters of a text by frequency, in hundredths; lower is better.
fn rarity(text: &str) -> u32 {
    let words = text.split(|c: char| c.is_ascii() || c.is_whitespace());
    let (sum, count) = words
        .map(word_rarity)
        .fold((0, 0), |(sum, count), word| (sum + word.0, count + word.1));
    (sum * 100).checked_div(count).unwrap_or(UNUSUAL * 100)
}

/// The rank of a letter that is not in the lists.
const UNUSUAL: u32 = 60;

/// The sum of the ranks of the letters of a word, and their number.
fn word_rarity(word: &str) -> (u32, u32) {
    let letters: Vec<char> = word.chars().filter(|c| !is_usual_mark(*c)).collect();
    let are_capitals = letters.len() > 1 && letters.iter().all(|c| c.is_uppercase());
    let ranks = letters.iter().enumerate().map(|(place, c)| {
        let is_bad_case = c.is_uppercase() && place > 0 && !are_capitals;
        let is_usual = !is_bad_case && !is_misplaced(*c, place + 1 == letters.len());
        // Of two readings, one in capitals is less likely.
        let usual = rank(*c)
            .filter(|_| is_usual)
            .map(|rank| rank + u32::from(are_capitals));
        usual.unwrap_or(UNUSUAL)
    });
    (
        ranks.sum(),
        u32::try_from(letters.len()).unwrap_or(u32::MAX),
    )
}

fn is_usual_mark(c: char) -> bool {
    matches!(
        c,
        '«' | '»'
            | '„'
            | '“'
            | '”'
            | '‘'
            | '’'
            | '…'
            | '–'
            | '—'
            | '№'
            | '♪'
            | '\u{a0}'
            | '،'
            | '؟'
            | '؛'
    )
}

fn rank(c: char) -> Option<u32> {
    let c = c.to_lowercase().next()?;
    BY_FREQUENCY.iter().find_map(|letters| {
        let place = letters.chars().position(|letter| letter == c)?;
        u32::try_from(place).ok()
    })
}

/// Whether a letter with a form for the end of words is elsewhere, or the reverse.
fn is_misplaced(c: char, is_last: bool) -> bool {
    match c {
        'ς' | 'ך' | 'ם' | 'ן' | 'ף' | 'ץ' => !is_last,
        'σ' | 'כ' | 'מ' | 'נ' | 'פ' | 'צ' => is_last,
        _ => false,
    }
}

/// The encoding of a text that is not in another script: `found` if its letters and marks fit a language,
/// else the usual one that fits better, else an old one that fits better than all.
pub(super) fn latin(bytes: &[u8], found: &'static Encoding) -> Legacy {
    let found = Legacy::Web(found);
    let usual = [found]
        .into_iter()
        .chain(LATIN)
        .map(|encoding| (encoding, 0));
    let candidates = usual.chain(OLD_LATIN.map(|encoding| (encoding, 1)));
    let scored = candidates.map(|(encoding, handicap)| {
        let (text, _) = encoding.decode(bytes);
        (encoding, 2 * oddities(&text, None) + handicap)
    });
    scored
        .min_by_key(|(_, odd)| *odd)
        .map_or(found, |(encoding, _)| encoding)
}

/// The number of characters beyond ASCII that do not fit the text, in its language, or in the one that fits
/// best.
fn oddities(text: &str, language: Option<&LanguageTag>) -> usize {
    let chars: Vec<char> = text.chars().collect();
    let mut odd = 0;
    let mut letters = Vec::new();
    for (place, c) in chars.iter().enumerate().filter(|(_, c)| !c.is_ascii()) {
        let before = place
            .checked_sub(1)
            .and_then(|at| chars.get(at))
            .copied()
            .unwrap_or(' ');
        let after = chars.get(place + 1).copied().unwrap_or(' ');
        if c.is_alphabetic() && !matches!(c, 'µ' | 'ª' | 'º') {
            letters.extend(c.to_lowercase().take(1));
            let is_bad_case = c.is_uppercase()
                && (before.is_lowercase() || after.is_uppercase() && is_lower(&chars, place + 2));
            let is_beside_ascii = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
            odd += usize::from(is_bad_case || is_beside_ascii && !is_latin_letter(*c));
        } else {
            odd += usize::from(!is_plausible_mark(before, *c, after));
        }
    }
    let foreign = |alphabet: &str| letters.iter().filter(|c| !alphabet.contains(**c)).count();
    let own = ALPHABETS
        .iter()
        .find(|(languages, _)| language.is_some_and(|language| has_language(languages, language)));
    let alphabets = ALPHABETS.iter().map(|(_, letters)| *letters);
    let best = || alphabets.chain(BY_FREQUENCY).map(foreign).min();
    odd + own.map_or_else(|| best().unwrap_or(0), |(_, alphabet)| foreign(alphabet))
}

fn has_language(languages: &str, language: &LanguageTag) -> bool {
    languages.split(' ').any(|code| code == language.primary())
}

fn is_latin_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}')
}

fn is_lower(chars: &[char], place: usize) -> bool {
    chars.get(place).is_some_and(|c| c.is_lowercase())
}

/// Whether a mark beyond ASCII is usual between two characters.
fn is_plausible_mark(before: char, mark: char, after: char) -> bool {
    let amid_word = before.is_alphabetic() && after.is_alphabetic();
    match mark {
        '’' => before.is_alphabetic(),
        '‘' | '“' | '„' | '«' | '¿' | '¡' | '‚' => {
            !before.is_alphabetic() || mark == '“'
        }
        '”' | '»' => !after.is_alphabetic() || !before.is_alphabetic(),
        '…' | '–' | '—' | '°' | '€' | '£' | '©' | '®' | '™' | '§' | '♪' | '½' | '•' | '\u{a0}'
        | 'µ' | 'ª' | 'º' => !amid_word,
        '²' | '³' => !after.is_alphabetic() && (before == 'm' || !before.is_alphabetic()),
        '¶' | '×' | '±' | '¼' | '¾' | '·' | '¢' | '¥' | '¬' | '¤' | '¦' => {
            !before.is_alphabetic() && !after.is_alphabetic()
        }
        // Vietnamese tones.
        '\u{300}'..='\u{323}' => before.is_alphabetic(),
        _ => false,
    }
}
