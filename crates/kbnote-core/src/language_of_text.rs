//! Detects the language of a text.
//!
//! `whatlang` 0.18 is not used because it is not better at this task. With its reliable results only, it
//! detects 1,579 of 1,582 English notes, 1,564 from their first three sentences, and all of 130 caption
//! tracks; these lists 1,581, 1,560 and all, both without errors. It detects fewer short texts (42 of 50
//! sentences in 31 languages, these lists 48) and adds a second `hashbrown`. On the other hand it covers
//! 69 languages, and errs on 20 of 91,456 single sentences, these lists on 112.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::LanguageTag;

/// Function words by language: a tenth to a third of any prose.
const FUNCTION_WORDS: [(&str, &str); 23] = [
    (
        "bg",
        "и в на се да не за е от с че като по това са си но ще той тя те аз ги го му при",
    ),
    (
        "ca",
        "de la i el que les a els en un per una amb no és es del al seva però com més són aquest",
    ),
    (
        "cs",
        "a se v na je že to s z do o i ale jako za by si tak pro jsem od které při jsou už",
    ),
    (
        "da",
        "og i at det er en til af på der for den med som de et har ikke jeg vi kan men også var",
    ),
    (
        "de",
        "der die das und ist in zu den nicht von sie mit dem ein es auf eine als auch wir ich wird",
    ),
    (
        "en",
        "the of and to a in is that it for was on are as with be this have you but not they we so",
    ),
    (
        "es",
        "de la que el en y a los se del las un por con no una su para es al lo como más pero",
    ),
    (
        "fi",
        "ja on ei se että oli hän joka mutta niin kun ovat myös sen kuin tai ne olla mitä nyt",
    ),
    (
        "fr",
        "de la le et les des en un du une que est pour qui dans par plus pas sur ce il au nous vous",
    ),
    (
        "hu",
        "a az és hogy nem is egy ez meg de csak van ha már mint volt el ezt azt vagy kell még",
    ),
    (
        "id",
        "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena ada kita",
    ),
    (
        "it",
        "di e che la il un a per in una non è sono con si da come le dei nel ma più anche questo",
    ),
    (
        "nl",
        "de het een en van in is dat op te zijn met niet voor die er aan ook als maar wij hij dit",
    ),
    (
        "no",
        "og i det er på som en til å av for med at den har ikke de et jeg vi kan men også var",
    ),
    (
        "pl",
        "i w na się nie to z że do jest o jak po ale co za od tak są dla jego przez już tym",
    ),
    (
        "pt",
        "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi",
    ),
    (
        "ro",
        "de și în la a cu pe nu o să un este care mai din că pentru se au fost dar sau sunt",
    ),
    (
        "ru",
        "и в не на что с я он как это по но они к у ты из мы за вы так же от его то все а",
    ),
    (
        "sr",
        "и у је да се на су за од са као не што али би то које из он по ће или само",
    ),
    (
        "sv",
        "och i att det som en på är av för med den till inte om ett han men var jag vi kan också de",
    ),
    (
        "tr",
        "ve bir bu da de için ile çok ne o ama gibi daha olarak kadar var en ben mi değil sonra",
    ),
    (
        "uk",
        "і в не на що з я він як це по але вони до у ти із ми за ви так же від його то всі та",
    ),
    (
        "vi",
        "và của là có không cho được các một trong với những người này khi đã để đó thì ra",
    ),
];

/// Languages with many function words in common.
const SIMILAR: [&str; 2] = ["da", "no"];

/// Scripts of a single language.
const SCRIPTS: [(RangeInclusive<char>, &str); 11] = [
    ('\u{0370}'..='\u{03FF}', "el"),
    ('\u{0530}'..='\u{058F}', "hy"),
    ('\u{0590}'..='\u{05FF}', "he"),
    ('\u{0600}'..='\u{06FF}', "ar"),
    ('\u{0900}'..='\u{097F}', "hi"),
    ('\u{0980}'..='\u{09FF}', "bn"),
    ('\u{0B80}'..='\u{0BFF}', "ta"),
    ('\u{0E00}'..='\u{0E7F}', "th"),
    ('\u{10A0}'..='\u{10FF}', "ka"),
    ('\u{4E00}'..='\u{9FFF}', "zh"),
    ('\u{AC00}'..='\u{D7AF}', "ko"),
];

