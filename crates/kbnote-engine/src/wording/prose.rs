//! The prose of a note as a reader sees it, byte for byte in its place.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::{Claim, ClaimRole, Note};

use super::caption_words::CaptionWords;

/// The claims of prose in sentences with an anchor, each with the times of its sentence.
pub(super) fn prose_claims<'a>(
    captions: &CaptionWords<'_>,
    note: &Note,
    claims: &'a [Claim],
) -> Vec<(&'a Claim, Vec<Timestamp>)> {
    let mut found = Vec::new();
    for claims in claims.chunk_by(|a, b| a.sentence == b.sentence) {
        let times = claims.iter().flat_map(|claim| captions.times(note, claim));
        let times: Vec<Timestamp> = times.collect();
        if times.is_empty() {
            continue;
        }
        let prose = claims.iter().filter(|claim| is_prose(claim));
        found.extend(prose.map(|claim| (claim, times.clone())));
    }
    found
}

fn is_prose(claim: &Claim) -> bool {
    !matches!(
        claim.role,
        ClaimRole::Aside | ClaimRole::Metadata | ClaimRole::Label
    ) && !claim.text.contains(['\\', '='])
}

/// The text of a range with blanks in place of anchors, link targets and tags: what is left is at
/// the same offsets.
pub(super) fn prose(note: &Note, range: &Range<usize>) -> String {
    let text = &note.text()[range.clone()];
    let mut bytes = text.as_bytes().to_vec();
    let mut blank = |hidden: Range<usize>| {
        let from = hidden.start.clamp(range.start, range.end) - range.start;
        let to = hidden.end.clamp(range.start, range.end) - range.start;
        bytes[from..to.max(from)].fill(b' ');
    };
    for anchor in note.all_anchors() {
        blank(anchor.range.clone());
    }
    for link in note.wikilinks() {
        let shown = link.shown();
        blank(link.range.start..shown.start);
        blank(shown.end..link.range.end);
    }
    for tag in enclosed(text, "<", ">") {
        blank(range.start + tag.start..range.start + tag.end);
    }
    for target in enclosed(text, "](", ")") {
        blank(range.start + target.start..range.start + target.end);
    }
    // Whole ranges of valid UTF-8 were replaced.
    String::from_utf8(bytes).unwrap_or_else(|_| " ".repeat(text.len()))
}

/// The ranges from an opening to the next closing mark of the same line.
fn enclosed(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let ends = |at: usize| {
        let rest = &text[at..];
        let line = &rest[..rest.find('\n').unwrap_or(rest.len())];
        line.find(close).map(|length| at..at + length + close.len())
    };
    let opens = text.match_indices(open);
    opens.filter_map(|(at, _)| ends(at)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masked_text_is_blank_and_offsets_stay() {
        let text = "Élan [[a_b | <b>flocks</b>]] [x](http://y/3) [00:00:09] \"of 25\".";
        let note = Note::parse(text);
        let prose = prose(&note, &(0..text.len()));
        assert_eq!(prose.len(), text.len());
        let words: Vec<&str> = prose.split_whitespace().collect();
        assert_eq!(words, ["Élan", "flocks", "[x", "\"of", "25\"."]);
        assert_eq!(prose.find("flocks"), text.find("flocks"));
    }
}
