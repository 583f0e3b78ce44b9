//! Abbreviations, and words that open sentences.

/// How the full stop of an abbreviation is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name or the rest of a phrase follows: never the end of a sentence.
    Title,
    /// An abbreviation only before a number, a word of its own otherwise.
    BeforeNumber,
    /// May end a sentence: it does before a word that sentences begin with.
    Either,
    /// Ends a sentence wherever a capital follows.
    Closing,
}

const TITLES: &[&str] = &[
    "adm", "approx", "assoc", "bros", "brig", "bzw", "ca", "capt", "cf", "col", "cmdr", "dipl",
    "dr", "dra", "eq", "eqs", "esp", "fig", "figs", "fr", "gen", "gov", "hon", "hr", "incl", "ing",
    "lt", "maj", "messrs", "mlle", "mme", "mr", "mrs", "ms", "mt", "mts", "mx", "nr", "op", "pp",
    "pres", "prof", "ref", "rep", "rev", "sen", "sgt", "sra", "srta", "st", "ste", "supt", "viz",
    "vol", "vols", "vs", "e.g", "i.e", "eg", "ie", "p.ex", "p.ej", "z.b", "d.h", "u.a", "т.е",
    "им",
];

const BEFORE_NUMBER: &[&str] = &[
    "art", "ch", "chap", "ed", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "no", "nos", "p", "par", "pt", "sec", "ver", "v", "стр", "рис",
];

const EITHER: &[&str] = &[
    "a.d", "al", "ave", "b.a", "b.c", "b.sc", "blvd", "co", "corp", "d.c", "dept", "e.u", "inc",
    "jr", "l.a", "llc", "ltd", "m.a", "m.d", "m.sc", "n.y", "ph.d", "phd", "plc", "sr", "u.k",
    "u.n", "u.s", "u.s.a", "u.s.s.r", "univ", "г", "гг",
];

const CLOSING: &[&str] = &["a.m", "etc", "p.m", "usw", "т.д", "т.п"];

/// Words that a sentence often begins with and a name hardly ever.
const STARTERS: &[&str] = &[
    "a",
    "according",
    "after",
    "all",
    "also",
    "although",
    "an",
    "and",
    "another",
    "any",
    "as",
    "at",
    "because",
    "before",
    "both",
    "but",
    "by",
    "during",
    "each",
    "even",
    "every",
    "finally",
    "first",
    "for",
    "from",
    "furthermore",
    "he",
    "her",
    "here",
    "his",
    "how",
    "however",
    "i",
    "if",
    "in",
    "instead",
    "it",
    "its",
    "just",
    "let",
    "many",
    "moreover",
    "most",
    "my",
    "no",
    "not",
    "now",
    "of",
    "on",
    "once",
    "one",
    "only",
    "or",
    "other",
    "our",
    "over",
    "she",
    "since",
    "so",
    "some",
    "such",
    "that",
    "the",
    "their",
    "then",
    "there",
    "therefore",
    "these",
    "they",
    "this",
    "those",
    "though",
    "through",
    "thus",
    "to",
    "today",
    "under",
    "until",
    "up",
    "we",
    "what",
    "when",
    "where",
    "whether",
    "which",
    "while",
    "who",
    "why",
    "with",
    "without",
    "yes",
    "yet",
    "you",
    "your",
];

const MONTHS: &[&str] = &[
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
];

/// What kind of abbreviation a word is; its last full stop is not part of it.
pub(super) fn kind(word: &str) -> Option<Abbreviation> {
    let word = word.to_lowercase();
    let word = word.trim_matches(['\'', '’', '-']);
    let holds = |list: &[&str]| list.contains(&word);
    if holds(TITLES) {
        Some(Abbreviation::Title)
    } else if holds(BEFORE_NUMBER) {
        Some(Abbreviation::BeforeNumber)
    } else if holds(EITHER) {
        Some(Abbreviation::Either)
    } else if holds(CLOSING) {
        Some(Abbreviation::Closing)
    } else {
        None
    }
}

/// Whether sentences often begin with the word.
pub(super) fn begins_sentences(word: &str) -> bool {
    let word = word.to_lowercase();
    STARTERS.contains(&word.as_str())
}

/// Whether the word is a month in a language that writes days as `3. Oktober`.
pub(super) fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    MONTHS.contains(&word.as_str())
}
