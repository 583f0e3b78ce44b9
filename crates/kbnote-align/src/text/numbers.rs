//! Spoken numbers to digits: "three hundred and fifty" is `350`.

use super::term::Term;

/// Replaces each run of number words and digits that makes one number by its digits.
pub(super) fn join(mut words: Vec<Term>) -> Vec<Term> {
    let mut joined = 0;
    let mut at = 0;
    while at < words.len() {
        let found = Number::read(&words[at..]);
        let after_article = joined > 0 && words[joined - 1].form == "a";
        // "a hundred" is "one hundred".
        if found.is_some() && after_article && is_scale(&words[at].form) {
            joined -= 1;
        }
        let length = found.as_ref().map_or(1, |(_, length)| *length);
        words.swap(joined, at);
        if let Some((digits, _)) = found {
            words[joined].form = digits;
        }
        joined += 1;
        at += length;
    }
    words.truncate(joined);
    words
}

#[derive(Clone, Copy, Debug)]
enum Part {
    /// From 0 to 19.
    Unit(u64),
    /// Twenty, thirty and so on.
    Tens(u64),
    /// A hundred, a thousand and so on.
    Scale(u64),
    /// A number in digits.
    Digits(f64),
}

/// A number while it is read, word by word.
struct Number {
    /// The thousands and millions that are closed.
    closed: f64,
    /// What is open still: below a thousand.
    open: f64,
    last: Part,
}

impl Number {
    /// The number at the head of the words, and how many of them it takes; none if there is none,
    /// or it is in digits already.
    fn read(words: &[Term]) -> Option<(String, usize)> {
        let mut number = Self::begin(part(&words[0].form)?);
        let mut length = 1;
        loop {
            // "two hundred and five"
            let link = words.get(length).is_some_and(|word| word.form == "and");
            let skip = usize::from(link && matches!(number.last, Part::Scale(_)));
            let next = words.get(length + skip).and_then(|word| part(&word.form));
            let fits = skip == 0 || matches!(next, Some(Part::Unit(_) | Part::Tens(_)));
            match next {
                Some(next) if fits && number.push(next) => length += 1 + skip,
                _ => break,
            }
        }
        let value = number.closed + number.open;
        let decimals = decimals(&words[length..]);
        if !decimals.is_empty() && value.fract() == 0.0 {
            return Some((format!("{value}.{decimals}"), length + 1 + decimals.len()));
        }
        let is_digits = length == 1 && matches!(number.last, Part::Digits(_));
        (!is_digits).then(|| (format!("{value}"), length))
    }

    fn begin(first: Part) -> Self {
        let (closed, open) = match first {
            Part::Scale(n) if n > 100 => (to_float(n), 0.0),
            Part::Unit(n) | Part::Tens(n) | Part::Scale(n) => (0.0, to_float(n)),
            Part::Digits(n) => (0.0, n),
        };
        Self {
            closed,
            open,
            last: first,
        }
    }

    /// Takes the next part, if it belongs to the number.
    fn push(&mut self, next: Part) -> bool {
        match (self.last, next) {
            (Part::Tens(_), Part::Unit(n)) if (1..10).contains(&n) => self.open += to_float(n),
            (Part::Scale(_), Part::Unit(n)) if n > 0 => self.open += to_float(n),
            (Part::Scale(_), Part::Tens(n)) => self.open += to_float(n),
            // "nineteen ninety", "twenty seventeen": a year.
            (Part::Unit(tens @ 10..20), Part::Tens(n)) => self.open = to_float(tens * 100 + n),
            (Part::Tens(20), Part::Unit(n)) if n >= 10 => self.open = to_float(2000 + n),
            (Part::Unit(_) | Part::Tens(_) | Part::Digits(_), Part::Scale(100)) => {
                self.open *= 100.0;
            }
            (_, Part::Scale(n)) if n > 100 && self.open > 0.0 => {
                self.closed += self.open * to_float(n);
                self.open = 0.0;
            }
            _ => return false,
        }
        self.last = next;
        true
    }
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
