//! The numbers of SRT cues, as programs and people write them: `2.`, `#2`, `2/3`, `No. 2`, `②`, `II`.

use super::characters::{is_invisible, plain};

/// The number on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CueNumber {
    pub(super) value: usize,
    /// The letters and marks that make it less clear, in their order: `Cue`, `/`.
    shape: String,
}

impl CueNumber {
    /// Whether it consists of digits and the marks around them.
    pub(super) fn is_plain(&self) -> bool {
        self.shape.is_empty()
    }

    /// Whether it is written in the same way as another.
    pub(super) fn resembles(&self, other: &Self) -> bool {
        self.shape == other.shape
    }
}

/// The maximum length of a number, in bytes.
const MAX_LEN: usize = 60;

/// The maximum length of a word beside a number, in letters: `Untertitel`.
const MAX_WORD: usize = 10;

/// The number on a line.
pub(super) fn read(line: &str) -> Option<CueNumber> {
    if line.len() > MAX_LEN {
        return None;
    }
    if line.bytes().all(|byte| byte.is_ascii_digit()) {
        let (value, shape) = (line.parse().ok()?, String::new());
        return Some(CueNumber { value, shape });
    }
    let line = plain(line);
    let line = line.trim_matches(|c: char| !c.is_alphanumeric() && enclosed(c).is_none());
    let mut rest = line.chars();
    if let (Some(value), None) = (rest.next().and_then(enclosed), rest.next()) {
        let shape = String::new();
        return Some(CueNumber { value, shape });
    }
    let parts = parts(line);
    let (value, shape) = match parts.as_slice() {
        [Part::Digits(digits)] => (digits.parse().ok()?, String::new()),
        [
            Part::Digits(first),
            Part::Marks(marks),
            Part::Digits(second),
        ] => {
            let is_grouped = first.len() <= 3 && second.len() == 3 && is_group_mark(marks);
            match is_grouped {
                true => (format!("{first}{second}").parse().ok()?, String::new()),
                false if is_count_mark(marks) => (first.parse().ok()?, (*marks).to_owned()),
                false => return None,
            }
        }
        [Part::Digits("0"), Part::Letters(letters), ..] if letters.starts_with(['x', 'X']) => {
            hexadecimal(line)?
        }
        [Part::Letters(letters)] => match chinese(letters) {
            Some(value) => (value, "一".to_owned()),
            None => (roman(letters)?, "I".to_owned()),
        },
        parts => labelled(parts)?,
    };
    Some(CueNumber { value, shape })
}

/// A number with a word: `Cue 2`, `2nd`, `2 of 3`.
fn labelled(parts: &[Part<'_>]) -> Option<(usize, String)> {
    let mut words = parts.iter().filter_map(Part::letters);
    let word = words
        .next()
        .filter(|word| word.chars().count() <= MAX_WORD)?;
    let mut numbers = parts.iter().filter_map(Part::digits);
    let number = numbers.next()?;
    let is_of_total = matches!(parts.first(), Some(Part::Digits(_)));
    let others = numbers.count();
    let is_label = words.next().is_none() && others <= usize::from(is_of_total);
    is_label.then_some((number.parse().ok()?, word.to_owned()))
}

/// Marks between the digits of a large number: `1,002`.
fn is_group_mark(marks: &str) -> bool {
    matches!(marks, "," | "." | "'" | "’" | " " | "_")
}

/// Marks between a number and another: `2/3`, `2-3`, `2.0`.
fn is_count_mark(marks: &str) -> bool {
    matches!(marks.trim(), "/" | "-" | "." | "," | "_" | "|")
}

/// A part of a line.
enum Part<'a> {
    Digits(&'a str),
    Letters(&'a str),
    Marks(&'a str),
}

impl<'a> Part<'a> {
    fn digits(&self) -> Option<&'a str> {
        match self {
            Self::Digits(digits) => Some(digits),
            _ => None,
        }
    }

    fn letters(&self) -> Option<&'a str> {
        match self {
            Self::Letters(letters) => Some(letters),
            _ => None,
        }
    }
}

fn parts(line: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let is_same: fn(char) -> bool = if first.is_ascii_digit() {
            |c| c.is_ascii_digit()
        } else if first.is_alphabetic() {
            char::is_alphabetic
        } else {
            |c| !c.is_ascii_digit() && !c.is_alphabetic()
        };
        let end = rest.find(|c| !is_same(c)).unwrap_or(rest.len());
        let (part, after) = rest.split_at(end);
        parts.push(if first.is_ascii_digit() {
            Part::Digits(part)
        } else if first.is_alphabetic() {
            Part::Letters(part)
        } else {
            Part::Marks(part)
        });
        rest = after;
    }
    parts
}

