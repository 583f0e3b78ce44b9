//! The numbers that some captions say, in all readings.

use kbnote_align::SpokenWord;

/// The numbers that are said in a span of captions.
pub(super) struct SaidNumbers {
    /// As they are written in the captions, with their values, in order.
    pub(super) written: Vec<(String, f64)>,
    values: Vec<f64>,
}

/// Words that say a number without being one.
const NUMBER_WORDS: [(&str, &[f64]); 24] = [
    ("first", &[1.0]),
    ("once", &[1.0]),
    ("single", &[1.0]),
    ("second", &[2.0]),
    ("both", &[2.0]),
    ("couple", &[2.0]),
    ("double", &[2.0]),
    ("doubled", &[2.0]),
    ("pair", &[2.0]),
    ("twice", &[2.0]),
    ("triple", &[3.0]),
    ("tripled", &[3.0]),
    ("half", &[0.5, 2.0, 6.0, 30.0, 50.0]),
    ("halves", &[0.5, 2.0]),
    ("quarter", &[0.25, 3.0, 4.0, 15.0, 25.0]),
    ("quarters", &[0.75, 4.0, 9.0, 45.0, 75.0]),
    ("dozen", &[12.0]),
    ("decade", &[10.0]),
    ("decades", &[10.0]),
    ("century", &[100.0]),
    ("centuries", &[100.0]),
    ("hundreds", &[100.0]),
    ("thousands", &[1_000.0]),
    ("millions", &[1_000_000.0]),
];

impl SaidNumbers {
    /// The numbers of some words of a text.
    pub(super) fn new(text: &str, words: &[SpokenWord]) -> Self {
        let mut said = Self {
            written: Vec::new(),
            values: Vec::new(),
        };
        for (at, word) in words.iter().enumerate() {
            let known = NUMBER_WORDS.iter().find(|(name, _)| *name == word.form);
            said.values
                .extend(known.iter().flat_map(|(_, values)| values.iter()));
            let Some(value) = number(&word.form) else {
                continue;
            };
            let written = text[word.range.clone()].to_owned();
            if !said.written.iter().any(|(known, _)| *known == written) {
                said.written.push((written, value));
            }
            said.values.push(value);
            if is_list(&text[word.range.clone()]) {
                let items = text[word.range.clone()].split(',');
                said.values
                    .extend(items.filter_map(|item| item.parse::<f64>().ok()));
            }
            let before = at.checked_sub(1).map(|at| words[at].form.as_str());
            if matches!(before, Some("dollar" | "pound" | "euro")) {
                // "A dollar ninety"
                said.values.push(1.0 + value / 100.0);
            }
            said.add_joined(value, &words[at + 1..]);
        }
        said
    }

    /// Adds what a number says together with the words after it: `twenty` `twenty-one` is 2021, `four`
    /// `two` may be 42, `one` `and a half` is 1.5.
    fn add_joined(&mut self, first: f64, after: &[SpokenWord]) {
        let skipped = after
            .iter()
            .take_while(|word| matches!(word.form.as_str(), "oh" | "o"));
        let after = &after[skipped.count()..];
        let near = after.iter().take(MOST_BETWEEN);
        let scales = near.filter_map(|word| scale(number(&word.form)?));
        self.values.extend(scales.map(|scale| first * scale));
        let Some(next) = after.first() else { return };
        if let Some(second) = number(&next.form) {
            self.values.push(first * 100.0 + second);
            if (10.0..100.0).contains(&second) {
                self.values.push(first + second / 100.0);
            }
            self.values.extend(percent(first, second));
            let third = after.get(1).and_then(|word| number(&word.form));
            let digits = [Some(first), Some(second), third];
            self.values.extend(of_digits(&digits[..2]));
            self.values.extend(of_digits(&digits));
        }
        let is_half = after.iter().take(3).any(|word| word.form == "half");
        if is_half {
            self.values.extend([first + 0.5, first * 1.5]);
        }
        match next.form.as_str() {
            "dollar" | "dollars" | "pound" | "pounds" | "euro" | "euros" => {
                let cents = after.get(1).and_then(|word| number(&word.form));
                self.values.extend(cents.map(|cents| first + cents / 100.0));
            }
            "dozen" => self.values.push(first * 12.0),
            "quarters" => self.values.push(first * 25.0),
            "point" => {
                let decimals = after.get(1).map(|word| format!("{first}.{}", word.form));
                self.values
                    .extend(decimals.and_then(|text| text.parse::<f64>().ok()));
            }
            "decade" | "decades" => self.values.push(first * 10.0),
            "century" => self.values.push((first - 1.0) * 100.0),
            _ => {}
        }
    }

