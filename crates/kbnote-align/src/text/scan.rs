//! Characters to words: runs of letters, runs of digits, and symbols by their names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::symbols;
use super::term::Term;

/// The words of a text in lower case, each with the offset of the run between blanks it is from.
pub(super) fn words(text: &str) -> Vec<Term> {
    let mut scanner = Scanner::default();
    let mut offset = 0;
    for run in text.split_inclusive(char::is_whitespace) {
        scanner.offset = offset;
        scanner.run(run.trim_end());
        offset += run.len();
    }
    scanner.words
}

#[derive(Default)]
struct Scanner {
    words: Vec<Term>,
    offset: usize,
}

impl Scanner {
    fn run(&mut self, run: &str) {
        // Most runs are a word and perhaps a stop.
        let bare = run.trim_end_matches([',', '.', '?', '!']);
        if !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_alphabetic()) {
            return self.word(bare.to_ascii_lowercase());
        }
        if run.is_ascii() {
            return self.chars(run.to_ascii_lowercase().chars(), run);
        }
        let mut spoken = String::with_capacity(run.len());
        for c in run.chars() {
            match symbols::hung(c) {
                Some(name) => spoken.push_str(name),
                None => spoken.push(c),
            }
        }
        let shown = spoken.nfkc().filter(|c| !is_silent(*c));
        let folded: String = shown.flat_map(lower_case).collect();
        self.chars(folded.chars(), run);
    }

    fn chars(&mut self, chars: impl Iterator<Item = char>, source: &str) {
        let chars: Vec<char> = chars.collect();
        let mut at = 0;
        while at < chars.len() {
            at = match chars[at] {
                c if is_unspaced(c) => self.unspaced(&chars, at),
                c if c.is_numeric() => self.number(&chars, at, source),
                c if c.is_alphabetic() => self.letters(&chars, at),
                c => self.symbol(c, &chars, at),
            };
        }
    }

    fn push(&mut self, form: impl Into<String>) {
        self.words.push(Term {
            form: form.into(),
            offset: self.offset,
        });
    }

    /// Pairs of characters replace the words of a script that is written without spaces.
    fn unspaced(&mut self, chars: &[char], from: usize) -> usize {
        let to = end_of(chars, from, is_unspaced);
        if to - from == 1 {
            self.push(chars[from]);
        }
        for pair in chars[from..to].windows(2) {
            self.push(pair.iter().collect::<String>());
        }
        to
    }

    /// Letters, with apostrophes and the marks of their script inside.
    fn letters(&mut self, chars: &[char], from: usize) -> usize {
        let is_letter = |c: char| c.is_alphabetic() && !is_unspaced(c) || is_mark(c);
        let mut to = end_of(chars, from, is_letter);
        while let [mark @ ('\'' | '’' | '.' | '_'), next, ..] = chars[to..] {
            let spelled = is_spelling(mark) && is_initials(&chars[from..to]) && {
                !chars.get(to + 2).copied().is_some_and(is_letter)
            };
            if !next.is_alphabetic() || (is_spelling(mark) && !spelled) {
                break;
            }
            to = end_of(chars, to + 1, is_letter);
        }
        let letters = chars[from..to].iter().filter(|&&c| !is_spelling(c));
        let word: String = letters.collect();
        if from > 0 && chars[from - 1] == '\\' && symbols::is_layout(&word) {
            return to;
        }
        self.word(word.replace('’', "'"));
        to
    }

    fn word(&mut self, word: String) {
        match symbols::letter_name(&word) {
            Some(name) => self.push(name),
            None => self.push(word),
        }
    }

    /// Digits with their group and decimal marks, and what is glued to them.
    fn number(&mut self, chars: &[char], from: usize, source: &str) -> usize {
        let mut to = end_of(chars, from, char::is_numeric);
        while let [',' | '.', next, ..] = chars[to..]
            && next.is_numeric()
        {
            to = end_of(chars, to + 1, char::is_numeric);
        }
        let digits: String = chars[from..to].iter().filter(|&&c| c != ',').collect();
        let end = end_of(chars, to, char::is_alphabetic);
        let suffix: String = chars[to..end].iter().collect();
        let money = from > 0 && symbols::currency(chars[from - 1]).is_some();
        self.push(digits);
        if let Some(word) = symbols::suffix(&suffix, money || source.contains(['M', 'B', 'K'])) {
            if !word.is_empty() {
                self.push(word);
            }
            to = end;
        }
        if money && let Some(name) = symbols::currency(chars[from - 1]) {
            self.push(name);
        }
        to
    }

    fn symbol(&mut self, symbol: char, chars: &[char], at: usize) -> usize {
        let next = chars.get(at + 1).copied();
        if symbol == '^' {
            let open = next == Some('{');
            let power = chars.get(at + 1 + usize::from(open)).copied();
            let alone = |c: Option<&char>| !c.is_some_and(|c| c.is_alphanumeric());
            let name = power.and_then(symbols::power);
            if let Some(name) = name
                && alone(chars.get(at + 2 + usize::from(open)))
            {
                self.push(name);
                return at + 2 + usize::from(open);
            }
        }
        let opens = at == 0 || !chars[at - 1].is_alphanumeric();
        let signs = symbol == '-' && opens && next.is_some_and(char::is_numeric);
        let ends_word = symbol == '·' && next.is_none() && !opens;
        if signs {
            self.push("minus");
        } else if ends_word {
            // The Greek semicolon.
        } else if let Some(name) = symbols::name(symbol) {
            self.push(name);
        }
        at + 1
    }
}

