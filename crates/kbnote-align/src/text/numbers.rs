//! Spoken numbers to digits: "three hundred and fifty" is `350`.

use super::Term;

/// Replaces each run of number words and digits that makes one number by its digits.
pub(super) fn join(words: Vec<Term>) -> Vec<Term> {
    let mut out: Vec<Term> = Vec::with_capacity(words.len());
    let mut rest = words.as_slice();
    while let [first, ..] = rest {
        let (form, length) = number(rest).unwrap_or_else(|| (first.form.clone(), 1));
        // "a hundred" is "one hundred".
        if length > 0
            && first.form != form
            && out
                .last()
                .is_some_and(|w| w.form == "a" && is_scale(&first.form))
        {
            out.pop();
        }
        out.push(Term {
            form,
            offset: first.offset,
        });
        rest = &rest[length..];
    }
    out
}

enum Part {
    Unit(u64),
    Tens(u64),
    Scale(u64),
    Digits(f64),
}

/// The number at the head of the words, and how many of them it takes.
fn number(words: &[Term]) -> Option<(String, usize)> {
    let first = part(&words[0].form)?;
    let mut sum = 0.0;
    let mut group = match first {
        Part::Unit(n) | Part::Tens(n) => to_float(n),
        Part::Scale(n) => to_float(n),
        Part::Digits(n) => n,
    };
    let mut last = first;
    let mut length = 1;
    if let Part::Scale(n) = last
        && n > 100
    {
        sum = group;
        group = 0.0;
    }
    while let Some(next) = words.get(length) {
        let skip = usize::from(
            next.form == "and"
                && matches!(last, Part::Scale(_))
                && words
                    .get(length + 1)
                    .is_some_and(|w| matches!(part(&w.form), Some(Part::Unit(_) | Part::Tens(_)))),
        );
        let Some(found) = words.get(length + skip).and_then(|w| part(&w.form)) else {
            break;
        };
        match (&last, &found) {
            (Part::Tens(_) | Part::Scale(_), Part::Unit(n))
                if *n > 0 && (*n < 10 || matches!(last, Part::Scale(_))) =>
            {
                group += to_float(*n)
            }
            (Part::Scale(_), Part::Tens(n)) => group += to_float(*n),
            // "nineteen ninety", "twenty seventeen": a year.
            (Part::Unit(tens), Part::Tens(n)) if (10..=20).contains(tens) => {
                group = to_float(tens * 100 + n)
            }
            (Part::Tens(20), Part::Unit(n)) if *n >= 10 => group = to_float(2000 + n),
            (Part::Unit(_) | Part::Tens(_) | Part::Digits(_), Part::Scale(100)) => group *= 100.0,
            (_, Part::Scale(n)) if *n > 100 && group > 0.0 => {
                sum += group * to_float(*n);
                group = 0.0;
            }
            _ => break,
        }
        length += 1 + skip;
        last = found;
    }
    let value = sum + group;
    let decimals = decimals(&words[length..]);
    if !decimals.is_empty() && value.fract() == 0.0 {
        return Some((format!("{value}.{decimals}"), length + 1 + decimals.len()));
    }
    if length == 1 && matches!(last, Part::Digits(_)) {
        return None;
    }
    Some((format!("{value}"), length))
}

#[allow(clippy::cast_precision_loss)]
fn to_float(n: u64) -> f64 {
    n as f64
}

/// The digits spoken after "point".
fn decimals(words: &[Term]) -> String {
    let [point, digits @ ..] = words else {
        return String::new();
    };
    if point.form != "point" {
        return String::new();
    }
    digits
        .iter()
        .map_while(|word| match part(&word.form) {
            Some(Part::Unit(n)) if n < 10 => char::from_digit(u32::try_from(n).ok()?, 10),
            _ => None,
        })
        .collect()
}

fn is_scale(word: &str) -> bool {
    matches!(part(word), Some(Part::Scale(_)))
}

fn part(word: &str) -> Option<Part> {
    if word.as_bytes().first()?.is_ascii_digit() {
        return word.parse().ok().map(Part::Digits);
    }
    Some(match word {
        "zero" | "zeros" | "zeroes" | "naught" => Part::Unit(0),
        "one" | "ones" => Part::Unit(1),
        "two" | "twos" => Part::Unit(2),
        "three" | "threes" | "third" | "thirds" => Part::Unit(3),
        "four" | "fours" | "fourth" | "fourths" => Part::Unit(4),
        "five" | "fives" | "fifth" | "fifths" => Part::Unit(5),
        "six" | "sixth" => Part::Unit(6),
        "seven" | "seventh" => Part::Unit(7),
        "eight" | "eighth" => Part::Unit(8),
        "nine" | "ninth" => Part::Unit(9),
        "ten" | "tenth" | "tens" => Part::Unit(10),
        "eleven" | "eleventh" => Part::Unit(11),
        "twelve" | "twelfth" => Part::Unit(12),
        "thirteen" | "thirteenth" => Part::Unit(13),
        "fourteen" | "fourteenth" => Part::Unit(14),
        "fifteen" | "fifteenth" => Part::Unit(15),
        "sixteen" | "sixteenth" => Part::Unit(16),
        "seventeen" | "seventeenth" => Part::Unit(17),
        "eighteen" | "eighteenth" => Part::Unit(18),
        "nineteen" | "nineteenth" => Part::Unit(19),
        "twenty" | "twentieth" | "twenties" => Part::Tens(20),
        "thirty" | "thirties" => Part::Tens(30),
        "forty" | "forties" => Part::Tens(40),
        "fifty" | "fifties" => Part::Tens(50),
        "sixty" | "sixties" => Part::Tens(60),
        "seventy" | "seventies" => Part::Tens(70),
        "eighty" | "eighties" => Part::Tens(80),
        "ninety" | "nineties" => Part::Tens(90),
        "hundred" | "hundredth" => Part::Scale(100),
        "thousand" | "thousandth" => Part::Scale(1_000),
        "million" | "millionth" => Part::Scale(1_000_000),
        "billion" | "billionth" => Part::Scale(1_000_000_000),
        "trillion" => Part::Scale(1_000_000_000_000),
        _ => return None,
    })
}
