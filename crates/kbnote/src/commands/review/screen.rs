//! The screens of a review.

use super::session::{Screen, Session};
use crate::diff_view::text::{Line, Mark, Piece, wrapped};
use crate::ui::plain;

/// The columns before a text, where its label stands.
const MARGIN: usize = 10;

/// How many lines the text before and after may take each, so that a card fits on 24 rows.
const TEXT_LINES: usize = 6;

/// How many lines a reason may take.
const REASON_LINES: usize = 2;

/// How much of what stays is shown before the change in a long text, in characters.
const LEAD: usize = 60;

/// What ends a text that goes on.
const DOTS: &str = " …";

/// What is on the screen, in lines of at most `width` columns.
pub(super) fn screen(session: &mut Session, width: usize) -> Vec<Line> {
    let mut lines = match session.screen() {
        Screen::Card => shown(session, width),
        Screen::Help => help(),
        Screen::Confirm => confirmation(session),
    };
    if let Some(notice) = session.take_notice() {
        let notice = [Piece::new(notice, Mark::Strong)];
        let at = lines.len() - 1;
        lines.splice(at..at, wrapped(&notice, Some(width)));
    }
    lines
}

fn shown(session: &Session, width: usize) -> Vec<Line> {
    let (card, number) = session.card();
    let title = format!(
        "{number} of {}  {}  {}:{}",
        session.len(),
        card.kind.word(),
        plain(&card.shown),
        card.line
    );
    let mut lines = wrapped(&[Piece::new(title, Mark::Strong)], Some(width));
    lines.push(Line::new());
    labelled(&mut lines, "before", &card.before, (TEXT_LINES, width));
    labelled(&mut lines, "after", &card.after, (TEXT_LINES, width));
    for (label, reason) in &card.reasons {
        labelled(&mut lines, label, reason, (REASON_LINES, width));
    }
    lines.push(Line::new());
    let keys = "a accept  r reject  e edit  s skip  u undo  A R all such  ? help  q quit";
    lines.extend(wrapped(&[Piece::new(keys, Mark::Faint)], Some(width)));
    lines
}

/// Adds a text with its label; of a long one what stands around its marks.
fn labelled(lines: &mut Vec<Line>, label: &str, text: &[Piece], (most, width): (usize, usize)) {
    let room = width.saturating_sub(MARGIN);
    let nothing = [Piece::new("(nothing)", Mark::Faint)];
    let text = if text.is_empty() { &nothing } else { text };
    let mut parts = wrapped(text, Some(room));
    if parts.len() > most {
        parts = wrapped(&without_lead(text), Some(room));
    }
    let is_cut = parts.len() > most;
    parts.truncate(most);
    let last = parts.len() - 1;
    let mut label = label;
    for (i, mut part) in parts.into_iter().enumerate() {
        if is_cut && i == last {
            part = wrapped(&part, Some(room.saturating_sub(DOTS.len()))).swap_remove(0);
            part.push(Piece::new(DOTS, Mark::Faint));
        }
        part.insert(0, Piece::new(format!("{label:>8}  "), Mark::Faint));
        lines.push(part);
        label = "";
    }
}

/// The text with only the end of what stands before its first mark.
fn without_lead(text: &[Piece]) -> Line {
    let mut text = text.to_vec();
    if let [first, _, ..] = text.as_mut_slice() {
        let skipped = first.text.chars().count().saturating_sub(LEAD);
        if first.mark == Mark::Plain && skipped > 0 {
            let kept: String = first.text.chars().skip(skipped).collect();
            let from_word = kept.split_once(' ').map_or(kept.as_str(), |(_, rest)| rest);
            first.text = format!("… {from_word}");
        }
    }
    text
}

fn help() -> Vec<Line> {
    let text = "a, y, +  accept the change
r, n, -  reject it; it is not proposed again
e        edit the text that it makes, in $VISUAL or $EDITOR
s        skip it; it is proposed again another time
u, z     undo: take back the last decision
A        accept this and all later changes of its kind that are not in conflict
R        reject this and all later changes of its kind
q        quit; what is decided is kept, nothing is written

Nothing is written before you confirm it at the end.

any key goes back";
    let line = |line: &str| vec![Piece::new(line, Mark::Plain)];
    text.lines().map(line).collect()
}

fn confirmation(session: &Session) -> Vec<Line> {
    let [accepted, edited, rejected, left] = session.counts();
    let counts = format!("{accepted} accepted, {edited} edited, {rejected} rejected, {left} left");
    vec![
        vec![Piece::new("All changes are decided", Mark::Strong)],
        vec![Piece::new(counts, Mark::Plain)],
        Line::new(),
        vec![Piece::new(
            "y write the notes  u undo  q quit without writing",
            Mark::Faint,
        )],
    ]
}

