//! The sentences that a person should look at, at the end of a run that anchored notes.

use kbnote_align::Confidence;
use kbnote_core::Timestamp;
use kbnote_engine::anchoring::{MoveReason, PlannedClaim, Status, Warning};
use kbnote_engine::text::{percent, shell_word};
use unicode_width::UnicodeWidthStr;

use crate::ui::{Ui, WIDTH, count, doubtful, faint, plain, shorten};

/// How many sentences are listed, unless all are requested.
const MOST_LISTED: usize = 10;

/// The least columns for the words of a sentence.
const LEAST_WORDS: usize = 24;

/// The sentences of a run that a person should look at.
#[derive(Debug, Default)]
pub(crate) struct DoubtList {
    news: Vec<Doubt>,
    /// Those that an earlier run has listed.
    known: Vec<Doubt>,
}

/// A sentence without an anchor, or with one that may be wrong.
#[derive(Debug)]
struct Doubt {
    note: String,
    line: usize,
    time: Option<Timestamp>,
    reason: String,
    text: String,
}

impl DoubtList {
    /// Adds the doubtful ones among the sentences of a note; `is_news` if no earlier run has seen it so.
    pub(crate) fn add<'p>(
        &mut self,
        note: &str,
        is_news: bool,
        claims: impl IntoIterator<Item = &'p PlannedClaim>,
    ) {
        let doubtful = claims.into_iter().filter(|claim| claim.is_doubtful());
        for planned in doubtful {
            let list = if is_news || planned.warning.is_some() {
                &mut self.news
            } else {
                &mut self.known
            };
            list.push(Doubt::new(note, planned));
        }
    }

    /// Prints the list with the next step, on standard error; what an earlier run listed is counted only.
    pub(crate) fn print(mut self, ui: Ui) {
        if ui.verbose {
            self.news.append(&mut self.known);
        }
        let most = if ui.verbose { usize::MAX } else { MOST_LISTED };
        let Some(first) = self.news.first() else {
            return self.print_known_count(ui);
        };
        let sentences = count(self.news.len(), "sentence");
        ui.say(format_args!("{sentences} to look at:"));
        let listed = &self.news[..self.news.len().min(most)];
        let widths = Widths::of(listed);
        for doubt in listed {
            ui.say(doubt.line(&widths));
        }
        let rest = self.news.len() - listed.len();
        if rest > 0 {
            ui.say(format_args!("  and {rest} more; -v lists them"));
        }
        if let Some(next_step) = first.next_step() {
            ui.hint(next_step);
        }
        self.print_known_count(ui);
    }

    fn print_known_count(&self, ui: Ui) {
        if !self.known.is_empty() {
            let known = count(self.known.len(), "sentence");
            let more = if self.news.is_empty() { "" } else { "more " };
            ui.hint(format_args!(
                "{known} {more}to look at, as before; -v lists them"
            ));
        }
    }
}

/// The columns that the longest reason and the longest place of a list take.
struct Widths {
    reason: usize,
    place: usize,
}

impl Widths {
    fn of(doubts: &[Doubt]) -> Self {
        let widest = |width: fn(&Doubt) -> usize| doubts.iter().map(width).max().unwrap_or(0);
        Self {
            reason: widest(|doubt| doubt.reason.width()),
            place: widest(|doubt| doubt.place().width()),
        }
    }
}

impl Doubt {
    fn new(note: &str, planned: &PlannedClaim) -> Self {
        Self {
            note: note.to_owned(),
            line: planned.claim.line,
            time: planned.anchors.first().and_then(|anchor| anchor.time),
            reason: reason(planned),
            text: plain(&planned.claim.text),
        }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.note, self.line)
    }

    /// `  00:00:30  38 % sure  notes/a.md:12  The birds leave the reeds…`
    fn line(&self, widths: &Widths) -> String {
        let time = self
            .time
            .map_or("--:--:--".to_owned(), |time| time.to_string());
        let (place, reason) = (self.place(), &self.reason);
        let blanks = |width: usize, text: &str| " ".repeat(width.saturating_sub(text.width()));
        let reason_blanks = blanks(widths.reason, reason);
        let place_blanks = blanks(widths.place, &place);
        let before = 2 + time.len() + 2 + widths.reason + 2 + widths.place + 2;
        let text = shorten(&self.text, WIDTH.saturating_sub(before).max(LEAST_WORDS));
        let (time, reason) = (faint(time), doubtful(reason));
        format!("  {time}  {reason}{reason_blanks}  {place}{place_blanks}  {text}")
    }

    /// The commands that show more; none for a note from standard input.
    fn next_step(&self) -> Option<String> {
        let place = shell_word(&self.place()).into_owned();
        let note = shell_word(&self.note).into_owned();
        (self.note != "-").then(|| {
            format!(
                "`kbnote why {place}` shows what the captions say; `kbnote review --doubts {note}` goes \
                 through all of them"
            )
        })
    }
}

/// Why a person should look at a sentence.
fn reason(planned: &PlannedClaim) -> String {
    match &planned.warning {
        Some(Warning::Contradicted { found }) => format!("pinned; captions say {found}"),
        Some(Warning::WouldMove {
            to,
            reason: MoveReason::CaptionsChanged,
        }) => format!("captions changed: {to} (--retime)"),
        Some(Warning::SplitFrom { text }) => {
            format!("anchor was written for “{}”", shorten(text, 20))
        }
        Some(Warning::NewlyFound { at } | Warning::WouldMove { to: at, .. }) => {
            format!("now found at {at} (regen)")
        }
        Some(Warning::Reworded) if planned.confidence == Confidence::None => {
            "reworded, not found".to_owned()
        }
        Some(Warning::Reworded) => "reworded, unsure".to_owned(),
        Some(Warning::OfOtherRecording) => "from another recording".to_owned(),
        None if planned.status == Status::Unsupported => "not found".to_owned(),
        Some(Warning::Declined) | None => format!("{} sure", percent(planned.score)),
    }
}
