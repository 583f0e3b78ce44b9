//! What a batch tells: its videos in their order, how far it is, and how it ended.

use std::collections::BTreeMap;

use indicatif::{ProgressBar, ProgressStyle};
use kbnote_app::Error;
use kbnote_core::VideoId;
use serde_json::{Value, json};

use super::told::{Fate, Told};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::count;

/// Without a terminal, how far it is is said after so many videos.
const LINE_EVERY: usize = 100;

/// Why a batch ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// YouTube refused again and again.
    Refused,
    /// The user stopped it.
    Interrupted,
    /// This side failed: a disk that is full, an output that is closed.
    Broken,
}

/// Tells of the videos of a run, in their order, whatever the order in which they come.
pub(super) struct Report<'a> {
    cx: &'a Context,
    /// Whether one thing was asked for: its failure is then the failure of the run.
    pub(super) alone: bool,
    failure: Option<CliError>,
    total: usize,
    /// Told already: all before this one.
    next: usize,
    waiting: BTreeMap<usize, Told>,
    stored: usize,
    unchanged: usize,
    failed: usize,
    videos: Vec<Value>,
    hints: Vec<String>,
    bar: ProgressBar,
}

impl<'a> Report<'a> {
    pub(super) fn new(cx: &'a Context) -> Self {
        Self {
            cx,
            alone: false,
            failure: None,
            total: 0,
            next: 0,
            waiting: BTreeMap::new(),
            stored: 0,
            unchanged: 0,
            failed: 0,
            videos: Vec::new(),
            hints: Vec::new(),
            bar: ProgressBar::hidden(),
        }
    }

    /// Begins to tell of `total` videos, of which `to_ask` must be asked for.
    pub(super) fn begin(&mut self, total: usize, to_ask: usize) {
        self.total = total;
        let known = total - to_ask;
        match (total > 1 && to_ask > 0, known) {
            (false, _) => {}
            (true, 0) => self.say(&count(total, "video")),
            (true, _) => self.say(&format!("{}, {known} known already", count(total, "video"))),
        }
        if self.cx.ui.shows_progress() && to_ask > 0 {
            let template = if total > 1 {
                "{bar:24} {pos}/{len}  {msg}"
            } else {
                "{spinner} fetching"
            };
            let style = ProgressStyle::with_template(template);
            self.bar = ProgressBar::new(total as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            self.bar
                .enable_steady_tick(std::time::Duration::from_millis(200));
        }
    }

    /// Takes in what became of a video, and tells of it as soon as those before it are told.
    pub(super) fn put(&mut self, place: usize, told: Told) -> Result<(), CliError> {
        self.waiting.insert(place, told);
        while let Some(told) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.tell(told)?;
        }
        self.bar.set_position(self.seen() as u64);
        Ok(())
    }

    /// Tells of what is left to tell, where some before it never came.
    pub(super) fn flush(&mut self) -> Result<(), CliError> {
        for (_, told) in std::mem::take(&mut self.waiting) {
            self.tell(told)?;
        }
        self.bar.finish_and_clear();
        Ok(())
    }

    /// Tells how far it is, now that an answer came.
    pub(super) fn progress(&self, asked: usize, seconds: f64) {
        let rate = rate(asked, seconds);
        let told = format!("{} failed{rate}", self.failed);
        if asked.is_multiple_of(LINE_EVERY) && self.bar.is_hidden() {
            self.say(&format!("{} of {}: {told}", self.seen(), self.total));
        }
        self.bar.set_message(told);
    }

    fn seen(&self) -> usize {
        self.next + self.waiting.len()
    }

    fn say(&self, text: &str) {
        if !self.cx.ui.json {
            self.cx.ui.say(text);
        }
    }

    fn tell(&mut self, told: Told) -> Result<(), CliError> {
        match &told.fate {
            Fate::Stored => self.stored += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Failed(_) => self.failed += 1,
            Fate::Older => return Ok(()),
        }
        let cx = self.cx;
        let alone = self.alone;
        self.bar.suspend(|| print(cx, &told, alone))?;
        match told.fate {
            Fate::Failed(error) if self.alone => self.failure = Some(error),
            Fate::Failed(error) => {
                let hint = error.error().and_then(Error::next_step);
                let hint = hint.filter(|&hint| self.hints.iter().all(|known| known != hint));
                self.hints.extend(hint.map(str::to_owned));
            }
            _ => {}
        }
        if cx.ui.json {
            self.videos.push(told.json);
        }
        Ok(())
    }

    /// Tells how it ended.
    pub(super) fn end(mut self, stop: Option<Stop>, left: &[VideoId]) -> Result<Exit, CliError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        if self.cx.ui.json {
            self.cx.ui.document(&json!({
                "schema": "kbnote.fetch/1", "videos": self.videos,
                "stopped": stop.map(Stop::word), "left": left,
            }))?;
        } else {
            self.sum_up(stop, left.len());
        }
        Ok(match stop {
            Some(Stop::Interrupted) => Exit::Interrupted,
            None if self.failed == 0 => Exit::Done,
            _ => Exit::Found,
        })
    }

    fn sum_up(&self, stop: Option<Stop>, left: usize) {
        let ui = self.cx.ui;
        if self.total > 1 {
            let Self {
                stored,
                unchanged,
                failed,
                ..
            } = self;
            ui.say(format_args!(
                "{stored} stored, {unchanged} unchanged, {failed} failed"
            ));
        }
        for hint in &self.hints {
            ui.hint(hint);
        }
        if let Some(stop) = stop {
            let left = count(left, "video");
            ui.warn(format_args!("{}; {left} not stored", stop.sentence()));
            ui.hint("the same command with `--resume` goes on where this one stopped");
        }
    }
}

/// How many a minute come, once that can be said.
fn rate(asked: usize, seconds: f64) -> String {
    let rate = (asked as f64 - 1.0) * 60.0 / seconds.max(0.001);
    match rate {
        ..1.0 => String::new(),
        ..10.0 => format!(", {rate:.1} a minute"),
        _ => format!(", {rate:.0} a minute"),
    }
}

impl Stop {
    const fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Interrupted => "interrupted",
            Self::Broken => "broken",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Refused => "gave up, for asking on is of no use now",
            Self::Interrupted => "interrupted",
            Self::Broken => "stopped, for nothing more can be written",
        }
    }
}

fn print(cx: &Context, told: &Told, alone: bool) -> Result<(), CliError> {
    for warning in &told.warnings {
        cx.ui.warn(warning);
    }
    if cx.ui.json {
        return Ok(());
    }
    if let (Fate::Failed(error), false) = (&told.fate, alone) {
        cx.ui.error_alone(error);
    }
    told.line.as_ref().map_or(Ok(()), |line| cx.ui.line(line))
}
