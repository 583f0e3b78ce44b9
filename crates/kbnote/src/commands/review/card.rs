//! A change as it is put before a person: before, after, and what speaks for it.

use kbnote_core::Timestamp;
use kbnote_engine::regenerate::{Change, ChangeKind, Evidence};
use kbnote_note::Note;

use crate::diff_view::shift_text;
use crate::diff_view::text::{Line, Mark, Piece};
use crate::ui::plain;
use kbnote_app::ProposedNote;
use kbnote_engine::anchoring::confidence_word;

/// A change with all that is shown of it.
#[derive(Clone, Debug)]
pub(super) struct Card {
    /// The name of the note in the decisions.
    pub(super) note: String,
    /// Its path as it was given.
    pub(super) shown: String,
    pub(super) id: String,
    pub(super) kind: ChangeKind,
    pub(super) line: usize,
    /// Whether the author changed the same in another way.
    pub(super) conflict: bool,
    /// The source of the stretch with the change made: what an editor is given.
    pub(super) proposal: String,
    pub(super) before: Line,
    pub(super) after: Line,
    /// What speaks for it, each with a label.
    pub(super) reasons: Vec<(&'static str, Line)>,
}

/// A card for each change, in order.
pub(super) fn cards(proposed: &[ProposedNote<'_>]) -> Vec<Card> {
    let mut cards = Vec::new();
    for note in proposed {
        let changes = note.regeneration.changes.iter();
        cards.extend(changes.map(|change| card(note, change)));
    }
    cards
}

fn card(proposed: &ProposedNote<'_>, change: &Change) -> Card {
    let note = &proposed.regeneration.note;
    let proposal = change.range_after(note);
    let compact = |source: &str| compact(&note.with_bytes(source));
    let was = compact(note.text().get(change.range.clone()).unwrap_or_default());
    let (before, after) = marked(&was, &compact(&proposal));
    Card {
        note: proposed.name.clone(),
        shown: proposed.file.shown(),
        id: change.id.to_string(),
        kind: change.kind,
        line: change.line,
        conflict: change.conflict,
        proposal,
        before,
        after,
        reasons: reasons(change),
    }
}

/// Source as it is read: on one line, of an anchor its time alone.
pub(super) fn compact(note: &Note) -> String {
    let (mut text, mut at) = (String::new(), 0);
    for anchor in note.anchors() {
        if let Some(time) = anchor.time().filter(|_| anchor.form.is_link()) {
            text += &note.text()[at..anchor.range.start];
            text += &format!("[{time}]");
            at = anchor.range.end;
        }
    }
    plain(&(text + &note.text()[at..]))
}

/// Two texts with the words marked in which they differ.
pub(super) fn marked(was: &str, is: &str) -> (Line, Line) {
    let (olds, news): (Vec<&str>, Vec<&str>) = (was.split(' ').collect(), is.split(' ').collect());
    let same = |(a, b): &(&&str, &&str)| a == b;
    let head = olds.iter().zip(&news).take_while(same).count();
    let rest = olds[head..].iter().rev().zip(news[head..].iter().rev());
    let tail = rest.take_while(same).count();
    let line = |words: &[&str], mark| {
        let parts = [
            (words[..head].join(" "), Mark::Plain),
            (words[head..words.len() - tail].join(" "), mark),
            (words[words.len() - tail..].join(" "), Mark::Plain),
        ];
        let mut line = Line::new();
        for (text, mark) in parts.into_iter().filter(|(text, _)| !text.is_empty()) {
            let blank = if line.is_empty() { "" } else { " " };
            line.push(Piece::new(format!("{blank}{text}"), mark));
        }
        line
    };
    (line(&olds, Mark::Gone), line(&news, Mark::Come))
}

fn reasons(change: &Change) -> Vec<(&'static str, Line)> {
    let line = |text: String| vec![Piece::new(plain(&text), Mark::Plain)];
    let mut reasons = Vec::new();
    match &change.evidence {
        Evidence::Captions {
            old,
            new,
            text,
            score,
            confidence,
            reason: _,
        } => {
            reasons.push(("time", times(old, new)));
            reasons.push(("captions", line(format!("“{text}”"))));
            let confidence = confidence_word(*confidence);
            reasons.push((
                "score",
                line(format!("{score:.2}, confidence {confidence}")),
            ));
            reasons.extend(change.reason().map(|reason| ("why", line(reason))));
        }
        Evidence::Note {
            target,
            title,
            score,
            why,
        } => {
            reasons.push(("note", line(format!("{title} ({target})"))));
            reasons.push(("score", line(format!("{score:.2}, {why}"))));
        }
        Evidence::Template => {
            reasons.push((
                "why",
                line("the template, with the video's current metadata".into()),
            ));
        }
        Evidence::Channel => {
            reasons.push(("why", line("the notes that the channel has now".into())));
        }
    }
    if change.conflict {
        let conflict = "you changed this too; accepting takes kbnote's version";
        reasons.push(("conflict", vec![Piece::new(conflict, Mark::Strong)]));
    }
    reasons
}

/// `00:08:42 → 00:08:50 (+8 s)` for one time, lists for several.
pub(super) fn times(old: &[Timestamp], new: &[Timestamp]) -> Line {
    let list = |times: &[Timestamp]| {
        let times: Vec<String> = times.iter().map(Timestamp::to_string).collect();
        times.join(", ")
    };
    let arrow = Piece::new(" → ", Mark::Plain);
    let mut line = vec![
        Piece::new(list(old), Mark::Gone),
        arrow,
        Piece::new(list(new), Mark::Come),
    ];
    if let ([old], [new]) = (old, new) {
        let millis = |time: &Timestamp| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
        let shift = shift_text(millis(new) - millis(old));
        line.push(Piece::new(format!(" ({shift})"), Mark::Plain));
    }
    if old.is_empty() {
        line.drain(..2);
        line.push(Piece::new(" new", Mark::Plain));
    }
    line
}