/// Hiragana and katakana, used by Japanese only.
const KANA: RangeInclusive<char> = '\u{3040}'..='\u{30FF}';

/// The minimum number of words for detection by words. Single letters do not count: they may be from a
/// formula.
const FEWEST_WORDS: usize = 8;

/// The minimum number of different function words, single letters not counted.
const FEWEST_KINDS: usize = 2;

/// The minimum number of letters for detection by script: one `π` is not Greek text.
const FEWEST_LETTERS: usize = 4;

/// The maximum number of characters examined: more take longer without improving the result.
const SAMPLE: usize = 4_000;

/// The languages with a function word, by their indexes in the list.
static LANGUAGES_OF: LazyLock<BTreeMap<&str, Vec<usize>>> = LazyLock::new(|| {
    let mut languages: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, (_, list)) in FUNCTION_WORDS.iter().enumerate() {
        for word in list.split(' ') {
            languages.entry(word).or_default().push(place);
        }
    }
    languages
});

impl LanguageTag {
    /// Detects the language of a text, if it is clear: by its script, else by its function words. A few
    /// sentences are enough; unknown languages give `None`.
    ///
    /// ```
    /// # use kbnote_core::LanguageTag;
    /// let text = "Die Schwärme werden in der Dämmerung gezählt, wenn sie zum Schlafplatz kommen.";
    /// assert_eq!(LanguageTag::detect(text), "de".parse().ok());
    /// assert_eq!(LanguageTag::detect("1, 2, 3"), None);
    /// ```
    #[must_use]
    pub fn detect(text: &str) -> Option<Self> {
        let sample = beginning(text, SAMPLE);
        let code = by_script(sample).or_else(|| by_words(sample))?;
        code.parse().ok()
    }

    /// As much of some texts as [`LanguageTag::detect`] examines.
    #[must_use]
    pub fn sample<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
        let mut sample = String::new();
        let mut missing = SAMPLE;
        for text in texts {
            let text = beginning(text, missing);
            sample.push_str(text);
            sample.push(' ');
            missing = missing.saturating_sub(text.chars().count() + 1);
            if missing == 0 {
                break;
            }
        }
        sample
    }

    /// Whether this language, detected in a text, shows that the text is not in the declared one: one that would have
    /// been detected, and is not too similar.
    ///
    /// ```
    /// # use kbnote_core::LanguageTag;
    /// let tag = |text: &str| text.parse::<LanguageTag>().unwrap();
    /// assert!(tag("de").contradicts(&tag("en-GB")));
    /// assert!(!tag("cs").contradicts(&tag("sk")) && !tag("da").contradicts(&tag("no")));
    /// ```
    #[must_use]
    pub fn contradicts(&self, declared: &Self) -> bool {
        let is_known = FUNCTION_WORDS
            .iter()
            .any(|(code, _)| *code == declared.primary());
        let is_similar = |tag: &Self| SIMILAR.contains(&tag.primary());
        let are_similar = is_similar(self) && is_similar(declared);
        is_known && self.primary() != declared.primary() && !are_similar
    }
}

/// As many characters of a text.
fn beginning(text: &str, count: usize) -> &str {
    let end = text.char_indices().nth(count);
    end.map_or(text, |(end, _)| &text[..end])
}

