//! One spelling for English words that have several.

/// Takes a word to its American spelling, and a short form to its long one.
///
/// All forms of a word must come out alike, or the stemmer makes two words of them: `hours` stays as
/// `hour` does, and `surprise` as `surprisingly`.
pub(super) fn respell(word: &mut String) {
    if let Some((head, tail)) = word.split_once('\'') {
        *word = match (head, tail) {
            (head, "t") => head.strip_suffix('n').map_or("not", negated).to_owned(),
            (head, _) => head.to_owned(),
        };
    }
    if let Some(long) = long_form(word) {
        *word = long.to_owned();
    } else if word.is_ascii() {
        american(word);
    }
}

/// The `not` of `doesn't` carries more meaning than its `does`.
fn negated(_verb: &str) -> &'static str {
    "not"
}

fn long_form(word: &str) -> Option<&'static str> {
    Some(match word {
        "vs" => "versus",
        "dr" => "doctor",
        "negative" => "minus",
        "gonna" => "going",
        "wanna" => "want",
        "ok" => "okay",
        "grey" => "gray",
        "maths" => "math",
        "cannot" => "not",
        "ln" => "log",
        "defence" => "defense",
        "offence" => "offense",
        "licence" => "license",
        "pretence" => "pretense",
        _ => return None,
    })
}

/// A British ending with the American one, and the least number of letters before it.
const ENDINGS: [(usize, &str, &str); 11] = [
    (2, "ouring", "oring"),
    (2, "oured", "ored"),
    (2, "ours", "ors"),
    (2, "our", "or"),
    (2, "ysing", "yzing"),
    (2, "ysed", "yzed"),
    (2, "yse", "yze"),
    (2, "tres", "ters"),
    (2, "tre", "ter"),
    (2, "ogues", "ogs"),
    (2, "ogue", "og"),
];

/// The endings of verbs in `-ise`, with their American form.
const VERB_ENDINGS: [&str; 6] = ["isations", "isation", "ising", "ised", "ises", "ise"];

/// What a word ends in before `-ise` that is written `-ize` in American, unlike `rise`, `promise`,
/// `precise`, `devise` or `otherwise`. At least one letter precedes it.
const VERB_STEMS: [&str; 27] = [
    "al", "el", "il", "ol", "ul", "yl", "an", "en", "in", "on", "gn", "as", "es", "og", "ar", "er",
    "or", "im", "dom", "tom", "nom", "at", "et", "it", "ot", "ic", "rd",
];

fn american(word: &mut String) {
    let ending = ENDINGS.iter().find(|(behind, british, _)| {
        word.len() >= behind + british.len() && word.ends_with(british)
    });
    if let Some((_, british, american)) = ending {
        word.truncate(word.len() - british.len());
        word.push_str(american);
    } else if let Some(stem) = verb_stem(word).map(str::len) {
        word.replace_range(stem..stem + "is".len(), "iz");
    }
}

/// The stem of a verb that is written with `-ize` in American.
fn verb_stem(word: &str) -> Option<&str> {
    let stem = VERB_ENDINGS
        .iter()
        .find_map(|ending| word.strip_suffix(ending))?;
    let mut ends = VERB_STEMS.iter();
    let is_verb = ends.any(|end| stem.len() > end.len() && stem.ends_with(end));
    is_verb.then_some(stem)
}

#[cfg(test)]
mod tests {
    use kbnote_core::LanguageTag;

    use crate::text::Lexer;

    fn forms(text: &str) -> Vec<String> {
        let lexer = Lexer::new(&LanguageTag::english());
        let terms = lexer.terms(text).into_iter();
        terms.map(|term| term.form).collect()
    }

    /// Whether all words of a text come to one form.
    fn are_one(text: &str) -> bool {
        let forms = forms(text);
        forms.iter().all(|form| *form == forms[0])
    }

    #[test]
    fn both_spellings_are_one_word() {
        for words in [
            "realise realize realised realizing realisation realization",
            "customise customize",
            "summarises summarizes",
            "analyse analyze analyzed analysing analyzes",
            "colour color colours coloring colouring coloured",
            "centre center centres centers",
            "dialogue dialog dialogues dialogs",
            "defence defense",
            "modelling modeling model models",
            "labelled labeled label",
        ] {
            assert!(are_one(words), "{words}: {:?}", forms(words));
        }
    }

    #[test]
    fn the_forms_of_a_word_stay_together() {
        for words in [
            "hour hours",
            "sour sours",
            "pour pours poured pouring",
            "tour tours touring toured",
            "rise rises rising",
            "arise arises",
            "promise promises promising",
            "visual visualise visualization",
            "size sizes",
            "prize prizes",
            "precise precisely",
            "surprise surprises surprisingly",
            "noise noises",
            "difference differences",
            "sequence sequences",
            "sentence sentences",
            "fence fences",
            "tell telling tells",
            "spell spelling",
        ] {
            assert!(are_one(words), "{words}: {:?}", forms(words));
        }
    }
}