#[cfg(test)]
mod tests {
    use kbnote_app::Decisions;
    use kbnote_core::Timestamp;
    use kbnote_engine::regenerate::ChangeKind;

    use super::super::card::{Card, compact, marked, times};
    use super::*;

    fn shown_card(card: Card) -> String {
        let mut session = Session::new(vec![card], &Decisions::default());
        let lines = screen(&mut session, 80);
        let text = |line: Line| -> String { line.into_iter().map(|piece| piece.text).collect() };
        let lines: Vec<String> = lines.into_iter().map(text).collect();
        for line in &lines {
            assert!(
                unicode_width::UnicodeWidthStr::width(line.as_str()) <= 80,
                "{line}"
            );
        }
        assert!(lines.len() <= 23, "{} lines", lines.len());
        lines.join("\n")
    }

    fn card(was: &str, is: &str, reasons: Vec<(&'static str, Line)>) -> Card {
        let (before, after) = marked(
            &compact(&kbnote_note::Note::parse(was)),
            &compact(&kbnote_note::Note::parse(is)),
        );
        Card {
            note: "notes/a/birds.md".into(),
            shown: "notes/a/birds.md".into(),
            id: "1".into(),
            kind: ChangeKind::Anchors,
            line: 12,
            conflict: false,
            proposal: is.into(),
            before,
            after,
            reasons,
        }
    }

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_anchor_is_shown_with_its_captions() {
        let anchor = |time| format!("<a class=\"yt-timestamp\" data-t=\"{time}\">[{time}]</a>");
        let text = "Flocks are counted at dusk, when the birds come in to roost in the reed beds";
        let reasons = vec![
            ("time", times(&[time("00:08:42")], &[time("00:08:50")])),
            (
                "captions",
                vec![Piece::new(
                    "“so at dusk we count the whole flock as it comes in”",
                    Mark::Plain,
                )],
            ),
            (
                "score",
                vec![Piece::new("0.93, confidence high", Mark::Plain)],
            ),
        ];
        insta::assert_snapshot!(shown_card(card(
            &format!("{text} {}.", anchor("00:08:42")),
            &format!("{text} {}.", anchor("00:08:50")),
            reasons,
        )), @"
        1 of 1  anchors  notes/a/birds.md:12

          before  Flocks are counted at dusk, when the birds come in to roost in the
                  reed beds [00:08:42].
           after  Flocks are counted at dusk, when the birds come in to roost in the
                  reed beds [00:08:50].
            time  00:08:42 → 00:08:50 (+8 s)
        captions  “so at dusk we count the whole flock as it comes in”
           score  0.93, confidence high

        a accept  r reject  e edit  s skip  u undo  A R all such  ? help  q quit
        ");
    }

    #[test]
    fn a_long_text_is_shown_around_the_change() {
        let long = "潮の満ち引きで鳥の塒が変わる e\u{301}tude ".repeat(40);
        insta::assert_snapshot!(shown_card(card(
            &format!("{long} first {long}"),
            &format!("{long} second {long}"),
            Vec::new(),
        )), @"
        1 of 1  anchors  notes/a/birds.md:12

          before  … étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒が変わ
                  る étude first 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒
                  が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒
                  が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒
                  が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒
                  が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥 …
           after  … étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の塒が変わ
                  る étude second 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の
                  塒が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の
                  塒が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の
                  塒が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで鳥の
                  塒が変わる étude 潮の満ち引きで鳥の塒が変わる étude 潮の満ち引きで …

        a accept  r reject  e edit  s skip  u undo  A R all such  ? help  q quit
        ");
    }

    #[test]
    fn an_addition_has_no_before() {
        insta::assert_snapshot!(shown_card(card("", "## Roost sites\n", vec![("time", times(&[], &[time("1:02")]))])), @"
        1 of 1  anchors  notes/a/birds.md:12

          before  (nothing)
           after  ## Roost sites
            time  00:01:02 new

        a accept  r reject  e edit  s skip  u undo  A R all such  ? help  q quit
        ");
    }

    #[test]
    fn help_and_the_end_fit_a_small_screen() {
        for line in help() {
            let columns: usize = crate::diff_view::text::columns(&line);
            assert!(columns <= 80, "{line:?}");
        }
        let mut session = Session::new(vec![card("a", "b", Vec::new())], &Decisions::default());
        session.on(super::super::session::Event::Key('a'));
        let told: Vec<String> = screen(&mut session, 80)
            .iter()
            .flatten()
            .map(|piece| piece.text.clone())
            .collect();
        insta::assert_snapshot!(told.join("\n"), @"
        All changes are decided
        1 accepted, 0 edited, 0 rejected, 0 left
        y write the notes  u undo  q quit without writing
        ");
    }
}