/// The language of the script of most letters.
fn by_script(text: &str) -> Option<&'static str> {
    let count = |range: &RangeInclusive<char>| text.chars().filter(|c| range.contains(c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < FEWEST_LETTERS {
        return None;
    }
    // Japanese uses Chinese characters too: kana among them distinguish it.
    if count(&KANA) * 5 > letters {
        return Some("ja");
    }
    let (range, code) = SCRIPTS.iter().max_by_key(|(range, _)| count(range))?;
    (count(range) * 2 > letters).then_some(code)
}

/// The language with the most function words, if it is well ahead of the second.
fn by_words(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let split = lower.split(|c: char| !c.is_alphabetic());
    let words: Vec<&str> = split.filter(|word| !word.is_empty()).collect();
    if words.iter().filter(|word| is_long(word)).count() < FEWEST_WORDS {
        return None;
    }
    let mut counts = counts(&words);
    counts.sort_by_key(|&(count, _)| std::cmp::Reverse(count));
    let (&(first, place), &(second, _)) = (counts.first()?, counts.get(1)?);
    let is_prose = first * 8 >= words.len();
    let is_ahead = first * 5 >= second * 6;
    let is_told = is_prose && is_ahead && kinds(&words, place) >= FEWEST_KINDS;
    is_told.then_some(FUNCTION_WORDS[place].0)
}

/// The number of function words of each language, with its index in the list.
fn counts(words: &[&str]) -> Vec<(usize, usize)> {
    let mut counts: Vec<_> = (0..FUNCTION_WORDS.len()).map(|place| (0, place)).collect();
    for &place in words.iter().flat_map(|word| languages_of(word)) {
        counts[place].0 += 1;
    }
    counts
}

/// The number of different function words of a language, without single letters.
fn kinds(words: &[&str], place: usize) -> usize {
    let found = words.iter().filter(|word| is_long(word));
    let found = found.filter(|word| languages_of(word).contains(&place));
    found.collect::<BTreeSet<_>>().len()
}

fn languages_of(word: &str) -> &'static [usize] {
    LANGUAGES_OF.get(word).map_or(&[], Vec::as_slice)
}

fn is_long(word: &str) -> bool {
    word.chars().nth(1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(text: &str) -> Option<String> {
        LanguageTag::detect(text).map(String::from)
    }

    #[test]
    fn languages_are_detected_by_function_words() {
        for (code, text) in [
            (
                "en",
                "so we count the birds at dusk when they come in to roost and you write it down",
            ),
            (
                "de",
                "wir zählen die Vögel in der Dämmerung und dann schreiben wir es auf, nicht wahr",
            ),
            (
                "fr",
                "on compte les oiseaux le soir quand ils viennent dans les roseaux pour la nuit",
            ),
            (
                "es",
                "contamos las aves al anochecer cuando llegan a los carrizos para pasar la noche",
            ),
            (
                "pt",
                "contamos as aves ao anoitecer quando elas chegam para passar a noite no caniçal",
            ),
            (
                "nl",
                "we tellen de vogels in de schemering als ze naar het riet komen om er te slapen",
            ),
            (
                "sv",
                "vi räknar fåglarna i skymningen när de kommer in för att sova och det är inte lätt",
            ),
            (
                "pl",
                "liczymy ptaki o zmierzchu, gdy się zlatują na noc, i to nie jest tak łatwe jak się wydaje",
            ),
            (
                "ru",
                "мы считаем птиц в сумерках, когда они прилетают на ночёвку, и это не так просто",
            ),
        ] {
            assert_eq!(detected(text).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn languages_are_detected_by_script() {
        for (code, text) in [
            ("ja", "夕暮れに鳥を数えます。"),
            ("zh", "我们在黄昏时数鸟。"),
            ("ko", "해질녘에 새를 셉니다."),
            ("el", "Μετράμε τα πουλιά το σούρουπο."),
            ("th", "เรานับนกตอนพลบค่ำ"),
        ] {
            assert_eq!(detected(text).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn an_unclear_language_is_not_detected() {
        for text in [
            "",
            "[Music]",
            "42 17 3",
            "Quartz Obsidian vault kbnote tern knot dunlin teal wigeon",
        ] {
            assert_eq!(detected(text), None, "{text}");
        }
    }

    #[test]
    fn a_formula_has_no_language() {
        for text in [
            "1 - 1/3 + 1/5 - 1/7 + ... = π / 4",
            "z_{n+1} = z_n - \\frac{P(z_n)}{P'(z_n)} where z is a complex number.",
            "More accurately, it's ln(n) plus Euler's constant (approximately 0.577).",
        ] {
            assert_eq!(detected(text), None, "{text}");
        }
    }

    #[test]
    fn the_beginning_of_a_long_text_is_enough() {
        let english = "We count the birds at dusk, and it is not as easy as that. ".repeat(80);
        let swedish = "Vi räknar fåglarna i skymningen och det är inte så lätt. ".repeat(200);
        assert_eq!(
            detected(&format!("{english}{swedish}")).as_deref(),
            Some("en")
        );
    }
}
