//! A sentence in doubt as it is shown.

use kbnote_engine::note_view::DoubtfulClaim;
use kbnote_engine::text::percent;

use crate::ui::{WIDTH, doubtful, faint, plain, shorten, strong, wrap};

/// The columns before a text.
const MARGIN: usize = 12;

/// How many lines of the captions at the anchor are shown.
const CAPTION_LINES: usize = 4;

/// What becomes of the choices.
const SAVED: &str = "each choice is saved at once; after q, the next run goes on with the rest";

/// What each key does; the page of `kbnote serve` has the same.
const HELP: &str = "k       keep the anchor: pin it at its time
1 to 5  anchor it at that place, and pin it
t       type a time, and pin it there
x       remove its anchors, or leave it without one; it gets none again
n       next sentence; this one comes again another time
z       undo the last choice
q       quit; the choices so far are saved
As in `kbnote review`, a keeps, d removes, s skips and u undoes, too.";

/// The lines of a sentence, which is number `number` of `count`.
pub(super) fn lines(
    place: &str,
    claim: &DoubtfulClaim,
    (number, count): (usize, usize),
    can_undo: bool,
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
    lines.push(faint(keys(claim, can_undo)));
    lines.push(faint(SAVED));
    lines
}

/// The keys that do something for a sentence.
fn keys(claim: &DoubtfulClaim, can_undo: bool) -> String {
    let place_keys = place_keys(claim);
    let keys = [
        claim.time.map(|_| "k keep"),
        place_keys.as_deref(),
        Some("t time"),
        Some(match claim.anchors {
            0 => "x no anchor",
            _ => "x remove",
        }),
        Some("n next"),
        can_undo.then_some("z undo"),
        Some("? keys  q quit"),
    ];
    keys.into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// The keys of the places, with what they do.
fn place_keys(claim: &DoubtfulClaim) -> Option<String> {
    match claim.places.len() {
        0 => None,
        1 => Some("1 anchor here".to_owned()),
        count => Some(format!("1-{count} anchor here")),
    }
}

/// What is said to a person who keeps an anchor that is not there.
pub(super) fn nothing_to_keep(claim: &DoubtfulClaim) -> String {
    let places = place_keys(claim)
        .map(|keys| format!(": {}", keys.replace(" anchor here", " anchors it there")));
    format!(
        "it has no anchor to keep{}; x leaves it without one",
        places.unwrap_or_default()
    )
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
