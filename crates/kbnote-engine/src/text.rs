//! Text for people: counts, rounded scores, single lines and shortened lines.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// `1 note`, `2 notes`.
#[must_use]
pub fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A score with three decimal places.
#[must_use]
pub fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// A score as people read it: `93 %`.
#[must_use]
pub fn percent(score: f64) -> String {
    format!("{:.0} %", score * 100.0)
}

/// Text from elsewhere, fit for a terminal: on one line and without control characters.
#[must_use]
pub fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The beginning of a long text, cut at a blank so that it takes at most `width` columns.
#[must_use]
pub fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut columns = 0;
    let fits = |c: &char| {
        columns += c.width().unwrap_or(0);
        columns < width
    };
    let cut: String = text.chars().take_while(fits).collect();
    let whole_words = cut
        .rsplit_once(' ')
        .map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([',', ';', ':']))
}

/// A word of a command line as a shell reads it back: quoted where a character has a meaning there.
#[must_use]
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let is_literal = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
    if !text.is_empty() && text.chars().all(is_literal) {
        return text.into();
    }
    format!("'{}'", text.replace('\'', r"'\''")).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_a_shell_would_read_it_otherwise() {
        assert_eq!(shell_word("notes/élan-1.md:12"), "notes/élan-1.md:12");
        assert_eq!(shell_word("my notes/a.md"), "'my notes/a.md'");
        assert_eq!(shell_word("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(shell_word(""), "''");
    }

    #[test]
    fn a_text_is_cut_by_the_columns_it_takes() {
        assert_eq!(
            shorten("low water, high water", 21),
            "low water, high water"
        );
        assert_eq!(shorten("low water, high water", 14), "low water…");
        assert_eq!(shorten("潮の満ち引きの話", 16), "潮の満ち引きの話");
        assert_eq!(shorten("潮の満ち引きの話", 15), "潮の満ち引きの…");
    }

    #[test]
    fn text_from_elsewhere_becomes_one_plain_line() {
        assert_eq!(plain("a\u{1b}[31m\r\n b\0"), "a [31m b");
    }
}
