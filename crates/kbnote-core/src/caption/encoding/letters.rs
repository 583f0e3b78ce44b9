//! Compares legacy encodings by the letters they give: short texts have too few for the detector.

use encoding_rs::{Encoding, WINDOWS_1252};

/// Encodings of other scripts, each with one byte a letter.
const NON_LATIN: [&Encoding; 8] = [
    encoding_rs::WINDOWS_1251,
    encoding_rs::KOI8_U,
    encoding_rs::WINDOWS_1253,
    encoding_rs::WINDOWS_1255,
    encoding_rs::WINDOWS_1256,
    encoding_rs::ISO_8859_5,
    encoding_rs::ISO_8859_6,
    encoding_rs::IBM866,
];

/// Latin encodings, the usual ones first.
const LATIN: [&Encoding; 5] = [
    WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::ISO_8859_2,
    encoding_rs::WINDOWS_1254,
    encoding_rs::WINDOWS_1257,
];

/// The letters of each script by frequency: Cyrillic, Greek, Hebrew, Arabic.
const BY_FREQUENCY: [&str; 4] = [
    "оаеинтсрвлкмдпуяыьзгбчйхжшюцщіэфїєъёґўјљњћђџ",
    "αοιετνσηυρπκμλςόάίέήωύδχγθώφβξζψϊΐϋΰ",
    "יוהלאתמרבשנםדחעקפצגכטזןסךףץ",
    "اليمونرتبةعدسفهكقأحجذصىشخضطزءثغئإآؤظ",
];

/// The letters beyond ASCII of languages in the Latin script.
const ALPHABETS: [&str; 20] = [
    "äöüß",
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúü",
    "àáâãçéêíóôõúü",
    "àèéìíîòóùú",
    "åäöæøé",
    "áæéíðóöúýþ",
    "àéëïóüèöêô",
    "àçéèíïóòúü",
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíĺľňóôŕšťúýž",
    "áéíóöőúüű",
    "ăâîșțşţ",
    "čćđšž",
    "çğıiöşüâîû",
    "ąčęėįšųūž",
    "āčēģīķļņšūž",
    "äõöüšž",
    "çëâêîôû",
];

/// How much rarer letters of the detected encoding may be than those of another, in hundredths of a rank.
const DETECTED_MARGIN: u32 = 300;

/// The encoding of a text whose letters are mostly beyond ASCII, which no Latin text has. The `detected`
/// encoding is preferred to similar ones.
pub(super) fn non_latin(bytes: &[u8], detected: &'static Encoding) -> Option<&'static Encoding> {
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
        .map(|(encoding, _)| encoding)
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
    (sum * 100).checked_div(count).unwrap_or(u32::MAX)
}

/// The sum of the ranks of the letters of a word, and their number.
fn word_rarity(word: &str) -> (u32, u32) {
    const UNUSUAL: u32 = 60;
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

/// The encoding of a Latin text: `found` if its letters and marks fit a language, else the usual one that
/// fits better.
pub(super) fn latin(bytes: &[u8], found: &'static Encoding) -> &'static Encoding {
    let candidates = [found].into_iter().chain(LATIN);
    let scored = candidates.map(|encoding| {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        (encoding, oddities(&text))
    });
    scored
        .min_by_key(|(_, odd)| *odd)
        .map_or(found, |(encoding, _)| encoding)
}

/// The number of characters beyond ASCII that do not fit the text, in the language that fits best.
pub(super) fn oddities(text: &str) -> usize {
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
        if c.is_alphabetic() {
            letters.extend(c.to_lowercase().take(1));
            let is_bad_case = c.is_uppercase()
                && (before.is_lowercase() || after.is_uppercase() && is_lower(&chars, place + 2));
            odd += usize::from(is_bad_case);
        } else {
            odd += usize::from(!is_plausible_mark(before, *c, after));
        }
    }
    let foreign = |alphabet: &&str| letters.iter().filter(|c| !alphabet.contains(**c)).count();
    odd + ALPHABETS.iter().map(foreign).min().unwrap_or(0)
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
        | '¶' => !amid_word,
        _ => false,
    }
}
