//! Words about speech: an author says with them that something was said, and nobody says them.

/// Stems of English words that report speech or join reported sentences, in order.
const REPORTING: [&str; 72] = [
    "accord",
    "acknowledg",
    "admit",
    "advis",
    "agre",
    "although",
    "announc",
    "argu",
    "assert",
    "author",
    "besid",
    "brief",
    "claim",
    "clarifi",
    "comment",
    "concern",
    "conclud",
    "confirm",
    "convers",
    "debat",
    "describ",
    "detail",
    "disagre",
    "discuss",
    "elabor",
    "emphas",
    "emphasi",
    "explain",
    "explor",
    "express",
    "favor",
    "furthermor",
    "highlight",
    "host",
    "howev",
    "illustr",
    "indic",
    "inform",
    "insist",
    "instruct",
    "interview",
    "introduc",
    "listen",
    "meanwhil",
    "mention",
    "moreov",
    "narrat",
    "opinion",
    "outlin",
    "particip",
    "preced",
    "propos",
    "recommend",
    "refer",
    "reject",
    "remark",
    "remind",
    "repli",
    "request",
    "respond",
    "respons",
    "review",
    "speaker",
    "stress",
    "suggest",
    "summar",
    "summari",
    "therefor",
    "thought",
    "thus",
    "video",
    "whilst",
];

/// How much of what such a word would tell it does tell.
const FAINT: f32 = 0.25;

/// The share of its rarity that a term of an English claim tells.
pub(crate) fn telling(form: &str) -> f32 {
    if REPORTING.binary_search(&form).is_ok() {
        FAINT
    } else {
        1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_about_speech_weigh_little() {
        assert!(REPORTING.is_sorted());
        assert!(telling("suggest") < telling("starl"));
    }
}
