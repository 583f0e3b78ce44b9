//! A sentence in doubt as it is shown.

use kbnote_engine::note_view::DoubtfulClaim;
use kbnote_engine::text::percent;

use crate::ui::{WIDTH, doubtful, faint, plain, shorten, strong, wrap};

/// The columns before a text.
const MARGIN: usize = 12;

/// How many lines of the captions at the anchor are shown.
const CAPTION_LINES: usize = 4;

/// The keys, as the last line has them.
const KEYS: &str =
    "a keep  1-5 that place  t type a time  d no anchor  s skip  u undo  ? help  q quit";

/// What each key does.
const HELP: &str = "a, y    keep the time, and pin it; without an anchor: take the first place
1 to 5  take that place, and pin it
t       type a time
d       no anchor: remove those of the sentence; it gets none again
s       skip it; it comes again another time
u       undo the last choice
q       quit; the choices so far are written";

/// The lines of a sentence, which is number `number` of `count`.
pub(super) fn lines(
    place: &str,
    claim: &DoubtfulClaim,
    (number, count): (usize, usize),
) -> Vec<String> {
    let mut lines = vec![
        format!("{} of {count}  {place}", strong(number)),
        String::new(),
    ];
    labelled(
        &mut lines,
        "sentence",
        &strong_lines(&claim.text),
        usize::MAX,
    );
    let time = match claim.time {
        Some(time) => format!("{time}, {}", doubtful(&claim.reason)),
        None => doubtful(format_args!("no anchor, {}", claim.reason)),
    };
    labelled(&mut lines, "anchor", &[time], 1);
    if !claim.captions.is_empty() {
        let said = wrap(&format!("“{}”", plain(&claim.captions)), WIDTH - MARGIN);
        labelled(&mut lines, "captions", &said, CAPTION_LINES);
    }
    lines.push(String::new());
    for (number, place) in (1..).zip(&claim.places) {
        let head = format!("{number}  {}  {:>5}  ", place.time, percent(place.score));
        let said = shorten(
            &plain(&place.captions),
            WIDTH - MARGIN - head.chars().count(),
        );
        let label = if number == 1 { "places" } else { "" };
        labelled(&mut lines, label, &[format!("{head}{}", faint(said))], 1);
    }
    lines.push(String::new());
    lines.push(faint(KEYS));
    lines
}

/// The lines that explain the keys.
pub(super) fn help() -> impl Iterator<Item = &'static str> {
    HELP.lines()
}

fn strong_lines(text: &str) -> Vec<String> {
    let lines = wrap(&plain(text), WIDTH - MARGIN).into_iter();
    lines.map(strong).collect()
}

/// Adds at most `most` lines of a text with its label.
fn labelled(lines: &mut Vec<String>, label: &str, text: &[String], most: usize) {
    let mut label = label;
    for (at, line) in text.iter().take(most).enumerate() {
        let dots = if at + 1 == most && text.len() > most {
            " …"
        } else {
            ""
        };
        lines.push(format!(
            "{}  {line}{dots}",
            faint(format_args!("{label:>10}"))
        ));
        label = "";
    }
}
