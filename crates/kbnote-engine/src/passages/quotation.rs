//! Captions as Markdown quotations, and their place in a note.

use std::ops::Range;

use kbnote_core::{Cue, Timestamp, Track};
use kbnote_note::{
    Anchor, AnchorFormat, Block, BlockKind, Claim, ClaimState, Note, NoteState, Splice,
    escaped_text,
};

use super::passage::Passage;
use super::spoken::spoken;

/// What one speaker says in a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotation {
    /// When it begins.
    pub start: Timestamp,
    /// When it ends.
    pub end: Timestamp,
    /// Who says it, if the captions have that.
    pub speaker: Option<String>,
    /// The words of the captions.
    pub text: String,
    /// The claims that rest on it, as indexes into those of the note.
    pub claims: Vec<usize>,
}

/// A quotation cannot be put below this block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quotation can be inserted below a paragraph or a list item, and this is {0}")]
pub struct InsertQuotationsError(&'static str);

/// What is said in passages, turn by turn.
#[must_use]
pub fn quotations(track: &Track, passages: &[Passage]) -> Vec<Quotation> {
    let turns = passages.iter().flat_map(|passage| turns(track, passage));
    turns.filter(|turn| !turn.text.is_empty()).collect()
}

fn turns(track: &Track, passage: &Passage) -> Vec<Quotation> {
    let cues = track.cues.get(passage.cues.clone()).unwrap_or_default();
    let same_speaker = |a: &Cue, b: &Cue| a.speaker() == b.speaker();
    let turn = |cues: &[Cue]| {
        let texts = cues
            .iter()
            .map(|cue| spoken(cue, passage.start, passage.end));
        let first = cues.first()?;
        let end = cues.iter().map(Cue::end).max()?;
        Some(Quotation {
            start: first.start().max(passage.start),
            end: end.min(passage.end),
            speaker: first.speaker().map(str::to_owned),
            text: texts.collect::<Vec<_>>().join(" "),
            claims: passage.claims.clone(),
        })
    };
    cues.chunk_by(same_speaker).filter_map(turn).collect()
}

impl Quotation {
    /// The quotation in Markdown, with its speaker and an anchor, without the mark of a quotation.
    #[must_use]
    pub fn markdown(&self, format: AnchorFormat<'_>) -> String {
        let anchor = format.write(self.start.floor_to_second());
        let speaker = self
            .speaker
            .as_deref()
            .map(|name| format!("{}: ", escaped_text(name)));
        let text = escaped_text(&with_inner_marks(&self.text));
        format!("{}“{text}” {anchor}", speaker.unwrap_or_default())
    }
}

/// The text with single quotation marks, as inside of double ones.
#[must_use]
pub fn with_inner_marks(text: &str) -> String {
    let mut open = false;
    let single = |c| match c {
        '“' | '„' => '‘',
        '”' => '’',
        '"' => {
            open = !open;
            if open { '‘' } else { '’' }
        }
        other => other,
    };
    text.chars().map(single).collect()
}

/// The lines of quotations, one paragraph each.
#[must_use]
pub fn quotation_lines(quotations: &[(&Quotation, AnchorFormat<'_>)]) -> Vec<String> {
    let written = quotations
        .iter()
        .map(|(quotation, format)| quotation.markdown(*format));
    let mut lines: Vec<String> = Vec::new();
    for text in written {
        if !lines.is_empty() {
            lines.push(">".to_owned());
        }
        lines.push(format!("> {text}"));
    }
    lines
}

/// Inserts quotations below the block of a claim, but for those that are in the quotation there
/// already. Without any to insert the note and its state are as they were.
///
/// # Errors
/// If the claim is not in a paragraph or a list item.
pub fn insert_quotations(
    note: &Note,
    claim: &Claim,
    quotations: &[(&Quotation, AnchorFormat<'_>)],
    state: Option<&NoteState>,
) -> Result<Option<(Note, Option<NoteState>)>, InsertQuotationsError> {
    let block = note
        .blocks()
        .get(claim.block)
        .ok_or(InsertQuotationsError("outside of the text"))?;
    check_place(block)?;
    let there = quoted_around(note, claim.block);
    let own = words(quoted_text(&claim.text));
    let is_own = |said: &str| is_quotation(block) && !own.is_empty() && said.contains(&own);
    let mut new = quotations.to_vec();
    new.retain(|(quotation, _)| {
        let said = words(&quotation.text);
        !there.contains(&said) && !is_own(&said)
    });
    if new.is_empty() {
        return Ok(None);
    }
    let lines = quotation_lines(&new);
    let splice = below(note, block, &lines);
    let inserted = splice.range.start..splice.range.start + splice.replacement.len();
    let edited = note
        .edited(&[splice])
        .map_err(|_| InsertQuotationsError("outside of the text"))?;
    let state = state.map(|state| with_claims_in(&edited, &inserted, &new, state));
    Ok(Some((edited, state)))
}

fn check_place(block: &Block) -> Result<(), InsertQuotationsError> {
    match block.kind {
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::CalloutBody => {
            Ok(())
        }
        BlockKind::TableHead | BlockKind::TableCell => Err(InsertQuotationsError("a table")),
        BlockKind::Footnote => Err(InsertQuotationsError("a footnote")),
        BlockKind::Heading => Err(InsertQuotationsError("a heading")),
        _ => Err(InsertQuotationsError("not prose")),
    }
}

/// The words of the quotation that a block is in or that follows it, with blanks between them.
fn quoted_around(note: &Note, block: usize) -> String {
    let blocks = note.blocks();
    let before = blocks.iter().take(block + 1).rev();
    let first = block + 1 - before.take_while(|block| is_quotation(block)).count();
    let following = blocks.iter().skip(block + 1);
    let last = block + following.take_while(|block| is_quotation(block)).count();
    let claims = note.claims();
    let around = claims
        .iter()
        .filter(|claim| (first..=last).contains(&claim.block));
    let texts: Vec<String> = around.map(|claim| words(&claim.text)).collect();
    texts.join(" ")
}

const fn is_quotation(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Quote | BlockKind::CalloutBody)
}

/// What is quoted in a text, without who says it.
fn quoted_text(text: &str) -> &str {
    text.split_once('“').map_or(text, |(_, quoted)| quoted)
}

fn words(text: &str) -> String {
    let runs = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = runs
        .filter(|run| !run.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join(" ")
}

/// The edit that puts lines below a block, inside of what holds the block.
fn below(note: &Note, block: &Block, lines: &[String]) -> Splice {
    let (text, end) = (note.text(), note.line_end());
    let last = text[..block.range.end].trim_end().len();
    let rest = &text[last..];
    let line_end = rest.find('\n').map_or(text.len(), |at| last + at);
    let at = last + text[last..line_end].trim_end_matches('\r').len();
    let prefix = prefix(text, &block.range);
    let blank = format!("{end}{}", prefix.trim_end());
    let mut written = String::new();
    if block.kind != BlockKind::ListItem {
        written.push_str(&blank);
    }
    for line in lines {
        written.push_str(&format!("{end}{prefix}{line}"));
    }
    let next = text[at..].lines().nth(1).unwrap_or_default();
    if block.kind != BlockKind::ListItem && !next.trim_matches(['>', ' ', '\t']).is_empty() {
        written.push_str(&blank);
    }
    Splice::insert(at, written)
}

/// What begins a line inside of what holds a block: quotation marks, and blanks for bullets.
fn prefix(text: &str, block: &Range<usize>) -> String {
    let line_start = text[..block.start].rfind('\n').map_or(0, |at| at + 1);
    let lead = &text[line_start..block.start];
    let lead = lead.split('[').next().unwrap_or(lead);
    let kept = |c: char| {
        if c == '>' || c.is_whitespace() {
            c
        } else {
            ' '
        }
    };
    lead.chars().map(kept).collect()
}

/// The state of a note with the anchored claims in a range added: their times are not the author's.
fn with_claims_in(
    note: &Note,
    range: &Range<usize>,
    inserted: &[(&Quotation, AnchorFormat<'_>)],
    state: &NoteState,
) -> NoteState {
    let seconds = |claim: &Claim| -> Vec<u64> {
        let anchors = note.anchors()[claim.anchors.clone()].iter();
        anchors
            .filter_map(Anchor::time)
            .map(Timestamp::as_secs)
            .collect()
    };
    let claims = note.claims();
    let within = claims
        .iter()
        .filter(|claim| range.contains(&claim.range.start));
    let anchored = within.filter(|claim| claim.is_anchored());
    let mut state = state.clone();
    // Each quotation has one anchor, behind its last sentence.
    state.claims.extend(
        anchored
            .zip(inserted)
            .map(|(claim, (_, format))| ClaimState {
                text: claim.text.clone(),
                times: seconds(claim),
                video: format.other_video.cloned(),
                ..ClaimState::default()
            }),
    );
    state
}

#[cfg(test)]
mod tests {
    use kbnote_core::{LanguageTag, TimeSpan, TrackKind};
    use kbnote_note::AnchorStyle;

    use super::*;

    const FORMAT: AnchorFormat<'_> = AnchorFormat {
        style: AnchorStyle::Logseq,
        address: None,
        other_video: None,
    };

    fn at(second: u64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    fn said(second: u64, text: &str) -> Quotation {
        Quotation {
            start: at(second),
            end: at(second + 4),
            speaker: None,
            text: text.to_owned(),
            claims: Vec::new(),
        }
    }

    fn formatted(quotations: &[Quotation]) -> Vec<(&Quotation, AnchorFormat<'_>)> {
        quotations
            .iter()
            .map(|quotation| (quotation, FORMAT))
            .collect()
    }

    /// The note after insertion below the claim that holds a word.
    fn inserted(text: &str, word: &str, quoted: &[Quotation]) -> String {
        let note = Note::parse(text);
        let claims = note.claims();
        let claim = claims
            .iter()
            .find(|claim| claim.text.contains(word))
            .unwrap();
        let done = insert_quotations(&note, claim, &formatted(quoted), None).unwrap();
        done.map_or(text.to_owned(), |(note, _)| note.text().to_owned())
    }

    #[test]
    fn each_speaker_is_a_quotation_with_its_own_time() {
        let cue = |second, speaker, text: &str| {
            Cue::new(TimeSpan::new(at(second), at(second + 4)), text).with_speaker(speaker)
        };
        let cues = vec![
            cue(0, Some("Ann"), "We count them"),
            cue(4, Some("Ann"), "at \"dusk\"."),
            cue(8, Some("Bo"), "[laughs] *Never* $5."),
            cue(12, None, "On."),
        ];
        let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues);
        let passage = Passage {
            claims: vec![0],
            start: at(0),
            end: at(12),
            cues: 0..3,
        };
        let found = quotations(&track, &[passage]);
        let lines = quotation_lines(&formatted(&found));
        assert_eq!(
            lines,
            [
                "> Ann: “We count them at ‘dusk’.” {{youtube-timestamp 0}}",
                ">",
                "> Bo: “\\[laughs\\] \\*Never\\* \\$5.” {{youtube-timestamp 8}}",
            ]
        );
        assert_eq!((found[0].end, found[1].end), (at(8), at(12)));
    }

    #[test]
    fn a_quotation_goes_below_its_paragraph_in_whatever_holds_it() {
        let quote = "> “We do.” {{youtube-timestamp 9}}";
        for (text, expected) in [
            ("Flocks. Count.", format!("Flocks. Count.\n\n{quote}")),
            (
                "Flocks.\n\nNext.\n",
                format!("Flocks.\n\n{quote}\n\nNext.\n"),
            ),
            (
                "Flocks.\n# Next\n",
                format!("Flocks.\n\n{quote}\n\n# Next\n"),
            ),
            (
                "Flocks.\r\n\r\nNext.",
                format!("Flocks.\r\n\r\n{quote}\r\n\r\nNext."),
            ),
            (
                "*   Flocks.\n*   Next.\n",
                format!("*   Flocks.\n    {quote}\n*   Next.\n"),
            ),
            (
                "- [ ] Flocks fly.\n",
                format!("- [ ] Flocks fly.\n  {quote}\n"),
            ),
            (
                "- A\n  1. Flocks.\n- B\n",
                format!("- A\n  1. Flocks.\n     {quote}\n- B\n"),
            ),
            (
                "> Flocks.\n>\n> Next.\n",
                format!("> Flocks.\n>\n> {quote}\n>\n> Next.\n"),
            ),
        ] {
            let once = inserted(text, "Flocks", &[said(9, "We do.")]);
            assert_eq!(once, expected);
            assert_eq!(inserted(&once, "Flocks", &[said(9, "We do.")]), once);
        }
    }

    #[test]
    fn what_is_quoted_is_not_quoted_again() {
        let quote = "> Ann: “We count. They fly.” {{youtube-timestamp 9}}";
        let text = format!("Flocks.\n\n{quote}\n>\n> Bo: “We do.” {{{{youtube-timestamp 13}}}}\n");
        let quoted = [said(9, "We count. They fly."), said(13, "We do.")];
        for word in ["count", "fly", "do"] {
            assert_eq!(inserted(&text, word, &quoted), text, "{word}");
        }
        // The captions may say more than what was quoted.
        let more = [said(9, "Now we count.")];
        assert_eq!(inserted(&text, "count", &more), text);
        let other = [said(20, "Elsewhere.")];
        assert_ne!(inserted(&text, "count", &other), text);
    }

    #[test]
    fn a_table_has_no_room() {
        let note = Note::parse("| A | B |\n| --- | --- |\n| Flocks. | Two. |\n");
        let claim = note
            .claims()
            .into_iter()
            .find(|c| c.text == "Flocks.")
            .unwrap();
        let refused = insert_quotations(&note, &claim, &formatted(&[said(9, "x")]), None);
        assert_eq!(refused.err(), Some(InsertQuotationsError("a table")));
    }
}