/// The character in lower case; `İ` without the dot above that would set it apart from `i`.
fn lower_case(c: char) -> impl Iterator<Item = char> {
    let c = if c == 'İ' { 'i' } else { c };
    c.to_lowercase()
}

fn end_of(chars: &[char], from: usize, is_inside: impl Fn(char) -> bool) -> usize {
    chars[from..]
        .iter()
        .position(|&c| !is_inside(c))
        .map_or(chars.len(), |length| from + length)
}

/// `u.s.`, `u.s`, `u_s_` and the like: single letters between marks.
fn is_initials(chars: &[char]) -> bool {
    chars.iter().rev().step_by(2).all(|&c| !is_spelling(c))
        && chars
            .iter()
            .rev()
            .skip(1)
            .step_by(2)
            .all(|&c| is_spelling(c))
}

/// The separators between the letters of a word that is spelled out.
fn is_spelling(c: char) -> bool {
    matches!(c, '.' | '_')
}

/// Vowel signs, accents and the like. Stops of the same scripts, such as the danda, are none.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

/// Whether a character is written inside words but is not part of them: it marks where a line may
/// break, how letters join, which way they run, or, in Armenian, where the voice rises.
fn is_silent(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
        | '\u{55b}' | '\u{55c}' | '\u{55e}')
}

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
pub(crate) fn is_unspaced(c: char) -> bool {
    is_of_unspaced_script(c) && (c.is_alphabetic() || is_combining_mark(c))
}

fn is_of_unspaced_script(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> String {
        let forms: Vec<String> = words(text).into_iter().map(|word| word.form).collect();
        forms.join(" ")
    }

    /// The stops, commas and quotes of each script, after and around words.
    #[test]
    fn marks_are_no_letters_in_any_script() {
        for (marked, bare) in [
            ("चलो काम करो।", "चलो काम करो"),
            ("काम करो॥ काम", "काम करो काम"),
            ("কাজ করো।", "কাজ করো"),
            ("ਕੰਮ ਕਰੋ।", "ਕੰਮ ਕਰੋ"),
            ("වැඩ කරන්න෴", "වැඩ කරන්න"),
            ("डॉ॰ राम", "डॉ राम"),
            ("Ինչպե՞ս ես։ Լավ՜։", "Ինչպես ես Լավ"),
            ("هل هذا طائر؟ نعم، هو۔", "هل هذا طائر نعم هو"),
            ("ሰላም። እንዴት፧ ደህና፣", "ሰላም እንዴት ደህና"),
            ("བཀྲ་ཤིས།", "བཀྲ་ཤིས"),
            ("「鳥。」、鳥！", "鳥 鳥"),
            ("ジョン・スミス", "ジョン スミス"),
            ("นก๚๛", "นก"),
            ("ငှက်။ ငှက်၊", "ငှက် ငှက်"),
            ("សត្វ។", "សត្វ"),
            ("Πού; Εκεί·", "Πού Εκεί"),
            ("«Où ?» – „Hier!“", "Où Hier"),
        ] {
            assert_eq!(forms(marked), forms(bare), "{marked}");
        }
    }

    #[test]
    fn control_characters_are_not_read() {
        for (written, plain) in [
            ("mono\u{ad}poly", "monopoly"),
            ("می\u{200c}خواهم", "میخواهم"),
            ("क्\u{200d}ष", "क्ष"),
            ("\u{2067}שלום\u{2069}", "שלום"),
            ("İstanbul", "istanbul"),
            ("שָׁלוֹם", "שָׁלוֹם"),
        ] {
            assert_eq!(forms(written), forms(plain), "{written}");
            assert_eq!(words(written).len(), 1, "{written}");
        }
    }
}