    /// Whether a number is said; `is_rounded` if its author says that it is.
    pub(super) fn has(&self, number: f64, is_rounded: bool) -> bool {
        let is_year = (1_000.0..2_100.0).contains(&number);
        let is_it = |&said: &f64| {
            let distance = (said - number).abs();
            let rounds = is_rounded || said.fract() != 0.0;
            distance < 1e-9 * number.abs().max(1.0)
                || is_year && number % 100.0 == said
                || rounds && distance <= half_of_last_place(number)
        };
        self.values.iter().any(is_it)
    }
}

/// Half of the last place of a number that is not zero: 50 for 2,400, a half for 25.
fn half_of_last_place(number: f64) -> f64 {
    let mut place = 1.0;
    while number > 0.0 && number % (place * 10.0) == 0.0 {
        place *= 10.0;
    }
    place / 2.0
}

/// The value of a form that is a number in digits.
pub(super) fn number(form: &str) -> Option<f64> {
    let is_number = form.starts_with(|c: char| c.is_ascii_digit());
    form.parse().ok().filter(|_| is_number)
}

/// The number that is spoken digit by digit.
fn of_digits(digits: &[Option<f64>]) -> Option<f64> {
    let is_digit = |digit: &f64| *digit < 10.0 && digit.fract() == 0.0;
    digits.iter().try_fold(0.0, |number, digit| {
        Some(number * 10.0 + digit.filter(is_digit)?)
    })
}

/// How many words are between the numbers of "six, or maybe seven hundred".
const MOST_BETWEEN: usize = 3;

/// What the last number of several is counted in: hundreds, thousands and so on.
fn scale(number: f64) -> Option<f64> {
    let scales = [1e9, 1e6, 1e3, 1e2];
    scales
        .into_iter()
        .find(|scale| number >= *scale && number % scale == 0.0)
}

/// Whether a text is several numbers, as `1,0` is, and not one with its thousands set apart.
pub(super) fn is_list(written: &str) -> bool {
    let digits = |group: &str| group.bytes().take_while(u8::is_ascii_digit).count();
    written.split(',').skip(1).any(|group| digits(group) != 3)
}

/// A share in percent, rounded.
fn percent(part: f64, whole: f64) -> Option<f64> {
    (part < whole).then(|| (100.0 * part / whole).round())
}

#[cfg(test)]
mod tests {
    use kbnote_align::WordReader;
    use kbnote_core::LanguageTag;

    use super::*;

    #[test]
    fn a_number_is_said_in_many_forms() {
        let reader = WordReader::new(&LanguageTag::english());
        for (number, said) in [
            (25.0, "twenty-five of them"),
            (25.0, "25 of them"),
            (2001.0, "in two thousand and one"),
            (2021.0, "in twenty twenty-one"),
            (1905.0, "in nineteen oh five"),
            (1_500_000.0, "one point five million"),
            (1_500_000.0, "a million and a half"),
            (600.0, "six or seven hundred"),
            (1960.0, "in the sixties"),
            (18.0, "the eighteenth"),
            (30.0, "half an hour"),
            (1.9, "a dollar ninety"),
            (0.0, "the point 1,0"),
        ] {
            let words = reader.words(said);
            assert!(
                SaidNumbers::new(said, &words).has(number, false),
                "{number}: {said}"
            );
            assert!(!SaidNumbers::new(said, &words).has(77.0, false), "{said}");
        }
    }
}
