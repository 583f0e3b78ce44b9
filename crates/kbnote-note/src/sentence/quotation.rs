//! Stops at the end of a quotation, or of a bracket, after which the sentence goes on.

use std::ops::Range;

use kbnote_core::{is_closing_mark as is_closer, is_sentence_stop as is_stop, is_unspaced_stop};

/// How far back the beginning of a quotation is looked for, in bytes.
const LONGEST: usize = 400;

/// How much of the text behind a stop closes what was opened before it: marks that only close, and
/// those that open in one language and close in another, right behind the stop or, in French,
/// behind a blank.
pub(super) fn closing(before: &str, after: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = &after[end..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        let Some(mark) = rest[blanks..].chars().next() else {
            return end;
        };
        let closes = if blanks == 0 {
            let is_unspaced = before.ends_with(is_unspaced_stop);
            is_closer(mark) || !is_unspaced && matches!(mark, '“' | '«' | '‹' | '‘')
        } else {
            matches!(mark, '»' | '›') && opens_with_blank(before, mark)
        };
        if !closes {
            return end;
        }
        end += blanks + mark.len_utf8();
    }
}

/// The length of a remark in brackets that a text begins with: `（笑声。）`
pub(super) fn remark(text: &str) -> usize {
    const MOST: usize = 12;
    let Some((inside, _)) = text
        .strip_prefix('（')
        .and_then(|rest| rest.split_once('）'))
    else {
        return 0;
    };
    let is_short = inside.chars().count() <= MOST && !inside.contains(['（', '\n']);
    if is_short {
        inside.len() + '（'.len_utf8() + '）'.len_utf8()
    } else {
        0
    }
}

/// Whether the last guillemet before a text opens, as French ones do: `« Où ? »`.
fn opens_with_blank(before: &str, closer: char) -> bool {
    let opener = if closer == '»' { '«' } else { '‹' };
    let before = ending(before);
    let last = before.rfind([opener, closer]);
    last.is_some_and(|at| {
        let (outside, quoted) = before.split_at(at);
        let stands_free = outside.is_empty() || outside.ends_with([' ', '\u{a0}', '\n', '(']);
        let quoted = quoted.strip_prefix(opener);
        stands_free && quoted.is_some_and(|quoted| quoted.starts_with([' ', '\u{a0}', '\u{202f}']))
    })
}

/// Where the quotation begins that ends with the stops at `marks`, if one does.
pub(super) fn around(text: &str, marks: &Range<usize>, end: usize) -> Option<usize> {
    let closers = &text[marks.end..end];
    let mut found = None;
    for closer in closers.chars().filter(|c| !c.is_whitespace()) {
        let from = found.unwrap_or(marks.start);
        found = opener(&text[..from], closer).or(found);
    }
    found
}

/// Quotations and brackets in a text that end without a stop, `(version 3. Revised)`: what they hold is
/// part of the sentence around them.
pub(super) fn unstopped(text: &str) -> impl Iterator<Item = Range<usize>> {
    const CLOSERS: [char; 10] = ['”', '»', ')', ']', '」', '』', '）', '】', '》', '〉'];
    let is_unstopped = |at: usize| {
        let before = ending(&text[..at]).trim_end().trim_end_matches(is_closer);
        !before.ends_with(is_stop)
    };
    text.match_indices(CLOSERS).filter_map(move |(at, closer)| {
        let closer = closer.chars().next().filter(|_| is_unstopped(at))?;
        let open = opener(&text[..at], closer)?;
        let is_mirrored = !text[open..].starts_with(closer) && !text[open..].starts_with('„');
        // A mark that closes in one language opens in another, but there it has no letter before it.
        let opens =
            !text[..open].ends_with(|c: char| is_stop(c) || closer == '»' && c.is_alphabetic());
        (is_mirrored && (opens || closer != '»')).then_some(open..at)
    })
}

/// Where the last mark stands that opens what `closer` closes.
fn opener(text: &str, closer: char) -> Option<usize> {
    let openers: &[char] = match closer {
        '"' => &['"'],
        '”' => &['“', '„', '”'],
        '“' => &['„', '“'],
        '»' => &['«', '»'],
        '«' => &['»'],
        '›' => &['‹', '›'],
        '‹' => &['›'],
        ')' => &['('],
        ']' => &['['],
        '」' => &['「'],
        '』' => &['『'],
        '）' => &['（'],
        '】' => &['【'],
        '》' => &['《'],
        '〉' => &['〈'],
        _ => return None,
    };
    let near = ending(text);
    let at = near.rfind(openers)?;
    Some(text.len() - near.len() + at)
}

/// The last part of a text: quotations are not longer.
fn ending(text: &str) -> &str {
    let from = text.len().saturating_sub(LONGEST);
    let mut cuts = from..=text.len();
    let cut = cuts.find(|&at| text.is_char_boundary(at));
    &text[cut.unwrap_or(text.len())..]
}

/// Whether a sentence goes on behind a stop that needs no blank: behind what it quotes or puts in
/// brackets.
pub(super) fn goes_on(text: &str, marks: &Range<usize>, end: usize) -> bool {
    let after = &text[end..];
    let Some(last) = text[marks.end..end].chars().next_back() else {
        return false;
    };
    if after.starts_with(char::is_whitespace) {
        return joins(after);
    }
    match last {
        ')' | '）' | ']' | '］' | '】' | '〕' => {
            around(text, marks, end).is_some_and(|at| is_mid_sentence(&text[..at]))
        }
        _ => {
            begins_with_particle(after)
                || is_attributed(after)
                || begins_with_conjunction(after)
                || after.starts_with(['，', '、', ','])
        }
    }
}

/// Whether a text breaks off in a sentence.
fn is_mid_sentence(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(is_closer);
    !text.is_empty() && !text.ends_with(is_stop)
}

/// Whether a text begins with a word that joins a quotation to the rest, in a script without small
/// letters.
pub(super) fn joins(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    // Hebrew glues "and" to the next word.
    first.starts_with('ו') || ["और", "तथा", "कहकर", "এবং", "বলে", "ثم", "اور"].contains(&first)
}

/// Japanese particles that join what is quoted to the rest: `「…。」と言った。`
fn begins_with_particle(text: &str) -> bool {
    let mut letters = text.chars();
    let (first, second) = (letters.next(), letters.next());
    match first {
        Some('と' | 'っ' | 'を' | 'の' | 'が' | 'に' | 'へ' | 'や' | 'か' | 'よ' | 'ね') => {
            true
        }
        Some('は') => second != Some('い'),
        Some('で') => second != Some('も'),
        Some('も') => second != Some('う'),
        Some('な') => matches!(second, Some('ど' | 'ん' | 'の')),
        _ => false,
    }
}

/// Chinese conjunctions that join what is quoted to the rest.
fn begins_with_conjunction(text: &str) -> bool {
    ["然后", "然後", "就", "并", "並", "便"]
        .iter()
        .any(|word| text.starts_with(word))
}

/// Chinese and Japanese: who said what was quoted: `“……。”他说。`
fn is_attributed(text: &str) -> bool {
    const MOST: usize = 10;
    const VERBS: [&str; 16] = [
        "聞いた",
        "言った",
        "答えた",
        "叫んだ",
        "尋ねた",
        "話した",
        "说",
        "說",
        "说道",
        "說道",
        "问",
        "問",
        "问道",
        "問道",
        "答",
        "喊",
    ];
    let clause = text
        .split(['，', '。', '：', '！', '？'])
        .next()
        .unwrap_or_default();
    clause.chars().count() <= MOST && VERBS.iter().any(|verb| clause.ends_with(verb))
}