/// The value of a number in a circle or in brackets, or of a Roman numeral of one character.
fn enclosed(c: char) -> Option<usize> {
    /// The first character of each series, and its length.
    const SERIES: [(u32, u32); 9] = [
        (0x2460, 20),
        (0x2474, 20),
        (0x2488, 20),
        (0x24F5, 10),
        (0x2776, 10),
        (0x2780, 10),
        (0x278A, 10),
        (0x2160, 12),
        (0x2170, 12),
    ];
    let code = u32::from(c);
    SERIES.into_iter().find_map(|(first, length)| {
        let place = code.checked_sub(first).filter(|place| *place < length)?;
        usize::try_from(place + 1).ok()
    })
}

/// A number such as `0x2a`.
fn hexadecimal(line: &str) -> Option<(usize, String)> {
    let digits = line
        .strip_prefix("0x")
        .or_else(|| line.strip_prefix("0X"))?;
    let value = usize::from_str_radix(digits, 16).ok()?;
    Some((value, "0x".to_owned()))
}

/// The value of a Chinese number below a hundred: `二`, `十二`, `二十`.
fn chinese(letters: &str) -> Option<usize> {
    let digit = |text: &str| {
        let mut digits = "一二三四五六七八九".chars().zip(1..);
        digits.find_map(|(c, value)| text.chars().eq([c]).then_some(value))
    };
    let Some((tens, ones)) = letters.split_once('十') else {
        return digit(letters);
    };
    let tens = if tens.is_empty() {
        Some(1)
    } else {
        digit(tens)
    };
    let ones = if ones.is_empty() {
        Some(0)
    } else {
        digit(ones)
    };
    Some(tens? * 10 + ones?)
}

/// The value of a Roman numeral in capitals.
fn roman(letters: &str) -> Option<usize> {
    const DIGITS: [(&str, usize); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let mut rest = letters;
    let mut value = 0;
    for (digit, worth) in DIGITS {
        while let Some(after) = rest.strip_prefix(digit) {
            value += worth;
            rest = after;
        }
    }
    rest.is_empty().then_some(value)
}

/// Whether a line has no visible character.
pub(super) fn is_blank(line: &str) -> bool {
    line.chars().all(|c| c.is_whitespace() || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_any_form() {
        for line in [
            "2",
            "2.",
            "2)",
            "#2",
            "(2)",
            "[2]",
            "-2-",
            "№2",
            "２",
            "٢",
            "\u{feff}2",
            "002",
            "**2**",
            "2;",
            "2|",
            "<b>2</b>",
            "②",
            "❷",
            "⑵",
            "Ⅱ",
            "2\u{1a}",
            "\"2\"",
            "{2}",
            "2 …",
        ] {
            let number = read(line);
            assert!(
                number
                    .as_ref()
                    .is_some_and(|n| n.value == 2 && n.is_plain()),
                "{line}: {number:?}"
            );
        }
        for line in [
            "2.0",
            "2/3",
            "2-3",
            "2 / 3",
            "No. 2",
            "No 2",
            "Nr. 2:",
            "n° 2",
            "Cue 2",
            "cue #2",
            "Subtitle 2",
            "Line_2",
            "Untertitel 2",
            "2nd",
            "2 of 3",
            "字幕2",
            "II",
            "II.",
            "(II)",
            "0x2",
            "二",
        ] {
            let number = read(line).filter(|n| !n.is_plain());
            assert_eq!(number.map(|n| n.value), Some(2), "{line}");
        }
        for (line, value) in [
            ("1,002", 1002),
            ("1.002", 1002),
            ("1 002", 1002),
            ("XIV", 14),
            ("⑫", 12),
            ("0x1F", 31),
            ("十", 10),
            ("十二", 12),
            ("二十一", 21),
        ] {
            assert_eq!(read(line).map(|number| number.value), Some(value), "{line}");
        }
    }

    #[test]
    fn other_lines_are_not_numbers() {
        for line in [
            "",
            "…",
            "two",
            "2 birds, 3 nests",
            "we counted 42",
            "1:02",
            "10 20",
            "iii",
            "-->",
            "2.3.4",
            "0xyz",
            "二二",
            "鳥",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
