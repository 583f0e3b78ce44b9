//! One spelling for English words that have several.

/// Takes a word to its American spelling, and a short form to its long one.
pub(super) fn respell(word: &mut String) {
    if let Some((head, tail)) = word.split_once('\'') {
        *word = match (head, tail) {
            (head, "t") => head.strip_suffix('n').map_or("not", negated).to_owned(),
            (head, _) => head.to_owned(),
        };
    }
    if let Some(long) = long_form(word) {
        *word = long.to_owned();
    } else if word.len() > 4 && word.is_ascii() {
        american(word);
    }
}

/// `doesn't` is told by its `not` better than by its `does`.
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
        _ => return None,
    })
}

const ENDINGS: [(&str, &str); 17] = [
    ("isation", "ization"),
    ("isations", "izations"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ises", "izes"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ysing", "yzing"),
    ("our", "or"),
    ("ours", "ors"),
    ("oured", "ored"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("elling", "eling"),
];

fn american(word: &mut String) {
    let longest = ENDINGS
        .iter()
        .filter(|(british, _)| word.ends_with(british))
        .max_by_key(|(british, _)| british.len());
    if let Some((british, american)) = longest {
        word.truncate(word.len() - british.len());
        word.push_str(american);
    }
}
