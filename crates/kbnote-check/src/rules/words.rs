//! KB6xx: quotations, numbers and names that are not what the captions say.

use kbnote_note::Splice;

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{DifferenceKind, Example, Rule, Severity, WordDifference};

pub(crate) static MISQUOTED: Rule = Rule {
    code: "KB601",
    name: "misquoted",
    severity: Severity::Warning,
    repairs: false,
    what: "The words of a quotation differ from the captions around its anchor.",
    why: "What is in quotation marks was said so, word by word. Words that were left out are marked \
          with `…`, words that were added with brackets. Quotations of four words or more are \
          compared; `kbnote quote NOTE:LINE` prints what the captions say.",
    example: Example::Files {
        bad: "“We count the ducks at dusk” [00:00:42], where the captions say “we count the flocks at \
              dusk”",
        good: "“We count the flocks at dusk” [00:00:42]",
    },
};

pub(crate) static QUOTATION_MARKS: Rule = Rule {
    code: "KB602",
    name: "quotation-marks",
    severity: Severity::Warning,
    repairs: true,
    what: "A quotation differs from the captions in case or punctuation.",
    why: "A comma can change what a quotation says. Only captions that people wrote are compared, and \
          the repair changes no word; the first letter and the last mark are the author's.",
    example: Example::Files {
        bad: "“We count flocks: not Birds” [00:00:42], where the captions say “We count flocks, not \
              birds”",
        good: "“We count flocks, not birds” [00:00:42]",
    },
};

pub(crate) static NUMBER: Rule = Rule {
    code: "KB603",
    name: "number-not-said",
    severity: Severity::Info,
    repairs: false,
    what: "A number in a sentence is not said around its anchor.",
    why: "A slip in a number or a year is easily made and seldom noticed. All forms of a number are the \
          same here: `25`, `twenty-five`, `2001`, `two thousand and one`, `1.5 million`. English \
          captions are compared.",
    example: Example::Files {
        bad: "Some 350 ducks roost here [00:00:42], where the captions say “three hundred and \
              sixty ducks”",
        good: "Some 360 ducks roost here [00:00:42]",
    },
};

pub(crate) static NAME: Rule = Rule {
    code: "KB604",
    name: "name-differs",
    severity: Severity::Info,
    repairs: false,
    what: "A name in a sentence is spelt differently in the captions around its anchor.",
    why: "One of the two is misspelt, and often it is a name that a reader will look up. Only captions that \
          people wrote are compared, in English, and only near spellings: a name that nobody says may well be \
          right. Names in links to notes are spelt as their notes are.",
    example: Example::Files {
        bad: "The idea is Daniel Kanneman's [00:00:42], where the captions say “Kahneman”",
        good: "The idea is Daniel Kahneman's [00:00:42]",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(captions) = subject.around.captions else {
        return;
    };
    // Where an anchor is at another place than its sentence, that is what is wrong.
    let contradictions = subject.around.contradictions.iter();
    let elsewhere = contradictions.filter_map(|found| subject.note.anchors().get(found.anchor));
    let elsewhere: Vec<_> = elsewhere.filter_map(kbnote_note::Anchor::time).collect();
    let differences = captions.differences(subject.note).into_iter();
    for difference in differences.filter(|difference| !elsewhere.contains(&difference.time)) {
        add(subject, difference, findings);
    }
}

fn add(subject: &Subject<'_>, difference: WordDifference, findings: &mut Findings) {
    let WordDifference { range, time, kind } = difference;
    match kind {
        DifferenceKind::Words(said) => {
            let message = format!("at {time} the captions say “{said}”");
            findings.at(&MISQUOTED, range, message);
        }
        DifferenceKind::Marks { said, replacement } => {
            let message = format!("the words are the same; at {time} the captions have “{said}”");
            let fix = replacement.map(|text| {
                let description = format!("write “{text}”");
                Fix::one(description, Splice::replace(range.clone(), text))
            });
            findings.fixable(&QUOTATION_MARKS, range, message, fix);
        }
        DifferenceKind::Name(said) => {
            let message = format!("at {time} the captions have the name “{said}”");
            findings.at(&NAME, range, message);
        }
        DifferenceKind::Number(said) => {
            let number = subject.text.get(range.clone()).unwrap_or_default();
            let message = match said.as_slice() {
                [] => format!("{number} is not said around {time}"),
                said => format!(
                    "{number} is not said around {time}, but {}",
                    said.join(", ")
                ),
            };
            findings.at(&NUMBER, range, message);
        }
    }
}
