//! Sentence punctuation in all scripts.

/// Whether a character can end a sentence: a stop, a question or exclamation mark, an ellipsis.
///
/// ```
/// use kbnote_core::is_sentence_stop;
///
/// assert!(".?!…。؟।։።།".chars().all(is_sentence_stop));
/// assert!(!",;:、،".chars().any(is_sentence_stop));
/// ```
#[must_use]
pub fn is_sentence_stop(c: char) -> bool {
    is_unspaced_stop(c)
        || matches!(
            c,
            '.' | '?' | '!' | '…' | '‽' | '⁇'..='⁉' | '‼'
            | '\u{37E}'                        // Greek question mark
            | '։'                              // Armenian
            | '؟' | '۔' | '؞'                  // Arabic, Urdu
            | '܀'..='܂'                        // Syriac
            | '߹'                              // N'Ko
            | '።' | '፧' | '፨'                  // Ethiopic
            | '᠃' | '᠉'                        // Mongolian
            | '᱾' | '᱿'                        // Santali
            | '꯫' // Meitei
        )
}

/// Whether a character ends a sentence without a following space.
#[must_use]
pub fn is_unspaced_stop(c: char) -> bool {
    matches!(
        c,
        '。' | '！' | '？' | '．' | '｡' | '︒' | '﹒' | '﹖' | '﹗' // Han, kana
            | '।' | '॥'                        // Devanagari, Bengali, Gurmukhi and others
            | '෴'                              // Sinhala
            | '།' | '༎'                        // Tibetan
            | '။'                              // Burmese
            | '។' | '៕'                        // Khmer
            | '๚' | '๛' // Thai
    )
}

/// Whether a character closes a quotation or a bracket.
#[must_use]
pub fn is_closing_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '}'
            | '”'
            | '’'
            | '»'
            | '›'
            | '」'
            | '』'
            | '）'
            | '］'
            | '】'
            | '》'
            | '〉'
            | '〕'
            | '〗'
            | '﹂'
            | '﹄'
            | '｣'
            | '＂'
    )
}
