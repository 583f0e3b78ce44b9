//! What a run reports besides its result, on the terminal: messages, and how far a long step is.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use kbnote_app::Observer;

use crate::ui::Ui;

/// A step that takes less time shows no progress.
const SHORT: Duration = Duration::from_secs(1);

/// Prints what a run reports.
#[derive(Debug)]
pub(crate) struct TerminalObserver {
    ui: Ui,
    step: Mutex<Option<Step>>,
}

/// A step of the run.
#[derive(Debug)]
struct Step {
    what: &'static str,
    total: u64,
    done: u64,
    begun: Instant,
    /// Shown once the step takes long.
    bar: Option<ProgressBar>,
}

impl TerminalObserver {
    pub(crate) fn new(ui: Ui) -> Self {
        Self {
            ui,
            step: Mutex::default(),
        }
    }

    fn step(&self) -> MutexGuard<'_, Option<Step>> {
        self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints a message above the progress, if any is shown.
    fn print(&self, print: impl FnOnce()) {
        match self.step().as_ref().and_then(|step| step.bar.as_ref()) {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }
}

impl Step {
    fn advance(&mut self) {
        self.done += 1;
        match &self.bar {
            Some(bar) => bar.set_position(self.done),
            None if self.begun.elapsed() >= SHORT => self.bar = Some(self.new_bar()),
            None => {}
        }
    }

    fn new_bar(&self) -> ProgressBar {
        let style = ProgressStyle::with_template("{msg} {pos} of {len}, {eta} left");
        let bar = ProgressBar::new(self.total)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_message(self.what)
            .with_elapsed(self.begun.elapsed())
            .with_position(self.done);
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }
}

impl Observer for TerminalObserver {
    fn notice(&self, text: fmt::Arguments<'_>) {
        self.print(|| self.ui.say(text));
    }

    fn warn(&self, text: fmt::Arguments<'_>) {
        self.print(|| self.ui.warn(text));
    }

    fn hint(&self, text: fmt::Arguments<'_>) {
        self.print(|| self.ui.hint(text));
    }

    fn begin_step(&self, what: &'static str, total: usize) {
        if self.ui.shows_progress() {
            *self.step() = Some(Step {
                what,
                total: total as u64,
                done: 0,
                begun: Instant::now(),
                bar: None,
            });
        }
    }

    fn advance_step(&self) {
        if let Some(step) = self.step().as_mut() {
            step.advance();
        }
    }

    fn end_step(&self) {
        let step = self.step().take();
        if let Some(bar) = step.and_then(|step| step.bar) {
            bar.finish_and_clear();
        }
    }
}
